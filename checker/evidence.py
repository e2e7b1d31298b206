"""The evidence of what was found: the records behind a rule's breaches, with every value a reader can check by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checker.calendars import zone_named
from checker.compilation import CompiledRule, CompiledRuleSet
from checker.counting import dozens, with_codes
from checker.engines.engine import Engine, EngineError
from checker.expressions import any_of, nw, one_of
from checker.fields import UNREADABLE, Fault, FieldModel, MomentField
from checker.made_columns import ROW, ZONE, code_column, limit_column, observed_column, waited_column, waiver_column
from checker.measures.measure import WORDS, Further
from checker.outcomes import Code, Outcome, Reason, meaning_of
from checker.problems import excerpt
from checker.results import Finding, Value
from checker.ruleset.model import RuleSet
from checker.sources.source import FILE_ROWS
from checker.value_words import local_moment, shown_cell, value_text
from checker.wanted import Asked, asked_of, codes_of

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

FIRST_RECORDS = 100_000
"""So many records at most are looked at for the findings of a dozen rules at once."""

LEAST_RECORDS = 30_000
"""So many at least, where there are so many: they also say how far from their limits records lie."""

MORE = 2
"""So many times as many are looked at where they were not enough, and then all."""

Zone = ZoneInfo | None

UNREADABLE_CELLS = "$unreadable"
"""The column with the text of cells that could not be read, as a JSON object by field."""

_UNSAID = (Fault.MISSING, *UNREADABLE, Fault.NOT_CHECKED, Fault.CONTRADICTORY)
_FAULTS_OF: dict[Reason, tuple[int, ...]] = {
    Reason.MISSING_FIELD: _UNSAID,  # a row of a table is unknown also where its field cannot be read
    Reason.MISSING_IS_BREACH: (Fault.MISSING,),
    Reason.OPEN_PAST_LIMIT: (Fault.MISSING,),
    Reason.UNREADABLE_VALUE: UNREADABLE,
    Reason.NOT_CHECKED: (Fault.NOT_CHECKED,),
    Reason.FAULTY_EVIDENCE: (Fault.CONTRADICTORY,),
    Reason.UNKNOWN_SCOPE: _UNSAID,
}
"""What is wrong with the field that a reason speaks of."""

_BESIDE = (Reason.UNKNOWN_SCOPE, Reason.MISSING_FIELD, Reason.NO_ROW_FITS)
"""The reasons of which the fields beside the measure may be the cause."""


class Evidence:
    """The findings of rules, of which `totals` says how many records have each outcome that is looked for.

    Rules of which the results hold every finding are asked together, a dozen in one pass over all records. The others
    find enough among the first records: these are computed once for a dozen rules, and a rule looks at all records only
    for what they lack.
    """

    def __init__(
        self,
        engine: Engine,
        frame: LazyFrame[Any],
        compiled: CompiledRuleSet,
        totals: Mapping[str, Mapping[Outcome, int]],
        units: int,
        *,
        first: Callable[[int], LazyFrame[Any]] | None = None,
    ) -> None:
        self._engine = engine
        self._frame = frame
        self._compiled = compiled
        self._totals = totals
        self._units = units
        self._ready_first = first
        self._dozens = dozens(compiled.rules)
        self._together: dict[int, dict[str, list[tuple[Any, ...]]]] = {}
        self._first: dict[int, LazyFrame[Any] | None] = {}

    def of(self, rule: CompiledRule) -> tuple[Finding, ...]:
        """A rule's records with these outcomes, in source order.

        Where there are more than the results hold, those of the first outcomes are taken. Raises EngineError where the
        engine cannot compute them.
        """
        together = self._found_together(rule)
        found = self._found_alone(rule) if together is None else together
        reader = Reader(self._compiled.rule_set, self._compiled.columns.fields, rule)
        return tuple(sorted((reader.finding(row) for row in found), key=lambda each: (each.source, each.source_row)))

    def _found_together(self, rule: CompiledRule) -> list[tuple[Any, ...]] | None:
        """All that the rule finds, asked together with the others of its dozen; none where it must be asked alone."""
        dozen = self._dozen(rule)
        if dozen not in self._together:
            asked = [(each, [*asked_of(self._totals.get(each.rule.id, {}))]) for each in self._dozens[dozen]]
            whole = [(each, asks[0]) for each, asks in asked if len(asks) == 1 and asks[0].wanted == asks[0].total]
            codes = [(each, some) for each, all_of_it in whole if (some := codes_of(each, all_of_it))]
            self._together[dozen] = self._read_together(dozen, codes)
        return self._together[dozen].get(rule.rule.id)

    def _read_together(
        self, dozen: int, codes: Sequence[tuple[CompiledRule, list[int]]]
    ) -> dict[str, list[tuple[Any, ...]]]:
        """By rule, every record with one of its codes, in the columns that a reader takes."""
        if not codes:
            return {}
        found = any_of(one_of(nw.col(code_column(rule.rule.id)), some) for rule, some in codes)
        # Of few records the first are all there are, and held already with what is told of the whole dozen.
        rules, told = self._dozens[dozen], self._first_of(dozen) if self._units <= LEAST_RECORDS else None
        if told is None:
            rules = [rule for rule, _ in codes]
            told = _told(self._frame, self._compiled, rules)
        try:
            rows = self._engine.rows(told.filter(found))
            return _of_each(rows, _names_told(self._compiled, rules), self._compiled, codes)
        except EngineError:  # of one of the rules, which will say so itself
            return {}

    def _found_alone(self, rule: CompiledRule) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for asked in asked_of(self._totals[rule.rule.id]):
            rows: list[tuple[Any, ...]] = []
            for told in self._more_and_more(rule, asked):
                rows = _rows(self._engine, told, self._compiled, rule, asked)
                if len(rows) >= asked.wanted:
                    break
            found += rows
        return found

    def _dozen(self, rule: CompiledRule) -> int:
        return next(number for number, rules in enumerate(self._dozens) if any(each is rule for each in rules))

    def _more_and_more(self, rule: CompiledRule, asked: Asked) -> Iterator[LazyFrame[Any]]:
        """Where to look for a rule's records: among the first, if these should do, then among more, then among all."""
        reach = self._reach(asked)
        if reach <= FIRST_RECORDS:
            told = self.among_first(rule)
            if told is not None:
                yield told
                reach *= MORE
        if reach < self._units:
            yield _told(self._first_records(reach), self._compiled, [rule])
        yield _told(self._frame, self._compiled, [rule])

    def _reach(self, asked: Asked) -> int:
        """Among how many of the first records those that are asked for should be, were all spread evenly."""
        return self._units * asked.wanted * 3 // (asked.total * 2)

    def among_first(self, rule: CompiledRule) -> LazyFrame[Any] | None:
        """The first records with what is told of the dozen rules that this is one of, held; none where that fails."""
        return self._first_of(self._dozen(rule))

    def _first_of(self, dozen: int) -> LazyFrame[Any] | None:
        engine, compiled = self._engine, self._compiled
        if dozen not in self._first:
            rules = self._dozens[dozen]
            reaches = [self._reach(asked) for each in rules for asked in asked_of(self._totals.get(each.rule.id, {}))]
            reach = max(LEAST_RECORDS, *(reach for reach in reaches if reach <= FIRST_RECORDS))
            try:
                self._first[dozen] = engine.keep(_told(self._first_records(reach), compiled, rules), few=True)
            except EngineError:  # of one of the rules, which will say so itself
                self._first[dozen] = None
        return self._first[dozen]

    def _first_records(self, count: int) -> LazyFrame[Any]:
        """The first records of the files, in any order.

        Where they cannot be made ready alone, the place of the last of them is asked for, which reads one column:
        sorting the records with all that is told of them would hold a part of everything at once.
        """
        if count >= self._units:
            return self._frame
        if self._ready_first is not None:
            return self._ready_first(count)
        engine = self._engine
        places = engine.first(self._frame.select(ROW), count, ROW)
        ((last,),) = engine.rows(places.select(nw.col(ROW).max()))
        return self._frame.filter(nw.col(ROW) <= last)


