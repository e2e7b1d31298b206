"""What each kind of measure asks, in correct English; a kind nobody wrote words for speaks for itself."""

import importlib

import pytest

from checker.measures import NAMES as KINDS
from checker.measures import kind_named
from checker.results import RecordsRead
from checker.wording.conditions import Speaker
from checker.wording.language import Phrases, phrases
from checker.wording.measures import said_of_measure, steps_in_words

FIELDS = {
    "ordered_at": {"type": "moment"},
    "promised_on": {"type": "date"},
    "came_at": {"type": "moment", "label": "Arrival"},
    "asked": {"type": "whole_number"},
    "given": {"type": "whole_number"},
    "group": {"type": "text"},
    "account_id": {"type": "text"},
    "e_mail": {"type": "text", "label": "e-mail"},
    "polite": {"type": "yes_no"},
}
RECORDS = RecordsRead(called="order", fields=FIELDS, read=0, rejected=0)
SPEAKER = Speaker(phrases(), RECORDS)


def said(measure, documented="", speaker=SPEAKER):
    promise, details = said_of_measure(speaker, measure, documented)
    return promise, list(details)


# ---- elapsed_time ----------------------------------------------------------------------------------------------------

ELAPSED = {"kind": "elapsed_time", "from": "ordered_at", "to": "came_at"}


@pytest.mark.parametrize(
    ("within", "limit"),
    [
        ("72 hours", "at most 72 hours"),
        ({"field": "asked", "unit": "calendar days"}, "at most the record's “asked” in calendar days"),
        ({"field": "asked", "unit": "hour"}, "at most the record's “asked” in hours"),
        (
            [{"when": {"group": "A"}, "then": "1 hour"}, {"otherwise": "2 hours"}],
            "at most 1 hour where “group” is A; otherwise at most 2 hours",
        ),
        (
            [{"when": {"group": "A"}, "then": "1 hour"}, {"when": {"group": ["B", "C"]}, "then": "2 hours"}],
            (
                "at most 1 hour where “group” is A; at most 2 hours where “group” is B or C "
                "(the first line that fits decides)"
            ),
        ),
    ],
)
def test_a_time_is_said_with_its_limit(within, limit):
    assert said({**ELAPSED, "within": within})[0] == f"the time from “ordered at” to “Arrival” is {limit}"


def test_a_limit_that_lasts_until_its_day_ends_says_so():
    promise, _ = said({**ELAPSED, "within": "4 working hours", "calendar": "office", "by": "day"})
    assert promise == (
        "the time from “ordered at” to “Arrival” is at most 4 working hours, "
        "and the day on which that is reached counts to its end"
    )


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        ("office", "office"),
        ({"field": "group"}, "the record's “group”"),
        ([{"when": {"group": "A"}, "then": "day"}, {"otherwise": "night"}], "day where “group” is A; otherwise night"),
    ],
)
def test_the_calendar_is_named(calendar, words):
    _, (clock, _) = said({**ELAPSED, "within": "4 working hours", "calendar": calendar})
    assert clock == f"Working time, working days and dates are those of the calendar: {words}."


def test_pauses_are_named_by_their_ends():
    pauses = [{"from": "ordered_at", "to": "came_at"}, {"from": "promised_on", "to": "came_at"}]
    _, (clock, _) = said({**ELAPSED, "within": "4 hours", "pauses": pauses})
    assert clock == (
        "Pauses do not count (from “ordered at” to “Arrival”, from “promised on” to “Arrival”); "
        "time that several of them share is taken off once, and a pause without an end runs on."
    )


def test_pauses_of_another_table_are_named_by_its_fields():
    pauses = [{"from": "waits_abroad.began_at", "to": "waits_abroad.ended_at"}]
    _, (clock, _) = said({**ELAPSED, "within": "4 hours", "pauses": pauses})
    assert clock == (
        "Pauses do not count (from “began at” to “ended at” of every row of the table “waits abroad” that has the "
        "record's key); time that several of them share is taken off once, and a pause without an end runs on."
    )


