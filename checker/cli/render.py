"""`checker render`: every report again from a results file, without rules, records or an engine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from checker.cli.configured import FONT, LANGUAGE, PROFILE, TEMPLATE, Configured
from checker.problems import CheckerError


@click.command(cls=Configured)
@click.argument("results", metavar="RESULTS.json", type=click.Path(path_type=Path))
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Write a report: .pdf, .html, .xlsx, .md, .json or .txt; may be repeated. Without one the summary is printed.",
)  # fmt: skip
@PROFILE
@LANGUAGE
@FONT
@TEMPLATE
def render(
    results: Path, reports: tuple[Path, ...], profile: str, language: str, font: Path | None, template: Path | None
) -> int:
    """Make reports from the results of an earlier check.

    Exit code 0: done; 2: it could not be done.
    """
    from checker.cli.earlier import read_results  # noqa: PLC0415
    from checker.cli.telling import colours  # noqa: PLC0415
    from checker.cli.writing import manner_of, refuse_outputs, tell_written, write_reports  # noqa: PLC0415

    refuse_outputs(reports, [results])
    manner, found = manner_of(language, profile, font, template), read_results(results)
    try:
        if not reports:
            from checker.reports.text import summary  # noqa: PLC0415

            click.echo(summary(found, language=language, colour=colours(sys.stdout)), nl=False)
        written, failed = write_reports(found, reports, manner)
    except _FROM_OTHER_HANDS as error:
        raise CheckerError(
            f"'{results}' cannot be used: it holds what no check writes ({type(error).__name__}: {str(error)[:80]});"
            " make it again with checker check"
        ) from None
    tell_written(written, failed)
    return 2 if failed else 0


_FROM_OTHER_HANDS = (ArithmeticError, AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError)
"""What comes of results that were changed where their form leaves room, such as in a rule's own words."""
