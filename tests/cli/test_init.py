"""A guided start: what is drafted is valid and runs, from any file, and nothing that was there is touched."""

from __future__ import annotations

import csv
import gzip
import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import duckdb
import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.cli import COMMANDS, run
from checker.cli.init import _LANGUAGES, init
from checker.drafting import starter

Call = Callable[..., tuple[int, str, str]]
SAMPLES = Path(__file__).parents[2] / "rules" / "samples"


def problems_of(checker: Call, into: str = ".") -> str:
    """What validating says of the drafted files; the one warning that a draft may leave is not repeated."""
    code, out, err = checker("validate", f"{into}/rules", f"{into}/standards", "--format", "concise")
    assert (code, err) == (0, ""), out
    return "\n".join(line for line in out.splitlines() if re.search(r": R\d{3} (?!note: )", line))


def with_examples(text: str) -> str:
    """A drafted rule set whose examples have lost their comment signs."""
    return re.sub(r"(?m)^  # (- id: |  )", r"  \1", text)


def test_the_languages_of_the_option_are_those_that_a_draft_can_be_begun_in() -> None:
    assert starter.LANGUAGES == _LANGUAGES
    (option,) = (option for option in init.params if option.name == "language")
    assert {name for language in starter.LANGUAGES for name in starter.sentences(language)} == set(
        starter.sentences("en")
    )
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == _LANGUAGES


# ---- from an idea ----------------------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_asked_and_the_defaults_are_taken(checker: Call, folder: Path) -> None:
    code, out, err = checker("init", "--into", "new")
    assert (code, err) == (0, "")
    assert out == (
        "Written:\n"
        "  new/standards/orders.yaml    what is promised, to be put into your own words\n"
        "  new/rules/orders.yaml\n"
        "      how each promise is checked: three rules to change\n"
        "  new/records/orders.csv\n"
        "      the columns that the rules need, with three rows to replace\n"
        "  new/rules/orders.tests.yaml  cases that show the rules are right\n"
        "\n"
        "Next, find every mistake in them:\n"
        "  checker validate new/rules/ new/standards/\n"
        "\n"
        "Then try the rules on their own cases:\n"
        "  checker test new/rules/\n"
        "\n"
        "Then judge the records:\n"
        "  checker check new/records/orders.csv --rules new/rules/orders.yaml \\\n"
        "      --report new/report.pdf\n"
    )
    assert {str(path.relative_to("new")) for path in Path("new").rglob("*") if path.is_file()} == {
        "standards/orders.yaml", "rules/orders.yaml", "rules/orders.tests.yaml", "records/orders.csv"
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "pl", "es", "ru", "zh"])
def test_every_draft_is_valid_and_runs_in_every_language(language: str, checker: Call) -> None:
    words = ["--organisation", 'Wigry & "Daughters"', "--time-zone", "Europe/Warsaw", "--called", "zlecenie: #1"]
    assert checker("init", "--into", "new", "--language", language, *words)[0] == 0
    assert problems_of(checker, "new") == ""
    code, out, _ = checker("check", "new/records/orders.csv", "--rules", "new/rules/orders.yaml")
    assert code == 1
    assert "3 of 3 commitments were missed" in out
    assert "draft:" not in Path("new/rules/orders.yaml").read_text("utf-8")


def test_the_commands_that_are_named_run_as_they_are_printed(checker: Call, folder: Path) -> None:
    _, out, _ = checker("init", "--into", "new folder")
    (folder / "bin").mkdir()
    (folder / "bin" / "checker").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
    (folder / "bin" / "checker").chmod(0o755)
    environment = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    commands = re.findall(r"(?m)^  (checker [^\\\n]*(?:\\\n[^\\\n]*)*)$", out)
    assert len(commands) == 3
    codes = [
        subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=False).returncode
        for command in commands
    ]
    assert codes == [0, 0, 1]
    assert (folder / "new folder" / "report.pdf").read_bytes()[:5] == b"%PDF-"


def test_every_line_that_is_printed_fits_80_columns(checker: Call, folder: Path) -> None:
    (folder / "orders.csv").write_bytes((SAMPLES / "delivery.csv").read_bytes())
    for arguments in ([], ["--records", "orders.csv"], ["--pre-commit", "--github"]):
        _, out, _ = checker("init", "--into", f"new{len(str(arguments))}", *arguments)
        assert max(map(len, out.splitlines())) <= 80, out


