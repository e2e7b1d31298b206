"""The rule set of a draft: rules that run as they stand, and examples to take the comment signs from."""

from __future__ import annotations

from checker.drafting.fields import MARK, DraftedRecords
from checker.drafting.request import UTC, Request
from checker.drafting.starter import sentences, title
from checker.drafting.yaml_text import scalar

_ASKED = """\
# Ask `checker explain` for the words of the language, and `checker validate` whether the file is right.
"""


def from_an_idea(request: Request) -> str:
    """A complete rule set over the records of `form_to_fill_in`, to be changed."""
    said = sentences(request.language)
    time, promise, sound = (title(said[name], request.language) for name in ("time", "promise", "sound"))
    zone, doubt = request.time_zone or UTC, "" if request.time_zone else f"  {MARK} such as Europe/Warsaw"
    return f"""\
{_head(request)}
records:  # what one row of the file is
  called: {scalar(request.called)}
  id: order_id
  dated_by: ordered_at  # decides the audit period
  time_zone: {zone}{doubt}
  fields:
    order_id: {{type: text, column: "Order no."}}
    ordered_at: {{type: moment, format: "%d.%m.%Y %H:%M"}}
    promised_on: {{type: date, format: "%d.%m.%Y"}}
    delivered_at: {{type: moment, format: "%d.%m.%Y %H:%M"}}
    undamaged: {{type: yes_no}}
    branch: {{type: text, label: Branch}}
  groups: [branch]  # reports are broken down by it

rules:
  - id: delivery-time
    title: {time}
    clause: service.time
    measure:
      kind: elapsed_time
      from: ordered_at
      to: delivered_at
      within: 48 hours
      open_records: pending  # what has not arrived is not judged yet
    target: 95 %
  - id: promised-day
    title: {promise}
    clause: service.promise
    measure: {{kind: promise_kept, promised: promised_on, actual: delivered_at, open_records: pending}}
    target: 95 %
    severity: critical
  - id: undamaged
    title: {sound}
    clause: service.sound
    measure: {{kind: requirement, must: {{undamaged: "yes"}}}}
    target: 98 %
    severity: minor
"""


def form_to_fill_in() -> str:
    """Records that fit the rule set from an idea: the headings and three rows."""
    return """\
Order no.,ordered_at,promised_on,delivered_at,undamaged,branch
A-001,01.06.2026 09:00,03.06.2026,02.06.2026 16:30,yes,North
A-002,01.06.2026 10:15,03.06.2026,04.06.2026 09:40,yes,North
A-003,02.06.2026 14:05,05.06.2026,04.06.2026 11:20,no,South
"""


def from_records(request: Request, records: DraftedRecords) -> str:
    """A rule set over a file that was looked at: rules that every such file can be judged by, and examples."""
    said = sentences(request.language)
    rules = []
    if records.id:
        rules.append(f"""\
  - id: recorded-once
    title: {title(said["once"], request.language)}
    clause: service.once
    measure: {{kind: unique, fields: [{records.id}]}}
""")
    needed = records.dated_by or records.id or records.fields[0].name
    rules.append(f"""\
  - id: recorded-in-full
    title: {title(said["complete"], request.language)}
    clause: service.complete
    measure: {{kind: requirement, must: {{{needed}: {{is: present}}}}}}
    target: 98 %
""")
    return f"{_head(request)}\n{records.text}\nrules:\n{''.join(rules)}{_examples(records)}"


def _head(request: Request) -> str:
    owner = "owner: Quality management         # who is asked about a rule that is missed\n"
    organisation = f"organisation: {scalar(request.organisation)}\n" if request.organisation else ""
    return f"""\
# How the promises of standards/{request.standard}.yaml are checked.
{_ASKED}rule_set: {request.name}
title: {scalar(request.name.replace("-", " ").capitalize())}
version: 1
standard: {request.standard}
{owner}{organisation}"""


def _examples(records: DraftedRecords) -> str:
    """Rules over the fields there are, as comments: which of them are promises, only the author knows."""
    written = []
    moments, times = records.named("moment"), records.named("moment", "date")
    if len(times) > 1:
        first, last = (moments if len(moments) > 1 else times)[:2]
        limit = "48 hours" if len(moments) > 1 else "2 calendar days"
        written.append(f"""\
  - id: in-time
    title: What was asked for happens within {limit}
    clause: service.own
    measure: {{kind: elapsed_time, from: {first}, to: {last}, within: {limit}, open_records: pending}}
    target: 95 %
""")
    if answers := records.named("yes_no"):
        written.append(f"""\
  - id: as-agreed
    title: It is done as agreed
    clause: service.own
    measure: {{kind: requirement, must: {{{answers[0]}: "yes"}}}}
    target: 95 %
    severity: critical
""")
    numbers = [name for name in records.named("whole_number", "number") if name != records.id]
    if numbers:
        written.append(f"""\
  - id: enough
    title: There is enough of it
    clause: service.own
    measure: {{kind: requirement, must: {{{numbers[0]}: {{at_least: 1}}}}}}
    target: 95 %
""")
    if not written:
        return ""
    lines = "".join(written).splitlines()
    return (
        "  # Rules that your columns allow. Take the signs # away from one, and make it say what you promise:\n"
        + "".join(f"  #{line[1:]}\n" for line in lines)
    )
