"""The sample company's two years: what went wrong is found, in its rule, branch, quarter and month, and no more is."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from checker.audits import AuditFile
from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of, parse_period
from checker.results import Results, RuleResult
from checker.ruleset.loading import load_rule_set, read_file
from checker.targets import Share
from tests.sample_company.branches import QUARTERS, Quarter
from tests.sample_company.dirt import dirt
from tests.sample_company.groups import moves_of

RULES = Path(__file__).parents[2] / "rules"
SAMPLES = RULES / "samples"
README = (SAMPLES / "README.md").read_text("utf-8")
Row = dict[str, str]

FAILURES = re.findall(
    r"^\| ([\w-]+) \| ([\w-]+) \| (everywhere|branch: [^|]+?) \| ((?:\d\dQ\d ?)+)\|", README, re.MULTILINE
)
"""The README's table of two years: rule set, rule, where, and the quarters in which it is missed."""


def rows(name: str) -> list[Row]:
    """The rows of a file that have as many cells as the header."""
    with (SAMPLES / name).open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";" if name.endswith("delivery.csv") else ",")
    return [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]


@cache
def audited() -> dict[str, tuple[list[Path], dict[str, list[Path]]]]:
    """By rule set the files of records and of tables that the audit names."""
    audit, problems = read_file(RULES / "two-years.yml")
    assert problems == []
    assert isinstance(audit, AuditFile)
    return {
        Path(each.rules).stem: (
            [RULES / file for file in each.records],
            {name: [RULES / file] for name, file in each.tables.items()},
        )
        for each in audit.audits
    }


def as_of(quarter: Quarter) -> str:
    following = quarter.last + timedelta(days=1)
    return f"{following}T00:00:00+{2 if following.month in (4, 7, 10) else 1:02}:00"


@cache
def quarters(name: str) -> dict[str, Results]:
    """A rule set checked in each quarter, each held against those before it."""
    rules, (records, tables) = load_rule_set(RULES / f"{name}.yaml"), audited()[name]
    found: dict[str, Results] = {}
    for quarter in QUARTERS:
        looked = Audit(
            as_of=parse_as_of(as_of(quarter)), period=parse_period(quarter.name), previous=tuple(found.values())
        )
        found[quarter.name] = evaluate(rules, records, looked, tables=tables)
    return found


def worst(rule: RuleResult) -> str:
    """The branch whose share of kept records is the smallest; there is only one."""
    shares = {branch: of.share for branch, of in rule.groups["branch"].items() if of.share is not None}
    least = [branch for branch, share in shares.items() if share == min(shares.values())]
    assert len(least) == 1, rule.id
    return least[0]


def is_nobodys_own(rule: RuleResult) -> bool:
    """Whether three branches or more are below the target."""
    shares = [branch.share for branch in rule.groups["branch"].values() if branch.share is not None]
    return sum(share < share_wanted(rule) for share in shares) >= 3


def share_wanted(rule: RuleResult) -> Fraction:
    (found,) = (each for each in load_rule_set(RULES / "delivery.yaml").rules if each.id == rule.id)
    assert isinstance(found.target, Share)
    assert isinstance(found.target.at_least, Fraction)
    return found.target.at_least


@pytest.mark.parametrize("name", ["delivery", "levels", "responses", "loyalty", "moves"])
def test_what_is_missed_in_a_quarter_is_what_was_built_in_and_where(name: str) -> None:
    assert name in audited()
    for quarter, results in quarters(name).items():
        short = quarter[2:].replace("-", "")
        built_in = {rule: where for of, rule, where, when in FAILURES if of == name and short in when.split()}
        missed = {rule.id: rule for rule in results.rule_sets[0].rules if rule.verdict == "missed"}
        assert set(missed) == set(built_in), quarter
        for id_, where in built_in.items():
            if where == "everywhere":
                assert is_nobodys_own(missed[id_]), (quarter, id_)
            else:
                assert worst(missed[id_]) == where.removeprefix("branch: "), (quarter, id_)


