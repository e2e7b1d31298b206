"""Files of folders are paired by what they hold, and a file is understood wherever an old version of it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.difference import Difference, difference
from checker.difference.change import Change, Location
from checker.problems import CheckerError, FileProblems

HERE = Path(__file__).parent
ORDERS = (HERE / "orders.yaml").read_text("utf-8")
SERVICE = (HERE / "service.yaml").read_text("utf-8")


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def told(found: Difference) -> list[str]:
    return [f"{change.of}: {change.kind} {change.what} {change.values}" for change in found.changes]


def pairs(found: Difference, folder: Path) -> list[tuple[str, str | None, str | None]]:
    def short(path: str | None) -> str | None:
        return None if path is None else str(Path(path).relative_to(folder))

    return [(each.of, short(each.old), short(each.new)) for each in found.compared]


def named(name: str) -> str:
    return ORDERS.replace("rule_set: orders", f"rule_set: {name}")


def test_a_file_that_moved_is_the_same(tmp_path: Path) -> None:
    old = written(tmp_path / "old", rules__orders=ORDERS, standards__service=SERVICE)
    new = written(tmp_path / "new", all__north__orders=ORDERS, service=SERVICE)
    found = difference(old, new)
    assert found.changes == ()
    assert pairs(found, tmp_path) == [
        ("orders", "old/rules/orders.yaml", "new/all/north/orders.yaml"),
        ("service", "old/standards/service.yaml", "new/service.yaml"),
    ]


def test_files_of_one_id_are_paired_by_their_places_first(tmp_path: Path) -> None:
    south = ORDERS.replace("target: 95 %", "target: 90 %")
    old = written(tmp_path / "old", a__orders=ORDERS, b__orders=south)
    new = written(tmp_path / "new", b__orders=south, c__orders=ORDERS)
    found = difference(old, new)
    assert found.changes == ()
    assert pairs(found, tmp_path) == [
        ("orders", "old/b/orders.yaml", "new/b/orders.yaml"),
        ("orders", "old/a/orders.yaml", "new/c/orders.yaml"),
    ]


def test_rule_sets_and_standards_that_come_and_go_are_told(tmp_path: Path) -> None:
    old = written(tmp_path / "old", orders=ORDERS, service=SERVICE)
    new = written(tmp_path / "new", orders=ORDERS, visits=named("visits").replace("48 hours", "50 hours"))
    found = difference(old, new)
    assert told(found) == [
        "service: removed standard Customer service (3 clauses)",
        "visits: added rule set Orders (6 rules)",
    ]
    assert found.changes[0].new is None
    assert found.changes[1].old is None


def test_a_rule_set_with_another_name_is_renamed(tmp_path: Path) -> None:
    old = written(tmp_path / "old", orders=ORDERS, service=SERVICE)
    new = written(tmp_path / "new", deliveries=named("deliveries").replace("version: 1", "version: 2"), service=SERVICE)
    assert told(difference(old, new)) == [
        "deliveries: renamed rule set orders → deliveries",
        "deliveries: changed version 1 → 2",
    ]


def test_an_old_version_may_lie_anywhere_under_any_name(tmp_path: Path) -> None:
    """Its name is not the rule set's, and its standard is not beside it."""
    old = written(tmp_path / "somewhere", old=ORDERS.replace("version: 1", "version: 1\nstandard: elsewhere"))
    new = written(tmp_path / "rules", orders=ORDERS.replace("version: 1", "version: 2\nstandard: elsewhere"))
    assert told(difference(old / "old.yaml", new / "orders.yaml")) == ["orders: changed version 1 → 2"]
    for folder, name in ((old, "was"), (new, "is")):
        written(folder, **{name: SERVICE})
    assert told(difference(old / "was.yaml", new / "is.yaml")) == []


def test_every_problem_of_both_folders_is_told(tmp_path: Path) -> None:
    old = written(
        tmp_path / "old", orders=ORDERS.replace("title: Everyone", "titel: Everyone"), service="standard: [\n"
    )
    new = written(tmp_path / "new", orders=ORDERS.replace("48 hours", "2 days"))
    with pytest.raises(FileProblems) as raised:
        difference(old, new)
    files = {str(Path(problem.file).relative_to(tmp_path)) for problem in raised.value.problems}
    assert files == {"old/orders.yaml", "old/service.yaml", "new/orders.yaml"}


def test_a_rule_set_and_a_standard_are_not_compared(tmp_path: Path) -> None:
    folder = written(tmp_path, orders=ORDERS, service=SERVICE)
    with pytest.raises(CheckerError, match=r"is a rule set and .* is a standard; give two of one kind"):
        difference(folder / "orders.yaml", folder / "service.yaml")


def test_a_folder_without_rule_files_is_told(tmp_path: Path) -> None:
    old = written(tmp_path / "old", orders=ORDERS)
    (tmp_path / "new").mkdir()
    with pytest.raises(CheckerError, match="there is no rule set and no standard in"):
        difference(old, tmp_path / "new")


