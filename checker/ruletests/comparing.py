"""What cases expect against what they receive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.durations import parse_duration
from checker.outcomes import Code, Outcome, meaning_of
from checker.results import Finding
from checker.ruleset.yaml12 import Trail
from checker.ruletests.cases import ExpectedOverall, ExpectedRecord, RuleCase
from checker.ruletests.running import Together
from checker.worked_out import reads
from checker.written import parse_number, parse_share

_SIDES = ("late", "early", "more", "less")
"""What may follow a value: on which side of the promise it lies."""


@dataclass(frozen=True)
class Mismatch:
    """An expectation that was not met, with the values underneath."""

    about: str
    """The rule, or what is said of the rule set as a whole."""
    record: str | None
    line: int
    column: int
    expected: str
    received: str
    observed: str | None = None
    limit: str | None = None
    cells: tuple[tuple[str, str], ...] = ()
    """The record as it was written, by field; of the fields that the rule reads."""


@dataclass(frozen=True)
class Expected:
    """One row of which something is expected under a rule, and where that is written."""

    rule: str
    """The version of the rule that is the row's own."""
    row: int
    expected: ExpectedRecord
    trail: Trail


def expectations(together: Together, place: int) -> Iterator[Expected]:
    """Everything that a case expects of its records, row by row."""
    case = together.cases[place]
    rows = together.rows_of(place)
    for rule, expected in case.expect.items():
        trail: Trail = ("cases", place, "expect", rule)
        judged = {together.rows[row].name for row in rows if row in together.told[together.version_of(rule, row)]}
        for row in rows:
            version = together.version_of(rule, row)
            if row not in together.told[version] and together.rows[row].name in judged:
                continue  # a later row of the same case speaks for it
            if not isinstance(expected, dict):
                yield Expected(version, row, _whole(expected), trail)
                continue
            for name in dict.fromkeys((together.rows[row].name, together.rows[row].shared)):
                if name in expected:
                    yield Expected(version, row, _whole(expected[name]), (*trail, name))
                    break


def _whole(expected: Any) -> ExpectedRecord:
    if isinstance(expected, ExpectedRecord):
        return expected
    return ExpectedRecord.model_construct(_fields_set={"outcome"}, outcome=expected)


def mismatches(together: Together, place: int) -> tuple[Mismatch, ...]:
    """Every expectation of a case that was not met."""
    found = [
        mismatch
        for expected in expectations(together, place)
        if (mismatch := _of_record(together, place, expected)) is not None
    ]
    found += _unnamed(together, place)
    return (*found, *_of_verdicts(together, place), *_of_the_whole(together, place))


def is_met(expected: ExpectedRecord, code: Code, observed: str | None, limit: str | None) -> bool:
    """Whether a record came out as expected; what is not said is not compared."""
    reason = code.reason
    return (
        expected.outcome in (None, code.outcome.value)
        and expected.reason in (None, reason and reason.value)
        and (expected.observed is None or _same(expected.observed, observed))
        and (expected.limit is None or _same(expected.limit, limit))
    )


def as_it_is(code: Code) -> ExpectedRecord:
    """What becomes of a record under a version that is not its own, which no change may turn into something else."""
    said = {"outcome": code.outcome.value, "reason": code.reason.value if code.reason else None}
    return ExpectedRecord.model_validate({key: word for key, word in said.items() if word})


def _same(expected: str, received: str | None) -> bool:
    """Whether two values are the same, however they are written: 60 seconds are 1 minute, and 75.0 % are 75 %."""
    return received is not None and (expected == received or _amount(expected) == _amount(received))


@cache
def _amount(text: str) -> Any:
    """A value without its words: a share, a duration or a number, with the side on which it lies; else the text."""
    value, _, side = text.rpartition(" ")
    if side not in _SIDES:
        value, side = text, ""
    for read in (parse_share, parse_duration, parse_number):
        try:
            return read(value), side
        except ValueError:
            continue
    return text


def _of_record(together: Together, place: int, expected: Expected) -> Mismatch | None:
    told = together.told[expected.rule].get(expected.row)
    if told is None:
        received = "not judged: a later row of the same case counts"
        return _mismatch(together, place, expected, None, _said(expected.expected, None), received)
    code = meaning_of(told[1])
    wanted = expected.expected
    finding = None
    observed = limit = None
    if wanted.observed is not None or wanted.limit is not None:
        finding = together.finding(expected.rule, expected.row)
        observed, limit = _texts(finding)
    if is_met(wanted, code, observed, limit) and code not in (Code.NEEDS_AS_OF, Code.NEEDS_PERIOD):
        return None
    finding = finding or together.finding(expected.rule, expected.row)
    observed, limit = _texts(finding)
    if code is Code.NEEDS_PERIOD:
        received = (
            "no outcome: the rule asks how often something happens in a period up to a moment, and the case lacks one"
        )
    elif code is Code.NEEDS_AS_OF:
        received = "no outcome: the record is open, and no as_of says from when to look"
    else:
        values: dict[str, Any] = {"outcome": code.outcome.value, "reason": code.reason and code.reason.value}
        shown = ExpectedRecord.model_construct(_fields_set=set(), observed=observed, limit=limit, **values)
        received = _said(wanted, shown)
    return _mismatch(together, place, expected, finding, _said(wanted, None), received)


