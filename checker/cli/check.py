"""`checker check`: judge record files by a rule set, and report what was found."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rules", required=True, type=click.Path(path_type=Path), help="The rule set to judge by.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Write a report: .pdf, .html, .json or .txt; may be repeated.",
)
@click.option("--findings", type=click.Path(path_type=Path), help="Write every finding: .csv, .xlsx or .parquet.")
@click.option("--as-of", metavar="MOMENT", help="The moment the audit looks from, with its offset.")
@click.option("--period", metavar="PERIOD", help="Dates covered: 2026, 2026-Q3, 2026-09, 2026-07-01..2026-09-30.")
@click.option("--standards", type=click.Path(path_type=Path, file_okay=False), help="Folder of standards.")
@click.option("--encoding", metavar="NAME", help="Of text files that are not UTF-8, such as cp1250.")
@click.option("--sheet", metavar="NAME", help="Of an Excel workbook with several.")
@click.option("--memory-limit", metavar="SIZE", help="Memory for the engine, such as 2GB; beyond it, temporary files.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["too_close", "undetermined"]),
    help="Exit with 1 on this verdict too; may be repeated.",
)
def check(
    records: tuple[Path, ...],
    rules: Path,
    reports: tuple[Path, ...],
    findings: Path | None,
    as_of: str | None,
    period: str | None,
    standards: Path | None,
    encoding: str | None,
    sheet: str | None,
    memory_limit: str | None,
    fail_on: tuple[str, ...],
) -> None:
    """Judge RECORDS (.csv, .xlsx, .jsonl, .parquet) by a rule set, and report what was found.

    Exit code 0: met (or nothing missed) · 1: missed · 2: it could not be done ·
    3: checked, but some rule could not be evaluated.
    """
