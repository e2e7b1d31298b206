"""What is explained is what the kinds themselves say, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.explanation import code_examples, explain, holders_of_keys, kinds
from checker.measures import NAMES as MEASURES
from checker.measures import kind_named
from checker.problems import FileProblems
from checker.ruleset.codes import TITLES
from checker.ruleset.loading import read_file
from checker.ruleset.shape import keys_of
from checker.ruletests.loading import read_tests
from checker.settings.reading import read_settings
from checker.targets import NAMES as TARGETS
from checker.validation import validate
from checker.worked_out import FORMS


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_measure_target_worked_out_field_and_field_type_can_be_explained() -> None:
    assert {kind.word for kind in kinds().values() if kind.sort == "measure"} == set(MEASURES)
    assert {kind.word for kind in kinds().values() if kind.sort == "target"} == set(TARGETS)
    assert {kind.word for kind in kinds().values() if kind.sort == "worked-out field"} == set(FORMS)
    assert {kind.word for kind in kinds().values() if kind.sort == "field type"} == {
        "text", "choice", "yes_no", "whole_number", "number", "share", "date", "moment",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["tests", "case", "expectation", "overall expectation"])
def test_what_tests_are_made_of_is_explained_by_its_documentation_and_its_keys(word: str) -> None:
    told, model = explain(word), kinds()[word].model
    assert told.startswith(f"{word}: a part of tests\n")
    assert words(str(model.__doc__)) in words(told)
    for key in keys_of(model):
        assert f"\n  {key} " in told


@pytest.mark.parametrize("word", MEASURES)
def test_a_measure_is_explained_by_its_documentation_its_keys_and_its_examples(word: str) -> None:
    told = explain(word)
    assert words(kind_named(word).__doc__) in words(told)
    for key in set(keys_of(kind_named(word))) - {"kind"}:
        assert f"\n  {key} " in told
    assert "Examples (each is a test)" in told
    assert "is kept: kept" in told


def test_a_word_of_two_meanings_is_told_apart() -> None:
    assert {"all_of", "all_of target", "share", "share field", "count", "count field"} <= set(kinds())
    assert explain("all_of target").startswith("all_of: a target\n")
    assert explain("count field").startswith("count: a worked-out field")


def test_an_example_shows_its_record_and_what_is_expected() -> None:
    told = explain("elapsed_time")
    assert "    - exactly on the limit is kept: kept, observed 48 hours, limit 48 hours\n" in told
    assert "        {ordered_at: 2026-06-01 09:00:00, delivered_at: 2026-06-03 09:00:00}\n" in told


@pytest.mark.parametrize("word", ["elapsed_time", "promise_kept", "follow_up", "recurrence"])
def test_a_measure_of_moments_shows_what_it_does_where_records_have_zones_of_their_own(word: str) -> None:
    told = explain(word)
    assert told.count("(each is a test)") == 2
    own = told.partition("Examples of records with time zones of their own (each is a test)\n")[2]
    assert own.startswith("  time zone: {field: zone}\n")
    assert "zone: Asia/Kolkata" in own


# ---- codes of problems -----------------------------------------------------------------------------------------------

WHOLE = {
    "rule_set": """rule_set: example
title: Delivery of orders
version: 2026.1
standard: example-standard
owner: Head of logistics
calendars:
  office: {hours: {mon-fri: ["08:00-16:00"]}}
tables:
  contacts: {match: order_id, fields: {order_id: {type: text}, person: {type: text}}}
""",
    "records": """called: order
id: order_id
dated_by: ordered_at
time_zone: Europe/Warsaw
fields:
  order_id: {type: text, required: true}
  ordered_at: {type: moment}
  delivered_at: {type: moment}
  promised_on: {type: date}
  segment: {type: choice, of: [A, B]}
  site: {type: text}
  rating: {type: whole_number, at_least: 1, at_most: 5}
  quantity: {type: number}
groups: [site]
""",
    "versions": "",
    "waiver": """id: w-1
