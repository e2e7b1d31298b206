"""The rule language worked by hand: dicts and loops, written from its description and not from the program.

Slow and plain on purpose. `outcomes` takes a rule set and records as they are written, every scalar a text, and says
what becomes of each record under each rule. Where several reasons hold for one record, they are asked in this order:
the period, the scope, a shared id; then of the measure: what does not apply, what happened, what was promised or began,
the limit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

# ---- three-valued logic: yes, no, or unknown (None) ------------------------------------------------------------------


def every(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def some(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if True in found:
        return True
    return None if None in found else False


def negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


# ---- cells -----------------------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """What a cell is: a value, missing, unreadable, not_applicable or not_checked."""

    state: str
    value: Any = None


MISSING, UNREADABLE = Cell("missing"), Cell("unreadable")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
NUMBERS = ("number", "whole_number", "share")


def listed(written: Any) -> list[str]:
    return [written] if isinstance(written, str) else list(written)


def read_cell(text: str, field: dict[str, Any], records: dict[str, Any]) -> Cell:
    if text in listed(records.get("missing_words", [""])):
        return MISSING
    if text in listed(field.get("not_applicable", [])):
        return Cell("not_applicable")
    if text in listed(field.get("not_checked", [])):
        return Cell("not_checked")
    try:
        return Cell("value", read_value(text, field, records.get("time_zone")))
    except ValueError:
        return UNREADABLE


def read_value(text: str, field: dict[str, Any], zone: str | None) -> Any:
    """The value of a text. Raises ValueError where it is none that the field can hold."""
    kind = field["type"]
    if kind == "text":
        return text
    if kind == "choice":
        if text not in listed(field["of"]):
            raise ValueError(text)
        return text
    if kind == "yes_no":
        yes, no = listed(field.get("yes", "yes")), listed(field.get("no", "no"))
        if text not in [*yes, *no]:
            raise ValueError(text)
        return "yes" if text in yes else "no"
    if kind in NUMBERS:
        return read_number(text, field)
    if kind == "date":
        form = field.get("format")
        return datetime.strptime(text, form).date() if form else date.fromisoformat(text)
    form = field.get("format")
    return placed(datetime.strptime(text, form) if form else datetime.fromisoformat(text), zone)


def read_number(text: str, field: dict[str, Any]) -> Fraction:
    percent = field["type"] == "share" and text.endswith("%")
    digits = text.removesuffix("%").strip() if percent else text
    if not NUMBER.fullmatch(digits):
        raise ValueError(text)
    number = Fraction(digits) / (100 if percent else 1)
    if field["type"] == "whole_number" and number.denominator != 1:
        raise ValueError(text)
    if "at_least" in field and number < Fraction(field["at_least"]):
        raise ValueError(text)
    if "at_most" in field and number > Fraction(field["at_most"]):
        raise ValueError(text)
    return number


def placed(moment: datetime, zone: str | None) -> datetime:
    """The moment in UTC; without an offset it is on the clock of the zone, the first of two."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    assert zone
    first = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
        raise ValueError("a local time that does not exist")
    return first


# ---- one record ------------------------------------------------------------------------------------------------------


