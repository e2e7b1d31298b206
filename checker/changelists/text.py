"""For people at a terminal: the changes by what they do to the promise, each with both values and both places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from checker.difference.change import Change, Difference, Effect, Kind
from checker.listings.text import terminal_columns, visible, width_of
from checker.validation import counted

HEADINGS = {
    Effect.LESS: "Less is promised",
    Effect.UNCLEAR: "It may go either way",
    Effect.MORE: "More is promised",
    Effect.NONE: "The same is promised",
}
"""What each effect is called above its changes."""

_COUNTED = {
    Effect.LESS: "by which less is promised",
    Effect.UNCLEAR: "that may go either way",
    Effect.MORE: "by which more is promised",
    Effect.NONE: "by which the same is promised",
}

LONGEST = 200
"""Characters of a value that are shown."""

_INDENT = 12
"""Columns before the words of a change: two, and the longest kind."""


def listed(difference: Difference) -> str:
    """Every change, those by which less is promised first, and a line that counts them."""
    columns = terminal_columns()
    several = len({compared.of for compared in difference.compared}) > 1
    lines: list[str] = []
    for effect, changes in groupby(difference.changes, key=lambda change: change.effect):
        lines.append(f"{HEADINGS[effect]}:")
        for change in changes:
            lines += _told(change, columns, several=several)
        lines.append("")
    lines += _wrapped(visible(summary(difference)), max(20, columns))
    return "\n".join(lines) + "\n"


def summary(difference: Difference) -> str:
    """How many changes there are, and what they do to the promise."""
    files = counted(len(difference.compared), "file")
    if not difference.changes:
        return f"no change of meaning in {files}"
    counts = {effect: sum(change.effect is effect for change in difference.changes) for effect in Effect}
    said = [f"{number} {_COUNTED[effect]}" for effect, number in counts.items() if number]
    return f"{counted(len(difference.changes), 'change')} in {files}: {', '.join(said)}"


def _told(change: Change, columns: int, *, several: bool) -> Iterator[str]:
    said = (
        f"{subject(change, several=several)}: {values(change)}" if change.values else subject(change, several=several)
    )
    if change.remarks:
        said += f" ({'; '.join(change.remarks)})"
    room = max(20, columns - _INDENT)
    first, *more = _wrapped(visible(said), room)
    yield f"  {change.kind:<{_INDENT - 2}}{first}"
    for line in [*more, *_wrapped(visible(places(change)), room)]:
        yield f"{' ' * _INDENT}{line}"


def subject(change: Change, *, several: bool) -> str:
    """What changed: the rule and its part, with the rule set where there are several."""
    whose = [change.of] if several else []
    is_told = change.rule is None or (change.kind is Kind.RENAMED and change.rule == change.after)
    whose += [] if is_told or change.rule is None else [change.rule]
    return f"{'/'.join(whose)}, {change.what}" if whose else change.what


def values(change: Change) -> str:
    """Both values, each cut to where they differ if it is long."""
    return " → ".join(value for value in shortened(change.before, change.after) if value is not None)


def places(change: Change) -> str:
    """The places in both files."""
    return " → ".join(str(place) for place in (change.old, change.new) if place is not None)


def shortened(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Two values, of which long ones are cut to what surrounds their first difference."""
    start = 0
    if before is not None and after is not None:
        same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
        start = max(0, same - LONGEST // 4)
    return _cut(before, start), _cut(after, start)


def _cut(value: str | None, start: int) -> str | None:
    if value is None or len(value) <= LONGEST:
        return value
    start = min(start, len(value) - LONGEST // 2)
    shown = value[start : start + LONGEST]
    return ("…" if start else "") + shown + ("…" if start + LONGEST < len(value) else "")


def _wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most that many columns; a longer word has a line of its own."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width_of(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
