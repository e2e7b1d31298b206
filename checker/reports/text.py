"""The report for a terminal: 80 columns, the verdict first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from checker.reports.printing.beside import beside_rule_set
from checker.reports.printing.front import dates_told, heading_of, overall
from checker.reports.printing.lines import Line, line
from checker.reports.printing.quality import data_quality
from checker.reports.printing.scale import Scale, scale_of
from checker.reports.printing.summary import (
    Commitment,
    commitments,
    decisions,
    verdict_sentence,
    worst_first,
)
from checker.reports.printing.texts import prose
from checker.reports.report import PLAIN, Manner
from checker.results import Results
from checker.wording import Phrases, in_language, phrases

WIDTH = 80

_MARKS = {
    "met": "+", "missed": "x", "too_close": "!", "undetermined": "-", "not_judged": "o", "not_evaluated": "?",
}  # fmt: skip
_COLOURS = {
    "met": "32",
    "missed": "1;31",
    "too_close": "33",
    "undetermined": "2",
    "not_judged": "2",
    "not_evaluated": "35",
}
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "–": "-", "−": "-", "\u200b": None})
"""Signs that some terminals cannot show, in plain letters."""

_LEAST_TEXT = 20
_WIDEST_TARGET = 15
"""A target that takes more stands with its figures on a line of their own, and leaves the column narrow."""

_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60"
_SPACES = re.compile("[ \t\r\n\f\v]+")
_OPENS, _CLOSES = "「『（《〈【", "、。，；：！？」』）》〉】"
_PIECE = re.compile(rf"[{_OPENS}]*(?:(?:[^{_WIDE}]*\xa0)?(?![{_OPENS}])[{_WIDE}]|[^{_WIDE}]+)[{_CLOSES}]*|.")
"""What a line is broken between: words, and in scripts without spaces their signs, but not before a full stop."""


def render(results: Results, manner: Manner = PLAIN) -> bytes:
    """The report as a text file."""
    return summary(results, language=manner.language).encode()


def summary(results: Results, *, language: str = "en", colour: bool = False) -> str:
    """The report as text of 80 columns, ending with a line end; `colour` adds the colours of a terminal."""
    say = phrases(language)
    told = [*wrapped(heading_of(results, say)), *(wrapped(dates) if (dates := dates_told(results, say)) else [])]
    told += ["", *wrapped(verdict_sentence(results, say))]
    told += [text for part in overall(results, say) for text in wrapped(part.told(say))]
    scale = scale_of(results)
    for within in results.rule_sets:
        told.append("")
        if len(results.rule_sets) > 1:
            told += [*wrapped(prose(in_language(within.rule_set.title, language), 120)), ""]
        own = [one for one in worst_first(commitments(results)) if one.within is within]
        told += _table(own, scale, say, colour=colour)
    told += _decisions(results, say)
    told += _beside_verdicts(results, say)
    told += ["", say["page"]["quality"]]
    for sentence in data_quality(results, say):
        told += wrapped(sentence, indent=2)
    return "\n".join(told) + "\n"


def _table(own: list[Commitment], scale: Scale, say: Phrases, *, colour: bool) -> Iterator[str]:
    """The commitment table: a verdict and its title, and below them the clause with the figures at the right."""
    page = say["page"]
    rows = [line(one, scale, say, whole=True) for one in own]
    flat = [row for whole in rows for row in (whole, *whole.parts)]
    head = (page["target"], page["actual"], page["judged"])
    columns = _columns_of([head, *map(_numbers, flat)])
    state = max(width(say["verdict"][row.verdict]) for row in rows) + 4
    yield from _beside(f"{page['verdict']} · {page['commitment']}", head, columns)
    for whole in rows:
        first, *more = wrapped(whole.title, columns=WIDTH - state)
        yield _coloured(_padded(_state(whole, say), state), whole, colour=colour) + first
        yield from (" " * state + told for told in more)
        yield from _beside(whole.aside, _numbers(whole), columns, indent=2)
        for part in whole.parts:
            named = f"{_state(part, say)}{say['join']['colon']}{_plain(part.title)}"
            said = " · ".join(filter(None, (named, part.reason)))
            yield from _beside(said, _numbers(part), columns, indent=4)


def _columns_of(rows: list[tuple[str, str, str]]) -> tuple[int, ...]:
    targets, *others = ([width(text) for text in column] for column in zip(*rows, strict=True))
    narrow = [each for each in targets if each <= _WIDEST_TARGET]
    return tuple(max(each) + 2 for each in ([targets[0], *narrow], *others))


def _state(row: Line, say: Phrases) -> str:
    return f"{_MARKS[row.verdict]} {say['verdict'][row.verdict]}"


def _beside(text: str, numbers: tuple[str, ...], columns: tuple[int, ...], indent: int = 0) -> list[str]:
    """A text with figures at the right of its first line, or below it where they leave too little room."""
    room, text = WIDTH - sum(columns), text.replace(" · ", "\xa0· ")
    is_too_wide = any(width(number) > column - 2 for number, column in zip(numbers, columns, strict=True))
    below = numbers[0] + _right(numbers[1:], columns[1:])
    if is_too_wide and width(below) <= WIDTH:
        return [*wrapped(text, indent=indent, hanging=2), " " * (WIDTH - width(below)) + below]
    if is_too_wide or room < _LEAST_TEXT:
        return [*wrapped(text, indent=indent), *wrapped(" · ".join(filter(None, numbers)), indent=indent)]
    first, *more = wrapped(text, columns=room, indent=indent, hanging=2)
    return [(_padded(first, room) + _right(numbers, columns)).rstrip(), *more]


def _numbers(row: Line) -> tuple[str, str, str]:
    return _plain(row.target), _plain(row.actual), _plain(row.judged)


def _decisions(results: Results, say: Phrases) -> Iterator[str]:
    asked = decisions(results, say, whole=True)
    if not asked:
        return
    yield ""
    yield say["page"]["decisions"]
    for decision in asked:
        by = say.joined("comma", (decision.owner, decision.due))
        told = f"{decision.title}{say['join']['colon']}{decision.asked} ({by})"
        yield from wrapped(told, indent=2, hanging=2)


def _beside_verdicts(results: Results, say: Phrases) -> Iterator[str]:
    """Waivers, warnings, and the records' own verdicts."""
    said = [sentence for within in results.rule_sets for sentence in beside_rule_set(within, say)]
    if said:
        yield ""
        yield say["beside"]["title"]
    for sentence in said:
        yield from wrapped(sentence, indent=2, hanging=2)


