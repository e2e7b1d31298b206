"""Draws a document as a PDF, in a process of its own: `python drawing.py`, which imports nothing of this program.

Reads an order as JSON from standard input (the document, ways to fill some of its pages, fonts, the files to attach,
its date) and writes the PDF. A document that hangs or eats memory is then the child's end and not the program's.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import sys
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any

PAGE_ONE = "<!-- page 1 -->"
"""Where page 1 belongs in a document. No text of a record can spell it: `<` is always escaped."""

WHERE = "<!-- where -->"
"""Where the page of groups and findings belongs."""


def draw(order: dict[str, Any]) -> bytes:
    """The PDF; of the ways to fill a page the first is taken that fits on one, or the last."""
    from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    for noisy in ("weasyprint", "fontTools"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)

    class Fetcher(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        """Fetches the fonts of the order, and what stands in the document itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            font = order["fonts"].get(url)
            return super().fetch(url, headers) if font is None else URLFetcherResponse(url, b64decode(font))

    fetcher = Fetcher(allowed_protocols=("data",), allow_redirects=False)
    fonts = FontConfiguration()
    faces = CSS(string=order["faces"], base_url=None, url_fetcher=fetcher, font_config=fonts)

    def laid_out(html: str) -> Any:
        document = HTML(string=html, base_url=None, url_fetcher=fetcher)
        return document.render(pdf_variant="pdf/a-3a", stylesheets=[faces], font_config=fonts)

    document = _laid_out_at_once(order, laid_out) or laid_out(_filled(order, laid_out))
    moment = datetime.fromisoformat(order["date"])
    attachments = [
        Attachment(
            file_obj=io.BytesIO(attached["text"].encode()),
            name=attached["name"],
            description=attached["said"],
            created=moment,
            modified=moment,
            relationship="Data",
            url_fetcher=fetcher,
        )
        for attached in order["attachments"]
    ]
    pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a", attachments=attachments)
    return pdf


_END = "</body></html>"


def _laid_out_at_once(order: dict[str, Any], laid_out: Callable[[str], Any]) -> Any:
    """The document with the first way to fill each page, where it has no other pages and each is one; else none."""
    head, _, rest = order["frame"].partition(PAGE_ONE)
    for place in order["pages"]:
        rest = rest.replace(place, "", 1)
    if "".join(rest.split()) != _END:
        return None
    document = laid_out("".join([head, *(ways[0] for ways in order["pages"].values()), _END]))
    return document if len(document.pages) == len(order["pages"]) else None


def _filled(order: dict[str, Any], laid_out: Callable[[str], Any]) -> str:
    """The whole document, with the first way to fill each page that fits on one."""
    html: str = order["frame"]
    head = html.partition(PAGE_ONE)[0]
    for place, ways in order["pages"].items():
        *fuller, last = ways
        way = next((one for one in fuller if len(laid_out(f"{head}{one}{_END}").pages) == 1), last)
        html = html.replace(place, way, 1)
    gc.collect()  # what was tried and not taken
    return html


def main() -> None:
    """Read the order, draw, write the answer."""
    order = json.load(sys.stdin.buffer)
    _cap_memory(order["memory"])
    gc.disable()  # boxes are freed when the process ends: a quarter to a third less time
    sys.stdout.buffer.write(draw(order))


def _cap_memory(limit: int) -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where only the deadline protects
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main()
