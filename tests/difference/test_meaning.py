"""A file that is only written otherwise has changed nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.difference import difference

ROOT = Path(__file__).parents[2]
FILES = {
    "orders.yaml": Path(__file__).parent / "orders.yaml",
    "service.yaml": Path(__file__).parent / "service.yaml",
    "everything.yaml": ROOT / "tests" / "made_up" / "everything.yaml",
    "judged.yaml": ROOT / "tests" / "ruleset" / "valid" / "judged.yaml",
    **{path.name: path for path in sorted(ROOT.glob("rules/*.yaml")) if not path.stem.endswith(".tests")},
    **{path.name: path for path in sorted(ROOT.glob("standards/*.yaml"))},
}


def written(path: Path) -> Any:
    """What a file says, every scalar as the text that was written."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def changes(old: Path, new: Path) -> list[str]:
    return [f"{change.rule}, {change.what}: {change.values}" for change in difference(old, new).changes]


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_not_changed_from_itself(name: str) -> None:
    assert changes(FILES[name], FILES[name]) == []


# ---- another layout --------------------------------------------------------------------------------------------------

ANY_ORDER = {"any", "all", "none", "rules", "clauses", "exclusions", "items", "except", "must_meet", "groups", "lines"}
IN_THEIR_ORDER = {"steps", "difference", "ratio", "elapsed", "falling", "rising"}
"""What counts from the first to the last: one before the next, the first less the second, from one to the other."""

WORDS = {"not", "of", "yes", "no", "missing_words", "not_applicable", "not_checked"}


def reordered(value: Any, random: Random, key: str = "") -> Any:
    """The same with keys, words and conditions in another order, one word as a list and a list of one word as it.

    Lists keep their order where it counts, be it that of the rows of a table of values.
    """
    if key in IN_THEIR_ORDER:
        return value
    if isinstance(value, dict):
        is_field = "type" in value  # of which words, not of what a rate is
        parts = [
            (name, reordered(each, random, name if name != "of" or is_field else "")) for name, each in value.items()
        ]
        random.shuffle(parts)
        return dict(parts)
    if isinstance(value, list):
        parts = [reordered(each, random) for each in value]
        if key in ANY_ORDER or all(isinstance(each, str) for each in parts):
            random.shuffle(parts)
        return parts[0] if key in WORDS and len(parts) == 1 and random.random() < 0.5 else parts
    return [value] if key in {"missing_words", "of"} and random.random() < 0.5 else value


DURATION = re.compile(r"(\d+) (hour|minute)s?")


def said_otherwise(value: Any, random: Random) -> Any:
    """The same with durations in a smaller unit and targets in their long form."""
    if isinstance(value, dict):
        found = {key: said_otherwise(each, random) for key, each in value.items()}
        if isinstance(target := found.get("target"), str) and target.endswith("%"):
            found["target"] = {"share": "kept", "at_least": target, "judged_on": "point"}
        return found
    if isinstance(value, list):
        return [said_otherwise(each, random) for each in value]
    if isinstance(value, str) and (match := DURATION.fullmatch(value)):
        smaller = {"hour": "minutes", "minute": "seconds"}[match[2]]
        return f"{int(match[1]) * 60} {smaller}"
    return value


def as_json(value: Any) -> str:
    return json.dumps(value, indent=random_indent(value), ensure_ascii=False)


def random_indent(value: Any) -> int | None:
    return len(str(value)) % 3 or None


def as_blocks(value: Any) -> str:
    return "# Written anew.\n" + yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_style="'", width=70)


def as_flow(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=True, default_style='"')


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), layout=st.sampled_from([as_json, as_blocks, as_flow]))
def test_another_layout_and_order_is_no_change(name: str, seed: int, layout: Any, tmp_path_factory: Any) -> None:
    random = Random(seed)
    new = tmp_path_factory.mktemp("new") / name
    new.write_text(layout(reordered(said_otherwise(written(FILES[name]), random), random)), "utf-8")
    assert changes(FILES[name], new) == []
    assert changes(new, FILES[name]) == []


# ---- the same in other words -----------------------------------------------------------------------------------------

