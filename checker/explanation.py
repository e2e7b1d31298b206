"""What a word of the rule language means: the documentation its kind carries, its keys, and its tested examples."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from checker.audits import AuditFile
from checker.calendars import Calendar
from checker.fields import FieldType
from checker.measures import NAMES as MEASURES
from checker.measures import kind_named as kind_of_measure
from checker.problems import CheckerError
from checker.ruleset.codes import TITLES, sentence
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.shape import Form, form_of, keys_of, models_in, options_of
from checker.ruleset.tailoring import Tailoring
from checker.ruleset.yaml12 import compose
from checker.ruletests.cases import ExpectedOverall, ExpectedRecord, RuleCase, RuleTests
from checker.standards import Standard
from checker.tables import Table
from checker.targets import NAMES as TARGETS
from checker.targets import kind_named as kind_of_target
from checker.waivers import Waiver, Waivers
from checker.worked_out import FORMS

WIDTH = 80

_TOGETHER = "\0"
"""Stands for a space at which no line is broken."""

_LEFT_OUT = ("kind", "type")
"""Keys that name the kind itself."""


@dataclass(frozen=True)
class Kind:
    """A word of the language: what sort of word it is, and the model that documents it."""

    word: str
    sort: Literal["measure", "target", "worked-out field", "field type", "part", "part of tests"]
    model: type[BaseModel]

    @property
    def gist(self) -> str:
        """The first sentence of its documentation."""
        return _gist(self.model)


_OF_TESTS: dict[str, type[BaseModel]] = {
    "tests": RuleTests,
    "case": RuleCase,
    "expectation": ExpectedRecord,
    "overall expectation": ExpectedOverall,
}
"""What a file of tests is made of."""

_HEADINGS = {
    "measure": "Measures",
    "target": "Targets",
    "worked-out field": "Worked-out fields",
    "field type": "Field types",
    "part": "Other parts of files",
    "part of tests": "Tests of rules",
}


def kinds() -> dict[str, Kind]:
    """Every word that can be explained, in the order of the language."""
    found = [Kind(word, "measure", kind_of_measure(word)) for word in MEASURES]
    found += [Kind(word, "target", kind_of_target(word)) for word in TARGETS]
    found += [Kind(word, "worked-out field", model) for word, model in FORMS.items()]
    found += [Kind(word, "field type", form.type) for word, form in options_of(form_of(FieldType)).items()]
    parts: dict[str, type[BaseModel]] = {
        "calendar": Calendar,
        "table": Table,
        "tailoring": Tailoring,
        "waiver": Waiver,
        "audit": AuditFile,
    }
    found += [Kind(word, "part", model) for word, model in parts.items()]
    found += [Kind(word, "part of tests", model) for word, model in _OF_TESTS.items()]
    known: dict[str, Kind] = {}
    for kind in found:  # `share` is a target and a field type: the one that is judged is meant first
        known.setdefault(kind.word if kind.word not in known else f"{kind.word} {_OF_TWO[kind.sort]}", kind)
    return known


_OF_TWO = {"target": "target", "worked-out field": "field", "field type": "field"}
"""What is added to a word that stands for two things already."""


def explain(word: str) -> str:
    """What a word means, as text of 80 columns. Raises CheckerError for a word that is none, naming the nearest."""
    if word.strip().upper() in TITLES:
        return "\n".join(_of_code(word.strip().upper())) + "\n"
    known = kinds()
    asked = " ".join(word.split()).replace("-", "_")
    kind, keys = known.get(asked), holders_of_keys()
    if kind is None and asked in keys:
        return "\n".join(_of_key(asked, keys[asked])) + "\n"
    if kind is None:
        raise CheckerError(f"no word '{word}' is known here; {did_you_mean(word, [*known, *keys, *TITLES])}")
    return "\n".join([*_documentation(kind), *_keys(kind), *_examples(kind)]) + "\n"


def overview() -> str:
    """Every word that can be explained, each with its first sentence."""
    told: list[str] = []
    sort = None
    for word, kind in kinds().items():
        if kind.sort != sort:
            told += ["", _HEADINGS[kind.sort]] if told else [_HEADINGS[kind.sort]]
            sort = kind.sort
        told += _hanging(f"  {word}", kind.gist, 18)
    told += ["", "Problem codes"]
    for code in TITLES:
        told += _hanging(f"  {code}", sentence(code), 18)
    return "\n".join(told) + "\n"


def _documentation(kind: Kind) -> Iterator[str]:
    yield f"{kind.word}: a {kind.sort}"
    for paragraph in (inspect.getdoc(kind.model) or "").split("\n\n"):
        yield ""
        yield from textwrap.wrap(paragraph, WIDTH)


# ---- codes of problems


def code_examples() -> dict[str, dict[str, str]]:
    """What is said of each code: why it is a problem, and what is wrong and right, in which part of a file."""
    name = "codes.yaml"
    composed, problems = compose(resources.files("checker.ruleset").joinpath(name).read_text("utf-8"), name)
    assert composed is not None, problems
    said: dict[str, dict[str, str]] = composed.value
    return said


def _of_code(code: str) -> Iterator[str]:
    said = code_examples()[code]
    yield f"{code}: {TITLES[code]}"
    yield ""
    yield from textwrap.wrap(said["why"], WIDTH)
    for key, heading in (("wrong", "Wrong"), ("right", "Right")):
        if key in said:
            without = f", without {said['without']}" if key == "wrong" and "without" in said else ""
            yield from ("", f"{heading} ({_PARTS[said['in']]}{without})", "")
            yield textwrap.indent(said[key].rstrip("\n"), "    ")


_PARTS = {
    "file": "a file",
    "rule_set": "in a rule set",
    "records": "in the records of a rule set",
    "rule": "in a rule",
    "versions": "in the later version of a rule",
    "standard": "in a standard",
    "waiver": "in a waiver",
    "settings": "in checker.toml",
    "tests": "in the tests of a rule set",
    "case": "in a case of the tests",
}


# ---- keys


def holders_of_keys() -> dict[str, list[type[BaseModel]]]:
    """Every key of every file that people write, with the mappings in which it may stand."""
    found: dict[str, list[type[BaseModel]]] = {}
    for file in (RuleSet, Tailoring, Standard, Waivers, AuditFile, RuleTests):
        for model in models_in(Form(file)):
            for key in keys_of(model):
                if model not in found.setdefault(key, []):
                    found[key].append(model)
    return found


def _of_key(key: str, holders: list[type[BaseModel]]) -> Iterator[str]:
    """What a key means in each mapping that has it; where it means the same in several, once."""
    yield f"{key}: a key"
    told: dict[str, list[str]] = {}
    for model in holders:
        said = " ".join(_about(keys_of(model)[key]))
        told.setdefault(said, []).append(_called(model))
    for said, places in told.items():
        yield ""
        yield from textwrap.wrap(f"In {_together(dict.fromkeys(places))}:", WIDTH)
        yield from textwrap.wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")
    inner = dict.fromkeys(model for holder in holders for model in _directly_in(keys_of(holder)[key]))
    for model in inner if len(inner) <= MOST_INNER else ():
        yield from ("", *textwrap.wrap(_gist(model), WIDTH))
        yield from _keys(Kind(key, "part", model))


MOST_INNER = 2
"""What may stand under a key is shown with its keys where it is one of so few."""


def _directly_in(info: FieldInfo) -> list[type[BaseModel]]:
    return list(models_in(form_of(info)))[:1]


def _called(model: type[BaseModel]) -> str:
    """What people call a mapping: the words of its model's name."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__.partition("[")[0]).lower()


