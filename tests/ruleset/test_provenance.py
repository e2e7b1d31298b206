"""A tailored rule set says of each value where it comes from, and of each rule that it leaves out why."""

from __future__ import annotations

import shutil
from pathlib import Path

from checker.ruleset.provenance import tailored_from

BASE = Path(__file__).parents[1] / "made_up" / "shop.yaml"
STRICT = """rule_set: strict
version: "2"
extends: shop.yaml
disable: [{rule: known-cause, because: Nobody writes causes down.}]
set:
  intact: {target: 97 %, owner: Head of the shop}
"""
STRICTER = """rule_set: stricter
version: "3"
extends: strict.yaml
select: [intact]
set:
  intact:
    target: 98 %
"""


def written(folder: Path) -> Path:
    shutil.copy(BASE, folder / "shop.yaml")
    (folder / "strict.yaml").write_text(STRICT, "utf-8")
    (folder / "stricter.yaml").write_text(STRICTER, "utf-8")
    return folder / "stricter.yaml"


def test_each_changed_value_has_its_file_and_line_the_nearest_first(tmp_path: Path) -> None:
    first, second = tailored_from(written(tmp_path))
    (value,) = first.values
    assert (value.rule, value.key, value.before, value.value, value.file, value.line) == (
        "intact", "target", "97 %", "98 %", "stricter.yaml", 7
    )  # fmt: skip
    assert [(each.key, each.value, each.line) for each in second.values] == [
        ("target", "97 %", 6), ("owner", "Head of the shop", 6)
    ]  # fmt: skip


def test_rules_left_out_are_told_with_their_reason_or_that_they_are_not_selected(tmp_path: Path) -> None:
    first, second = tailored_from(written(tmp_path))
    assert [(each.rule, each.because) for each in second.left_out] == [("known-cause", "Nobody writes causes down.")]
    assert [(each.rule, each.because) for each in first.left_out] == [("cycle", None)]


def test_a_rule_set_that_extends_no_other_changes_nothing(tmp_path: Path) -> None:
    assert tailored_from(written(tmp_path).with_name("shop.yaml")) == ()
