"""Prepared changes of rule files, each with what is said of it; `UPDATE_EXPECTED=1` writes that anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from checker.changelists import listed
from checker.difference import difference

HERE = Path(__file__).parent
FILES = sorted((HERE / "changes").glob("*.txt"))


class Case(NamedTuple):
    """An edit of a file, and the listing of its changes."""

    name: str
    edits: str
    """Lines to replace (`- `) and what replaces them (`+ `)."""
    expected: str


def cases_of(path: Path) -> list[Case]:
    """Each case begins with `## name`; its edits end with an empty line."""
    cases = []
    for block in re.split(r"(?m)^## ", path.read_text("utf-8"))[1:]:
        name, _, rest = block.partition("\n")
        edits, _, expected = rest.partition("\n\n")
        cases.append(Case(name, edits.rstrip("\n"), expected.strip("\n")))
    return cases


def edited(text: str, edits: str) -> str:
    """The text with its edits: lines that are removed as a whole, or parts of lines that stand one after another."""
    for gone, come in re.findall(r"((?:^- .*\n)+)((?:^\+ .*(?:\n|$))*)", edits + "\n", re.MULTILINE):
        old, new = ([line[2:] for line in part.splitlines()] for part in (gone, come))
        if "\n".join(old) in text and (len(old) != len(new) or len(old) == 1):
            old, new = ["\n".join(old)], ["\n".join(new)]
        if new in ([], [""]) and old[0] + "\n" in text and not new:
            old, new = [old[0] + "\n"], [""]
        assert len(old) == len(new), edits
        for before, after in zip(old, new, strict=True):
            assert before in text, before
            text = text.replace(before, after)
    return text


def said_of(case: Case, base: str, folder: Path) -> str:
    text = (HERE / base).read_text("utf-8")
    for name, content in (("old", text), ("new", edited(text, case.edits))):
        (folder / name).mkdir()
        (folder / name / base).write_text(content, "utf-8")
    found = listed(difference(Path("old", base), Path("new", base)), "text")
    return found.rpartition("\n\n")[0]  # without the line that counts them


@pytest.mark.parametrize(
    ("path", "case"), [pytest.param(path, case, id=case.name) for path in FILES for case in cases_of(path)]
)
def test_a_change_is_told_by_its_meaning(
    path: Path, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    said = said_of(
        case,
        {"clauses": "service.yaml", "calendars": "calls.yaml", "times": "calls.yaml"}.get(path.stem, "orders.yaml"),
        tmp_path,
    )
    if os.environ.get("UPDATE_EXPECTED"):
        whole = path.read_text("utf-8")
        head = f"## {case.name}\n{case.edits}\n"
        start = whole.index(head) + len(head)
        end = whole.find("\n## ", start - 1)
        end = len(whole) if end < 0 else end
        path.write_text(f"{whole[:start]}\n{said}\n{whole[end:]}", "utf-8")
    else:
        assert said == case.expected


def test_the_prepared_changes_are_many_and_each_has_a_name_of_its_own() -> None:
    names = [case.name for path in FILES for case in cases_of(path)]
    assert len(names) == len(set(names)) > 80