def _rows(
    engine: Engine,
    told: LazyFrame[Any],
    compiled: CompiledRuleSet,
    rule: CompiledRule,
    asked: Asked,
) -> list[tuple[Any, ...]]:
    """The first records that are asked for, in the columns that a reader takes."""
    codes = codes_of(rule, asked)
    if not codes:
        return []
    # By place, since a field may be asked for twice, as evidence and as a group; the first are row and code.
    names = enumerate(_of_rule(compiled, rule))
    shown = told.select(nw.col(name).alias(f"column{place}") for place, name in names)
    found = shown.filter(one_of(nw.col("column1"), codes))
    return engine.rows(engine.first(found, asked.wanted, "column0"))


def _of_each(
    rows: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    compiled: CompiledRuleSet,
    rules: Sequence[tuple[CompiledRule, list[int] | None]],
) -> dict[str, list[tuple[Any, ...]]]:
    """By rule, those of the rows of `_told` that have one of its codes (`None`: any), in the columns of `_of_rule`."""
    place = {name: number for number, name in enumerate(names)}
    found = {}
    for rule, codes in rules:
        shown = itemgetter(*(place[name] for name in _of_rule(compiled, rule)))
        code = place[code_column(rule.rule.id)]
        found[rule.rule.id] = [shown(row) for row in rows if codes is None or row[code] in codes]
    return found


