"""One side of a comparison: what a rule file holds, where each part of it stands, and how its parts are said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from checker.audits import AuditFile
from checker.conditions import Condition, FieldReference
from checker.difference.change import Location
from checker.difference.meaning import is_table
from checker.measures import NAMES as MEASURES
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import Form, keys_of, names_in
from checker.ruleset.tailoring import Tailored, written_at
from checker.ruleset.yaml12 import Composed, Trail
from checker.standards import Standard
from checker.values import constants_of
from checker.waivers import Waivers
from checker.written import NamedThing, share_text

if TYPE_CHECKING:
    from checker.wording.conditions import Speaker


Content = RuleSet | Standard | Waivers | AuditFile
"""What a file may hold."""

_CALLED: dict[type[BaseModel], str] = {
    RuleSet: "rule set",
    Standard: "standard",
    Waivers: "file of waivers",
    AuditFile: "audit file",
}


class Side:
    """The old or the new file."""

    def __init__(self, content: Content, composed: Composed) -> None:
        self.content = content
        self.composed = composed
        self.id = str(getattr(content, self.id_key)) if self.id_key else PurePath(composed.file).stem

    @property
    def what(self) -> str:
        """What the file is, in words."""
        return _CALLED[type(self.content)]

    @property
    def id_key(self) -> str | None:
        """The key with the name of what the file holds; none where it has none but the file's."""
        return {RuleSet: "rule_set", Standard: "standard"}.get(type(self.content))

    def place(self, trail: Trail | None) -> Location | None:
        """The line of a key, or of the nearest part around what is not written; none for what is not there at all.

        What a tailoring takes from the rule set that it extends stands in that file.
        """
        if trail is None:
            return None
        return Location(*written_at(self.composed, trail))

    def left_out(self, rule: str) -> Trail | None:
        """Where a tailoring says that it leaves a rule out; none where the rule is in no file of this side."""
        return self.composed.left_out.get(rule) if isinstance(self.composed, Tailored) else None

    # ---- words -------------------------------------------------------------------------------------------------------

    @cached_property
    def speaker(self) -> Speaker:
        """Says conditions, values and measures with the labels of this side's fields."""
        # Nothing is said where nothing changed, and the words of a language take longer to read than a rule file.
        from checker.results import RecordsRead  # noqa: PLC0415
        from checker.wording.conditions import Speaker  # noqa: PLC0415
        from checker.wording.language import phrases  # noqa: PLC0415

        records = self.content.records if isinstance(self.content, RuleSet) else None
        fields = {name: written(field) for name, field in records.fields.items()} if records else {}
        called = records.called if records else "record"
        return Speaker(phrases(), RecordsRead(called=called, fields=fields, read=0, rejected=0))

    def said(self, value: Any) -> str:
        """Any value of a rule file in words, on one line."""
        if value is None:
            return "none"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if is_table(value):
            return self._table(value)
        if isinstance(value, BaseModel):
            return self._in_words(value) or self._by_keys(value)
        if isinstance(value, dict):
            return "; ".join(f"{name}: {self.said(each)}" for name, each in value.items()) or "none"
        if isinstance(value, tuple | list):
            return ", ".join(self.said(each) for each in value) or "none"
        said = " ".join(str(written(value)).split())
        return said or "(empty)"

    def _table(self, rows: Any) -> str:
        said = []
        for row in rows:
            when = getattr(row, "when", None)
            value = self.said(row.otherwise if when is None else row.then)
            said.append(f"otherwise {value}" if when is None else f"{value} where {self.said(when)}")
        return "; ".join(said)

    def _in_words(self, value: BaseModel) -> str | None:
        """A condition, a measure or a field in words; none where the language has no words for its form."""
        keys = written(value)
        try:
            if isinstance(value, Condition):
                return self.speaker.condition(keys)
            if getattr(value, "kind", None) in MEASURES:
                return self._measure(value, keys)
            return self.speaker.value(keys) if set(keys) in ({"field"}, {"field", "unit"}) else None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None  # what the language of rules gains before the words of reports do

    def _measure(self, value: BaseModel, keys: dict[str, Any]) -> str:
        from checker.wording.measures import said_of_measure  # noqa: PLC0415

        documented = (type(value).__doc__ or "").strip().partition("\n")[0]
        promise, details = said_of_measure(self.speaker, keys, documented)
        return " ".join([f"{promise}.", *details]) if details else promise

    def _by_keys(self, value: BaseModel) -> str:
        keys = {key: getattr(value, name) for name, key in attributes(value).items() if name in value.model_fields_set}
        keys |= value.__pydantic_extra__ or {}
        return ", ".join(f"{key.replace('_', ' ')} {self.said(each)}" for key, each in keys.items()) or "nothing"

    # ---- what reads what ---------------------------------------------------------------------------------------------

    @cached_property
    def _reads(self) -> dict[str, set[str]]:
        """The fields that each rule reads, those that make its worked-out fields included."""
        value = self.composed.value
        assert isinstance(self.content, RuleSet)
        of_worked_out = {name: self._named(("worked_out", name)) for name in value.get("worked_out") or {}}
        reads = {}
        for position, rule in enumerate(self.content.rules):
            names = self._named(("rules", position))
            while more := set().union(*(of_worked_out.get(name, set()) for name in names)) - names:
                names |= more
            reads[rule.id] = names
        return reads

    def _named(self, trail: Trail, what: NamedThing = "field") -> set[str]:
        value = self.composed.value
        for part in trail:
            value = value[part]
        root: Any = {trail[0]: [value] if trail[0] == "rules" else {trail[1]: value}}
        return {named.name for named in names_in(Form(RuleSet), root) if named.what == what}

    def counting_by(self, calendar: str) -> tuple[str, ...]:
        """The rules that count by a calendar, or may, since a field names theirs."""
        if not isinstance(self.content, RuleSet):
            return ()
        found = []
        for position, rule in enumerate(self.content.rules):
            named = constants_of(getattr(rule.measure, "calendar", None))
            may = any(isinstance(each, FieldReference) for each in named)
            if may or calendar in self._named(("rules", position), "calendar"):
                found.append(rule.id)
        return tuple(found)

    def readers(self, *names: str) -> tuple[str, ...]:
        """The rules that read one of these fields, directly or through worked-out fields, in the order of the file."""
        if not isinstance(self.content, RuleSet):
            return ()
        return tuple(rule.id for rule in self.content.rules if self._reads[rule.id] & set(names))


def attributes(model: BaseModel) -> dict[str, str]:
    """The key of each attribute of a mapping, as it is written."""
    return dict(zip(type(model).model_fields, keys_of(type(model)), strict=True))


def written(value: Any) -> Any:
    """A value as a rule file would have it: dicts, lists, texts and numbers, without what was left out.

    Models could do this themselves, and would first build what they need to, which takes longer than all the rest.
    """
    if isinstance(value, BaseModel):
        keys = attributes(value).items()
        said = {key: written(getattr(value, name)) for name, key in keys if name in value.model_fields_set}
        return {**said, **{name: written(test) for name, test in (value.__pydantic_extra__ or {}).items()}}
    if isinstance(value, dict):
        return {name: written(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [written(each) for each in value]
    if isinstance(value, Fraction):
        return share_text(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return value if isinstance(value, bool | int | float) or value is None else str(value)
