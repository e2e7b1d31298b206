"""Cases that say what a rule came to in an earlier run, which its target is held against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from checker.durations import Duration, Span
from checker.ruletests.comparing import mismatches
from checker.ruletests.coverage import covered
from checker.ruletests.earlier_figures import Figure
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import mutated
from checker.ruletests.running import judged
from checker.targets.target import Amount

RULES = """\
rule_set: calls
title: Calls
version: 1
overall: {must_meet: [critical]}
records:
  called: call
  id: call_id
  fields:
    call_id: {type: text}
    site: {type: text}
    answered: {type: yes_no, yes: ["yes"], no: ["no"]}
    began: {type: moment}
    ended: {type: moment}
rules:
  - id: answered
    title: A
    measure: {kind: requirement, must: {answered: "yes"}}
    target: {share: kept, at_least: {previous: run}}
  - id: better
    title: A
    severity: critical
    measure: {kind: requirement, must: {answered: "yes"}}
    target: {share: kept, at_least: {previous: run, plus: 5 points}}
  - id: by-site
    title: A
    measure: {kind: requirement, must: {answered: "yes"}}
    target: {share: kept, in_each: site, at_least: {previous: run}}
  - id: median
    title: A
    measure: {kind: elapsed_time, from: began, to: ended, within: 2 hours}
    target: {percentile: 50, at_most: {previous: run, minus: 10 minutes}}
  - id: plain
    title: A
    measure: {kind: requirement, must: {answered: "yes"}}
    target: 50 %
"""
HEAD = """\
rule_set: calls
defaults: {site: Ełk, answered: "yes", began: 2026-03-02T09:00:00Z, ended: 2026-03-02T10:00:00Z}
cases:
"""
ABOUT = """\
  - name: of {kept} and {lost} after {was} it is {verdict}
    previous: {{{rule}: {was}}}
    records: [{{call_id: a, copies: {kept}}}, {{call_id: b, copies: {lost}, answered: "no"}}]
    expect_verdict: {{{rule}: {verdict}}}
"""
SHARES = [
    # 9 of 10 are 90 %; before, one more or less in a thousand.
    ("answered", "899 of 1000", "met"),
    ("answered", "90 %", "met"),
    ("answered", "901 of 1000", "missed"),
    ("answered", "89.9999 %", "met"),
    ("answered", "90.0001 %", "missed"),
    ("better", "84.9 %", "met"),
    ("better", "17 of 20", "met"),
    ("better", "85.1 %", "missed"),
]


def read(folder: Path, cases: str, rules: str = RULES) -> tuple[Suite | None, list[str]]:
    (folder / "calls.yaml").write_text(rules, "utf-8")
    (folder / "calls.tests.yaml").write_text(HEAD + cases, "utf-8")
    suite, problems = read_tests(folder / "calls.tests.yaml")
    return suite, [f"{each.line}: {each.code} {each.message}; {each.hint}" for each in problems]


def suite_of(folder: Path, cases: str) -> Suite:
    suite, problems = read(folder, cases)
    assert suite is not None, problems
    return suite


def wrong(suite: Suite) -> Iterator[tuple[str, str]]:
    """What came out otherwise than expected, by rule."""
    with judged(suite) as groups:
        for group in groups:
            for place in group.cases:
                yield from ((each.about, each.received) for each in mismatches(group, place))


def test_a_share_is_held_against_that_of_the_earlier_run(tmp_path: Path) -> None:
    cases = [ABOUT.format(kept=9, lost=1, rule=rule, was=was, verdict=verdict) for rule, was, verdict in SHARES]
    assert not list(wrong(suite_of(tmp_path, "".join(cases))))


def test_what_the_case_expects_is_not_what_comes_out_where_the_figure_is_another(tmp_path: Path) -> None:
    swapped = {"met": "missed", "missed": "met"}
    cases = [ABOUT.format(kept=9, lost=1, rule=rule, was=was, verdict=swapped[v]) for rule, was, v in SHARES]
    assert len(list(wrong(suite_of(tmp_path, "".join(cases))))) == len(SHARES)


def test_a_case_without_the_figure_of_a_rule_leaves_it_undetermined(tmp_path: Path) -> None:
    case = """\
  - name: only one of them is known
    previous: {answered: 50 %}
    records: [{call_id: a}]
    expect_verdict: {answered: met, better: undetermined, by-site: undetermined}
    expect_overall: undetermined
"""
    assert not list(wrong(suite_of(tmp_path, case)))


def test_the_rule_set_as_a_whole_is_held_against_it_too(tmp_path: Path) -> None:
    case = """\
  - name: {was} before makes the whole {verdict}
    previous: {{better: {was}}}
    records: [{{call_id: a, copies: 9}}, {{call_id: b, answered: "no"}}]
    expect_overall: {verdict}