def test_every_failure_of_the_two_years_is_looked_for() -> None:
    assert {name for name, *_ in FAILURES} == set(audited())
    of_rule = Counter((rule, quarter) for _, rule, _, when in FAILURES for quarter in when.split())
    assert set(of_rule.values()) == {1}
    assert len(of_rule) > 30


def test_the_trend_of_a_rule_falls_and_rises_with_gdansk() -> None:
    (told,) = (rule for rule in quarters("levels")["2026-Q2"].rule_sets[0].rules if rule.id == "not-worse-than-before")
    assert [run.period for run in told.earlier] == [quarter.name for quarter in QUARTERS[:6]]
    assert [run.verdict for run in told.earlier[-2:]] == ["missed", "missed"]
    assert told.verdict == "met"


# ---- months


@cache
def months() -> dict[tuple[str, str], tuple[int, int]]:
    """By branch and month how many orders were judged, and how many of them came by the promised date."""
    records, tables = audited()["levels"]
    looked = Audit(as_of=parse_as_of(as_of(QUARTERS[-1])))
    (result,) = evaluate(load_rule_set(RULES / "levels.yaml"), records, looked, tables=tables).rule_sets
    (rule,) = (each for each in result.rules if each.id == "branches-alike")
    late = {finding.record for finding in rule.findings if finding.outcome == Outcome.BREACH}
    assert len(late) == rule.outcomes[Outcome.BREACH]
    judged, breached = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in (*rows("earlier/levels.csv"), *rows("levels.csv")):
        if row["interrupted_by"] == "nothing" and (row["received_at"] or row["order_id"] in late):
            key = row["branch"], row["ordered_at"][:7]
            judged[key] += 1
            breached[key] += row["order_id"] in late
    assert sum(judged.values()) == rule.judged
    return {key: (count, count - breached[key]) for key, count in judged.items()}


def test_there_are_two_years_of_months_at_every_branch() -> None:
    assert len({month for _, month in months()}) == 24
    assert len(months()) == 24 * 12


