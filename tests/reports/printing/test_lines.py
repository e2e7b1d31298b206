"""Lines of the commitment table: targets short enough for their column, or with room made for their words."""

import pytest

from checker.reports.printing.lines import lines
from checker.wording import phrases
from tests.reports.golden import results


def line_of(target, language="en", **more):
    one = {"id": "r", "title": "Promise", "counts": {"kept": 9, "breach": 1}, "verdict": "missed", "asks": None}
    records = {"fields": {"happy": {"type": "number", "label": {"en": "Contentment", "pl": "Zadowolenie"}}}}
    whole = results({"verdict": "missed", "records": records, "rules": [one | {"target": target} | more]})
    return lines(whole, phrases(language))[0]


@pytest.mark.parametrize(
    ("target", "said", "speaks"),
    [
        ({"at_least": 0.95}, "≥ 95 %", False),
        ({"at_least": 1}, "100 %", False),
        ({"statistic": "mean", "of": "happy", "words": {"at_least": "3.5"}}, "mean of Contentment ≥ 3.5", True),
        ({"statistic": "rate", "for_each": "1000", "at_most": 20, "words": {"at_most": "20"}}, "≤ 20 per 1,000", True),
    ],
)  # fmt: skip
def test_a_target_names_fields_by_their_labels_and_says_where_it_needs_room(target, said, speaks):
    line = line_of(target)
    assert (line.target, line.speaks) == (said, speaks)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "≥ 97.2 % (previous run)"),
        ("pl", "≥ 97,2% (poprzedni przebieg)"),
        ("es", "≥ 97,2 % (resultado anterior)"),
        ("ru", "≥ 97,2 % (прошлая проверка)"),
        ("zh-Hant", "≥ 97.2%（前一次）"),
    ],
)
def test_a_target_that_is_an_earlier_run_is_said_in_the_language_and_as_fine_as_it_must_be(language, said):
    target = {"at_least": 842 / 866, "words": {"at_least": "97.23 % (previous run)"}}
    assert line_of(target, language=language).target.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"at_least": 0.85, "words": {"at_least": "85 % (competitors.level)"}}, "≥ 85 % (competitors: level)"),
        ({"at_least": 0.85, "words": {"at_least": "85 % (happy)"}}, "≥ 85 % (Zadowolenie)"),
        ({"words": {"at_least": "happy"}}, "≥ Zadowolenie"),
        ({"words": {"at_least": "previous run + 2 points"}}, "≥ poprzedni przebieg + 2 punkty procentowe"),
        (
            {"at_most": 2 / 3, "words": {"at_most": "67 % (previous run - 1 points)"}},
            "≤ 66,7 % (poprzedni przebieg − 1 punkt procentowy)",
        ),
        (
            {
                "statistic": "mean",
                "unit": "elapsed",
                "words": {"at_most": "4 hours 20 minutes (previous run - 5 minutes)"},
            },
            "średnia ≤ 4 godziny 20 minut (poprzedni przebieg − 5 minut)",
        ),
    ],
)
def test_where_a_bound_comes_from_is_said_in_the_language_too(target, said):
    assert line_of(target, language="pl").target.replace("\u00a0", " ").replace("%", " %").replace("  ", " ") == said


def test_what_has_neither_an_interval_nor_a_bar_needs_no_columns_for_them():
    mean = {"statistic": "mean", "of": "happy", "words": {"at_least": "3.5"}}
    assert not line_of(mean, interval=None).measured
    assert line_of(mean).measured
    assert line_of({"at_least": 0.95}).measured
