"""`checker validate`: every mistake in rule files and standards, without any records."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from checker.cli.configured import IGNORE, PATHS, STANDARDS, Configured, needs_paths


@click.command(cls=Configured)
@PATHS
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, concise, json, github, junit, sarif, gitlab or markdown; repeatable, all but one with a file to write.",
)  # fmt: skip
@STANDARDS
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True,
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
    validation = validated(paths, standards, ctx.meta[IGNORE])
    write_listings(files, partial(listed, validation), [Path(file.path) for file in validation.files])
    tell_left_out(validation.left_out)
    is_whole = ctx.get_parameter_source("paths") is click.core.ParameterSource.DEFAULT_MAP
    for code in validation.unused(ctx.meta[IGNORE]) if is_whole else ():  # other files may have what these do not
        click.echo(f"checker: the setting 'ignore' names {code}, which no file has; remove it", err=True)
    if not validation.is_readable:
        ctx.exit(2)
    ctx.exit(1 if validation.errors or (validation.warnings and fail_on == "warning") else 0)