def test_existing_files_are_named_at_once_and_nothing_is_written(checker: Call, folder: Path) -> None:
    (folder / "standards").mkdir()
    (folder / "standards" / "orders.yaml").write_text("mine\n")
    (folder / ".pre-commit-config.yaml").write_text("mine\n")
    before = sorted(folder.rglob("*"))
    code, out, err = checker("init", "--pre-commit")
    assert (code, out) == (2, "")
    assert err == (
        "checker: nothing was written, since there are files already: standards/orders.yaml,"
        " .pre-commit-config.yaml; give another --name, --standard or --into\n"
    )
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--name", "My Rules"], "--name 'My Rules' is no name; write lower-case words with hyphens, such as my-rules"),
        (["--standard", "Ł"], "--standard 'Ł' is no name; write lower-case words with hyphens, such as l"),
        (["--time-zone", "Warsaw"], "unknown time zone 'Warsaw'; write one such as Europe/Warsaw"),
        (["--called", " "], "--called holds no words that could be printed; write some"),
        (["--organisation", "null"], "--organisation holds no words that could be printed"),
        (["--records", "nowhere.csv"], "there is no file 'nowhere.csv'; check its name"),
        (["--records", "orders.yaml"], "'orders.yaml' has a suffix that is not known"),
    ],
)
def test_what_cannot_be_begun_with_is_told(arguments: list[str], told: str, checker: Call, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    code, _, err = checker("init", *arguments)
    assert code == 2
    assert told in err
    assert sorted(folder.rglob("*")) == before


# ---- from records ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["delivery", "responses", "appearance"])
def test_a_draft_from_each_sample_is_valid_and_runs_and_so_do_its_examples(name: str, checker: Call) -> None:
    code, out, _ = checker("init", "--records", str(SAMPLES / f"{name}.csv"))
    assert code == 0, out
    assert problems_of(checker) == ""
    rules = Path(f"rules/{name}.yaml")
    assert checker("check", str(SAMPLES / f"{name}.csv"), "--rules", str(rules))[0] == 1
    uncommented = with_examples(rules.read_text("utf-8"))
    assert "\n  - id: in-time\n" in uncommented
    rules.write_text(uncommented, "utf-8")
    standard = Path(f"standards/{name}.yaml")  # in which the line that says that no rule checks it goes, as it tells
    own, _, rest = standard.read_text("utf-8").partition("id: service.own\n")
    standard.write_text(f"{own}id: service.own\n{re.sub('    not_checkable_because:.*', '', rest, count=1)}", "utf-8")
    assert problems_of(checker) == ""
    assert checker("check", str(SAMPLES / f"{name}.csv"), "--rules", str(rules))[0] == 1


def test_the_sample_of_orders_is_described_as_its_own_rule_set_does(checker: Call) -> None:
    checker("init", "--records", str(SAMPLES / "delivery.csv"), "--called", "order")
    drafted = yaml.load(Path("rules/delivery.yaml").read_text("utf-8"), yaml.BaseLoader)["records"]
    assert (drafted["id"], drafted["dated_by"], drafted["called"]) == ("order_no", "ordered_at", "order")
    assert drafted["missing_words"] == ["", "brak", "n/d", "?"]
    fields = drafted["fields"]
    assert fields["order_no"] == {"type": "text", "column": "Order no."}
    assert fields["ordered_at"] == {"type": "moment", "format": "%d.%m.%Y %H:%M"}
    assert fields["promised_on"] == {"type": "date", "format": "%d.%m.%Y"}
    assert fields["undamaged"] == {"type": "yes_no", "yes": "tak", "no": "nie"}
    assert fields["order_status"]["of"] == ["delivered", "cancelled", "open"]
    assert fields["charged_price_pln"] == {"type": "number", "column": "Charged price (PLN)"}


ROWS: list[list[Any]] = [[f"A-{number}", f"2026-06-0{number} 09:00:00", number + 0.5, "yes"] for number in range(1, 5)]
HEAD = ["id", "sent_at", "price", "sound"]


def as_csv(path: Path) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])


def as_gzip(path: Path) -> None:
    as_csv(path.with_suffix(""))
    path.write_bytes(gzip.compress(path.with_suffix("").read_bytes()))
    path.with_suffix("").unlink()


