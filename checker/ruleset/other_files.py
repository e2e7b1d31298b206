"""Waiver files, audit files and tailored rule sets: files that speak of rule sets in other files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.audits import AuditFile
from checker.folders import real
from checker.problems import Problem, quoted
from checker.ruleset import yaml12
from checker.ruleset.messages import value_at
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.reading import blamed, ids_used_once, named_file, rule_root, typed
from checker.ruleset.tailoring import Tailoring, as_if_whole, unknown_rules
from checker.ruleset.yaml12 import WHOLE, Composed, Trail
from checker.waivers import LONGEST, Waivers

if TYPE_CHECKING:
    from checker.ruleset.model import RuleSet

DEEPEST = 10
"""Rule sets that extend each other."""


# ---- tailored rule sets ----------------------------------------------------------------------------------------------


def tailored(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None = None, depth: int = 0
) -> Composed | None:
    """A tailored rule set as if it had been written whole; a place that it does not write is that of `extends`.

    Every mistake of the tailoring is added to the problems; of the rule set that it extends, that it has some.
    """
    from checker.ruleset.loading import read_rule_set  # noqa: PLC0415

    model = typed(composed, problems, Tailoring)
    file, problem = named_file(composed, rule_root(path), ("extends",), "the folder of the rules")
    if file is None:
        problems += [problem] if problem else []
        return None
    if depth == DEEPEST or file.resolve() == path.resolve():
        message = f"rule sets extend each other in a circle, or more than {DEEPEST} deep"
        problems.append(composed.problem("R306", message, composed.place(("extends",))))
        return None
    base, found = yaml12.read(file)
    if base is not None and isinstance(base.value, dict) and "extends" in base.value:
        base = tailored(base, found, file, standards, depth + 1)
    elif base is not None:
        rule_set, found = read_rule_set(file, standards)
        base = base if rule_set is not None else None
    if base is None:
        problems.append(_unsound(composed, ("extends",), file, found))
        return None
    for message, trail, is_key, hint in unknown_rules(composed, base.value):
        place = composed.place(trail, key=is_key)
        problems.append(composed.problem("R302", message, place, hint=hint))
    if model is None or any(each.level == "error" for each in problems):
        return None
    return as_if_whole(composed, base)


def _unsound(composed: Composed, trail: Trail, file: Path, found: list[Problem]) -> Problem:
    """A file that is named at a place cannot be used, because of what is wrong in it, or in one that it needs."""
    also = blamed(found)
    named = quoted(value_at(composed.value, trail))
    if also and real(Path(also[0].file)) not in (real(file), real(Path(composed.file))):
        message = f"{named} cannot be used: {also[0].file} has problems"
    else:
        message = f"{named} has problems of its own"
    problem = composed.problem("R326", message, composed.place(trail), hint="validate that file first")
    return replace(problem, also=also)


# ---- waivers ---------------------------------------------------------------------------------------------------------


def read_waivers(composed: Composed, problems: list[Problem]) -> tuple[Waivers | None, list[Problem]]:
    """The waivers, if the file has no errors, and every problem of the file."""
    waivers = typed(composed, problems, Waivers)
    problems += ids_used_once(composed, "waivers")
    for position, waiver in enumerate(waivers.waivers if waivers else ()):
        days = (waiver.until - waiver.from_).days + 1
        if days > LONGEST:
            message = f"waiver '{waiver.id}' lasts {days} days; what lasts that long is no exception"
            place = composed.place(("waivers", position, "until"))
            hint = "change the rule, or decide again each year"
            problems.append(composed.problem("R551", message, place, hint=hint, level="warning"))
    return (None if any(each.level == "error" for each in problems) else waivers), problems


def unknown_rules_of(composed: Composed, rule_set: RuleSet) -> Iterator[Problem]:
    """The rules that a file of waivers names and a rule set does not have; also where the file has other mistakes."""
    rules = [rule.id for rule in rule_set.rules]
    entries = composed.value.get("waivers")
    for position in range(len(entries) if isinstance(entries, list) else 0):
        trail: Trail = ("waivers", position, "rules")
        named = value_at(composed.value, trail)
        for place, name in enumerate(named if isinstance(named, list) else [named]):
            if isinstance(name, str) and name and name not in rules:
                message = f"unknown rule {quoted(name)} of rule set '{rule_set.rule_set}'"
                where = composed.place((*trail, place) if isinstance(named, list) else trail)
                yield composed.problem("R502", message, where, hint=did_you_mean(name, rules))


def misfits_of(waivers: Waivers, composed: Composed, rule_set: RuleSet) -> Iterator[Problem]:
    """What waivers say of rules and fields that a rule set does not have."""
    yield from unknown_rules_of(composed, rule_set)
    fields = [*rule_set.records.fields, *rule_set.worked_out]
    for position, waiver in enumerate(waivers.waivers):
        for name in dict.fromkeys(waiver.when.fields() if waiver.when else ()):
            if name not in fields:
                where = composed.place(("waivers", position, "when", name), key=True)
                message = f"unknown field {quoted(name)} of rule set '{rule_set.rule_set}'"
                yield composed.problem("R301", message, where, hint=did_you_mean(name, fields))


# ---- audits ----------------------------------------------------------------------------------------------------------


ReadRuleSets = dict[Path, "tuple[RuleSet | None, list[Problem]]"]
"""By its file, each rule set that was read and the problems that it has."""


def read_audit(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None, read: ReadRuleSets | None = None
) -> tuple[AuditFile | None, list[Problem]]:
    """The audit, if neither its file nor one that it names has errors, and every problem of them.

    Records are not looked at; rule sets and waivers are, within the folder of the audit or the one that is worked in.
    `read` is filled with the rule sets, for whoever goes on with them.
    """
    from checker.ruleset.loading import read_rule_set  # noqa: PLC0415

    audit = typed(composed, problems, AuditFile)
    here = Path.cwd().resolve()
    root = here if path.resolve().is_relative_to(here) else path.resolve().parent
    entries = composed.value.get("audits")
    read = {} if read is None else read
    for position in range(len(entries) if isinstance(entries, list) else 0):
        trail: Trail = ("audits", position)
        file, problem = named_file(composed, root, (*trail, "rules"), "the folder of the audit")
        problems += [problem] if problem else []
        if file is not None and file not in read:
            read[file] = read_rule_set(file, standards)
        rule_set, found = read[file] if file else (None, [])
        if file and rule_set is None and found:
            problems.append(_unsound(composed, (*trail, "rules"), file, found))
        problems += _waivers_of(composed, root, (*trail, "waivers"), rule_set)
        if rule_set is not None and audit is not None:
            problems += _tables_of(composed, trail, set(audit.audits[position].tables), rule_set)
    return (None if any(each.level == "error" for each in problems) else audit), problems


def _waivers_of(composed: Composed, root: Path, trail: Trail, rule_set: RuleSet | None) -> Iterator[Problem]:
    file, problem = named_file(composed, root, trail, "the folder of the audit")
    if problem:
        yield problem
    if file is None:
        return
    written, found = yaml12.read(file)
    if written is None or not isinstance(written.value, dict):
        yield _unsound(composed, trail, file, found)
        return
    waivers, found = read_waivers(written, found)
    if waivers is None:
        yield _unsound(composed, trail, file, found)
        yield from unknown_rules_of(written, rule_set) if rule_set is not None else ()
    elif rule_set is not None:
        yield from misfits_of(waivers, written, rule_set)


def _tables_of(composed: Composed, trail: Trail, given: set[str], rule_set: RuleSet) -> Iterator[Problem]:
    for name in sorted(given - set(rule_set.tables)):
        place = composed.place((*trail, "tables", name), key=True)
        message = f"rule set '{rule_set.rule_set}' has no table {quoted(name)}"
        yield composed.problem("R322", message, place, hint=did_you_mean(name, rule_set.tables))
    lacking = [name for name in rule_set.tables if name not in given]
    if lacking:
        place = composed.place((*trail, "tables" if given else "rules"), key=True)
        names = ", ".join(f"'{name}'" for name in lacking)
        message = f"rule set '{rule_set.rule_set}' needs a file for {names}"
        yield composed.problem(
            "R202", message, place if place != WHOLE else composed.place(trail), hint="add it to tables"
        )
