"""The known word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

OTHER_WORDS = {
    "action": "remedy",
    "approved": "owner",
    "check": "measure",
    "condition": "when",
    "deadline": "within",
    "description": "title",
    "else": "otherwise",
    "exceptions": "exclusions",
    "filter": "scope",
    "goal": "target",
    "if": "when",
    "limit": "within",
    "metric": "measure",
    "name": "title",
    "objective": "target",
    "priority": "severity",
    "reason": "because",
    "responsible": "owner",
    "start": "from",
    "end": "to",
    "threshold": "target",
    "timezone": "time_zone",
    "type": "kind",
    "unless": "except",
    "value": "then",
    "where": "scope",
}
"""What other programs call things, and what it is called here."""


def distance(one: str, other: str) -> int:
    """How many letters to change, add, drop or swap with their neighbour to come from one word to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to this one; none where no word is near enough to have been meant."""
    words = list(dict.fromkeys(known))
    asked = word.strip().lower().replace("-", "_")[:60]
    by_other_name = {other: here for other, here in OTHER_WORDS.items() if here in words}
    best: tuple[int, str] | None = None
    for candidate, meant in [*((known, known) for known in words), *by_other_name.items()]:
        allowed = 1 if min(len(asked), len(candidate)) <= 3 else 2 if len(candidate) <= 6 else 3
        off = distance(asked, candidate.lower().replace("-", "_"))
        if off <= allowed and off < len(candidate) and (best is None or off < best[0]):
            best = off, meant
    return best[1] if best else None


def did_you_mean(word: str, known: Iterable[str], *, else_list: str = "known are") -> str | None:
    """What to write instead: the nearest known word, or the known words themselves."""
    words = list(dict.fromkeys(known))
    near = nearest(word, words)
    if near is not None:
        return f"did you mean '{near}'?"
    return f"{else_list} {', '.join(words[:20])}{', …' if len(words) > 20 else ''}" if words else None
