"""The report for a terminal, compared with files that people can read."""

import unicodedata

import pytest

from checker.reports import html
from checker.reports.text import WIDTH, summary, width, wrapped
from checker.wording import languages
from tests.reports.conftest import golden
from tests.reports.golden import FOLDER, GOLDEN, many, results

EXPECTED = FOLDER / "text"


@pytest.mark.parametrize("name", GOLDEN)
def test_it_says_what_the_golden_file_says(name):
    # To accept a change that is meant: write the summary into the file, and read it aloud.
    assert summary(golden(name)) == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_golden_results():
    assert {path.stem for path in EXPECTED.iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_no_line_is_longer_than_80_columns_or_ends_with_a_space(name):
    for line in summary(golden(name)).splitlines():
        assert width(line) <= WIDTH
        assert line == line.rstrip()


LARGE = 123_456_789_012


def test_large_numbers_and_long_titles_keep_the_width():
    results = many(2, title="Bestellungsannahmebestätigungsversendungsgeschwindigkeitsüberprüfung " * 3 + "{n}")
    (whole,) = results.model_dump(by_alias=True)["rule_sets"]
    whole["rules"][0]["outcomes"] |= {"kept": LARGE, "breach": LARGE}
    whole["rules"][0].update(units=2 * LARGE, share=0.5)
    changed = type(results).model_validate({**results.model_dump(by_alias=True), "rule_sets": [whole]})
    lines = summary(changed).splitlines()
    assert max(map(width, lines)) <= WIDTH
    assert any(f"{LARGE:,} of {2 * LARGE:,} judged" in line for line in lines)


def test_a_line_of_a_target_table_that_no_record_belongs_to_says_so():
    rows = [
        {"when": {"customer_group": "A"}, "at_least": 0.9, "kept": 9, "breach": 1, "verdict": "met"},
        {"at_least": 0.9, "kept": 0, "breach": 0, "verdict": "not_judged"},
    ]
    one = {"id": "a", "title": "Promise", "counts": {"kept": 9, "breach": 1}, "asks": rows, "verdict": "met"}
    changed = results({"verdict": "met", "rules": [one]}, verdict="met")
    assert "o not judged: all other records · no record" in " ".join(summary(changed).split())
    told = html.render(changed).decode()
    assert "all other records: not judged: no record judged." in told
    assert told.count("no record judged") == 2


def test_every_decision_names_its_commitment():
    _, _, asked = " ".join(summary(many(3, missed=2)).split()).partition("Decisions asked ")
    assert asked.startswith("Orders of kind 2 arrive within the agreed cycle: Look into orders of kind 2 and add")
    assert " Orders of kind 3 arrive within the agreed cycle: Look into orders of kind 3 and add" in asked


def test_colour_changes_nothing_but_colour():
    plain, coloured = summary(golden("mixed")), summary(golden("mixed"), colour=True)
    assert "\x1b[1;31mx missed" in coloured
    for code in ("1;31", "33", "32", "2", "35", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


def test_a_long_target_stands_with_its_figures_below_and_leaves_the_others_their_room():
    asks = {"at_least": 41 / 63, "words": {"at_least": "65 % (previous run)"}}
    clause = {"id": "satisfaction.before-and-after", "text": "Everybody is asked."}
    one = {"id": "r", "title": "Promise", "counts": {"kept": 56, "breach": 44}, "verdict": "missed", "clause": clause}
    told = summary(results({"verdict": "missed", "rules": [one, one | {"id": "s", "asks": None, "target": asks}]}))
    start = told.splitlines().index("x missed  Promise")
    assert told.splitlines()[start : start + 5] == [
        "x missed  Promise",
        "  satisfaction.before-and-after · major        >= 95 %  56.0 %  56 of 100 judged",
        "x missed  Promise",
        "  satisfaction.before-and-after · major",
        "                              >= 65.1 % (previous run)  56.0 %  56 of 100 judged",
    ]


@pytest.mark.parametrize("language", languages())
def test_a_long_target_beside_long_figures_keeps_the_width_in_every_language(language):
    spread = {
        "statistic": "spread",
        "unit": "points",
        "across": "branch",
        "at_most": 0.2,
        "words": {"at_most": "20 points"},
    }
    statistic = {"unit": "points", "value": 0.304, "exact": "38/125", "text": "30.4 points"}
    one = {"id": "r", "title": "Promise", "counts": {"kept": 1125, "breach": 47}, "verdict": "missed"}
    told = one | {"id": "s", "asks": None, "target": spread, "statistic": statistic}
    lines = summary(results({"verdict": "missed", "rules": [one, told]}), language=language).splitlines()
    assert max(map(width, lines)) <= WIDTH


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("Łódź", 4), ("北京", 4), ("e\u0301", 1), ("한국어 x", 8), ("", 0)]
)
def test_width_is_counted_in_columns_of_a_terminal(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a bc def", ["a bc", "def"]),
        ("abcdefgh", ["abcde", "fgh"]),
        ("ab abcdefgh", ["ab", "abcde", "fgh"]),
        ("ab-cdefg", ["ab-", "cdefg"]),
        ("a-bcdefg", ["a-bcd", "efg"]),
        ("北京北京", ["北京", "北京"]),
        ("", [""]),
    ],
)
def test_texts_are_wrapped_at_spaces_and_words_broken_only_where_they_must(text, lines):
    assert wrapped(text, columns=5) == lines


def test_wrapped_lines_may_stand_further_in_than_the_first():
    assert wrapped("one two three", columns=9, indent=2, hanging=2) == ["  one two", "    three"]


def test_golden_files_hold_no_character_that_a_terminal_may_not_show():
    for name in GOLDEN:
        text = (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
        assert not {one for one in text if unicodedata.category(one) in ("Cc", "Cf") and one != "\n"}
        assert not set(text) & set("≥≤–−")
