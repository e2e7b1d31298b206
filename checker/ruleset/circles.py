"""Names that need each other: in a circle, or too deep."""

from __future__ import annotations

from collections.abc import Iterator


def circles(needs: dict[str, list[str]]) -> Iterator[list[str]]:
    """Names that need each other in a circle, at least one circle where there are some; each name is looked at once."""
    done: set[str] = set()
    for start, first in needs.items():
        way: dict[str, Iterator[str]] = {} if start in done else {start: iter(first)}
        while way:
            last = next(reversed(way))
            needed = next(way[last], None)
            if needed is None:
                done.add(last)
                del way[last]
            elif needed in way:
                names = list(way)
                yield names[names.index(needed) :]
            elif needed in needs and needed not in done:
                way[needed] = iter(needs[needed])


def too_deep(needs: dict[str, list[str]], most: int) -> str | None:
    """The first name that needs more than so many others one after the other; there may be no circles."""
    depths: dict[str, int] = {}
    for start in needs:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            left = [each for each in needs[name] if each in needs and each not in depths]
            if left:
                waiting += left
                continue
            depths[waiting.pop()] = 1 + max((depths[each] for each in needs[name] if each in needs), default=0)
    return next((name for name in needs if depths[name] > most), None)
