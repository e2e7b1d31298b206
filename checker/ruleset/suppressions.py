"""Comments that ask for a warning to be ignored: `# checker: ignore[R352] clauses follow in spring`.

One behind something on its line speaks of that line; one on a line of its own of the next line that says something.
Only warnings can be ignored: a file with an error cannot be loaded, whoever is told of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checker.problems import Problem, Suppressed, quoted
from checker.ruleset.codes import CAN_BE_IGNORED, TITLES
from checker.ruleset.nearest import meant_by
from checker.ruleset.yaml12 import LINE_END, MOST_PROBLEMS, Composed, Place, events

FORM = "# checker: ignore[R352] and why"

_MENTIONED = re.compile(r"#\s*checker\s*:", re.IGNORECASE)
_ADDRESSED = re.compile(r"#+\s*checker\s*:\s*(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"\bR[0-9]{3}\b")
_WELL_FORMED = re.compile(r"#+\s*checker\s*:\s*ignore\s*\[(?P<codes>[^\[\]]*)\]\s*(?P<reason>.*)", re.DOTALL)
_NOTHING = ("", "---")
"""Lines that say nothing."""
_ELSEWHERE = ("disable", "nolint", "noqa", "suppress")
"""How other programs are asked the same."""


@dataclass(frozen=True)
class Suppression:
    """A code that is to be ignored in a line of a file, and why."""

    file: str
    line: int
    """Whose warnings are ignored; 0 where no line follows the comment."""
    code: str
    reason: str
    unused: Problem
    """What is told where there is no such warning."""

    @property
    def about(self) -> _About:
        """What it speaks of."""
        return self.file, self.line, self.code


_About = tuple[str, int, str]
"""A file, a line of it, and a code."""


def suppressions_of(composed: Composed, text: str) -> tuple[list[Suppression], list[Problem]]:
    """What the comments of a text ask for, and what is wrong with them; the text is one that was composed whole."""
    if not _MENTIONED.search(text):
        return [], []
    found: list[Suppression] = []
    problems: list[Problem] = []
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    comments = [(*_line_and_column(starts, start), text[start:end]) for start, end in _comments(text)]
    alone = {line for line, column, _ in comments if not composed.lines[line - 1][: column - 1].strip()}
    following = _next_lines(composed.lines, alone)
    for line, column, comment in comments:
        if _is_addressed(comment):
            about = following[line] if line in alone else line
            _read(composed, Place(line, column, line, column + len(comment)), comment, about, found, problems)
    return found, problems


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Where each comment begins and ends: what stands between scalars is signs, blanks and comments.

    The parser says where its scalars are; of the text of a `|` or `>`, the line with the sign is not part of it.
    """
    at = 0
    for event in events(f"{text}\n"):
        if not hasattr(event, "style"):
            continue
        start = event.start_mark.index
        end_of_line = LINE_END.search(text, start)
        header = end_of_line.start() if end_of_line else len(text)
        yield from _comments_between(text, at, header if event.style in ("|", ">") else start)
        at = event.end_mark.index
    yield from _comments_between(text, at, len(text))


