"""A run of tests: what is found, how cases are kept apart, and that they come out as a check of the same rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checker.evaluation import Audit, evaluate
from checker.periods import parse_as_of
from checker.problems import CheckerError
from checker.ruletests.comparing import Mismatch
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.running import judged
from checker.ruletests.testing import TestedFile, Testing, run_tests
from tests.ruletests.conftest import HEAD, RULES, STANDARDS


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., TestedFile]:
    """Run cases written as YAML, without the lines before them, on orders.yaml or another rule set."""

    def run(cases: str, rules: str = RULES, **options: bool) -> TestedFile:
        (tmp_path / "orders.yaml").write_text(rules, "utf-8")
        (tmp_path / "orders.tests.yaml").write_text(HEAD + cases, "utf-8")
        testing = run_tests([tmp_path / "orders.yaml"], STANDARDS, **options)
        assert not testing.errors, testing.errors
        (file,) = testing.files
        return file

    return run


def mismatches(file: TestedFile) -> list[Mismatch]:
    return [mismatch for case in file.cases for mismatch in case.mismatches]


# ---- what is compared ------------------------------------------------------------------------------------------------


def test_a_case_passes_where_every_record_comes_out_as_it_says(ran: Callable[..., TestedFile]) -> None:
    file = ran(
        """
  - name: two days to the minute are kept
    records: [{order_id: a, delivered_at: 03.09.2026 09:00}]
    expect: {cycle: {outcome: kept, observed: 48 hours, limit: 48 hours}}
  - name: a minute more is a breach
    records: [{order_id: a, delivered_at: 03.09.2026 09:01}]
    expect: {cycle: breach, promised: {outcome: breach, observed: 1 calendar day late}}
"""
    )
    assert [case.name for case in file.cases] == ["two days to the minute are kept", "a minute more is a breach"]
    assert mismatches(file) == []


def test_a_failing_case_says_what_was_expected_and_received_and_shows_the_values_underneath(
    ran: Callable[..., TestedFile],
) -> None:
    (found,) = mismatches(
        ran(
            """
  - name: a minute more than two days
    records: [{order_id: a, delivered_at: 03.09.2026 09:01}]
    expect: {cycle: kept}
"""
        )
    )
    assert (found.about, found.record, found.line, found.column) == ("cycle", None, 8, 21)
    assert (found.expected, found.received) == ("kept", "breach")
    assert (found.observed, found.limit) == ("48 hours 1 minute", "48 hours")
    assert dict(found.cells) == {
        "pieces": "5", "ordered_at": "01.09.2026 09:00", "delivered_at": "03.09.2026 09:01", "segment": "B",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "received"),
    [
        ("{outcome: kept, observed: 47 hours}", "kept, observed 48 hours"),
        ("{limit: 24 hours}", "kept, limit 48 hours"),
        ("{outcome: breach, limit: 24 hours}", "kept, limit 48 hours"),
        ("{reason: open}", "kept, no reason"),
        ("{outcome: undetermined, reason: missing_field}", "kept, no reason"),
        ("{outcome: kept, observed: two days}", "kept, observed 48 hours"),
    ],
)
def test_every_word_of_an_expectation_is_compared(expected: str, received: str, ran: Callable[..., TestedFile]) -> None:
    cases = "  - name: x\n    records: [{order_id: a, delivered_at: 03.09.2026 09:00}]\n"
    cases += f"    expect: {{cycle: {expected}}}\n"
    (found,) = mismatches(ran(cases))
    assert found.received == received


@pytest.mark.parametrize("written", ["48 hours", "2880 minutes", "47 hours 60 minutes", "172800 seconds"])
def test_a_value_may_be_written_in_other_units(written: str, ran: Callable[..., TestedFile]) -> None:
    cases = "  - name: x\n    records: [{order_id: a, delivered_at: 03.09.2026 09:00}]\n"
    cases += "    expect: {cycle: {observed: %s}}\n"
    assert mismatches(ran(cases % written)) == []
    assert mismatches(ran(cases % "2 calendar days"))


def test_several_records_are_named_by_their_ids_and_copies_by_the_one_that_they_share(
    ran: Callable[..., TestedFile],
) -> None:
    file = ran(
        """
  - name: nineteen in time and one late
    records:
      - {order_id: good, copies: 19}
      - {order_id: late, delivered_at: 09.09.2026 09:00}
    expect: {cycle: {good: kept, late: breach}, promised: {good: kept, late: kept}}
    expect_verdict: {cycle: met, promised: met}
