"""`checker validate`: every mistake in rule files and standards, without any records."""

from __future__ import annotations

from pathlib import Path

import click

from checker.cli.configured import IGNORE, Configured


@click.command(cls=Configured)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, concise, json, github, junit, sarif, gitlab or markdown; repeatable, all but one with a file to write.",
)  # fmt: skip
@click.option(
    "--standards", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Where the standards are that rule sets name; default: only the folder 'standards' beside theirs.",
)  # fmt: skip
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
    from checker.cli.writing import listing_files, refuse_places, refuse_rules_and_settings  # noqa: PLC0415
    from checker.listings import FORMATS, listed  # noqa: PLC0415
    from checker.validation import validate as validated  # noqa: PLC0415

    if not paths:
        raise click.UsageError("Missing argument 'PATH...'; name a file or folder, or set 'paths' in checker.toml")
    files = listing_files(formats, FORMATS)
    validation = validated(paths, standards, ctx.meta[IGNORE])
    refuse_places(filter(None, files.values()), [Path(file.path) for file in validation.files])
    refuse_rules_and_settings(filter(None, files.values()))
    for name, file in files.items():
        text = listed(validation, name)
        if file is None:
            click.echo(text, nl=False)
        else:
            from checker.reports.report import write_whole  # noqa: PLC0415

            write_whole(text.encode("utf-8", "backslashreplace"), file)  # as it is printed
    is_whole = ctx.get_parameter_source("paths") is click.core.ParameterSource.DEFAULT_MAP
    for code in validation.unused(ctx.meta[IGNORE]) if is_whole else ():  # other files may have what these do not
        click.echo(f"checker: the setting 'ignore' names {code}, which no file has; remove it", err=True)
    if not validation.is_readable:
        ctx.exit(2)
    ctx.exit(1 if validation.errors or (validation.warnings and fail_on == "warning") else 0)
