"""The sample company is what its README says: same bytes, right counts, every failure, every dirt."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests import sample_company
from tests.sample_company import BADGELESS, BRANCHES, README, dirt, files

SAMPLES = README.parent
RULES = SAMPLES.parent
DELIMITERS = {"delivery.csv": ";", "responses.csv": ",", "appearance.csv": ","}
NAMES = sorted(DELIMITERS)


def records(name: str) -> list[dict[str, str]]:
    """The rows that have as many cells as the header."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=DELIMITERS[name])
    return [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]


def rule_set(name: str) -> dict:
    return yaml.safe_load((RULES / name).with_suffix(".yaml").read_text(encoding="utf-8"))


def test_the_script_writes_the_same_bytes_again(tmp_path):
    script = Path(sample_company.__file__)
    subprocess.run([sys.executable, script, tmp_path], check=True)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes()


def test_two_runs_in_one_process_agree():
    assert files() == files()


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_tells_the_number_of_rows(name):
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    told = re.search(rf"^\| {name} \|[^|]*\| ([\d,]+) \|", README.read_text("utf-8"), re.MULTILINE)
    assert told
    assert int(told[1].replace(",", "")) == len(lines) - 1


@pytest.mark.parametrize(("name", "least"), [("delivery.csv", 1200), ("responses.csv", 600), ("appearance.csv", 150)])
def test_there_are_enough_records(name, least):
    assert len(records(name)) >= least


def test_twelve_branches_and_forty_employees():
    people = [person for branch in BRANCHES for person in branch.staff.split(", ")]
    assert len(BRANCHES) == 12
    assert len(people) == len(set(people)) == 40
    assert {row["employee"] for name in NAMES for row in records(name)} == set(people)
    assert {branch.city for branch in BRANCHES} <= {row["branch"] for row in records("delivery.csv")}
    assert all(branch.city in README.read_text("utf-8") for branch in BRANCHES)


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_declared_and_every_declared_column_exists(name):
    fields = rule_set(name)["records"]["fields"]
    columns = [field.get("column", key) for key, field in fields.items()]
    assert sorted(columns) == sorted(records(name)[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_documented_dirt_is_in_the_file(name):
    rows = records(name)
    key = next(iter(rows[0]))
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    assert dirt(name)
    for number, column, cell in dirt(name):
        found = [row for row in rows if row[key] == number]
        if column == "followed by":
            place = lines.index(cell)
            assert lines[place - 1].startswith(number)
            assert len(next(csv.reader([cell], delimiter=DELIMITERS[name]))) != len(rows[0])
        elif column == "repeated after":
            assert len(found) == 2
        else:
            assert [row[column] for row in found] == [cell]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_ragged_or_twice(name):
    rows = records(name)
    key = next(iter(rows[0]))
    documented = [column for _, column, _ in dirt(name)]
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 - len(rows) == documented.count("followed by")
    assert len(rows) - len({row[key] for row in rows}) == documented.count("repeated after")


def day(cell: str) -> str:
    """The date of 31.12.2026 10:00 as 2026-12-31, which sorts."""
    return "-".join(reversed(cell[:10].split(".")))


def test_bialystok_is_late_with_everything_in_august():
    august = [
        row
        for row in records("delivery.csv")
        if row["branch"] == "Białystok" and row["ordered_at"][3:10] == "08.2026" and row["order_status"] == "delivered"
    ]
    assert len(august) > 20
    assert all(day(row["delivered_at"]) > day(row["promised_on"]) for row in august)


def test_malaga_never_tells_of_a_delay_nor_why_it_refuses():
    rows = [row for row in records("delivery.csv") if row["branch"] == "Málaga"]
    delayed = [row for row in rows if row["delay_known_at"]]
    refused = [row for row in rows if row["request_state"] == "refused"]
    assert len(delayed) > 10
    assert len(refused) > 5
    assert not any(row["told_at"] for row in delayed)
    assert not any(row["refusal_reason"] for row in refused)


def test_koeln_charges_too_much_until_12_july():
    july = [row for row in records("delivery.csv") if row["branch"] == "Köln" and day(row["ordered_at"]) < "2026-07-13"]
    listed, charged = "List price (PLN)", "Charged price (PLN)"
    assert len(july) > 5
    assert all(float(row[charged]) > float(row[listed]) for row in july)


def test_a_paid_guarantee_is_never_broken():
    paid = [row for row in records("delivery.csv") if row["perfect_condition_paid"] == "tak"]
    assert "nie" not in {row["undamaged"] for row in paid}


def test_nobody_in_koeln_confirms_complaints_in_the_summer():
    summer = [
        row
        for row in records("responses.csv")
        if row["branch"] == "Köln"
        and row["contact_type"] == "complaint"
        and "2026-07-20" <= row["received_at"] < "2026-09-01"
    ]
    assert summer
    assert not any(row["acknowledged_at"] for row in summer)


def test_one_employee_wears_no_badge():
    seen = [row for row in records("appearance.csv") if row["employee"] == BADGELESS]
    assert len(seen) == 4
    assert all(row["badge_worn"] in ("no", "nie", "0") for row in seen)


def test_every_clause_is_cited_by_a_rule_or_says_why_not():
    path = RULES.parent / "standards" / "customer-service.yaml"
    clauses = yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]
    cited = {rule["clause"] for name in NAMES for rule in rule_set(name)["rules"]}
    assert cited <= {clause["id"] for clause in clauses}
    for clause in clauses:
        assert (clause["id"] in cited) != ("not_checkable_because" in clause), clause["id"]