"""
    )
    found = mismatches(file)
    assert [(each.about, each.record, each.received) for each in found] == [
        ("promised", "late", "breach"),
        ("promised", None, "verdict missed, of 19 kept, 1 breach"),
    ]
    assert found[1].expected == "verdict met"


def test_one_copy_may_be_named_by_itself_and_that_goes_first(ran: Callable[..., TestedFile]) -> None:
    cases = """
  - name: x
    records: [{order_id: a, copies: 3}]
    expect: {cycle: {a: kept, a-2: breach}}
"""
    assert [each.record for each in mismatches(ran(cases))] == ["a-2"]


def test_what_the_whole_comes_to_is_compared_with_its_score(ran: Callable[..., TestedFile]) -> None:
    cases = """
  - name: x
    records: [{order_id: a, copies: 20, clean: "yes"}]
    expect_overall: {verdict: met, score: %s}
"""
    assert mismatches(ran(cases % "3 of 3")) == []
    (found,) = mismatches(ran(cases % "2 of 3"))
    assert (found.about, found.expected, found.received) == ("overall", "met, score 2 of 3", "met, score 3 of 3")


def test_an_open_record_without_a_moment_to_look_from_fails_and_says_what_is_lacking(
    ran: Callable[..., TestedFile], tmp_path: Path
) -> None:
    cases = "  - name: x\n    records: [{order_id: a, delivered_at: null}]\n    expect: {cycle: undetermined}\n"
    (tmp_path / "orders.yaml").write_text(RULES, "utf-8")
    text = HEAD.replace("as_of: 2026-10-01T00:00:00+02:00\n", "") + cases
    (tmp_path / "orders.tests.yaml").write_text(text, "utf-8")
    (file,) = run_tests([tmp_path / "orders.tests.yaml"], STANDARDS).files
    assert [each.received for each in mismatches(file)] == [
        "no outcome: the record is open, and no as_of says from when to look"
    ]


# ---- cases stand alone -----------------------------------------------------------------------------------------------


def test_records_of_one_case_never_meet_those_of_another(ran: Callable[..., TestedFile]) -> None:
    unique = RULES.replace('kind: requirement, must: {clean: "yes"}', "kind: unique, fields: [site]")
    file = ran(
        """
  - name: an id that stands once
    records: [{order_id: a, site: Lisbon}]
    expect: {cycle: kept, clean: {outcome: kept, observed: 1}}
  - name: the same id in another case
    records: [{order_id: a, site: Lisbon}]
    expect: {cycle: kept, clean: kept}
  - name: the same id twice in one case
    records:
      - {order_id: a, site: Lisbon}
      - {order_id: a, site: Lisbon}
    expect:
      cycle: {a: {outcome: undetermined, reason: duplicate_id}}
      clean: {a: undetermined}
  - name: the same site twice in one case
    records:
      - {order_id: a, site: Lisbon}
      - {order_id: b, site: Lisbon}
    expect: {clean: {a: {outcome: breach, observed: 2}, b: breach}}
""",
        unique,
    )
    assert mismatches(file) == []


def test_the_last_row_of_an_event_log_is_looked_for_in_its_own_case(ran: Callable[..., TestedFile]) -> None:
    log = RULES.replace("  id: order_id\n", "  id: order_id\n  last_row: {per: site, by: ordered_at}\n")
    file = ran(
        """
  - name: an early row that stands alone
    records: [{order_id: a, site: one, ordered_at: 01.09.2026 09:00}]
    expect: {cycle: kept}
  - name: the later row of two counts
    records:
      - {order_id: a, site: one, ordered_at: 01.09.2026 09:00}
      - {order_id: b, site: one, ordered_at: 02.09.2026 08:00}
    expect: {cycle: {b: kept}, promised: {a: kept, b: kept}}
""",
        log,
    )
    assert [(each.about, each.record, each.received) for each in mismatches(file)] == [
        ("promised", "a", "not judged: a later row of the same case counts")
    ]


def test_each_case_may_have_its_own_moment_and_period(ran: Callable[..., TestedFile]) -> None:
    file = ran(
        """
  - name: open past its limit at the moment of the file
    records: [{order_id: a, delivered_at: null}]
    expect: {cycle: {outcome: breach, reason: open_past_limit}}
  - name: still waiting at a moment of its own
    as_of: 2026-09-03T09:00:00+02:00
    records: [{order_id: a, delivered_at: null}]
    expect: {cycle: pending}
  - name: outside the period of the case
    period: 2026-Q4
    records: [{order_id: a}]
    expect: {cycle: {outcome: out_of_scope, reason: outside_period}}
