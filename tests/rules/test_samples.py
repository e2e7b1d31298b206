"""The sample company is what its README says: same bytes, right counts, every failure, every dirt."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache

import pytest
import yaml

from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of, parse_period
from checker.results import RuleSetResult
from checker.ruleset.loading import load_rule_set
from tests import by_hand
from tests.sample_company.branches import BADGELESS, BRANCHES
from tests.sample_company.dirt import README, dirt

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


# Columns that no rule reads are not declared, as in the files that companies have.
NOT_DECLARED = {
    "delivery.csv": {"employee", "customer"},
    "responses.csv": {"employee", "order_no", "customer", "text"},
    "appearance.csv": {"visitor"},
}


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_column_exists_and_every_column_that_is_read_is_declared(name):
    fields = rule_set(name)["records"]["fields"]
    columns = [field.get("column", key) for key, field in fields.items()]
    assert sorted([*columns, *NOT_DECLARED[name]]) == sorted(records(name)[0])


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


# ---- what a check finds ----------------------------------------------------------------------------------------------

AS_OF = "2026-10-01T00:00:00+02:00"
COUNTED = (Outcome.KEPT, Outcome.BREACH, Outcome.PENDING, Outcome.EXCLUDED)
FOUND = re.findall(
    r"^\| (\w+) \| ([\w-]+) \| ([\w ]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$",
    README.read_text("utf-8"),
    re.MULTILINE,
)
"""The README's table "What a check should find"."""


@cache
def checked(name: str) -> RuleSetResult:
    rules = load_rule_set((RULES / name).with_suffix(".yaml"))
    audit = Audit(as_of=parse_as_of(AS_OF), period=parse_period("2026-Q3"))
    (result,) = evaluate(rules, [SAMPLES / name], audit).rule_sets
    return result


@cache
def written(name: str) -> dict:
    """The rule set with every scalar as it is written."""
    return yaml.load((RULES / name).with_suffix(".yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def cells(name: str) -> list[dict[str, str]]:
    """The records by field instead of by column."""
    fields = written(name)["records"]["fields"]
    columns = {key: field.get("column", key) for key, field in fields.items()}
    return [{field: row[column] for field, column in columns.items()} for row in records(name)]


@pytest.mark.parametrize("name", NAMES)
def test_a_check_finds_what_the_readme_says(name):
    expected = [line[1:] for line in FOUND if f"{line[0]}.csv" == name]
    assert expected
    found = [
        (rule.id, rule.verdict.replace("_", " "), *(f"{rule.outcomes[outcome]:,}" for outcome in COUNTED))
        for rule in checked(name).rules
    ]
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_working_the_records_by_hand_finds_the_same(name):
    audit = by_hand.Audit(datetime.fromisoformat(AS_OF).astimezone(UTC), (date(2026, 7, 1), date(2026, 9, 30)))
    fates = by_hand.outcomes(written(name), cells(name), audit)
    for rule in checked(name).rules:
        assert Counter(outcome for outcome, _ in fates[rule.id].values()) == Counter(rule.outcomes)


def test_overall_the_verdicts_are_those_of_the_readme():
    told = README.read_text("utf-8").replace("\n", " ")
    verdicts = {name: (checked(name).verdict, checked(name).reason) for name in NAMES}
    assert verdicts == {
        "delivery.csv": ("missed", "must_meet"),
        "responses.csv": ("met", None),
        "appearance.csv": ("met", None),
    }
    assert "delivery is missed, because the critical promised-date is" in told
    for name, said in (("responses.csv", "responses is met with"), ("appearance.csv", "appearance is met with")):
        score = checked(name).score
        assert score
        assert f"{said} {score.numerator:.0f} of {score.denominator:.0f}" in told


@pytest.mark.parametrize("name", NAMES)
def test_every_documented_dirt_is_told_with_its_row(name):
    """And nothing else: each cell that could not be read, each rejected row and each shared id is in the README."""
    read = checked(name).records
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=DELIMITERS[name]))
    number = {row[0]: place for place, row in enumerate(rows) if len(row) == len(rows[0])}
    known = {(number[record], column, cell) for record, column, cell in dirt(name) if column in records(name)[0]}
    unreadable = {(cell.row, cell.column, cell.text) for cell in read.unreadable_cells}
    fields = written(name)["records"]["fields"]
    assert unreadable == {
        (place, column, cell)
        for place, column, cell in known
        for field, said in fields.items()
        if said.get("column", field) == column
        and by_hand.read_cell(cell, said, written(name)["records"]).state == "unreadable"
    }
    ragged = {(lines.index(cell), cell[:40]) for _, column, cell in dirt(name) if column == "followed by"}
    assert {(row.row, row.text) for row in read.rejected_rows} == ragged
    assert read.rejected == len(ragged)
    twins = {record for record, column, _ in dirt(name) if column == "repeated after"}
    places = {twin: [place for place, row in enumerate(rows) if row[0] == twin] for twin in twins}
    assert {shared.id: [place.row for place in shared.places] for shared in read.duplicates} == places


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_without_a_value_is_counted(name):
    expected: dict[str, Counter[str]] = {}
    for row in cells(name):
        for field, said in written(name)["records"]["fields"].items():
            state = by_hand.read_cell(row[field], said, written(name)["records"]).state
            if state != "value":
                expected.setdefault(field, Counter())[state] += 1
    assert checked(name).records.faults == expected
