"""One rule in the words of the reports, in every language, before any record is judged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.evaluation import Audit, evaluate
from checker.rule_explanation import explain_rule, is_rule
from checker.ruleset.loading import load_rule_set
from checker.shipped import shipped
from checker.wording import phrases, rule_in_words
from checker.wording.catalogue import languages

RULES = shipped("rules")
DELIVERY = RULES / "delivery.yaml"
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def results():
    return evaluate(load_rule_set(DELIVERY), [RULES / "samples" / "delivery.csv"], Audit(as_of=AS_OF))


@pytest.mark.parametrize("language", languages())
def test_a_rule_is_explained_in_the_sentences_that_reports_print(results, language):
    (within,) = results.rule_sets
    say = phrases(language)
    for rule in within.rules:
        words = rule_in_words(rule, within.records, language)
        told = explain_rule(f"{DELIVERY}:{rule.id}", language)
        assert told[2:5] == [
            say.joined("sentence", part)
            for part in ((words.promise, *words.target), words.details, words.worked_out)
        ]  # fmt: skip


def test_what_a_tailoring_changes_is_told_with_its_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "delivery.yaml").write_text(DELIVERY.read_text("utf-8"), "utf-8")
    stricter = "rule_set: stricter\nversion: 2026.1\ntitle: Stricter\nextends: delivery.yaml\n"
    stricter += "set:\n  goods-undamaged: {target: 99 %}\n"
    (rules / "stricter.yaml").write_text(stricter, "utf-8")
    told = explain_rule(f"{rules / 'stricter.yaml'}:goods-undamaged", standards=shipped("standards"))
    assert "At least 99 %" in told[2]
    assert "99 %" in told[-1]
    assert "line 6" in told[-1]


@pytest.mark.parametrize(
    ("word", "said"), [("rules/delivery.yaml:x", True), ("a.YML:b", True), ("elapsed_time", False), ("R101", False)]
)
def test_a_rule_is_told_from_a_word_of_the_language(word, said):
    assert is_rule(word) is said