class Record:
    """A record under a rule set: its cells, and what is worked out from them."""

    def __init__(self, row: int, texts: dict[str, str], rule_set: dict[str, Any]) -> None:
        self.row = row
        self.rule_set = rule_set
        self.records = rule_set["records"]
        self.fields: dict[str, Any] = self.records["fields"]
        self.zone = self.records.get("time_zone")
        self.all_records: list[Record] = []
        self.cells = {name: read_cell(texts[name], field, self.records) for name, field in self.fields.items()}

    def cell(self, name: str) -> Cell:
        if name in self.cells:
            return self.cells[name]
        kind, text = self.fitting(self.rule_set["worked_out"][name])
        return Cell("value", self.constant(name, text)) if kind == "known" else MISSING

    def field(self, name: str) -> dict[str, Any]:
        if name in self.fields:
            field: dict[str, Any] = self.fields[name]
            return field
        texts = [row.get("then", row.get("otherwise")) for row in self.rule_set["worked_out"][name]]
        return {"type": "number" if all(NUMBER.fullmatch(text) for text in texts) else "text"}

    def constant(self, name: str, text: str) -> Any:
        """A word of a rule as the field holds it; the scale of a number bounds its cells only."""
        field = self.field(name)
        if field["type"] == "yes_no" and text in ("yes", "no"):
            return text
        return read_value(text, {key: field[key] for key in field if key in ("type", "of", "yes", "no")}, self.zone)

    def day(self, name: str) -> date:
        value = self.cell(name).value
        return self.local(value) if isinstance(value, datetime) else value

    def local(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone) if self.zone else UTC).date()

    # ---- conditions

    def holds(self, condition: dict[str, Any]) -> bool | None:
        parts = []
        for key, asked in condition.items():
            if key == "any":
                parts.append(some(self.holds(part) for part in asked))
            elif key == "all":
                parts.append(every(self.holds(part) for part in asked))
            elif key == "none":
                parts.append(negated(some(self.holds(part) for part in asked)))
            else:
                parts.append(self.test(key, asked))
        return every(parts)

    def test(self, name: str, asked: Any) -> bool | None:
        if isinstance(asked, str | list):
            return some(self.compare(name, "equal", word) for word in listed(asked))
        if set(asked) == {"field"}:
            return self.compare(name, "equal", asked)
        return every(self.comparison(name, key, wanted) for key, wanted in asked.items())

    def comparison(self, name: str, key: str, wanted: Any) -> bool | None:
        cell = self.cell(name)
        if key == "is":
            return cell.state in ("value", "unreadable") if wanted == "present" else cell.state == wanted
        if key == "not":
            words = [wanted] if isinstance(wanted, dict) else listed(wanted)
            return every(self.compare(name, "other", word) for word in words)
        if key == "matches":
            if cell.state == "not_applicable":
                return False
            return None if cell.state != "value" else re.search(wanted, cell.value) is not None
        return self.compare(name, key, wanted)

    def compare(self, name: str, how: str, wanted: Any) -> bool | None:
        """With a missing field unknown, with one that is not applicable no."""
        if isinstance(wanted, list):
            kind, wanted = self.fitting(wanted)
            if kind != "known":
                return False if self.cell(name).state == "not_applicable" else None
        other = self.cell(wanted["field"]) if isinstance(wanted, dict) else Cell("value", self.constant(name, wanted))
        states = (self.cell(name).state, other.state)
        if "not_applicable" in states:
            return False
        if states != ("value", "value"):
            return None
        left, right = self.cell(name).value, other.value
        return {
            "equal": left == right,
            "other": left != right,
            "at_least": how == "at_least" and left >= right,
            "at_most": how == "at_most" and left <= right,
            "above": how == "above" and left > right,
            "below": how == "below" and left < right,
        }[how]

    # ---- the one form of value

    def fitting(self, value: Any) -> tuple[str, Any]:
        """A constant, a field, or a table's first row that fits: known, unknown, or none."""
        if not isinstance(value, list):
            return "known", value
        for row in value:
            fits = True if "otherwise" in row else self.holds(row["when"])
            if fits is None:
                return "unknown", None
            if fits:
                return "known", row.get("then", row.get("otherwise"))
        return "none", None

    def row_that_fits(self, table: list[Any]) -> int:
        """The place of the table's row that fits; some row does."""
        return next(place for place, row in enumerate(table) if "otherwise" in row or self.holds(row["when"]))


# ---- what becomes of a record ----------------------------------------------------------------------------------------


class Fate(NamedTuple):
    """An outcome and its reason, and whether `missing: breach` makes a breach of it."""

    outcome: str
    reason: str | None = None
    is_missing: bool = False


KEPT, BREACH = Fate("kept"), Fate("breach")
NOT_APPLICABLE = Fate("out_of_scope", "not_applicable")
OPEN_FATES = {
    "pending": Fate("pending", "open"),
    "undetermined": Fate("undetermined", "missing_field"),
    "breach": Fate("breach", "open_past_limit"),
}


def unsaid(cell: Cell) -> Fate | None:
    """What becomes of a record whose cell says nothing."""
    if cell.state == "not_applicable":
        return NOT_APPLICABLE
    if cell.state == "missing":
        return Fate("undetermined", "missing_field", True)
    if cell.state == "not_checked":
        return Fate("undetermined", "not_checked")
    return Fate("undetermined", "unreadable_value") if cell.state == "unreadable" else None


UNIT = re.compile(r"([\d.]+) *((?:working |calendar )?[a-z]+?)s?(?= |$)")
SIZES = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "calendar day": 1}


class Allowed(NamedTuple):
    """How much is allowed: a number, or the fate of a record that does not say; `days` where it counts days."""

    amount: Fraction | None = None
    days: bool = False
    fate: Fate | None = None


