"""The PDF as a document: what it declares, carries and looks like to a program that reads it."""

import io
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pikepdf
import pytest

from checker.problems import CheckerError
from checker.reports import Manner, json, pdf, write_report
from checker.reports.printing.attachments import findings_csv
from tests.reports.conftest import drawn_within, golden, pages, pages_of, pdf_of, reader_of
from tests.reports.golden import GOLDEN, many

ROOT = Path(pdf.__file__).parents[2]


def opened(name):
    return pikepdf.open(io.BytesIO(pdf_of(name)))


# ---- what it declares ------------------------------------------------------------------------------------------------


def test_it_declares_pdf_a_3a_and_is_tagged():
    with opened("mixed") as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert bool(document.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in document.Root


def test_it_names_its_title_organisation_language_and_date():
    with opened("mixed") as document:
        assert str(document.docinfo["/Title"]) == "Delivery of orders - Wigry & Daughters - 2026-Q3"
        assert str(document.docinfo["/Author"]) == "Wigry & Daughters"
        assert str(document.docinfo["/Subject"]).startswith("3 of")
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261001000000")
        assert str(document.Root.Lang) == "en"


def structure(document):
    """Every element of the structure tree."""
    waiting = [document.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and child.get("/S") is not None:
                yield child
                waiting.append(child)


def test_every_mark_and_bar_has_a_text_alternative():
    with opened("mixed") as document:
        figures = [element for element in structure(document) if element.S == "/Figure"]
        said = {str(figure.Alt) for figure in figures}
    assert {"met", "missed", "too close to call", "undetermined", "not evaluated", "not judged"} <= said
    assert "actual 90.0 %, interval 78.6 % - 95.7 %, target ≥ 90 %" in said
    assert len(figures) > 30


def test_headings_and_tables_are_tagged_as_such():
    with opened("mixed") as document:
        kinds = {str(element.S) for element in structure(document)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD"} <= kinds


def test_bookmarks_lead_to_the_parts_and_to_every_commitment_that_is_not_met():
    def titles(outline):
        return [title for one in outline for title in (titles(one) if isinstance(one, list) else [one.title])]

    found = titles(reader_of("mixed").outline)
    assert {"Delivery of orders", "What was found", "How it was judged"} <= set(found)
    assert any("Every order arrives by the promised date" in title for title in found)


# ---- what it carries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mixed", "nothing_judged"])
def test_the_results_and_the_findings_are_attached_as_they_are(name):
    with opened(name) as document:
        attached = {key: file.get_file().read_bytes() for key, file in document.attachments.items()}
    assert attached == {
        "results.json": json.render(golden(name)),
        "findings.csv": findings_csv(golden(name)).encode(),
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_fonts_are_embedded_and_its_own(name):
    with opened(name) as document:
        fonts = {}
        for page in document.pages:
            for font in page.Resources.get("/Font", {}).values():
                (descendant,) = font.DescendantFonts
                fonts[str(font.BaseFont)] = "/FontFile2" in descendant.FontDescriptor
    assert fonts
    assert all(fonts.values())
    assert all("Source-Sans-Pro" in font for font in fonts)


# ---- the same results are the same bytes -----------------------------------------------------------------------------


def test_neither_hash_seed_time_zone_locale_nor_folder_changes_a_byte(tmp_path):
    (tmp_path / "results.json").write_bytes(json.render(golden("one_rule")))
    program = (
        "import sys; from checker.reports import write_report; from checker.results import Results; "
        "results = Results.from_json(open(sys.argv[1]).read()); "
        "[write_report(results, name) for name in sys.argv[2:]]"
    )
    names = [f"report.{form}" for form in ("pdf", "html", "xlsx", "md", "txt", "json")]
    made = []
    for number, settings in enumerate(
        [
            {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"},
        ]
    ):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "results.json"), *names],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **settings}, check=True,
        )  # fmt: skip
        made.append({name: (folder / name).read_bytes() for name in names})
    assert made[0] == made[1]
    assert made[0]["report.pdf"] == pdf_of("one_rule")


# ---- page 1 ----------------------------------------------------------------------------------------------------------


def page_one_ends(document):
    """What stands on page 1 is whole: its last line is there, and page 2 begins with the next part."""
    first, second, *_ = document
    assert "Data quality" in first
    assert "would not change the verdict" in " ".join(first.split())
    assert second.split("\n")[0].strip() in {"Where", "What was found", "How it was judged"}


@pytest.mark.parametrize(("number", "missed"), [(1, 0), (9, 2), (40, 6)])
def test_page_1_is_one_page_however_many_commitments_there_are(number, missed):
    page_one_ends(pages(pdf.render(many(number, missed=missed))))


LONG = "Orders of kind {n}, whatever their quantity and wherever they go, arrive within the cycle that was agreed"


def test_page_1_is_one_page_with_long_names_and_many_misses():
    told = pages(pdf.render(many(40, missed=30, title=LONG)))
    page_one_ends(told)
    assert "further commitments, none of them worse than these: see How it was judged (page" in told[0]
    assert "further decisions, with their commitments: see What was found (page 3)." in told[0]


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "nothing_judged"])
def test_page_1_has_every_part_and_page_2_the_next(name):
    first, second, *_ = pages_of(name)
    for part in ("Commitments", "Decisions asked", "Data quality", "Counting every undetermined record as a breach"):
        assert part.lower() in " ".join(first.split()).lower()
    assert second.split("\n")[0].strip() in {"Where", "What was found", "How it was judged"}


