"""What is declared and read by nothing, and rules that nobody answers for."""

from __future__ import annotations

from checker.conditions import FieldReference
from checker.problems import quoted
from checker.ruleset.meaning import Reading, entry_of
from checker.ruleset.shape import Named
from checker.values import constants_of

MOST_FIELDS = 5
"""Fields that nothing reads and that are named."""


def ask_fields(reading: Reading, named: list[Named]) -> None:
    """Warn of fields that no part of the file reads; `named` is every field and rule that it names."""
    used = {each.name for each in named if each.what == "field"}
    used |= {table.match for table in reading.rule_set.tables.values()}
    unused = [name for name in reading.rule_set.records.fields if name not in used]
    if unused:  # a field may be declared just so that its cells are looked at; so this is a note, and one for all
        names = ", ".join(map(quoted, unused[:MOST_FIELDS]))
        more = f" and {len(unused) - MOST_FIELDS} more" if len(unused) > MOST_FIELDS else ""
        said = f"field {names} is" if len(unused) == 1 else f"fields {names}{more} are"
        hint = "only their cells are looked at" if len(unused) > 1 else "only its cells are looked at"
        trail = ("records", "fields", unused[0])
        reading.say("R371", f"{said} read by nothing", trail, key=True, hint=hint, level="note")
    for name in reading.rule_set.worked_out:
        if name not in used:
            message = f"worked-out field {quoted(name)} is read by nothing"
            hint = "remove it, or read it, such as in groups"
            reading.say("R371", message, ("worked_out", name), key=True, hint=hint, level="warning")


def ask_calendars_and_tables(reading: Reading, named: list[Named]) -> None:
    """Warn of calendars and tables that nothing uses; where records name their calendar, all may be used."""
    rule_set = reading.rule_set
    used = {each.name.partition(".")[0] for each in named if each.what == "table field"}
    for name in rule_set.tables:
        if name not in used:
            reading.say(
                "R384",
                f"table '{name}' is read by nothing",
                ("tables", name),
                key=True,
                hint="remove it",
                level="warning",
            )
    if any(_names_by_record(rule.measure) for rule in rule_set.rules):
        return
    used = {each.name for each in named if each.what == "calendar"}
    for name in rule_set.calendars:
        if name not in used:
            message = f"calendar '{name}' is used by nothing"
            reading.say("R384", message, ("calendars", name), key=True, hint="remove it", level="warning")


def _names_by_record(measure: object) -> bool:
    calendars = constants_of(getattr(measure, "calendar", None))
    return any(isinstance(calendar, FieldReference) for calendar in calendars)


def ask_exceptions(reading: Reading) -> None:
    """Warn of exclusions from which every rule is excepted."""
    rules = {rule.id for rule in reading.rule_set.rules}
    for position, exclusion in enumerate(reading.rule_set.exclusions):
        if rules <= set(exclusion.except_):
            message = f"exclusion '{exclusion.id}' excludes nothing: every rule is excepted from it"
            trail = ("exclusions", position, "except")
            reading.say("R372", message, trail, key=True, hint="remove it, or the rules it is for", level="warning")


def ask_severities(reading: Reading) -> None:
    """Warn of severities that must be met and that no rule has: whoever wrote them thinks that some rule decides."""
    overall = reading.rule_set.overall
    has = {rule.severity for rule in reading.rule_set.rules}
    for position, severity in enumerate(overall.must_meet if overall else ()):
        if severity not in has:
            message = f"no rule is {severity}, so nothing has to be met by that"
            hint = "add severity to the rules that decide, or remove the word"
            trail = entry_of(reading, ("overall", "must_meet"), position)
            reading.say("R377", message, trail, hint=hint, level="warning")


def ask_owners(reading: Reading) -> None:
    """Warn where nobody is asked about a rule that is missed."""
    rule_set = reading.rule_set
    if rule_set.owner is not None:
        return
    without = [rule.id for rule in rule_set.rules if rule.owner is None]
    if without:
        first = ", ".join(f"'{each}'" for each in without[:3])
        rest = f" and {len(without) - 3} more" if len(without) > 3 else ""
        are = "has" if len(without) == 1 else "have"
        message = f"{first}{rest} {are} no owner, and neither has the rule set"
        hint = "add owner, so that reports can say who is asked"
        reading.say("R373", message, ("rule_set",), key=True, hint=hint, level="warning")
