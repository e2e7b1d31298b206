"""One mistake that a model found, in words: its code, what is wrong, and what to write instead."""

from __future__ import annotations

import re
from typing import Any, Literal, get_origin

from checker.calendars import HOLIDAYS, WEEKDAY_RANGE
from checker.problems import QUOTED, excerpt, quoted
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.shape import Form, Found, child, is_model, options_of
from checker.ruleset.unseen import foreign, in_latin
from checker.ruleset.yaml12 import NO_TEMPLATES, Trail
from checker.tables import TABLE_FIELD
from checker.written import FIELD_NAME, ID

_LONG_NUMBER = re.compile(r"[0-9]{31,}")
_LONG_WORD = re.compile(rf"[^\s']{{{QUOTED + 1},}}")

_NOT_WHAT = re.compile(r"'[^']*' is not (an? .+)$")
"""What a reader that was given something else asks for."""

_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")

_SHAPES = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
}
_LIKE = {
    "after": "{event: survey}",
    "all": "[{segment: A}, {site: Lisbon}]",
    "any": "[{segment: A}, {site: Lisbon}]",
    "cases": "a list of entries that begin with - name",
    "clauses": "a list of entries that begin with - id",
    "calendars": '{office: {hours: {mon-fri: ["08:00-17:00"]}}}',
    "dates": "{2026-12-24: []}",
    "exclusions": "a list of entries that begin with - id",
    "falling": "{customer_group: [A, B, C]}",
    "expect": "{delivery-cycle: kept}",
    "expect_verdict": "{delivery-cycle: met}",
    "fields": "{order_id: {type: text}, ordered_at: {type: moment}}",
    "in_force": "{from: 2026-05-01, until: 2026-12-31}",
    "items": "[{field: greeting}, {field: solved}]",
    "last_row": "{per: case_id, by: updated_at}",
    "measure": "{kind: requirement, must: {badge_worn: yes}}",
    "must": "{badge_worn: yes}",
    "never": "{event: complaint}",
    "none": "[{segment: A}, {site: Lisbon}]",
    "not": "A, [A, B] or {field: …}; the opposite of a comparison is {none: [{score: {at_least: 3}}]}",
    "hours": '{mon-fri: ["08:00-17:00"]}',
    "overall": "{must_meet: [critical]}",
    "pauses": "[{from: waits.began, to: waits.ended}]",
    "points": "{solved: 1, unsolved: 0}",
    "records": "{called: order, id: order_id, fields: {…}}",
    "rising": "{customer_group: [C, B, A]}",
    "rules": "a list of entries that begin with - id",
    "scope": "{segment: A}",
    "score": "{at_least: 90 %}",
    "source": "{document: S1, lines: [S1.04]}",
    "tables": "{contacts: {match: account_id, fields: {…}}}",
    "tags": "{phase: delivery}",
    "valid": "{from: 2026-01-01, until: 2026-12-31}",
    "when": "{segment: A}",
}
"""What stands under a key, for whoever wrote something of another shape."""

_ENTRIES = {
    "all": "{segment: A}",
    "any": "{segment: A}",
    "cases": "{name: …, records: […], expect: …}",
    "clauses": "{id: delivery.cycle, text: …}",
    "exclusions": "{id: force-majeure, when: …, because: …}",
    "items": "{field: greeting}",
    "none": "{segment: A}",
    "rules": "{id: delivery-cycle, title: …, measure: …}",
}
"""One entry of a list, for the same."""

