"""The first rows of a text file: whole rows, under the file's name, whatever its size, packing and encoding."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from checker.problems import RecordsError
from checker.sources.reading import beginning as module
from checker.sources.reading.beginning import beginning


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 20)


def begun(tmp_path: Path, content: bytes, name: str = "x.csv", encoding: str | None = None) -> tuple[str, bytes, bool]:
    folder = tmp_path / "near"
    folder.mkdir()
    path = tmp_path / name
    path.write_bytes(content)
    near, is_all = beginning(path, folder, encoding)
    return near.name, near.read_bytes(), is_all


def test_a_short_file_is_its_own_beginning(tmp_path: Path) -> None:
    assert begun(tmp_path, b"a,b\n1,2\n") == ("x.csv", b"a,b\n1,2\n", True)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"a,b\n1,2\n3,4\n5,6\n7,8\n9,10\n", b"a,b\n1,2\n3,4\n5,6\n7,8\n"),
        (b"a,b\r1,2\r3,4\r5,6\r7,8\r9,10\r", b"a,b\r1,2\r3,4\r5,6\r7,8\r"),
        (b'a,b\n1,2\n"3\n4\n5\n6\n7\n8\n9",1\n', b"a,b\n1,2\n"),
        (b'a,b\n1,"2\n3"\n4,5\n"6\n7\n8",9\n', b'a,b\n1,"2\n3"\n4,5\n'),
        (b"one endless row without any line end", b"one endless row withou"[:21]),
    ],
    ids=["line feeds", "returns", "a row in quotes is not cut", "a row that holds a line end is kept", "no line end"],
)
def test_a_long_file_is_cut_after_a_whole_row(content: bytes, kept: bytes, tmp_path: Path) -> None:
    assert begun(tmp_path, content) == ("x.csv", kept, False)


def test_a_packed_file_is_unpacked_no_further_than_its_beginning(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert begun(tmp_path, packed, "x.csv.gz") == ("x.csv", b"a,b\n" + b"1,2\n" * 4, False)


def test_a_damaged_packed_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"^'x\.csv\.gz' is a damaged \.gz file; pack it again$"):
        begun(tmp_path, gzip.compress(b"a,b\n1,2\n")[:12], "x.csv.gz")


@pytest.mark.parametrize(("encoding", "said"), [("utf-16", None), ("cp1250", "cp1250")])
def test_what_is_not_utf8_is_cut_between_characters(encoding: str, said: str | None, tmp_path: Path) -> None:
    name, content, is_all = begun(tmp_path, "Łódź\nŻory\nŁask\nKoło\nZgierz\n".encode(encoding), encoding=said)
    assert (name, is_all) == ("x.csv", False)
    assert content.decode() in ("Łódź\n", "Łódź\nŻory\nŁask\nKoło\n")


def test_an_unknown_encoding_is_left_for_the_source_to_tell(tmp_path: Path) -> None:
    content = "Łódź\nŻory\nŁask\nKoło\nZgierz\n".encode("cp1250")
    assert begun(tmp_path, content, encoding="cp9999")[1] == content[:20]
