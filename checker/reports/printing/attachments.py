"""The findings of the results as a CSV file, for whoever wants to sort and filter them."""

from __future__ import annotations

import csv
import io

from checker.reports.cells import safe_cell
from checker.results import Results

HEADER = tuple("rule_set rule record outcome reason field observed limit file record_no groups evidence".split())


def findings_csv(results: Results) -> str:
    """Every finding that the results hold, one row each; texts of records are safe to open in a spreadsheet."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    for within in results.rule_sets:
        for rule in within.rules:
            for finding in rule.findings:
                texts = [
                    within.rule_set.id,
                    rule.id,
                    finding.record,
                    finding.outcome.value,
                    finding.reason.value if finding.reason else "",
                    finding.field or "",
                    finding.observed.text if finding.observed else "",
                    finding.limit.text if finding.limit else "",
                ]
                joined = [
                    "; ".join(f"{name}: {text}" for name, text in part.items())
                    for part in (finding.groups, finding.evidence)
                ]
                cells = [safe_cell(text) for text in texts]
                writer.writerow([*cells, finding.source + 1, finding.source_row, *map(safe_cell, joined)])
    return lines.getvalue()
