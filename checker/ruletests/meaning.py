"""What cases mean: the rules, fields and records that they name must exist, and every record be named.

Works on the file as it is written, so that a mistake elsewhere hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.measures.measure import Composed
from checker.outcomes import Code
from checker.problems import quoted
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import MOST_HINTS, did_you_mean, nearest
from checker.ruleset.yaml12 import Trail
from checker.ruletests.cases import COPIES, EXPECTED_KEYS, MOST_COPIES, names_records
from checker.ruletests.earlier_figures import held_against_earlier, misfits


class Wrong(NamedTuple):
    """Something that a file of tests gets wrong; `is_key` where the key at the place is wrong."""

    code: str
    message: str
    trail: Trail
    hint: str | None = None
    is_key: bool = False
    first: Trail | None = None
    """Where the same stands already."""


def wrong_in(written: Mapping[str, Any], rule_set: RuleSet | None) -> Iterator[Wrong]:
    """Everything that is wrong with what a file of tests means; without a rule set, what shows without it."""
    cases = written.get("cases")
    listed = [case if isinstance(case, dict) else {} for case in cases] if isinstance(cases, list) else []
    yield from _names(listed)
    defaults = written.get("defaults")
    if isinstance(defaults, dict):
        yield from _tables(defaults, ("defaults",), rule_set)
        yield from _fields(defaults, ("defaults",), rule_set)
        if not _is_field(COPIES, rule_set) and COPIES in defaults:
            yield Wrong("R207", f"'{COPIES}' has no default", ("defaults", COPIES), "write it in a record", is_key=True)
    for position, case in enumerate(listed):
        yield from _tables(case, ("cases", position), rule_set)
        yield from _case(case, ("cases", position), rule_set)
        because = _needs_as_of(written, case, rule_set) if case.get("records") else None
        if because is not None:
            hint = "add as_of, to the case or to the file: as_of: 2026-10-01T00:00:00+02:00"
            yield Wrong("R410", f"{because}, so the case needs as_of", ("cases", position, "name"), hint)
        recurring = _first_recurring(case, rule_set) if case.get("records") else None
        if recurring is not None and case.get("period") is None:
            message = f"rule {quoted(recurring)} asks how often something happens in a period, so the case needs one"
            yield Wrong("R410", message, ("cases", position, "name"), "add period to the case: period: 2026-Q3")


def copies_of(cells: Mapping[str, Any], rule_set: RuleSet) -> int:
    """How many records are made of one."""
    written = None if _is_field(COPIES, rule_set) else cells.get(COPIES)
    return 1 if written is None else int(written)


def name_of(cells: Mapping[str, Any], position: int, identity: str | None) -> str:
    """What expectations call a record: its id, or where it has none which of the case's records it is."""
    name = cells.get(identity) if identity else None
    return name if isinstance(name, str) and name else str(position + 1)


def _is_field(name: str, rule_set: RuleSet | None) -> bool:
    return rule_set is not None and name in rule_set.records.fields


def _names(cases: Sequence[Mapping[str, Any]]) -> Iterator[Wrong]:
    first: dict[str, int] = {}
    for position, case in enumerate(cases):
        name = case.get("name")
        if isinstance(name, str) and name and first.setdefault(name, position) != position:
            at, before = (("cases", each, "name") for each in (position, first[name]))
            message = f"two cases are called {quoted(name)}"
            yield Wrong("R403", message, at, "say what differs between them", first=before)


def _case(case: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    records = case.get("records")
    rows = [row if isinstance(row, dict) else {} for row in records] if isinstance(records, list) else []
    for position, row in enumerate(rows):
        where: Trail = (*trail, "records", position)
        yield from _fields(row, where, rule_set)
        yield from _copies(row, where, rule_set)
    yield from _told_twice(case, rows, trail, rule_set)
    yield from _waivers(case, trail, rule_set)
    yield from _previous(case, trail, rule_set)
    undated = rule_set is not None and rule_set.records.dated_by is None
    if undated and case.get("period") is not None and _first_recurring(case, rule_set) is None:
        message = "the rule set's records have no date (dated_by), so every record is in every period"
        yield Wrong("R408", message, (*trail, "period"), "remove it", is_key=True)
    for key in ("expect", "expect_verdict"):
        expected = case.get(key)
        for rule, expectation in expected.items() if isinstance(expected, dict) else ():
            place: Trail = (*trail, key, rule)
            ids = [each.id for each in rule_set.rules] if rule_set is not None else []
            if rule_set is not None and rule not in ids:
                yield Wrong("R302", f"unknown rule {quoted(rule)}", place, did_you_mean(rule, ids), is_key=True)
            elif key == "expect" and rows:
                yield from _expectation(expectation, place, rows, rule_set)


def _told_twice(
    case: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], trail: Trail, rule_set: RuleSet | None
) -> Iterator[Wrong]:
    """Records of one id, unless the case is about that, or the last row of each id is what counts."""
    identity = rule_set.records.id if rule_set is not None else None
    if rule_set is None or identity is None or rule_set.records.last_row is not None:
        return
    if any(rule.measure.kind == "unique" for rule in rule_set.rules) or _expects_duplicates(case.get("expect")):
        return
    first: dict[str, int] = {}
    for position, row in enumerate(rows):
        name = row.get(identity)
        if isinstance(name, str) and name and first.setdefault(name, position) != position:
            message = f"two records of the case have the id {quoted(name)}"
            place: Trail = (*trail, "records", position, identity)
            hint = "give each an id of its own, or expect the reason duplicate_id"
            yield Wrong("R411", message, place, hint, first=(*trail, "records", first[name], identity))


