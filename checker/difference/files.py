"""Two files or two folders of rule files, loaded and paired by what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from pathlib import Path

from checker.difference.change import EFFECTS, Change, Compared, Difference, Kind
from checker.difference.comparing import changes_between, in_order
from checker.difference.meaning import Meanings
from checker.difference.side import Side
from checker.problems import CheckerError, FileProblems, Problem
from checker.ruleset import yaml12
from checker.ruleset.loading import as_whole, content_of
from checker.ruleset.model import RuleSet
from checker.ruleset.spelling import kind_of
from checker.ruletests.files import is_tests
from checker.standards import Standard
from checker.validation import files_in, size_of
from checker.written import in_language

_ABOUT_OTHERS = {"R304", "R314", "R315"}
"""Problems with a file's name and with its standard: an old version of a file lies anywhere, and says what it says."""


def difference(old: Path, new: Path) -> Difference:
    """What the change from one file, or folder, to the other means.

    Files of folders are paired by the id of the rule set or the name of the standard that they hold, wherever they lie.
    Raises FileProblems with every problem of all files, and CheckerError where the two cannot be compared.
    """
    if old.is_dir() != new.is_dir():
        raise CheckerError(f"'{old}' and '{new}' are a file and a folder; give two files or two folders")
    problems: list[Problem] = []
    left_out: list[str] = []
    for path in (old, new):
        if path.is_file() and is_tests(path):
            raise CheckerError(f"'{path}' holds tests; rule sets are compared, and standards")
    before, after = ([_loaded(file, problems) for file in _files_in(path, left_out)] for path in (old, new))
    if problems:
        raise FileProblems(dict.fromkeys(problems))
    were, are = ([side for side in sides if side is not None] for sides in (before, after))
    pairs = _pairs(were, are, old, new) if new.is_dir() else [_one_pair(were[0], are[0])]
    changes = [change for pair in pairs for change in _of_pair(*pair)]
    return Difference(str(old), str(new), tuple(map(_compared, pairs)), tuple(in_order(changes)), tuple(left_out))


def _files_in(path: Path, left_out: list[str]) -> list[Path]:
    """The files to compare; tests say nothing about what is promised."""
    return [file for file in files_in(path, [], left_out) if not is_tests(file)]


def _loaded(path: Path, problems: list[Problem]) -> Side | None:
    """What a file holds; the problems that keep it from being understood are added to the list."""
    composed, unreadable = yaml12.read(path)
    if composed is None:
        problems += unreadable
        return None
    content, found = content_of(composed, unreadable, path)
    composed = as_whole(composed, path) or composed
    errors = [problem for problem in found if problem.level == "error"]
    own = [problem for problem in errors if problem.file == composed.file and problem.code not in _ABOUT_OTHERS]
    if own:
        problems += own
        return None
    if content is None:  # only its name, or its standard, is not what it should be
        content = (Standard if kind_of(composed.value) == "standard" else RuleSet).model_validate(composed.value)
    return Side(content, composed)


_Pair = tuple[Side | None, Side | None]


def _compared(pair: _Pair) -> Compared:
    old, new = (None if side is None else side.composed.file for side in pair)
    return Compared(next(side.id for side in reversed(pair) if side is not None), old, new)


def _one_pair(before: Side, after: Side) -> _Pair:
    if type(before.content) is not type(after.content):
        names = [f"'{side.composed.file}' is a {side.what}" for side in (before, after)]
        raise CheckerError(f"{' and '.join(names)}; give two of one kind")
    return before, after


def _pairs(old: list[Side], new: list[Side], *folders: Path) -> list[_Pair]:
    """Files that hold the same, those in the same place of their folders first; the rest was added or removed."""
    left: dict[Hashable, Side] = dict(enumerate(old))
    partners: dict[int, Side] = {}
    for same in (_in_its_place, _what_and_id, _all_but_its_name):
        by_key: dict[Hashable, list[Hashable]] = defaultdict(list)
        for key, side in left.items():
            by_key[same(side, folders[0])].append(key)
        for number, side in enumerate(new):
            if number not in partners and left and (found := by_key[same(side, folders[1])]):
                partners[number] = left.pop(found.pop(0))
    return [
        *((partners.get(number), side) for number, side in enumerate(new)),
        *((side, None) for side in left.values()),
    ]


def _in_its_place(side: Side, folder: Path) -> Hashable:
    return (*_what_and_id(side, folder), Path(side.composed.file).relative_to(folder))


def _what_and_id(side: Side, _folder: Path) -> tuple[str, str]:
    return side.what, side.id


def _all_but_its_name(side: Side, _folder: Path) -> Hashable:
    return side.what, Meanings(side.content, {}, {}).without(side.content, "rule_set", "standard", "title", "version")


def _of_pair(old: Side | None, new: Side | None) -> list[Change]:
    if old is not None and new is not None:
        return changes_between(old, new)
    side = new or old
    assert side is not None
    kind = Kind.REMOVED if new is None else Kind.ADDED
    content = side.content
    title = in_language(content.title) if isinstance(content, RuleSet | Standard) else side.id
    said = f"{title} ({size_of(content)})"
    place = side.place((side.id_key,) if side.id_key else ())
    if new is None:
        return [Change(side.id, None, side.what, kind, said, None, place, None, EFFECTS[kind])]
    return [Change(side.id, None, side.what, kind, None, said, None, place, EFFECTS[kind])]
