"""Text files before they are read: encoding, NUL, what is no text at all, and packed files."""

from __future__ import annotations

import gzip

import pytest

from checker.problems import RecordsError
from checker.sources.reading import files, textfile

FIELDS = {"a": "text", "site": "text"}
TEXT = "a,site\n1,Łódź\n2,Gdańsk\n"


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (TEXT.encode(), None),
        (TEXT.encode(), "cp1250"),
        (b"\xef\xbb\xbf" + TEXT.encode(), None),
        (b"\xef\xbb\xbf" + TEXT.encode(), "cp1250"),
        (TEXT.encode("utf-16"), None),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "cp1250"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("cp1250"), "cp1250"),
        (TEXT.encode("cp1250"), "windows-1250"),
        (TEXT.encode("iso-8859-2"), "ISO-8859-2"),
    ],
)
@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz"])
def test_encodings_that_are_marked_or_declared_are_read(content, declared, name, read, write):
    found = read(write(name, content), FIELDS, encoding=declared)
    assert [(record["row"], record["site"]) for record in found.records] == [(1, "Łódź"), (2, "Gdańsk")]


def test_a_column_name_may_hold_any_letter(read, write):
    path = write("x.csv", "a,Oddział\n1,x\n".encode("cp1250"))
    assert read(path, {"s": {"type": "text", "column": "Oddział"}}, encoding="cp1250").column("s") == ["x"]


def test_an_unknown_encoding_is_told_with_what_it_could_be(read, write):
    with pytest.raises(RecordsError) as told:
        read(write("x.csv", TEXT.encode("cp1250")), FIELDS)
    assert str(told.value) == (
        "'x.csv' is not UTF-8 (line 2); save it as UTF-8, or say its encoding with --encoding,"
        " such as cp1250 ('1,Łódź'), cp1252 ('1,£ódŸ'), cp1251 ('1,Јуdџ')"
    )


def test_a_file_that_is_not_in_the_declared_encoding_is_told_with_the_line(read, write):
    with pytest.raises(RecordsError, match=r"^'x.csv' is not ascii \(line 3\); say another --encoding$"):
        read(write("x.csv", "a,site\n1,Lodz\n2,Gdańsk\n".encode("cp1250")), FIELDS, encoding="ascii")
    many = "a,site\n" + "1,Lodz\n" * 400_000 + "2,Gdańsk\n"
    with pytest.raises(RecordsError, match=r"^'x.csv' is not ascii \(line 400,002\)"):
        read(write("x.csv", many.encode("cp1250")), FIELDS, encoding="ascii")
    with pytest.raises(RecordsError, match=r"^'x.csv' is not UTF-8 \(line 400,002\); .* such as cp1250 \('2,Gdańsk'\)"):
        read(write("x.csv", many.encode("cp1250")), FIELDS)


def test_half_a_character_at_the_end_is_told(read, write):
    with pytest.raises(RecordsError, match=r"^'x.csv' is not UTF-8 \(line 4\)"):
        read(write("x.csv", TEXT.encode() + "3,Łód".encode() + "ź".encode()[:1]), FIELDS)
    with pytest.raises(RecordsError, match=r"^'x.csv' is not utf-16 \(line 4\)"):
        read(write("x.csv", (TEXT + "3,x").encode("utf-16") + b"x"), FIELDS)


@pytest.mark.parametrize("name", ["klingon", "base64", "", "a\0b", "rot13"])
def test_what_is_no_encoding_is_told(name, read, write):
    with pytest.raises(RecordsError, match=r"^unknown encoding '.*'; write one such as cp1250 or utf-16$"):
        read(write("x.csv", TEXT.encode("cp1250")), FIELDS, encoding=name)


def test_characters_on_the_edge_of_a_piece_are_not_torn(read, write, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 3)
    for content in (TEXT.encode(), TEXT.encode("utf-16"), TEXT.replace("\n", "\r\n").encode()):
        assert read(write("x.csv", content), FIELDS).column("site") == ["Łódź", "Gdańsk"]
    found = read(write("x.csv", TEXT.replace("\n", "\r\n\r\n").encode()), FIELDS)
    assert [(record["row"], record["site"]) for record in found.records] == [(2, "Łódź"), (4, "Gdańsk")]