def as_jsonl(path: Path) -> None:
    import json

    path.write_text("".join(json.dumps(dict(zip(HEAD, row, strict=True))) + "\n" for row in ROWS))


def as_xlsx(path: Path) -> None:
    from datetime import datetime

    with xlsxwriter.Workbook(path, {"default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number, (id_, sent_at, *others) in enumerate(ROWS, 1):
            sheet.write_row(number, 0, [id_, datetime.fromisoformat(sent_at), *others])


def as_parquet(path: Path) -> None:
    as_csv(path.with_suffix(".csv"))
    with duckdb.connect() as connection:
        connection.read_csv(str(path.with_suffix(".csv"))).write_parquet(str(path))
    path.with_suffix(".csv").unlink()


@pytest.mark.parametrize(
    ("name", "written"),
    [("r.csv", as_csv), ("r.csv.gz", as_gzip), ("r.jsonl", as_jsonl), ("r.xlsx", as_xlsx), ("r.parquet", as_parquet)],
)
def test_every_kind_of_record_file_gives_the_same_fields(
    name: str, written: Callable[[Path], None], checker: Call, folder: Path
) -> None:
    written(folder / name)
    code, out, err = checker("init", "--records", name)
    assert (code, err) == (0, ""), out
    assert problems_of(checker) == ""
    fields = yaml.safe_load(Path("rules/r.yaml").read_text("utf-8"))["records"]["fields"]
    assert {field: described["type"] for field, described in fields.items()} == {
        "id": "text", "sent_at": "moment", "price": "number", "sound": "yes_no"
    }  # fmt: skip
    code, out, _ = checker("check", name, "--rules", "rules/r.yaml")
    assert code == 0, out
    assert "no cell unreadable" in out


def test_dates_that_leave_a_choice_are_asked_for_and_decided_by_an_option(checker: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("id,on\na,05/06/2026\nb,07/08/2026\n")
    _, out, _ = checker("init", "--records", "r.csv", "--into", "open")
    assert "on: dates that can be read in more than one way, such as '05/06/2026'" in out
    assert "    on: {type: text}" in Path("open/rules/r.yaml").read_text("utf-8")
    _, out, _ = checker("init", "--records", "r.csv", "--into", "decided", "--dates", "day-first")
    assert "more than one way" not in out
    assert '    on: {type: date, format: "%d/%m/%Y"}' in Path("decided/rules/r.yaml").read_text("utf-8")
    assert problems_of(checker, "open") == problems_of(checker, "decided") == ""


def test_columns_that_cannot_be_named_are_left_out_and_told(checker: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("id,,Price,price ,~,\x0bx,ok\na,1,2,3,4,5,6\nb,1,2,3,4,5,6\n")
    code, out, _ = checker("init", "--records", "r.csv")
    assert code == 0
    assert "Columns 2, 5, 6 have no heading, or none that a rule set could name" in " ".join(out.split())
    assert "Columns 3, 4 have the heading of another one, so they were left out." in " ".join(out.split())
    drafted = yaml.safe_load(Path("rules/r.yaml").read_text("utf-8"))
    assert list(drafted["records"]["fields"]) == ["id", "ok"]
    assert checker("check", "r.csv", "--rules", "rules/r.yaml")[0] == 0


def test_records_that_nothing_names_leave_one_warning_which_is_told(checker: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("city,kind\nŁódź,a\nŁódź,a\n")
    _, out, _ = checker("init", "--records", "r.csv")
    assert "No column names a record, so validate warns (R353)" in out
    assert "R353" in problems_of(checker)
    assert checker("check", "r.csv", "--rules", "rules/r.yaml")[0] == 0


def test_a_file_of_headings_only_can_be_begun_with(checker: Call, folder: Path) -> None:
    (folder / "r.csv").write_text("id;on\n")
    assert checker("init", "--records", "r.csv")[0] == 0
    assert "R353" in problems_of(checker)
    assert checker("check", "r.csv", "--rules", "rules/r.yaml")[0] == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the first line of 'r.csv' is empty"),
        (b",,\n1,2,3\n", "'r.csv' has no column that a rule set could name"),
        (b"Prze\xb3o\xbfony\n1\n", "'r.csv' is not UTF-8 (line 1); save it as UTF-8, or say its encoding"),
    ],
)
def test_a_file_that_cannot_be_begun_with_is_told_and_nothing_is_written(
    content: bytes, told: str, checker: Call, folder: Path
) -> None:
    (folder / "r.csv").write_bytes(content)
    before = sorted(folder.rglob("*"))
    code, out, err = checker("init", "--records", "r.csv")
    assert (code, out) == (2, "")
    assert told in err
    assert sorted(folder.rglob("*")) == before


def test_an_encoding_and_a_sheet_come_back_in_the_command_that_is_named(checker: Call, folder: Path) -> None:
    (folder / "r.csv").write_bytes("Przełożony\nŻ\n".encode("cp1250"))
    _, out, _ = checker("init", "--records", "r.csv", "--encoding", "cp1250")
    assert "checker check r.csv --rules rules/r.yaml --report report.pdf \\\n      --encoding cp1250" in out
    assert "przelozony: {type: text, column: Przełożony}" in Path("rules/r.yaml").read_text("utf-8")


def test_only_the_first_rows_of_a_large_file_are_looked_at(checker: Call, folder: Path) -> None:
    with (folder / "r.csv").open("w") as file:
        file.write("id,n\n")
        file.writelines(f"A-{number},{number if number < 500_000 else 'x'}\n" for number in range(600_000))
    checker("init", "--records", "r.csv")
    text = Path("rules/r.yaml").read_text("utf-8")
    assert "types as the first 1,000 rows suggest them" in text
    assert "    n: {type: whole_number}" in text


def test_three_hundred_columns_are_drafted(checker: Call, folder: Path) -> None:
    with (folder / "r.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[f"C {number}" for number in range(300)], *([n] * 300 for n in range(30))])
    assert checker("init", "--records", "r.csv")[0] == 0
    assert problems_of(checker) == ""
    assert len(yaml.safe_load(Path("rules/r.yaml").read_text("utf-8"))["records"]["fields"]) == 300
    assert checker("check", "r.csv", "--rules", "rules/r.yaml")[0] == 0


anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cells = anything | st.sampled_from([
    "yes", "no", "tak", "n/a", "1", "0", "007", "2,5", "5.6.2026", "05/06/2026", "2026-05-31", "2026-05-31 10:00:00",
    "95 %", "", "null", "9" * 16, "1e5", ".5", "-", 'a"b', "x\ny", "12:00", "none", "NaN", "epoch",
])  # fmt: skip
headings = anything | st.sampled_from([
    "any", "all", "none", "id", "Id ", "ID", "", "null", "~", " ", "a" * 2_100, "שם", "\u202eevil", "Цена", "订单号",
    "2026", "Order no.", "Order-no", "x" * 70, "# x", "a: b", "{x}", "'", '"', "\\", "%", "\ufeff",
])  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    columns = draw(st.integers(1, 6))
    head = draw(st.lists(headings, min_size=columns, max_size=columns))
    rows = draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), max_size=6)) * draw(
        st.sampled_from([1, 6])
    )
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=draw(st.sampled_from(",;\t|^"))).writerows([head, *rows])
    return written.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