def every_row(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, rules: Sequence[CompiledRule]
) -> dict[str, list[tuple[Any, ...]]]:
    """By rule, every record in the columns that a reader takes, in source order; for few records.

    Raises EngineError where the engine cannot compute a rule.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for dozen in dozens(rules):
        told = engine.rows(_told(frame, compiled, dozen).sort(ROW))
        rows |= _of_each(told, _names_told(compiled, dozen), compiled, [(rule, None) for rule in dozen])
    return rows


def _told(frame: LazyFrame[Any], compiled: CompiledRuleSet, rules: Sequence[CompiledRule]) -> LazyFrame[Any]:
    """The records with what is told of them under each of these rules: code, what was observed, and its limit."""
    told: dict[str, Any] = {name: nw.col(name) for name in _names_told(compiled, rules)}
    nothing = nw.lit(None, nw.Int64)
    for rule in rules:
        observed, name = rule.observed, rule.rule.id
        told[observed_column(name)] = nothing if observed.value is None else observed.value
        told[limit_column(name)] = nothing if observed.limit is None else observed.limit
        told[f"$unit${name}"] = nw.lit(0) if observed.unit is None else observed.unit
        if observed.waits and observed.counted is not None:
            told[waited_column(name)] = observed.counted
        told |= {column: each.value for column, each in zip(_further(rule), observed.further, strict=True)}
    return with_codes(frame, rules).select(expression.alias(name) for name, expression in told.items())


def _names_told(compiled: CompiledRuleSet, rules: Sequence[CompiledRule]) -> list[str]:
    """The columns of all that is told of the records under these rules, each once."""
    return [*dict.fromkeys(name for rule in rules for name in _of_rule(compiled, rule))]


def _of_rule(compiled: CompiledRuleSet, rule: CompiledRule) -> list[str]:
    """The columns that a reader takes: row, code, observed, limit, unit, unreadable cells, id, evidence, groups, …"""
    records, name = compiled.rule_set.records, rule.rule.id
    columns = [ROW, code_column(name), observed_column(name), limit_column(name), f"$unit${name}", UNREADABLE_CELLS]
    columns += [records.id] if records.id else []
    for field in rule.evidence + rule.beside:
        columns += [field, f"{field}$fault"]
    own_zone = [ZONE] if records.has_own_zones else []
    return [*columns, *records.groups, *map(waiver_column, rule.waivers), *_further(rule), *own_zone]


def _further(rule: CompiledRule) -> list[str]:
    """The columns of what else was found."""
    return [f"$further${place}${rule.rule.id}" for place in range(len(rule.observed.further))]


@dataclass(frozen=True)
class Reader:
    """Turns a row of evidence into a finding, in words."""

    rule_set: RuleSet
    fields: Mapping[str, FieldModel]
    rule: CompiledRule

    def finding(self, row: Sequence[Any]) -> Finding:
        """The finding in a row of the columns of `_of_rule`."""
        place, code, observed, limit, unit, unreadable, *rest = row
        zone = self._zone(rest)
        record = rest.pop(0) if self.rule_set.records.id else None
        shown = [*zip(self.rule.evidence + self.rule.beside, rest[0::2], rest[1::2], strict=False)]
        named = self.rule_set.records.groups
        after = rest[2 * len(shown) :]
        groups, fits = after[: len(named)], after[len(named) :][: len(self.rule.waivers)]
        further = after[len(named) + len(fits) :]
        source, number = divmod(place, FILE_ROWS)
        meaning = meaning_of(code)
        evidence, beside = shown[: len(self.rule.evidence)], shown[len(self.rule.evidence) :]
        if meaning.reason is Reason.UNKNOWN_SCOPE:
            evidence = [*beside, *evidence]
        elif meaning.reason in _BESIDE and _field_at_fault(meaning.reason, evidence) is None:
            evidence = [*evidence, *beside]
        cells = json.loads(unreadable) if unreadable else {}
        told = [*zip(self.rule.observed.further, further, strict=True)]
        moments = [value for name, value, _ in evidence if name in self._moments]
        moments += [value for each, value in told if isinstance(each.says, MomentField)]
        with_offset = self._needs_offsets(moments, zone)
        return Finding(
            record=self._record(record, number),
            outcome=meaning.outcome,
            reason=meaning.reason,
            field=_field_at_fault(meaning.reason, evidence),
            observed=self.value(observed, unit, limit),
            limit=self.value(limit, unit, limit),
            evidence={
                **{
                    each.name: self._said(each, value, zone, with_offset=with_offset)
                    for each, value in told
                    if value is not None
                },
                **{
                    name: self._cell(name, value, fault, cells, zone, with_offset=with_offset)
                    for name, value, fault in evidence
                },
            },
            source=source,
            source_row=number,
            groups={name: self.shown(name, value) for name, value in zip(named, groups, strict=True)},
            waivers=tuple(
                name for name, fit in zip(self.rule.waivers, fits, strict=True) if fit and meaning is Code.WAIVED
            ),
        )

    def _zone(self, rest: list[Any]) -> ZoneInfo | None:
        """The time zone of the record, where each has its own as the last of its columns."""
        if not self.rule_set.records.has_own_zones:
            return self.rule_set.records.zone
        return zone_named(rest.pop())

    def _record(self, record: Any, number: int) -> str:
        identity = self.rule_set.records.id
        if record is None or identity is None:
            return f"no. {number}"
        return self.shown(identity, record)

    def value(self, amount: Any, unit: int, beside: Any) -> Value | None:
        """What was observed, or a limit, in words; `beside` is the limit that it is shown beside."""
        observed = self.rule.observed
        if amount is None or not observed.units:
            return None
        name = observed.units[unit]
        if name in WORDS:
            return Value(unit=name, text=excerpt(str(amount)) if name == "text" else str(amount))
        return Value(unit=name, amount=amount, text=value_text(int(amount), name, observed, beside))

    @cached_property
    def _moments(self) -> frozenset[str]:
        return frozenset(name for name in self.rule.evidence + self.rule.beside if self.fields[name].family == "moment")

    def _needs_offsets(self, moments: Iterable[int | None], zone: ZoneInfo | None) -> bool:
        """Whether clock times alone would mislead: the clocks changed between them, or one of them was there twice."""
        if zone is None or zone.key == "UTC":
            return False
        local = [local_moment(moment, zone) for moment in moments if moment is not None]
        offsets = {moment.utcoffset() for moment in local}
        return len(offsets) > 1 or any(each.replace(fold=1 - each.fold).utcoffset() not in offsets for each in local)

    def _cell(
        self, name: str, value: Any, fault: int, unreadable: Mapping[str, str], zone: Zone, *, with_offset: bool = False
    ) -> str:
        if name in unreadable:
            return excerpt(unreadable[name])
        if fault in (Fault.NOT_APPLICABLE, Fault.NOT_CHECKED, Fault.CONTRADICTORY) or (
            fault in UNREADABLE and name in self.rule_set.worked_out
        ):
            return Fault(fault).name.lower().replace("_", " ")
        if with_offset and name in self._moments and value is not None:
            return local_moment(value, zone).isoformat(" ")
        return self.shown(name, value, zone)

    def _said(self, further: Further, value: int, zone: Zone, *, with_offset: bool) -> str:
        if not isinstance(further.says, FieldModel):
            return further.says(value)
        if with_offset and isinstance(further.says, MomentField):
            return local_moment(value, zone).isoformat(" ")
        return shown_cell(further.says, value, self.rule_set, zone)

    def shown(self, name: str, value: Any, zone: ZoneInfo | None = None) -> str:
        """A typed value as a reader knows it; empty where there is none."""
        return shown_cell(self.fields[name], value, self.rule_set, zone)


def _field_at_fault(reason: Reason | None, evidence: Sequence[tuple[str, Any, int]]) -> str | None:
    """The first field of the evidence that has the fault which the reason speaks of; what is missing goes first."""
    faults = _FAULTS_OF.get(reason, ()) if reason else ()
    found = [(faults.index(fault), place) for place, (_, _, fault) in enumerate(evidence) if fault in faults]
    return evidence[min(found)[1]][0] if found else None