def test_a_nul_character_is_told_with_line_and_byte(read, write):
    with pytest.raises(RecordsError) as told:
        read(write("x.csv", "a,site\n1,x\n2,y\0z\n"), FIELDS)
    assert str(told.value) == (
        "'x.csv' holds a NUL character in line 3 (byte 15); if it is UTF-16, say --encoding utf-16, otherwise save it"
        " again as CSV (UTF-8)"
    )
    with pytest.raises(RecordsError, match=r"^'x.csv' holds a NUL character in line 400,002 \(byte 2,800,010\)"):
        read(write("x.csv", "a,site\n" + "1,Lodz\n" * 400_000 + "2,\0"), FIELDS)


def test_a_nul_character_in_another_encoding_is_told_too(read, write):
    with pytest.raises(RecordsError, match=r"^'x.csv' holds a NUL character in line 2"):
        read(write("x.csv", "a,site\n1,x\0\n".encode("utf-16")), FIELDS)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"PK\x03\x04", "an Excel or ZIP file"),
        (b"PAR1\x15", "a Parquet file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old Excel file"),
        (gzip.compress(b"a,site\n", mtime=0), "a .gz file"),
    ],
)
@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.txt"])
def test_other_kinds_of_files_under_the_suffix_of_text_are_told(start, kind, name, read, write):
    with pytest.raises(RecordsError) as told:
        read(write(name, start + b"\0" * 100), FIELDS)
    assert str(told.value) == f"'{name}' is {kind}; give it the suffix of what it is, or save it as CSV (UTF-8)"


@pytest.mark.parametrize("name", ["PK", "PKN", "PAR1", "PAR12", "%PDF"])
def test_a_column_name_that_begins_like_another_kind_of_file_is_a_column_name(name, read, write):
    found = read(write("x.csv", f"{name},site\n1,x\n"), {"a": {"type": "text", "column": name}})
    assert found.column("a") == ["1"]


def test_packed_files_that_are_damaged_are_told(read, write, tmp_path):
    whole = gzip.compress(TEXT.encode() * 1000)
    for content in (whole[:-4], whole[: len(whole) // 2], whole[:40] + b"\xff" * 20 + whole[60:]):
        (tmp_path / "x.csv.gz").write_bytes(content)
        with pytest.raises(RecordsError, match=r"^'x.csv.gz' is a damaged .gz file; pack it again$"):
            read(tmp_path / "x.csv.gz", FIELDS)
    (tmp_path / "x.csv.gz").write_bytes(TEXT.encode())
    with pytest.raises(RecordsError, match=r"^'x.csv.gz' is not a .gz file; give it the suffix of what it is$"):
        read(tmp_path / "x.csv.gz", FIELDS)


def test_a_packed_file_of_several_parts_is_read_whole(read, tmp_path):
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(TEXT.encode()) + gzip.compress(b"3,x\n"))
    assert read(tmp_path / "x.csv.gz", FIELDS).column("a") == ["1", "2", "3"]


def test_a_packed_file_that_unpacks_to_far_more_than_its_size_is_told(read, write):
    with pytest.raises(RecordsError) as told:
        read(write("bomb.csv.gz", "a,site\n" + "\n" * 30_000_000), FIELDS)
    assert str(told.value) == (
        "'bomb.csv.gz' unpacks to more than 200 times its size or 20 GB; unpack it yourself if you trust it"
    )


def test_a_packed_file_may_unpack_to_as_much_as_the_most(read, write, monkeypatch):
    path = write("x.csv.gz", TEXT)
    monkeypatch.setattr(textfile, "LARGEST_UNPACKED", len(TEXT.encode()))
    assert read(path, FIELDS).column("a") == ["1", "2"]
    monkeypatch.setattr(textfile, "LARGEST_UNPACKED", len(TEXT.encode()) - 1)
    with pytest.raises(RecordsError, match="unpacks to more than"):
        read(path, FIELDS)