def test_tests_beside_rule_sets_are_passed_over(tmp_path: Path) -> None:
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "orders.yaml").write_text(
            (Path(__file__).parent / "orders.yaml").read_text("utf-8"), "utf-8"
        )
        (tmp_path / side / "orders.tests.yaml").write_text(f"rule_set: orders\ncases: [{{todo: {side}}}]\n", "utf-8")
    assert difference(tmp_path / "old", tmp_path / "new").changes == ()
    with pytest.raises(CheckerError, match="holds tests"):
        difference(tmp_path / "old" / "orders.tests.yaml", tmp_path / "new" / "orders.tests.yaml")


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("within: 3 calendar days", "within: 2 calendar days", "tightened limit"),
        ("within: 3 calendar days", "within: 4 calendar days", "loosened limit"),
        ("every: month, at_least: 1", "every: month, at_least: 2", "tightened events in each period"),
        ("every: month, at_least: 2", "every: month, at_least: 1", "loosened events in each period"),
    ],
)
def test_limits_of_recurrence_say_which_way_they_went(tmp_path: Path, before: str, after: str, what: str) -> None:
    (change,) = _of_measures(tmp_path, *(f"kind: recurrence, at: delivered_at, {each}" for each in (before, after)))
    assert f"{change.kind} {change.what}" == what


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("expect: {site: B}, within: 3 calendar days", "expect: {site: B}, within: 2 calendar days", "tightened limit"),
        ("never: {site: B}, within: 3 calendar days", "never: {site: B}, within: 2 calendar days", "loosened limit"),
        ("never: {site: B}, within: 3 calendar days", "never: {site: B}", "tightened limit"),
        ("never: {site: B}", "never: {site: B}, within: 3 calendar days", "loosened limit"),
    ],
)
def test_what_must_never_follow_is_asked_the_more_the_longer_it_is(
    tmp_path: Path, before: str, after: str, what: str
) -> None:
    start = "kind: follow_up, after: {site: A}, same: order_id, at: delivered_at, "
    (change,) = _of_measures(tmp_path, start + before, start + after)
    assert f"{change.kind} {change.what}" == what


def _of_measures(folder: Path, before: str, after: str) -> tuple[Change, ...]:
    rule = "  - {{id: followed, title: Asked again, per: site, measure: {{{}}}}}\noverall:"
    texts = [ORDERS.replace("overall:", rule.format(each)) for each in (before, after)]
    old, new = (written(folder / name, orders=text) / "orders.yaml" for name, text in zip("ab", texts, strict=True))
    return difference(old, new).changes


# ---- tailored rule sets ----------------------------------------------------------------------------------------------

NORTH = """\
rule_set: north
version: 1
extends: ../orders.yaml
set:
  cycle: {target: 97 %}
"""
FEWER = """\
rule_set: north
version: 1
extends: ../orders.yaml
disable:
  - rule: friendly
    because: nobody is asked in the north
set:
  cycle:
    target: 97 %
"""


def _line(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def _places(found: Difference, folder: Path) -> list[tuple[str, str | None, str | None]]:
    def short(place: Location | None) -> str | None:
        return None if place is None else f"{Path(place.file).relative_to(folder)}:{place.line}"

    return [(f"{change.kind} {change.rule}", short(change.old), short(change.new)) for change in found.changes]


def test_what_a_tailoring_takes_from_another_file_is_told_there(tmp_path: Path) -> None:
    old = written(tmp_path / "rules" / "old", orders=ORDERS, north__north=NORTH)
    longer = "# another line\n" + ORDERS.replace("48 hours", "50 hours")
    new = written(tmp_path / "rules" / "new", orders=longer, north__north=FEWER.replace("97 %", "96 %"))
    found = difference(old / "north" / "north.yaml", new / "north" / "north.yaml")
    limit, friendly = _line(ORDERS, "48 hours"), _line(ORDERS, "id: friendly")
    assert _places(found, tmp_path / "rules") == [
        ("loosened cycle", f"old/orders.yaml:{limit}", f"new/orders.yaml:{limit + 1}"),
        ("loosened cycle", "old/north/north.yaml:5", "new/north/north.yaml:9"),
        ("removed friendly", f"old/orders.yaml:{friendly}", "new/north/north.yaml:5"),
    ]
    back = difference(new / "north" / "north.yaml", old / "north" / "north.yaml")
    assert ("added friendly", "new/north/north.yaml:5", f"old/orders.yaml:{friendly}") in _places(
        back, tmp_path / "rules"
    )


def test_what_is_not_selected_is_told_at_the_selection(tmp_path: Path) -> None:
    old = written(tmp_path / "rules" / "old", orders=ORDERS, north__north=NORTH)
    chosen = NORTH.replace("\nset:", "\nselect: [cycle, in-full, promised-date, visit, one-order-each]\nset:")
    new = written(tmp_path / "rules" / "new", orders=ORDERS, north__north=chosen)
    found = difference(old / "north" / "north.yaml", new / "north" / "north.yaml")
    friendly = _line(ORDERS, "id: friendly")
    assert _places(found, tmp_path / "rules") == [
        ("removed friendly", f"old/orders.yaml:{friendly}", "new/north/north.yaml:4")
    ]


def test_a_tailoring_of_a_tailoring_is_told_in_the_file_that_decides(tmp_path: Path) -> None:
    """The first rule is left out half way, so that every other has another position than in the first file."""
    folders = []
    for name, late, target, severity in (("old", "1", "97", "minor"), ("new", "2", "96", "major")):
        top = f"rule_set: top\nversion: 1\nextends: north.yaml\nset:\n  in-full: {{severity: {severity}}}\n"
        north = FEWER.replace("../", "").replace("friendly", "cycle").replace("cycle:\n", "visit:\n")
        folders.append(
            written(
                tmp_path / name,
                orders=ORDERS.replace("late: 1 calendar", f"late: {late} calendar"),
                north=north.replace("97", target),
                top=top,
            )
        )
    found = difference(*(folder / "top.yaml" for folder in folders))
    line = _line(ORDERS, "late: 1 calendar")
    assert _places(found, tmp_path) == [
        ("loosened promised-date", f"old/orders.yaml:{line}", f"new/orders.yaml:{line}"),
        ("loosened visit", "old/north.yaml:9", "new/north.yaml:9"),
        ("tightened in-full", "old/top.yaml:5", "new/top.yaml:5"),
    ]
