"""On whose clock moments are written that have no offset: on one for all records, or on that of each record's zone.

Where each record has its own, what names it becomes the column `$zone` before moments are placed. A record that names
no zone, or one that nobody knows, has moments that nobody can read: they are never placed on another clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from checker import made_columns
from checker.calendars import zone_named
from checker.conditions import Comparison, Condition, FieldReference, FittingRow
from checker.fields import Fault, FieldModel
from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources.reading import sql, zones
from checker.sources.reading.zones import Segments
from checker.values import constants_of, fields_of

ZONE = sql.name(made_columns.ZONE)
"""The column that names each record's zone as it is written, in SQL."""

MOST_ZONES = 100
"""So many time zones are planned for in one file."""


@dataclass(frozen=True)
class Clocks:
    """One zone for all records, or those that records name; `is_all`: there are no others in the file."""

    zone: ZoneInfo
    named: Mapping[str, ZoneInfo] | None = None
    """The zones that records name, by what is written; what is no zone is left out."""
    is_all: bool = False

    @classmethod
    def of(cls, names: list[str], *, is_all: bool, file: str) -> Clocks:
        """The clocks of what records name. Raises RecordsError where there are too many."""
        known = {name: zone for name in sorted(names) if (zone := zone_named(name)) is not None}
        if len(known) > MOST_ZONES:
            raise RecordsError(
                f"the records of '{file}' name {len(known)} time zones, and at most {MOST_ZONES} are read together; "
                "divide the file"
            )
        return cls(ZoneInfo("UTC"), known, is_all)

    @property
    def is_known(self) -> str | None:
        """Whether a record's zone is known, as SQL; none where all have the same."""
        if self.named is None:
            return None
        return sql.one_of(ZONE, list(self.named)) if self.named else "false"

    @property
    def is_utc(self) -> bool:
        """Whether every clock shows UTC."""
        return self.named is None and len(zones.offsets(self.zone)) == 1 and zones.offsets(self.zone)[0][1] == 0

    def found(
        self, cell: str, segments: Callable[[ZoneInfo], Segments], between: tuple[int, int] | None, otherwise: str
    ) -> str:
        """The number that holds for a cell by the segments of its zone; `otherwise` where it has none."""
        if self.named is None:
            return zones.tree(cell, zones.within(segments(self.zone), between))
        branches = [
            f" WHEN {sql.constant(name)} THEN {zones.tree(cell, zones.within(segments(zone), between))}"
            for name, zone in self.named.items()
        ]
        return f"CASE {ZONE}{''.join(branches)} ELSE {otherwise} END" if branches else otherwise

    @property
    def elsewhere(self) -> str:
        """The code of a moment in a zone that was not planned for."""
        unreadable = zones.code(0, Fault.UNREADABLE)
        if self.is_all:
            return str(unreadable)
        return f"CASE WHEN {ZONE} IS NULL THEN {unreadable} ELSE {zones.code(0, zones.ELSEWHERE)} END"


def zone_fields(records: Records) -> list[str]:
    """The fields that say each record's zone."""
    return list(dict.fromkeys(fields_of(records.time_zone)))


def zone_sql(records: Records, values: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """What names a record's zone, over the values and faults of the fields that say it; null where nobody can say."""
    if isinstance(records.time_zone, FieldReference):
        return values[records.time_zone.field]
    branches = ""
    otherwise = "NULL"
    for row, zone in zip(records.time_zone or (), constants_of(records.time_zone), strict=True):
        named = values[zone.field] if isinstance(zone, FieldReference) else sql.constant(str(zone))
        if isinstance(row, FittingRow):
            holds = _holds(row.when, records, values, faults)
            branches += f" WHEN {holds} IS NULL THEN NULL WHEN {holds} THEN {named}"
        else:
            otherwise = named
    return f"CASE{branches} ELSE {otherwise} END" if branches else otherwise


def _holds(condition: Condition, records: Records, values: Mapping[str, str], faults: Mapping[str, str]) -> str:
    parts: list[str] = []
    for name, test in condition.tests.items():
        parts += _asked(test, records.fields[name], f"({values[name]})", f"({faults[name]})")
    for word, conditions in condition.groups.items():
        held = [_holds(each, records, values, faults) for each in conditions]
        joined = (" AND " if word == "all" else " OR ").join(held)
        parts.append(f"NOT ({joined})" if word == "none" else f"({joined})")
    return f"({' AND '.join(parts)})"


def _asked(test: Any, field: FieldModel, value: str, fault: str) -> Iterator[str]:
    """What is asked of one field: unknown where it is missing, and no where it does not apply."""
    applies = f"{fault} <> {Fault.NOT_APPLICABLE:d}"
    if not isinstance(test, Comparison):
        yield f"({applies} AND {_is_one_of(value, test, field)})"
        return
    if test.not_ is not None:
        yield f"({applies} AND NOT {_is_one_of(value, test.not_, field)})"
    if test.is_ == "present":
        yield f"({value} IS NOT NULL)"
    elif test.is_ is not None:
        yield f"({fault} = {Fault[test.is_.upper()]:d})"


def _is_one_of(value: str, words: Any, field: FieldModel) -> str:
    listed = [words] if isinstance(words, str) else words
    return sql.one_of(value, [str(field.constant(word)) for word in listed])
