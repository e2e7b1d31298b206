"""Random records under random rules: each has the outcome and the reason that working the language by hand gives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.counting import RuleTally, count, with_codes
from checker.made_columns import ROW, code_column
from checker.outcomes import Outcome, meaning_of
from checker.periods import AuditPeriod
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import RuleSet
from tests.by_hand import Audit, Record, before_exclusions, outcomes, units
from tests.made_up.prepare import prepared_records
from tests.made_up.records import CELLS, made_up

Written = dict[str, Any]
Fates = dict[str, dict[int, tuple[str, str | None]]]

EVERYTHING = Path(__file__).parent / "made_up" / "everything.yaml"
RULES: Written = yaml.load(EVERYTHING.read_text("utf-8"), Loader=yaml.BaseLoader)
FIELDS = RULES["records"]["fields"]

JUDGED = ("kept", "breach")
AS_OF = datetime(2026, 10, 26, 11, tzinfo=UTC)
PERIOD = (date(2026, 10, 24), date(2026, 10, 26))

SEEDS = st.integers(0, 2**32)

# ---- rules -----------------------------------------------------------------------------------------------------------

CHOICES = {"segment": "ABC", "wanted": ["mail", "phone"], "used": ["mail", "phone"], "badge": ["yes", "no"]}
NUMBERS = {
    "kind": ["1", "3", "4"],
    "willing": ["2", "5"],
    "ordered_quantity": ["10", "1.3"],
    "delivered_quantity": ["10", "9.9"],
    "agreed_hours": ["48", "2.5"],
    "rate": ["85 %", "50 %"],
    "points_so_far": ["2", "7"],
}
TIMES = {
    "ordered_at": ["2026-10-24 12:00:00", "2026-10-24"],
    "delivered_at": ["2026-10-26 11:00:00"],
    "promised_on": ["2026-10-25"],
}
ALIKE = [
    ("wanted", "used"),
    ("delivered_quantity", "ordered_quantity"),
    ("delivered_at", "agreed_at"),
    ("kind", "willing"),
]
BOUNDS = ("at_least", "at_most", "above", "below")
STATES = ("missing", "present", "not_applicable", "not_checked")


@st.composite
def comparisons(draw: st.DrawFn) -> Written:
    """A test of one field."""
    form = draw(
        st.sampled_from(["words", "words", "not", "bound", "bound", "two bounds", "table", "field", "is", "text"])
    )
    if form in ("words", "not"):
        name = draw(st.sampled_from(sorted(CHOICES)))
        words = draw(st.one_of(st.sampled_from(CHOICES[name]), st.lists(st.sampled_from(CHOICES[name]), min_size=1)))
        return {name: {"not": words} if form == "not" else words}
    if form == "is":
        return {draw(st.sampled_from(sorted(CELLS))): {"is": draw(st.sampled_from(STATES))}}
    if form == "text":
        return {"site": draw(st.sampled_from(["Łódź", {"matches": "^Ł"}, {"not": "Gdańsk"}, {"matches": "ź$"}]))}
    if form == "field":
        name, other = draw(st.sampled_from(ALIKE))
        ways = [{"field": other}, {"not": {"field": other}}]
        ways += [] if name == "wanted" else [{bound: {"field": other}} for bound in BOUNDS]
        return {name: draw(st.sampled_from(ways))}
    name, constants = draw(st.sampled_from([*NUMBERS.items(), *TIMES.items()]))
    bound = draw(st.sampled_from(BOUNDS))
    if form == "table":
        first = {"when": {"segment": draw(st.sampled_from("ABC"))}, "then": constants[0]}
        rows = [first, *draw(st.sampled_from([[], [{"otherwise": constants[-1]}]]))]
        return {name: {bound: rows}}
    asked = {bound: draw(st.sampled_from(constants))}
    if form == "two bounds":
        asked |= {draw(st.sampled_from(BOUNDS)): draw(st.sampled_from(constants))}
    return {name: asked}


conditions = st.recursive(
    st.lists(comparisons(), min_size=1, max_size=2).map(
        lambda parts: {k: v for part in parts for k, v in part.items()}
    ),
    lambda inner: st.builds(
        lambda word, parts, beside: {**beside, word: parts},
        st.sampled_from(["any", "all", "none"]),
        st.lists(inner, min_size=1, max_size=3),
        st.one_of(st.just({}), comparisons()),
    ),
    max_leaves=5,
)


@st.composite
def values(draw: st.DrawFn, *constants: Any) -> Any:
    """A constant or field, or a table of them with or without a row for all others."""
    one = st.sampled_from(constants)
    if draw(st.booleans()):
        return draw(one)
    rows = [{"when": draw(conditions), "then": draw(one)} for _ in range(draw(st.integers(1, 2)))]
    return [*rows, *draw(st.sampled_from([[], [{"otherwise": constants[0]}]]))]


OWN_HOURS = {"field": "agreed_hours", "unit": "hours"}
OWN_DAYS = {"field": "agreed_hours", "unit": "calendar days"}
OPEN = st.sampled_from(["by_limit", "by_limit", "pending", "undetermined", "breach"])
HOURS = values("48 hours", "2 hours 30 minutes", OWN_HOURS)
DAYS = values("1 calendar day", "2 calendar days", OWN_DAYS)
AMOUNTS = values("0.1", "1", {"field": "ordered_quantity"})


def tolerances(value: st.SearchStrategy[Any], *names: str) -> st.SearchStrategy[Written]:
    """Tolerances of a promise, some of them unsaid."""
    each = st.one_of(st.none(), st.just("none"), st.just("any"), value)
    found = st.fixed_dictionaries(dict.fromkeys(names, each))
    return found.map(lambda said: {key: value for key, value in said.items() if value is not None})


def elapsed() -> st.SearchStrategy[Written]:
    """Hours, days, or a table of both; between two moments, or between a moment and a date in days."""
    limits = values("48 hours", "1 calendar day", "2 calendar days", OWN_HOURS)
    ends = [("ordered_at", "delivered_at"), ("agreed_at", "delivered_at"), ("delivered_at", "agreed_at")]

    def between(way: tuple[str, str], within: Any, open_records: str) -> Written:
        said = {"kind": "elapsed_time", "from": way[0], "to": way[1]}
        return said | {"within": within, "open_records": open_records}

    moments = st.builds(between, st.sampled_from(ends), limits, OPEN)
    return st.one_of(moments, moments, st.builds(between, st.just(("ordered_at", "promised_on")), DAYS, OPEN))


def promises() -> st.SearchStrategy[Written]:
    """Promises of dates, of moments, of quantities and of words."""

    def promise(promised: str, actual: str, more: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
        said = {"kind": "promise_kept", "promised": promised, "actual": actual}
        return st.builds(lambda found: said | found, more)

    opened = st.fixed_dictionaries({"open_records": OPEN})
    by_day = st.builds(lambda a, b: a | b, tolerances(DAYS, "late", "early"), opened)
    in_quantity = st.builds(lambda a, b: a | b, tolerances(AMOUNTS, "less", "more"), st.one_of(st.just({}), opened))
    to_the_moment = st.builds(lambda a, b: a | b, tolerances(HOURS, "late", "early"), opened)
    return st.one_of(
        promise("promised_on", "delivered_at", by_day),
        promise("agreed_at", "delivered_at", by_day.map(lambda said: said | {"by": "day"})),
        promise("agreed_at", "delivered_at", to_the_moment),
        promise("ordered_quantity", "delivered_quantity", in_quantity),
        promise("wanted", "used", st.one_of(st.just({}), opened)),
    )


def checklists() -> st.SearchStrategy[Written]:
    """Some of the questions, weighed and critical at random."""
    weighed = st.sampled_from(
        [{}, {"weight": "2"}, {"weight": "0.5"}, {"critical": "true"}, {"weight": "0", "critical": "true"}]
    )
    asked: list[Written] = [
        {"field": "kind"}, {"field": "badge"}, {"field": "clean"}, {"field": "willing"}, {"field": "rate"},
        {"field": "solved", "points": {"solved": "1", "partly": "0.25", "unsolved": "-1"}},
    ]  # fmt: skip
    questions = st.builds(lambda question, more: question | more, st.sampled_from(asked), weighed)
    items = st.lists(questions, min_size=1, max_size=4, unique_by=lambda each: str(each["field"]))
    return st.builds(
        lambda items, mark, applies, checked: {
            "kind": "checklist",
            "items": items,
            "pass_mark": mark,
            "not_applicable": applies,
            "not_checked": checked,
        },
        items.filter(lambda found: any(item.get("weight") != "0" for item in found)),
        values("50 %", "85 %", "100 %", {"field": "rate"}),
        st.sampled_from(["left_out", "zero", "full"]),
        st.sampled_from(["undetermined", "zero"]),
    )


def sequences() -> st.SearchStrategy[Written]:
    """Two to four of the moments and dates, in any order."""
    names = st.permutations(["ordered_at", "agreed_at", "delivered_at", "promised_on"])
    steps = st.builds(lambda order, number: order[:number], names, st.integers(2, 4))
    return steps.map(lambda chosen: {"kind": "sequence", "steps": chosen})


requirements = conditions.map(lambda must: {"kind": "requirement", "must": must})


@st.composite
def rule_sets(draw: st.DrawFn) -> Written:
    """The fields of everything.yaml, with other rules and another exclusion."""
    rules = []
    for number in range(8):
        measure = draw(st.one_of(elapsed(), promises(), checklists(), sequences(), requirements))
        rule = {"id": f"rule-{number}", "title": "Random", "measure": measure}
        rule |= draw(st.sampled_from([{}, {"missing": "breach"}]))
        rule |= draw(st.one_of(st.just({}), st.fixed_dictionaries({"scope": conditions})))
        rule |= draw(st.one_of(st.just({}), st.fixed_dictionaries({"target": values("90 %", "90 %", "50 %")})))
        rules.append(rule)
    exclusion = {"id": "random", "when": draw(conditions), "except": ["rule-0"], "because": "It is random."}
    return RULES | {"rules": rules, "exclusions": [exclusion]}


# ---- comparison ------------------------------------------------------------------------------------------------------


def judged(
    rule_set: RuleSet, rows: list[Written], period: tuple[date, date] | None
) -> tuple[Fates, dict[str, RuleTally]]:
    """What the program says of each record, and how it counts them."""
    covered = AuditPeriod("period", *period) if period else None
    with prepared_records(rule_set, rows, as_of=AS_OF.isoformat(), period=covered) as (engine, ready, compiled):
        fates: Fates = {}
        coded = with_codes(ready.frame, compiled.rules)
        names = [rule.rule.id for rule in compiled.rules]
        for row, *codes in engine.rows(coded.select(ROW, *(code_column(name) for name in names))):
            for name, code in zip(names, codes, strict=True):
                fates.setdefault(name, {})[row] = meaning(code)
        return fates, count(engine, ready.frame, compiled).rules


def meaning(code: int) -> tuple[str, str | None]:
    """Outcome and reason of a code."""
    known = meaning_of(code)
    return known.outcome.value, known.reason and known.reason.value


def agree(rule_set: RuleSet, written: Written, rows: list[Written], period: tuple[date, date] | None) -> None:
    """Fail with the first record on which program and hand differ, and its rule."""
    by_hand = outcomes(written, rows, Audit(AS_OF, period))
    by_program, tallies = judged(rule_set, rows, period)
    for rule in written["rules"]:
        expected, received = by_hand[rule["id"]], by_program[rule["id"]]
        for row in sorted({*expected, *received}):
            assert received.get(row) == expected.get(row), f"{rows[row - 1]} under {rule}"
        tally = tallies[rule["id"]]
        told = Counter(outcome for outcome, _ in expected.values())
        assert {outcome.value: number for outcome, number in tally.outcomes.items() if number} == dict(told)
        reasons = Counter(reason for _, reason in expected.values() if reason)
        assert {reason.value: number for reason, number in tally.reasons.items()} == dict(reasons)
        for cells in tally.groups.values():
            assert sum((Counter(cell) for cell in cells.values()), Counter()) == Counter(tally.outcomes)
        agree_beside(rule, tally, expected, {record.row: record for record in units(written, rows)}, period)


def agree_beside(
    rule: Written,
    tally: RuleTally,
    fates: dict[int, tuple[str, str | None]],
    records: dict[int, Record],
    period: tuple[date, date] | None,
) -> None:
    """The figures beside the outcomes: of each row of a target table, and had nothing been excluded."""
    target = rule.get("target")
    if isinstance(target, list):
        judged = [
            (records[row].row_that_fits(target), outcome) for row, (outcome, _) in fates.items() if outcome in JUDGED
        ]
        for place, counted in enumerate(tally.rows):
            told = [counted[Outcome.KEPT], counted[Outcome.BREACH]]
            assert told == [judged.count((place, outcome)) for outcome in JUDGED], f"row {place} of {rule}"
    excluded = [records[row] for row, (outcome, _) in fates.items() if outcome == "excluded"]
    audit = Audit(AS_OF, period)
    without = [before_exclusions(rule, record, audit, is_shared=False).outcome for record in excluded]
    assert [tally.excluded_kept, tally.excluded_breach] == [without.count(outcome) for outcome in JUDGED]


SETTINGS = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # the message names one record and its rule: there is nothing to shrink
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@settings(SETTINGS, max_examples=4)
@given(SEEDS, st.sampled_from([None, PERIOD]))
def test_random_records_come_out_as_worked_by_hand(seed: int, period: tuple[date, date] | None) -> None:
    agree(load_rule_set(EVERYTHING), RULES, made_up(seed, 220), period)


@settings(SETTINGS, max_examples=8)
@given(rule_sets(), SEEDS, st.sampled_from([None, PERIOD]))
def test_random_rules_come_out_as_worked_by_hand(written: Written, seed: int, period: tuple[date, date] | None) -> None:
    agree(RuleSet.model_validate(written), written, made_up(seed, 110), period)


LOG = Path(__file__).parent / "made_up" / "incidents.yaml"
TIMES_OF_EVENTS = [
    "", "yesterday", "2026-10-25 02:30:00", "2026-10-25T02:30:00+01:00", "2026-10-25T00:30:00Z", "2026-10-24 09:00:00",
]  # fmt: skip


@settings(SETTINGS, max_examples=3)
@given(SEEDS)
def test_the_last_row_of_each_case_is_the_one_found_by_hand(seed: int) -> None:
    random = Random(seed)
    rows = [
        {
            "incident_id": random.choice(["", *(f"i-{number}" for number in range(60))]),
            "updated_at": random.choice(TIMES_OF_EVENTS),
            "state": random.choice(["open", "solved", ""]),
        }
        for _ in range(200)
    ]
    written = yaml.load(LOG.read_text("utf-8"), Loader=yaml.BaseLoader)
    agree(load_rule_set(LOG), written, rows, None)