def _together(places: Iterable[str]) -> str:
    *most, last = places
    return f"{', '.join(most)} and {last}" if most else last


def _gist(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").partition("\n\n")[0].replace("\n", " ")


def _keys(kind: Kind) -> Iterator[str]:
    keys = {key: info for key, info in keys_of(kind.model).items() if key not in _LEFT_OUT}
    if not keys:
        return
    yield ""
    yield "Keys"
    for key, info in keys.items():
        yield from _hanging(f"  {key}", " ".join(_about(info)), 18)


def _about(info: FieldInfo) -> Iterator[str]:
    """What a key takes: its words, whether it is needed, its default, its description."""
    words = _words(info.annotation)
    if info.is_required():
        yield "Needed."
    elif words and isinstance(info.default, str):
        yield f"Default {info.default}."
    if words:
        yield f"One of {', '.join(words)}."
    if info.description:
        yield info.description


def _words(annotation: Any) -> tuple[str, ...]:
    form = form_of(annotation)
    return tuple(map(str, get_args(form.type))) if get_origin(form.type) is Literal else ()


def _hanging(start: str, text: str, indent: int) -> list[str]:
    first = f"{start:<{indent}}" if len(start) < indent else f"{start}  "
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * indent) or [start]


# ---- examples


def files_of(family: str, kind: str) -> list[Traversable]:
    """The case files of a kind: NAME.cases.yaml, and NAME.PART.cases.yaml for cases about records of another sort."""
    found = [file for file in resources.files(f"checker.{family}").iterdir() if file.name.endswith(_CASES)]
    own = [file for file in found if file.name.partition(".")[0] == kind]
    return sorted(own, key=lambda file: (file.name != f"{kind}{_CASES}", file.name))