"""
    )
    assert mismatches(file) == []


def test_cases_that_share_their_moment_and_period_are_judged_in_one_pass(tmp_path: Path) -> None:
    cases = "".join(
        f"  - name: case {number}\n    records: [{{order_id: a}}]\n    expect: {{cycle: kept}}\n"
        for number in range(40)
    )
    cases += (
        "  - name: later\n    as_of: 2027-01-01T00:00:00Z\n    records: [{order_id: a}]\n    expect: {cycle: kept}\n"
    )
    (tmp_path / "orders.yaml").write_text(RULES, "utf-8")
    (tmp_path / "orders.tests.yaml").write_text(HEAD + cases, "utf-8")
    suite, _ = read_tests(tmp_path / "orders.tests.yaml", STANDARDS)
    assert suite is not None
    with judged(suite) as groups:
        assert [len(group.cases) for group in groups] == [40, 1]
        assert [len(group.rows) for group in groups] == [40, 1]


def test_a_word_that_a_rule_set_takes_for_missing_never_hides_a_case(ran: Callable[..., TestedFile]) -> None:
    odd = RULES.replace('missing_words: ["", brak]', 'missing_words: ["", "case 0", "case - 0", "0"]')
    cases = """
  - name: x
    records: [{order_id: a, copies: 2}]
    expect: {cycle: {a: kept}}
    expect_verdict: {cycle: met}
