"""What stands between a document and the machine: a fetcher that fetches nothing."""

import io
import sys

import pikepdf
import pytest
from weasyprint import HTML

from checker.reports.printing.drawing import PAGE_ONE, draw
from checker.reports.printing.fonts import font_faces

# WeasyPrint leaves its colour profile to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def drawn(body, *, head="", attachments=()):
    """A document drawn as it is, without the templates that would have made its texts harmless."""
    order = {
        "frame": f"<html lang=en><head><title>t</title>{head}</head><body>{PAGE_ONE}</body></html>",
        "pages": {PAGE_ONE: [body]},
        "faces": font_faces().sheet,
        "fonts": font_faces().files,
        "attachments": list(attachments),
        "date": "2026-10-01T00:00:00+02:00",
    }
    return pikepdf.open(io.BytesIO(draw(order)))


def contents(document):
    return b"".join(item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream))


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "canary.txt"
    path.write_text("the secret of this machine", encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="attachment" href="{canary}">a</a>',
        '<img src="{canary}"> x',
        '<object data="{canary}"></object> x',
        '<embed src="{canary}"> x',
        '<svg width="9" height="9"><image href="{canary}" width="9" height="9"/></svg>',
        '<p style="background: url({canary})">x</p>',
        '<p style="content: url({canary})">x</p>',
    ],
)
def test_no_file_is_read_from_a_document(body, canary):
    with drawn(body.replace("{canary}", canary)) as document:
        assert not document.attachments
        assert b"the secret" not in contents(document)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="attachment" href="{canary}">',
        '<link rel="stylesheet" href="{canary}">',
        "<style>@import url({canary});</style>",
        "<style>@font-face {{ font-family: x; src: url({canary}); }} body {{ font-family: x }}</style>",
    ],
)
def test_no_file_is_read_from_a_head(head, canary):
    with drawn("x", head=head.replace("{canary}", canary)) as document:
        assert not document.attachments
        assert b"the secret" not in contents(document)


ATTEMPTS: list[tuple[str, object]] = []


def remember_attempts(event, arguments):
    """An attempt is remembered, since whoever made it may keep quiet about its failure."""
    if event in {"socket.getaddrinfo", "socket.connect", "http.client.connect", "ftplib.connect"}:
        ATTEMPTS.append((event, arguments))


sys.addaudithook(remember_attempts)


@pytest.mark.parametrize(
    "address", ["http://attacker.invalid/x", "https://169.254.169.254/latest", "ftp://attacker.invalid/x"]
)
def test_no_request_is_made(address):
    ATTEMPTS.clear()
    body = f'<img src="{address}"><p style="background: url({address})">x</p>'
    with drawn(body, head=f'<link rel="stylesheet" href="{address}">') as document:
        assert len(document.pages) == 1
    assert not ATTEMPTS


def test_only_the_orders_own_fonts_have_an_address():
    body = '<p style="background: url(font:0)">x</p><img src="font:99">'
    with drawn(body, head='<link rel="stylesheet" href="font:0">') as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize(
    ("body", "more", "times"),
    [("<p>low</p>", "", 1), ("<p>low</p>", "<p>a page of its own</p>", 2), ("<p>tall</p>" * 120, "", 3)],
)
def test_a_document_of_single_pages_that_fit_is_laid_out_once(body, more, times, monkeypatch):
    laid_out, render = [], HTML.render

    def counted(self, **given):
        laid_out.append(self)
        return render(self, **given)

    monkeypatch.setattr(HTML, "render", counted)
    order = {
        "frame": f"<html><head><title>t</title></head><body>{PAGE_ONE}{more}</body></html>",
        "pages": {PAGE_ONE: [body, "<p>lower</p>"]},
        "faces": "",
        "fonts": {},
        "attachments": [],
        "date": "2026-10-01T00:00:00+00:00",
    }
    draw(order)
    assert len(laid_out) == times


def test_the_first_front_that_fits_on_one_page_is_taken():
    tall, low = "<p>one of many</p>" * 120, "<p>low</p>"
    order = {
        "frame": f"<html><head><title>t</title></head><body>{PAGE_ONE}</body></html>",
        "faces": "",
        "fonts": {},
        "attachments": [],
        "date": "2026-10-01T00:00:00+00:00",
    }
    pages = {
        name: len(pikepdf.open(io.BytesIO(draw({**order, "pages": {PAGE_ONE: fronts}}))).pages)
        for name, fronts in {"fits": [tall, low, tall], "none": [tall, tall]}.items()
    }
    assert pages == {"fits": 1, "none": 5}
