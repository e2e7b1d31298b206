"""Logos: a plain picture is taken and written anew; whatever else a file holds is refused or left out."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from checker.problems import CheckerError
from checker.reports.printing.logo import MOST_BYTES, logo_address

PLAIN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><title>A &amp; B</title>'
    '<g transform="translate(1 0)"><path d="M0 0L1,1z" fill="#AA0000"></path></g></svg>'
)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(wide=4, high=2):
    written = io.BytesIO()
    Image.new("RGBA", (wide, high), "#274B6D80").save(written, "png")
    return written.getvalue()


def taken(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    kind, _, data = logo_address(path).partition(";base64,")
    return kind, base64.b64decode(data)


def refused(tmp_path, name, content):
    with pytest.raises(CheckerError) as raised:
        taken(tmp_path, name, content)
    return str(raised.value)


def test_a_plain_drawing_stays_as_it_is_and_comments_are_left_out(tmp_path):
    assert taken(tmp_path, "logo.svg", PLAIN) == ("data:image/svg+xml", PLAIN.encode())
    commented = '<?xml version="1.0"?><!-- made with a program -->' + PLAIN
    assert taken(tmp_path, "logo.svg", commented)[1] == PLAIN.encode()


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<script>alert(1)</script>", "<script> has no place in a logo"),
        ("<image href='file:///etc/hostname'/>", "<image> has no place"),
        ("<foreignObject/>", "<foreignObject> has no place"),
        ("<style>@import url(x)</style>", "<style> has no place"),
        ("<use href='#a'/>", "<use> has no place"),
        ("<a xmlns='http://www.w3.org/1999/xhtml'/>", "<a> has no place"),
        ("<rect onload='alert(1)'/>", '<rect> has onload="alert(1)"'),
        ("<rect style='fill: red'/>", '<rect> has style="fill: red"'),
        ("<rect fill='url(http://attacker.invalid/x)'/>", '<rect> has fill="url(http'),
        ("<g xmlns:x='http://www.w3.org/1999/xlink' x:href='http://attacker.invalid'/>", '<g> has href="http'),
        ("<g>" * 40 + "</g>" * 40, "<g> has no place"),
        ("<g/>" * 3000, "more than 2,000 elements"),
    ],
)
def test_what_is_more_than_shapes_is_refused(inside, says, tmp_path):
    assert says in refused(tmp_path, "logo.svg", PLAIN.replace("<title>", f"{inside}<title>"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is no SVG"),
        ("<html/>", "it begins with <html>"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "give its <svg> a viewBox"),
        ("<!DOCTYPE svg [<!ENTITY a 'a'>]>" + PLAIN, "no document type and no entities"),
        (PLAIN.replace("A &amp; B", "&a;"), "is no SVG"),
        (b"\xff\xfe<\x00", "is no SVG"),
        (PLAIN.replace("A &amp; B", "x" * MOST_BYTES), "a logo may have 200,000"),
    ],
)
def test_what_is_no_svg_is_refused(content, says, tmp_path):
    assert says in refused(tmp_path, "logo.svg", content)


def test_a_gradient_of_its_own_is_taken(tmp_path):
    drawn = PLAIN.replace('fill="#AA0000"', 'fill="url(#a)"')
    assert taken(tmp_path, "logo.svg", drawn)[1] == drawn.encode()


def test_a_png_is_taken_without_what_is_no_picture(tmp_path):
    plain = png()
    assert taken(tmp_path, "logo.png", plain) == ("data:image/png", plain)
    told = plain[:33] + chunk(b"tEXt", b"Author\0somebody") + plain[33:] + b"<script>"
    assert taken(tmp_path, "logo.png", told)[1] == plain


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no whole PNG"),
        (b"GIF89a", "no whole PNG"),
        (png()[:-12], "no whole PNG"),
        (png()[:-14] + b"xx" + png()[-12:], "is damaged"),
        (png(2001, 1), "2,001 by 1 pixels"),
        (
            png()[:33] + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b""),
            "its pixels cannot be read",
        ),
        (png()[:33] + chunk(b"IEND", b""), "its pixels cannot be read"),
    ],
)
def test_what_is_no_png_is_refused(content, says, tmp_path):
    assert says in refused(tmp_path, "logo.png", content)
