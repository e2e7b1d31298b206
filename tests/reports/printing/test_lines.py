"""Lines of the commitment table: targets short enough for their column, or with room made for their words."""

import pytest

from checker.reports.printing.lines import lines
from checker.wording import phrases
from tests.reports.golden import results


def line_of(target, **more):
    one = {"id": "r", "title": "Promise", "counts": {"kept": 9, "breach": 1}, "verdict": "missed", "asks": None}
    records = {"fields": {"happy": {"type": "number", "label": "Contentment"}}}
    whole = results({"verdict": "missed", "records": records, "rules": [one | {"target": target} | more]})
    return lines(whole, phrases())[0]


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


def test_what_has_neither_an_interval_nor_a_bar_needs_no_columns_for_them():
    mean = {"statistic": "mean", "of": "happy", "words": {"at_least": "3.5"}}
    assert not line_of(mean, interval=None).measured
    assert line_of(mean).measured
    assert line_of({"at_least": 0.95}).measured
