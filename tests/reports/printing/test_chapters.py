"""How it was judged and what was read: what is cut says so."""

import pytest

from checker.reports.printing.chapters import MOST_FAULTS, MOST_TWINS, chapters
from checker.reports.printing.scale import Scale
from checker.wording import phrases
from tests.reports.golden import results
from tests.reports.printing.test_summary import rule

SAY = phrases()


def chapter(rules=None, **more):
    (only,) = chapters(results({"verdict": "met", "rules": rules or [rule()], **more}), Scale(10, 10), SAY)
    return only


def read(**records):
    return chapter(records=records).read


# ---- how it was judged -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"records": 1}, "fits 1 record"),
        ({"records": 21, "unknown": 17},
         "fits 21 records; 17 records do not say whether it fits and were not excluded"),
        ({"records": 0, "unknown": 1}, "fits 0 records; 1 record does not say whether it fits and was not excluded"),
    ],
)  # fmt: skip
def test_an_exclusion_of_which_records_say_nothing_sounds_like_no_fault(numbers, said):
    exclusion = {"id": "flood", "because": "A flood.", "when": {"delay_cause": "flood"}, **numbers}
    ((_, _, fits),) = chapter(exclusions=[exclusion]).exclusions
    assert fits == said


# ---- what was read ---------------------------------------------------------------------------------------------------

CELL = {"row": 1, "field": "branch", "column": "branch", "fault": "unreadable", "text": "?"}
ROW = {"row": 1, "reason": "7 cells", "text": "a"}


@pytest.mark.parametrize(
    ("listed", "total", "said"),
    [(2, 2, ""), (20, 20, ""), (21, 21, "20 of 21 shown"), (100, 1543, "20 of 1,543 shown")],
)
def test_a_list_of_faults_that_is_cut_says_how_many_there_are(listed, total, said):
    told = read(
        rejected=total,
        rejected_rows=[ROW] * listed,
        unreadable_cells=[CELL] * listed,
        faults={"branch": {"unreadable": total - 1, "missing": 9}, "told_at": {"no_such_local_time": 1}},
    )
    assert (told.rejected_shown, told.unreadable_shown) == (said, said)
    assert len(told.rejected) == len(told.unreadable) == min(listed, MOST_FAULTS)


def twin(number, id_="A"):
    return {"id": id_, "places": [{"source": 0, "row": row} for row in range(1, number + 1)]}


def test_the_records_of_an_id_that_are_not_listed_are_counted():
    told = read(duplicates=[twin(37)], duplicate_records=37)
    ((_, places),) = told.duplicates
    assert places.endswith(f"{MOST_TWINS}, and 25 more")
    assert told.duplicates_shown == "12 of 37 records shown"


def test_ids_that_are_not_listed_are_told_by_their_records():
    assert read(duplicates=[twin(2)] * 25, duplicate_records=50).duplicates_shown == "40 of 50 records shown"
    assert read(duplicates=[twin(2)] * 20, duplicate_records=40).duplicates_shown == ""


def test_notes_that_are_left_out_are_counted():
    assert read(notes=["a column is not read"] * 23).notes[-1] == "and 3 more"
