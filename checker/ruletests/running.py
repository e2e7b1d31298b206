"""Cases judged on the engine: all that share an as-of moment and a period in one pass, each as if it stood alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from checker.beside import open_tables
from checker.compilation import CompiledRule, CompiledRuleSet, compile_rule_set
from checker.counting import Counts, RuleTally, count_each
from checker.earlier_runs import ABSENT, WITHOUT_FIGURE
from checker.engines import AUTO, open_engine
from checker.engines.engine import Engine, EngineError, TooLargeError
from checker.evidence import Reader, every_row
from checker.fields import moment_number
from checker.judging import judge, rule_result
from checker.outcomes import Code, Verdict
from checker.periods import AuditPeriod, as_of_date
from checker.preparation import prepared
from checker.problems import CheckerError
from checker.results import Finding
from checker.ruleset.model import RuleSet
from checker.ruletests.cases import RuleCase
from checker.ruletests.changed_rules import MARK
from checker.ruletests.loading import Suite
from checker.ruletests.rows import CASE, Row, numbers_of, rows_of_case, with_case, write_rows, write_tables
from checker.sources import open_records
from checker.steps import Beside
from checker.table_bounds import add_bounds
from checker.target_parts import exact
from checker.targets import Judgement
from checker.targets.target import Previous
from checker.totals import add_totals_each
from checker.value_words import shown_cell
from checker.verdicts import Group, Known, Whole, judge_rule_set, moved, worst
from checker.versions import rule_id, versions_apart
from checker.waivers import Waiver
from checker.weighing import WeightGroup, weighed, weight_groups_each

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

Told = tuple[Any, ...]
"""What is told of a record under a rule, in the columns that a reader takes: row, code, observed, limit, unit, …"""


@dataclass(frozen=True)
class Together:
    """Cases that share their as-of moment, period and waivers, with what became of their records."""

    suite: Suite
    rule_set: RuleSet
    """The one that is tested, over records that know their case."""
    as_of: datetime | None
    period: AuditPeriod | None
    waivers: tuple[Waiver, ...]
    cases: Mapping[int, RuleCase]
    rows: Sequence[Row]
    engine: Engine
    compiled: CompiledRuleSet
    frame: LazyFrame[Any]
    word: str
    scratch: Path
    """A file that the engine may read, for further records."""
    told: Mapping[str, Mapping[int, Told]]
    """By rule and by the place of a row, what is told of it; a row that a later one replaced is not there.

    Each version of a rule stands for itself.
    """
    tables: Mapping[str, LazyFrame[Any]] = field(default_factory=dict)
    """What stands beside the records, the rows of all cases."""
    counts: Mapping[int, Counts] = field(default_factory=dict)
    """By case, what is counted of it, where a verdict is expected of some case."""
    weights: Mapping[int, Sequence[WeightGroup]] = field(default_factory=dict)
    """By case, the groups for which rules weigh otherwise than for others."""

    @property
    def moments(self) -> frozenset[str]:
        """Every moment of the records; their local dates are there for changed rules too."""
        fields = self.rule_set.records.fields
        return frozenset(name for name, each in fields.items() if each.family == "moment")

    def rule(self, name: str) -> CompiledRule:
        """A rule by its id."""
        return next(rule for rule in self.compiled.rules if rule.rule.id == name)

    def rows_of(self, case: int) -> list[int]:
        """The places of a case's rows."""
        return [place for place, row in enumerate(self.rows) if row.case == case]

    def finding(self, rule: str, place: int) -> Finding | None:
        """What became of a row under a rule, in words; none where a later row replaced it."""
        told = self.told[rule].get(place)
        if told is None:
            return None
        return Reader(self.rule_set, self.compiled.columns.fields, self.rule(rule)).finding(told)

    def versions(self, rule: str) -> list[str]:
        """What the versions of a rule are called; a rule that has none is one."""
        return [each.rule.id for each in self.compiled.rules if rule_id(each.rule.id) == rule]

    def version_of(self, rule: str, place: int) -> str:
        """The version of a rule that is a row's own: the one in force on its date, else the one announced, or any."""
        versions = self.versions(rule)
        if len(versions) == 1:
            return versions[0]
        codes = {name: self.told[name][place][1] for name in versions if place in self.told[name]}
        others = (int(Code.NOT_IN_FORCE), int(Code.ANNOUNCED_BREACH))
        own = (name for name, code in codes.items() if code not in others)
        announced = (name for name, code in codes.items() if code == Code.ANNOUNCED_BREACH)
        return next(own, None) or next(announced, None) or versions[0]

    def verdict(self, rule: str, case: int, instead: Mapping[str, Verdict] | None = None) -> Verdict:
        """The verdict of a rule over the records of a case; of several versions in force the worst decides."""
        rules = map(self.rule, self.versions(rule))
        own = {
            each.rule.id: self.judgement(each, case, self.counts[case].rules[each.rule.id]).verdict for each in rules
        }
        return worst(list((own | dict(instead or {})).values()))

    def judgement(self, rule: CompiledRule, case: int, tally: RuleTally) -> Judgement:
        """What the target of a rule says of such a tally in a case."""
        return judge(rule, tally, self.known(case, rule))

    def known(self, case: int, rule: CompiledRule) -> Known:
        """What a target may be held against in a case: the figure that the case gives of an earlier run."""
        figures = self.cases[case].previous.get(rule_id(rule.rule.id.partition(MARK)[0]))

        def previous(_: int, group: Group, bound: Previous) -> Fraction | str:
            if not isinstance(figures, dict):
                return ABSENT if figures is None else moved(exact(figures), bound)
            fields = self.compiled.columns.fields
            names = [shown_cell(fields[name], value, self.rule_set) for name, value in group.items()]
            figure = next((figures[name] for name in names if name in figures), None)
            return WITHOUT_FIGURE if figure is None else moved(exact(figure), bound)

        return Known(previous)

    def summed_anew(self, rule: CompiledRule, tallies: Mapping[int, RuleTally]) -> Mapping[int, RuleTally]:
        """By case, the tallies with what a changed target needs of the same records beyond their counts."""
        if not tallies or all(part.is_counted for part in rule.target_parts):
            return tallies
        anew = {case: Counts({rule.rule.id: replace(tally, totals={})}) for case, tally in tallies.items()}
        by_name = {f"{self.word}{case}": counts for case, counts in anew.items()}
        add_totals_each(self.engine, self.frame, replace(self.compiled, rules=(rule,)), CASE, by_name)
        return {case: counts.rules[rule.rule.id] for case, counts in anew.items()}

    def give_bounds(self, rule: str, tallies: Mapping[int, RuleTally]) -> None:
        """Give the tallies of a changed rule the bounds that tables hold for the rule, by case."""
        for case, tally in tallies.items():
            tally.looked_up.update(self.counts[case].rules[rule].looked_up)

    def whole(self, case: int) -> Whole:
        """What is said of the rule set over the records of a case."""
        counts, units = self.counts[case], len(self.rows_of(case))
        results = [
            rule_result(
                self.compiled,
                rule,
                counts.rules[rule.rule.id],
                (),
                units=units,
                standard=None,
                as_of=self.as_of,
                known=self.known(case, rule),
            )
            for rule in self.compiled.rules
        ]
        return judge_rule_set(self.rule_set.overall, results, weighed(self.compiled, self.weights.get(case, ())))


