"""How the records of a rule set changed: their fields, what counts as missing, worked-out fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.difference.change import Change, Effect, Kind
from checker.difference.tables import rows
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.problems import quoted

_READ_OTHERWISE = "records are read otherwise"


def records(walk: Walk, spot: Spot) -> Iterator[Change]:
    """What one row of records is."""
    yield from walk.keys(replace(spot, what=""))


def fields(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The fields of the records, each with the rules that read it."""
    old_names = {walk.mine.name("field", name): name for name in spot.before}
    for name in dict.fromkeys([*spot.after, *old_names]):
        old_name, new_name = old_names.get(name), name if name in spot.after else None
        before, after = spot.before.get(old_name), spot.after.get(new_name)
        part = replace(spot.part(name, before, after, old_name, new_name), what=f"field {quoted(name)}")
        if before is None:
            rules = walk.new.readers(name)
            yield walk.change(part, Kind.ADDED, None, walk.new.said(after), effect=Effect.NONE, rules=rules)
        elif after is None:
            rules = walk.old.readers(str(old_name))
            yield walk.change(part, Kind.REMOVED, walk.old.said(before), None, effect=Effect.NONE, rules=rules)
        else:
            yield from _field(walk, part, str(old_name), name)


def _field(walk: Walk, spot: Spot, old_name: str, name: str) -> Iterator[Change]:
    """What became of one field; of a renamed one the column is told with its name."""
    rules = walk.new.readers(name)
    columns = spot.before.column or old_name, spot.after.column or name
    if columns[0] != columns[1]:
        note = f"column {quoted(columns[1])} is read, before {quoted(columns[0])}"
        if name == old_name:
            part = replace(
                spot,
                what=f"column of {spot.what}",
                old=(*(spot.old or ()), "column"),
                new=(*(spot.new or ()), "column"),
            )
            yield walk.change(part, Kind.CHANGED, *columns, note="another column is read", rules=rules)
        else:
            yield walk.change(
                replace(spot, what="field"), Kind.RENAMED, old_name, name, effect=Effect.UNCLEAR, note=note, rules=rules
            )
    for change in walk.keys(spot, left_out=("column",)):
        yield replace(change, rules=() if change.effect is Effect.NONE else rules)


def worked_out(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The worked-out fields, each with the rules that read it."""
    yield from walk.entries(spot, _worked_out, "field")


def _worked_out(walk: Walk, spot: Spot) -> Iterator[Change]:
    name = spot.key
    spot = replace(spot, what=f"worked-out field {quoted(name)}")
    rules = walk.new.readers(name) or walk.old.readers(name)
    if spot.before is None:
        yield walk.change(spot, Kind.ADDED, None, walk.new.said(spot.after), effect=Effect.NONE, rules=rules)
    elif spot.after is None:
        yield walk.change(spot, Kind.REMOVED, walk.old.said(spot.before), None, effect=Effect.NONE, rules=rules)
    else:
        for change in rows(walk, spot, Key().one, None):
            yield replace(change, kind=Kind.CHANGED, effect=Effect.UNCLEAR, rules=rules)


def groups(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The breakdowns of the reports, which decide no verdict."""
    yield walk.plainly(replace(spot, what="groups of the reports"), effect=Effect.NONE)


TELLERS: dict[str, Teller] = {
    "RuleSet.records": records,
    "RuleSet.worked_out": worked_out,
    "Records.called": Key("word for a record", Kind.WORDING),
    "Records.id": Key("id of the records", absent="the record's number"),
    "Records.dated_by": Key("field that dates the records", absent="none: every record is in every period"),
    "Records.time_zone": Key("time zone", absent="none", note="moments without an offset are read otherwise"),
    "Records.missing_words": Key("words for missing", note=_READ_OTHERWISE),
    "Records.fields": fields,
    "Records.groups": groups,
    "FieldModel.type": Key(note=_READ_OTHERWISE),
    "FieldModel.format": Key(absent="ISO 8601", note=_READ_OTHERWISE),
    "FieldModel.label": Key("label", Kind.WORDING, absent="its name"),
    "FieldModel.required": Key(effect=Effect.NONE, note="an empty cell is listed under data quality"),
    "FieldModel.of": Key("words", note="any other word is unreadable"),
    "FieldModel.yes": Key("words for yes"),
    "FieldModel.no": Key("words for no"),
    "FieldModel.not_applicable": Key("words for not applicable", note=_READ_OTHERWISE),
    "FieldModel.not_checked": Key("words for not checked", note=_READ_OTHERWISE),
    "FieldModel.at_least": Key("lowest value", absent="none", note="what lies beyond it is unreadable"),
    "FieldModel.at_most": Key("highest value", absent="none", note="what lies beyond it is unreadable"),
}
"""How the keys of records are told."""
