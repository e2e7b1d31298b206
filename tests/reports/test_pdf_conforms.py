"""What a program that reads the PDF aloud, or archives it, finds in it: tags, headings, tables, bookmarks, files."""

import io
import re
from itertools import pairwise

import pikepdf
import pytest

from checker.reports.printing.attachments import findings_csv
from tests.reports.conftest import golden, pdf_of

WHOLE = [("waived", "auditor"), ("mixed", "executive"), ("nothing_judged", "manager")]
PARTS = ["Where", "What was found", "How it was judged", "Sign-off", "Appendix: the evidence"]


@pytest.fixture(params=WHOLE, ids=" ".join, scope="module")
def made(request):
    return request.param


@pytest.fixture(scope="module")
def document(made):
    with pikepdf.open(io.BytesIO(pdf_of(*made))) as opened:
        yield opened


def below(element):
    """All elements below one, in the order in which they are read."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/S") is not None:
            yield child
            yield from below(child)


def elements(document, *wanted):
    return [each for each in below(document.Root.StructTreeRoot) if str(each.S)[1:] in wanted]


def test_it_declares_what_it_is(document):
    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == str(document.docinfo["/Title"])
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 100
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "en"
    assert document.trailer.ID


def test_headings_follow_each_other_without_a_gap(document):
    levels = [int(str(each.S)[2:]) for each in elements(document, "H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_every_table_begins_with_its_heads_and_every_row_is_as_wide(document):
    tables = elements(document, "Table")
    assert tables
    for table in tables:
        rows = [
            [str(cell.S) for cell in below(row) if str(cell.S) in ("/TH", "/TD")]
            for row in below(table)
            if row.S == "/TR"
        ]
        assert set(rows[0]) == {"/TH"}
        assert len({len(row) for row in rows}) == 1, rows


def test_every_cell_names_its_heads(document):
    cells = elements(document, "TD")
    assert cells
    for cell in cells:
        attributes = cell.get("/A")
        told = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
        assert any(each is not None and "/Headers" in each for each in told)


def test_every_figure_says_what_it_shows(document):
    figures = elements(document, "Figure")
    assert figures
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_every_page_is_part_of_the_structure(document):
    assert all("/StructParents" in page for page in document.pages)


def test_every_link_leads_to_a_place_in_it(document, made):
    places = set(pikepdf.NameTree(document.Root.Names.Dests)) if "/Dests" in document.Root.Names else set()
    targets = [
        annotation.get("/Dest") or annotation.A.D
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if annotation.Subtype == "/Link"
    ]
    assert all(isinstance(target, pikepdf.Array) or str(target) in places for target in targets)
    assert bool(targets) is (made[1] != "executive")


def test_the_bookmarks_are_the_parts_in_their_order(document, made):
    def titles(entries):
        for each in entries:
            yield each.title
            yield from titles(each.children)

    with document.open_outline() as outline:
        told = [title for title in titles(outline.root) if title in PARTS]
    assert told == [part for part in PARTS if part in told]
    assert told == PARTS or made[1] != "auditor"


def test_the_attached_files_are_data_of_the_document(document, made):
    results = golden(made[0])
    associated = {str(each.UF): each for each in document.Root.AF}
    assert set(associated) == set(document.attachments) == {"results.json", "findings.csv"}
    for each in associated.values():
        assert each.AFRelationship == "/Data"
        assert str(each.Desc)
        assert re.match(r"D:20\d\d", str(each.EF.F.Params.ModDate))
    assert document.attachments["results.json"].get_file().read_bytes() == results.to_json().encode()
    assert document.attachments["findings.csv"].get_file().read_bytes() == findings_csv(results).encode()


def test_nothing_in_it_acts(document):
    assert "/OpenAction" not in document.Root
    assert "/AA" not in document.Root
    assert not [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/JS" in each]