@contextmanager
def judged(suite: Suite, engine_name: str = AUTO) -> Iterator[list[Together]]:
    """Every case of a suite, judged; the engine stays open for further questions.

    Raises CheckerError where the engine cannot compute a rule over these records.
    """
    with ExitStack() as stack:
        try:
            groups = stack.enter_context(_judged_on(engine_name, suite))
        except TooLargeError:
            if engine_name != AUTO:
                raise
            groups = stack.enter_context(_judged_on("duckdb", suite))
        yield groups


@contextmanager
def _judged_on(engine_name: str, suite: Suite) -> Iterator[list[Together]]:
    rule_set, word = with_case(versions_apart(suite.rule_set))
    groups: dict[tuple[datetime | None, str | None, str], dict[int, RuleCase]] = {}
    for place, case in suite.cases:
        period = case.period
        waivers = "".join(waiver.model_dump_json(by_alias=True) for waiver in case.waivers)
        key = (case.as_of or suite.tests.as_of, period.name if period else None, waivers)
        groups.setdefault(key, {})[place] = case
    with TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True) as folder:
        files = [Path(folder, f"cases-{number}.jsonl") for number in range(len(groups))]
        scratch = Path(folder, "further.jsonl")
        scratch.touch()
        beside = [
            {name: [Path(folder, f"{name}-{number}.jsonl")] for name in rule_set.tables}
            for number in range(len(groups))
        ]
        of_tables = [file for each in beside for paths in each.values() for file in paths]
        with open_engine([*files, *of_tables, scratch], name=engine_name) as engine:
            try:
                yield [
                    _together(suite, rule_set, word, as_of, cases, engine, file, scratch, tables)
                    for ((as_of, *_), cases), file, tables in zip(groups.items(), files, beside, strict=True)
                ]
            except EngineError as error:
                raise CheckerError(f"the cases of '{suite.path}' could not be judged: {error}") from None


