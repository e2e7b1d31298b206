"""A whole report as one HTML document, for the screen or for paper, from the templates that designers own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from checker.reports.printing.details import chapters
from checker.reports.printing.figures import count
from checker.reports.printing.front import Line, Scale, Tile, fit, lines, scale_of, tiles
from checker.reports.printing.summary import Decision, data_quality, decisions, overall_sentences, verdict_sentence
from checker.reports.printing.texts import code, prose, visible
from checker.results import Results
from checker.shipped import shipped
from checker.wording import Phrases, in_language, phrases

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Front:
    """Page 1."""

    organisation: str
    title: str
    period: str
    as_of: str
    verdict: str
    sentence: str
    overall: tuple[tuple[str, str, str], ...]
    tiles: tuple[Tile, ...]
    scale: Scale
    lines: tuple[Line, ...]
    lines_left: int
    decisions: tuple[Decision, ...]
    decisions_left: int
    quality: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A file that travels inside the document."""

    name: str
    said: str
    address: str = ""


def document_title(results: Results, say: Phrases) -> str:
    """What the document is called in a list of documents."""
    parts = [_title(results, say)]
    if results.organisation:
        parts.append(prose(results.organisation, 80, breaks=False))
    if results.period:
        parts.append(prose(results.period.name, 40, breaks=False))
    return " - ".join(parts)


def _title(results: Results, say: Phrases) -> str:
    if len(results.rule_sets) == 1:
        return prose(in_language(results.rule_sets[0].rule_set.title, say.language), 100, breaks=False)
    return str(say["page"]["title"])


def front(results: Results, say: Phrases, *, smaller_by: int = 0, everything: bool = False) -> Front:
    """What stands on page 1: all of it on a screen, as much as fits on paper."""
    table, asked = lines(results, say), decisions(results, say)
    room = fit(results, say, smaller_by)
    rows, asks = (len(table), len(asked)) if everything else (room.rows, room.decisions)
    period = results.period
    several = len(results.rule_sets) > 1
    return Front(
        organisation=prose(results.organisation, 80) if results.organisation else say["page"]["organisation_unknown"],
        title=_title(results, say),
        period=prose(f"{period.name} ({period.from_} - {period.until})", 80) if period else "",
        as_of=prose(results.as_of.replace("T", " "), 40) if results.as_of else "",
        verdict=results.verdict.value,
        sentence=verdict_sentence(results, say),
        overall=tuple(
            (
                prose(in_language(within.rule_set.title, say.language), 60) if several else say["page"]["whole"],
                within.verdict.value,
                " ".join(overall_sentences(within, say)),
            )
            for within in results.rule_sets[: None if everything else 6]
        ),
        tiles=tiles(results, say),
        scale=scale_of(results),
        lines=tuple(table[:rows]),
        lines_left=len(table) - rows,
        decisions=tuple(asked[:asks]),
        decisions_left=len(asked) - asks,
        quality=tuple(data_quality(results, say)),
    )


class Characters:
    """Makes every text fit for print as it goes onto the page, and remembers which characters no font can draw."""

    def __init__(self, drawable: frozenset[str] | None) -> None:
        self._drawable = drawable
        self.missing: set[str] = set()

    def finalize(self, value: object) -> object:
        """What stands on the page for a value of a template."""
        if type(value) is not str or value.isascii():
            return value
        return "".join(map(self._drawn, value))

    def _drawn(self, character: str) -> str:
        if self._drawable is None or character in self._drawable or character == "\u200b":
            return character if character == "\u200b" else visible(character)
        self.missing.add(character)
        return code(character)


def page(
    results: Results,
    *,
    language: str = "en",
    paper: bool,
    drawable: frozenset[str] | None = None,
    fonts: Mapping[str, str] | None = None,
    links: tuple[Link, ...] = (),
    smaller_by: int = 0,
) -> str:
    """The report as one HTML document that needs no other file.

    `drawable` are the characters that the fonts cover (none: all of them); any other is written as its code. `fonts` are
    data addresses by weight. `smaller_by` leaves more room on page 1 than is thought to be needed.
    """
    say = phrases(language)
    first = front(results, say, smaller_by=smaller_by, everything=not paper)
    characters = Characters(drawable)
    template = _environment().overlay(finalize=characters.finalize).get_template("report.html.j2")
    return template.render(
        language=language,
        say=say.sections,
        title=document_title(results, say),
        organisation=first.organisation,
        created=document_date(results),
        paper=paper,
        fonts=fonts or {},
        front=first,
        chapters=chapters(results, first.scale, say),
        several=len(results.rule_sets) > 1,
        files=[
            (file.role, prose(file.name, 120), count(file.size), prose(file.sha256, 80))
            for file in results.inputs.files
        ],
        program=_program(results),
        links=links,
        missing_glyphs=characters.missing,
        code=code,
    )


def _program(results: Results) -> str:
    inputs = results.inputs
    return prose(f"{inputs.program} {inputs.version} ({inputs.engine})", 120)


def document_date(results: Results) -> str:
    """The moment that the document bears: the as-of moment, else the end of the period, else a fixed one.

    Never the clock of the machine: the same results are the same bytes.
    """
    for moment in (results.as_of, results.period.until if results.period else None):
        try:
            parsed = datetime.fromisoformat(moment or "")
        except ValueError:
            continue
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).isoformat(timespec="seconds")
    return "2000-01-01T00:00:00+00:00"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(shipped("report_templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["fill"] = _fill
    return environment


def _fill(phrase: str, **words: Any) -> str:
    return phrase.format_map(words)