def _texts(finding: Finding | None) -> tuple[str | None, str | None]:
    if finding is None:
        return None, None
    return (
        finding.observed.text if finding.observed else None,
        finding.limit.text if finding.limit else None,
    )


def _said(wanted: ExpectedRecord, received: ExpectedRecord | None) -> str:
    """What was expected, or what was received in the same order and with its reason."""
    parts = []
    for key in ("outcome", "reason", "observed", "limit"):
        asked = getattr(wanted, key)
        value = asked if received is None else getattr(received, key)
        if received is None and asked is None:
            continue
        if received is not None and asked is None and (key not in ("outcome", "reason") or value is None):
            continue
        word = str(value).replace("_", " ") if key in ("outcome", "reason") else value
        if key == "outcome":
            parts.append(f"{word}")
        elif key == "reason":
            parts.append(f"reason {word}" if value is not None else "no reason")
        else:
            parts.append(
                f"{key} {word}" if value is not None else f"no {key} value" if key == "observed" else "no limit"
            )
    return ", ".join(parts)


def _mismatch(
    together: Together, place: int, expected: Expected, finding: Finding | None, wanted: str, received: str
) -> Mismatch:
    at = together.suite.composed.place(expected.trail)
    row = together.rows[expected.row]
    rule = together.rule(expected.rule)
    observed, limit = _texts(finding)
    read = dict.fromkeys([*rule.beside, *rule.evidence, *rule.rule.measure.fields()])
    shown = read_cells(together, list(read))
    cells = tuple((name, _cell(row.cells.get(name))) for name in shown)
    several = len(together.rows_of(place)) > 1
    return Mismatch(
        about=expected.rule,
        record=row.name if several else None,
        line=at.line,
        column=at.column,
        expected=wanted,
        received=received,
        observed=observed,
        limit=limit,
        cells=cells,
    )


def read_cells(together: Together, names: list[str]) -> list[str]:
    """The fields of the records behind these; a worked-out field stands for those that it reads."""
    worked_out = together.rule_set.worked_out
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in worked_out:
            waiting = [*reads(worked_out[name], together.rule_set.tables), *waiting]
        else:
            found[name] = None
    return list(found)


def _cell(written: str | None) -> str:
    return "(nothing)" if written is None else written if written.strip() else f'"{written}"'


def _unnamed(together: Together, place: int) -> Iterator[Mismatch]:
    """Rows that were judged and that an expectation does not name; what a file says by itself is told on loading."""
    case = together.cases[place]
    for rule, expected in case.expect.items():
        if not isinstance(expected, dict):
            continue
        for row in together.rows_of(place):
            version = together.version_of(rule, row)
            told = together.told[version].get(row)
            names = {together.rows[row].name, together.rows[row].shared}
            if told is not None and not names & set(expected):
                missing = Expected(version, row, _whole("kept"), ("cases", place, "expect", rule))
                received = meaning_of(told[1]).outcome.value.replace("_", " ")
                finding = together.finding(version, row)
                yield _mismatch(together, place, missing, finding, "nothing is said of the record", received)


def _of_verdicts(together: Together, place: int) -> Iterator[Mismatch]:
    case = together.cases[place]
    for rule, verdict in case.expect_verdict.items():
        received = together.verdict(rule, place).value
        if received != verdict:
            at = together.suite.composed.place(("cases", place, "expect_verdict", rule))
            tally: Counter[Outcome] = Counter()
            for name in together.versions(rule):
                tally.update(together.counts[place].rules[name].outcomes)
            if len(together.versions(rule)) > 1:
                del tally[Outcome.OUT_OF_SCOPE]  # a record is out of scope under every version that is not its own
            counted = ", ".join(f"{number} {each.value.replace('_', ' ')}" for each, number in tally.items() if number)
            yield Mismatch(
                about=rule,
                record=None,
                line=at.line,
                column=at.column,
                expected=f"verdict {verdict.replace('_', ' ')}",
                received=f"verdict {received.replace('_', ' ')}, of {counted}",
            )


def overall_expected(case: RuleCase) -> ExpectedOverall | None:
    """What a case expects of the rule set as a whole."""
    if case.expect_overall is None or isinstance(case.expect_overall, ExpectedOverall):
        return case.expect_overall
    return ExpectedOverall.model_construct(_fields_set={"verdict"}, verdict=case.expect_overall)


def score_text(numerator: float, denominator: float) -> str:
    """The weight of the rules met of the weight of those judged: `9 of 12`."""
    return f"{numerator:g} of {denominator:g}"


def _of_the_whole(together: Together, place: int) -> Iterator[Mismatch]:
    expected = overall_expected(together.cases[place])
    if expected is None:
        return
    whole = together.whole(place)
    score = score_text(whole.score.numerator, whole.score.denominator) if whole.score else None
    if expected.verdict in (None, whole.verdict.value) and expected.score in (None, score):
        return
    at = together.suite.composed.place(("cases", place, "expect_overall"))
    wanted = [expected.verdict.replace("_", " ")] if expected.verdict else []
    wanted += [f"score {expected.score}"] if expected.score else []
    yield Mismatch(
        about="overall",
        record=None,
        line=at.line,
        column=at.column,
        expected=", ".join(wanted),
        received=f"{whole.verdict.value.replace('_', ' ')}, score {score}",
    )
