"""Reports in every language: the same numbers as in the results, and nothing of the program left in English."""

import html as marks
import io
import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction

import openpyxl
import pypdf
import pytest

from checker.reports import Manner, html, markdown, pdf, text, xlsx
from checker.reports.printing.figures import kept_and_judged
from checker.reports.printing.fonts import drawable
from checker.reports.printing.summary import commitments
from checker.wording import phrases
from checker.wording.catalogue import languages
from tests.reports.conftest import golden

OTHERS = [language for language in languages() if language != "en"]
NAMES = ("mixed", "all_met", "nothing_judged", "waived", "several_rule_sets", "forty")
WRITERS = {"text": text.render, "markdown": markdown.render, "html": html.render}

has_chinese = pytest.mark.skipif(not drawable("標準"), reason="no font here draws Chinese; install fonts-noto-cjk")
PRINTED = [pytest.param(name, marks=[has_chinese] if name == "zh-Hant" else []) for name in OTHERS]


def visible(document):
    without = re.sub(r"<(style|script).*?</\1>", "", document, flags=re.DOTALL)
    return marks.unescape(re.sub(r"<[^>]+>", " ", re.sub(r'href="data:[^"]*"', "", without)))


def said(written, language):
    """A report as text, escapes of Markdown and tags of HTML taken away."""
    plain = re.sub(r"\\(.)", r"\1", written.decode())
    return visible(plain).replace("\u200b", "")


def number(language):
    """What a number looks like in a language, with or without decimals."""
    notation = phrases(language).notation
    group, point = (
        f"(?:{re.escape(sign)}| )" if sign == "\xa0" else re.escape(sign)
        for sign in (notation.separator, notation.decimal_sign)
    )
    return rf"(?<![\d.,])\d{{1,3}}(?:{group}\d{{3}})+(?:{point}\d+)?|(?<![\d.,])\d+(?:{point}\d+)?"


def value(printed, language):
    notation = phrases(language).notation
    digits = printed.replace(notation.separator, "").replace(" ", "").replace("\xa0", "")
    return Fraction(digits.replace(notation.decimal_sign, "."))


def percentages(told, language):
    found = re.findall(rf"({number(language)})[ \xa0]?%", told)
    return Counter(value(each, language) for each in found)


def pairs(told, language):
    """Every `n of m judged` as the language says it."""
    say, digits = phrases(language), number(language)
    pattern = re.escape(say.say("page", "n_of_m", kept="@kept@", judged="@judged@"))
    pattern = re.sub(r"\\?[ \xa0]", r"\\s+", re.sub(r"([\u4e00-\u9fff])", r"\1\\s*", pattern)).replace(
        "@kept@", rf"(?P<kept>{digits})"
    )
    found = re.finditer(pattern.replace("@judged@", rf"(?P<judged>{digits})"), told)
    return Counter((value(each["kept"], language), value(each["judged"], language)) for each in found)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_every_percentage_and_every_count_is_the_one_that_the_english_report_has(name, language, form):
    results = golden(name)
    there, here = (said(WRITERS[form](results, Manner(language=each)), each) for each in ("en", language))
    assert percentages(here, language) == percentages(there, "en")
    assert pairs(here, language) == pairs(there, "en")
    assert pairs(here, language) or name == "nothing_judged"


@pytest.mark.parametrize("language", languages())
def test_the_counts_of_each_commitment_are_those_of_the_results(language):
    results = golden("mixed")
    told = pairs(said(markdown.render(results, Manner(language=language)), language), language)
    for one in commitments(results):
        if one.rule.verdict != "not_evaluated":
            assert told[kept_and_judged(one.rule)]


ALWAYS = {"JASA", "JSON", "Lines", "SHA", "UTC", "Wilson", "csv", "findings", "json", "results"}
"""What is written with Latin letters in every language."""


@pytest.mark.parametrize("language", ["ru", "zh-Hant"])
@pytest.mark.parametrize("name", ["mixed", "nothing_judged", "waived"])
def test_nothing_of_the_program_is_left_in_english(name, language):
    results = golden(name)
    told = said(html.render(results, Manner(language=language, profile="auditor")), language)
    told = re.sub(r"\b[0-9a-f]{20,}\b|(?<=[0-9a-f]{20})\u200b?[0-9a-f]+", "", told)
    words = set(re.findall(r"(?<![\w/.-])[A-Za-z]{3,}(?![\w/.-])", told))
    assert words - ALWAYS <= set(re.findall(r"[A-Za-z]{3,}", results.to_json()))
    assert not re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told)
    program = r"\d (?:hours?|minutes?|calendar days?|working)|\b(?:late|as promised|of \d+ judged)\b"
    titles = " ".join(
        str(rule.title) + str(rule.remedy) + str(rule.clause) for within in results.rule_sets for rule in within.rules
    )
    assert set(re.findall(program, told)) <= set(re.findall(program, titles))


