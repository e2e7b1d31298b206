"""`checker diff`: what a change of rule files means for what is promised."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click


@click.command()
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, json or markdown; repeatable, all but one with a file to write.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["loosened", "unclear", "any"]),
    help="Exit with 1 where less is promised; where it may go either way, too; on any change of meaning.",
)  # fmt: skip
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, formats: tuple[str, ...], fail_on: str | None) -> None:
    """Say what changed in meaning from the rule files OLD to NEW.

    OLD and NEW are rule sets, standards, or folders of them; files of folders
    are paired by what they hold. What is only written otherwise is no change.

    Exit code 0: compared; 1: a change that --fail-on names; 2: a file has
    problems.
    """
    from checker.changelists import FORMATS, listed  # noqa: PLC0415
    from checker.cli.writing import listing_files, tell_left_out, write_listings  # noqa: PLC0415
    from checker.difference import Effect, difference  # noqa: PLC0415

    files = listing_files(formats, FORMATS)
    found = difference(old, new)
    read = [Path(file) for each in found.compared for file in (each.old, each.new) if file is not None]
    write_listings(files, partial(listed, found), read)
    tell_left_out(found.left_out)
    wanted = {
        None: (),
        "loosened": (Effect.LESS,),
        "unclear": (Effect.LESS, Effect.UNCLEAR),
        "any": tuple(Effect),
    }
    ctx.exit(1 if found.has(wanted[fail_on]) else 0)
