"""What is asked of a draft, and what a draft is: files by their place, and what their author has to confirm."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from checker.drafting.dates import Order

UTC = "UTC"


@dataclass(frozen=True)
class Request:
    """What the author said."""

    name: str
    """Of the rule set, in kebab-case."""
    standard: str
    """The name of its standard, in kebab-case."""
    called: str = "case"
    """The word for one record."""
    organisation: str | None = None
    language: str = "en"
    time_zone: str | None = None
    order: Order | None = None
    """How dates are read where day and month could change places."""
    records: Path | None = None
    encoding: str | None = None
    sheet: str | None = None
    pre_commit: bool = False
    github: bool = False
    has_tests: bool = False
    """Whether this program can run the tests of rules."""


@dataclass(frozen=True)
class Draft:
    """Files by their place below the working folder, and what is to be confirmed in them."""

    files: dict[str, str]
    contents: dict[str, str] = field(default_factory=dict)
    """What each file holds, in a few words."""
    to_confirm: tuple[str, ...] = ()
    """The decisions that only the author can take, most weighty first."""
    has_moments: bool = False
    """Whether it matters on whose clock the times were written."""
    ambiguous: str | None = None
    """A column of dates in which day and month could change places; none where there is none."""
