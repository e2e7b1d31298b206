"""`checker validate`: every mistake in rule files and standards, without any records."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from checker.cli.configured import IGNORE, PATHS, STANDARDS, UNUSED, Configured, needs_paths


@click.command(cls=Configured)
@PATHS
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, concise, json, github, junit, sarif, gitlab or markdown; repeatable, all but one with a file to write.",
)  # fmt: skip
@STANDARDS
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]), default="error", show_default=True,
    help="The least that makes the exit code 1.",
)  # fmt: skip
@click.pass_context
def validate(
    ctx: click.Context, paths: tuple[Path, ...], formats: tuple[str, ...], standards: Path | None, fail_on: str
) -> None:
    """Find every mistake in rule sets and standards, without records.

    PATH is a file, or a folder that is searched for rule sets and standards;
    without one, the setting `paths` says where they are.

    Exit code 0: valid; 1: problems found; 2: a file cannot be read as YAML.
    """
    from checker.cli.writing import listing_files, tell_left_out, write_listings  # noqa: PLC0415
    from checker.listings import FORMATS, listed  # noqa: PLC0415
    from checker.validation import validate as validated  # noqa: PLC0415

    needs_paths(paths)
    files = listing_files(formats, FORMATS)
    ignored = ctx.meta[IGNORE]
    validation = validated(paths, standards, ignored)
    if _are_all(ctx, paths):  # other files may have what these do not
        validation = validation.telling(ctx.meta[UNUSED][code] for code in validation.unused(ignored))
    write_listings(files, partial(listed, validation), [Path(file.path) for file in validation.files])
    tell_left_out(validation.left_out)
    if not validation.is_readable:
        ctx.exit(2)
    levels = ("error", "warning", "note")
    failing = levels[: levels.index(fail_on) + 1]
    failed = any(problem.level in failing for problem in validation.problems)
    if failed and not validation.errors:  # the listing ends with "valid"
        click.echo(f"exit code 1, since --fail-on is {fail_on}", err=True)
    ctx.exit(1 if failed else 0)


def _are_all(ctx: click.Context, paths: tuple[Path, ...]) -> bool:
    """Whether these are all files that the settings are for: those that they name, or all below them."""
    from checker.folders import real  # noqa: PLC0415

    named = (ctx.default_map or {}).get("paths") or {Path(each.file).parent for each in ctx.meta[UNUSED].values()}
    given = [*map(real, paths)]
    return all(any(real(each).is_relative_to(path) for path in given) for each in named)