def allowed(value: Any, record: Record) -> Allowed:
    kind, value = record.fitting(value)
    if kind == "unknown":
        return Allowed(fate=Fate("undetermined", "missing_field"))
    if kind == "none":
        return Allowed(fate=Fate("undetermined", "no_row_fits"))
    if isinstance(value, dict):
        cell = record.cell(value["field"])
        fate = unsaid(cell)
        if fate is not None:
            return Allowed(fate=fate)
        unit = value.get("unit", "").removesuffix("s")
        return Allowed(cell.value * SIZES.get(unit, 1), unit == "calendar day")
    if value.endswith("%"):
        return Allowed(Fraction(value.removesuffix("%").strip()) / 100)
    parts = UNIT.findall(value)
    if not parts:
        return Allowed(Fraction(value))
    amounts = [Fraction(number) * SIZES[unit] for number, unit in parts]
    return Allowed(sum(amounts, Fraction(0)), parts[0][1] == "calendar day")


def microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def elapsed_time(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    start, stop = record.cell(measure["from"]), record.cell(measure["to"])
    limit = allowed(measure["within"], record)
    if NOT_APPLICABLE in (unsaid(start), unsaid(stop), limit.fate):
        return NOT_APPLICABLE
    is_open = stop.state == "missing"
    fate = (None if is_open else unsaid(stop)) or unsaid(start) or limit.fate
    if fate:
        return fate
    assert limit.amount is not None
    if is_open:
        way = measure.get("open_records", "by_limit")
        if way != "by_limit":
            return OPEN_FATES[way]
        if limit.days:
            waited = (record.local(as_of) - record.day(measure["from"])).days
        else:
            waited = microseconds(as_of - start.value)
        return OPEN_FATES["pending" if waited <= limit.amount else "breach"]
    if isinstance(start.value, datetime) and isinstance(stop.value, datetime):
        backwards = stop.value < start.value
    else:
        backwards = record.day(measure["to"]) < record.day(measure["from"])
    if backwards:
        return Fate("undetermined", "faulty_evidence")
    if limit.days:
        used = (record.day(measure["to"]) - record.day(measure["from"])).days
    else:
        used = microseconds(stop.value - start.value)
    return KEPT if used <= limit.amount else BREACH


def promise_kept(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    promised, actual = record.cell(measure["promised"]), record.cell(measure["actual"])
    kinds = {record.field(measure["promised"])["type"], record.field(measure["actual"])["type"]}
    timed = bool(kinds & {"date", "moment"})
    over, under = ("late", "early") if timed else ("more", "less")
    tolerances = []
    for key, usual in ((over, "none"), (under, "any" if timed else "none")):
        written = measure.get(key, usual)
        tolerance = (
            Allowed(Fraction(0)) if written == "none" else Allowed() if written == "any" else allowed(written, record)
        )
        tolerances.append(tolerance)
    fates = [unsaid(promised), unsaid(actual), *(tolerance.fate for tolerance in tolerances)]
    if NOT_APPLICABLE in fates:
        return NOT_APPLICABLE
    way = measure.get("open_records", "by_limit")
    is_open = actual.state == "missing" and (timed or way != "by_limit")  # a quantity or a word has no promised moment
    fate = (None if is_open else unsaid(actual)) or unsaid(promised)
    fate = fate or tolerances[0].fate or tolerances[1].fate
    if fate:
        return fate
    late, early = (tolerance.amount for tolerance in tolerances)
    by_day = timed and ("date" in kinds or measure.get("by") == "day")
    if is_open:
        if way != "by_limit":
            return OPEN_FATES[way]
        if by_day:
            passed = (record.local(as_of) - record.day(measure["promised"])).days
        else:
            passed = microseconds(as_of - promised.value)
        return OPEN_FATES["pending" if late is None or passed <= late else "breach"]
    if not timed and not isinstance(actual.value, Fraction):
        return KEPT if actual.value == promised.value else BREACH
    if by_day:
        off = (record.day(measure["actual"]) - record.day(measure["promised"])).days
    elif timed:
        off = microseconds(actual.value - promised.value)
    else:
        off = actual.value - promised.value
    return BREACH if (late is not None and off > late) or (early is not None and -off > early) else KEPT


def compared(condition: dict[str, Any]) -> list[str]:
    """The fields that a condition compares; not those of which only `is` is asked."""
    names: list[str] = []
    for key, asked in condition.items():
        if key in ("any", "all", "none"):
            names += [name for part in asked for name in compared(part)]
        elif not isinstance(asked, dict):
            names.append(key)
        elif set(asked) == {"field"}:
            names += [key, asked["field"]]
        elif set(asked) != {"is"}:
            names.append(key)
            for wanted in asked.values():
                rows = wanted if isinstance(wanted, list) and isinstance(wanted[0], dict) else [{"otherwise": wanted}]
                for row in rows:
                    names += compared_in_full(row.get("when", {}))
                    then = row.get("then", row.get("otherwise"))
                    names += [then["field"]] if isinstance(then, dict) else []
    return list(dict.fromkeys(names))


def compared_in_full(condition: dict[str, Any]) -> list[str]:
    """Every field of a condition."""
    names = [key for key in condition if key not in ("any", "all", "none")]
    names += [
        name for key in ("any", "all", "none") for part in condition.get(key, []) for name in compared_in_full(part)
    ]
    return names


def requirement(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    fates = [unsaid(record.cell(name)) for name in compared(measure["must"])]
    if NOT_APPLICABLE in fates:
        return NOT_APPLICABLE
    kept = record.holds(measure["must"])
    if kept is not None:
        return KEPT if kept else BREACH
    said = [fate for fate in fates if fate and not fate.is_missing]
    return said[0] if said else Fate("undetermined", "missing_field", True)


def checklist(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    earned, possible, failed, unanswered = Fraction(0), Fraction(0), False, []
    for item in measure["items"]:
        cell, weight = record.cell(item["field"]), Fraction(item.get("weight", "1"))
        points, highest = points_of(item, cell, record.field(item["field"]))
        if cell.state == "not_applicable":
            way = measure.get("not_applicable", "left_out")
            earned += weight * highest if way == "full" else 0
            possible += weight * highest if way != "left_out" else 0
            continue
        possible += weight * highest
        if cell.state == "not_checked" and measure.get("not_checked") == "zero":
            points = Fraction(0)
        if points is None:
            unanswered.append(unsaid(cell))
            continue
        earned += weight * points
        failed = failed or (item.get("critical") == "true" and points < highest)
    if failed:
        return Fate("breach", "critical_item")
    if unanswered:
        assert unanswered[0]
        return unanswered[0]
    if possible <= 0:
        return NOT_APPLICABLE
    mark = allowed(measure["pass_mark"], record)
    if mark.fate:
        return mark.fate
    assert mark.amount is not None
    return KEPT if earned / possible >= mark.amount else BREACH


def unique(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    key = [record.cell(name) for name in measure["fields"]]
    fates = [unsaid(cell) for cell in key]
    if NOT_APPLICABLE in fates:
        return NOT_APPLICABLE
    fate = next((fate for fate in fates if fate), None)
    if fate:
        return fate
    sharing = [each for each in record.all_records if [each.cell(name) for name in measure["fields"]] == key]
    return KEPT if len(sharing) == 1 else BREACH


def sequence(measure: dict[str, Any], record: Record, as_of: datetime) -> Fate:
    cells = {name: record.cell(name) for name in measure["steps"]}
    fates = [unsaid(cell) for cell in cells.values()]
    if NOT_APPLICABLE in fates:
        return NOT_APPLICABLE
    for place, later in enumerate(measure["steps"]):
        for earlier in measure["steps"][:place]:
            if cells[later].state != "value":
                continue
            if cells[earlier].state == "missing":
                return BREACH
            if cells[earlier].state != "value":
                continue
            times = [cells[earlier].value, cells[later].value]
            if not all(isinstance(time, datetime) for time in times):
                times = [record.day(earlier), record.day(later)]
            if times[1] < times[0]:
                return BREACH
    unread = next((fate for fate in fates if fate and not fate.is_missing), None)
    return unread or fates[0] or KEPT


def points_of(item: dict[str, Any], cell: Cell, field: dict[str, Any]) -> tuple[Fraction | None, Fraction]:
    """The points of an answer, none without one, and the most that any answer earns."""
    if "points" in item:
        points = {answer: Fraction(worth) for answer, worth in item["points"].items()}
        return points.get(cell.value) if cell.state == "value" else None, max(points.values())
    if field["type"] == "yes_no":
        return Fraction(cell.value == "yes") if cell.state == "value" else None, Fraction(1)
    lowest, highest = Fraction(field["at_least"]), Fraction(field["at_most"])
    return (cell.value - lowest) / (highest - lowest) if cell.state == "value" else None, Fraction(1)


MEASURES = {
    "elapsed_time": elapsed_time,
    "promise_kept": promise_kept,
    "requirement": requirement,
    "checklist": checklist,
    "unique": unique,
    "sequence": sequence,
}


class Audit(NamedTuple):
    """From when and over which dates records are looked at."""

    as_of: datetime
    period: tuple[date, date] | None = None


def fate_of(rule: dict[str, Any], record: Record, audit: Audit, *, is_shared: bool) -> Fate:
    fate = before_exclusions(rule, record, audit, is_shared=is_shared)
    if fate.outcome == "out_of_scope" or fate.reason == "duplicate_id":
        return fate
    for exclusion in record.rule_set.get("exclusions", []):
        if rule["id"] not in exclusion.get("except", []) and record.holds(exclusion["when"]):
            return Fate("excluded")
    return fate


def together(parts: Iterable[Fate]) -> Fate:
    """What several parts come to: the first of the worst there is."""
    order = ("breach", "undetermined", "pending", "kept", "excluded", "out_of_scope")
    return min(parts, key=lambda fate: order.index(fate.outcome))


def before_exclusions(rule: dict[str, Any], record: Record, audit: Audit, *, is_shared: bool) -> Fate:
    dated_by = record.records.get("dated_by") if audit.period else None
    if dated_by and audit.period and record.cell(dated_by).state == "value":
        first, last = audit.period
        if not first <= record.day(dated_by) <= last:
            return Fate("out_of_scope", "outside_period")
    in_scope = record.holds(rule["scope"]) if "scope" in rule else True
    if in_scope is False:
        return Fate("out_of_scope", "not_in_scope")
    is_about_ids = rule["measure"]["kind"] == "unique" and record.records["id"] in rule["measure"]["fields"]
    if is_shared and not is_about_ids:
        return Fate("undetermined", "duplicate_id")
    if in_scope is None or (dated_by and record.cell(dated_by).state != "value"):
        return Fate("undetermined", "unknown_scope")
    if rule["measure"]["kind"] == "all_of":
        rules = {each["id"]: each for each in record.rule_set["rules"]}
        return together(fate_of(rules[part], record, audit, is_shared=is_shared) for part in rule["measure"]["rules"])
    fate = MEASURES[rule["measure"]["kind"]](rule["measure"], record, audit.as_of)
    if fate.is_missing and rule.get("missing") == "breach":
        fate = Fate("breach", "missing_is_breach")
    if fate.outcome in ("kept", "breach") and isinstance(rule.get("target"), list):
        kind, _ = record.fitting(rule["target"])
        if kind != "known":
            return Fate("undetermined", "missing_field" if kind == "unknown" else "no_row_fits")
    return fate


def units(rule_set: dict[str, Any], rows: list[dict[str, str]]) -> list[Record]:
    """The records that are judged: every one, or of an event log each case's last row."""
    found = last_rows([Record(number, texts, rule_set) for number, texts in enumerate(rows, start=1)])
    for record in found:
        record.all_records = found
    return found


def last_rows(found: list[Record]) -> list[Record]:
    last_row = found[0].records.get("last_row") if found else None
    if not last_row:
        return found
    cases: dict[Any, list[Record]] = {}
    for record in found:
        case, moment = record.cell(last_row["per"]), record.cell(last_row["by"])
        alone = case.state != "value" or moment.state == "unreadable"
        cases.setdefault(("row", record.row) if alone else case.value, []).append(record)
    last = []
    for several in cases.values():
        dated = [record for record in several if record.cell(last_row["by"]).state == "value"]
        last.append(
            max(dated, key=lambda record: (record.cell(last_row["by"]).value, record.row)) if dated else several[-1]
        )
    return sorted(last, key=lambda record: record.row)


def outcomes(
    rule_set: dict[str, Any], rows: list[dict[str, str]], audit: Audit
) -> dict[str, dict[int, tuple[str, str | None]]]:
    """By rule and row (counted from 1): the outcome and its reason."""
    records = units(rule_set, rows)
    identity = rule_set["records"].get("id")
    ids = [record.cell(identity) for record in records] if identity else []
    copies = Counter(cell.value for cell in ids if cell.state == "value")
    found: dict[str, dict[int, tuple[str, str | None]]] = {}
    for rule in rule_set["rules"]:
        found[rule["id"]] = {}
        for record in records:
            is_shared = bool(identity) and copies[record.cell(identity).value] > 1
            fate = fate_of(rule, record, audit, is_shared=is_shared)
            found[rule["id"]][record.row] = fate.outcome, fate.reason
    return found
