"""`checker standards`: every clause beside the rules that check it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from checker.cli.configured import PATHS, STANDARDS, Configured, needs_paths


@click.command(cls=Configured)
@PATHS
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, json or html; repeatable, all but one with a file to write.",
)  # fmt: skip
@STANDARDS
@click.option(
    "--fail-on", multiple=True, type=click.Choice(["open", "without_clause"]),
    help="Exit with 1 where a clause has neither a rule nor a reason, or a rule has no clause; may be repeated.",
)  # fmt: skip
@click.pass_context
def standards(
    ctx: click.Context,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    standards: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """Say which rules check which clauses, and what nothing checks.

    PATH is a rule set, a standard, or a folder of them; without one, the
    setting `paths` says where they are. Told are the clauses of
    the standards, and of those that the rule sets name: each with its rules, or
    with the reason why it cannot be checked. Rules without a clause are named.

    Exit code 0: told; 1: what --fail-on names; 2: a file has problems.
    """
    from checker.clause_matrix import clause_matrix  # noqa: PLC0415
    from checker.cli.writing import listing_files, tell_left_out, write_listings  # noqa: PLC0415
    from checker.listings.standards import FORMATS, listed  # noqa: PLC0415

    needs_paths(paths)
    files = listing_files(formats, FORMATS)
    matrix = clause_matrix(paths, standards)
    write_listings(files, partial(listed, matrix), matrix.read)
    tell_left_out(matrix.left_out)
    found = {"open": matrix.open_clauses, "without_clause": matrix.without_clause}
    ctx.exit(1 if any(found[name] for name in fail_on) else 0)