def _coloured(text: str, row: Line, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[row.verdict]}m{text}\x1b[0m" if colour else text


def _right(texts: tuple[str, ...], columns: tuple[int, ...]) -> str:
    return "".join(" " * (column - width(text)) + text for text, column in zip(texts, columns, strict=True))


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _plain(text: str) -> str:
    return text.translate(_SIGNS)


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, *, columns: int = WIDTH, indent: int = 0, hanging: int = 0) -> list[str]:
    """A text as lines of at most so many columns; a word longer than a line is broken, if it can after a sign."""
    room = columns - indent
    finished: list[str] = []
    current = ""
    for piece, space in _pieces(_plain(text)):
        rest = piece
        start = " " * hanging if finished else ""
        if current and width(current) + len(space) + width(rest) <= room:
            current += space + rest
            continue
        if current:
            finished.append(current)
            start = " " * hanging
        while width(start) + width(rest) > room:
            fitting = _beginning(rest, room - width(start))
            finished.append(start + fitting)
            rest, start = rest[len(fitting) :], " " * hanging
        current = start + rest
    return [" " * indent + told.replace("\xa0", " ") for told in [*finished, current]]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What a text may be broken between, each with the space that stands before it."""
    for word in filter(None, _SPACES.split(text)):
        for place, piece in enumerate(_PIECE.findall(word)):
            yield piece, "" if place else " "


def _beginning(word: str, columns: int) -> str:
    taken = 0
    for place, character in enumerate(word):
        taken += _columns(character)
        if taken > columns:
            fitting = word[: max(place, 1)]
            after = max(map(fitting.rfind, "-_./")) + 1
            return fitting[:after] if after > len(fitting) // 2 else fitting
    return word
