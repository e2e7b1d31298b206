"""Rules made of others of which there are versions, and of which waivers accept breaches, against plain Python."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from checker.composition import composed
from checker.evaluation import Audit, evaluate
from checker.outcomes import FOUND, Outcome
from checker.periods import parse_as_of
from checker.results import Results
from checker.ruleset.model import RuleSet
from checker.waivers import Waiver
from tests.engines.available import ENGINES

YES_NO = {"type": "yes_no"}
FIELDS = {
    "line_id": {"type": "text"},
    "order_id": {"type": "text"},
    "ordered_on": {"type": "date"},
    "full": YES_NO,
    "whole": YES_NO,
    "size": {"type": "text"},
}
CELLS = {
    "order_id": [f"o{number}" for number in range(25)],
    "ordered_on": ["2026-03-01", "2026-03-14", "2026-03-15", "2026-03-31", "2026-04-01", "2026-04-20"],
    "full": ["yes", "yes", "yes", "no", ""],
    "whole": ["yes", "yes", "yes", "yes", "no", ""],
    "size": ["big", "small", "small", ""],
}
BOTH = {"kind": "requirement", "must": {"full": "yes", "whole": "yes"}}
RULES: list[dict[str, Any]] = [
    {"id": "line", "title": "Line", "measure": {"kind": "all_of", "rules": ["full", "whole"]}},
    {"id": "nested", "title": "Nested", "measure": {"kind": "all_of", "rules": ["line", "whole"]}},
    {"id": "order", "title": "Order", "per": "order_id", "measure": {"kind": "all_of", "rules": ["full", "whole"]}},
    {
        "id": "full",
        "title": "Full",
        "in_force": {"until": "2026-03-31"},
        "measure": {"kind": "requirement", "must": {"full": "yes"}},
    },
    {
        "id": "full",
        "title": "Full and whole",
        "in_force": {"from": "2026-04-01"},
        "announced_from": "2026-03-15",
        "measure": BOTH,
    },
    {"id": "whole", "title": "Whole", "measure": {"kind": "requirement", "must": {"whole": "yes"}}},
    {"id": "scoped", "title": "Scoped", "scope": {"whole": "yes"}, "measure": {"kind": "all_of", "rules": ["full"]}},
    {"id": "struck", "title": "Struck", "per": "order_id", "measure": {"kind": "all_of", "rules": ["full"]}},
]
STRIKE = {
    "id": "strike",
    "when": {"whole": "no"},
    "except": ["line", "nested", "order", "full", "whole", "scoped"],
    "because": "Made up.",
}
DECIDED: dict[str, Any] = {"approved_by": "B", "justification": "It is made up.", "from": "2026-01-01"}
WAIVERS = (
    Waiver.model_validate({**DECIDED, "id": "w-1", "rules": ["full"], "when": {"size": "big"}, "until": "2026-12-31"}),
    Waiver.model_validate(
        {**DECIDED, "id": "w-2", "rules": ["order"], "when": {"size": "small"}, "until": "2026-12-31"}
    ),
    Waiver.model_validate({**DECIDED, "id": "w-3", "rules": ["line"], "until": "2026-04-30"}),  # has expired
)
Line = dict[str, str]


def lines(seed: int) -> list[Line]:
    random = Random(seed)
    return [
        {"line_id": f"l{place:03}", **{name: random.choice(cells) for name, cells in CELLS.items()}}
        for place in range(90)
    ]


# ---- by hand ---------------------------------------------------------------------------------------------------------


def demanded(line: Line, *names: str) -> Outcome:
    said = [line[name] for name in names]
    return Outcome.BREACH if "no" in said else Outcome.UNDETERMINED if "" in said else Outcome.KEPT


def full(line: Line) -> Outcome:
    """Of the version that is in force; a breach of the one that is only announced is told, and counts nowhere."""
    is_new = date.fromisoformat(line["ordered_on"]) >= date(2026, 4, 1)
    outcome = demanded(line, "full", "whole") if is_new else demanded(line, "full")
    return Outcome.WAIVED if outcome is Outcome.BREACH and line["size"] == "big" else outcome


def whole_line(line: Line) -> Outcome:
    return composed([full(line), demanded(line, "whole")])


def in_order(line: Line) -> Outcome:
    outcome = whole_line(line)
    return Outcome.WAIVED if outcome is Outcome.BREACH and line["size"] == "small" else outcome


def orders(records: Sequence[Line]) -> dict[str, Outcome]:
    found: dict[str, list[Outcome]] = {}
    for line in records:
        found.setdefault(line["order_id"], []).append(in_order(line))
    return {order: composed(outcomes) for order, outcomes in found.items()}


# ---- by the program --------------------------------------------------------------------------------------------------


def judged(folder: Path, records: Sequence[Line], engine: str, waivers: tuple[Waiver, ...] = WAIVERS) -> Results:
    path = folder / "lines.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(FIELDS))
        writer.writeheader()
        writer.writerows(records)
    described = {"called": "line", "id": "line_id", "dated_by": "ordered_on", "time_zone": "UTC", "fields": FIELDS}
    written = {"rule_set": "lines", "title": "Lines", "version": "1", "records": described, "rules": RULES}
    written["exclusions"] = [STRIKE]
    audit = Audit(as_of=parse_as_of("2026-06-01T00:00:00Z"), waivers=waivers, engine=engine)
    return evaluate(RuleSet.model_validate(written), [path], audit)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_versions_and_waivers_of_parts_and_of_the_whole_compose_as_by_hand(
    engine: str, seed: int, tmp_path: Path
) -> None:
    records = lines(seed)
    (result,) = judged(tmp_path, records, engine).rule_sets
    rules = {rule.id: rule for rule in result.rules}
    of_lines = {line["line_id"]: whole_line(line) for line in records}
    of_orders = orders(records)
    for name, expected in {"line": of_lines, "order": of_orders}.items():
        assert {each: number for each, number in rules[name].outcomes.items() if number} == Counter(expected.values())
        key = "line_id" if name == "line" else "order_id"
        places = {line["line_id"]: line[key] for line in records}
        assert {places[str(each.record)]: each.outcome for each in rules[name].findings} == {
            unit: outcome for unit, outcome in expected.items() if outcome in FOUND
        }
    assert {Outcome.BREACH, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.KEPT} == set(of_lines.values())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_without_waivers_what_they_accept_is_a_breach_of_the_whole_too(engine: str, seed: int, tmp_path: Path) -> None:
    records = lines(seed)
    (with_them,) = judged(tmp_path, records, engine).rule_sets
    (without,) = judged(tmp_path, records, engine, ()).rule_sets
    told = 0
    for one, plain in zip(with_them.rules, without.rules, strict=True):
        if one.without_waivers is None:
            assert one.outcomes == plain.outcomes
            continue
        told += 1
        counts = one.without_waivers.kept, one.without_waivers.breach
        assert counts == (plain.outcomes[Outcome.KEPT], plain.outcomes[Outcome.BREACH]), one.id
    assert told >= 4
    assert {each.id: each.state for each in with_them.waivers}["w-3"] == "expired"
