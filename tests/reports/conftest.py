"""Golden results as reports, each made once."""

from __future__ import annotations

import io
import os
import subprocess
from functools import cache

import pypdf

from checker.reports import Manner, html, pdf
from checker.reports.report import PLAIN
from checker.results import Results
from tests.reports.browser import axe, chromium, opened
from tests.reports.golden import GOLDEN, hostile

__all__ = ["axe", "chromium", "opened"]  # fixtures of theirs


@cache
def golden(name: str) -> Results:
    return hostile() if name == "hostile" else GOLDEN[name]()


@cache
def pdf_of(name: str, profile: str = "manager") -> bytes:
    return pdf.render(golden(name), Manner(profile=profile))


@cache
def html_of(name: str, profile: str = "manager") -> str:
    return html.render(golden(name), Manner(profile=profile)).decode()


@cache
def pages_of(name: str, profile: str = "manager") -> tuple[str, ...]:
    """The text of each page, by lines as they are seen."""
    return pages(pdf_of(name, profile))


def pages(document: bytes) -> tuple[str, ...]:
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True).stdout
    return tuple(told.decode().replace("\u00a0", " ").split("\f")[:-1])


def reader_of(name: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_of(name)))


def drawn_within(results: Results, manner: Manner = PLAIN) -> tuple[bytes, float]:
    """The PDF of the results, and the processor seconds that it and its child took."""
    before = os.times()
    document = pdf.render(results, manner)
    return document, sum(os.times()[:4]) - sum(before[:4])


def words(text: str) -> str:
    """A text without its line ends and indentation."""
    return " ".join(text.split())