def _together(
    suite: Suite,
    rule_set: RuleSet,
    word: str,
    as_of: datetime | None,
    cases: Mapping[int, RuleCase],
    engine: Engine,
    file: Path,
    scratch: Path,
    tables: Mapping[str, Sequence[Path]],
) -> Together:
    defaults = {name: cell for name, cell in suite.tests.defaults.items() if not isinstance(cell, dict)}
    rows = [row for place, case in cases.items() for row in rows_of_case(place, case, defaults, suite.rule_set)]
    first = next(iter(cases.values()))
    period, waivers = first.period, first.waivers
    compiled = compile_rule_set(
        rule_set,
        as_of=moment_number(as_of) if as_of else None,
        as_of_on=as_of_date(as_of, rule_set.records.zone) if as_of else None,
        period=period,
        waivers=waivers,
        apart=(CASE,),
    )
    write_rows(rows, rule_set, word, file)
    moments = {name for name, each in rule_set.records.fields.items() if each.family == "moment"}
    table = open_records([file], rule_set.records, engine.connection, days=moments)
    if table.rejected:
        raise CheckerError(f"a record of '{suite.path}' is too long to be read")
    rows_of_tables = suite.tests.defaults.get("tables", {})
    write_tables(
        cases,
        rows_of_tables if isinstance(rows_of_tables, dict) else {},
        rule_set,
        word,
        {name: file for name, (file,) in tables.items()},
    )
    every = {
        f"{name}.{field}"
        for name, each in rule_set.tables.items()
        for field, model in each.fields.items()
        if model.family == "moment"
    }
    beside = {name: each.frame for name, each in open_tables(rule_set, tables, engine, days=every).items()}
    frame = prepared(engine, engine.frame(table.relation), compiled, table.read, beside).frame
    told = {
        rule: {row[0] - 1: row for row in each}
        for rule, each in every_row(engine, frame, compiled, compiled.rules).items()
    }
    counts: dict[int, Counts] = {}
    weights: dict[int, list[WeightGroup]] = {}
    if any(case.expect_verdict or case.expect_overall for case in cases.values()):
        counted = count_each(engine, frame, compiled, CASE)
        add_totals_each(engine, frame, compiled, CASE, counted)
        add_bounds(compiled, Beside(engine, beside, (CASE,)), {(name,): each.rules for name, each in counted.items()})
        names = numbers_of(counted, word)
        counts = {names[name]: each for name, each in counted.items()}
        of_names = weight_groups_each(engine, frame, compiled, CASE)
        weights = {names[name]: groups for name, groups in of_names.items()}
    return Together(
        suite=suite,
        rule_set=rule_set,
        as_of=as_of,
        period=period,
        waivers=waivers,
        cases=cases,
        rows=rows,
        engine=engine,
        compiled=compiled,
        frame=frame,
        word=word,
        scratch=scratch,
        told=told,
        tables=beside,
        counts=counts,
        weights=weights,
    )
