"""YAML text to plain values with positions: YAML 1.2, every scalar as it was written, nothing executed or guessed.

Only the events of PyYAML's parser are used (libyaml's where it is installed); the values are composed here, so that
`17:00` stays a text, `no` stays a word, and a file that is too deep, too large or refers to itself is refused at once.
"""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.problems import Elsewhere, Level, Problem
from checker.ruleset.characters import character_name, forbidden_in, never_written

if TYPE_CHECKING:
    from checker.ruleset.suppressions import Suppression

DEEPEST = 50
"""Collections inside each other."""
LARGEST = 5_000_000
"""Bytes of a file."""
MOST = 250_000
"""Nodes of a file: keys, values, lists and mappings."""
MOST_PROBLEMS = 1_000
"""Problems of a file that are told."""

Trail = tuple[str | int, ...]
"""The way to a value: keys and positions, from the outside in."""


class Place(NamedTuple):
    """Where something stands: lines and columns from 1, columns in characters; the end is the first place after it."""

    line: int
    column: int
    end_line: int
    end_column: int


_new = tuple.__new__

NO_TEMPLATES = "write the value itself; templates are not part of rule files"
"""What to do about `{{ name }}`, which other programs would fill in."""

WHOLE = Place(1, 1, 1, 1)
"""The place of what is wrong with a file as a whole."""


@dataclass
class Composed:
    """What a file says: its value as dicts, lists and texts, and where each part of it stands."""

    file: str
    lines: list[str]
    value: Any = None
    keys: dict[Trail, Place] = field(default_factory=dict)
    values: dict[Trail, Place] = field(default_factory=dict)
    suppressions: list[Suppression] = field(default_factory=list)
    """What its comments ask to ignore."""

    def place(self, trail: Trail, *, key: bool = False) -> Place:
        """Where a value stands, or the key that leads to it; for what is not there, the nearest part around it."""
        if key and trail in self.keys:
            return self.keys[trail]
        while trail and trail not in self.values:
            trail = trail[:-1]
        return self.values.get(trail, WHOLE)

    def problem(
        self, code: str, message: str, place: Place, *,
        hint: str | None = None, level: Level = "error", first: Place | None = None,
    ) -> Problem:  # fmt: skip
        """A problem at a place, with the line of the file that it is about; none where it is about the whole.

        `first` is where the same stands already.
        """
        excerpt = self.lines[place.line - 1] if place != WHOLE and place.line <= len(self.lines) else None
        also = () if first is None else (Elsewhere(self.file, *first),)
        message += f"; first in line {first.line}, column {first.column}" if first else ""
        line, column, end_line, end_column = place
        return Problem(self.file, line, column, code, message, hint, level, end_line, end_column, excerpt, also=also)


class _Refused(Exception):
    """The rest of the file cannot be composed."""


def read(
    path: Path, shown: str | None = None, scalar: Callable[[str, bool], Any] | None = None
) -> tuple[Composed | None, list[Problem]]:
    """Compose a file; `shown` is its name in problems. Nothing is composed where the problems leave no whole value."""
    file = shown or str(path)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return None, [Problem(file, 1, 1, "R108", "the file is not a regular file", "give a file of YAML text")]
        if about.st_size > LARGEST:
            return None, [_too_large(file, about.st_size)]
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        return None, [_not_opened(file, path, error)]
    if len(content) > LARGEST:
        return None, [_too_large(file, len(content))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, content, error)]
    composed, problems = compose(text, file, scalar or as_written)
    if composed is not None and (not text.isascii() or "\\" in text):
        from checker.ruleset.unseen import unseen_in  # noqa: PLC0415

        problems += unseen_in(composed, text)
    if composed is not None and "#" in text:
        from checker.ruleset.suppressions import suppressions_of  # noqa: PLC0415

        composed.suppressions, wrong = suppressions_of(composed, text)
        problems += wrong
    return composed, problems


def _not_opened(file: str, path: Path, error: OSError) -> Problem:
    if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
        return Problem(file, 1, 1, "R108", "the link leads nowhere", "mend the link or remove it")
    return Problem(file, 1, 1, "R108", f"the file cannot be opened: {(error.strerror or 'nobody knows why').lower()}")


def _too_large(file: str, size: int) -> Problem:
    message = f"the file is larger than {LARGEST // 1_000_000} MB ({size:,} bytes)"
    return Problem(file, 1, 1, "R105", message, "split it into several files")


def _not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> Problem:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    message = "the file is UTF-16 text" if utf16 else "the file is not UTF-8 text"
    message += f": byte 0x{content[error.start]:02x} at offset {error.start}"
    return Problem(file, line, column, "R103", message, "save it as UTF-8")


LINE_END = re.compile(r"\r\n|\r|\n")