"""
    cases = [case.format(was=was, verdict=verdict) for was, verdict in (("85 %", "met"), ("86 %", "missed"))]
    assert not list(wrong(suite_of(tmp_path, "".join(cases))))


def test_each_group_has_its_own_figure_and_one_without_is_undetermined(tmp_path: Path) -> None:
    case = """\
  - name: {name}
    previous: {{by-site: {{{was}}}}}
    records:
      - {{call_id: a, copies: 9}}
      - {{call_id: b, answered: "no"}}
      - {{call_id: c, site: Nida, copies: 4}}
      - {{call_id: d, site: Nida, answered: "no"}}
    expect_verdict: {{by-site: {verdict}}}
"""
    cases = [
        case.format(name="both as good", was="Ełk: 90 %, Nida: 80 %", verdict="met"),
        case.format(name="one is worse", was="Ełk: 90 %, Nida: 81 %", verdict="missed"),
        case.format(name="of one nobody knows", was="Ełk: 90 %", verdict="undetermined"),
        case.format(name="one figure for all", was="Ełk: 90 %, Nida: 80 %", verdict="met").replace(
            "{Ełk: 90 %, Nida: 80 %}", "80 %"
        ),
    ]
    assert not list(wrong(suite_of(tmp_path, "".join(cases))))


def test_a_time_is_held_against_one(tmp_path: Path) -> None:
    case = """\
  - name: after {was} it is {verdict}
    previous: {{median: {was}}}
    records: [{{call_id: a}}]
    expect_verdict: {{median: {verdict}}}
"""
    was = {"4199 seconds": "missed", "70 minutes": "met", "4201 seconds": "met"}
    assert not list(wrong(suite_of(tmp_path, "".join(case.format(was=w, verdict=v) for w, v in was.items()))))


def test_moving_what_is_held_against_the_earlier_run_is_noticed_just_where_cases_are_on_it(tmp_path: Path) -> None:
    on_it = ABOUT.format(kept=9, lost=1, rule="better", was="85 %", verdict="met")
    below = ABOUT.format(kept=9, lost=1, rule="better", was="86 %", verdict="missed")
    far = ABOUT.format(kept=9, lost=1, rule="better", was="10 %", verdict="met")

    def unnoticed(cases: str) -> set[str]:
        suite = suite_of(tmp_path, cases)
        with judged(suite) as groups:
            passing = frozenset(place for place, _ in suite.cases)
            left = mutated(suite, groups, passing, only=["better"]).survivors
        return {each.said for each in left if each.said.startswith("target: ")}

    moved = {f"target: at least the earlier run plus 5 points -> {other} points" for other in (4, 6)}
    equal = "target: at least the earlier run -> above the earlier run"
    assert not unnoticed(on_it + below) & {*moved, equal}
    assert unnoticed(far) >= {*moved, equal}


def test_such_a_target_is_covered_where_it_is_met_and_missed(tmp_path: Path) -> None:
    met = ABOUT.format(kept=9, lost=1, rule="answered", was="80 %", verdict="met")
    missed = ABOUT.format(kept=9, lost=1, rule="answered", was="95 %", verdict="missed")
    for cases, lacking in ((met, {"missed"}), (met + missed, set())):
        suite = suite_of(tmp_path, cases)
        with judged(suite) as groups:
            part = next(part for part in covered(suite, groups).parts if part.about == "answered")
        assert {goal.side for goal in part.missing if goal.what.startswith("target")} == lacking


FIGURE: TypeAdapter[object] = TypeAdapter(Figure)


def test_figures_are_read_in_the_words_of_reports() -> None:
    assert FIGURE.validate_python("2 of 3") == Amount(Fraction(2, 3), "share")
    assert FIGURE.validate_python(" 0 of 1 ") == Amount(Fraction(0), "share")
    assert FIGURE.validate_python("66.67 %") == Amount(Fraction(6667, 10000), "share")
    assert FIGURE.validate_python("4 working hours") == Duration(4 * 3_600_000_000, Span.WORKING)
    assert FIGURE.validate_python(3.5) == Amount(Fraction(7, 2), "number")
    assert json.loads(FIGURE.dump_json(FIGURE.validate_python("95 %"))) == "95 %"


@pytest.mark.parametrize("written", ["3 of 2", "0 of 0", "-1 of 2", "a share", "1e3", "", "1 of 9999999999", None])
def test_what_is_no_figure_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        FIGURE.validate_python(written)
