"""For the comment of a pull request: a table, the changes by which less is promised first.

Words of rule files may come from anyone. They are written so that a reader of the comment sees them as they are: as no
markup, no link, no picture, no mention of a person and no number of an issue.
"""

from __future__ import annotations

from checker import markdown
from checker.changelists.text import places, shortened, subject, summary
from checker.difference.change import Change, Difference, Effect
from checker.listings.text import visible

MOST = 60_000
"""Characters of a table; the comments of GitHub end at 65,536."""

_SIGNS = {Effect.LESS: "🔻", Effect.UNCLEAR: "❔", Effect.MORE: "🔺", Effect.NONE: ""}


def listed(difference: Difference) -> str:
    """A heading that counts, and a table with a row for each change; very many are cut, and it is told how many."""
    heading = f"**{escaped(summary(difference))}**\n"
    if not difference.changes:
        return heading
    several = len({compared.of for compared in difference.compared}) > 1
    lines = ["| | What changed | Before | After | Where |", "|---|---|---|---|---|"]
    room = MOST
    for number, change in enumerate(difference.changes):
        row = _row(change, several=several)
        room -= len(row) + 1
        if room < 0:
            left = len(difference.changes) - number
            return "\n".join([heading, *lines, "", f"… and {left} more, which are left out here.", ""])
        lines.append(row)
    return "\n".join([heading, *lines, ""])


def _row(change: Change, *, several: bool) -> str:
    before, after = shortened(change.before, change.after)
    said = escaped(subject(change, several=several))
    if change.remarks:
        said += f"<br>{escaped('; '.join(change.remarks))}"
    kind = f"{_SIGNS[change.effect]} {change.kind}".strip()
    cells = [
        f"**{kind}**" if change.effect is Effect.LESS else kind,
        said,
        "" if before is None else escaped(before),
        "" if after is None else escaped(after),
        escaped(places(change)),
    ]
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Words as Markdown that shows them as they are."""
    return markdown.escaped(visible(text))