@pytest.mark.parametrize("language", languages())
def test_a_workbook_has_its_numbers_as_numbers_in_every_language(language):
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(golden("mixed"), Manner(language=language))))
    say = phrases(language)
    sheet = book[say["workbook"]["summary"]]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if say["workbook"]["severity"] in row)
    share = rows[head].index(say["workbook"]["share"])
    shares = [row[share] for row in rows[head + 1 :] if isinstance(row[share], int | float)]
    assert sorted(shares)[:2] == pytest.approx([31 / 50, 301 / 379])
    dates = {cell.number_format for sheet in book for row in sheet for cell in row if cell.is_date}
    assert dates == {DATES[language]}


DATES = {"en": "yyyy-mm-dd", "es": "d/m/yyyy", "pl": "d.mm.yyyy", "ru": "dd.mm.yyyy", "zh-Hant": "yyyy/m/d"}


@pytest.mark.parametrize("language", PRINTED)
def test_page_1_of_the_pdf_is_one_page_with_the_numbers_of_the_results(language):
    results = golden("mixed")
    document = pdf.render(results, Manner(language=language, profile="executive"))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]
    assert len(pages) == 2
    told, known = (
        percentages(pages[0], language),
        percentages(said(text.render(results, Manner(language=language)), language), language),
    )
    assert not known - told
    assert phrases(language)["page"]["where_title"] in pages[1]
    assert "U+" not in " ".join(pages)
    assert pypdf.PdfReader(io.BytesIO(document)).root_object["/Lang"] == language


# ---- fonts -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_fonts(tmp_path):
    """The surroundings of a machine without any font."""
    empty = tmp_path / "fonts.conf"
    empty.write_text(
        f"<fontconfig><dir>{tmp_path / 'none'}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>", "utf-8"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(empty)}


def run(surroundings, folder, *arguments):
    command = [sys.executable, "-m", "checker", *arguments]
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


def test_without_a_chinese_font_there_is_no_pdf_and_every_other_report(tmp_path, no_fonts):
    (tmp_path / "results.json").write_text(golden("one_rule").to_json(), "utf-8")
    reports = [each for name in ("r.pdf", "r.html", "r.md") for each in ("--report", name)]
    done = run(no_fonts, tmp_path, "render", "results.json", "--language", "zh-Hant", *reports)
    assert done.returncode == 2
    assert [path.name for path in sorted(tmp_path.glob("r.*"))] == ["r.html", "r.md"]
    assert "apt-get install fonts-noto-cjk" in done.stderr
    assert "--font" in done.stderr
    assert "U+" in done.stderr


def test_a_character_that_no_font_draws_is_told_with_its_place(tmp_path, no_fonts):
    results = golden("one_rule")
    (within,) = results.rule_sets
    (rule,) = within.rules
    changed = rule.model_copy(update={"remedy": "Ask 標 first."})
    within = within.model_copy(update={"rules": (changed,)})
    whole = results.model_copy(update={"rule_sets": (within,)})
    (tmp_path / "results.json").write_text(whole.to_json(), "utf-8")
    done = run(no_fonts, tmp_path, "render", "results.json", "--report", "r.pdf")
    assert done.returncode == 0
    assert f"no font here draws '標' (U+6A19, remedy of rule '{rule.id}'" in done.stderr
    assert "--font" in done.stderr
    assert "U+6A19" in "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "r.pdf").pages)


def test_a_file_that_is_no_font_is_refused(tmp_path, no_fonts):
    (tmp_path / "results.json").write_text(golden("one_rule").to_json(), "utf-8")
    done = run(no_fonts, tmp_path, "render", "results.json", "--report", "r.pdf", "--font", "results.json")
    assert done.returncode == 2
    assert "the font 'results.json' cannot be used" in done.stderr
    assert not (tmp_path / "r.pdf").exists()
