"""A whole report as one HTML document, for the screen or for paper, from the templates that designers own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from checker.reports.printing.chapters import MOST_TOLD, asked_about, chapters
from checker.reports.printing.drawing import PAGE_ONE, WHERE
from checker.reports.printing.fitting import fitted
from checker.reports.printing.front import Front, front, title_of
from checker.reports.printing.profiles import parts_of
from checker.reports.printing.scale import scale_of
from checker.reports.printing.screen import screen, script_hash
from checker.reports.printing.signing import signing
from checker.reports.printing.templates import environment
from checker.reports.printing.texts import BREAK, code, prose, visible
from checker.reports.printing.where import SCREEN, Where, where
from checker.reports.printing.where import ways as where_ways
from checker.reports.report import Manner
from checker.results import Results
from checker.wording import Phrases


@dataclass(frozen=True)
class Link:
    """A file that travels inside the document."""

    name: str
    said: str
    address: str = ""


@dataclass(frozen=True)
class Document:
    """A report as HTML, in which some pages are left open; each may be filled in several ways."""

    frame: str
    pages: Mapping[str, tuple[str, ...]]
    """By the mark of its place, the ways to fill a page, the fullest first; the first that fits on one is taken."""

    @property
    def whole(self) -> str:
        """The document with the first way to fill each page."""
        html = self.frame
        for place, (first, *_) in self.pages.items():
            html = html.replace(place, first, 1)
        return html


def screen_page(results: Results, manner: Manner, *, links: tuple[Link, ...] = ()) -> Document:
    """The report for a screen: everything is on it, and nothing is left out for want of room."""
    say = manner.words
    whole = where(results, say, SCREEN)
    wheres = [whole] if whole.maps or whole.tops else []
    return _document(results, [front(results, say)], wheres, say, manner, links=links, characters=Characters(None))


def paper_pages(
    results: Results, manner: Manner, *, drawable: frozenset[str], links: tuple[Link, ...] = ()
) -> Document:
    """The report for paper, with several ways to fill page 1.

    `drawable` are the characters that fonts can draw; any other is written as its code.
    """
    say, characters = manner.words, Characters(drawable)
    fronts, wheres = fitted(front(results, say)), where_ways(results, say)
    return _document(results, fronts, wheres, say, manner, links=links, characters=characters, paper=True)


class Characters:
    """Makes every text fit for print as it goes onto the page, and remembers which characters no font can draw."""

    def __init__(self, drawable: frozenset[str] | None) -> None:
        self._drawable = drawable
        self.missing: set[str] = set()

    def finalize(self, value: object) -> object:
        """What stands on the page for a value of a template."""
        if type(value) is not str:
            return value
        return BREAK.join("".join(map(self._drawn, visible(part))) for part in value.split(BREAK))

    def _drawn(self, character: str) -> str:
        if self._drawable is None or character in self._drawable:
            return character
        self.missing.add(character)
        return code(character)


def _document(
    results: Results,
    fronts: list[Front],
    wheres: list[Where],
    say: Phrases,
    manner: Manner,
    *,
    links: tuple[Link, ...],
    characters: Characters,
    paper: bool = False,
) -> Document:
    parts, look = parts_of(manner.profile), manner.look
    templates = environment().overlay(finalize=characters.finalize)
    scale, light = scale_of(results), look.colours["light"]
    told = chapters(results, scale, say, screen=not paper) if parts.found else ()
    found_here = frozenset() if paper else frozenset(one.place for one in asked_about(results)[:MOST_TOLD])
    signed = signing(results, say, told=found_here) if parts.signing else None
    shared = {
        "paper": paper,
        "colour": light if paper else {name: f"var(--{name})" for name in light},
        "screen": None if paper else screen(results, told, signed.appendix if signed else (), say),
        "say": say.sections,
        "counted": say.counted,
        "logo": look.logo,
        "has_where": bool(wheres),
        "several": len(results.rule_sets) > 1,
        "parts": parts,
        "links": links,
        "program": _program(results),
        "missing_glyphs": characters.missing,
        "code": code,
    }
    page_one = templates.get_template("front.html.j2")
    pages = {PAGE_ONE: tuple(page_one.render(front=one, **shared) for one in fronts)}
    if wheres:
        page = templates.get_template("where.html.j2")
        pages[WHERE] = tuple(page.render(where=one, **shared) for one in wheres)
    # The last thing to be rendered is the paragraph that names the characters which nothing before it could draw.
    frame = templates.get_template("report.html.j2").render(
        language=say.language,
        title=document_title(results, say),
        organisation=fronts[0].organisation,
        sentence=fronts[0].sentence,
        created=document_date(results),
        scale=scale,
        colours=look.colours,
        script_hash=script_hash(),
        chapters=told,
        signing=signed,
        not_told=max(len(asked_about(results)) - MOST_TOLD, 0),
        files=[
            (file.role, prose(file.name, 120), say.count(file.size), prose(file.sha256, 80))
            for file in results.inputs.files
        ],
        **shared,
    )
    return Document(frame, pages)


def document_title(results: Results, say: Phrases) -> str:
    """What the document is called in a list of documents."""
    parts = [title_of(results, say)]
    if results.organisation:
        parts.append(prose(results.organisation, 80))
    if results.period:
        parts.append(prose(results.period.name, 40))
    return " - ".join(parts).replace(BREAK, "")


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