def test_what_must_follow_is_said_with_its_calendar_and_its_pauses():
    follows = {
        "kind": "follow_up", "after": {"segment": "A"}, "expect": {"segment": "B"}, "same": "segment",
        "within": "2 working hours", "by": "day", "calendar": "office",
        "pauses": [{"from": "ordered_at", "to": "came_at"}],
    }  # fmt: skip
    promise, details = said(follows)
    assert promise.endswith("and the day on which that is reached counts to its end")
    assert details[0] == "Working time, working days and dates are those of the calendar: office."
    assert details[1] == (
        "Pauses do not count (from “ordered at” to “Arrival”); time that several of them share is taken off once, "
        "and a pause without an end runs on."
    )


@pytest.mark.parametrize(
    ("open_records", "sentence"),
    [
        (None, "Without “Arrival” the record is pending until its limit has passed, and a breach after that."),
        ("by_limit", "Without “Arrival” the record is pending until its limit has passed, and a breach after that."),
        ("pending", "Without “Arrival” the record is pending."),
        ("undetermined", "Without “Arrival” the record is undetermined."),
        ("breach", "Without “Arrival” the record is a breach."),
    ],
)
def test_what_an_open_record_is_is_said(open_records, sentence):
    given = {"open_records": open_records} if open_records else {}
    assert said({**ELAPSED, "within": "1 hour", **given})[1] == [sentence]


def test_a_table_that_may_fit_no_record_says_what_becomes_of_those():
    rows = [{"when": {"group": "A"}, "then": "1 hour"}]
    assert said({**ELAPSED, "within": rows})[1][-1] == "Where no line fits, the record is undetermined."
    assert len(said({**ELAPSED, "within": [*rows, {"otherwise": "2 hours"}]})[1]) == 1


# ---- promise_kept ----------------------------------------------------------------------------------------------------

DATE = {"kind": "promise_kept", "promised": "promised_on", "actual": "came_at"}
NUMBER = {"kind": "promise_kept", "promised": "asked", "actual": "given"}
BY_DAY = "; the two are compared by day"
A, P = "“Arrival”", "“promised on”"


@pytest.mark.parametrize(
    ("given", "promise"),
    [
        ({}, f"{A} is not later than {P}, and earlier is welcome"),
        ({"late": "none", "early": "none"}, f"{A} is neither later nor earlier than {P}"),
        ({"early": "1 hour"}, f"{A} is not later than {P}, and earlier by at most 1 hour"),
        ({"late": "1 hour", "early": "none"}, f"{A} is not earlier than {P}, and later by at most 1 hour"),
        ({"late": "1 hour"}, f"{A} is later than {P} by at most 1 hour, and earlier is welcome"),
        (
            {"late": "1 hour", "early": "2 hours"},
            f"{A} is later than {P} by at most 1 hour, or earlier by at most 2 hours",
        ),
        ({"late": "any", "early": "none"}, f"{A} is not earlier than {P}, and later is welcome"),
        ({"late": "any"}, f"{A} may be earlier or later than {P}"),
        ({"late": "any", "early": "1 hour"}, f"{A} is earlier than {P} by at most 1 hour, and later is welcome"),
    ],
)
def test_a_promised_time_is_said_with_how_early_and_how_late(given, promise):
    assert said({**DATE, **given})[0] == promise + BY_DAY


@pytest.mark.parametrize(
    ("promised", "given", "by"),
    [("promised_on", {}, "by day"), ("ordered_at", {}, "to the moment"), ("ordered_at", {"by": "day"}, "by day")],
)
def test_how_two_times_are_compared_is_said(promised, given, by):
    assert said({**DATE, "promised": promised, **given})[0].endswith(f"; the two are compared {by}")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, f"Without {A} the record is pending until {P} has passed, and a breach after that."),
        (
            {"late": "1 hour"},
            (
                f"Without {A} the record is pending until {P} and the time allowed after it have passed, "
                "and a breach after that."
            ),
        ),
        ({"late": "any"}, f"Without {A} the record is pending."),
        ({"open_records": "pending"}, f"Without {A} the record is pending."),
        ({"open_records": "undetermined"}, f"Without {A} the record is undetermined."),
        ({"open_records": "breach"}, f"Without {A} the record is a breach."),
    ],
)
def test_what_a_promise_is_that_has_not_happened_yet_is_said(given, sentence):
    assert said({**DATE, **given})[1] == [sentence]


