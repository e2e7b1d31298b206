"""The report for a pull request or a chat: Markdown, the verdict first, the findings folded up below it.

Texts of records and rules may come from anyone; they are shown as they are, and nothing of them is markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.markdown import escaped, escaped_in_html
from checker.reports.printing.beside import beside_rule_set
from checker.reports.printing.found import ASKED, Evidence, Findings, Found, found
from checker.reports.printing.front import dates_told, heading_of, overall
from checker.reports.printing.lines import Line, line
from checker.reports.printing.quality import data_quality
from checker.reports.printing.scale import Scale, scale_of
from checker.reports.printing.summary import commitments, decisions, verdict_sentence, worst_first
from checker.reports.printing.texts import BREAK
from checker.reports.report import PLAIN, Manner
from checker.results import Results, RuleSetResult
from checker.wording import Phrases, phrases

MOST = 60_000
"""Characters of a report; the comments of GitHub end at 65,536."""

MOST_LINES, MOST_DECISIONS = 100, 20
"""How many commitments of a rule set, and decisions, are listed, the worst first."""

_SIGNS = {
    "met": "✅", "missed": "❌", "too_close": "⚠️", "undetermined": "❔", "not_judged": "⚪", "not_evaluated": "🚫",
}  # fmt: skip


def render(results: Results, manner: Manner = PLAIN) -> bytes:
    """The report as a Markdown file; of very many findings and commitments the last are left out, and that is told."""
    say = phrases(manner.language)
    parts = ["\n".join(_heading(results, say)), *_commitments(results, say)]
    parts += filter(None, [_decisions(results, say), _beside_verdicts(results, say)])
    sentences = say.joined("sentence", data_quality(results, say))
    parts.append(f"### {say['page']['quality']}\n\n{_shown(sentences)}")
    parts += _found(results, say, MOST - sum(map(len, parts)))
    return ("\n\n".join(parts) + "\n").encode()


def _heading(results: Results, say: Phrases) -> Iterator[str]:
    yield f"## {_shown(heading_of(results, say))}"
    yield ""
    yield f"**{_shown(verdict_sentence(results, say))}**"
    dates = dates_told(results, say)
    if dates:
        yield from ("", _shown(dates))


def _commitments(results: Results, say: Phrases) -> Iterator[str]:
    """Each rule set's verdict, with its commitments."""
    scale = scale_of(results)
    for within, part in zip(results.rule_sets, overall(results, say), strict=True):
        join = say["join"]
        start = f"{_shown(part.title)}{join['colon']}{_verdict(part.verdict, say)}{join['stop']}"
        verdict = f"{start}{_shown(part.said)}".strip()
        yield f"{verdict}\n\n{_commitment_table(within, results, scale, say)}"


def _commitment_table(within: RuleSetResult, results: Results, scale: Scale, say: Phrases) -> str:
    """A row for each commitment and for each line of its target table."""
    page, told = say["page"], []
    heads = (page[name] for name in ("verdict", "commitment", "target", "actual", "judged", "interval"))
    told += [f"| {' | '.join(heads)} |", "|---|---|--:|--:|--:|--:|"]
    own = worst_first([each for each in commitments(results) if each.within is within])
    for one in own[:MOST_LINES]:
        whole = line(one, scale, say)
        told.append(_row(whole, f"**{_shown(whole.title)}**", say))
        told += [_row(part, f"↳ {_shown(part.title)}", say) for part in whole.parts]
    return "\n".join([*told, *_left_out("lines_left", len(own) - MOST_LINES, say)])


def _left_out(name: str, number: int, say: Phrases) -> list[str]:
    return ["", say.counted("markdown", name, number)] if number > 0 else []


def _row(row: Line, title: str, say: Phrases) -> str:
    said = f"{title}<br>{_shown(row.aside)}" if row.aside else title
    cells = [_verdict(row.verdict, say), said, *map(_shown, (row.target, row.actual, row.judged, row.interval))]
    return f"| {' | '.join(cells)} |"


def _verdict(verdict: str, say: Phrases) -> str:
    return f"{_SIGNS[verdict]} {say['verdict'][verdict]}"


def _decisions(results: Results, say: Phrases) -> str:
    asked = decisions(results, say)
    told = [
        f"- **{_shown(one.title)}**{say['join']['colon']}{_shown(one.asked)}"
        f" ({_shown(say.joined('comma', (one.owner, one.due)))})"
        for one in asked[:MOST_DECISIONS]
    ]
    told += _left_out("decisions_left", len(asked) - MOST_DECISIONS, say)
    return "\n".join([f"### {say['page']['decisions']}", "", *told]) if told else ""


def _beside_verdicts(results: Results, say: Phrases) -> str:
    said = [f"- {_shown(told)}" for within in results.rule_sets for told in beside_rule_set(within, say)]
    return "\n".join([f"### {say['beside']['title']}", "", *said]) if said else ""


# ---- what was found --------------------------------------------------------------------------------------------------


def _found(results: Results, say: Phrases, room: int) -> Iterator[str]:
    """The findings of each commitment that asks for a look, as long as there is room, and how many stand elsewhere."""
    asked = [one for one in worst_first(commitments(results)) if one.rule.verdict in ASKED]
    scale = scale_of(results)
    told = [text for one in asked if (text := _folded(found(one, scale, say), say))]
    if not told:
        return
    yield f"### {say['page']['findings']}"
    for number, text in enumerate(told):
        room -= len(text) + 2
        if room < 0:
            yield say.counted("markdown", "left_out", len(told) - number)
            return
        yield text


def _folded(one: Found, say: Phrases) -> str:
    tables = "\n\n".join(_table(findings, say) for findings in one.evidence if findings.lines)
    if not tables:
        return ""
    counts = say.joined("comma", (findings.title for findings in one.evidence))
    title = escaped_in_html(_on_one_line(one.line.title))
    heading = f"<details><summary>{title} ({counts})</summary>"
    return f"{heading}\n\n{tables}\n\n</details>"


def _table(findings: Findings, say: Phrases) -> str:
    page = say["page"]
    columns = [page["record"], page["record_no"]]
    columns += [page["where"]] if findings.grouped else []
    columns += [page["observed"], page["limit"]] if findings.measured else []
    columns += [page["because"]] if findings.reasoned else []
    columns.append(page["fields"])
    rows = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    rows += [f"| {' | '.join(map(_shown, _cells(each, findings, say)))} |" for each in findings.lines]
    return "\n".join([f"{findings.title}{_how_many(findings, say)}", "", *rows])


def _how_many(findings: Findings, say: Phrases) -> str:
    """How many of them are listed, where that is not all."""
    if findings.total == len(findings.lines):
        return ""
    told = say.say("markdown", "shown", shown=say.count(len(findings.lines)), all=say.count(findings.total))
    return f"{say['join']['stop']}{told}"


def _cells(each: Evidence, findings: Findings, say: Phrases) -> Iterator[str]:
    yield from (each.record, each.number)
    if findings.grouped:
        yield each.where
    if findings.measured:
        yield from (each.observed, each.limit)
    if findings.reasoned:
        yield each.why
    yield say.joined("part", (f"{label}{say['join']['colon']}{text}" for label, text in each.fields))


def _shown(text: str) -> str:
    return escaped(_on_one_line(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.replace(BREAK, "").split())
