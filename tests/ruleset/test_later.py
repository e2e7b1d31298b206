"""What the language has and the program has not yet: refused by name, whatever its form, and never ignored."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.measures import KINDS, NAMES
from checker.ruleset import later
from checker.ruleset.loading import read_rule_set
from checker.ruleset.model import Rule, RuleSet
from checker.targets import Share

MUST = {"kind": "requirement", "must": {"site": {"is": "present"}}}
SMALL: dict[str, Any] = {
    "rule_set": "later",
    "title": "Later",
    "version": "1",
    "standard": "service",
    "records": {
        "called": "order",
        "id": "order_id",
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


def elapsed(**more: Any) -> dict[str, Any]:
    return {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "4 hours", **more}


def of_rule(**keys: Any) -> dict[str, Any]:
    return {"rules": [{**SMALL["rules"][0], **keys}]}


def worked_out(**form: Any) -> dict[str, Any]:
    return {"worked_out": {"made": form}}


TABLE = [{"when": {"site": "A"}, "then": "x"}, {"otherwise": "y"}]

PARTS: list[tuple[dict[str, Any], str]] = [
    # Calendars and working units
    ({"calendars": {"office": {"hours": {"mon-fri": ["08:00-17:00"]}, "holidays": "PL"}}}, "'calendars' is"),
    (of_rule(measure=elapsed(calendar="office")), "'calendar' is"),
    (of_rule(measure=elapsed(calendar={"field": "site"})), "'calendar' is"),
    (of_rule(measure=elapsed(calendar=TABLE)), "'calendar' is"),
    (of_rule(measure=elapsed(by="day")), "'by' is"),
    (of_rule(measure=elapsed(by="moment")), "'by' is"),
    (of_rule(measure=elapsed(pauses=[{"from": "waits.began", "to": "waits.ended"}])), "'pauses' is"),
    *(
        (of_rule(measure=elapsed(within=within)), f"working {kind}")
        for kind, withins in {
            "time is": (
                "1 working second",
                "2 working minutes",
                "3 working hours",
                {"field": "minutes", "unit": "working minutes"},
            ),
            "days are": ("1 working day", "2 working days", {"field": "minutes", "unit": "working days"}),
        }.items()
        for within in (*withins, [{"otherwise": withins[0]}], [{"when": {"site": "A"}, "then": withins[-1]}])
    ),
    (of_rule(due="10 working days"), "working days are"),
    (
        of_rule(
            measure={
                "kind": "promise_kept",
                "promised": "ordered_at",
                "actual": "delivered_at",
                "late": "1 working hour",
            }
        ),
        "working time is",
    ),
    # Other tables and what is worked out of them
    ({"tables": {"contacts": {"match": "order_id", "fields": {"person": {"type": "text"}}}}}, "'tables' is"),
    (worked_out(lookup="group_history.group", at="ordered_at"), "'lookup' is"),
    (worked_out(earliest=["ordered_at", "delivered_at"]), "'earliest' is"),
    (worked_out(latest=["ordered_at", "delivered_at"]), "'latest' is"),
    (worked_out(difference=["minutes", "goal"]), "'difference' is"),
    (worked_out(sum=["minutes", "goal"]), "'sum' is"),
    (worked_out(ratio=["minutes", "goal"]), "'ratio' is"),
    (worked_out(elapsed=["ordered_at", "delivered_at"]), "'elapsed' is"),
    (worked_out(quarter="ordered_at"), "'quarter' is"),
    (worked_out(month="ordered_at"), "'month' is"),
    (worked_out(year="ordered_at"), "'year' is"),
    (worked_out(count="contacts.person", distinct="true"), "'count' is"),
    # Measures
    (of_rule(measure={"kind": "all_of", "rules": ["rule"]}), "the measure 'all_of' is"),
    (
        of_rule(measure={"kind": "follow_up", "after": {"site": "A"}, "never": {"site": "A"}, "same": "site"}),
        "the measure 'follow_up' is",
    ),
    (
        of_rule(
            measure={
                "kind": "recurrence",
                "at": {"field": "ordered_at", "when": {"site": "A"}},
                "every": "quarter",
                "at_least": "1",
            }
        ),
        "the measure 'recurrence' is",
    ),
    (of_rule(measure={"kind": "sequence", "steps": ["ordered_at", "delivered_at"]}), "the measure 'sequence' is"),
    # Targets
    *(
        (of_rule(target=target), f"'{word}' is")
        for word, target in [
            ("percentile", {"percentile": "90", "at_most": "4 working hours"}),
            ("mean", {"mean": "observed", "at_most": "4 hours"}),
            ("mean", {"mean": "minutes", "falling": {"site": ["A", "B"]}}),
            ("count", {"count": "breaches", "at_most": "0"}),
            ("rate", {"rate": "breaches", "for_each": "1000", "of": "installed.units", "at_most": "2"}),
            ("rate", {"rate": "breaches", "of": "records", "at_most": "2"}),
            ("spread", {"spread": "share", "across": "site", "at_most": "10 points"}),
            ("all_of", {"all_of": ["95 %", {"count": "breaches", "at_most": "0"}]}),
            ("in_each", {"share": "kept", "at_least": "95 %", "in_each": "site"}),
            ("at_least_records", {"share": "kept", "at_least": "95 %", "at_least_records": "30"}),
            ("weighted_by", {"share": "kept", "at_least": "95 %", "weighted_by": "minutes"}),
            ("across", {"share": "kept", "at_least": "95 %", "across": "site"}),
            ("of", {"share": "kept", "at_least": "95 %", "of": "records"}),
            ("for_each", {"share": "kept", "at_least": "95 %", "for_each": "1000"}),
            ("falling", {"share": "kept", "at_least": "95 %", "falling": {"site": ["A"]}}),
            ("rising", {"share": "kept", "at_least": "95 %", "rising": {"site": ["A"]}}),
            ("lookup", {"share": "kept", "at_least": {"lookup": "competitors.level"}}),
            ("previous", {"share": "kept", "above": {"previous": "run", "plus": "2 points"}}),
            ("previous", {"share": "kept", "at_least": "95 %", "unacceptable": {"previous": "run"}}),
            (
                "percentile",
                [{"when": {"site": "A"}, "then": {"percentile": "90", "at_most": "4 hours"}}, {"otherwise": "95 %"}],
            ),
            (
                "in_each",
                [{"when": {"site": "A"}, "then": "95 %"}, {"otherwise": {"at_least": "95 %", "in_each": "site"}}],
            ),
        ]
    ),
    # Values from fields and tables, where only constants are supported
    (of_rule(target={"field": "goal"}), "a target from a field is"),
    (of_rule(target=[{"otherwise": {"field": "goal"}}]), "a target from a field is"),
    (of_rule(target={"at_least": {"field": "goal"}}), "a bound from a field is"),
    (
        of_rule(target={"at_least": [{"when": {"site": "A"}, "then": "95 %"}, {"otherwise": "90 %"}]}),
        "a bound by a table is",
    ),
    (of_rule(weight={"field": "minutes"}), "a weight from a field is"),
    (of_rule(weight=[{"when": {"site": "A"}, "then": "3"}, {"otherwise": "1"}]), "a weight by a table is"),
    (
        of_rule(
            measure={
                "kind": "checklist",
                "items": [{"field": "kept", "weight": {"field": "minutes"}}],
                "pass_mark": "80 %",
            }
        ),
        "a weight from a field is",
    ),
    ({"records": {**SMALL["records"], "time_zone": {"field": "zone"}}}, "a time zone from a field is"),
    ({"records": {**SMALL["records"], "time_zone": TABLE}}, "a time zone by a table is"),
    # Versions and tailoring
    (of_rule(in_force={"from": "2026-05-01", "until": "2026-12-31"}), "'in_force' is"),
    (of_rule(announced_from="2026-04-01"), "'announced_from' is"),
    (of_rule(per="order_id"), "'per' is"),
    (of_rule(recorded_in="kept"), "'recorded_in' is"),
    ({"extends": "other.yaml"}, "'extends' is"),
    ({"select": ["rule"]}, "'select' is"),
    ({"disable": [{"rule": "rule", "because": "x"}]}, "'disable' is"),
    ({"set": {"rule": {"target": "97 %"}}}, "'set' is"),
]


@pytest.mark.parametrize(("part", "what"), PARTS, ids=[f"{number} {what}" for number, (_, what) in enumerate(PARTS, 1)])
def test_a_part_that_is_missing_is_refused_by_name_and_once(part: dict[str, Any], what: str, tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    path.write_text(yaml.safe_dump({**deepcopy(SMALL), **part}, allow_unicode=True, sort_keys=False), "utf-8")
    rule_set, problems = read_rule_set(path, Path(__file__).parent / "standards")
    assert rule_set is None
    assert {problem.code for problem in problems} == {"R150"}
    assert {problem.message for problem in problems} == {f"{what} not supported yet"}
    assert len(problems) == len({(problem.line, problem.column) for problem in problems})


def test_every_word_that_is_missing_is_among_the_parts() -> None:
    words = {word for _, what in PARTS for word in [what.split("'")[1] if "'" in what else what]}
    assert later.words() | later.KINDS <= words


def test_a_word_is_no_longer_missing_once_a_model_has_it() -> None:
    models: dict[str, Any] = {model.__name__: model for model in (RuleSet, Rule, Share, *KINDS.values())}
    for name, keys in later.KEYS.items():
        assert not keys & set(models[name].model_fields)
    assert not later.KINDS & set(NAMES)
    assert not later.STATISTICS & set(Share.model_fields)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("waivers:\n  - {id: w-1}\n", "waiver files are not supported yet"),
        ("organisation: X\naudits:\n  - {rules: a.yaml}\n", "audit files are not supported yet"),
        ("rule_set: later\ncases:\n  - {name: x}\n", "tests of rules are not supported yet"),
    ],
)
def test_another_kind_of_file_is_told_as_what_it_is(text: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    path.write_text(text, "utf-8")
    _, problems = read_rule_set(path)
    assert [(problem.code, problem.message) for problem in problems] == [("R150", what)]


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
    _, problems = read_rule_set(path, Path(__file__).parent / "standards")
    assert [problem.code for problem in problems] == [code]
