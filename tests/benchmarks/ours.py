"""The check as the program does it, stopped where the reference stops, and in the same words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from checker.compilation import compile_rule_set
from checker.conditions import Condition
from checker.counting import RuleTally
from checker.counting import count as counted
from checker.engines import open_engine
from checker.evaluation import Audit, evaluate
from checker.fields import moment_number
from checker.outcomes import Code
from checker.preparation import prepared
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import RuleSet
from checker.sources import data_quality, open_records
from tests.benchmarks.reference import Found, present

RULE_SET = Path(__file__).parent / "orders.yaml"


def rule_set_for(form: str, folder: Path) -> RuleSet:
    """The rule set of the benchmarks; moments in UTC are looked at in UTC."""
    if form != "utc":
        return load_rule_set(RULE_SET)
    path = folder / RULE_SET.name
    path.write_text(RULE_SET.read_text("utf-8").replace("Europe/Warsaw", "UTC"), encoding="utf-8")
    return load_rule_set(path)


def times(rule_set: RuleSet, number: int) -> RuleSet:
    """The rule set with each rule so many times, each time for other sites, and the exclusions as they were."""
    again = {rule.id: [f"{rule.id}-{each}" for each in range(number)] for rule in rule_set.rules}
    rules = []
    for rule in rule_set.rules:
        for each, name in enumerate(again[rule.id]):
            sites: dict[str, Any] = {"site": {"not": f"site {each:02}"}}
            written = rule.scope.model_dump(mode="json", by_alias=True, exclude_unset=True) if rule.scope else None
            scope = Condition.model_validate({"all": [written, sites]} if written else sites)
            rules.append(rule.model_copy(update={"id": name, "scope": scope}))
    exclusions = [
        each.model_copy(update={"except_": tuple(name for rule in each.except_ for name in again[rule])})
        for each in rule_set.exclusions
    ]
    return rule_set.model_copy(update={"rules": tuple(rules), "exclusions": tuple(exclusions)})


def count_times(path: Path, form: str, as_of: datetime, number: int) -> int:
    """Count the outcomes of each rule so many times: how many rules were counted."""
    rule_set = times(rule_set_for(form, path.parent), number)
    compiled = compile_rule_set(rule_set, as_of=moment_number(as_of))
    with open_engine([path]) as engine:
        table = open_records([path], rule_set.records, engine.connection, days=compiled.days)
        ready = prepared(engine, engine.frame(table.relation), compiled, table.read)
        return len(counted(engine, ready.frame, compiled, table.possible).rules)


def count(path: Path, form: str, as_of: datetime, memory_limit: str | None = None) -> Found:
    """Count the outcomes of every rule by site, with what else a check says of the records, and collect no evidence."""
    rule_set = rule_set_for(form, path.parent)
    compiled = compile_rule_set(rule_set, as_of=moment_number(as_of))
    with open_engine([path], memory_limit=memory_limit) as engine:
        table = open_records([path], rule_set.records, engine.connection, days=compiled.days, memory_limit=memory_limit)
        ready = prepared(engine, engine.frame(table.relation), compiled, table.read)
        counts = counted(engine, ready.frame, compiled, table.possible)
        found = data_quality(table, rule_set.records, counts.faults).faults
    tallies = counts.rules
    exclusion = counts.exclusions["force-majeure"]
    return Found(
        rejected=table.rejected,
        fingerprint=table.files[0].sha256,
        shared={each.id: tuple(place.row for place in each.places) for each in ready.duplicates},
        codes={rule: _codes(tally) for rule, tally in tallies.items()},
        sites={rule: _sites(tally) for rule, tally in tallies.items()},
        duplicates=ready.duplicate_records,
        excluded=(exclusion.records, exclusion.unknown),
        missing=present({name: kinds.get("missing", 0) for name, kinds in found.items()}),
        unreadable=present(
            {name: kinds.get("unreadable", 0) + kinds.get("no_such_local_time", 0) for name, kinds in found.items()}
        ),
    )


def _codes(tally: RuleTally) -> dict[str, int]:
    return present({Code(code).name.lower(): number for code, number in tally.codes.items()})


def _sites(tally: RuleTally) -> dict[str, dict[str, int]]:
    (sites,) = tally.groups.values()
    return {
        site: present({outcome.value: number for outcome, number in counts.items()})
        for site, counts in sorted(sites.items())
    }


def check(path: Path, form: str, as_of: datetime, memory_limit: str | None = None) -> int:
    """A whole check with its evidence: how many findings the results hold."""
    results = evaluate(rule_set_for(form, path.parent), [path], Audit(as_of=as_of, memory_limit=memory_limit))
    (within,) = results.rule_sets
    return sum(len(rule.findings) for rule in within.rules)
