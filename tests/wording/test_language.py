"""The words of reports: one file per language, whole phrases, and the right one for every number."""

import re
import string
from pathlib import Path
from typing import get_args

import pytest

from checker.outcomes import Outcome, Reason, Verdict
from checker.problems import CheckerError
from checker.results import Role, RuleResult, WaiverCount
from checker.shipped import shipped
from checker.wording.language import Phrases, phrases

CHECKER = Path(__file__).parents[2] / "checker"
TEMPLATES = shipped("report_templates")


def leaves(section, path=()):
    for name, phrase in section.items():
        if isinstance(phrase, dict):
            yield from leaves(phrase, (*path, name))
        else:
            yield (*path, name), phrase


def test_every_verdict_outcome_and_reason_has_its_words():
    say = phrases()
    assert set(say["verdict"]) == set(Verdict)
    assert list(say["outcome"]) == list(Outcome)
    assert {reason.value for reason in Reason} <= set(say["reason"])


def test_every_phrase_can_be_filled_and_is_tidy():
    for path, phrase in leaves(phrases().sections):
        assert list(string.Formatter().parse(phrase)) or phrase == "", path
        assert "  " not in phrase, path
        assert phrase, path


PUT_TOGETHER = ("open_", "evidence_")
"""Names of phrases that are made of a verdict or an outcome."""


@pytest.mark.parametrize("section", ["page", "quality", "overall", "method"])
def test_every_phrase_of_the_reports_is_used(section):
    sources = [*CHECKER.glob("reports/**/*.py"), *TEMPLATES.glob("*.j2")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = {name.removesuffix("_one") for name in phrases()[section] if not name.startswith(PUT_TOGETHER)}
    assert not [name for name in names if not re.search(rf"[\"'.]{name}\b", text)]


def test_every_phrase_that_a_template_uses_is_there():
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.j2"))
    used = set(re.findall(r"\bpage\.([a-z_]+)", text))
    assert len(used) > 40
    assert used <= set(phrases()["page"])


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 breaches"), (1, "1 breach"), (2, "2 breaches"), (1234, "1,234 breaches")]
)
def test_a_number_has_the_phrase_that_fits_it(number, said):
    assert phrases().counted("page", "evidence_breach", number) == said


def test_a_phrase_without_a_form_for_one_serves_every_number():
    assert phrases().counted("page", "rejected", 1) == "1 rejected"


def test_every_form_for_one_has_a_form_for_others_with_the_same_names():
    for (*path, name), phrase in leaves(phrases().sections):
        section = phrases().sections
        for part in path:
            section = section[part]
        others = section.get(name.removesuffix("_one")) if name.endswith("_one") else None
        if others:
            names = [{field for _, field, *_ in string.Formatter().parse(one) if field} for one in (phrase, others)]
            assert names[0] <= names[1]


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("verdict", [each.value for each in Verdict]),
        ("outcome", [each.value for each in Outcome]),
        ("reason", [each.value for each in Reason]),
        ("role", get_args(Role)),
        ("severity", get_args(RuleResult.model_fields["severity"].annotation)),
        ("beside", get_args(WaiverCount.model_fields["state"].annotation)),
    ],
)
def test_whatever_results_may_hold_has_its_word(section, names):
    assert names
    assert set(names) <= set(phrases()[section])


def test_an_unknown_name_is_said_as_it_is():
    assert phrases().known("reason", "no_such_reason") == "no such reason"
    assert phrases().known("reason", "open") == "still open"


def test_a_language_without_words_is_an_error_that_names_those_there_are():
    with pytest.raises(CheckerError, match=r"reports are not written in '\.\./en'; known languages are en"):
        phrases("../en")


def test_what_is_put_into_a_phrase_is_never_a_phrase_itself():
    say = Phrases("en", {"a": {"b": "{x} and {y}"}})
    assert say.say("a", "b", x="{y}", y="{0.__class__}") == "{y} and {0.__class__}"


@pytest.mark.parametrize(
    ("text", "said"), [("at least 3", "At least 3."), ("Done.", "Done."), ("", "."), ("łódź", "Łódź.")]
)
def test_a_sentence_has_a_capital_letter_and_a_full_stop(text, said):
    assert phrases().sentence(text) == said
