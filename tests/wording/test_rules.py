"""Every rule of rules/ in plain words, compared with a file that people can read aloud."""

import os
from pathlib import Path

import pytest

from checker.evaluation import Audit, evaluate
from checker.periods import parse_as_of, parse_period
from checker.problems import CheckerError
from checker.results import RecordsRead, RuleResult
from checker.ruleset.loading import load_rule_set
from checker.shipped import shipped
from checker.wording import rule_in_words

RULES = shipped("rules")


def rule_sets() -> list[Path]:
    return sorted(path for path in RULES.glob("*.yaml") if not path.stem.endswith(".tests"))


EXPECTED = Path(__file__).parent / "rules"
AUDIT = Audit(as_of=parse_as_of("2026-10-01T00:00:00+02:00"), period=parse_period("2026-Q3"))


def told(path):
    """The rules of a file, each a heading and its sentences, one per line."""
    samples = RULES / "samples"
    tables = {file.name.split(".")[1]: [file] for file in samples.glob(f"{path.stem}.*.csv")}
    results = evaluate(load_rule_set(path), [samples / f"{path.stem}.csv"], AUDIT, tables=tables)
    (within,) = results.rule_sets
    for rule in within.rules:
        words = rule_in_words(rule, within.records)
        yield from (rule.id, words.promise, *words.target, *words.details, *words.worked_out, "")


@pytest.mark.parametrize("path", rule_sets(), ids=lambda path: path.stem)
def test_every_rule_is_said_as_the_golden_file_says(path):
    # To accept a change that is meant: run with UPDATE_EXPECTED=1, and read the sentences aloud.
    expected = EXPECTED / f"{path.stem}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text("\n".join(told(path)), encoding="utf-8")
    assert "\n".join(told(path)) == expected.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_rule_file():
    assert {path.stem for path in EXPECTED.iterdir()} == {path.stem for path in rule_sets()}


# ---- targets ---------------------------------------------------------------------------------------------------------

FIELDS = {"site": {"type": "text", "label": {"en": "Branch", "pl": "Oddział"}}}
RECORDS = RecordsRead(called="order", fields=FIELDS, read=0, rejected=0)


def rule(**describe):
    given = {"measure": {"kind": "requirement", "must": {"site": {"is": "present"}}}, **describe}
    return RuleResult(
        id="r", title="R", describe=given, severity="major", weight=1, verdict="met", units=0, outcomes={}
    )


def said(**describe):
    return rule_in_words(rule(**describe), RECORDS)


@pytest.mark.parametrize(
    ("target", "sentences"),
    [
        (None, ("Every judged record must keep this.",)),
        ("none", ("It has no target and is reported for its figures only.",)),
        ("95 %", ("At least 95 % of the judged records must keep this.",)),
        ({"at_least": "95 %"}, ("At least 95 % of the judged records must keep this.",)),
        ({"at_least": "100 %"}, ("Every judged record must keep this.",)),
        ({"at_least": "100%"}, ("Every judged record must keep this.",)),
        ({"above": "95 %"}, ("More than 95 % of the judged records must keep this.",)),
        ({"at_most": "5 %"}, ("At most 5 % of the judged records may keep this.",)),
        ({"below": "5 %"}, ("Less than 5 % of the judged records may keep this.",)),
        (
            {"at_least": "40 %", "at_most": "60 %"},
            (
                "At least 40 % of the judged records must keep this.",
                "At most 60 % of the judged records may keep this.",
            ),
        ),
        (
            {"at_least": "90 %", "judged_on": "interval", "unacceptable": "75 %"},
            (
                "At least 90 % of the judged records must keep this.",
                (
                    "The records are a sample: the target is met when the whole 95 % interval lies on its side, "
                    "missed when none of it does, and too close to call otherwise."
                ),
                "Below 75 % it is unacceptable, and the whole is missed whatever the score.",
            ),
        ),
        (
            [{"when": {"site": "A"}, "then": {"at_least": "92 %"}}, {"otherwise": {"at_least": "100 %"}}],
            (
                "Where “Branch” is A, at least 92 % of the judged records must keep this.",
                "Otherwise every judged record must keep this.",
                "Each line's records have a target of their own; every line that has records must be met.",
            ),
        ),
    ],
)
def test_targets_are_said_with_their_bounds(target, sentences):
    assert said(target=target).target == sentences


def test_scope_missing_exclusions_and_worked_out_fields_are_said():
    words = said(
        scope={"site": ["A", "B"]},
        missing="breach",
        exclusions=["strike", "flood"],
        worked_out={"site": [{"when": {"site": "A"}, "then": "first"}, {"otherwise": "other"}]},
        target="none",
    )
    assert str(words) == (
        "For each order where “Branch” is A or B: “Branch” is recorded. "
        "It has no target and is reported for its figures only. "
        "Missing evidence counts as a breach. "
        "Records that an exclusion fits are left out: strike, flood. "
        "“Branch” is first where “Branch” is A; otherwise other."
    )


def test_labels_are_said_in_the_language_asked_for_where_they_have_one():
    with pytest.raises(CheckerError, match="reports are not written in 'xx'"):
        rule_in_words(rule(), RECORDS, "xx")


def test_a_rule_described_as_no_rule_file_does_is_an_error_of_the_results():
    with pytest.raises(CheckerError, match="the results describe 'r' as no rule file does"):
        said(measure={"kind": "elapsed_time", "from": "site"})