"""
    assert mismatches(ran(cases, odd)) == []


def test_a_field_called_copies_is_a_cell(ran: Callable[..., TestedFile]) -> None:
    rules = RULES.replace("    site: {type: text}\n", "    site: {type: text}\n    copies: {type: whole_number}\n")
    rules = rules.replace('must: {clean: "yes"}', "must: {copies: {at_least: 3}}")
    cases = "  - name: x\n    records: [{order_id: a, copies: 3}]\n    expect: {clean: kept}\n"
    assert mismatches(ran(cases, rules)) == []


# ---- the same as a check ---------------------------------------------------------------------------------------------


def checked(suite: Suite, group: Any, folder: Path) -> Mapping[tuple[str, str], str]:
    """What a check of the group's rows, written as a CSV file with every id once, says of each record and rule."""
    rule_set = suite.rule_set
    identity = rule_set.records.id
    assert identity
    path = folder / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([field.column or name for name, field in rule_set.records.fields.items()])
        for place, row in enumerate(group.rows):
            cells = {**row.cells, identity: f"row-{place}"}
            writer.writerow([cells.get(name) or "" for name in rule_set.records.fields])
    findings = folder / "findings.csv"
    evaluate(rule_set, [path], Audit(as_of=group.as_of, period=group.period, findings=(findings,)))
    with findings.open(encoding="utf-8") as file:
        return {(row["record"], row["rule"]): row["outcome"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", ["delivery", "responses", "appearance"])
def test_tests_give_the_outcomes_of_a_check_of_the_same_rows(name: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    suite, problems = read_tests(root / "rules" / f"{name}.tests.yaml")
    assert suite is not None, problems
    compared = 0
    with judged(suite) as groups:
        for group in groups:
            found = checked(suite, group, tmp_path)
            for rule, told in group.told.items():
                for place in told:
                    finding = group.finding(rule, place)
                    assert finding is not None
                    if finding.reason == "duplicate_id":
                        continue  # the check sees every id once
                    outcome = finding.outcome.value
                    received = found.get((f"row-{place}", rule))
                    assert received == (outcome if outcome in ("breach", "undetermined") else None), (rule, place)
                    compared += 1
    assert compared > 1_000


# ---- what is found ---------------------------------------------------------------------------------------------------

CASE = "  - name: x\n    records: [{order_id: a}]\n    expect: {cycle: kept}\n"


def written(folder: Path, name: str, cases: str | None = CASE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(RULES.replace("rule_set: orders", f"rule_set: {name}"), "utf-8")
    if cases is not None:
        (folder / f"{name}.tests.yaml").write_text(HEAD.replace("set: orders", f"set: {name}") + cases, "utf-8")


def paths(testing: Testing, folder: Path) -> list[str]:
    return [str(Path(file.path).relative_to(folder)) for file in testing.files]


def test_a_folder_is_searched_for_tests_and_rule_sets_without_any_are_named(tmp_path: Path) -> None:
    written(tmp_path / "rules", "orders")
    written(tmp_path / "rules" / "north", "returns")
    written(tmp_path / "rules", "visits", None)
    (tmp_path / "rules" / "notes.yaml").write_text("about: nothing\n", "utf-8")
    written(tmp_path / "rules" / ".hidden", "hidden")
    testing = run_tests([tmp_path / "rules"], STANDARDS)
    assert paths(testing, tmp_path) == ["rules/north/returns.tests.yaml", "rules/orders.tests.yaml"]
    assert testing.untested == (str(tmp_path / "rules" / "visits.yaml"),)


def test_a_file_named_twice_is_run_once(tmp_path: Path) -> None:
    written(tmp_path, "orders")
    named = [tmp_path / "orders.yaml", tmp_path / "orders.tests.yaml", tmp_path]
    assert paths(run_tests(named, STANDARDS), tmp_path) == ["orders.tests.yaml"]


def test_no_test_is_an_error_and_never_a_success(tmp_path: Path) -> None:
    written(tmp_path, "orders", None)
    with pytest.raises(CheckerError, match=r"no tests found for '.*orders.yaml'; write them in orders.tests.yaml"):
        run_tests([tmp_path / "orders.yaml"], STANDARDS)
    with pytest.raises(CheckerError, match="no tests found in"):
        run_tests([tmp_path], STANDARDS)
    written(tmp_path, "orders", "  - todo: everything\n  - todo: returned orders\n")
    with pytest.raises(
        CheckerError, match=r"no tests found in .*; still to be written: 'everything', 'returned orders'$"
    ):
        run_tests([tmp_path], STANDARDS)


def test_a_file_with_problems_is_told_and_the_others_are_run(tmp_path: Path) -> None:
    written(tmp_path, "orders")
    written(tmp_path, "returns", CASE.replace("cycle", "cicle"))
    testing = run_tests([tmp_path], STANDARDS)
    assert paths(testing, tmp_path) == ["orders.tests.yaml"]
    assert [problem.code for problem in testing.errors] == ["R302"]
    assert testing.is_readable
    (tmp_path / "returns.tests.yaml").write_text("cases: [\n", "utf-8")
    assert not run_tests([tmp_path], STANDARDS).is_readable


def test_a_rule_that_the_engine_cannot_compute_is_told_in_one_sentence(tmp_path: Path) -> None:
    rules = RULES.replace(
        "    site: {type: text}\n", "    site: {type: text}\n    a: {type: number}\n    b: {type: number}\n"
    )
    rules = rules.replace('kind: requirement, must: {clean: "yes"}', "kind: promise_kept, promised: a, actual: b")
    (tmp_path / "orders.yaml").write_text(rules, "utf-8")
    far = (
        "  - name: x\n    records: [{order_id: a, a: 9000000000000, b: -9000000000000}]\n    expect: {clean: breach}\n"
    )
    (tmp_path / "orders.tests.yaml").write_text(HEAD + far, "utf-8")
    with pytest.raises(CheckerError, match=r"the cases of '.*' could not be judged: .*[Oo]verflow") as raised:
        run_tests([tmp_path / "orders.yaml"], STANDARDS)
    assert "\n" not in str(raised.value)


def test_results_are_the_same_in_every_run(tmp_path: Path) -> None:
    from checker.listings.ruletests import listed

    written(tmp_path, "orders", CASE.replace("kept", "breach"))
    told = [listed(run_tests([tmp_path], STANDARDS, coverage=True, mutation=True), "json") for _ in range(2)]
    assert told[0] == told[1]
    assert json.loads(told[0])["failed"] == 1


def test_a_moment_without_an_offset_is_none() -> None:
    with pytest.raises(ValueError, match="offset"):
        parse_as_of("2026-10-01T00:00:00")


TWO_PERSONS = """\
rule_set: accounts
defaults:
  tables: {contacts: [{account_id: a, person: ann}]}
cases:
  - name: two persons, each once
    records: [{account_id: a}]
    tables: {contacts: [{account_id: a, person: ann}, {account_id: a, person: bob}, {account_id: a, person: bob}]}
    expect: {known: kept}
  - name: the default is one person, and rows of another case are not seen
    records: [{account_id: a}]
    expect: {known: breach}
"""


def test_cases_have_rows_of_other_tables_of_their_own(tmp_path: Path) -> None:
    rules = Path(__file__).with_name("accounts.yaml").read_text("utf-8")
    (tmp_path / "accounts.yaml").write_text(rules, "utf-8")
    (tmp_path / "accounts.tests.yaml").write_text(TWO_PERSONS, "utf-8")
    (file,) = run_tests([tmp_path / "accounts.yaml"], STANDARDS, coverage=True, mutation=True).files
    assert [case.mismatches for case in file.cases] == [(), ()]
