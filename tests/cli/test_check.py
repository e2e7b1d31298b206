"""The command over records: its exit codes, what it writes, and one clear message for all that can be wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.engines.duckdb import DuckDb
from checker.engines.engine import EngineError
from checker.problems import CheckerError
from tests.cli.conftest import RECORDS, RULES

Call = Callable[..., tuple[int, str, str]]
CHECK = ("check", "orders.csv", "--rules", "orders.yaml")


def rules_with(folder: Path, old: str, new: str) -> None:
    assert old in RULES
    (folder / "orders.yaml").write_text(RULES.replace(old, new), encoding="utf-8")


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"orders.yaml", "orders.csv"}


# ---- exit codes ------------------------------------------------------------------------------------------------------


def test_a_kept_target_exits_with_0(checker: Call) -> None:
    code, out, _ = checker(*CHECK)
    assert code == 0
    assert "The one commitment was met." in out
    assert "3 of 4" in out


def test_a_missed_target_exits_with_1(checker: Call, folder: Path) -> None:
    rules_with(folder, "75 %", "76 %")
    code, out, _ = checker(*CHECK)
    assert code == 1
    assert "The one commitment was missed." in out


@pytest.mark.parametrize(
    ("target", "records", "verdict"),
    [
        ("{share: kept, at_least: 75 %, judged_on: interval}", RECORDS, "too close"),
        ("75 %", RECORDS.splitlines()[0] + "\n", "undetermined"),
    ],
)
def test_what_cannot_be_called_warns_and_fails_only_where_that_is_asked_for(
    checker: Call, folder: Path, target: str, records: str, verdict: str
) -> None:
    rules_with(folder, "75 %", target)
    (folder / "orders.csv").write_text(records, encoding="utf-8")
    code, _, err = checker(*CHECK)
    option = verdict.replace(" ", "_")
    assert code == 0
    assert f"warning: a verdict is {verdict}; --fail-on {option} makes that exit code 1" in err
    assert checker(*CHECK, "--fail-on", option)[0] == 1


def test_a_rule_that_cannot_be_evaluated_exits_with_3_and_is_neither_met_nor_missed(
    checker: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = DuckDb.rows

    def refuse(self: DuckDb, frame: object) -> list[tuple[object, ...]]:
        if any("$0" in column for column in frame.columns):  # type: ignore[attr-defined]
            raise EngineError("out of range")
        return rows(self, frame)  # type: ignore[arg-type]

    monkeypatch.setattr(DuckDb, "rows", refuse)
    code, out, _ = checker(*CHECK, "--engine", "duckdb", "--report", "results.json")
    assert code == 3
    assert "could not be evaluated" in out
    (rule,) = json.loads((folder / "results.json").read_text("utf-8"))["rule_sets"][0]["rules"]
    assert (rule["verdict"], rule["reason"]) == ("not_evaluated", "out of range")
    assert sum(rule["outcomes"].values()) == rule["units"] == 4


# ---- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "orders.csv"), "Missing option '--rules'"),
        (("check", "--rules", "orders.yaml"), "Missing argument 'RECORDS...'"),
        (("chekc", "orders.csv"), "no command 'chekc'; did you mean 'check'?"),
        ((*CHECK, "--as-off", "2026-01-01"), "No such option '--as-off'. Did you mean '--as-of'?"),
        ((*CHECK, "--as-of", "2026-10-01"), "'2026-10-01' is not a moment with its offset; write one such as"),
        ((*CHECK, "--period", "2026-Q5"), "'2026-Q5' is not a period; write a year, quarter, month or two dates"),
        (
            (*CHECK, "--report", "report.doc"),
            "report.doc: '.doc' is no report format; known are .html .json .md .pdf .txt .xlsx",
        ),
        ((*CHECK, "--report", "no/report.pdf"), "there is no folder 'no'; make it first"),
        ((*CHECK, "--report", "a.json", "--report", "./a.json"), "a.json is named twice; name each file once"),
        ((*CHECK, "--findings", "orders.csv"), "orders.csv cannot be written: it is one of the files to read"),
        ((*CHECK, "--findings", "found.doc"), "found.doc: findings are written as .csv, .xlsx, .parquet"),
        ((*CHECK, "--memory-limit", "lots"), "'lots' is not an amount of memory; write one such as 2GB"),
        (("check", "missing.csv", "--rules", "orders.yaml"), "there is no file 'missing.csv'; check its name"),
        (("check", ".", "--rules", "orders.yaml"), "is a folder without .parquet files"),
        (("check", "orders.yaml", "--rules", "orders.yaml"), "has a suffix that is not known"),
        (("check", "orders.csv", "--rules", "missing.yaml"), "missing.yaml:1:1: R108 "),
        (("check", "orders.csv", "--rules", "orders.csv"), "orders.csv:1:1: R203 the file must be a mapping"),
    ],
)
def test_what_cannot_be_done_is_one_message_and_exit_code_2(
    checker: Call, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = checker(*arguments)
    assert code == 2
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert out == ""
    assert left(folder) == set()


def test_every_problem_of_a_rule_file_is_told_and_nothing_is_judged(checker: Call, folder: Path) -> None:
    text = RULES.replace("title: Orders arrive", "titel: Orders arrive").replace("48 hours", "2 days")
    (folder / "orders.yaml").write_text(text.replace("groups: [site]", "groups: [sight]"), encoding="utf-8")
    code, out, err = checker(*CHECK, "--report", "report.html", "--findings", "found.csv")
    assert code == 2
    assert out == ""
    told = [line for line in err.splitlines() if line.startswith("orders.yaml:") and " warning: " not in line]
    assert [line.partition(": ")[2][:4] for line in told] == ["R301", "R201", "R206"]
    assert left(folder) == set()


def test_records_that_cannot_be_read_leave_no_report_behind(checker: Call, folder: Path) -> None:
    (folder / "orders.csv").write_text(RECORDS.replace("delivered_at", "delivered"), encoding="utf-8")
    code, out, err = checker(*CHECK, "--report", "report.pdf", "--report", "results.json", "--findings", "found.csv")
    assert code == 2
    assert "column 'delivered_at' is missing (did you mean 'delivered'?)" in err
    assert out == ""
    assert left(folder) == set()


def test_an_outcome_that_depends_on_the_as_of_moment_asks_for_it(checker: Call, folder: Path) -> None:
    rules_with(folder, ", open_records: pending", "")
    assert checker(*CHECK)[0] == 0
    with (folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("e,2026-06-03 09:00:00,,Gdańsk\n")
    code, _, err = checker(*CHECK)
    assert code == 2
    assert "1 order records of rule 'two-days' are still open" in err or "still open" in err
    assert "--as-of" in err
    assert checker(*CHECK, "--as-of", "2026-06-04T09:00:00+02:00")[0] == 0
    assert checker(*CHECK, "--as-of", "2026-06-05T09:00:00.000001+02:00")[0] == 1


def test_a_report_that_cannot_be_made_leaves_the_others_and_exits_with_2(
    checker: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> bytes:
        raise CheckerError("the PDF could not be drawn: it needed more memory than it may have; write .html instead")

    monkeypatch.setattr("checker.reports.pdf.render", fail)
    code, out, err = checker(*CHECK, "--report", "report.pdf", "--report", "report.html")
    assert code == 2
    assert "met" in out
    assert "written: report.html" in err
    assert "could not be drawn" in err
    assert left(folder) == {"report.html"}


# ---- what is written -------------------------------------------------------------------------------------------------


def test_a_check_writes_the_files_it_is_asked_for_and_names_them(checker: Call, folder: Path) -> None:
    names = ["report.html", "results.json", "report.txt", "found.csv"]
    code, _, err = checker(*CHECK, *(part for name in names[:3] for part in ("--report", name)), "--findings", names[3])
    assert code == 0
    assert err.splitlines() == [f"written: {name}" for name in names]
    assert left(folder) == set(names)


def test_the_results_name_the_files_they_were_made_from(checker: Call, folder: Path) -> None:
    checker(*CHECK, "--report", "results.json")
    inputs = json.loads((folder / "results.json").read_text("utf-8"))["inputs"]
    assert [(file["role"], file["name"]) for file in inputs["files"]] == [
        ("rules", "orders.yaml"),
        ("records", "orders.csv"),
    ]
    assert [file["size"] for file in inputs["files"]] == [len(text.encode()) for text in (RULES, RECORDS)]


def test_what_only_warns_is_for_those_who_write_rules_and_not_for_those_who_check(checker: Call) -> None:
    assert "R351 warning: the rule set names no standard" in checker("validate", "orders.yaml")[1]
    code, _, err = checker(*CHECK)
    assert (code, err) == (0, "")


@pytest.mark.parametrize(("encoding", "title"), [("latin-1", "\\u0141ód\\u017a"), ("utf-8", "Łódź")])
def test_a_terminal_without_the_letters_of_a_name_is_no_reason_to_fail(folder: Path, encoding: str, title: str) -> None:
    rules_with(folder, "title: Orders\n", "title: Łódź\n")
    called = subprocess.run(
        [sys.executable, "-m", "checker", *CHECK],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert called.returncode == 0, called.stderr
    assert called.stderr == b""
    assert title in called.stdout.decode(encoding)


def test_a_pipe_that_closes_early_is_no_traceback(folder: Path) -> None:
    command = f"{sys.executable} -m checker check orders.csv --rules orders.yaml | head -1"
    called = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert called.stdout
    assert "Traceback" not in called.stderr


# ---- other tables ----------------------------------------------------------------------------------------------------

TABLE = "tables:\n  segments: {match: order_id, fields: {order_id: {type: text}, name: {type: text}}}\nrules:"


def test_a_table_is_given_by_its_name_and_every_mistake_is_told_at_once(checker: Call, folder: Path) -> None:
    rules_with(folder, "rules:", TABLE)
    (folder / "segments.csv").write_text("order_id,name\n1,Large\n2,Small\n", encoding="utf-8")
    code, _, err = checker(*CHECK)
    assert (code, "no file of it was given; add --table segments=FILE" in err) == (2, True)
    code, _, err = checker(*CHECK, "--table", "segment=segments.csv", "--table", "segments=none.csv")
    assert (code, "has no table 'segment' (did you mean 'segments'?)" in err) == (2, True)
    code, _, err = checker(*CHECK, "--table", "segments=segments.csv", "--report", "results.json")
    assert (code, err) == (0, "written: results.json\n")
    (table,) = json.loads((folder / "results.json").read_text())["rule_sets"][0]["tables"]
    assert (table["name"], table["read"]) == ("segments", 2)


@pytest.mark.parametrize("given", ["segments", "segments=", "=segments.csv"])
def test_a_table_without_name_or_file_is_refused(checker: Call, given: str) -> None:
    code, _, err = checker(*CHECK, "--table", given)
    assert code == 2
    assert f"'{given}' does not say which file is which table; write --table NAME=FILE" in err


def test_no_report_is_written_over_a_table(checker: Call, folder: Path) -> None:
    rules_with(folder, "rules:", TABLE)
    (folder / "segments.json").write_text("{}", encoding="utf-8")
    code, _, err = checker(*CHECK, "--table", "segments=segments.json", "--report", "segments.json")
    assert (code, "it is one of the files to read" in err) == (2, True)
