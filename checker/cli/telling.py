"""Problems and messages on a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO

import click

from checker.listings.text import terminal_columns, told
from checker.problems import Problem


def colours(stream: IO[str]) -> bool:
    """Whether colours may be used: on a terminal, unless NO_COLOR says otherwise (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def tell(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, one after the other."""
    for problem in problems:
        click.echo(told(problem, terminal_columns()), err=err)
