"""`checker check`: judge record files by a rule set, and report what was found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.configured import FONT, LANGUAGE, PROFILE, TEMPLATE, Configured
from checker.cli.database import FileOrAddress, files_named
from checker.problems import CheckerError

if TYPE_CHECKING:
    from checker.evaluation import Audit
    from checker.results import Results


@click.command(cls=Configured)
@click.argument("records", metavar="RECORDS...", nargs=-1, required=True, type=FileOrAddress(path_type=Path))
@click.option("--rules", type=click.Path(path_type=Path), metavar="FILE", help="The rule set to judge by.")
@click.option(
    "--table", "tables", multiple=True, metavar="NAME=FILE",
    help="The file of another table of the rule set; may be repeated, also for several files of one table.",
)  # fmt: skip
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Write a report: .pdf, .html, .xlsx, .md, .json or .txt; may be repeated.",
)  # fmt: skip
@click.option(
    "--findings", type=click.Path(path_type=Path), metavar="FILE", multiple=True,
    help="Write every finding, one row per record and rule: .csv, .xlsx or .parquet; may be repeated.",
)  # fmt: skip
@click.option("--as-of", metavar="MOMENT", help="The moment to look from, such as 2026-10-01T00:00:00+02:00.")
@click.option("--period", help="The dates to cover: 2026, 2026-Q3, 2026-09 or 2026-07-01..2026-09-30.")
@click.option(
    "--waivers", type=click.Path(path_type=Path), metavar="FILE",
    help="Decisions by which breaches are accepted for a time; needs the as-of moment.",
)  # fmt: skip
@click.option(
    "--previous", "previous", multiple=True, type=click.Path(path_type=Path), metavar="RESULTS.json",
    help="Results of an earlier run, for targets that are held against it; of several the last that has a rule counts.",
)  # fmt: skip
@PROFILE
@LANGUAGE
@FONT
@TEMPLATE
@click.option(
    "--standards", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Where the standard is that the rule set names; default: only the folder 'standards' beside its folder.",
)  # fmt: skip
@click.option("--encoding", metavar="NAME", help="Of text files that are not UTF-8, such as cp1250.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several sheets.")
@click.option(
    "--engine", type=click.Choice(["auto", "duckdb", "polars", "spark", "postgres"]), default="auto", show_default=True,
    help="What computes; auto is polars for small files, else duckdb.",
)  # fmt: skip
@click.option("--memory-limit", metavar="SIZE", help="Such as 2GB; what needs more goes to temporary files.")
@click.option(
    "--fail-on", multiple=True, type=click.Choice(["too_close", "undetermined"]),
    help="Exit with 1 on this verdict too; may be repeated.",
)  # fmt: skip
def check(
    records: tuple[Path | str, ...],
    rules: Path | None,
    tables: tuple[str, ...],
    reports: tuple[Path, ...],
    findings: tuple[Path, ...],
    as_of: str | None,
    period: str | None,
    waivers: Path | None,
    previous: tuple[Path, ...],
    profile: str,
    language: str,
    font: Path | None,
    template: Path | None,
    standards: Path | None,
    encoding: str | None,
    sheet: str | None,
    engine: str,
    memory_limit: str | None,
    fail_on: tuple[str, ...],
) -> int:
    """Judge RECORDS by a rule set, and report what was found.

    RECORDS are .csv (also .tsv, .txt), .jsonl, .xlsx or .parquet files, or a
    folder of Parquet files; text files may be packed as .gz. Or one table of a
    PostgreSQL server: postgresql://SERVER/DATABASE?table=NAME.

    Instead of them, AUDIT.yaml names several rule sets, each with its records,
    tables and waivers; there is one report of all. Options here go before it.

    Exit code 0: nothing was missed; 1: missed; 2: it could not be done;
    3: checked, but some rule could not be evaluated.
    """
    from checker.auditing import evaluate_all  # noqa: PLC0415
    from checker.cli.asked import Given, asked, files_of  # noqa: PLC0415
    from checker.cli.earlier import read_results  # noqa: PLC0415
    from checker.cli.progress import progress_shown  # noqa: PLC0415
    from checker.cli.telling import colours  # noqa: PLC0415
    from checker.cli.writing import all_or_nothing, manner_of, refuse_outputs, tell_written, write_reports  # noqa: PLC0415
    from checker.reports.text import summary  # noqa: PLC0415

    named = click.get_current_context().with_resource(files_named(records))
    audit = replace(
        _audit(as_of, period, encoding, sheet, memory_limit, engine),
        server=named.server,
        previous=tuple(map(read_results, previous)),
    )
    given = Given(named.files, rules, _tables(tables), waivers, standards, audit, previous)
    of_tables = [file for files in given.tables.values() for file in files]
    refuse_outputs(reports, [*named.files, *previous, *([rules] if rules else []), *of_tables], findings)
    manner = manner_of(language, profile, font, template)
    whole = asked(given)
    refuse_outputs(reports, files_of(whole.parts, given), findings)
    with all_or_nothing([*reports, *findings]), progress_shown() as progress:
        results = evaluate_all(
            whole.parts,
            organisation=whole.organisation,
            inputs=whole.inputs,
            findings=findings,
            is_audit=whole.is_audit,
            progress=progress,
        )
        if progress:
            progress("writing reports", None)
        written, failed = write_reports(results, reports, manner)
    click.echo(summary(results, language=language, colour=colours(sys.stdout)), nl=False)
    tell_written([*written, *findings], failed)
    if failed:
        return 2
    code = _exit_code(results, fail_on)
    if code == 0:
        _warn(results, fail_on)
    return code


def _tables(written: Sequence[str]) -> dict[str, list[Path]]:
    """The files of each table. Raises CheckerError for what is not written as NAME=FILE."""
    wrong = [each for each in written if "=" not in each or not all(each.split("=", 1))]
    if wrong:
        raise CheckerError(f"'{wrong[0]}' does not say which file is which table; write --table NAME=FILE")
    tables: dict[str, list[Path]] = {}
    for each in written:
        name, file = each.split("=", 1)
        tables.setdefault(name, []).append(Path(file))
    return tables


def _audit(
    as_of: str | None,
    period: str | None,
    encoding: str | None,
    sheet: str | None,
    memory_limit: str | None,
    engine: str,
) -> Audit:
    from checker.evaluation import Audit  # noqa: PLC0415
    from checker.periods import parse_as_of, parse_period  # noqa: PLC0415

    try:
        return Audit(
            as_of=parse_as_of(as_of) if as_of is not None else None,
            period=parse_period(period) if period is not None else None,
            encoding=encoding,
            sheet=sheet,
            memory_limit=memory_limit,
            engine=engine,
        )
    except ValueError as error:
        raise CheckerError(str(error)) from None


def _warn(results: Results, fail_on: Sequence[str]) -> None:
    """Say which verdicts would have been failures, had somebody asked for it."""
    for verdict in ("too_close", "undetermined"):
        if verdict in _verdicts(results) and verdict not in fail_on:
            words = verdict.replace("_", " ")
            click.echo(f"warning: a verdict is {words}; --fail-on {verdict} makes that exit code 1", err=True)


def _verdicts(results: Results) -> set[str]:
    """The verdicts that decide: of each rule set by its `overall`, or of its rules where it has none."""
    return {
        verdict.value
        for within in results.rule_sets
        for verdict in ([within.verdict] if within.rule_set.overall else [rule.verdict for rule in within.rules])
    }


def _exit_code(results: Results, fail_on: Sequence[str]) -> int:
    if any(rule.verdict == "not_evaluated" for within in results.rule_sets for rule in within.rules):
        return 3
    return 1 if _verdicts(results) & {"missed", *fail_on} else 0