@pytest.mark.parametrize(
    ("given", "promise"),
    [
        ({}, "“given” equals “asked”"),
        ({"more": "any"}, "“given” is not less than “asked”"),
        ({"more": 2}, "“given” is not less than “asked”, and more by at most 2"),
        ({"less": 0.5}, "“given” is not more than “asked”, and less by at most 0.5"),
        ({"less": 1, "more": "any"}, "“given” is less than “asked” by at most 1, and more is welcome"),
        ({"less": 1, "more": 2}, "“given” is less than “asked” by at most 1, or more by at most 2"),
        ({"less": "any"}, "“given” is not more than “asked”"),
        ({"less": "any", "more": "any"}, "“given” may be less or more than “asked”"),
        ({"less": "any", "more": 2.0}, "“given” is more than “asked” by at most 2, and less is welcome"),
        ({"less": {"field": "group"}}, "“given” is not more than “asked”, and less by at most the record's “group”"),
    ],
)
def test_a_promised_quantity_is_said_with_how_much_less_and_more(given, promise):
    assert said({**NUMBER, **given}) == (promise, [])


# ---- checklist and requirement ---------------------------------------------------------------------------------------


def test_a_checklist_is_said_with_its_points_weights_and_what_is_left_out():
    measure = {
        "kind": "checklist",
        "items": [
            {"field": "polite"},
            {"field": "asked", "weight": 2.0, "critical": True},
            {"field": "group", "weight": 0.5, "points": {"solved": 1, "unsolved": -1}, "critical": False},
        ],
        "pass_mark": "85 %",
    }
    assert said(measure) == (
        "the share of points reached is at least 85 %",
        [
            (
                "Points: “polite” (weight 1); “asked” (weight 2, critical); "
                "“group” (weight 0.5, solved earns 1, unsolved earns -1)."
            ),
            "A critical point below full marks is a breach, whatever the score.",
            "What is not applicable is left out of the score.",
            "What was not checked leaves the record undetermined.",
        ],
    )
    zero = {**measure, "items": measure["items"][:1], "not_applicable": "full", "not_checked": "zero"}
    assert said(zero)[1][1:] == ["What is not applicable earns full marks.", "What was not checked earns nothing."]


def test_a_requirement_is_its_condition():
    assert said({"kind": "requirement", "must": {"polite": "yes", "group": {"not": ["A"]}}}) == (
        "“polite” is yes and “group” is not A",
        [],
    )


# ---- recurrence ------------------------------------------------------------------------------------------------------

MET = {"kind": "recurrence", "at": "contacts.met_at"}
ASKED_AT = {"kind": "recurrence", "at": {"field": "came_at", "when": {"group": "asked"}}}


@pytest.mark.parametrize(
    ("within", "limit"),
    [
        ("30 calendar days", "at most 30 calendar days"),
        ({"field": "asked", "unit": "hours"}, "at most the record's “asked” in hours"),
        (
            [{"when": {"group": "A"}, "then": "30 calendar days"}, {"otherwise": "720 hours"}],
            "at most 30 calendar days where “group” is A; otherwise at most 720 hours",
        ),
    ],
)
def test_the_longest_time_between_events_is_said_with_the_time_before_and_after_them(within, limit):
    promise, details = said({**MET, "within": within})
    assert promise == f"the time from one “met at” of the table contacts to the next is {limit}"
    (detail,) = details
    assert detail == (
        "The time from the start of the period to the first of them, and from the last to its end or to the as-of "
        "moment, counts as well; without any it is all of that time."
    )


