"""Draws one HTML document as a PDF, in a process of its own: `python -m checker.reports.printing.drawing`.

Reads an order as JSON from standard input (the document, the files to attach, the document's date) and writes one line of
JSON with the number of pages before the anchor `found`, then the PDF. A document that hangs or eats memory is then the
child's end and not the program's.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import sys
from datetime import datetime
from typing import Any

MEMORY = 2 * 1024**3
"""Bytes of address space that drawing may take."""


def draw(order: dict[str, Any]) -> tuple[bytes, int]:
    """The PDF, and how many pages stand before the findings."""
    from weasyprint import HTML, Attachment  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
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
    document = HTML(string=order["html"], base_url=None, url_fetcher=fetcher).render(pdf_variant="pdf/a-3a")
    before = next((number for number, one in enumerate(document.pages) if "found" in one.anchors), len(document.pages))
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", attachments=attachments)
    return pdf, before


def main() -> None:
    """Read the order, draw, write the answer."""
    _cap_memory()
    gc.disable()  # boxes are freed when the process ends: a quarter to a third less time
    pdf, before = draw(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(json.dumps({"pages_before_found": before}).encode() + b"\n" + pdf)


def _cap_memory() -> None:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows, where only the deadline protects
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main()
