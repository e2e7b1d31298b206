"""What follows a record, against a plain search through all records."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from checker.counting import with_codes
from checker.made_columns import ROW, code_column
from checker.outcomes import meaning_of
from tests.made_up.prepare import of, prepared_records

FIELDS = {
    "call_id": {"type": "text"},
    "customer": {"type": "text", "not_applicable": ["n/a"]},
    "kind": {"type": "choice", "of": ["complaint", "answer", "both"]},
    "minute": {"type": "moment"},
}
AS_OF = 70
AFTER, ANSWER = ["complaint", "both"], ["answer", "both"]


def rule(name: str, **more: Any) -> dict[str, Any]:
    measure = {"kind": "follow_up", "after": {"kind": AFTER}, "same": "customer", "at": "minute", **more}
    return {"id": name, "title": name, "measure": measure}


RULES = [
    rule("answered", expect={"kind": ANSWER}, within="10 minutes"),
    rule("answered-or-open", expect={"kind": ANSWER}, within="10 minutes", open_records="undetermined"),
    rule("never-again", never={"kind": AFTER}, within="10 minutes"),
    rule("never-at-all", never={"kind": AFTER}),
]


def written(minute: int | None) -> str:
    return "" if minute is None else f"2026-06-01T{10 + minute // 60:02}:{minute % 60:02}:00Z"


def calls(seed: int, number: int = 40) -> list[dict[str, Any]]:
    random = Random(seed)
    return [
        {
            "call_id": f"call-{place:03}",
            "customer": random.choice(["A", "B", "C", "D", "", "n/a"]),
            "kind": random.choice(["complaint", "answer", "both", "complaint", "answer", "both", "both", ""]),
            "minute": random.choice([*range(0, 66, 2), *range(0, 66, 5), None]),
        }
        for place in range(number)
    ]


def by_hand(rule: dict[str, Any], call: dict[str, Any], others: list[dict[str, Any]]) -> str:
    measure = rule["measure"]
    if call["kind"] == "answer":
        return "NOT_IN_SCOPE"
    if call["kind"] == "":
        return "UNKNOWN_SCOPE"
    if call["customer"] == "n/a":
        return "NOT_APPLICABLE"
    if call["customer"] == "" or call["minute"] is None:
        return "MISSING_FIELD"
    is_wanted = "expect" in measure
    wanted = measure["expect" if is_wanted else "never"]["kind"]
    most = 10 if "within" in measure else 10_000
    same = [each for each in others if each["customer"] == call["customer"] and each is not call]
    placed = [each for each in same if each["minute"] is not None and each["minute"] >= call["minute"]]
    came = [each["minute"] - call["minute"] for each in placed if each["kind"] in wanted]
    perhaps = [each["minute"] - call["minute"] for each in placed if each["kind"] == ""]
    if came and min(came) <= most:
        return "KEPT" if is_wanted else "BREACH"
    lost = any(each["minute"] is None and each["kind"] in [*wanted, ""] for each in same)
    if lost or (perhaps and min(perhaps) <= most):
        return "MISSING_FIELD"
    if came:
        return "BREACH" if is_wanted else "KEPT"
    if "within" not in measure:
        return "KEPT"
    if measure.get("open_records") == "undetermined":
        return "STILL_OPEN"
    if AS_OF - call["minute"] <= most:
        return "PENDING"
    return "BREACH_OPEN" if is_wanted else "KEPT"


def judged(rows: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    cells = [{**row, "minute": written(row["minute"])} for row in rows]
    made = of(*RULES, id="call_id", fields=FIELDS)
    with prepared_records(made, cells, as_of=written(AS_OF)) as (engine, ready, compiled):
        coded = with_codes(ready.frame, compiled.rules)
        names = [each.rule.id for each in compiled.rules]
        told: dict[str, dict[str, str]] = {name: {} for name in names}
        for row, *codes in engine.rows(coded.select(ROW, *(code_column(name) for name in names))):
            for name, code in zip(names, codes, strict=True):
                told[name][rows[row - 1]["call_id"]] = meaning_of(code).name
        return told


@pytest.mark.parametrize("seed", range(8))
def test_every_call_comes_out_as_a_search_through_all_calls_says_in_any_order(seed: int) -> None:
    rows = calls(seed, 12 if seed % 2 else 40)
    told = judged(rows)
    for rule in RULES:
        assert told[rule["id"]] == {row["call_id"]: by_hand(rule, row, rows) for row in rows}, rule["id"]
    shuffled = rows[:]
    Random(seed).shuffle(shuffled)
    assert judged(shuffled) == told