SAME = [
    ("target: 95 %", "target: 95.00 %"),
    ("then: 48 hours", "then: 2880 minutes"),
    ("then: 48 hours", "then: 47 hours 60 minutes"),
    ("severity: major", "missing: undetermined"),
    ("weight: 3", "weight: 3.0"),
    ("late: 1 calendar day", "late: 1 calendar day, early: any, by: day, open_records: by_limit"),
    ("less: 2, more: any", "less: 2.0, more: any, open_records: by_limit"),
    ("target: none", "target: none\n    owner: Head of sales\n    severity: major\n    weight: 1"),
    ("{field: badge, critical: true}", "{field: badge, critical: true, weight: 1}"),
    ("pass_mark: 75 %", "pass_mark: 75.0 %\n      not_applicable: left_out\n      not_checked: undetermined"),
    ("ordered_at: {type: moment}", "ordered_at: {type: moment, column: ordered_at, required: false}"),
    ("title: Everyone is friendly", "title: {en: Everyone is friendly}"),
    ('badge: "yes"', "badge: tak"),
    ("friendly: {at_least: 3}", "friendly: {above: 2}"),
    ('{friendly: {at_least: 3}, badge: "yes"}', "{all: [{badge: {not: nie}}, {friendly: {at_least: 3}}]}"),
    ("ordered_quantity: {at_least: 100}", "ordered_quantity: {at_least: 100.0}"),
    ("{not: [cancelled, open]}", "{not: [open, cancelled]}"),
    ("{not: [cancelled, open]}", "[delivered, sent]"),
    ("discount: {type: share}", "discount: {type: share, not_checked: []}"),
    ("fields: [order_id, site]", "fields: [site, order_id]"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SAME)
def test_the_same_in_other_words_is_no_change(before: str, after: str, tmp_path: Path) -> None:
    text = FILES["orders.yaml"].read_text("utf-8")
    assert before in text
    new = tmp_path / "orders.yaml"
    new.write_text(text.replace(before, after, 1), "utf-8")
    assert changes(FILES["orders.yaml"], new) == []


@pytest.mark.parametrize(
    ("kind", "is_change"), [("earliest", False), ("latest", False), ("sum", False), ("ratio", True)]
)
def test_the_order_of_what_a_field_is_worked_out_from_counts_only_where_it_matters(
    kind: str, is_change: bool, tmp_path: Path
) -> None:
    declared, both = ("moment", "a_at, b_at") if kind in ("earliest", "latest") else ("number", "a, b")
    fields = f"{both.replace(',', f': {{type: {declared}}},')}: {{type: {declared}}}"
    for name, order in (("old", both), ("new", ", ".join(reversed(both.split(", "))))):
        (tmp_path / f"{name}.yaml").write_text(
            "rule_set: made\ntitle: Made\nversion: 1\nrecords: {called: order, time_zone: Europe/Warsaw, "
            f"fields: {{{fields}}}}}\nworked_out: {{found: {{{kind}: [{order}]}}}}\n"
            "rules: [{id: there, title: There, measure: {kind: requirement, must: {found: {is: present}}}}]\n",
            "utf-8",
        )
    found = changes(tmp_path / "old.yaml", tmp_path / "new.yaml")
    assert bool(found) == is_change, found


FIRST, SECOND = "{when: {segment: A}, then: 48 hours}", "{when: {segment: B}, then: 3 calendar days}"


def with_lines(text: str, *lines: str) -> str:
    return text.replace(f"        - {FIRST}\n        - {SECOND}\n", "".join(f"        - {line}\n" for line in lines))


def test_lines_of_a_table_may_stand_in_any_order_where_no_record_fits_two(tmp_path: Path) -> None:
    text = FILES["orders.yaml"].read_text("utf-8")
    new = tmp_path / "orders.yaml"
    new.write_text(with_lines(text, SECOND, FIRST), "utf-8")
    assert new.read_text("utf-8") != text
    assert changes(FILES["orders.yaml"], new) == []


def test_the_order_of_lines_counts_where_a_record_may_fit_two(tmp_path: Path) -> None:
    text = FILES["orders.yaml"].read_text("utf-8")
    third = "{when: {site: Gdynia}, then: 60 hours}"
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(with_lines(text, FIRST, third), "utf-8")
    new.write_text(with_lines(text, third, FIRST), "utf-8")
    assert changes(old, new) == ["cycle, order of the lines of limit: "]


def test_of_two_lines_for_the_same_records_the_first_is_compared(tmp_path: Path) -> None:
    text = FILES["orders.yaml"].read_text("utf-8")
    again = "{when: {segment: A}, then: 60 hours}"
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(with_lines(text, FIRST, again), "utf-8")
    new.write_text(with_lines(text, FIRST.replace("48", "40"), again), "utf-8")
    assert changes(old, new) == ["cycle, limit where “segment” is A: 48 hours → 40 hours"]