_WRITTEN_LIKE = {
    ID: ("an id", "lower-case letters, digits and single hyphens, such as delivery-cycle"),
    FIELD_NAME: ("a name", "lower-case letters, digits and underscores, such as ordered_at"),
    r"^[a-z]{2}(-[A-Za-z]+)?$": ("a language code", "two small letters, such as en or pl"),
    r"^[a-z0-9]+([.-][a-z0-9]+)*$": ("a clause id", "lower-case words with dots and hyphens, such as delivery.cycle"),
    TABLE_FIELD: ("a field of a table", "the table and its field, such as contacts.person"),
    WEEKDAY_RANGE: ("a day of the week", "mon, tue, wed, thu, fri, sat, sun, or two of them: mon-fri"),
    HOLIDAYS: ("a country", "its two letters and perhaps a part of it, such as PL or DE-BY"),
    "%": ("a format", "directives, such as %d.%m.%Y"),
}


def said(found: Found, written: Any, error: dict[str, Any]) -> tuple[str, str, str | None]:
    """One error of a model in words: its code, what is wrong, and what to write instead."""
    kind, context, name = error["type"], error.get("ctx", {}), name_of(found.trail)
    if kind in _SHAPES:
        return _shape(found, written, _SHAPES[kind])
    if not isinstance(written, str) and kind in ("string_type", "bool_type", "bool_parsing", "literal_error"):
        words = _known_words(context) if kind == "literal_error" else []
        known = f"one of {', '.join(words)}" if words else "true or false" if kind.startswith("bool") else "a text"
        return _shape(found, written, known)
    if kind == "string_pattern_mismatch" and written == "":
        kind = "string_too_short"
    match kind:
        case "too_short" | "string_too_short":
            what = "write a text" if kind == "string_too_short" else _like(found, written) or "write at least one"
            return "R206", f"{name} is empty", what
        case "string_too_long":
            return "R206", f"{quoted(written)} is longer than {context['max_length']} characters", "shorten it"
        case "string_pattern_mismatch":
            what, like = _WRITTEN_LIKE[context["pattern"]]
            latin = in_latin(str(written))
            well = well_written(latin, context["pattern"]) or (latin if re.search(context["pattern"], latin) else None)
            if well and latin != str(written):
                return "R205", f"{quoted(written)} is not {what}: {foreign(written, latin)}", f"did you mean '{well}'?"
            return "R205", f"{quoted(written)} is not {what}", f"did you mean '{well}'?" if well else f"write {like}"
        case "literal_error":
            return "R204", f"{quoted(written)} is not known for {name}", did_you_mean(written, _known_words(context))
        case "bool_parsing" | "bool_type":
            return "R206", f"{quoted(written)} is neither true nor false", "write true or false"
        case "never_reached":
            return "R316", error["msg"], "make it the last row, or remove the rows after it"
        case "at_key":
            what, _, hint = str(context["message"]).partition("; ")
            return str(context["code"]), what, hint or None
        case "value_error":
            return _value_error(found, written, str(context["error"]))
    return "R206", f"{name} cannot be read: {error['msg'][:1].lower()}{error['msg'][1:]}", None


def _value_error(found: Found, written: Any, text: str) -> tuple[str, str, str | None]:
    """What a reader of ours said: `what is wrong; what to write instead`."""
    if isinstance(written, str) and _LONG_NUMBER.search(written):
        return "R206", f"{quoted(written)} has a number of more than 30 digits", "shorten it"
    if isinstance(written, str) and len(written) > QUOTED:
        text = text.replace(f"'{written}'", quoted(written)).replace(f"'{written.strip()}'", quoted(written))
    if isinstance(written, str) and _TEMPLATE.search(written):
        return "R206", text.partition("; ")[0], NO_TEMPLATES
    text = _LONG_WORD.sub(lambda word: excerpt(word[0]), text)
    what, _, hint = text.partition("; ")
    if isinstance(written, str) and not written.strip():
        asked = _NOT_WHAT.search(what)
        return "R206", f"{name_of(found.trail)} is empty", hint or (f"write {asked[1]}" if asked else None)
    if isinstance(written, str):
        return "R206", what, hint or None
    is_whole = is_model(found.form) or found.form is None
    return ("R207" if is_whole else "R203"), what, hint or None