@settings(max_examples=40, deadline=None)
@given(content=tables())
def test_from_any_table_comes_a_valid_draft_that_runs_or_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "r.csv").write_bytes(content)
        code = run(["init", "--records", f"{name}/r.csv", "--into", name])
        if code != 0:
            assert code == 2
            assert [path.name for path in folder.iterdir()] == ["r.csv"]
            return
        listing = folder / "problems.txt"
        assert run(["validate", f"{name}/rules", f"{name}/standards", "--format", f"concise={listing}"]) == 0
        told = set(re.findall(r": (R\d{3}) ", listing.read_text("utf-8")))
        assert told <= {"R353", "R371", "R126", "R127"}  # unseen or look-alike letters of the table
        assert run(["check", f"{name}/r.csv", "--rules", f"{name}/rules/r.yaml"]) in (0, 1)


# ---- on a terminal ---------------------------------------------------------------------------------------------------


def on_a_terminal(arguments: list[str], answers: str, folder: Path) -> tuple[int, str]:
    """Run the program on a terminal of its own, and answer its questions."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "checker", *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:  # fmt: skip
        os.close(theirs)
        os.write(ours, answers.encode())
        said = b""
        try:
            while piece := os.read(ours, 65_536):
                said += piece
        except OSError:
            pass  # the other side is gone
    os.close(ours)
    return running.returncode, said.decode().replace("\r\n", "\n")


def test_on_a_terminal_what_no_option_says_is_asked(folder: Path) -> None:
    (folder / "r.csv").write_text("id,on,at\na,05/06/2026,2026-06-01 09:00\nb,07/08/2026,2026-06-01 10:00\n")
    answers = (
        "nowhere.csv\nr.csv\nMy Visits\nvisits\n\nvisit\n~\nExample Ltd.\npl\ny\nn\nWarsaw\nEurope/Warsaw\nday-first\n"
    )
    code, said = on_a_terminal(["init", "--into", "new"], answers + "day-first\n", folder)
    assert code == 0, said
    assert "there is no file 'nowhere.csv'; check its name" in said
    assert "this holds no words that could be printed" in said
    assert "this 'My Visits'" not in said
    assert "'My Visits' is no name; write lower-case words with hyphens, such as my-visits" in said
    assert "unknown time zone 'Warsaw'; write one such as Europe/Warsaw" in said
    text = (folder / "new/rules/visits.yaml").read_text("utf-8")
    for line in (
        "organisation: \"Example Ltd.\"", "  called: visit", "  time_zone: Europe/Warsaw\n", "standard: visits",
        '    on: {type: date, format: "%d/%m/%Y"}',
    ):  # fmt: skip
        assert line in text
    assert "text: {pl: " in (folder / "new/standards/visits.yaml").read_text("utf-8")
    assert (folder / "new/.pre-commit-config.yaml").exists()
    assert not (folder / "new/.github").exists()


def test_on_a_terminal_what_would_end_the_program_is_asked_again_before_all_else(folder: Path) -> None:
    """A file that takes an encoding, one that cannot be begun with at all, and names of which there are files."""
    (folder / "r.csv").write_bytes("Przełożony\nŻ\n".encode("cp1250"))
    (folder / "empty.csv").write_bytes(b"")
    for name in ("rules/orders.yaml", "standards/service.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    answers = "empty.csv\nr.csv\nutf-9\ncp1250\norders\nother\nservice\npromises\n" + "\n" * 5
    code, said = on_a_terminal(["init"], answers, folder)
    assert code == 0, said
    for told in (
        "the first line of 'empty.csv' is empty; it must hold the column names",
        "'r.csv' is not UTF-8 (line 1)",
        "unknown encoding 'utf-9'",
        "there is a file rules/orders.yaml already; write another name",
        "there is a file standards/service.yaml already; write another name",
    ):
        assert told in said
    assert "column: Przełożony" in (folder / "rules/other.yaml").read_text("utf-8")
    assert (folder / "standards/promises.yaml").exists()
    assert (folder / "rules/orders.yaml").read_text("utf-8") == ""
    assert "--encoding cp1250" in said


def test_on_a_terminal_nothing_is_asked_either_where_that_is_said(folder: Path) -> None:
    code, said = on_a_terminal(["init", "--into", "new", "--yes"], "", folder)
    assert code == 0
    assert said.startswith("Written:")


# ---- what runs on every change ---------------------------------------------------------------------------------------


def test_the_hooks_and_the_workflow_call_commands_that_pass(checker: Call, folder: Path) -> None:
    _, out, _ = checker("init", "--into", "new", "--pre-commit", "--github")
    assert ".github/workflows/rules.yml" in out
    hooks = yaml.safe_load(Path("new/.pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    steps = yaml.safe_load(Path("new/.github/workflows/rules.yml").read_text("utf-8"))["jobs"]["validate"]["steps"]
    lines = [hook["entry"] for hook in hooks] + [
        step["run"] for step in steps if step.get("run", "").startswith("checker ")
    ]
    assert len(lines) >= 2
    os.chdir("new")
    for line in lines:
        _, *arguments = line.split()
        assert arguments[0] in COMMANDS
        assert checker(*arguments)[0] == 0, line


@pytest.mark.skipif("test" not in COMMANDS, reason="this version cannot test rules yet")
def test_the_drafted_tests_pass(checker: Call) -> None:
    checker("init", "--into", "idea")
    checker("init", "--into", "records", "--records", str(SAMPLES / "delivery.csv"))
    assert checker("test", "idea/rules", "records/rules")[0] == 0
