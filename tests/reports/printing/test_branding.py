"""An organisation's own look: its logo, colours and words are taken; what cannot be read or does not fit is refused."""

import re

import pytest

from checker.problems import CheckerError
from checker.reports import Manner, html, pdf
from checker.reports.printing.branding import Branding, branding_of, contrast
from tests.reports.conftest import golden, html_of, pages, words
from tests.reports.printing.test_logo import PLAIN, png
from tests.reports.test_html import Document


def folder(tmp_path, **files):
    """A template folder; `words_en` is words/en.toml."""
    made = tmp_path / "own look"
    (made / "words").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = made / re.sub("^words_(.*)", r"words/\1.toml", name).replace("__", ".")
        path = path if path.suffix else path.with_suffix(".toml")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


def refused(tmp_path, **files):
    with pytest.raises(CheckerError) as raised:
        branding_of(folder(tmp_path, **files))
    return str(raised.value)


def shown(branding, **more):
    return html.render(golden("mixed"), Manner(branding=branding, **more)).decode()


def test_an_empty_folder_changes_nothing(tmp_path):
    assert shown(branding_of(folder(tmp_path))) == html_of("mixed")
    assert branding_of(folder(tmp_path)) == Branding()


@pytest.mark.parametrize(("name", "content"), [("logo__svg", PLAIN), ("logo__png", png())])
def test_the_logo_stands_at_the_head_of_both_and_is_named_after_the_organisation(name, content, tmp_path):
    branding = branding_of(folder(tmp_path, **{name: content}))
    pictures = [one for tag, one in Document(shown(branding)).elements if tag == "img"]
    assert pictures == [{"class": "logo", "src": branding.logo, "alt": "Wigry & Daughters"}]
    assert "Delivery of orders" in pages(pdf.render(golden("one_rule"), Manner(branding=branding)))[0]


def test_colours_are_taken_for_paper_and_for_light_and_dark_screens(tmp_path):
    own = '[light]\nline = "#7a1f5c"\n[dark]\nline = "#E7A6D0"\n'
    page = shown(branding_of(folder(tmp_path, colours=own)))
    light, dark = re.findall(r"--line: (#\w+);", page)
    assert (light, dark) == ("#7A1F5C", "#E7A6D0")


def test_a_colour_that_not_everybody_can_read_is_refused_with_its_contrast(tmp_path):
    told = refused(tmp_path, colours='[light]\nquiet = "#999999"\n')
    assert "own look: colours.toml, light: 'quiet' (#999999) on 'paper' (#FFFFFF) has a contrast of 2.85:1" in told
    assert "from 4.5:1 on; make one of them darker or lighter" in told
    assert "'quiet' (#999999) on 'shade'" in told


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ('[light]\nlines = "#7A1F5C"', "light: there is no colour 'lines'; did you mean 'line'?"),
        ('[light]\nline = "red"', "'line' is 'red'; write it as \"#274B6D\""),
        ("[light]\nline = 7", "'line' is '7'"),
        ('[on]\nline = ["paper"]', "'on' is neither [light] nor [dark]"),
        ('line = "#7A1F5C"', "'line' is neither [light] nor [dark]"),
        ("[light", "colours.toml cannot be read: Expected"),
        (b"\xff", "colours.toml cannot be read"),
    ],
)
def test_what_is_no_colour_is_refused(own, says, tmp_path):
    assert says in refused(tmp_path, colours=own)


def test_single_phrases_are_said_in_the_organisations_words_in_rules_too(tmp_path):
    own = """
        [page]
        decisions = "What we ask of you"
        evidence_breach = "{n} broken promises"
        evidence_breach_one = "1 broken promise"
        [target]
        every = "each and every judged record must keep this"
        [elapsed_time.open_records]
        by_limit = "Open ones without {to} wait for their limit."
    """
    text = words(Document(shown(branding_of(folder(tmp_path, words_en=own)))).text)
    assert "What we ask of you" in text
    assert "Decisions asked" not in text
    assert "139 broken promises" in text
    assert "Each and every judged record must keep this" in text
    assert "Open ones without" in text


