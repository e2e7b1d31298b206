"""What the styles promise to every reader: contrast, and states that are told without colour."""

import re
from itertools import combinations
from typing import Any

import pytest

from checker.outcomes import Verdict
from checker.reports.printing.pages import _environment
from checker.shipped import shipped
from checker.wording import phrases

INK, PAPER, SHADED = "#16202B", "#FFFFFF", "#F3F6F8"
LEAST = 4.5
TEMPLATES = shipped("report_templates")
STYLES = ["report.css", "paper.css", "screen.css"]


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rules():
    """Every selector of the styles with its declarations."""
    for name in STYLES:
        text = re.sub(r"/\*.*?\*/", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            told = dict(part.strip().partition(":")[::2] for part in declarations.split(";") if ":" in part)
            for selector in selectors.split(","):
                yield selector.strip(), {key.strip(): value.strip() for key, value in told.items()}


def pairs():
    """Every pair of a text colour and a colour behind it, with the selector that brings them together."""
    backgrounds = {
        selector: told["background"] for selector, told in rules() if told.get("background", "").startswith("#")
    }
    colours = {selector: told["color"] for selector, told in rules() if told.get("color", "").startswith("#")}
    for selector, background in backgrounds.items():
        yield selector, colours.get(selector, INK), background
    for selector, colour in colours.items():
        within = [one for one in backgrounds if selector == one or selector.startswith(f"{one} ")]
        behind = [backgrounds[one] for one in within if one != "html"] or [PAPER, SHADED]
        for background in behind:
            yield selector, colour, background


def test_every_text_stands_out_from_what_is_behind_it():
    found = list(pairs())
    assert len(found) > 40
    weak = {(selector, colour, behind) for selector, colour, behind in found if contrast(colour, behind) < LEAST}
    assert not weak


def test_the_measure_of_contrast_is_the_standards():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_heat_is_told_by_numbers_that_stand_out_and_by_ever_darker_cells():
    told = dict(rules())
    behind = [told[f".heat{heat}"]["background"] for heat in range(4)]
    assert [luminance(colour) for colour in behind] == sorted(map(luminance, behind), reverse=True)


def test_no_word_of_a_head_and_no_date_is_broken():
    told = dict(rules())
    assert told["th"]["overflow-wrap"] == "normal"
    assert told[".date"]["white-space"] == "nowrap"
    assert told[".e-fields .moment"]["white-space"] == "nowrap"


def test_no_word_stands_in_a_style_sheet():
    contents = [told["content"] for _, told in rules() if "content" in told]
    assert len(contents) >= 4
    quoted = [text for content in contents for text in re.findall(r'"([^"]*)"', content)]
    assert not [text for text in quoted if re.search("[A-Za-z]", text)]


def mark(verdict):
    macros: Any = _environment().get_template("draw.svg.j2").module
    return str(macros.mark(verdict, phrases()["verdict"][verdict]))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_sign_in_a_mark_stands_out_from_its_shape(verdict):
    drawn = mark(verdict)
    shape, *signs = re.findall(r"<(?:circle|rect|path)[^>]*>", drawn)
    (fill,) = re.findall(r'fill="(#\w+)"', shape)
    lines = [colour for part in (shape, *signs) for colour in re.findall(r'stroke="(#\w+)"', part)]
    assert lines
    assert all(contrast(fill, line) >= LEAST for line in lines)


@pytest.mark.parametrize(("one", "other"), list(combinations(Verdict, 2)))
def test_two_states_differ_in_shape_and_in_word(one, other):
    def shape(verdict):
        return re.sub(r"#[0-9A-F]{6}|<title>.*?</title>", "", mark(verdict))

    assert shape(one) != shape(other)
    assert phrases()["verdict"][one.value] != phrases()["verdict"][other.value]


def test_every_mark_says_its_state_to_those_who_do_not_see_it():
    for verdict in Verdict:
        assert f'role="img"><title>{phrases()["verdict"][verdict.value]}</title>' in mark(verdict)
