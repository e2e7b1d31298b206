"""What `checker check` is asked to do: the rule sets with their records, from the command line or an audit file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from checker.auditing import Part
    from checker.evaluation import Audit
    from checker.results import InputFile, Role
    from checker.ruleset.model import RuleSet
    from checker.waivers import Waiver


@dataclass(frozen=True)
class Given:
    """What stands on the command line."""

    records: tuple[Path, ...]
    rules: Path | None
    tables: dict[str, list[Path]]
    waivers: Path | None
    standards: Path | None
    audit: Audit
    previous: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Asked:
    """The rule sets with their records, and what is said of all of them."""

    parts: tuple[Part, ...]
    organisation: str | None = None
    inputs: tuple[InputFile, ...] = ()
    is_audit: bool = False


def asked(given: Given) -> Asked:
    """What is asked. Raises FileProblems with every problem of every file, and UsageError for what does not go."""
    from checker.ruleset.auditing import is_audit  # noqa: PLC0415

    if len(given.records) == 1 and is_audit(given.records[0]) and given.rules is None:
        return _of_audit(given)
    if given.rules is None:
        raise click.UsageError("Missing option '--rules': the rule set to judge by; or give an audit file, AUDIT.yaml.")
    return _of_one(given, given.rules)


def files_of(parts: Iterable[Part], given: Given) -> list[Path]:
    """Every file that is read, so that none of them is written over."""
    of_parts = [
        path
        for part in parts
        for path in (*part.records, *(file for files in part.tables.values() for file in files), *part.read)
    ]
    return [*of_parts, *given.records, *([given.waivers] if given.waivers else []), *given.previous]


def _of_one(given: Given, rules: Path) -> Asked:
    from checker.auditing import Part  # noqa: PLC0415
    from checker.ruleset.loading import load_rule_set, load_standard_of  # noqa: PLC0415
    from checker.ruleset.provenance import tailored_from  # noqa: PLC0415

    rule_set = load_rule_set(rules, given.standards)
    standard = load_standard_of(rule_set, rules, given.standards)
    audit = replace(given.audit, inputs=_inputs(rule_set, rules, given.standards, given.waivers, given.previous))
    audit = replace(audit, waivers=_waivers(given.waivers, [rule_set]), tailored=tailored_from(rules))
    return Asked((Part(rule_set, given.records, audit, standard, given.tables, (rules,)),))


def _of_audit(given: Given) -> Asked:
    from checker.auditing import Part  # noqa: PLC0415
    from checker.ruleset.auditing import load_audit  # noqa: PLC0415
    from checker.ruleset.provenance import tailored_from  # noqa: PLC0415
    from checker.sources.reading.files import input_file  # noqa: PLC0415

    file = given.records[0]
    if given.tables:
        raise click.UsageError(f"'{file}' says itself which files its tables are; leave --table out.")
    loaded = load_audit(file, given.standards)
    rule_sets = [part.rule_set for part in loaded.parts]
    overriding = _waivers(given.waivers, rule_sets)
    parts = []
    for part in loaded.parts:
        named = [waiver for waiver in overriding if _speaks_of(waiver, part.rule_set)]
        audit = replace(
            given.audit,
            as_of=given.audit.as_of or loaded.audit.as_of,
            period=given.audit.period or loaded.audit.period,
            encoding=given.audit.encoding or part.encoding,
            sheet=given.audit.sheet or part.sheet,
            tailored=tailored_from(part.rules),
            waivers=tuple(named) if given.waivers else part.waivers,
            inputs=_inputs(
                part.rule_set, part.rules, part.standards, given.waivers or part.waivers_file, given.previous
            ),
        )
        tables = {name: [path] for name, path in part.tables.items()}
        read = (part.rules, *([part.waivers_file] if part.waivers_file else []))
        parts.append(Part(part.rule_set, part.records, audit, part.standard, tables, read))
    return Asked(tuple(parts), loaded.audit.organisation, (input_file(file, "audit"),), is_audit=True)


def _speaks_of(waiver: Waiver, rule_set: RuleSet) -> bool:
    """Whether a waiver is for a rule of the rule set, and asks nothing that its records do not have."""
    fields = {*rule_set.records.fields, *rule_set.worked_out}
    is_known = waiver.when is None or set(waiver.when.fields()) <= fields
    return is_known and any(rule.id in waiver.rules for rule in rule_set.rules)


def _waivers(path: Path | None, rule_sets: Sequence[RuleSet]) -> tuple[Waiver, ...]:
    from checker.ruleset.auditing import load_waivers  # noqa: PLC0415

    return load_waivers(path, rule_sets) if path is not None else ()


def _inputs(
    rule_set: RuleSet, rules: Path, standards: Path | None, waivers: Path | None, previous: Sequence[Path]
) -> tuple[InputFile, ...]:
    """The rule set, the standard, the waivers and the results of earlier runs as files, to be named in the results."""
    from checker.ruleset.loading import find_standard  # noqa: PLC0415
    from checker.sources.reading.files import input_file  # noqa: PLC0415

    standard = find_standard(rule_set.standard, rules, standards) if rule_set.standard else None
    named: list[tuple[Path | None, Role]] = [(rules, "rules"), (standard, "standard"), (waivers, "waivers")]
    named += [(path, "previous") for path in previous]
    return tuple(input_file(path, role) for path, role in named if path is not None)