def test_words_of_one_language_leave_the_others_alone(tmp_path):
    branding = branding_of(folder(tmp_path, words_pl='[page]\ndecisions = "O co prosimy"\n'))
    assert "O co prosimy" in shown(branding, language="pl")
    assert shown(branding) == html_of("mixed")


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ('[page]\ndecision = "x"', "en.toml: 'page.decision' is no phrase of a report; did you mean 'decisions'?"),
        ('[pages]\ntitle = "x"', "'pages' is no phrase of a report; did you mean 'page'?"),
        ('page = "x"', "'page' is a section of phrases; name one of them"),
        ('language = "Klingon"', "'language' is no phrase of a report"),
        ('[page]\nn_of_m = "{kept} of {all}"', "puts in what is not there; in braces may stand {judged} {kept}"),
        ('[page]\nn_of_m = "{kept.__class__}"', "puts in what is not there"),
        ('[page]\nn_of_m = "{kept!r}"', "puts in what is not there"),
        ('[page]\nn_of_m = "{kept:>999999999}"', "puts in what is not there"),
        ('[page]\nn_of_m = "{"', "puts in what is not there"),
        ('[page]\ntitle = "{n}"', "in braces may stand nothing"),
        ('[verdict]\nmissed = "Met"', "verdict: two of them would be called 'met'"),
        ('[verdict]\nmet = "missed"\nmissed = "met"', "verdict: two of them would be called 'met'"),
        ('[page]\ntitle = " "', "'page.title' is no text"),
        ("[page]\ntitle = 7", "'page.title' is no text"),
        ('[page]\ntitle = ["a", "b"]', "'page.title' has 2 forms; it needs one text"),
        ('[page]\nevidence_breach = ["{n}"]', "has 1 forms; it needs 2 forms"),
    ],
)  # fmt: skip
def test_words_that_cannot_stand_for_a_phrase_are_refused(own, says, tmp_path):
    assert says in refused(tmp_path, words_en=own)


def test_own_words_in_the_style_sheet_are_escaped_as_it_wants_them(tmp_path):
    look = branding_of(folder(tmp_path, words_en='[page]\nobserved = "l\'observé <b> \\"x\\" \\\\"'))
    assert r'--observed: "l\27 observé\20 \3C b\3E \20 \22 x\22 \20 \5C \3A \20 "' in shown(look)


def test_hidden_files_beside_the_words_are_passed_over(tmp_path):
    assert branding_of(folder(tmp_path, **{"words/.DS_Store": b"\0", "words_en": '[page]\ntitle = "X"'})).words


def test_markup_and_templates_in_words_are_seen_as_they_are_written(tmp_path):
    own = '[page]\ndecisions = "<script>alert(1)</script>{{191*7}}</style>"\nobserved = "\\"}}</style><b>"\n'
    page = shown(branding_of(folder(tmp_path, words_en=own)))
    assert page.count("<script") == 1
    assert page.count("</style>") == 1
    assert "1337" not in page
    assert "<script>alert(1)</script>{{191*7}}</style>" in Document(page).text


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    made = folder(
        tmp_path, logo__svg="<html/>", colours="[light", words_xx="", words_en='[page]\nx = "x"', lgo__png=b""
    )
    with pytest.raises(CheckerError) as raised:
        branding_of(made)
    for says in ("logo.svg is no SVG", "colours.toml cannot", "words/xx.toml: reports", "'page.x'", "mean 'logo.png'?"):
        assert says in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_two_logos_are_one_too_many(tmp_path):
    assert "leave one" in refused(tmp_path, logo__svg=PLAIN, logo__png=png())


@pytest.mark.parametrize("name", ["logo.svg", "colours.toml", "words/en.toml"])
def test_nothing_outside_the_folder_is_read(name, tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text("[page]\n", encoding="utf-8")
    (folder(tmp_path) / name).symlink_to(outside)
    assert "leads out of the folder" in refused(tmp_path)


def test_a_file_in_place_of_a_folder_and_a_folder_in_place_of_a_file_are_told(tmp_path):
    made = folder(tmp_path)
    (made / "words").rmdir()
    (made / "words").write_text("", encoding="utf-8")
    with pytest.raises(CheckerError, match="own look: 'words' is no folder"):
        branding_of(made)
    (made / "words").unlink()
    (made / "logo.png").mkdir()
    with pytest.raises(CheckerError, match=r"own look: 'logo\.png' is a folder"):
        branding_of(made)


def test_the_contrast_is_the_standards():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.005)
