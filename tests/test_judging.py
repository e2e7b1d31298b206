"""From the counts of a rule to its result: every figure that a reader follows the verdict by."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from checker.compilation import CompiledRuleSet, compile_rule_set
from checker.counting import RuleTally
from checker.judging import rule_result
from checker.outcomes import Code, Outcome, Reason, Verdict
from checker.results import RuleResult
from checker.ruleset.model import RuleSet
from checker.standards import Standard

RULE: dict[str, Any] = {
    "id": "intact",
    "title": "Intact",
    "measure": {"kind": "requirement", "must": {"intact": "yes"}},
}
AS_OF = datetime.fromisoformat("2026-10-01T00:30:00+02:00")


def compiled(worked_out: dict[str, Any] | None = None, **more: Any) -> CompiledRuleSet:
    """A rule set of one rule with these keys."""
    fields = {"intact": {"type": "yes_no"}, "site": {"type": "text"}, "segment": {"type": "choice", "of": ["A", "B"]}}
    written = {
        "rule_set": "orders", "title": "Orders", "version": "1", "owner": "Head of quality",
        "records": {"called": "order", "fields": fields, "groups": ["site"]},
        "exclusions": [{"id": "strike", "when": {"site": "Gdańsk"}, "because": "A strike."}],
        "worked_out": worked_out or {},
        "rules": [RULE | more],
    }  # fmt: skip
    return compile_rule_set(RuleSet.model_validate(written))


def result(tally: RuleTally, standard: Standard | None = None, **more: Any) -> RuleResult:
    rules = compiled(**more)
    units = 10 if tally.problem else sum(tally.codes.values())
    return rule_result(rules, rules.rules[0], tally, (), units=units, standard=standard, as_of=AS_OF)


def tally(*rows: tuple[int, int, int], **codes: int) -> RuleTally:
    """Counts of codes by name, and of the rows of a target table: kept, breach, undetermined."""
    outcomes = (Outcome.KEPT, Outcome.BREACH, Outcome.UNDETERMINED)
    return RuleTally(
        codes=Counter({int(Code[name.upper()]): count for name, count in codes.items()}),
        rows=[Counter(dict(zip(outcomes, row, strict=True))) for row in rows],
    )


def test_a_result_tells_its_counts_its_reasons_and_its_share() -> None:
    found = result(
        tally(kept=90, breach=4, breach_missing=1, pending=2, not_in_scope=3, missing_field=5), target="94 %"
    )
    assert (found.verdict, found.share, found.units, found.judged) == ("met", 90 / 95, 105, 95)
    assert {outcome.value: number for outcome, number in found.outcomes.items()} == {
        "kept": 90, "breach": 5, "waived": 0, "pending": 2, "excluded": 0, "out_of_scope": 3, "undetermined": 5,
    }  # fmt: skip
    assert found.reasons == {
        Reason.MISSING_FIELD: 5, Reason.NOT_IN_SCOPE: 3, Reason.OPEN: 2, Reason.MISSING_IS_BREACH: 1,
    }  # fmt: skip
    assert found.findings_total == 10
    assert found.owner == "Head of quality"


def test_nothing_judged_is_undetermined_and_has_no_share() -> None:
    for empty in (tally(), tally(excluded=5), tally(pending=5), tally(not_in_scope=5), tally(missing_field=5)):
        found = result(empty, target="0 %")
        assert (found.verdict, found.reason, found.share, found.interval) == (
            "undetermined",
            "nothing_judged",
            None,
            None,
        )


def test_a_rule_that_could_not_be_evaluated_says_why_and_counts_nothing_as_kept() -> None:
    found = result(RuleTally(problem="overflow"), target="0 %")
    assert (found.verdict, found.reason, found.share) == ("not_evaluated", "overflow", None)
    assert found.units == found.outcomes[Outcome.UNDETERMINED] == 10
    assert (found.findings_total, found.target_rows, found.if_undetermined_were_breaches) == (0, (), None)


TABLE = [{"when": {"segment": "A"}, "then": "90 %"}, {"when": {"segment": "B"}, "then": "90 %"}]


def test_rows_of_a_target_table_with_equal_targets_stay_apart() -> None:
    found = result(tally((90, 10, 0), (8, 2, 0), kept=98, breach=12), target=TABLE)
    assert [(row.when, row.kept, row.breach, row.verdict.value) for row in found.target_rows] == [
        ({"segment": "A"}, 90, 10, "met"),
        ({"segment": "B"}, 8, 2, "missed"),
    ]
    assert (found.verdict, found.target, found.share) == ("missed", None, 98 / 110)


def test_a_row_without_records_neither_keeps_a_rule_from_being_met_nor_makes_it_met() -> None:
    assert result(tally((9, 1, 0), (0, 0, 0), kept=9, breach=1), target=TABLE).verdict is Verdict.MET
    assert result(tally((0, 0, 0), (0, 0, 0), not_in_scope=3), target=TABLE).verdict is Verdict.UNDETERMINED
    alone = result(tally((9, 1, 0), (0, 0, 2), kept=9, breach=1, missing_field=2), target=TABLE)
    assert (alone.verdict, alone.reason) == ("undetermined", "nothing_judged")


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        (tally((95, 1, 4), (90, 0, 0), kept=185, breach=1, missing_field=4), "met"),
        (tally((95, 1, 10), (90, 0, 0), kept=185, breach=1, missing_field=10), "missed"),
        (tally((95, 1, 0), (90, 0, 0), kept=185, breach=1, unknown_row=4), "met"),
        # Records of no known row may all be of the one that bears them least.
        (tally((95, 1, 0), (90, 0, 0), kept=185, breach=1, unknown_row=11), "missed"),
        (tally((95, 1, 0), (0, 0, 0), kept=95, breach=1, unknown_row=9), "met"),
    ],
)
def test_if_undetermined_were_breaches_every_row_is_asked_at_its_worst(counts: RuleTally, verdict: str) -> None:
    assert result(counts, target=TABLE).if_undetermined_were_breaches == verdict


def test_figures_without_exclusions_stand_beside_those_with_them() -> None:
    counts = tally(kept=9, breach=1, excluded=12)
    counts.excluded_kept, counts.excluded_breach = 2, 8
    found = result(counts, target="90 %")
    assert found.verdict is Verdict.MET
    without = found.without_exclusions
    assert without is not None
    assert (without.kept, without.breach, without.share, without.verdict) == (11, 9, 11 / 20, "missed")
    assert result(tally(kept=9, breach=1), target="90 %").without_exclusions is None


def test_group_values_that_are_shown_alike_are_one_group() -> None:
    counts = tally(kept=3, breach=1)
    long = "Łódź, ulica Piotrkowska, the shop on the corner of"
    kept, breach = Counter({Outcome.KEPT: 1}), Counter({Outcome.BREACH: 1})
    counts.groups = {"site": {f"{long} A": kept, f"{long} B": breach, None: kept, "Gdańsk": kept}}
    groups = result(counts).groups["site"]
    assert list(groups) == ["", "Gdańsk", f"{long[:39]}…"]
    assert groups[f"{long[:39]}…"].share == 0.5
    assert sum(sum(group.outcomes.values()) for group in groups.values()) == 4


@pytest.mark.parametrize(
    ("due", "on"),
    [
        ("14 calendar days", "2026-10-15"),
        ("1 calendar day", "2026-10-02"),
        ("23 hours", "2026-10-01"),
        ("24 hours", "2026-10-02"),
    ],
)
def test_a_due_date_counts_from_the_as_of_moment(due: str, on: str) -> None:
    found = result(tally(kept=1), due=due).due
    assert found is not None
    assert (found.within, found.on) == (due, on)


def test_a_clause_is_quoted_from_the_standard() -> None:
    standard = Standard.model_validate(
        {"standard": "service", "title": "Service", "clauses": [{"id": "goods.intact", "text": {"en": "Intact."}}]}
    )
    quoted = result(tally(kept=1), standard, clause="goods.intact").clause
    assert quoted is not None
    assert (quoted.id, quoted.text) == ("goods.intact", {"en": "Intact."})
    assert result(tally(kept=1)).clause is None


def test_a_rule_is_described_as_it_is_written() -> None:
    found = result(tally((1, 0, 0), (0, 0, 0), kept=1), scope={"site": {"not": "Łódź"}}, target=TABLE, missing="breach")
    written = {
        "scope": {"site": {"not": ["Łódź"]}},
        "measure": {"kind": "requirement", "must": {"intact": "yes"}},
        "target": [
            {"when": {"segment": segment}, "then": {"share": "kept", "at_least": "90 %"}} for segment in ("A", "B")
        ],
        "missing": "breach",
        "exclusions": ["strike"],
    }
    assert {key: found.describe.get(key) for key in written} == written


def test_a_rule_tells_every_worked_out_field_that_it_depends_on() -> None:
    worked_out = {
        "large": [{"when": {"size": "big"}, "then": "yes"}, {"otherwise": "no"}],
        "size": [{"when": {"segment": "A"}, "then": "big"}, {"otherwise": "small"}],
        "region": [{"when": {"site": "Gdańsk"}, "then": "north"}, {"otherwise": "south"}],
    }
    target = [{"when": {"large": "yes"}, "then": "90 %"}, {"otherwise": "80 %"}]
    found = result(tally((1, 0, 0), (0, 0, 0), kept=1), worked_out=worked_out, target=target)
    assert sorted(found.describe["worked_out"]) == ["large", "size"]
