"""Errors of the models told to people, whatever was written: never a traceback, always a place and something to do."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from checker.audits import AuditFile
from checker.conditions import Condition, Test
from checker.problems import Problem
from checker.ruleset import yaml12
from checker.ruleset.codes import TITLES
from checker.ruleset.loading import read_rule_set
from checker.ruleset.messages import key_meant
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import meant_by
from checker.ruleset.references import CONDITION_GROUPS
from checker.ruleset.shape import Form, form_of, is_model, keys_of, options_of, words_of
from checker.ruleset.tailoring import Tailoring
from checker.ruleset.yaml12 import Trail
from checker.ruletests.cases import RuleTests
from checker.standards import Standard
from checker.waivers import Waivers

HERE = Path(__file__).parent
STANDARDS = HERE / "standards"


def whole_language() -> Any:
    composed, _ = yaml12.read(HERE / "valid" / "whole-language.yaml")
    assert composed is not None
    return composed.value


WHOLE = whole_language()


def problems_of(written: Any, folder: Path) -> list[Problem]:
    path = folder / "whole-language.yaml"
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1), "utf-8")
    return read_rule_set(path, STANDARDS)[1]


def trails(written: Any, trail: Trail = ()) -> Iterator[Trail]:
    """The way to every part of a file."""
    parts = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for key, value in parts:
        yield (*trail, key)
        yield from trails(value, (*trail, key))


def holder_of(written: Any, trail: Trail) -> Any:
    for part in trail[:-1]:
        written = written[part]
    return written


# ---- anything anywhere -----------------------------------------------------------------------------------------------

SHAPES: list[Any] = ["", "x", "0", [], {}, ["x"], {"x": "y"}, [["x"]], [{}], {"": {}}, [{"x": ["y"]}], "17:00"]
ALL_TRAILS = list(trails(WHOLE))


@pytest.mark.parametrize("first", range(4))
def test_anything_written_anywhere_is_told_with_a_place(first: int, tmp_path: Path) -> None:
    for number, trail in list(enumerate(ALL_TRAILS))[first::4]:
        for shape in SHAPES[number % 4 :: 4]:
            written = deepcopy(WHOLE)
            holder_of(written, trail)[trail[-1]] = shape
            check(problems_of(written, tmp_path), (trail, shape))


def test_anything_left_out_is_told_with_a_place(tmp_path: Path) -> None:
    for trail in ALL_TRAILS[::3]:
        written = deepcopy(WHOLE)
        del holder_of(written, trail)[trail[-1]]
        check(problems_of(written, tmp_path), trail)


def changed(content: bytes, chance: random.Random) -> bytes:
    """A file after a few slips of the hand: bytes dropped, typed, repeated."""
    text = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at, other = chance.randrange(len(text)), chance.randrange(len(text))
        slips = [
            (text[:at], b"", text[at + chance.randint(1, 30) :]),
            (text[:at], bytes([chance.choice(b"{}[]:,-?&*!|>%@`\"'#\n\t \\<x0")]), text[at:]),
            (text[:at], bytes([chance.randrange(256)]), text[at + 1 :]),
            (text[:at], bytes(text[other : other + chance.randint(1, 60)]), text[at:]),
        ]
        before, typed, after = chance.choice(slips)
        text = before + typed + after
    return bytes(text)


def test_a_file_after_slips_of_the_hand_is_told_with_a_place(tmp_path: Path) -> None:
    content = (HERE / "valid" / "whole-language.yaml").read_bytes()
    path = tmp_path / "whole-language.yaml"
    for seed in range(300):
        path.write_bytes(changed(content, random.Random(seed)))
        rule_set, problems = read_rule_set(path, STANDARDS)
        assert (rule_set is None) == any(problem.level == "error" for problem in problems), seed
        check([problem for problem in problems if problem.code not in ("R101", "R311")], seed)


def check(problems: list[Problem], about: Any) -> None:
    for problem in problems:
        assert problem.code in TITLES, about
        assert problem.excerpt is None or len(problem.excerpt) >= problem.column - 1, about
        assert problem.end_line is None or (problem.end_line, problem.end_column or 0) >= (problem.line, problem.column)
        assert "Input should" not in problem.message, (about, problem.message)
        assert "cannot be read: " not in problem.message, (about, problem.message)
        assert problem.message[0] in string.ascii_lowercase + string.digits + "'", (about, problem.message)
    assert len(set(problems)) == len(problems), about


def test_the_whole_language_itself_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(WHOLE, tmp_path) == []


# ---- a key misspelt by one letter ------------------------------------------------------------------------------------

ALPHABET = string.ascii_lowercase + "_"


def misspelt(key: str, chance: random.Random) -> list[str]:
    """Words one letter away from a key: a letter dropped, swapped with its neighbour, changed, added."""
    slips = set()
    for _ in range(1):
        at, letter = chance.randrange(len(key)), chance.choice(ALPHABET)
        slips |= {
            key[:at] + key[at + 1 :],
            key[:at] + key[at : at + 2][::-1] + key[at + 2 :],
            key[:at] + letter + key[at + 1 :],
            key[:at] + letter + key[at:],
        }
    return sorted(slips - {key, ""})


KEYS: dict[str, list[Trail]] = {}
for each in ALL_TRAILS:
    KEYS.setdefault(str(each[-1]), []).append(each)


def slips() -> Iterator[tuple[str, str, Trail]]:
    """Each key of the language where it stands, misspelt."""
    chance = random.Random("one letter")
    for key in sorted(words_of(Form(RuleSet))):
        for trail in KEYS[key][:1]:
            for slip in misspelt(key, chance):
                if slip not in holder_of(WHOLE, trail):
                    yield key, slip, trail


def test_every_key_is_misspelt_somewhere() -> None:
    assert {key for key, _, _ in slips()} == words_of(Form(RuleSet))
    assert len(list(slips())) > 400


def test_a_key_misspelt_by_one_letter_is_refused_and_nearly_always_known(tmp_path: Path, record_property: Any) -> None:
    known, unknown = 0, []
    for key, slip, trail in slips():
        written = deepcopy(WHOLE)
        holder = holder_of(written, trail)
        renamed = {slip if name == key else name: value for name, value in holder.items()}
        holder.clear()
        holder.update(renamed)
        problems = [problem for problem in problems_of(written, tmp_path) if slip in problem.message]
        assert problems, (key, slip, trail)
        if any(problem.hint == f"did you mean '{key}'?" for problem in problems):
            known += 1
        else:
            unknown.append((key, slip, problems[0].hint))
    share = known / (known + len(unknown))
    record_property("keys misspelt by one letter whose right key is told", f"{known} of {known + len(unknown)}")
    assert share >= 0.98, unknown


# ---- every word one slip away from every key -------------------------------------------------------------------------


def models(form: Form | None, seen: dict[type[BaseModel], bool] | None = None) -> dict[type[BaseModel], bool]:
    """Every mapping with keys of its own that may stand within a form."""
    seen = {} if seen is None else seen
    if form is None:
        return seen
    for option in options_of(form).values():
        models(option, seen)
    if is_model(form) and form.type not in seen:
        seen[form.type] = True
        for info in keys_of(form.type).values():
            models(form_of(info), seen)
        if form.type is Condition:
            models(form_of(Test), seen)
    elif not is_model(form) and not options_of(form):
        for part in get_args(form.type):
            if not isinstance(part, str):
                models(form_of(part), seen)
    return seen


def one_slip_away(key: str) -> set[str]:
    """Every word that comes of one letter dropped, changed, added, or swapped with its neighbour."""
    splits = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    return {
        *(before + after[1:] for before, after in splits if after),
        *(before + after[1] + after[0] + after[2:] for before, after in splits if len(after) > 1),
        *(before + letter + after[1:] for before, after in splits if after for letter in ALPHABET),
        *(before + letter + after for before, after in splits for letter in ALPHABET),
    } - {key, ""}


ROOTS = (RuleSet, Standard, Tailoring, Waivers, AuditFile, RuleTests)
"""What the files of the language hold."""

EVERY: list[tuple[type[BaseModel], type[BaseModel]]] = [(root, model) for root in ROOTS for model in models(Form(root))]


def test_every_mapping_of_the_language_is_among_them() -> None:
    keys = {key for _, model in EVERY for key in keys_of(model)}
    assert keys == set().union(*(words_of(Form(root)) for root in ROOTS))
    for _, model in EVERY:  # conditions have fields for keys, which must exist
        assert model.model_config.get("extra") == ("allow" if model is Condition else "forbid"), model


def test_every_word_one_slip_away_from_a_key_is_known_for_it(record_property: Any) -> None:
    known, unknown = 0, []
    for root, model in EVERY:
        keys = keys_of(model)
        for key, info in keys.items():
            for slip in one_slip_away(key) - set(keys):
                if model is Condition:
                    meant = meant_by(slip, CONDITION_GROUPS) if key in CONDITION_GROUPS else key
                else:  # the other keys may all be absent: none of them may be taken for the one that is there misspelt
                    meant = key_meant(slip, [key] if info.is_required() else [], list(keys), root)
                known += meant == key
                unknown += [] if meant == key else [(model.__name__, key, slip, meant)]
    share = known / (known + len(unknown))
    record_property(
        "words one slip away from a key for which that key is told",
        f"{known:,} of {known + len(unknown):,} ({share:.2%})",
    )
    assert known + len(unknown) > 20_000
    assert share >= 0.98, unknown[::50]