def test_a_report_without_findings_has_two_pages():
    assert len(pages_of("all_met")) == 2
    assert "What was found" not in "".join(pages_of("all_met"))


@pytest.mark.parametrize("name", GOLDEN)
def test_the_files_never_stand_alone_on_the_last_page(name):
    before, heading, after = pages_of(name)[-1].partition("Files\n")
    assert heading
    assert before.strip()
    assert "Program: " in after


def test_the_files_take_something_along_wherever_they_fall():
    for number in (10, 11, 12):
        last = pages(pdf.render(many(number)))[-1]
        assert "records" in last.partition("Files\n")[0].lower()


# ---- what cannot be drawn --------------------------------------------------------------------------------------------


def test_characters_that_no_font_covers_are_written_as_codes_and_named(monkeypatch):
    strange = "\U00012000\U0001f9ff"
    monkeypatch.setattr("checker.reports.printing.fonts._drawn_by_the_machine", lambda _: frozenset())
    told = pages(pdf.render(many(1, missed=1, title=f"Orders of {strange} kind {{n}}")))
    assert "Orders of U+12000U+1F9FF kind 1" in told[0]
    (named,) = [line for line in "".join(told).splitlines() if "no font of this report can draw" in line]
    assert named.rstrip().endswith("U+12000, U+1F9FF.")


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"deadline": 0.05}, r"took longer than 0\.05 seconds and was stopped; write \.html instead"),
        ({"memory": 60 * 2**20}, r"(needed more memory than it may have|where memory runs out); write \.html instead"),
    ],
)
def test_a_document_that_takes_too_much_is_an_error_that_leaves_no_file(limits, says, monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "render", partial(pdf.render, **limits))
    with pytest.raises(CheckerError, match=says):
        write_report(golden("one_rule"), tmp_path / "report.pdf")
    assert not list(tmp_path.iterdir())


def test_a_child_that_fails_says_in_one_sentence_why(monkeypatch):
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command, **_: subprocess.CompletedProcess(
            command, 1, b"", b"Traceback\n  File x\nOSError: cannot load library 'libpango-1.0-0': not found\n"
        ),
    )
    with pytest.raises(CheckerError) as raised:
        pdf.render(golden("one_rule"))
    assert str(raised.value) == (
        "the PDF could not be drawn: OSError: cannot load library 'libpango-1.0-0': not found; install Pango "
        "(on Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0); write .html instead"
    )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (-signal.SIGKILL, "it was ended by SIGKILL, as happens where memory runs out"),
        (-signal.SIGSEGV, "it was ended by SIGSEGV, as happens where memory runs out"),
        (-99, "it was ended by signal 99, as happens where memory runs out"),
        (3, "it ended with code 3"),
    ],
)
def test_a_child_that_says_nothing_is_told_by_how_it_ended(code, says, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, code, b"", b""))
    with pytest.raises(CheckerError) as raised:
        pdf.render(golden("one_rule"))
    assert str(raised.value) == f"the PDF could not be drawn: {says}; write .html instead"


# ---- size ------------------------------------------------------------------------------------------------------------


def test_a_two_page_summary_is_small_and_drawn_in_seconds(record_property):
    document, used = drawn_within(golden("mixed"), Manner(profile="executive"))
    assert len(pages(document)) == 2
    record_property("two-page PDF", f"{used:.2f} s of processor time, {len(document):,} bytes")
    assert len(document) <= 120_000
    assert used <= 6  # two where nothing else runs; how busy the machine is must not decide


def test_a_thousand_findings_are_capped_on_paper_and_whole_in_the_attachment():
    results = many(1, missed=1)
    (whole,) = results.model_dump(mode="json", by_alias=True)["rule_sets"]
    (one,) = whole["rules"]
    finding = one["findings"][0]
    one["findings"] = [{**finding, "record": f"A-{n:04}", "source_row": n} for n in range(1, 1001)]
    one["outcomes"] |= {"breach": 1000}
    one |= {"units": sum(one["outcomes"].values()), "findings_total": 1000, "share": 900 / 1900}
    told = "".join(
        pages(pdf.render(type(results).model_validate({**results.model_dump(by_alias=True), "rule_sets": [whole]})))
    )
    assert "1,000 breaches 20 of 1,000 shown; all are attached" in told
    assert "A-0020" in told
    assert "A-0021" not in told
