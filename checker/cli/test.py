"""`checker test`: the cases of rule sets, what they reach, and whether they notice a change of the rules."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from checker.cli.configured import PATHS, STANDARDS, Configured, needs_paths


@click.command(cls=Configured)
@PATHS
@click.option("--coverage/--no-coverage", help="Tell which outcomes, limits and rows of tables the cases reach.")
@click.option("--mutation/--no-mutation", help="Change the rules in small ways, and tell what no case notices.")
@click.option(
    "--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT",
    help="Exit with 1 where the coverage of all files together is less.",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="FORMAT[=FILE]", multiple=True, default=("text",), show_default=True,
    help="text, json or junit; repeatable, all but one with a file to write.",
)  # fmt: skip
@STANDARDS
@click.pass_context
def test(
    ctx: click.Context,
    paths: tuple[Path, ...],
    coverage: bool,
    mutation: bool,
    fail_under: float | None,
    formats: tuple[str, ...],
    standards: Path | None,
) -> None:
    """Run the tests of rule sets: made-up records, and what must become of them.

    PATH is a rule set with NAME.tests.yaml beside it, such a file, or a folder
    that is searched for them; without one, the setting `paths` says where they
    are.

    Exit code 0: all passed; 1: a case failed, a file has problems, the coverage
    is less than asked for, or a change went unnoticed or was not tried; 2: a
    file cannot be read as YAML, or there is no test.
    """
    from checker.cli.writing import listing_files, refuse_places, tell_left_out, write_listings  # noqa: PLC0415
    from checker.listings.ruletests import FORMATS, listed  # noqa: PLC0415
    from checker.ruletests.testing import run_tests  # noqa: PLC0415

    needs_paths(paths)
    files = listing_files(formats, FORMATS)
    refuse_places(filter(None, files.values()), [path for path in paths if path.is_file()])
    testing = run_tests(paths, standards, coverage=coverage or fail_under is not None, mutation=mutation)
    read = [Path(name) for file in testing.files for name in (file.path, file.rules)]
    write_listings(files, partial(listed, testing), read)
    tell_left_out(testing.left_out)
    if not testing.is_readable:
        ctx.exit(2)
    is_under = fail_under is not None and testing.is_covered_less(fail_under)
    if is_under:
        click.echo(f"checker: the coverage is less than {fail_under:g} %", err=True)
    ctx.exit(1 if testing.errors or testing.failed or testing.survivors or testing.untried or is_under else 0)
