"""Counts are the same however they are asked for: many rules or one at a time, all groups together or each alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

import checker.counting
from checker.compilation import CompiledRuleSet
from checker.counting import RULES_AT_ONCE, RuleTally, count, count_each
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.fields import Fault
from checker.made_columns import exclusion_column
from checker.outcomes import Code, Outcome
from checker.preparation import Prepared
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import RuleSet
from tests.made_up.prepare import of, prepared_records
from tests.made_up.records import made_up
from tests.test_evaluation_by_hand import AS_OF, EVERYTHING

Ready = tuple[Engine, Prepared, CompiledRuleSet]


@pytest.fixture(scope="module")
def ready() -> Iterator[Ready]:
    with prepared_records(load_rule_set(EVERYTHING), made_up(3, 80), as_of=AS_OF.isoformat()) as found:
        yield found


@pytest.fixture(scope="module")
def tallies(ready: Ready) -> dict[str, Any]:
    engine, prepared, compiled = ready
    assert len(compiled.rules) > RULES_AT_ONCE
    return told(count(engine, prepared.frame, compiled).rules)


def told(tallies: dict[str, RuleTally]) -> dict[str, Any]:
    """Tallies as plain values, without the zeros that depend on how they were asked for."""
    plain = {}
    for rule, tally in tallies.items():
        groups = {
            group: {value: dict(+counted) for value, counted in values.items()}
            for group, values in tally.groups.items()
        }
        plain[rule] = asdict(tally) | {"codes": dict(+tally.codes), "groups": groups}
    return plain


@pytest.mark.parametrize(("name", "value"), [("RULES_AT_ONCE", 1), ("RULES_AT_ONCE", 5), ("MOST_CELLS", 3)])
def test_counts_do_not_depend_on_how_many_are_asked_for_at_once(
    ready: Ready, tallies: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(checker.counting, name, value)
    engine, prepared, compiled = ready
    assert told(count(engine, prepared.frame, compiled).rules) == tallies


def test_rules_that_look_at_what_follows_different_records_share_no_count() -> None:
    """They have the same scope, and each speaks of other records by itself."""
    fields = {"id": {"type": "text"}, "at": {"type": "moment"}, "event": {"type": "choice", "of": ["a", "b", "c"]}}
    look = {"kind": "follow_up", "same": "id", "within": "1 hour", "expect": {"event": "c"}}
    rules = [
        {"id": f"{event}-then-c", "title": "Followed", "measure": {**look, "after": {"event": event}}}
        for event in ("a", "b")
    ]
    records = {"called": "event", "dated_by": "at", "time_zone": "UTC", "fields": fields}
    rule_set = RuleSet.model_validate(
        {"rule_set": "events", "title": "Events", "version": "1", "records": records, "rules": rules}
    )
    rows = [{"id": "x", "at": f"2026-03-01 0{number}:00:00", "event": event} for number, event in enumerate("abbbc")]
    with prepared_records(rule_set, rows, as_of=AS_OF.isoformat()) as (engine, prepared, compiled):
        found = count(engine, prepared.frame, compiled).rules
    assert {rule: dict(+tally.codes) for rule, tally in found.items()} == {
        "a-then-c": {Code.NOT_IN_SCOPE: 4, Code.BREACH: 1},
        "b-then-c": {Code.NOT_IN_SCOPE: 2, Code.BREACH: 2, Code.KEPT: 1},
    }


@pytest.mark.parametrize(("name", "value"), [("RULES_AT_ONCE", 12), ("RULES_AT_ONCE", 1), ("MOST_CELLS", 3)])
def test_exclusions_and_faults_are_counted_with_the_rules(
    ready: Ready, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(checker.counting, name, value)
    engine, prepared, compiled = ready
    fields = compiled.rule_set.records.fields
    counts = count(engine, prepared.frame, compiled, {field: list(Fault) for field in fields})
    for field in fields:
        cells = Counter(Fault(cell) for (cell,) in engine.rows(prepared.frame.select(f"{field}$fault")))
        assert +counts.faults[field] == cells
    for exclusion in compiled.rule_set.exclusions:
        fits = Counter(fit for (fit,) in engine.rows(prepared.frame.select(exclusion_column(exclusion.id))))
        tally = counts.exclusions[exclusion.id]
        assert (tally.records, tally.unknown) == (fits[True], fits[None])
        assert fits[True]


def test_each_value_of_a_column_is_counted_as_if_its_records_were_all_there_are(
    ready: Ready, tallies: dict[str, Any]
) -> None:
    engine, prepared, compiled = ready
    each = count_each(engine, prepared.frame, compiled, "site")
    assert len(each) > 2
    for site, counts in each.items():
        is_of_site = nw.col("site").is_null() if site is None else nw.col("site") == site
        alone = count(engine, prepared.frame.filter(is_of_site), compiled)
        for rule, tally in counts.rules.items():
            assert (+tally.codes, tally.rows) == (+alone.rules[rule].codes, alone.rules[rule].rows)
        assert counts.exclusions == alone.exclusions
    whole = {rule: sum((counts.rules[rule].codes for counts in each.values()), Counter()) for rule in tallies}
    assert {rule: dict(+codes) for rule, codes in whole.items()} == {rule: tallies[rule]["codes"] for rule in tallies}


def test_every_group_holds_every_record(ready: Ready, tallies: dict[str, Any]) -> None:
    for rule, tally in tallies.items():
        codes = Counter(tally["codes"])
        assert sum(codes.values()) == ready[1].units
        for group, values in tally["groups"].items():
            summed: Counter[Outcome] = sum((Counter(counted) for counted in values.values()), Counter())
            outcomes: Counter[Outcome] = Counter()
            for code, number in codes.items():
                outcomes[Code(code).outcome] += number
            assert summed == outcomes, f"{rule} by {group}"


class Stubborn:
    """An engine that cannot compute one rule, whatever is asked of it."""

    def __init__(self, engine: Engine, rule: str) -> None:
        self.name, self._engine, self._rule = engine.name, engine, rule

    def rows(self, frame: Any) -> list[tuple[Any, ...]]:
        if any(column.startswith(f"{self._rule}$") for column in frame.columns):
            raise EngineError("a number does not fit")
        return self._engine.rows(frame)


def test_a_rule_that_the_engine_cannot_compute_does_not_keep_the_others_from_being_counted(
    ready: Ready, tallies: dict[str, Any]
) -> None:
    engine, prepared, compiled = ready
    stubborn: Any = Stubborn(engine, "on-the-date")
    found = count(stubborn, prepared.frame, compiled).rules
    assert found.pop("on-the-date").problem == "a number does not fit"
    assert told(found) == {rule: tally for rule, tally in tallies.items() if rule != "on-the-date"}


def test_no_records_count_as_nothing_in_every_outcome() -> None:
    rule = {"id": "held", "title": "Held", "measure": {"kind": "requirement", "must": {"site": "A"}}}
    for groups in ([], ["site"], ["site", "floor"]):
        fields = {"site": {"type": "text"}, "floor": {"type": "text"}}
        with prepared_records(of(rule, fields=fields, groups=groups), []) as (engine, prepared, compiled):
            (tally,) = count(engine, prepared.frame, compiled).rules.values()
            assert tally.problem is None
            assert set(tally.outcomes.values()) == {0}
            assert set(tally.outcomes) == set(Outcome)


def test_reasons_are_told_the_most_frequent_first_and_then_by_their_words() -> None:
    counts = {Code.MISSING_FIELD: 2, Code.UNKNOWN_ROW: 3, Code.NOT_IN_SCOPE: 1, Code.OUTSIDE_PERIOD: 1, Code.KEPT: 9}
    reasons = RuleTally(codes=Counter({int(code): number for code, number in counts.items()})).reasons
    assert [(reason.value, number) for reason, number in reasons.items()] == [
        ("missing_field", 5),
        ("not_in_scope", 1),
        ("outside_period", 1),
    ]
