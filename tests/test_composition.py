"""What several outcomes come to: of the parts of a rule, and of the records of one key."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from random import Random
from typing import Any

import pytest

from checker.composition import PRECEDENCE, composed, deciding, parts_first
from checker.counting import RuleTally, count, with_codes
from checker.made_columns import ROW, code_column
from checker.outcomes import BESIDE, Code, Outcome, meaning_of
from checker.ruleset.model import RuleSet
from tests.made_up.prepare import of, prepared_records

# ---- outcomes alone --------------------------------------------------------------------------------------------------


def test_the_first_of_breach_undetermined_pending_waived_kept_excluded_and_out_of_scope_decides() -> None:
    order = "breach undetermined pending waived kept excluded out_of_scope".split()
    for one, other in product(order, repeat=2):
        assert composed([Outcome(one), Outcome(other)]) == min(one, other, key=order.index)
    assert set(PRECEDENCE) == set(Outcome)


def test_neither_the_order_nor_the_grouping_of_outcomes_matters_nor_how_often_one_is_there() -> None:
    for a, b, c in product(Outcome, repeat=3):
        assert composed([a, b]) == composed([b, a])
        assert composed([composed([a, b]), c]) == composed([a, composed([b, c])]) == composed([a, b, c])
        assert composed([a, a]) == a


def test_codes_come_to_what_their_outcomes_come_to_in_any_order_and_grouping() -> None:
    for a, b, c in product(Code, repeat=3):
        whole = deciding([a, b, c])
        assert whole.outcome == composed([a.outcome, b.outcome, c.outcome])
        assert whole == deciding([c, b, a]) == deciding([deciding([a, b]), c]) == deciding([a, deciding([b, c])])


def test_parts_come_before_the_rules_that_are_made_of_them() -> None:
    parts = {"whole": ["half", "last"], "half": ["first", "last"], "first": [], "last": [], "other": []}
    assert list(parts_first(parts)) == ["first", "last", "half", "whole", "other"]


# ---- on the engine ---------------------------------------------------------------------------------------------------

FIELDS = {
    "line_id": {"type": "text"},
    "order_id": {"type": "text", "not_applicable": ["n/a"]},
    "full": {"type": "yes_no", "not_applicable": ["n/a"], "not_checked": ["?"]},
    "whole": {"type": "yes_no"},
    "began": {"type": "moment"},
    "ended": {"type": "moment"},
    "strike": {"type": "yes_no"},
    "size": {"type": "choice", "of": ["big", "small"]},
}
CELLS: dict[str, list[str]] = {
    "order_id": ["A", "A", "B", "C", "D", "E", "", "n/a"],
    "full": ["yes", "yes", "yes", "yes", "no", "", "?", "n/a", "???"],
    "whole": ["yes", "yes", "yes", "no", ""],
    "began": ["2026-06-01 09:00"],
    "ended": ["2026-06-01 09:30", "2026-06-01 10:00", "2026-06-01 10:01", ""],
    "strike": ["no", "no", "yes", ""],
    "size": ["big", "small", "small", ""],
}
AS_OF = "2026-06-01T09:45:00+02:00"


def must(name: str, field: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "measure": {"kind": "requirement", "must": {field: "yes"}}, **more}


def all_of(name: str, *rules: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "measure": {"kind": "all_of", "rules": list(rules)}, **more}


QUICK = {"kind": "elapsed_time", "from": "began", "to": "ended", "within": "1 hour"}
BY_SIZE = [{"when": {"size": "big"}, "then": "90 %"}, {"when": {"size": "small"}, "then": "50 %"}]
RULES = [
    all_of("perfect-order", "full", "whole", "quick", per="order_id"),
    must("full", "full", scope={"size": "big"}),
    must("whole", "whole", missing="breach"),
    {"id": "quick", "title": "quick", "measure": QUICK},
    all_of("perfect-line", "quick", "full", "whole"),
    all_of("nested", "perfect-line", "whole"),
    must("whole-order", "whole", per="order_id"),
    must("big-whole-order", "whole", per="order_id", scope={"size": "big"}),
    all_of("of-orders", "whole-order", "quick"),
    must("order-by-size", "whole", per="order_id", target=BY_SIZE),
]
STRIKE = {
    "id": "strike",
    "when": {"strike": "yes"},
    "except": ["whole", "big-whole-order"],
    "because": "It is made up.",
}


def rule_set(*, is_excluding: bool = True) -> RuleSet:
    made = of(*RULES, id="line_id", fields=FIELDS)
    written = made.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return RuleSet.model_validate(written | ({"exclusions": [STRIKE]} if is_excluding else {}))


def lines(seed: int, number: int = 60) -> list[dict[str, str]]:
    random = Random(seed)
    return [
        {"line_id": f"line-{place:03}", **{name: random.choice(cells) for name, cells in CELLS.items()}}
        for place in range(number)
    ]


Told = dict[str, dict[str, tuple[Code, bool]]]


def judged(rules: RuleSet, rows: list[dict[str, str]]) -> tuple[Told, dict[str, RuleTally]]:
    """By rule and line, its code and whether it is counted; and the tallies."""
    with prepared_records(rules, rows, as_of=AS_OF) as (engine, ready, compiled):
        coded = with_codes(ready.frame, compiled.rules)
        names = [rule.rule.id for rule in compiled.rules]
        told: Told = {name: {} for name in names}
        for row, *codes in engine.rows(coded.select(ROW, *(code_column(name) for name in names))):
            for name, code in zip(names, codes, strict=True):
                told[name][rows[row - 1]["line_id"]] = meaning_of(code), code < BESIDE
        return told, count(engine, ready.frame, compiled).rules


# ---- the same by hand


def by_hand(name: str, rows: list[dict[str, str]], *, is_excluding: bool) -> dict[str, Code]:
    """By line, what becomes of it under a rule, or of its order."""
    rule = next(each for each in RULES if each["id"] == name)
    each = {row["line_id"]: line_by_hand(rule, row, rows, is_excluding=is_excluding) for row in rows}
    if "per" not in rule:
        return each
    orders: dict[str, list[Code]] = defaultdict(list)
    for row in rows:
        orders[row["order_id"]].append(each[row["line_id"]])
    return {
        row["line_id"]: each[row["line_id"]] if row["order_id"] in ("", "n/a") else deciding(orders[row["order_id"]])
        for row in rows
    }


def line_by_hand(rule: dict[str, Any], row: dict[str, str], rows: list[dict[str, str]], *, is_excluding: bool) -> Code:
    code = unexcluded(rule, row, rows, is_excluding=is_excluding)
    excluded = is_excluding and row["strike"] == "yes" and rule["id"] not in STRIKE["except"]
    return Code.EXCLUDED if excluded and code.outcome is not Outcome.OUT_OF_SCOPE else code


def unexcluded(rule: dict[str, Any], row: dict[str, str], rows: list[dict[str, str]], *, is_excluding: bool) -> Code:
    if "scope" in rule and row["size"] != "big":
        return Code.UNKNOWN_SCOPE if row["size"] == "" else Code.NOT_IN_SCOPE
    if "per" in rule and row["order_id"] in ("", "n/a"):
        return Code.MISSING_FIELD if row["order_id"] == "" else Code.NOT_APPLICABLE
    measure = rule["measure"]
    if measure["kind"] == "all_of":
        parts = [by_hand(part, rows, is_excluding=is_excluding)[row["line_id"]] for part in measure["rules"]]
        return deciding(parts)
    if measure["kind"] == "requirement":
        (field,) = measure["must"]
        missing = Code.BREACH_MISSING if rule.get("missing") == "breach" else Code.MISSING_FIELD
        states = {"yes": Code.KEPT, "no": Code.BREACH, "": missing, "?": Code.NOT_CHECKED, "n/a": Code.NOT_APPLICABLE}
        code = states.get(row[field], Code.UNREADABLE_VALUE)
    else:
        code = {"": Code.PENDING, "2026-06-01 10:01": Code.BREACH}.get(row["ended"], Code.KEPT)
    if "target" in rule and row["size"] == "" and code.outcome in (Outcome.KEPT, Outcome.BREACH):
        return Code.UNKNOWN_ROW
    return code


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_excluding", [False, True])
def test_every_line_and_order_comes_to_what_working_by_hand_gives(seed: int, is_excluding: bool) -> None:
    rows = lines(seed)
    told, tallies = judged(rule_set(is_excluding=is_excluding), rows)
    for rule in RULES:
        name = rule["id"]
        expected = by_hand(name, rows, is_excluding=is_excluding)
        assert {line: code for line, (code, _) in told[name].items()} == expected, name
        keys = {row["line_id"]: row["order_id"] if "per" in rule else row["line_id"] for row in rows}
        units = {(key if key not in ("", "n/a") else line): expected[line] for line, key in keys.items()}
        counted = Counter(code.outcome for code in units.values())
        assert tallies[name].outcomes == {outcome: counted[outcome] for outcome in Outcome}, name
        assert sum(is_counted for _, is_counted in told[name].values()) == len(units)
        figures = [tallies[name].outcomes[outcome] for outcome in (Outcome.KEPT, Outcome.BREACH)]
        without = by_hand(name, rows, is_excluding=False)
        plainly = Counter(
            without[line].outcome for line in {unit: line for line, unit in units_of(keys).items()}.values()
        )
        more = [tallies[name].excluded_kept, tallies[name].excluded_breach]
        assert [one + other for one, other in zip(figures, more, strict=True)] == [
            plainly[Outcome.KEPT],
            plainly[Outcome.BREACH],
        ], name


def units_of(keys: dict[str, str]) -> dict[str, str]:
    return {line: key if key not in ("", "n/a") else line for line, key in keys.items()}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_records_changes_nothing_not_even_which_line_speaks_for_an_order(seed: int) -> None:
    rows = lines(seed)
    shuffled = rows[:]
    Random(seed).shuffle(shuffled)
    told, tallies = judged(rule_set(), rows)
    again, counted = judged(rule_set(), shuffled)
    assert again == told
    assert counted == tallies


def test_the_order_of_rules_and_of_parts_changes_nothing() -> None:
    rows = lines(7)
    told, _ = judged(rule_set(), rows)
    for rule in RULES:
        rule["measure"].get("rules", []).reverse()
    RULES.reverse()
    try:
        again, _ = judged(rule_set(), rows)
    finally:
        for rule in RULES:
            rule["measure"].get("rules", []).reverse()
        RULES.reverse()
    assert again == told


def test_each_row_of_a_target_table_counts_the_units_that_belong_to_it() -> None:
    rows = lines(8)
    _, tallies = judged(rule_set(), rows)
    tally = tallies["order-by-size"]
    in_rows: Counter[Outcome] = sum(tally.rows, Counter())
    assert in_rows[Outcome.KEPT] == tally.outcomes[Outcome.KEPT]
    assert in_rows[Outcome.BREACH] == tally.outcomes[Outcome.BREACH]