_CASES = ".cases.yaml"


def _examples(kind: Kind) -> Iterator[str]:
    if kind.sort not in ("measure", "target"):
        return
    for file in files_of(f"{kind.sort}s", kind.word):  # none where no engine judges this kind yet
        composed, problems = compose(file.read_text("utf-8"), file.name)
        assert composed is not None, problems
        yield from _examples_in(kind, composed.value)


def _examples_in(kind: Kind, cases: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"Examples of {cases['about']} (each is a test)" if "about" in cases else "Examples (each is a test)"
    if isinstance(cases["records"].get("time_zone"), Mapping):
        yield from _flow("  time zone: ", cases["records"]["time_zone"])
    if "period" in cases:
        yield f"  period {cases['period']}"
    if "as_of" in cases:
        yield f"  as of {cases['as_of']}"
    for calendar, written in cases.get("calendars", {}).items():
        yield from _flow(f"  calendar {calendar}: ", written)
    if kind.sort == "target":
        for measure, written in cases["measures"].items():
            yield from _flow(f"  measure {measure}: ", written)
    for name, written in cases[f"{kind.sort}s"].items():
        yield ""
        yield from _flow(f"  {name}: ", written)
        for case in cases["cases"]:
            if case[kind.sort] == name:
                yield from _hanging("    -", f"{case['name']}: {_expected(case['expect'])}", 6)
                for record in case["records"] if kind.sort == "target" else [case["record"]]:
                    yield from _flow("        ", record)
                for table, rows in case.get("tables", {}).items():
                    yield from _flow(f"        {table}: ", rows)


def _expected(expect: str | Mapping[str, str]) -> str:
    if isinstance(expect, str):
        return _plain(expect)
    firsts = ("outcome", "verdict")
    told = [_plain(expect[key]) for key in firsts if key in expect]
    told += [
        f"{_plain(key)} {_plain(expect[key]) if key == 'reason' else expect[key]}"
        for key in expect
        if key not in firsts
    ]
    return ", ".join(told)


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _flow(start: str, written: Any) -> list[str]:
    """A value as it would be written on one line of YAML, wrapped between its keys."""
    lines = textwrap.wrap(
        start + _inline(written), WIDTH, subsequent_indent=" " * (len(start) - len(start.lstrip()) + 4),
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    return [line.replace(_TOGETHER, " ") for line in lines]


def _inline(written: Any) -> str:
    if isinstance(written, dict):
        return "{" + ", ".join(f"{key}:{_TOGETHER}{_inline(value)}" for key, value in written.items()) + "}"
    if isinstance(written, list):
        return "[" + ", ".join(map(_inline, written)) + "]"
    text = str(written).replace(" ", _TOGETHER)
    return f'"{text}"' if text == "" or (set(text) & set(",[]{}:#?\"'") and not text[:1].isalnum()) else text