def test_gdansk_gets_worse_and_recovers_in_the_months_that_the_readme_tells() -> None:
    told = re.findall(r"^\| (\d{4}-\d{2}) \| (\d+) \| (\d+) \|$", README, re.MULTILINE)
    assert [month for month, *_ in told] == [f"2025-{m}" for m in (11, 12)] + [f"2026-0{m}" for m in range(1, 7)]
    assert {month: (int(orders), int(kept)) for month, orders, kept in told} == {
        month: months()["Gdańsk", month] for month, *_ in told
    }
    bad = {key for key, (orders, kept) in months().items() if orders >= 10 and kept < 0.85 * orders}
    worse = {("Gdańsk", month) for month in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04")}
    assert bad == worse | {("Białystok", "2026-08")}


# ---- groups


def history() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows("earlier/customers.csv"):
        found.setdefault(row["customer"], []).append(row)
    return found


def group_on(customer: str, day: str) -> str:
    (group,) = (
        row["group"] for row in history_of(customer) if row["valid_from"] <= day <= (row["valid_until"] or "9999")
    )
    return group


@cache
def _history() -> dict[str, list[Row]]:
    return history()


def history_of(customer: str) -> list[Row]:
    return _history()[customer]


def test_a_customer_is_in_one_group_at_a_time() -> None:
    assert len(_history()) == 280
    for times in _history().values():
        for former, later in pairwise(times):
            assert former["valid_until"] < later["valid_from"]
            assert former["group"] != later["group"]
        assert times[-1]["valid_until"] == ""


def test_moves_are_the_changes_of_the_groups_and_the_readme_counts_them() -> None:
    told = re.findall(r"^\| (\d{4}-Q\d) \| (\d+) \| (\d+) \| (\d+) \|$", README, re.MULTILINE)
    moves = [*rows("earlier/moves.csv"), *rows("moves.csv")]
    assert len(moves) == sum(len(times) - 1 for times in _history().values())
    for quarter in QUARTERS[1:]:
        of = [row for row in moves if f"{quarter.first}" <= row["moved_at"][:10] <= f"{quarter.last}"]
        up = sum(row["to_group"] < row["from_group"] for row in of)
        known = sum(times[0]["valid_from"] <= f"{quarter.first}" for times in _history().values())
        assert (quarter.name, str(up), str(len(of) - up), str(known)) in told
        assert len(of) == len(moves_of(quarter))
        for row in of:
            assert group_on(row["customer"], f"{quarter.first}") == row["to_group"]
            assert group_on(row["customer"], f"{quarter.first - timedelta(days=1)}") == row["from_group"]
    assert len(told) == len(QUARTERS) - 1


def test_who_dropped_out_of_a_group_in_gdansk_had_trouble_with_delivery() -> None:
    left = [
        row["reason"]
        for row in rows("earlier/moves.csv")
        if row["branch"] == "Gdańsk" and row["moved_at"] >= "2026" and row["to_group"] > row["from_group"]
    ]
    assert Counter(left)["trouble_with_delivery"] >= 5
    assert {*left} <= {"trouble_with_delivery", ""}


def test_every_order_is_of_the_group_that_the_customer_was_in() -> None:
    spoiled = {number for number, *_ in dirt("earlier/delivery.csv")}
    for row in rows("earlier/delivery.csv"):
        if row["Order no."] in spoiled:
            continue
        years, count = float(row["years_with_us"]), int(row["orders_last_year"])
        group = "A" if years >= 3 and count >= 24 else "C" if count < 6 else "B"
        day = "-".join(reversed(row["ordered_at"][:10].split(".")))
        assert group == group_on(row["customer"], day)


# ---- the same orders, complaints and marks; and dirt


def test_in_the_months_of_gdansk_the_late_order_is_the_complaint_is_the_bad_mark() -> None:
    late = {row["order_id"]: row for row in rows("earlier/levels.csv") if row["received_at"][:10] > row["promised_on"]}
    complaints = {row["order_no"]: row for row in rows("earlier/responses.csv") if row["order_no"] in late}
    marks = {row["purchase_id"]: row for row in rows("earlier/loyalty.csv") if row["purchase_id"] in late}
    assert all(row["satisfaction"] in ("1", "2", "3") for row in marks.values())
    found = [order for order in late if order in complaints and marks.get(order, {}).get("satisfaction") in ("1", "2")]
    assert len(found) > 40
    assert all(complaints[order]["customer"] == marks[order]["customer"] for order in found)
    assert sum(late[order]["branch"] == "Gdańsk" for order in found) > len(found) / 3


@pytest.mark.parametrize("name", ["earlier/delivery.csv", "earlier/responses.csv"])
def test_every_documented_dirt_is_in_the_file(name: str) -> None:
    found, text = rows(name), (SAMPLES / name).read_text("utf-8-sig")
    key = next(iter(found[0]))
    assert len(dirt(name)) >= 9
    for number, column, cell in dirt(name):
        of = [row for row in found if row[key] == number]
        if column == "followed by":
            assert f"\n{cell}\n" in text.replace("\r\n", "\n")
        elif column == "repeated after":
            assert len(of) == 2
        else:
            assert [row[column] for row in of] == [cell]
    of_file = quarters(name.removeprefix("earlier/").removesuffix(".csv"))["2024-Q4"].rule_sets[0].records
    twins = {number for number, column, _ in dirt(name) if column == "repeated after"}
    assert twins <= {each.id for each in of_file.duplicates}


@pytest.mark.parametrize("name", ["delivery", "responses", "levels", "loyalty", "moves"])
def test_the_readme_tells_the_number_of_rows_of_the_earlier_files(name: str) -> None:
    lines = (SAMPLES / "earlier" / f"{name}.csv").read_text("utf-8-sig").splitlines()
    told = re.search(rf"^\| earlier/{name}.csv \|[^|]*\| ([\d,]+) \|", README, re.MULTILINE)
    assert told
    assert int(told[1].replace(",", "")) == len(lines) - 1


def test_the_old_help_desk_wrote_as_it_did() -> None:
    written = (SAMPLES / "earlier" / "responses.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\r\n") == written.count(b"\n")


def test_the_two_years_stay_small() -> None:
    assert sum(path.stat().st_size for path in (SAMPLES / "earlier").iterdir()) < 2_000_000
