"""Where what was found for a commitment begins: short ones share a page, and no page is left nearly empty."""

from dataclasses import replace

import pytest

from checker.reports.printing import paging
from checker.reports.printing.chapters import chapters
from checker.reports.printing.paging import height, paged
from checker.reports.printing.scale import scale_of
from checker.wording import phrases
from tests.reports.conftest import golden

SAY = phrases()


def found_in(name):
    results = golden(name)
    return [one for chapter in chapters(results, scale_of(results), SAY) for one in chapter.found]


@pytest.mark.parametrize(
    ("pages", "begin", "together"),
    [
        ([0.3, 0.3, 0.3], [False, False, False], [False, True, True]),  # three on one page
        ([0.6, 0.6, 0.6], [False, True, True], [False, False, False]),  # each on its own
        ([1.1, 0.9], [False, False], [False, False]),  # the first runs over: the next follows it there
        ([1.1, 0.5], [False, False], [False, True]),
        ([1.5, 0.9], [False, True], [False, False]),
        ([0.9, 0.9], [False, False], [False, False]),  # it begins on the next page of itself
    ],
)
def test_each_begins_a_page_where_that_leaves_none_nearly_empty(pages, begin, together, monkeypatch):
    missed = [one for one in found_in("forty") if one.line.verdict == "missed"][: len(pages)]
    high = dict(zip((one.line.anchor for one in missed), pages, strict=True))
    monkeypatch.setattr(paging, "height", lambda one: high[one.line.anchor] * 768)
    (told,) = paged([missed])
    assert [one.begins_page for one in told] == begin
    assert [one.kept_together for one in told] == together


@pytest.mark.parametrize(("first", "begins"), [(0.2, False), (0.5, True), (0.85, False), (1.1, False)])
def test_a_rule_set_follows_where_the_page_before_it_would_stay_nearly_empty(first, begins, monkeypatch):
    one, other = [one for one in found_in("forty") if one.line.verdict == "missed"][:2]
    high = {one.line.anchor: first, other.line.anchor: 0.85}
    monkeypatch.setattr(paging, "height", lambda one: high[one.line.anchor] * 768)
    assert [told.begins_page for found in paged([[one], [], [other]]) for told in found] == [False, begins]


def test_a_commitment_that_was_not_missed_follows_where_there_is_room():
    others = [replace(one, line=replace(one.line, verdict="too_close")) for one in found_in("forty")]
    assert not [one for one in next(paged([others])) if one.begins_page or one.kept_together]


def test_more_evidence_takes_more_room():
    (longest, *_) = found_in("mixed")
    assert (
        height(longest) > height(replace(longest, evidence=())) > height(replace(longest, evidence=(), breakdowns=()))
    )
