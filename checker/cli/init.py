"""`checker init`: a standard, a rule set and what belongs to them, drafted for an author to take over."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from checker.drafting import Draft, Request

_T = TypeVar("_T")

_LANGUAGES = ("en", "pl", "es", "ru", "zh")
_ORDERS = ("day-first", "month-first")
_MOST = 12
"""So many of the decisions to take are told; all of them are comments in the draft."""


@click.command()
@click.option("--records", type=click.Path(path_type=Path), metavar="FILE", help="Draft the fields from this file.")
@click.option("--name", help="Of the rule set; default: the name of the records.")
@click.option("--called", metavar="WORD", help="The word for one record, such as order.")
@click.option("--organisation", metavar="TEXT", help="Printed on reports.")
@click.option("--standard", metavar="NAME", help="Of the standard; default: the name of the rule set.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="Of what is promised.  [default: en]")
@click.option("--time-zone", metavar="NAME", help="Whose clock the records' times are, such as Europe/Warsaw.")
@click.option("--dates", "order", type=click.Choice(_ORDERS), help="How dates such as 05/06/2026 are meant.")
@click.option("--encoding", metavar="NAME", help="Of text files that are not UTF-8, such as cp1250.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several sheets.")
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="The folder to begin in; default: here.")
@click.option("--pre-commit/--no-pre-commit", default=None, help="Also write .pre-commit-config.yaml.")
@click.option("--github/--no-github", default=None, help="Also write a workflow for GitHub.")
@click.option("--yes", is_flag=True, help="Ask nothing; take the default of what is not said.")
def init(
    records: Path | None,
    name: str | None,
    called: str | None,
    organisation: str | None,
    standard: str | None,
    language: str | None,
    time_zone: str | None,
    order: str | None,
    encoding: str | None,
    sheet: str | None,
    into: Path | None,
    pre_commit: bool | None,
    github: bool | None,
    yes: bool,
) -> int:
    """Begin a standard and a rule set, from records or from an idea.

    On a terminal every question is asked that no option answers. Existing
    files are never changed: all new files are written, or none.

    Exit code 0: written; 2: it could not be done.
    """
    from checker.cli import COMMANDS  # noqa: PLC0415
    from checker.drafting import Request, draft  # noqa: PLC0415
    from checker.drafting.placing import place  # noqa: PLC0415

    ask = _Questions(are_asked=not yes and sys.stdin.isatty() and sys.stdout.isatty())
    if ask.are_asked:
        click.echo("Enter takes what stands in brackets; every file that is written can be changed.")
        records, encoding, sheet = _records(ask, records, encoding, sheet)

    def new(folder: str) -> Callable[[str], str | None]:
        """Reads the name of a file that is not there yet, so that nobody answers all questions for nothing."""
        return (lambda written: _new_id(written, (into or Path()) / folder)) if ask.are_asked else _id

    name = _id(name, "--name") or ask.until_right("Name of the rule set", _name_of(records), new("rules")) or "orders"
    word = "case" if records else "order"
    request = Request(
        name=name,
        standard=_id(standard, "--standard")
        or ask.until_right("Name of the standard, which holds the promises", name, new("standards"))
        or name,
        called=_words(called, "--called")
        or ask.until_right("What one record is called, such as order or visit", word, _words)
        or word,
        organisation=_words(organisation, "--organisation")
        or ask.until_right("Organisation, as reports print it (Enter for none)", "", _words),
        language=language or ask.one_of("Language of what is promised", _LANGUAGES),
        time_zone=_zone(time_zone),
        order=order,  # type: ignore[arg-type]
        records=records,
        encoding=encoding,
        sheet=sheet,
        pre_commit=ask.whether("Also write .pre-commit-config.yaml, to validate before every commit", pre_commit),
        github=ask.whether("Also write a workflow for GitHub, to validate every change", github),
        has_tests="test" in COMMANDS,
    )
    drafted = draft(request)
    asked = _asked_more(request, drafted, ask)
    if asked != request:
        drafted = draft(asked)
    place(drafted.files, into or Path())
    if ask.are_asked:
        click.echo()
    _tell(request, drafted, into or Path())
    return 0


class _Questions:
    """Asked on a terminal; elsewhere every answer is the default."""

    def __init__(self, *, are_asked: bool) -> None:
        self.are_asked = are_asked

    def text(self, question: str, default: str) -> str:
        if not self.are_asked:
            return default
        answer: str = click.prompt(question, default=default, show_default=bool(default))
        return answer.strip()

    def until_right(self, question: str, default: str, read: Callable[[str], _T | None]) -> _T | None:
        """What is made of the answer; one of which nothing can be made is told, and the question asked again."""
        while True:
            try:
                return read(self.text(question, default))
            except click.UsageError as error:
                if not self.are_asked:
                    raise
                click.echo(error.message)

    def one_of(self, question: str, answers: tuple[str, ...]) -> str:
        if not self.are_asked:
            return answers[0]
        answer: str = click.prompt(question, default=answers[0], type=click.Choice(answers))
        return answer

    def whether(self, question: str, said: bool | None) -> bool:
        if said is not None or not self.are_asked:
            return bool(said)
        return click.confirm(question, default=False)


def _records(
    ask: _Questions, records: Path | None, encoding: str | None, sheet: str | None
) -> tuple[Path | None, str | None, str | None]:
    """The file of records that can be read, with its encoding or sheet where it takes one; asked before all else."""
    if records is None:
        records = ask.until_right("A file with your records (Enter for none)", "", _file)
    while records is not None:
        from checker.drafting.looking import look_at  # noqa: PLC0415
        from checker.problems import RecordsError  # noqa: PLC0415

        try:
            look_at(records, encoding=encoding, sheet=sheet)
            break
        except RecordsError as error:
            click.echo(str(error))
            if "encoding" in str(error):
                encoding = ask.text("Its encoding (Enter for another file)", "") or None
            elif "--sheet" in str(error):
                sheet = ask.text("Its sheet (Enter for another file)", "") or None
            else:
                encoding = sheet = None
            if not encoding and not sheet:
                records = ask.until_right("A file with your records (Enter for none)", "", _file)
    return records, encoding, sheet


def _asked_more(request: Request, drafted: Draft, ask: _Questions) -> Request:
    """What only a look at the records showed to be open."""
    if not ask.are_asked:
        return request
    if request.time_zone is None and drafted.has_moments:
        zone = ask.until_right(
            "On whose clock are the times, such as Europe/Warsaw (Enter to leave it open)", "", _zone
        )
        request = replace(request, time_zone=zone)
    if request.order is None and drafted.ambiguous:
        answer = ask.one_of(f"How are the dates of '{drafted.ambiguous}' written", ("open", *_ORDERS))
        request = replace(request, order=None if answer not in _ORDERS else answer)  # type: ignore[arg-type]
    return request


def _name_of(records: Path | None) -> str:
    from checker.drafting.names import id_for  # noqa: PLC0415

    if records is None:
        return "orders"
    stem = records.stem if records.suffix.lower() != ".gz" else Path(records.stem).stem
    return id_for(stem, "records")


def _file(written: str) -> Path | None:
    """The file of that name. Raises UsageError where there is none; what is in it, whoever reads it says."""
    path = Path(written).expanduser()
    if written and not path.is_file():
        raise click.UsageError(f"there is no file '{written}'; check its name")
    return path if written else None


def _id(written: str | None, option: str = "") -> str | None:
    """The name as it was said. Raises UsageError, with the name that was probably meant, where it is none."""
    from checker.drafting.names import id_for  # noqa: PLC0415

    if not written:
        return None
    meant = id_for(written, "orders")
    if meant != written:
        said = f"{option} '{written}'".strip()
        raise click.UsageError(f"{said} is no name; write lower-case words with hyphens, such as {meant}")
    return written


def _new_id(written: str, folder: Path) -> str | None:
    """The name of a file to begin. Raises UsageError where it is no name, or there is a file of that name already."""
    name = _id(written)
    file = folder / f"{name}.yaml"
    if name and file.exists():
        raise click.UsageError(f"there is a file {file.as_posix()} already; write another name")
    return name


def _words(written: str | None, option: str = "this") -> str | None:
    """Words that a rule set can hold. Raises UsageError where they are none."""
    from checker.ruleset.characters import can_be_written  # noqa: PLC0415

    if written is None or (option == "this" and not written):
        return None
    if written.strip() in ("", "null", "~") or len(written) > 2_000 or not can_be_written(written):
        raise click.UsageError(f"{option} holds no words that could be printed; write some, such as Example Ltd.")
    return written


def _zone(written: str | None) -> str | None:
    from checker.calendars import known_zone  # noqa: PLC0415

    try:
        return known_zone(written) if written else None
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _tell(request: Request, drafted: Draft, into: Path) -> None:
    """Say what was written, what to confirm, and the three commands that come next."""
    from checker.listings.text import visible  # noqa: PLC0415

    def shown(place: str) -> str:
        return visible(shlex.quote((into / place).as_posix() + ("/" if place.endswith("/") else "")))

    rules = shown(f"rules/{request.name}.yaml")
    records = request.records.as_posix() if request.records else (into / f"records/{request.name}.csv").as_posix()
    click.echo("Written:")
    widest = max(len(shown(file)) for file in drafted.files)
    for file in drafted.files:
        line = f"  {shown(file):{widest}}  {drafted.contents[file]}"
        click.echo(line if len(line) <= 80 else f"  {shown(file)}\n      {drafted.contents[file]}")
    if drafted.to_confirm:
        click.echo(f"\nTo confirm, at the comments '# draft:' in {rules}:")
        for each in drafted.to_confirm[:_MOST]:
            click.echo(click.wrap_text(visible(each), 78, "  - ", "    "))
        if len(drafted.to_confirm) > _MOST:
            click.echo(f"  and {len(drafted.to_confirm) - _MOST} more")
    judged = [f"checker check {visible(shlex.quote(records))}", f"--rules {rules}", f"--report {shown('report.pdf')}"]
    judged += [f"--encoding {shlex.quote(request.encoding)}"] if request.encoding else []
    judged += [f"--sheet {visible(shlex.quote(request.sheet))}"] if request.sheet else []
    commands = [
        ("Next, find every mistake in them:", f"checker validate {shown('rules/')} {shown('standards/')}"),
        ("Then judge the records:", _on_lines(judged)),
        ("And look up any word of the language:", "checker explain"),
    ]
    if request.has_tests:
        commands[1:] = [("Then try the rules on their own cases:", f"checker test {shown('rules/')}"), *commands[1:2]]
    for why, command in commands:
        click.echo(f"\n{why}\n  {command}")


def _on_lines(parts: list[str]) -> str:
    """A command with its options, on as few lines of 80 columns as it takes."""
    lines = [f"  {parts[0]}"]
    for part in parts[1:]:
        if len(f"{lines[-1]} {part}") <= 78:
            lines[-1] += f" {part}"
        else:
            lines.append(f"      {part}")
    return " \\\n".join(lines).strip()