def _comments_between(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while (start := text.find("#", start, stop)) >= 0:
        line_end = LINE_END.search(text, start)
        end = line_end.start() if line_end else len(text)
        yield start, end
        start = end


def _line_and_column(starts: list[int], index: int) -> tuple[int, int]:
    line = bisect_right(starts, index)
    return line, index - starts[line - 1] + 1


def _next_lines(lines: list[str], comments: set[int]) -> dict[int, int]:
    """By line of a comment, the next line that says something; 0 where none does."""
    following: dict[int, int] = {}
    says = 0
    for line in range(len(lines), 0, -1):
        if line in comments:
            following[line] = says
        elif lines[line - 1].strip() not in _NOTHING:
            says = line
    return following


def _is_addressed(comment: str) -> bool:
    """Whether a comment is meant for this program; `# checker: Anna Nowak` says who checked, and is not."""
    addressed = _ADDRESSED.match(comment)
    if addressed is None:
        return False
    word = re.split(r"[^\w-]", addressed["said"], maxsplit=1)[0].lower()
    asks = word in _ELSEWHERE or meant_by(word, ("ignore",)) is not None
    return asks or _CODE.search(addressed["said"]) is not None


def _read(
    composed: Composed, place: Place, comment: str, line: int, found: list[Suppression], problems: list[Problem]
) -> None:
    """Take a comment apart: what it asks for, and what is wrong with it."""
    formed = _WELL_FORMED.match(comment)
    codes = [(code.start(), code[0]) for code in re.finditer(r"[^\s,]+", formed["codes"])] if formed else []
    if formed is None or not codes:
        message = "a comment names no code to ignore" if formed else "a comment for the program cannot be read"
        problems.append(composed.problem("R121", message, place, hint=f"write {FORM}"))
        return
    reason = " ".join(formed["reason"].split())
    if not any(map(str.isalnum, reason)):
        hint = f"write why behind the bracket: # checker: ignore[{', '.join(code for _, code in codes)}] and why"
        problems.append(composed.problem("R122", "a comment does not say why a warning is ignored", place, hint=hint))
    for start, code in codes:
        column = place.column + formed.start("codes") + start
        there = Place(place.line, column, place.line, column + len(code))
        if code in CAN_BE_IGNORED:
            message = f"{'this line' if line == place.line else 'the next line'} has no {code} to ignore"
            hint = "remove the comment" if len(codes) == 1 else f"remove {code} from the comment"
            unused = composed.problem("R125", message, there, hint=hint, level="warning")
            found.append(Suppression(composed.file, line, code, reason, unused))
        else:
            problems.append(composed.problem(*not_to_ignore(code), there, hint=_instead_of(code)))


def not_to_ignore(code: str) -> tuple[str, str]:
    """The code and the message where this cannot be ignored: unknown, or an error."""
    if code not in TITLES:
        return "R123", f"no problem has the code {quoted(code)}"
    if code == "R125":
        return "R124", "what is told of an unused comment cannot be ignored"
    return "R124", f"{code} is an error and cannot be ignored"


def _instead_of(code: str) -> str:
    return instead_of(code) if code != "R125" else "remove the comment that is not used"


def instead_of(code: str) -> str:
    """What to do where a code cannot be ignored."""
    warnings = f"warnings have codes such as {', '.join(sorted(code for code in CAN_BE_IGNORED if code > 'R350')[:3])}"
    if code in TITLES:
        return f"mend it; only warnings can be ignored, and {warnings}"
    meant = code.upper() if code.upper() in TITLES else meant_by(code, sorted(CAN_BE_IGNORED)) or meant_by(code, TITLES)
    return f"did you mean '{meant}'?" if meant else warnings


def suppressed(problems: Iterable[Problem], suppressions: Iterable[Suppression]) -> list[Problem]:
    """The problems, those marked that a comment asks to ignore."""
    reasons: dict[_About, str] = {}
    for each in suppressions:
        reasons.setdefault(each.about, each.reason)
    return [
        replace(problem, suppressed=Suppressed("comment", reasons[_about(problem)]))
        if problem.level != "error" and _about(problem) in reasons
        else problem
        for problem in problems
    ]


def _about(problem: Problem) -> _About:
    return problem.file, problem.line, problem.code


def unused(suppressions: Iterable[Suppression], problems: Iterable[Problem]) -> list[Problem]:
    """What is told of comments that speak of no warning; nothing while errors may hide what they speak of."""
    problems = list(problems)
    if any(problem.level == "error" for problem in problems):
        return []
    open_to_use = {_about(problem) for problem in problems if problem.level != "error"}
    told = []
    for each in suppressions:
        if each.about not in open_to_use:
            told.append(each.unused)
        open_to_use.discard(each.about)  # one comment is enough
    return told[:MOST_PROBLEMS]


def with_unused(problems: Iterable[Problem], suppressions: Iterable[Suppression]) -> list[Problem]:
    """The problems of a file, with what is told of its comments that are not used, in their places."""
    problems = list(problems)
    more = unused(suppressions, problems)
    if not more:
        return problems
    own = more[0].file
    return sorted([*problems, *more], key=lambda each: (each.file != own, each.file, each.line, each.column, each.code))


def in_force(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that nobody asked to ignore."""
    return [problem for problem in problems if problem.suppressed is None]
