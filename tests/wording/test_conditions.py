"""Conditions and labels as people say them."""

import pytest

from checker.problems import CheckerError
from checker.results import RecordsRead
from checker.wording import condition_in_words, field_label

FIELDS = {
    "site": {"type": "text", "label": {"en": "Branch", "pl": "Oddział"}},
    "order_status": {"type": "choice", "label": None},
    "score": {"type": "number", "label": "Points"},
    "undamaged": {"type": "yes_no", "yes": ["tak", "1"], "no": ["nie", "0"], "label": "Undamaged"},
}
RECORDS = RecordsRead(called="order", fields=FIELDS, read=0, rejected=0)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"site": "A"}, "“Branch” is A"),
        ({"site": ["A"]}, "“Branch” is A"),
        ({"site": ["A", "B"]}, "“Branch” is A or B"),
        ({"site": ["A", "B", "C"]}, "“Branch” is A, B or C"),
        ({"site": ""}, "“Branch” is (empty)"),
        ({"site": {"not": "A"}}, "“Branch” is not A"),
        ({"undamaged": "tak"}, "“Undamaged” is yes"),
        ({"undamaged": "yes"}, "“Undamaged” is yes"),
        ({"undamaged": {"not": "nie"}}, "“Undamaged” is not no"),
        ({"undamaged": ["tak", "1"]}, "“Undamaged” is yes"),
        ({"undamaged": {"not": ["0", "1"]}}, "“Undamaged” is not no or yes"),
        ({"site": "tak"}, "“Branch” is tak"),
        ({"site": {"not": ["A", "B"]}}, "“Branch” is not A or B"),
        ({"score": {"at_least": "3"}}, "“Points” is at least 3"),
        ({"score": {"at_most": 3.0}}, "“Points” is at most 3"),
        ({"score": {"above": 0.5, "below": 5}}, "“Points” is above 0.5 and “Points” is below 5"),
        ({"site": {"is": "missing"}}, "“Branch” is missing"),
        ({"site": {"is": "present"}}, "“Branch” is recorded"),
        ({"site": {"is": "not_applicable"}}, "“Branch” is marked not applicable"),
        ({"site": {"is": "not_checked"}}, "“Branch” is marked not checked"),
        ({"site": {"matches": "^PL-"}}, "“Branch” matches the pattern ^PL-"),
        ({"site": {"field": "order_status"}}, "“Branch” equals “order status”"),
        ({"site": {"not": {"field": "order_status"}}}, "“Branch” differs from “order status”"),
        ({"score": {"above": {"field": "other_score"}}}, "“Points” is above “other score”"),
        (
            {"score": {"at_least": [{"when": {"site": "A"}, "then": "3"}, {"otherwise": "4"}]}},
            "“Points” is at least (3 where “Branch” is A; otherwise 4)",
        ),
        ({"site": "A", "score": {"at_least": 3, "at_most": None}}, "“Branch” is A and “Points” is at least 3"),
        ({"any": [{"site": "A"}, {"site": "B"}]}, "“Branch” is A or “Branch” is B"),
        ({"all": [{"site": "A"}, {"score": 1}]}, "“Branch” is A and “Points” is 1"),
        ({"none": [{"site": "A"}]}, "it is not so that “Branch” is A"),
        ({"any": [{"site": "A"}]}, "“Branch” is A"),
        (
            {"score": 1, "any": [{"site": "A"}, {"site": "B"}]},
            "“Points” is 1 and (“Branch” is A or “Branch” is B)",
        ),
        (
            {"any": [{"site": "A", "score": 1}, {"site": "B"}]},
            "(“Branch” is A and “Points” is 1) or “Branch” is B",
        ),
        (
            {"any": [{"none": [{"site": "A"}, {"site": "B"}]}, {"all": [{"site": "C"}]}]},
            "(it is not so that “Branch” is A or “Branch” is B) or “Branch” is C",
        ),
    ],
)
def test_a_condition_is_said_as_it_is_written(condition, said):
    assert condition_in_words(condition, RECORDS) == said


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("site", "en", "Branch"),
        ("site", "pl", "Oddział"),
        ("site", "de", "Branch"),
        ("score", "pl", "Points"),
        ("order_status", "en", "order status"),
        ("unknown_field", "en", "unknown field"),
    ],
)
def test_a_field_is_called_by_its_label_else_by_its_name(name, language, label):
    assert field_label(name, RECORDS, language) == label


def test_what_no_rule_file_can_hold_is_an_error_of_the_results():
    with pytest.raises(CheckerError, match="they were changed or damaged, make them again"):
        condition_in_words({"site": {"equalz": 3}}, RECORDS)