rules: [delivery-cycle]
from: 2026-05-01
until: 2026-06-30
approved_by: Head of logistics
justification: The bridge is closed.
""",
    "rule": """id: delivery-cycle
title: Orders arrive within two days
clause: delivery.cycle
measure: {kind: elapsed_time, from: ordered_at, to: delivered_at, within: 2 calendar days}
""",
}
TESTS = """rule_set: example
cases:
"""
CASE = """name: two days are kept and three are a breach
records:
  - {order_id: a, ordered_at: 2026-03-02 09:00:00, delivered_at: 2026-03-04 09:00:00}
  - {order_id: b, ordered_at: 2026-03-02 09:00:00, delivered_at: 2026-03-05 09:00:00}
expect: {delivery-cycle: {a: kept, b: breach}}
"""
STANDARD = """standard: example-standard
title: Example
clauses:
  - {id: delivery.cycle, text: Within two days., source: {document: S1}}
"""
WITHOUT_EXAMPLE = {"R103", "R104", "R105", "R106", "R107", "R108", "R109", "R401"}
"""What no text can show: the file itself is unreadable, too large or too wrong; or it takes a whole rule set."""


def replaced(whole: str, lines: str) -> str:
    """The text with these keys in the place of its own."""
    for key in re.findall(r"^([a-z_]+):", lines, re.MULTILINE):
        whole = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", whole, flags=re.MULTILINE)
    return whole + lines


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def placed(part: str, lines: str, without: str) -> str:
    if part == "file":
        return lines
    whole = WHOLE | {part: re.sub(rf"^{without}:.*\n", "", WHOLE[part], flags=re.MULTILINE) if without else WHOLE[part]}
    parts = {name: replaced(text, lines) if name == part else text for name, text in whole.items()}
    rule = indented(parts["rule"], 4).replace("    ", "  - ", 1)
    if part == "versions":
        rule = f"{rule}    in_force: {{until: 2026-06-30}}\n{rule}{indented(lines, 4)}"
    return f"{parts['rule_set']}records:\n{indented(parts['records'], 2)}rules:\n{rule}"


def placed_tests(part: str, lines: str) -> str:
    if part == "tests":
        return replaced(TESTS, lines)
    case = indented(replaced(CASE, lines) if part == "case" else CASE, 4).replace("    ", "  - ", 1)
    return TESTS + case


def codes_of(folder: Path, said: dict[str, str], lines: str, without: str = "") -> list[str]:
    """The codes that are told of the file in which an example is put, with the other files that it speaks of."""
    part = said["in"]
    if part == "settings":
        return of_settings(folder, lines)
    rules = folder / "rules"
    rules.mkdir(parents=True)
    (folder / "standards").mkdir()
    standard, path = folder / "standards" / "example-standard.yaml", rules / "example.yaml"
    standard.write_text(replaced(STANDARD, lines) if part == "standard" else STANDARD, "utf-8")
    (rules / "base.yaml").write_text(placed("rule", "", "").replace("example\n", "base\n", 1), "utf-8")
    (rules / "broken.yaml").write_text("rule_set: broken\n", "utf-8")
    if part == "waiver":
        return of_waiver(rules, lines)
    if part in ("tests", "case") or said.get("read") == "tests":
        return of_tests(rules, said, lines, without)
    path.write_text(placed("rule", "", "") if part == "standard" else placed(part, lines, without), "utf-8")
    problems = validate([path, standard]).problems if part == "standard" else read_file(path, folder / "standards")[1]
    return [problem.code for problem in problems]


def of_settings(folder: Path, lines: str) -> list[str]:
    folder.mkdir()
    (folder / "checker.toml").write_text(lines, "utf-8")
    try:
        read_settings(folder / "checker.toml")
    except FileProblems as error:
        return [problem.code for problem in error.problems]
    return []


def of_waiver(rules: Path, lines: str) -> list[str]:
    """The codes of a file of waivers, and of an audit that names it."""
    waiver = indented(replaced(WHOLE["waiver"], lines), 4).replace("    ", "  - ", 1)
    (rules / "waivers.yaml").write_text(f"waivers:\n{waiver}", "utf-8")
    audit = "audits:\n  - {rules: base.yaml, records: a.csv, tables: {contacts: b.csv}, waivers: waivers.yaml}"
    (rules / "audit.yaml").write_text(audit, "utf-8")
    told = [*read_file(rules / "audit.yaml", rules.parent / "standards")[1], *read_file(rules / "waivers.yaml")[1]]
    return [problem.code for problem in told if problem.code != "R326"]


def of_tests(rules: Path, said: dict[str, str], lines: str, without: str) -> list[str]:
    """The codes of a file of tests, beside the rule set that it tests."""
    is_of_tests = said["in"] in ("tests", "case")
    keys = re.findall(rf"^{without}:.*\n", WHOLE["records"], re.MULTILINE) if without and is_of_tests else []
    text = placed("rule", "", "") if is_of_tests else placed(said["in"], lines, without)
    for key in keys:
        text = text.replace(f"  {key}", "")
    (rules / "example.yaml").write_text(text, "utf-8")
    tests = rules / "example.tests.yaml"
    tests.write_text(placed_tests(said["in"], lines), "utf-8")
    return [problem.code for problem in read_tests(tests, rules.parent / "standards")[1]]


def test_every_code_is_explained_and_nothing_else() -> None:
    said = code_examples()
    assert list(said) == list(TITLES)
    for code, what in said.items():
        assert what["why"]
        wanted = {"why"} if code in WITHOUT_EXAMPLE else {"why", "in", "wrong", "right"}
        assert set(what) - {"without", "read"} == wanted, code


@pytest.mark.parametrize("code", sorted(set(TITLES) - WITHOUT_EXAMPLE))
def test_the_wrong_example_has_its_code_and_the_right_one_has_no_problem(code: str, tmp_path: Path) -> None:
    said = code_examples()[code]
    # Not every example reads every field, and what is excepted is the only rule.
    let_be = {"R371", "R372", "R384"} - {code}
    wrong = codes_of(tmp_path / "wrong", said, said["wrong"], said.get("without", ""))
    lacks = "" if said["in"] in ("tests", "case") else said.get("without", "")
    right = codes_of(tmp_path / "right", said, said["right"], lacks)
    assert set(wrong) - let_be == {code}
    if said["in"] != "file":
        assert set(right) <= let_be or code == "R384"
    else:
        assert code not in right


@pytest.mark.parametrize("code", TITLES)
def test_an_explanation_of_a_code_says_why_and_shows_both_examples(code: str) -> None:
    told = explain(code.lower())
    assert told.startswith(f"{code}: {TITLES[code]}\n\n")
    assert words(code_examples()[code]["why"]) in words(told)
    assert ("\nWrong (" in told and "\nRight (" in told) == (code not in WITHOUT_EXAMPLE)
    assert all(len(line) <= 80 for line in told.splitlines() if not line.startswith("    "))


def test_every_key_of_every_file_can_be_explained_and_says_something_of_each_place() -> None:
    keys = holders_of_keys()
    assert {"overall", "per", "in_each", "waivers", "clauses", "audits", "cases", "select", "must_meet"} <= set(keys)
    for key, holders in keys.items():
        told = explain(key)
        assert max(map(len, told.splitlines())) <= 80, key
        for model in holders if key not in kinds() else ():
            info = keys_of(model)[key]
            assert info.description or info.is_required() or "One of" in told, (key, model)
            assert words(info.description or "") in words(told)


def test_a_key_is_explained_once_for_all_places_where_it_means_the_same() -> None:
    told = words(explain("in_each"))
    assert "In share, percentile, mean, count and rate: The target holds in each group" in told
    assert "must_meet Severities of which every rule must be met." in words(explain("overall"))
