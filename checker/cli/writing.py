"""Where reports go: what could not be written is refused before any work is done, and every failure is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.folders import real
from checker.listings.text import visible
from checker.problems import CheckerError

if TYPE_CHECKING:
    from checker.reports import Manner
    from checker.results import Results


def refuse_outputs(reports: Sequence[Path], inputs: Iterable[Path], findings: Sequence[Path] = ()) -> None:
    """Raise CheckerError for a file that could not be written: wrong suffix, no folder, one of the inputs, twice."""
    from checker.reports import FORMATS  # noqa: PLC0415
    from checker.reports.report import format_of  # noqa: PLC0415

    for path in reports:
        format_of(path, FORMATS)
    for path in findings:
        from checker.findings import SUFFIXES  # noqa: PLC0415

        if path.suffix not in SUFFIXES:
            raise CheckerError(f"{path}: findings are written as {', '.join(SUFFIXES)}; name such a file")
    refuse_places([*reports, *findings], inputs)


def manner_of(language: str, profile: str, font: Path | None, template: Path | None) -> Manner:
    """How reports are written, with the look that is in a template folder.

    Raises CheckerError for what is wrong with the folder, or with a font that is named.
    """
    from checker.reports import Manner  # noqa: PLC0415

    if font is not None:
        from checker.reports.printing.fonts import refuse_font  # noqa: PLC0415

        refuse_font(font)
    if template is None:
        return Manner(language, profile, font)
    from checker.reports.printing.branding import branding_of  # noqa: PLC0415

    return Manner(language, profile, font, branding_of(template))


def refuse_places(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise CheckerError for a place where no file could be written, or where it would stand in the way of another."""
    read = {real(path) for path in inputs}
    folders = {path for path in read if path.is_dir()}
    named: set[Path] = set()
    for path in outputs:
        if not path.parent.is_dir():
            raise CheckerError(f"{path} cannot be written: there is no folder '{path.parent}'; make it first")
        if path.is_dir():
            raise CheckerError(f"{path} cannot be written: it is a folder; name a file in it")
        if real(path).parent in folders:
            raise CheckerError(f"{path} cannot be written: it would stand among the records; name another folder")
        if real(path) in read:
            raise CheckerError(f"{path} cannot be written: it is one of the files to read; name another")
        if real(path) in named:
            raise CheckerError(f"{path} is named twice; name each file once")
        named.add(real(path))


def write_reports(results: Results, reports: Iterable[Path], manner: Manner) -> tuple[list[Path], list[str]]:
    """Write each report, whole or not at all; gives those written and why others were not."""
    from checker.reports import undrawn, write_report  # noqa: PLC0415

    written, failed = [], []
    for path in reports:
        try:
            write_report(results, path, manner)
        except CheckerError as error:
            failed.append(str(error))
        else:
            written.append(path)
            for said in undrawn(results, path, manner.font):
                click.echo(visible(f"checker: {path}: {said}"), err=True)
    return written, failed


@contextmanager
def all_or_nothing(paths: Iterable[Path]) -> Iterator[None]:
    """When the block is interrupted, take away the files that it wrote; what was there before it stays, if replaced."""
    new = [path for path in paths if not os.path.lexists(path)]
    try:
        yield
    except (KeyboardInterrupt, RuntimeError):  # the engine says in words of its own that it was interrupted
        for path in new:
            path.unlink(missing_ok=True)
        raise


def tell_written(written: Iterable[Path], failed: Iterable[str]) -> None:
    """Say on standard error which files were written, and why others were not."""
    for path in written:
        click.echo(visible(f"written: {path}"), err=True)
    for said in failed:
        click.echo(visible(f"checker: {said}"), err=True)


_WRITTEN_BY_PEOPLE = (".yaml", ".yml", ".toml")


def refuse_rules_and_settings(files: Iterable[Path]) -> None:
    """Raises UsageError for a listing that would be written over a file of rules or settings.

    What a command reads, such as a standard or the rule set that another extends, is more than the files it is given.
    """
    for file in files:
        if file.suffix.lower() in _WRITTEN_BY_PEOPLE and file.exists():
            raise click.UsageError(f"'{file}' is a file of rules or settings; a listing is not written over it")


def listing_files(asked: Sequence[str], formats: Sequence[str]) -> dict[str, Path | None]:
    """The formats asked for, each with the file that it goes to; none for standard output, where one may go.

    Raises UsageError for a format that is none of `formats`, and where two would go to one place.
    """
    from checker.ruleset.nearest import did_you_mean  # noqa: PLC0415

    files: dict[str, Path | None] = {}
    for one in asked:
        name, separator, file = one.partition("=")
        if name not in formats:
            raise click.UsageError(f"no format '{name}'; {did_you_mean(name, formats)}")
        if separator and not file:
            raise click.UsageError(f"--format {one} names no file; write {name}=FILE, or {name} alone")
        if name in files:
            raise click.UsageError(f"the format {name} was asked for twice")
        files[name] = Path(file) if file else None
    printed = [name for name, path in files.items() if path is None]
    if len(printed) > 1:
        raise click.UsageError(
            f"{' and '.join(printed)} would both go to standard output; give all but one a file: {printed[-1]}=FILE"
        )
    return files


def write_listings(files: Mapping[str, Path | None], text_of: Callable[[str], str], read: Iterable[Path]) -> None:
    """Print or write a listing in each format; raises UsageError for a file that is read, or is written by people."""
    refuse_places(filter(None, files.values()), read)
    refuse_rules_and_settings(filter(None, files.values()))
    for name, file in files.items():
        text = text_of(name)
        if file is None:
            click.echo(text, nl=False)
        else:
            from checker.reports.report import write_whole  # noqa: PLC0415

            write_whole(text.encode("utf-8", "backslashreplace"), file)  # as it is printed


def tell_left_out(left_out: Iterable[str]) -> None:
    """Say on standard error, in one line, what is not looked into of the folders that were given."""
    from checker.folders import note  # noqa: PLC0415

    said = note(left_out)
    if said:
        click.echo(visible(f"checker: {said}"), err=True)
