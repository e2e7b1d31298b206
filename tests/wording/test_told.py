"""What results hold in English is said in the language of the report; words of records stay as they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.durations import UNITS, Span, observed_text, shown
from checker.measures.measure import Observed
from checker.sources.reading.straightening import wrong_count
from checker.sources.reading.textfile import TOO_LONG
from checker.sources.source import skipped
from checker.value_words import value_text
from checker.wording import amount_in_words, phrases, told_in_words
from checker.wording.catalogue import languages

OTHERS = [language for language in languages() if language != "en"]
SAY = {language: phrases(language) for language in languages()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 hour", "1 godzina"),
        ("2 hours", "2 godziny"),
        ("5 hours", "5 godzin"),
        ("22 working hours", "22 godziny robocze"),
        ("16 working hours 1 working second", "16 godzin roboczych 1 sekunda robocza"),
        ("3 calendar days late", "3 dni kalendarzowe za późno"),
        ("1.5 seconds", "1,5 sekundy"),
        ("as promised", "jak obiecano"),
        ("-2 working days", "-2 dni robocze"),
        ("2 working days 3 hours 30 minutes", "2 dni robocze 3 godziny 30 minut"),
        ("93.33 %", "93,33%"),
        ("12345.5", "12\u00a0345,5"),
        ("5 more", "5 więcej"),
        ("10 points", "10 punktów procentowych"),
        ("2 hours later", "2 hours later"),
        ("hours", "hours"),
        ("5 hours of 3", "5 hours of 3"),
    ],
)
def test_an_amount_is_said_in_polish_and_anything_else_stays(text, said):
    assert amount_in_words(text, SAY["pl"]) == said


@settings(deadline=None)
@given(
    st.sampled_from(OTHERS),
    st.sampled_from(list(Span)),
    st.integers(0, 10**12),
    st.sampled_from([None, ("late", "early"), ("more", "less")]),
    st.booleans(),
)
def test_whatever_an_engine_observes_is_said_in_every_language(language, span, amount, sides, is_below):
    observed = Observed(units=(span,), sides=sides)
    text = value_text(-amount if is_below else amount, span.value, observed, None)
    said = amount_in_words(text, SAY[language])
    assert said != text
    assert not any(unit in said for unit in UNITS)
    assert amount_in_words(observed_text(amount, span), SAY["en"]) == observed_text(amount, span)


NAMES = {
    Span.ELAPSED: "hour",
    Span.WORKING: "working_hour",
    Span.CALENDAR_DAYS: "calendar_day",
    Span.WORKING_DAYS: "working_day",
}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("span", list(Span))
def test_a_duration_has_the_right_plural_for_each_number(language, span):
    size = 1 if span in (Span.CALENDAR_DAYS, Span.WORKING_DAYS) else 3_600_000_000
    for number in (1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 112):
        said = amount_in_words(shown(number * size, span), SAY[language])
        assert said == SAY[language].counted("amount", NAMES[span], number)


FROM_CHECKS = [
    wrong_count(1, 16), wrong_count(17, 16), TOO_LONG, "text stands after a closing quote", "it could not be read",
    *skipped("a.csv", "blank line", 1), *skipped("a.csv", "empty row", 1234), "column 'a' not used",
    "columns 'a', 'b' and 3 more not used", "every record has its own time zone: Asia/Taipei, Europe/Warsaw",
    "no time zone is known of 2 records, so their moments cannot be read",
    "no time zone is known of 1 record, so its moments cannot be read",
    "the records have no date (dated_by), so all of them count, whatever the period",
    "events", "no event from", "no event until", "fewest events in", "events without a moment", "time paused",
    "'a.xlsx': in 2 rows cells of columns without a name were not read",
    "'a.xlsx': of merged cells (A1:B2) only the first one holds a value, the others are empty",
    "column 'x' is required, and empty in 3 records: 1, 2, 3",
    "calendar 'office' asks for the holidays of PL, and of 2150 none is known; write them under dates",
]  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", FROM_CHECKS)
def test_what_a_check_writes_is_said_in_every_language(language, text):
    assert told_in_words(text, SAY["en"]) == text
    said = told_in_words(text, SAY[language])
    assert said != text
    assert "{" not in said


@pytest.mark.parametrize("text", ["the branch is closed", "Łódź", "", "column 'x' not used at all"])
def test_words_that_no_check_writes_stay(text):
    assert told_in_words(text, SAY["pl"]) == text