@pytest.mark.parametrize(
    ("measure", "promise"),
    [
        ({**MET, "at_least": 1}, "“met at” of the table contacts occurs at least once in every quarter"),
        ({**ASKED_AT, "at_least": 3}, "“Arrival” where “group” is asked occurs at least 3 times in every quarter"),
    ],
)
def test_so_many_events_in_a_period_are_said_with_the_periods_that_are_asked(measure, promise):
    told, details = said({**measure, "every": "quarter"})
    assert told == promise
    (detail,) = details
    assert detail == (
        "Asked is every quarter that lies in the period of the report from end to end; one that is not over at the "
        "as-of moment and lacks some is pending."
    )


# ---- a kind that nobody wrote words for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "documented", "promise"),
    [
        (
            {"kind": "unique", "fields": ["account_id", "e_mail"]},
            "No two records share a key.",
            "no two records share a key (fields: “account id”, “e-mail”)",
        ),
        ({"kind": "unique"}, "No two records share a key.", "no two records share a key"),
        ({"kind": "perfect_order", "rules": ["a", "b"]}, "", "perfect order (rules: a, b)"),
        (
            {
                "kind": "answered_later",
                "after": {"group": "asked"},
                "expect": {"any": [{"group": "A"}, {"group": "B"}]},
                "within": [
                    {"when": {"group": "A"}, "then": "1 hour"},
                    {"otherwise": {"field": "asked", "unit": "hour"}},
                ],
                "same": "account_id",
                "never": False,
                "every_one": True,
                "at": {"moment": "came_at", "least": 2.0},
            },
            "After one event another follows in time, or never does.",
            (
                "after one event another follows in time, or never does (after: “group” is asked; "
                "expect: “group” is A or “group” is B; "
                "within: 1 hour where “group” is A; otherwise the record's “asked” in hours; "
                "same: “account id”; never: no; every one: yes; at: (moment: “Arrival”; least: 2))"
            ),
        ),
    ],
)
def test_a_kind_without_words_speaks_by_its_documentation_and_its_keys(measure, documented, promise):
    assert said(measure, documented)[0] == promise


def test_a_language_may_say_a_kind_without_any_code():
    sections = {
        **phrases().sections,
        "unique": {"says": "no two records have {fields} in common", "fields": "the same {value}"},
    }
    speaker = Speaker(Phrases("en", sections), RECORDS)
    measure = {"kind": "unique", "fields": ["account_id", "e_mail"]}
    assert said(measure, speaker=speaker)[0] == "no two records have “account id”, “e-mail” in common"


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_of_every_kind_begins_with_a_sentence_that_can_stand_after_a_colon(kind):
    module = importlib.import_module(f"checker.measures.{kind}")
    first = (kind_named(kind).__doc__ or "").strip().partition("\n")[0]
    assert first.endswith(".")
    assert first[0].isupper()
    assert first.count(".") == 1
    assert module.__doc__


# ---- what was found of a sequence ------------------------------------------------------------------------------------

STEPS = RecordsRead.model_validate(
    {"called": "order", "read": 1, "rejected": 0, "fields": {"sent_at": {"type": "moment", "label": "Sent"}}}
)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("in order", "en", "in order"),
        ("sent_at before packed_at", "en", "“Sent” before “packed at”"),
        ("sent_at before packed_at", "pl", "„Sent” wcześniej niż „packed at”"),
        ("sent_at without packed_at", "es", "«Sent» sin «packed at»"),
        ("ordered_at, then packed_at, then sent_at", "en", "“ordered at”, then “packed at”, then “Sent”"),
        ("ordered_at, then sent_at", "zh-Hant", "「ordered at」，然後「Sent」"),
    ],
)
def test_steps_are_told_by_their_labels(text, language, said):
    assert steps_in_words(text, STEPS, phrases(language)) == said


@pytest.mark.parametrize("text", ["first-part, second-part", "before", "a, then <b>", "Sent At before packed_at"])
def test_what_speaks_of_no_steps_stays_as_it_is(text):
    assert steps_in_words(text, STEPS, phrases("pl")) == text
