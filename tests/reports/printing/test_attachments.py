"""The findings as a CSV file."""

import csv
import io

from checker.reports.printing.attachments import HEADER, findings_csv
from tests.reports.conftest import golden
from tests.reports.golden import HOSTILE


def rows(results):
    return list(csv.DictReader(io.StringIO(findings_csv(results), newline="")))


def test_every_finding_of_the_results_is_one_row():
    told = rows(golden("several_rule_sets"))
    everything = [
        (within.rule_set.id, rule.id, finding.record)
        for within in golden("several_rule_sets").rule_sets
        for rule in within.rules
        for finding in rule.findings
    ]
    assert [(row["rule_set"], row["rule"], row["record"]) for row in told] == everything
    assert len(told) > 200


def test_a_row_has_the_evidence_and_the_place_of_the_record():
    first = rows(golden("mixed"))[0]
    assert tuple(first) == HEADER
    assert first == {
        "rule_set": "delivery", "rule": "delivery-cycle", "record": "Z-2026-04007", "outcome": "breach", "reason": "",
        "field": "", "observed": "83 hours 0 minutes", "limit": "72 hours", "file": "1", "record_no": "16",
        "groups": "branch: Łódź; customer_group: A",
        "evidence": "ordered_at: 2026-07-14 09:00; delivered_at: 2026-07-17 20:00; customer_group: A",
    }  # fmt: skip


def test_hostile_records_are_one_row_each_and_no_cell_is_a_formula():
    told = rows(golden("hostile"))
    assert len(told) == len(HOSTILE) + 2 * (len(HOSTILE) - 1)
    for row in told:
        for name, cell in row.items():
            assert name is not None
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "|", "\t", "\r"))
            assert not set(cell) & {chr(number) for number in (*range(32), 0x202E)}
