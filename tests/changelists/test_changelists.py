"""Change lists for people, programs and pull requests: each says every change, and words of files stay words."""

from __future__ import annotations

import json
import os
import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.changelists import FORMATS, listed
from checker.changelists.markdown import MOST, escaped
from checker.changelists.text import shortened
from checker.difference import Change, Compared, Difference, Effect, Kind, Location, difference
from checker.listings.text import width_of

HERE = Path(__file__).parent

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
places = st.none() | st.builds(Location, st.sampled_from(["a.yaml", "/rules/ł ó.yaml"]), st.integers(1, 99))
made_up = st.builds(
    Change,
    of=st.sampled_from(["orders", "visits"]),
    rule=st.none() | st.just("cycle"),
    what=anything,
    kind=st.sampled_from(Kind),
    before=st.none() | anything,
    after=st.none() | anything,
    old=places,
    new=places,
    effect=st.sampled_from(Effect),
    note=st.none() | anything,
    rules=st.just(()) | st.just(("cycle", "badge")),
)
differences = st.builds(
    Difference,
    old=st.just("old"),
    new=st.just("new"),
    compared=st.just((Compared("orders", "old/a.yaml", "new/a.yaml"), Compared("visits", None, "new/b.yaml"))),
    changes=st.lists(made_up, max_size=4).map(tuple),
)


def one(before: str | None = "48 hours", after: str | None = "72 hours", **more: object) -> Difference:
    """One change between two files."""
    parts = {
        "of": "orders", "rule": "cycle", "what": "limit", "kind": Kind.LOOSENED, "old": Location("a.yaml", 4),
        "new": Location("b.yaml", 5), "effect": Effect.LESS, **more,
    }  # fmt: skip
    change = Change(before=before, after=after, **parts)  # type: ignore[arg-type]
    return Difference("a.yaml", "b.yaml", (Compared("orders", "a.yaml", "b.yaml"),), (change,))


def test_the_members_are_the_files_of_the_folder() -> None:
    folder = Path(import_module("checker.changelists").__file__ or "").parent
    members = {path.stem for path in folder.glob("*.py")} - {"__init__", "changelist"}
    assert members == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@given(found=differences)
def test_anything_can_be_listed_and_ends_with_a_line_break(name: str, found: Difference) -> None:
    text = listed(found, name)
    assert text.endswith("\n")
    assert listed(found, name) == text
    text.encode()


# ---- the same changes in every format --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_the_changes_of_a_folder_are_listed_as_expected(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`UPDATE_EXPECTED=1` writes the expected files anew."""
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("COLUMNS", "80")
    text = listed(difference(Path("old"), Path("new")), name)
    expected = HERE / f"expected.{ {'text': 'txt', 'markdown': 'md'}.get(name, name) }"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


# ---- text ------------------------------------------------------------------------------------------------------------


@given(found=differences)
def test_lines_of_words_fit_the_terminal(found: Difference) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        lines = listed(found, "text").splitlines()
    assert not [line for line in lines if width_of(line) > 80 and " " in line.strip()[12:]]


def test_a_change_says_both_values_and_both_places() -> None:
    assert listed(one(), "text").splitlines() == [
        "Less is promised:",
        "  loosened  cycle, limit: 48 hours → 72 hours",
        "            a.yaml:4 → b.yaml:5",
        "",
        "1 change in 1 file: 1 by which less is promised",
    ]


def test_no_change_is_said() -> None:
    nothing = Difference("a.yaml", "b.yaml", (Compared("orders", "a.yaml", "b.yaml"),), ())
    assert listed(nothing, "text") == "no change of meaning in 1 file\n"
    assert listed(nothing, "markdown") == "**no change of meaning in 1 file**\n"
    assert json.loads(listed(nothing, "json"))["changes"] == []


def test_what_would_not_be_seen_is_shown_by_its_code() -> None:
    for name in ("text", "markdown"):
        text = listed(one("a\u202eb", "a\x1b[31mb"), name)
        assert "aU+202Eb" in text
        assert "U+001B" in text
        assert "\x1b" not in text


def test_long_values_are_cut_to_where_they_differ() -> None:
    long = "We deliver. " * 40
    before, after = shortened(long + "Within two days.", long + "Within three days.")
    assert before is not None
    assert after is not None
    assert before.startswith("…")
    assert "two days" in before
    assert "three days" in after
    assert len(before) < 220 > len(after)
    assert shortened("short", None) == ("short", None)


# ---- json ------------------------------------------------------------------------------------------------------------


def test_json_says_every_part_of_a_change() -> None:
    told = json.loads(listed(one(note="a line of its own", rules=("cycle",)), "json"))
    assert (told["format"], told["old"], told["new"]) == (1, "a.yaml", "b.yaml")
    assert told["counts"] == {"less": 1, "unclear": 0, "more": 0, "none": 0}
    assert told["compared"] == [{"of": "orders", "old": "a.yaml", "new": "b.yaml"}]
    assert told["changes"] == [
        {
            "of": "orders", "rule": "cycle", "what": "limit", "kind": "loosened", "effect": "less",
            "before": "48 hours", "after": "72 hours", "note": "a line of its own", "rules": ["cycle"],
            "old": {"file": "a.yaml", "line": 4}, "new": {"file": "b.yaml", "line": 5},
        }
    ]  # fmt: skip


# ---- markdown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a | b", "a \\| b"),
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
        ("[click](https://evil.example)", "\\[click\\](https:&#8203;//evil.example)"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("*loud* _thin_ ~~gone~~ `code`", "\\*loud\\* \\_thin\\_ \\~\\~gone\\~\\~ \\`code\\`"),
        ("@everyone", "@&#8203;everyone"),
        ("see #12 and GH-12", "see #&#8203;12 and GH&#8203;-12"),
        ("www.evil.example", "www&#8203;.evil.example"),
        (":tada:", ":&#8203;tada:"),
        ("a\nb", "aU+000Ab"),
        ("&lt;b&gt; \\", "&amp;lt;b&amp;gt; \\\\"),
        ("$x$", "<span>$</span>x<span>$</span>"),
        ("48 hours → 72 hours, 95.5 %", "48 hours → 72 hours, 95.5 %"),
    ],
)
def test_words_of_files_are_no_markup(words: str, shown: str) -> None:
    assert escaped(words) == shown


@given(found=differences)
def test_a_change_is_one_row_of_five_cells(found: Difference) -> None:
    lines = listed(found, "markdown").splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]
    assert len(rows) == len(found.changes)
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 6
        assert not re.search(r"<(?!br>|span>|/span>)", row)


def test_a_table_of_very_many_changes_is_cut_and_says_so() -> None:
    change = one("x" * 150, "y" * 150).changes[0]
    found = Difference("a.yaml", "b.yaml", (Compared("orders", "a.yaml", "b.yaml"),), (change,) * 1_000)
    text = listed(found, "markdown")
    assert len(text) < MOST + 1_000
    rows = text.count("| cycle, limit |")
    assert text.endswith(f"… and {1_000 - rows} more, which are left out here.\n")
