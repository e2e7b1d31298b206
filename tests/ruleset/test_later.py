"""What the language has and no engine judges yet: valid, told by name, refused where it would be judged."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.compilation import compile_rule_set
from checker.problems import CheckerError, FileProblems
from checker.ruleset import later
from checker.ruleset.loading import load_rule_set, read_rule_set

STANDARDS = Path(__file__).parent / "standards"
MUST = {"kind": "requirement", "must": {"site": {"is": "present"}}}
SMALL: dict[str, Any] = {
    "rule_set": "later",
    "title": "Later",
    "version": "1",
    "standard": "service",
    "records": {
        "called": "order",
        "id": "order_id",
        "dated_by": "ordered_at",
        "time_zone": "Europe/Warsaw",
        "fields": {
            "order_id": {"type": "text"},
            "ordered_at": {"type": "moment"},
            "delivered_at": {"type": "moment"},
            "minutes": {"type": "number"},
            "goal": {"type": "share"},
            "site": {"type": "text"},
            "zone": {"type": "text"},
            "kept": {"type": "yes_no"},
        },
    },
    "rules": [{"id": "rule", "title": "Rule", "clause": "delivery.cycle", "measure": MUST}],
}
TABLES = {
    "waits": {
        "match": "order_id",
        "fields": {"order_id": {"type": "text"}, "began": {"type": "moment"}, "ended": {"type": "moment"}},
    },
    "goals": {"match": "rule", "fields": {"rule": {"type": "text"}, "level": {"type": "share"}}},
}


def elapsed(**more: Any) -> dict[str, Any]:
    return {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "4 hours", **more}


def of_rule(**keys: Any) -> dict[str, Any]:
    return {"rules": [{**SMALL["rules"][0], **keys}]}


def worked_out(**form: Any) -> dict[str, Any]:
    return {"worked_out": {"made": form}}


ZONES = [{"when": {"site": "A"}, "then": "Europe/Warsaw"}, {"otherwise": "UTC"}]

PROMISED = {"kind": "promise_kept", "promised": "ordered_at", "actual": "delivered_at"}

WAITED = {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "4 hours"}
OWN: dict[str, Any] = {
    "records": {**SMALL["records"], "time_zone": {"field": "zone"}},
    "tables": {"waits": {**TABLES["waits"], "time_zone": "UTC"}},
}

PARTS: list[tuple[dict[str, Any], str]] = [
    (
        {**OWN, **of_rule(measure={"kind": "recurrence", "at": "waits.began", "within": "3 calendar days"})},
        "'recurrence' of records with time zones of their own is",
    ),
    (
        {**OWN, **of_rule(measure={**WAITED, "pauses": [{"from": "waits.began", "to": "waits.ended"}]})},
        "pauses of a table, where records have time zones of their own, are",
    ),
]


def written(part: dict[str, Any], folder: Path) -> Path:
    path = folder / "later.yaml"
    path.write_text(yaml.safe_dump({**deepcopy(SMALL), **part}, allow_unicode=True, sort_keys=False), "utf-8")
    return path


@pytest.mark.parametrize(("part", "what"), PARTS, ids=[f"{number} {what}" for number, (_, what) in enumerate(PARTS, 1)])
def test_a_part_that_is_not_judged_yet_is_valid_and_told_once(part: dict[str, Any], what: str, tmp_path: Path) -> None:
    rule_set, problems = read_rule_set(written(part, tmp_path), STANDARDS)
    assert rule_set is not None
    told = [problem for problem in problems if problem.code == "R150"]
    assert {problem.level for problem in told} == {"warning"}
    assert not [problem for problem in problems if problem.level == "error"]
    assert f"{what} not supported yet" in {problem.message for problem in told}
    assert len(told) == len({(problem.line, problem.column) for problem in told})


@pytest.mark.parametrize(("part", "what"), PARTS)
def test_what_is_not_judged_yet_is_refused_where_it_would_be_judged(
    part: dict[str, Any], what: str, tmp_path: Path
) -> None:
    path = written(part, tmp_path)
    with pytest.raises(FileProblems, match="not supported yet"):
        load_rule_set(path, STANDARDS)
    rule_set, _ = read_rule_set(path, STANDARDS)
    assert rule_set is not None
    with pytest.raises(CheckerError, match="not supported yet"):
        compile_rule_set(rule_set)


def test_every_word_that_is_not_judged_yet_is_among_the_parts() -> None:
    words = {what.split("'")[1] for _, what in PARTS if "'" in what}
    assert set(later.MEASURES) <= words


def test_tests_in_a_file_of_another_name_are_told_how_to_call_it(tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    path.write_text("rule_set: later\ncases:\n  - {name: x}\n", "utf-8")
    _, problems = read_rule_set(path)
    assert [(problem.code, problem.hint) for problem in problems] == [("R409", "rename the file to later.tests.yaml")]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"weight": {"at_lest": "3"}}, "R201"),
        ({"target": {"feild": "goal"}}, "R201"),
    ],
)
def test_a_field_called_like_a_word_of_the_language_is_a_field(
    condition: dict[str, Any], code: str, tmp_path: Path
) -> None:
    written = deepcopy(SMALL)
    written["records"]["fields"] |= {"weight": {"type": "number"}, "target": {"type": "share"}}
    written["rules"][0]["scope"] = condition
    path = tmp_path / "later.yaml"
    path.write_text(yaml.safe_dump(written), "utf-8")
    _, problems = read_rule_set(path, STANDARDS)
    assert [problem.code for problem in problems] == [code]
