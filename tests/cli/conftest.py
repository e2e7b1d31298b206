"""A small rule set and its records, as an auditor's folder, and the program called in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import run

RULES = """\
rule_set: orders
title: Orders
version: 1
records:
  called: order
  id: order_id
  dated_by: ordered_at
  time_zone: Europe/Warsaw
  fields:
    order_id: {type: text}
    ordered_at: {type: moment}
    delivered_at: {type: moment}
    site: {type: text}
  groups: [site]
rules:
  - id: two-days
    title: Orders arrive within 48 hours
    measure: {kind: elapsed_time, from: ordered_at, to: delivered_at, within: 48 hours, open_records: pending}
    target: 75 %
owner: Head of logistics
"""

RECORDS = """\
order_id,ordered_at,delivered_at,site
a,2026-06-01 09:00:00,2026-06-03 09:00:00,Łódź
b,2026-06-01 09:00:00,2026-06-03 08:00:00,Łódź
c,2026-06-02 09:00:00,2026-06-03 09:00:00,Gdańsk
d,2026-06-03 09:00:00,2026-06-05 09:00:00.2,Gdańsk
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with orders.yaml and orders.csv, from which the program is called."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "orders.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(RECORDS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def checker(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call the program in the folder: its exit code, standard output and standard error."""

    def called(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def beside_standard(folder: Path, standard: str) -> str:
    """The rule set of the folder as it names the standard, which is put into the folder `standards`, beside `rules`."""
    (folder / "rules").mkdir()
    (folder / "standards").mkdir()
    (folder / "standards" / "service.yaml").write_text(standard, "utf-8")
    return (folder / "orders.yaml").read_text("utf-8").replace("version: 1\n", "version: 1\nstandard: service\n")
