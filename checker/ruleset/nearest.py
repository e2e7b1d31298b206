"""The known word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

_OTHER_NAMES = {
    "above": "> gt greater_than more_than exceeds",
    "any": "or any_of",
    "all": "and all_of",
    "at_least": ">= ge gte min minimum from_value lowest",
    "at_most": "<= le lte max maximum up_to highest",
    "because": "reason justification why",
    "below": "< lt less_than under",
    "breach": "fail failed missed",
    "checklist": "score scorecard inspection",
    "choice": "enum category select option",
    "date": "day",
    "elapsed_time": "duration response_time turnaround cycle_time",
    "except": "unless but_not",
    "exclusions": "exceptions excluded",
    "field": "column name",
    "from": "start begin begins started",
    "format": "pattern date_format",
    "is": "has_value state",
    "items": "questions answers",
    "kept": "pass passed ok met success",
    "kind": "type",
    "matches": "regex pattern like regexp contains",
    "measure": "check metric test",
    "met": "pass passed ok kept success",
    "missed": "fail failed breach",
    "missing": "empty blank null none absent",
    "moment": "datetime timestamp time date_time",
    "must": "condition require requires check expect",
    "no": "false",
    "none": "nor none_of not not_any",
    "not": "!= ne is_not not_in not_equal",
    "not_applicable": "na n/a",
    "number": "float decimal numeric double amount real money",
    "of": "values words options choices",
    "otherwise": "else default",
    "owner": "approved responsible",
    "pass_mark": "pass threshold minimum",
    "present": "filled exists not_empty not_null given",
    "promise_kept": "promise",
    "remedy": "action fix measures",
    "requirement": "condition rule",
    "rule_set": "ruleset rules_of",
    "scope": "filter where applies_to",
    "severity": "priority level importance",
    "share": "percent percentage ratio rate",
    "target": "goal objective threshold",
    "text": "string str varchar char word words",
    "then": "value",
    "time_zone": "timezone tz zone",
    "title": "name description",
    "to": "end until ends ended",
    "type": "kind",
    "when": "if condition",
    "whole_number": "integer int count bigint",
    "within": "limit deadline maximum",
    "yes": "true",
    "yes_no": "bool boolean flag",
}
"""What is known here, and what other programs and people call it."""


MOST_LISTED, FEW_LISTED = 20, 8
"""So many known words are all listed; of more so few, the nearest first."""

MOST = 1_000
"""Known words among which the nearest is looked for."""
MOST_HINTS = 100
"""Words of a file for which the nearest is looked for among names and words that the file itself has."""


def distance(one: str, other: str, most: int = 1_000) -> int:
    """How many letters to change, add, drop or swap with their neighbour to come from one word to the other.

    Where that is more than `most`, one more than `most`.
    """
    far = most + 1
    before: list[int] = []
    row = [min(j, far) for j in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [min(i, far)] + [far] * len(other)
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other[j - 1]), far)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other[j - 1]:
                cost = min(cost, last[j - 2] + 1)
            row[j] = cost
        if min(row) == min(before) == far:
            return far
    return row[-1]


def nearest(word: str, known: Iterable[str], *, furthest: int = 3) -> str | None:
    """The known word nearest to this one; none where no word is near enough to have been meant."""
    asked, known = _plain(word), list(dict.fromkeys(known))[:MOST]
    best: tuple[int, str] | None = None
    for candidate in known:
        plain = _plain(candidate)
        allowed = min(furthest, max(1, min(len(asked), len(plain)) // 3))
        if abs(len(asked) - len(plain)) > allowed:
            continue
        off = distance(asked, plain, allowed)
        if off <= allowed and off < len(plain) and (best is None or off < best[0]):
            best = off, candidate
    begun = [candidate for candidate in known if len(asked) >= 4 and _plain(candidate).startswith(asked)]
    if len(begun) == 1 and (best is None or best[0] > 1):
        return begun[0]
    return best[1] if best else None


def meant_by(word: str, known: Iterable[str], *, furthest: int = 3) -> str | None:
    """The known word that others call by this word, else the one that is nearest in letters."""
    words = list(dict.fromkeys(known))
    called = next((here for here in words if _plain(word) in _OTHER_NAMES.get(here, "").split()), None)
    return called or nearest(word, words, furthest=furthest)


def did_you_mean(word: str, known: Iterable[str], *, else_list: str = "known are") -> str | None:
    """What to write instead: the word that was meant, or the known words themselves."""
    words = list(dict.fromkeys(known))
    meant = meant_by(word, words)
    if meant is not None:
        return f"did you mean '{meant}'?"
    if len(words) == 1 and else_list.startswith("known"):
        return f"{else_list.removesuffix(' are')} is only {words[0]}"
    return f"{else_list} {_listed(word, words)}" if words else None


def _listed(word: str, words: list[str]) -> str:
    """Words in their order; of many the nearest, and how many more there are."""
    if len(words) <= MOST_LISTED:
        return ", ".join(words)
    asked = _plain(word)
    near = sorted(words[:MOST], key=lambda each: distance(asked, _plain(each)) - _alike(asked, _plain(each)))
    return f"{', '.join(near[:FEW_LISTED])} and {len(words) - FEW_LISTED:,} more"


def _alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")[:60]