def as_written(text: str, plain: bool) -> Any:  # noqa: ARG001
    """A scalar of a rule file: the text, whatever it looks like; the key that it belongs to decides its type."""
    return text


def compose(
    text: str, file: str, scalar: Callable[[str, bool], Any] = as_written
) -> tuple[Composed | None, list[Problem]]:
    """Compose a text; `scalar` gives the value of a scalar from its text and whether it is plain (not quoted)."""
    composed = Composed(file, LINE_END.split(text))
    forbidden = forbidden_in(text)
    if forbidden:
        return None, [_control_character(composed, text, text.index(forbidden))]
    if text[text.rfind("\n") + 1 :].isspace():
        text += "\n"  # libyaml takes blanks at the very end for a part of the block before them
    composer = _Composer(composed, text, scalar)
    whole = composer.compose()
    return (composed if whole else None), composer.problems


def _one_too_many(text: str) -> Place | None:
    """Where a text begins to hold too many nodes; counting them is several times faster than composing them."""
    # A key or an entry of a mapping is two nodes with its value, and brings one of the first signs; any other node one
    # of the second. Nearly every file has too few of them, and need not be parsed for it.
    if 1 + 2 * sum(map(text.count, ":,{?")) + sum(map(text.count, "[-")) <= MOST:
        return None
    import yaml  # noqa: PLC0415

    begins, ends = (yaml.MappingStartEvent, yaml.SequenceStartEvent), (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    nodes = depth = 0
    for event in events(text):
        kind = type(event)
        nodes += kind is yaml.ScalarEvent or kind in begins or kind is yaml.AliasEvent
        depth += (kind in begins) - (kind in ends)
        if nodes > MOST:
            return _place(event)
        if depth > DEEPEST:  # refused when it is composed; the parser's time grows with the square of the depth
            return None
    return None


def _control_character(composed: Composed, text: str, start: int) -> Problem:
    lines = LINE_END.split(text[:start])
    line, column = len(lines), len(lines[-1]) + 1
    return composed.problem(
        "R104", f"the file holds the character {character_name(text[start])}", Place(line, column, line, column + 1),
        hint="remove it",
    )  # fmt: skip


class _Composer:
    """Events to values, with every refusal as a problem."""

    def __init__(self, composed: Composed, text: str, scalar: Callable[[str, bool], Any]) -> None:
        self.composed = composed
        self.problems: list[Problem] = []
        self.text = text
        self.scalar = scalar
        self.shared = 0
        self.has_templates = False
        self.whole = True
        self.next = events(text).__next__

    def compose(self) -> bool:
        """Compose the only document; False where a part of it is not to be had."""
        import yaml  # noqa: PLC0415

        from checker.ruleset.unparsable import unparsable  # noqa: PLC0415

        try:
            self._document()
        except _Refused:
            return False
        except yaml.YAMLError as error:
            self.problems.append(unparsable(self.composed, error))
            return False
        if self.shared > 1:
            self._count_shared()
        return self.whole

    def _document(self) -> None:
        if (place := _one_too_many(self.text)) is not None:
            self._refuse(
                "R107", f"the file holds more than {MOST:,} keys and values", place, hint="split it into several files"
            )
            raise _Refused
        self.next()
        start = self.next()
        if type(start).__name__ == "StreamEndEvent":
            self._refuse(
                "R102", "the file is empty", WHOLE, hint="write what the file is about, such as rule_set: delivery"
            )
            raise _Refused
        if start.tags:
            self._refuse("R114", "tags are not used in these files", _place(start), hint="remove the %TAG line")
            self.whole = False
        self.composed.value = self._value(self.next(), (), 0)
        self.next()
        after = self.next()
        if type(after).__name__ != "StreamEndEvent":
            hint = "a file holds one; make it a file of its own"
            self._refuse("R116", "a second document begins here", _place(after), hint=hint)
            self.whole = False

    def _value(self, event: Any, trail: Trail, depth: int) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._share(f"'*{event.anchor}' repeats another part of the file", event)
            return ""
        if event.anchor is not None:
            self._share(f"'&{event.anchor}' names a part of the file to repeat it", event)
        if event.tag is not None:
            self._refuse(
                "R114", f"the tag '{event.tag}' is not used", _place(event),
                hint="remove it; the key decides how a value is read",
            )  # fmt: skip
            self.whole = False
        if kind == "ScalarEvent":
            return self._scalar(event, trail)
        if depth >= DEEPEST:
            self._refuse(
                "R106",
                f"the file is nested more than {DEEPEST} deep",
                _place(event),
                hint="write it flatter",
            )
            raise _Refused
        if kind == "MappingStartEvent":
            return self._mapping(event, trail, depth + 1)
        return self._sequence(event, trail, depth + 1)

    def _scalar(self, event: Any, trail: Trail) -> Any:
        place = self.composed.values[trail] = _place(event)
        self._refuse_escaped(event, place)
        return self.scalar(event.value, not event.style)

    def _refuse_escaped(self, event: Any, place: Place) -> None:
        """Refuse what may not stand in a text even as an escape, in keys and in values."""
        forbidden = never_written(event.value) if event.style == '"' else None
        if forbidden:
            message = f"the file holds the character {character_name(forbidden)}"
            self._refuse("R104", message, place, hint="remove it")
            self.whole = False

    def _sequence(self, start: Any, trail: Trail, depth: int) -> list[Any]:
        values: list[Any] = []
        while type(event := self.next()).__name__ != "SequenceEndEvent":
            values.append(self._value(event, (*trail, len(values)), depth))
        self.composed.values[trail] = _place(start, event)
        return values

    def _mapping(self, start: Any, trail: Trail, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while type(event := self.next()).__name__ != "MappingEndEvent":
            key = self._key(event, depth)
            place = _place(event)
            if key is None:
                self._value(self.next(), (*trail, ""), depth)
            elif key in values:
                first = self.composed.keys[(*trail, key)]
                self._refuse("R111", f"key '{key}' is written twice", place, hint="keep one of them", first=first)
                self._value(self.next(), (*trail, ""), depth)
            else:
                self.composed.keys[(*trail, key)] = place
                values[key] = self._value(self.next(), (*trail, key), depth)
        self.composed.values[trail] = _place(start, event)
        return values

    def _key(self, event: Any, depth: int) -> str | None:
        """The key, or None where it cannot be one."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            if event.value == "<<" and not event.style:
                self._refuse("R113", "merge keys are not used in these files", _place(event), hint="write the keys out")
            elif event.anchor is not None:
                self._share(f"'&{event.anchor}' names a part of the file to repeat it", event)
                return str(event.value)
            elif event.tag is not None:
                message = f"the tag '{event.tag}' is not used"
                self._refuse("R114", message, _place(event), hint="remove it")
            elif event.value == "":
                self._refuse("R115", "a key is empty", _place(event), hint="write a word before the colon")
            elif not event.style and self.text[event.start_mark.index - 1 : event.start_mark.index] == "?":
                # libyaml takes it for the sign of a long key, YAML 1.2 for a letter.
                self._refuse("R115", "a key begins with a question mark", _place(event), hint="put it in quotes")
            else:
                self._refuse_escaped(event, _place(event))
                return str(event.value)
        elif kind == "AliasEvent":
            self._share(f"'*{event.anchor}' repeats another part of the file", event)
        else:
            self._no_word(event)
            self._value(event, ("",), depth)
        self.whole = False
        return None

    def _no_word(self, event: Any) -> None:
        """A key is a list or a mapping; a template looks like that, and templates are told once, however many."""
        before = event.start_mark.index - 1
        if self.text[before : before + 2] != "{{":
            self._refuse("R115", "a key is a list or a mapping", _place(event), hint="write a word before the colon")
        elif not self.has_templates:
            self.has_templates = True
            self._refuse("R115", "{{ begins no value", _place(event), hint=NO_TEMPLATES)

    def _share(self, message: str, event: Any) -> None:
        """Anchors and aliases are told once, however many there are."""
        self.shared += 1
        self.whole = False
        if self.shared == 1:
            self._refuse("R112", message, _place(event), hint="write it out; anchors and aliases are not used")

    def _count_shared(self) -> None:
        for position, problem in enumerate(self.problems):
            if problem.code == "R112":
                more = f"{problem.message} (and {self.shared - 1} more such places)"
                self.problems[position] = Problem(**{**vars(problem), "message": more})

    def _refuse(self, code: str, message: str, place: Place, *, hint: str, first: Place | None = None) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.append(too_many_problems(self.composed, place))
            raise _Refused
        self.problems.append(self.composed.problem(code, message, place, hint=hint, first=first))


def too_many_problems(composed: Composed, place: Place) -> Problem:
    """The last problem that is told of a file with very many."""
    message = f"the file has more than {MOST_PROBLEMS:,} problems, and the rest is not told"
    return composed.problem("R109", message, place, hint="correct the first ones and validate again")


def events(text: str) -> Iterator[Any]:
    """The events of the parser, each with the marks where it begins and ends."""
    import yaml  # noqa: PLC0415

    parser = yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    finally:
        parser.dispose()


def _place(start: Any, end: Any = None) -> Place:
    first, last = start.start_mark, (end or start).end_mark
    # Made for every node of a file: without the call of NamedTuple's own constructor in twice the speed.
    return _new(Place, (first.line + 1, first.column + 1, last.line + 1, last.column + 1))