def _expects_duplicates(expected: Any) -> bool:
    """Whether the reason duplicate_id is written anywhere among the expectations."""
    if isinstance(expected, dict):
        return any(_expects_duplicates(each) for each in expected.values())
    return bool(expected == "duplicate_id")


def _waivers(case: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    """What the waivers of a case say of rules that the rule set does not have."""
    waivers = case.get("waivers")
    ids = [rule.id for rule in rule_set.rules] if rule_set is not None else []
    for position, waiver in enumerate(waivers if isinstance(waivers, list) else ()):
        named = waiver.get("rules") if isinstance(waiver, dict) else None
        for place, name in enumerate(named if isinstance(named, list) and ids else ()):
            if name not in ids:
                where: Trail = (*trail, "waivers", position, "rules", place)
                yield Wrong("R502", f"unknown rule {quoted(name)}", where, did_you_mean(name, ids))
        when = waiver.get("when") if isinstance(waiver, dict) else None
        if rule_set is None or not isinstance(when, dict):
            continue
        fields = [*rule_set.records.fields, *rule_set.worked_out]
        for name in when:
            if name not in (*fields, "any", "all", "none"):
                where = (*trail, "waivers", position, "when", name)
                yield Wrong("R301", f"unknown field {quoted(name)}", where, did_you_mean(name, fields), is_key=True)


def _previous(case: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    """Figures of an earlier run for rules that do not ask for one, or in another unit."""
    given = case.get("previous")
    if rule_set is None or not isinstance(given, dict):
        return
    for name, figures in given.items():
        where: Trail = (*trail, "previous", name)
        versions = [rule for rule in rule_set.rules if rule.id == name]
        asking = [rule for rule in versions if held_against_earlier(rule)]
        if not versions:
            yield Wrong("R302", f"unknown rule {quoted(name)}", where, _rule_meant(name, rule_set), is_key=True)
        elif not asking:
            message = f"the target of rule '{name}' is held against no earlier run"
            yield Wrong("R412", message, where, "remove it, or give the target a bound {previous: run}", is_key=True)
        for rule in asking[:1]:
            for group, message, hint in misfits(figures, rule, rule_set):
                yield Wrong("R309", message, where if group is None else (*where, group), hint)


def _rule_meant(name: str, rule_set: RuleSet) -> str | None:
    return did_you_mean(name, [rule.id for rule in rule_set.rules])


def _needs_as_of(written: Mapping[str, Any], case: Mapping[str, Any], rule_set: RuleSet | None) -> str | None:
    """Why a case depends on the moment that it looks from, where nothing says it."""
    if written.get("as_of") is not None or case.get("as_of") is not None:
        return None
    if case.get("waivers"):
        return "waivers hold from one date until another"
    if rule_set is not None and rule_set.records.dated_by is None:
        dated = next((rule.id for rule in rule_set.rules if rule.in_force is not None), None)
        if dated is not None:
            return f"the records have no date, and rule '{dated}' is in force from one date until another"
    recurring = _first_recurring(case, rule_set)
    return None if recurring is None else f"rule {quoted(recurring)} asks what happened up to a moment"


def _first_recurring(case: Mapping[str, Any], rule_set: RuleSet | None) -> str | None:
    """The first rule of which a case expects something, and that asks how events recur, itself or in a part."""
    if rule_set is None:
        return None
    expected = [case.get("expect"), case.get("expect_verdict")]
    named = {name for each in expected if isinstance(each, dict) for name in each}
    if case.get("expect_overall") is not None:
        named |= {rule.id for rule in rule_set.rules}
    recurring = {rule.id for rule in rule_set.rules if rule.measure.kind == "recurrence"}
    parts = {rule.id: set(rule.measure.parts()) for rule in rule_set.rules if isinstance(rule.measure, Composed)}
    for _ in parts:  # as often as one rule can be made of another
        recurring |= {name for name, of in parts.items() if of & recurring}
    return next((rule.id for rule in rule_set.rules if rule.id in named & recurring), None)


def _fields(cells: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    if rule_set is None:
        return
    fields = rule_set.records.fields
    columns = {field.column: name for name, field in fields.items() if field.column}
    for position, name in enumerate(cells):
        if name in fields or name == COPIES or isinstance(cells[name], dict):
            continue
        if name in rule_set.worked_out:
            message = f"{quoted(name)} is worked out from other fields"
            yield Wrong("R301", message, (*trail, name), "write the cells that it is made of", is_key=True)
            continue
        known = columns.get(name)
        near = did_you_mean(name, fields) if position < MOST_HINTS else None
        hint = f"did you mean '{known}'?" if known else near
        yield Wrong("R301", f"unknown field {quoted(name)}", (*trail, name), hint, is_key=True)


def _tables(written: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    """The rows of other tables, by the tables and fields that the rule set has."""
    tables = written.get("tables")
    if rule_set is None or not isinstance(tables, dict):
        return
    for name, rows in tables.items():
        table, where = rule_set.tables.get(name), (*trail, "tables", name)
        if table is None:
            hint = did_you_mean(str(name), rule_set.tables)
            yield Wrong("R301", f"unknown table {quoted(name)}", where, hint, is_key=True)
            continue
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            for field in row if isinstance(row, dict) else ():
                if field not in table.fields:
                    hint = did_you_mean(str(field), table.fields)
                    yield Wrong("R301", f"unknown field {quoted(field)}", (*where, place, field), hint, is_key=True)


def _copies(row: Mapping[str, Any], trail: Trail, rule_set: RuleSet | None) -> Iterator[Wrong]:
    written = row.get(COPIES)
    if not isinstance(written, str) or _is_field(COPIES, rule_set):
        return
    if not (written.isascii() and written.isdigit() and len(written) < 10 and 0 < int(written) <= MOST_COPIES):
        message = f"{quoted(written)} is no number of copies"
        yield Wrong("R206", message, (*trail, COPIES), f"write a whole number from 1 to {MOST_COPIES:,}")


def _expectation(
    expected: Any, trail: Trail, rows: Sequence[Mapping[str, Any]], rule_set: RuleSet | None
) -> Iterator[Wrong]:
    """What is wrong with what is expected of the records under one rule."""
    if expected in ({}, None):
        return  # that nothing is expected is told as such
    if not isinstance(expected, dict) or not names_records(expected):
        yield from _reason(expected, trail)
        if len(rows) > 1 and rule_set is not None:
            message = f"the case has {len(rows)} records, and this names none of them"
            such = ", ".join(f"{name}: kept" for name in _record_names(rows, rule_set)[:2])
            yield Wrong("R405", message, trail, f"name each by its id, such as {{{such}}}", is_key=True)
        return
    for name, each in expected.items():
        yield from _reason(each, (*trail, name))
    if rule_set is None:
        return
    names = _record_names(rows, rule_set)
    single = _copy_names(rows, rule_set)
    if len(names) == 1 and not single and not set(names) & set(expected):
        keys = {name: nearest(name, EXPECTED_KEYS) for name in expected if name not in EXPECTED_KEYS}
        if all(keys.values()):
            for name, meant in keys.items():
                yield Wrong("R201", f"unknown key {quoted(name)}", (*trail, name), f"did you mean '{meant}'?", True)
            return
    for name in expected:
        if name not in names and name not in single:
            hint = did_you_mean(name, names, else_list="its records are")
            yield Wrong("R404", f"the case has no record {quoted(name)}", (*trail, name), hint, is_key=True)
    unnamed = [name for name in names if name not in expected and not _every_copy(name, expected, single)]
    if unnamed and rule_set.records.last_row is None and set(expected) <= {*names, *single}:
        listed = ", ".join(map(quoted, unnamed[:5])) + (", …" if len(unnamed) > 5 else "")
        message = f"the case has records that are not named here: {listed}"
        yield Wrong("R406", message, trail, "say what becomes of each of them", is_key=True)


def _reason(expected: Any, trail: Trail) -> Iterator[Wrong]:
    if not isinstance(expected, dict):
        return
    outcome, reason = expected.get("outcome"), expected.get("reason")
    reasons = {str(code.reason): set[str]() for code in Code if code.reason}
    for code in Code:
        if code.reason:
            reasons[str(code.reason)].add(str(code.outcome))
    if isinstance(reason, str) and isinstance(outcome, str) and outcome not in reasons.get(reason, {outcome}):
        known = [word for word, outcomes in reasons.items() if outcome in outcomes]
        hint = f"reasons of {outcome} are {', '.join(known)}" if known else f"{outcome} says it all; remove the reason"
        yield Wrong("R407", f"{quoted(outcome)} never has the reason {quoted(reason)}", (*trail, "reason"), hint)


def _record_names(rows: Sequence[Mapping[str, Any]], rule_set: RuleSet) -> list[str]:
    return list(dict.fromkeys(name_of(row, place, rule_set.records.id) for place, row in enumerate(rows)))


def _copy_names(rows: Sequence[Mapping[str, Any]], rule_set: RuleSet) -> dict[str, str]:
    """The name of every single copy, and the name that all its copies share."""
    names: dict[str, str] = {}
    for place, row in enumerate(rows):
        written = row.get(COPIES)
        if isinstance(written, str) and written.isdigit() and 1 <= int(written) <= MOST_COPIES:
            shared = name_of(row, place, rule_set.records.id)
            names |= {f"{shared}-{number}": shared for number in range(1, copies_of(row, rule_set) + 1)}
    return names


def _every_copy(name: str, expected: Mapping[str, Any], single: Mapping[str, str]) -> bool:
    """Whether each copy of a record is named by itself."""
    copies = [copy for copy, shared in single.items() if shared == name]
    return bool(copies) and all(copy in expected for copy in copies)
