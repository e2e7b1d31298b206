"""The tests of a drafted rule set: cases that show its rules are right, as `checker test` runs them."""

from __future__ import annotations

from checker.drafting.fields import DraftedRecords
from checker.drafting.request import Request
from checker.drafting.yaml_text import scalar


def tests_of_an_idea(request: Request) -> str:
    """Cases on, below and above the limits of the rule set from an idea; cells as the file has them."""
    return f"""\
# Cells are written as in the file. A case names what is expected of the rules that it is about.
rule_set: {request.name}
as_of: 2026-07-01T00:00:00+00:00
defaults: {{ordered_at: 01.06.2026 09:00, promised_on: 03.06.2026, undamaged: "yes", branch: North}}
cases:
  - name: on the last second of 48 hours is in time
    records: [{{order_id: A-1, delivered_at: 03.06.2026 09:00}}]
    expect: {{delivery-time: kept, promised-day: kept}}
  - name: a minute later is late
    records: [{{order_id: A-2, delivered_at: 03.06.2026 09:01}}]
    expect: {{delivery-time: breach, promised-day: kept}}
  - name: a day later breaks the promise
    records: [{{order_id: A-3, delivered_at: 04.06.2026 08:00}}]
    expect: {{promised-day: breach}}
  - name: what has not arrived is not judged yet
    records: [{{order_id: A-4, delivered_at: ""}}]
    expect: {{delivery-time: pending}}
  - name: damaged is damaged
    records: [{{order_id: A-5, delivered_at: 02.06.2026 09:00, undamaged: "no"}}]
    expect: {{undamaged: breach}}
"""


def tests_of_records(request: Request, records: DraftedRecords) -> str:
    """A case for the rule that every draft has; the author adds those of the promises."""
    needed = records.dated_by or records.id or records.fields[0].name
    cells = f"{records.id}: {scalar('1')}" if records.id and records.id != needed else ""
    also = f"{cells}, " if cells else ""
    return f"""\
# Cells are written as in the file. A case names what is expected of the rules that it is about.
rule_set: {request.name}
as_of: 2026-07-01T00:00:00+00:00
cases:
  - name: a record that does not say {needed} is not complete
    records: [{{{also}{needed}: ""}}]
    expect: {{recorded-in-full: breach}}
  - todo: a case for each of your promises
"""
