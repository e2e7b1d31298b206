"""What the styles promise to every reader: contrast, and states that are told without colour."""

import re
from itertools import combinations
from typing import Any

import pytest

from checker.outcomes import Verdict
from checker.reports.printing.templates import colours, environment
from checker.shipped import shipped
from checker.wording import phrases

LEAST = 4.5
STYLES = ["report.css", "paper.css", "screen.css"]
SCHEMES = ["light", "dark"]


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rules(scheme="light"):
    """Every selector of the styles with its declarations."""
    for name in STYLES:
        styles = environment().get_template(name).render(colour=colours()[scheme])
        text = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
        for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            told = dict(part.strip().partition(":")[::2] for part in declarations.split(";") if ":" in part)
            for selector in selectors.split(","):
                yield selector.strip(), {key.strip(): value.strip() for key, value in told.items()}


def pairs(scheme):
    """Every pair of a text colour and a colour behind it, with the selector that brings them together."""
    named, told_by = colours()[scheme], list(rules(scheme))
    backgrounds = {selector: told["background"] for selector, told in told_by if "#" in told.get("background", "")}
    written = {selector: told["color"] for selector, told in told_by if "#" in told.get("color", "")}
    for selector, background in backgrounds.items():
        yield selector, written.get(selector, named["ink"]), background
    for selector, colour in written.items():
        within = [one for one in backgrounds if selector == one or selector.startswith(f"{one} ")]
        behind = [backgrounds[one] for one in within if one != "html"] or [named["paper"], named["shade"]]
        for background in behind:
            yield selector, colour, background


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_stands_out_from_what_is_behind_it(scheme):
    found = list(pairs(scheme))
    assert len(found) > 40
    weak = {(selector, colour, behind) for selector, colour, behind in found if contrast(colour, behind) < LEAST}
    assert not weak


def test_the_measure_of_contrast_is_the_standards():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_texts_stands_out_from_what_it_is_said_to_stand_on(scheme):
    named = colours()[scheme]
    for name, behind in colours()["on"].items():
        for one in behind:
            assert contrast(named[name], named[one]) >= LEAST, (name, one)


def test_light_and_dark_have_the_same_colours_and_every_text_is_said_to_stand_on_something():
    whole = colours()
    assert whole["light"].keys() == whole["dark"].keys()
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for scheme in SCHEMES for value in whole[scheme].values())
    texts = {told["color"] for _, told in rules() if "#" in told.get("color", "")}
    assert texts <= {whole["light"][name] for name in whole["on"]}


def test_no_style_and_no_template_has_a_colour_of_its_own():
    for path in shipped("report_templates").iterdir():
        if path.suffix in (".j2", ".css", ".js"):
            assert not re.findall("#[0-9A-Fa-f]{6}|rgb", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(("scheme", "darker"), [("light", True), ("dark", False)])
def test_heat_is_told_by_numbers_that_stand_out_and_by_cells_ever_further_from_the_page(scheme, darker):
    behind = [luminance(colours()[scheme][f"heat{heat}"]) for heat in range(4)]
    assert behind == sorted(behind, reverse=darker)


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
    macros: Any = environment().get_template("draw.svg.j2").module
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
