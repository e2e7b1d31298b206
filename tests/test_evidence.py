"""Evidence: what a reader can check by hand, in words that never contradict the outcome."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.counting import count
from checker.evidence import Evidence
from checker.fields import DateField, FieldModel, MomentField, NumberField, TextField
from checker.measures.measure import Observed
from checker.outcomes import FOUND, Outcome
from checker.problems import QUOTED, excerpt
from checker.results import Finding
from checker.ruleset.model import RuleSet
from checker.value_words import shown_cell, value_text
from checker.wanted import MOST_FINDINGS
from tests.made_up.prepare import of, prepared_records

FIELDS: dict[str, Any] = {
    "order_id": {"type": "text"},
    "ordered_at": {"type": "moment"},
    "delivered_at": {"type": "moment"},
    "quantity": {"type": "number", "not_applicable": "n/a", "not_checked": "?"},
    "segment": {"type": "choice", "of": ["A", "B", "C"]},
    "site": {"type": "text"},
}
ORDER = {
    "order_id": "Z-1", "ordered_at": "2026-06-01 09:00:00", "delivered_at": "2026-06-02 09:00:00",
    "quantity": "1", "segment": "A", "site": "Łódź",
}  # fmt: skip
CYCLE: dict[str, Any] = {
    "id": "cycle",
    "title": "Cycle",
    "measure": {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "24 hours"},
}
ENOUGH: dict[str, Any] = {
    "id": "enough",
    "title": "Enough",
    "measure": {"kind": "requirement", "must": {"quantity": {"at_least": "3"}}},
}


def found(rule: dict[str, Any], *rows: dict[str, str], **records: Any) -> tuple[Finding, ...]:
    """The findings of one rule in orders that differ in these cells."""
    rule_set = of(rule, **({"id": "order_id", "fields": FIELDS, "groups": ["site"]} | records))
    orders = [ORDER | {"order_id": f"Z-{number}"} | cells for number, cells in enumerate(rows, start=1)]
    with prepared_records(rule_set, orders, as_of="2026-06-30T00:00:00+02:00") as (engine, ready, compiled):
        (name,) = (rule.rule.id for rule in compiled.rules)
        outcomes = count(engine, ready.frame, compiled).rules[name].outcomes
        totals = {name: {each: outcomes[each] for each in FOUND}}
        evidence = Evidence(engine, ready.frame, compiled, totals, ready.units, first=ready.first)
        return evidence.of(compiled.rules[0])


@pytest.mark.parametrize(
    ("ordered_at", "delivered_at", "shown"),
    [
        pytest.param(
            "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:01+01:00",
            ["2026-10-25 02:30:00+02:00", "2026-10-26 02:30:01+01:00"], id="the clocks changed between them",
        ),
        pytest.param(
            "2026-10-25T02:30:00+01:00", "2026-10-26T03:30:00+01:00",
            ["2026-10-25 02:30:00+01:00", "2026-10-26 03:30:00+01:00"], id="the hour was there twice",
        ),
        pytest.param(
            "2026-10-26 02:30:00", "2026-10-27 02:30:01",
            ["2026-10-26 02:30:00", "2026-10-27 02:30:01"], id="nothing changed",
        ),
    ],
)  # fmt: skip
def test_clock_times_are_shown_with_their_offsets_where_they_would_mislead(
    ordered_at: str, delivered_at: str, shown: list[str]
) -> None:
    (late,) = found(CYCLE, {"ordered_at": ordered_at, "delivered_at": delivered_at})
    assert list(late.evidence.values()) == shown


def test_a_finding_has_everything_that_a_reader_needs() -> None:
    (late,) = found(CYCLE, {}, {"delivered_at": "2026-06-02 09:00:00.5"})
    assert late.model_dump(mode="json") == {
        "record": "Z-2", "outcome": "breach", "reason": None, "field": None,
        "observed": {"unit": "elapsed", "amount": 86_400_500_000, "text": "24 hours 0.5 seconds"},
        "limit": {"unit": "elapsed", "amount": 86_400_000_000, "text": "24 hours"},
        "evidence": {"ordered_at": "2026-06-01 09:00:00", "delivered_at": "2026-06-02 09:00:00.500000"},
        "source": 0, "source_row": 2, "groups": {"site": "Łódź"}, "waivers": [],
    }  # fmt: skip


def test_breaches_go_before_undetermined_records_where_there_is_no_room_for_all_and_stand_in_source_order() -> None:
    rows = [{"quantity": "" if number % 3 else "1"} for number in range(MOST_FINDINGS + 500)]
    listed = found(ENOUGH, *rows)
    breaches = [each.source_row for each in listed if each.outcome is Outcome.BREACH]
    unknown = [each.source_row for each in listed if each.outcome is Outcome.UNDETERMINED]
    room = MOST_FINDINGS - len(breaches)
    assert breaches == [number + 1 for number in range(0, MOST_FINDINGS + 500, 3)]
    assert unknown == [number + 1 for number in range(MOST_FINDINGS + 500) if number % 3][:room]
    assert [each.source_row for each in listed] == sorted(breaches + unknown)


@pytest.mark.parametrize("first_records", [0, 10, 100])
def test_findings_are_the_first_ones_wherever_they_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, first_records: int
) -> None:
    monkeypatch.setattr("checker.preparation.FEW", 5)
    monkeypatch.setattr("checker.preparation.FEW_COPIES", 1)
    monkeypatch.setattr("checker.wanted.MOST_FINDINGS", 10)
    monkeypatch.setattr("checker.evidence.FIRST_RECORDS", first_records)
    # Breaches stand at the end, where no look at the first records finds them, and many ids are there twice.
    rows = [{"order_id": str(number % 90), "quantity": "3" if number < 60 else "1"} for number in range(100)]
    findings = found(ENOUGH, *rows)
    assert [each.source_row for each in findings] == [*range(61, 71)]
    assert {each.outcome for each in findings} == {Outcome.BREACH}


def test_the_text_of_a_cell_that_could_not_be_read_is_evidence() -> None:
    long = "two pieces, or perhaps three, nobody counted them"
    (unreadable,) = found(ENOUGH, {"quantity": long})
    assert (unreadable.reason, unreadable.field) == ("unreadable_value", "quantity")
    assert unreadable.evidence == {"quantity": long[:QUOTED]}


@pytest.mark.parametrize(("cell", "reason", "shown"), [("", "missing_field", ""), ("?", "not_checked", "not checked")])
def test_what_was_not_recorded_and_what_nobody_checked_stay_two_things(cell: str, reason: str, shown: str) -> None:
    (unsaid,) = found(ENOUGH, {"quantity": cell})
    assert (unsaid.reason, unsaid.field, unsaid.evidence) == (reason, "quantity", {"quantity": shown})


IN_A = {"scope": {"segment": "A", "site": {"not": "Gdańsk"}}}


@pytest.mark.parametrize(
    ("rule", "cells", "reason", "field", "evidence"),
    [
        pytest.param(ENOUGH | IN_A, {"segment": "D"}, "unknown_scope", "segment",
                     {"segment": "D", "site": "Łódź", "quantity": "1"}, id="a scope that cannot be read"),
        pytest.param(ENOUGH | IN_A, {"segment": "D", "site": ""}, "unknown_scope", "site",
                     {"segment": "D", "site": "", "quantity": "1"}, id="a scope that is missing, which goes first"),
        pytest.param(ENOUGH | IN_A, {"quantity": ""}, "missing_field", "quantity",
                     {"quantity": ""}, id="a measure that is missing, with no more than it needs"),
        pytest.param(ENOUGH | {"target": [{"when": {"segment": "A"}, "then": "9 %"}, {"otherwise": "1 %"}]},
                     {"segment": ""}, "missing_field", "segment",
                     {"quantity": "1", "segment": ""}, id="a target that is unknown"),
        pytest.param(ENOUGH | {"target": [{"when": {"segment": "A"}, "then": "9 %"}]}, {"segment": "B"},
                     "no_row_fits", None, {"quantity": "1", "segment": "B"}, id="a target that no row gives"),
        pytest.param(CYCLE | {"measure": CYCLE["measure"] | {"within": [{"when": {"segment": "A"}, "then": "1 hour"}]}},
                     {"segment": "D"}, "missing_field", "segment",
                     {"ordered_at": "2026-06-01 09:00:00", "delivered_at": "2026-06-02 09:00:00", "segment": "D"},
                     id="a limit whose row cannot be read"),
        pytest.param(CYCLE, {"delivered_at": ""}, "open_past_limit", "delivered_at",
                     {"ordered_at": "2026-06-01 09:00:00", "delivered_at": ""}, id="an end that never came"),
        pytest.param(ENOUGH | {"missing": "breach"}, {"quantity": ""}, "missing_is_breach", "quantity",
                     {"quantity": ""}, id="a missing answer that is a breach"),
    ],
)  # fmt: skip
def test_a_reason_names_the_field_it_speaks_of(
    rule: dict[str, Any], cells: dict[str, str], reason: str, field: str | None, evidence: dict[str, str]
) -> None:
    (finding,) = found(rule, cells)
    assert (finding.reason, finding.field, finding.evidence) == (reason, field, evidence)
    assert list(finding.evidence) == list(evidence)


def test_a_record_is_named_by_its_id_or_where_it_has_none_by_its_row() -> None:
    assert [each.record for each in found(ENOUGH, {}, {"order_id": ""})] == ["Z-1", "no. 2"]
    assert [each.record for each in found(ENOUGH, {}, {}, id=None)] == ["no. 1", "no. 2"]


def test_every_outcome_can_be_asked_for() -> None:
    rule_set = of(ENOUGH | {"scope": {"site": "Łódź"}}, id="order_id", fields=FIELDS)
    excluded = {"exclusions": [{"id": "strike", "when": {"segment": "C"}, "because": "A strike."}]}
    rule_set = RuleSet.model_validate(rule_set.model_dump(by_alias=True, exclude_unset=True) | excluded)
    cells = [{"quantity": "3"}, {}, {"quantity": ""}, {"quantity": "n/a"}, {"site": "Gdańsk"}, {"segment": "C"}]
    rows = [ORDER | {"order_id": str(number)} | more for number, more in enumerate(cells)]
    with prepared_records(rule_set, rows) as (engine, ready, compiled):
        every = {compiled.rules[0].rule.id: dict.fromkeys(Outcome, 100)}
        listed = Evidence(engine, ready.frame, compiled, every, ready.units).of(compiled.rules[0])
    assert [each.outcome.value for each in listed] == [
        "kept", "breach", "undetermined", "out_of_scope", "out_of_scope", "excluded",
    ]  # fmt: skip


# ---- words -----------------------------------------------------------------------------------------------------------

ZONED, UNZONED = of(ENOUGH, fields=FIELDS), of(ENOUGH, fields=FIELDS, time_zone=None)


@pytest.mark.parametrize(
    ("field", "value", "rule_set", "shown"),
    [
        (TextField(type="text"), None, ZONED, ""),
        (TextField(type="text"), "x" * 41, ZONED, "x" * 39 + "…"),
        (TextField(type="text"), "x" * 40, ZONED, "x" * 40),
        (NumberField(type="number"), 2_500_000, ZONED, "2.5"),
        (NumberField(type="number"), -3_000_000, ZONED, "-3"),
        (DateField(type="date"), 0, ZONED, "1970-01-01"),
        (MomentField(type="moment"), 0, ZONED, "1970-01-01 01:00:00"),
        (MomentField(type="moment"), 1, UNZONED, "1970-01-01 00:00:00.000001Z"),
    ],
)
def test_a_value_is_shown_as_a_reader_knows_it(field: FieldModel, value: Any, rule_set: RuleSet, shown: str) -> None:
    assert shown_cell(field, value, rule_set) == shown


SHARE = Observed(units=("share",))


@given(st.integers(-1_000_000, 1_000_000), st.integers(0, 1_000_000))
def test_a_share_is_told_on_its_own_side_of_its_limit(observed: int, limit: int) -> None:
    said = Decimal(value_text(observed, "share", SHARE, limit).removesuffix(" %"))
    bound = Decimal(value_text(limit, "share", SHARE, limit).removesuffix(" %"))
    assert bound * 10_000 == limit
    assert said.compare(bound) == Decimal(observed).compare(Decimal(limit))
    assert abs(said * 10_000 - observed) <= 500


@pytest.mark.parametrize(
    ("observed", "limit", "words"),
    [
        (849_999, 850_000, "84.9999 %"),
        (849_900, 850_000, "84.99 %"),
        (849_000, 850_000, "84.9 %"),
        (850_000, 850_000, "85.0 %"),
        (872_400, 872_500, "87.2 %"),
        (849_961, 850_000, "84.996 %"),
        (872_500, 872_500, "87.25 %"),
        (666_666, 750_000, "66.7 %"),
        (666_666, None, "66.7 %"),
    ],
)
def test_a_share_has_no_more_decimals_than_it_takes(observed: int, limit: int | None, words: str) -> None:
    assert value_text(observed, "share", SHARE, limit) == words


@pytest.mark.parametrize(
    ("amount", "unit", "sides", "words"),
    [
        (849_999, "share", None, "85.0 %"),
        (-166_667, "share", None, "-16.7 %"),
        (0, "calendar days", None, "0 calendar days"),
        (1, "calendar days", ("late", "early"), "1 calendar day late"),
        (-2, "calendar days", ("late", "early"), "2 calendar days early"),
        (0, "elapsed", ("late", "early"), "as promised"),
        (-500_000, "number", ("more", "less"), "0.5 less"),
        (-90_000_000, "elapsed", None, "-1 minute 30 seconds"),
    ],
)
def test_an_amount_is_told_in_its_unit(amount: int, unit: str, sides: tuple[str, str] | None, words: str) -> None:
    assert value_text(amount, unit, Observed(units=(unit,), sides=sides), None) == words


def test_an_excerpt_is_at_most_forty_characters() -> None:
    assert excerpt("x" * 40) == "x" * 40
    assert excerpt("x" * 41) == "x" * 39 + "…"