def name_of(trail: Trail) -> str:
    """What the value at a place is called: its key, or which entry of a list it is."""
    if not trail or isinstance(trail[-1], str):
        return f"'{trail[-1]}'" if trail else "the file"
    key = next((part for part in reversed(trail) if isinstance(part, str)), "")
    return f"entry {trail[-1] + 1} of '{key}'"


def _shape(found: Found, written: Any, shape: str) -> tuple[str, str, str | None]:
    """Something of another shape was written."""
    name, like = name_of(found.trail), _like(found, written)
    if written in ("", None):
        return "R203", f"{name} is empty", like or f"write {shape}, or remove the key"
    return "R203", f"{name} must be {shape}, not {_is(written)}", like


def _is(written: Any) -> str:
    return "a mapping" if isinstance(written, dict) else "a list" if isinstance(written, list) else "a text"


def _like(found: Found, written: Any) -> str | None:
    """An example of what may stand there, made of what was written where that is possible."""
    key = next((part for part in reversed(found.trail) if isinstance(part, str)), "")
    options = options_of(found.form) if found.form else {}
    if found.trail[:1] == ("cases",) and key == "records":
        return "write [{order_id: a}], one entry for each record"
    if "otherwise" in found.options and not isinstance(written, dict):
        return "write {when: {segment: A}, then: …} or {otherwise: …}"
    if isinstance(written, str) and written in options:
        return f"write {{kind: {written}, …}}" if key == "measure" else f"write {{type: {written}}}"
    if found.trail and isinstance(found.trail[-1], int):
        written_so = f"{{field: {written}}}" if key == "items" and isinstance(written, str) else _ENTRIES.get(key)
        return f"write {written_so}" if written_so else None
    if key != "not" and _holds_words(found.form):
        return f"write [{quoted(written)[1:-1]}]" if isinstance(written, str) and written else "write at least one"
    if found.trail[:2] == ("records", "fields") and len(found.trail) == 3:
        return "write {type: text}, or another type"
    if found.trail[:1] == ("worked_out",) and len(found.trail) == 2:
        return "write [{when: {segment: A}, then: …}, {otherwise: …}]"
    return f"write {_LIKE[key]}" if key in _LIKE else None


def _holds_words(form: Form | None) -> bool:
    """Whether a list of names or words stands there."""
    entry = child(form, 0) if form and get_origin(form.type) is tuple else None
    return entry is not None and (entry.type is str or get_origin(entry.type) is Literal)


def _known_words(context: dict[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", context["expected"])


_SHEET_FORMAT = re.compile(r"yyyy|yy|dd|hh|ss|mm", re.IGNORECASE)
_DIRECTIVES = {"yyyy": "%Y", "yy": "%y", "dd": "%d", "hh": "%H", "ss": "%S"}


def well_written(written: str, pattern: str) -> str | None:
    """The name with its letters as names have them, or the format that a spreadsheet would have, where that is one."""
    if pattern == "%":
        well = _format_of(written)
    elif pattern == WEEKDAY_RANGE:
        well = "-".join(part.strip()[:3] for part in written.lower().split("-"))
    elif pattern == HOLIDAYS:
        well = written.strip().upper()
    else:
        joint = "_" if "_" in pattern else "-"
        well = re.sub(r"[^a-z0-9.]+" if "." in pattern else r"[^a-z0-9]+", joint, written.lower()).strip(joint)
    return well if len(well) <= QUOTED and re.search(pattern, well) and well != written else None


def _format_of(written: str) -> str:
    """`dd.mm.yyyy hh:mm` with directives; `mm` after hours is minutes."""
    has_hours = False

    def directive(found: re.Match[str]) -> str:
        nonlocal has_hours
        part = found[0].lower()
        has_hours = has_hours or part == "hh"
        return _DIRECTIVES.get(part, "%M" if has_hours else "%m")

    return _SHEET_FORMAT.sub(directive, written)
