"""The story of a check from end to end: what may not be judged is never kept, and nothing but the records decides."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

import checker.engines
from checker.cli import run
from checker.engines.duckdb import connected
from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome, Reason, Verdict
from checker.periods import parse_as_of, parse_period
from checker.problems import CheckerError
from checker.results import Results, RuleResult
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import RuleSet
from tests.made_up.records import made_up

Written = dict[str, Any]
ROOT = Path(__file__).parents[1]
EVERYTHING = Path(__file__).parent / "made_up" / "everything.yaml"
AS_OF = datetime(2026, 10, 26, 11, tzinfo=UTC)

RECORDS: Written = {
    "called": "order",
    "id": "order_id",
    "dated_by": "ordered_at",
    "time_zone": "Europe/Warsaw",
    "fields": {
        "order_id": {"type": "text"},
        "ordered_at": {"type": "moment"},
        "delivered_at": {"type": "moment"},
        "ordered": {"type": "number"},
        "delivered": {"type": "number"},
        "cause": {"type": "choice", "of": ["none", "strike"]},
    },
    "groups": ["cause"],
}
CYCLE: Written = {
    "id": "cycle",
    "title": "Cycle",
    "measure": {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "48 hours"},
}
IN_FULL: Written = {
    "id": "in-full",
    "title": "In full",
    "measure": {"kind": "promise_kept", "promised": "ordered", "actual": "delivered"},
}


def rule_set(*rules: Written, **more: Any) -> RuleSet:
    written = {"rule_set": "orders", "title": "Orders", "version": "1", "records": RECORDS, "rules": list(rules)}
    return RuleSet.model_validate(written | more)


def order(number: int, ordered_at: str = "2026-10-20 09:00:00", delivered_at: str = "", **more: str) -> Written:
    """An order with these cells; delivered a day after it was ordered unless told otherwise."""
    cells = {"order_id": f"Z-{number}", "ordered_at": ordered_at, "delivered_at": delivered_at or "2026-10-21 09:00:00"}
    return cells | {"ordered": "1", "delivered": "1", "cause": "none"} | more


def still_open(number: int, ordered_at: str) -> Written:
    return order(number, ordered_at) | {"delivered_at": ""}


def write(path: Path, rows: list[Written], columns: list[str] | None = None) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns or list(RECORDS["fields"]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def only_rule(results: Results) -> RuleResult:
    (rule,) = results.rule_sets[0].rules
    return rule


# ---- nothing judged --------------------------------------------------------------------------------------------------

STRIKE = {"id": "strike", "when": {"cause": "strike"}, "because": "Nobody could deliver."}


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([], None),
        ([order(1, cause="strike"), order(2, cause="strike")], Outcome.EXCLUDED),
        ([still_open(1, "2026-10-25 09:00:00"), still_open(2, "2026-10-26 09:00:00")], Outcome.PENDING),
        ([order(1, "2025-10-20 09:00:00"), order(2, "2027-10-20 09:00:00")], Outcome.OUT_OF_SCOPE),
        ([order(1, "yesterday"), order(2), order(2)], Outcome.UNDETERMINED),
    ],
    ids=["an empty file", "all excluded", "all pending", "all outside the period", "all undetermined"],
)
def test_where_nothing_is_judged_the_verdict_is_undetermined_and_there_is_no_share(
    tmp_path: Path, rows: list[Written], outcome: Outcome | None
) -> None:
    audit = Audit(as_of=AS_OF, period=parse_period("2026-Q4"))
    rules = rule_set(CYCLE | {"target": "0 %"}, exclusions=[STRIKE], overall={"score": {"at_least": "50 %"}})
    results = evaluate(rules, [write(tmp_path / "orders.csv", rows)], audit)
    rule = only_rule(results)
    assert (rule.verdict, rule.reason, rule.share, rule.interval) == ("undetermined", "nothing_judged", None, None)
    assert rule.units == len(rows)
    assert {each for each, count in rule.outcomes.items() if count} == ({outcome} if outcome else set())
    assert results.verdict is Verdict.UNDETERMINED


def test_exclusions_are_counted_with_those_of_which_they_are_unknown(tmp_path: Path) -> None:
    causes = ["strike", "strike", "none", "", "flood"]
    rows = [order(number, cause=cause) for number, cause in enumerate(causes)]
    spared = IN_FULL | {"id": "spared"}
    rules = rule_set(IN_FULL, spared, exclusions=[STRIKE | {"except": ["spared"]}])
    (result,) = evaluate(rules, [write(tmp_path / "orders.csv", rows)]).rule_sets
    (exclusion,) = result.exclusions
    assert (exclusion.records, exclusion.unknown) == (2, 2)
    first, second = result.rules
    assert (first.outcomes[Outcome.EXCLUDED], first.outcomes[Outcome.KEPT]) == (2, 3)
    assert (second.outcomes[Outcome.EXCLUDED], second.outcomes[Outcome.KEPT]) == (0, 5)
    assert second.without_exclusions is None
    assert first.without_exclusions is not None
    assert first.without_exclusions.kept == 5


def test_the_period_covers_its_first_and_last_local_day(tmp_path: Path) -> None:
    moments = [
        "2026-06-30 23:59:59.999999",
        "2026-07-01 00:00:00",
        "2026-06-30T22:00:00Z",
        "2026-09-30T21:59:59Z",
        "2026-10-01 00:00:00",
    ]
    rows = [order(number, moment, moment) for number, moment in enumerate(moments)]
    audit = Audit(period=parse_period("2026-Q3"))
    rule = only_rule(evaluate(rule_set(IN_FULL), [write(tmp_path / "orders.csv", rows)], audit))
    assert (rule.outcomes[Outcome.KEPT], rule.reasons) == (3, {Reason.OUTSIDE_PERIOD: 2})


def test_ids_that_records_of_several_files_share_are_told_with_the_files(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", [order(1), order(2)])
    second = write(tmp_path / "b.csv", [order(3), order(1), order(2)])
    read = evaluate(rule_set(CYCLE), [first, second], Audit(as_of=AS_OF)).rule_sets[0].records
    places = {shared.id: [(place.source, place.row) for place in shared.places] for shared in read.duplicates}
    assert read.duplicate_records == 4
    assert places == {order(1)["order_id"]: [(0, 1), (1, 2)], order(2)["order_id"]: [(0, 2), (1, 3)]}


def test_a_shared_id_is_a_breach_of_the_rule_that_says_so_and_undetermined_under_others(tmp_path: Path) -> None:
    once = {"id": "once", "title": "Once", "measure": {"kind": "unique", "fields": ["order_id"]}}
    path = write(tmp_path / "orders.csv", [order(1), order(2), order(2), order(3)])
    rules = {rule.id: rule for rule in evaluate(rule_set(CYCLE, once), [path], Audit(as_of=AS_OF)).rule_sets[0].rules}
    assert (rules["once"].outcomes[Outcome.BREACH], rules["once"].outcomes[Outcome.KEPT]) == (2, 2)
    assert rules["once"].verdict is Verdict.MISSED
    assert rules[CYCLE["id"]].reasons[Reason.DUPLICATE_ID] == 2


def test_a_shared_id_is_no_matter_to_a_rule_that_does_not_speak_of_the_record(tmp_path: Path) -> None:
    scoped = CYCLE | {"scope": {"order_id": {"not": order(2)["order_id"]}}}
    path = write(tmp_path / "orders.csv", [order(1), order(2), order(2)])
    found = only_rule(evaluate(rule_set(scoped), [path], Audit(as_of=AS_OF)))
    assert (found.outcomes[Outcome.OUT_OF_SCOPE], found.outcomes[Outcome.UNDETERMINED]) == (2, 0)


def test_an_open_record_asks_for_the_moment_to_look_from(tmp_path: Path) -> None:
    records = write(tmp_path / "orders.csv", [still_open(1, "2026-10-20 09:00:00"), order(2)])
    with pytest.raises(CheckerError, match=r"^1 order records of rule 'cycle' are still open, .* --as-of "):
        evaluate(rule_set(CYCLE), [records])
    always_open = CYCLE | {"measure": CYCLE["measure"] | {"open_records": "pending"}}
    assert only_rule(evaluate(rule_set(always_open), [records])).outcomes[Outcome.PENDING] == 1


# ---- a rule that cannot be evaluated ---------------------------------------------------------------------------------

BEYOND_INTEGERS = [order(1), order(2, ordered="9000000000000", delivered="-9000000000000")]


def test_a_rule_that_the_engine_cannot_compute_is_not_evaluated_and_the_others_are(tmp_path: Path) -> None:
    fourteen = [CYCLE | {"id": f"cycle-{number}", "target": "50 %"} for number in range(14)]
    rules = rule_set(*fourteen[:5], IN_FULL | {"target": "0 %"}, *fourteen[5:], overall={"score": {"at_least": "10 %"}})
    records = write(tmp_path / "orders.csv", BEYOND_INTEGERS)
    results = evaluate(rules, [records], Audit(as_of=AS_OF))
    by_id = {rule.id: rule for rule in results.rule_sets[0].rules}
    broken = by_id.pop("in-full")
    assert broken.verdict is Verdict.NOT_EVALUATED
    assert "overflow" in str(broken.reason).lower()
    assert (broken.share, broken.findings, broken.if_undetermined_were_breaches) == (None, (), None)
    assert broken.outcomes[Outcome.UNDETERMINED] == broken.units == 2
    assert {(rule.verdict, rule.outcomes[Outcome.KEPT]) for rule in by_id.values()} == {("met", 2)}
    score = results.rule_sets[0].score
    assert score is not None
    assert (score.numerator, score.denominator) == (14, 14)
    assert (results.verdict, results.rule_sets[0].reason) == ("not_evaluated", "rule_not_evaluated")


@pytest.mark.parametrize("missed_too", [False, True])
def test_the_command_exits_with_3_where_a_rule_could_not_be_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missed_too: bool
) -> None:
    late = order(3, delivered_at="2026-10-25 09:00:00")
    records = write(tmp_path / "orders.csv", [*BEYOND_INTEGERS, *([late] if missed_too else [])])
    rules = tmp_path / "orders.yaml"
    written = rule_set(CYCLE, IN_FULL).model_dump(mode="json", by_alias=True, exclude_unset=True)
    rules.write_text(json.dumps(written), encoding="utf-8")
    assert run(["check", str(records), "--rules", str(rules), "--as-of", AS_OF.isoformat()]) == 3
    assert "could not be evaluated" in capsys.readouterr().out


# ---- nothing but the records decides ---------------------------------------------------------------------------------


def figures(results: Results) -> Written:
    """The results without what tells where in its file a record stands; in any order where order means nothing."""
    told: Written = json.loads(results.to_json())
    del told["inputs"]
    for within in told["rule_sets"]:
        del within["records"]["notes"]  # they name rows
        within["rules"] = {rule["id"]: rule for rule in within["rules"]}
        lists = [within["records"][name] for name in ("rejected_rows", "unreadable_cells", "duplicates")]
        lists += [rule["findings"] for rule in within["rules"].values()]
        for listed in lists:
            assert len(listed) < 100, "so many that only the first are listed"
            for each in listed:
                for place in ("source", "source_row", "row"):
                    each.pop(place, None)
                each["places"] = len(each.get("places", []))
                each["record"] = str(each.get("record")).partition("no. ")[0]
            listed.sort(key=json.dumps)
    return told


@pytest.fixture(scope="module")
def everything() -> tuple[RuleSet, list[Written], Callable[..., Results]]:
    """A rule set with every feature, records with every fault, and a check of them."""
    rules = load_rule_set(EVERYTHING)
    audit = Audit(as_of=AS_OF, period=parse_period("2026-10-24..2026-10-26"))
    return rules, made_up(7, 60), lambda rules, *files: evaluate(rules, files, audit)


@pytest.fixture(scope="module")
def usual(everything: Any, tmp_path_factory: pytest.TempPathFactory) -> Written:
    rules, rows, check = everything
    path = write(tmp_path_factory.mktemp("usual") / "all.csv", rows, list(rows[0]))
    told = figures(check(rules, path))
    judged = {
        outcome
        for rule in told["rule_sets"][0]["rules"].values()
        for outcome, count in rule["outcomes"].items()
        if count
    }
    assert judged == {outcome.value for outcome in Outcome} - {"waived"}
    return told


def test_the_order_of_rows_columns_and_rules_decides_nothing(everything: Any, usual: Written, tmp_path: Path) -> None:
    rules, rows, check = everything
    shuffled, columns = rows.copy(), list(rows[0])
    Random(1).shuffle(shuffled)
    Random(2).shuffle(columns)
    turned = rules.model_copy(update={"rules": tuple(reversed(rules.rules))})
    assert figures(check(turned, write(tmp_path / "all.csv", shuffled, columns))) == usual


def test_records_in_several_files_are_judged_as_in_one(everything: Any, usual: Written, tmp_path: Path) -> None:
    rules, rows, check = everything
    parts = [write(tmp_path / f"{number}.csv", rows[number::3], list(rows[0])) for number in range(3)]
    assert figures(check(rules, *parts)) == usual


def test_neither_the_machines_clock_nor_its_language_nor_the_order_of_hashes_decides(tmp_path: Path) -> None:
    asked = [
        "check", "rules/samples/appearance.csv", "--rules", "rules/appearance.yaml", "--period", "2026-Q3",
        "--as-of", "2026-10-01T00:00:00+02:00",
    ]  # fmt: skip
    written = []
    for zone, language, seed in (("UTC", "C", "0"), ("Asia/Kathmandu", "pl_PL.UTF-8", "4242")):
        report = tmp_path / f"{seed}.json"
        machine = os.environ | {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "checker", *asked, "--report", str(report)]
        done = subprocess.run(command, cwd=ROOT, env=machine, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        written.append(report.read_bytes())
    assert written[0] == written[1]


def test_the_number_of_threads_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More records than one thread takes at a time, more breaches than results hold, and many shared ids."""
    count = 150_000
    start = datetime(2026, 1, 1)
    ordered = [start + timedelta(minutes=number) for number in range(count)]
    columns = {
        "order_id": [f"Z-{number - (number % 300 == 1)}" for number in range(count)],
        "ordered_at": ordered,
        "delivered_at": [moment + timedelta(hours=47 + number % 50 // 49 * 2) for number, moment in enumerate(ordered)],
        "ordered": pyarrow.array(range(count), pyarrow.int64()),
        "delivered": pyarrow.array(range(count), pyarrow.int64()),
        "cause": pyarrow.array(["none", "strike", None] * (count // 3)),
    }
    path = tmp_path / "orders.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=20_000)
    told = []
    for threads in (1, 4):
        monkeypatch.setattr(checker.engines, "connected", partial(connected, threads=threads))
        told.append(
            evaluate(
                rule_set(CYCLE, IN_FULL, records=RECORDS | {"time_zone": "UTC"}), [path], Audit(as_of=AS_OF)
            ).to_json()
        )
    assert told[0] == told[1]
    cycle = Results.from_json(told[0]).rule_sets[0].rules[0]
    assert [each.source_row for each in cycle.findings] == [50 * (number + 1) for number in range(1000)]
    assert cycle.outcomes[Outcome.BREACH] == count // 50
    assert cycle.outcomes[Outcome.UNDETERMINED] == 2 * count // 300
    assert cycle.findings_total == count // 50 + 2 * count // 300


def test_the_as_of_moment_is_one_moment_whatever_its_offset(tmp_path: Path) -> None:
    records = write(tmp_path / "orders.csv", [still_open(1, "2026-10-24 12:00:00")])
    told = [
        only_rule(evaluate(rule_set(CYCLE), [records], Audit(as_of=parse_as_of(moment)))).outcomes
        for moment in ("2026-10-26T11:00:00+01:00", "2026-10-26T10:00:00+00:00", "2026-10-26T19:00:00+09:00")
    ]
    assert told[0] == told[1] == told[2]
    assert told[0][Outcome.PENDING] == 1  # 48 hours to the second, one of them twice on the clock
