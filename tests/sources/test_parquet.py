"""Parquet: its own types are kept, its texts are parsed like any text, and nothing else opens under its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from checker.engines.duckdb import connected
from checker.fields import EPOCH_DAY
from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources import open_records, refuse_damaged
from checker.sources.reading.sql import constant

NOON = 1_772_442_000_000_000
"""2026-03-02 09:00 UTC, in microseconds."""


def write_parquet(path: Path, *columns: str, rows: int = 1) -> Path:
    """Write a file whose columns are SQL expressions, `value AS name`."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        query = f"SELECT {', '.join(columns)} FROM range({rows}) t(i)"
        connection.execute(f"COPY ({query}) TO {constant(str(path))} (FORMAT parquet)")
    return path


def declare(fields: dict[str, str]) -> Records:
    return Records.model_validate({"called": "row", "fields": {name: {"type": kind} for name, kind in fields.items()}})


def one(read: Any, path: Path, declared: Any, **more: Any) -> Any:
    """What the only cell of a file is read as."""
    (record,) = read(path, {"cell": declared}, **more).records
    return record["cell"]


@pytest.mark.parametrize(
    ("cell", "declared", "value"),
    [
        ("TIMESTAMP '2026-03-02 10:00:00'", "moment", NOON),
        ("CAST(TIMESTAMP '2026-03-02 10:00:00' AS TIMESTAMP_S)", "moment", NOON),
        ("CAST(TIMESTAMP '2026-03-02 10:00:00' AS TIMESTAMP_MS)", "moment", NOON),
        ("CAST(TIMESTAMP '2026-03-02 10:00:00.000001' AS TIMESTAMP_NS)", "moment", NOON + 1),
        ("TIMESTAMPTZ '2026-03-02 09:00:00+00'", "moment", NOON),
        ("TIMESTAMPTZ '2026-03-02 14:30:00+05:30'", "moment", NOON),
        ("DATE '2026-03-02'", "moment", NOON - 10 * 3_600_000_000),
        ("'2026-03-02 10:00:00'", "moment", NOON),
        ("'2026-03-02T09:00:00Z'", "moment", NOON),
        ("'02.03.2026 10:00'", {"type": "moment", "format": "%d.%m.%Y %H:%M"}, NOON),
        ("TIMESTAMP '2026-03-02 10:00:00'", {"type": "moment", "format": "%d.%m.%Y"}, NOON),
        ("TIMESTAMP '2026-03-29 02:30:00'", "moment", "<no_such_local_time>"),
        ("TIMESTAMPTZ '2026-03-29 02:30:00+00'", "moment", NOON + (27 * 24 - 7) * 3_600_000_000 + 1_800_000_000),
        ("TIMESTAMP '0001-01-01 00:00:00'", "moment", "<unreadable>"),
        ("TIMESTAMPTZ '0001-01-01 00:00:00+00'", "moment", "<unreadable>"),
        ("DATE '0001-01-01'", "moment", "<unreadable>"),
        ("TIMESTAMP 'infinity'", "moment", "<unreadable>"),
        ("CAST(NULL AS TIMESTAMP)", "moment", "<missing>"),
        ("CAST(NULL AS TIMESTAMPTZ)", "moment", "<missing>"),
        ("DATE '2026-03-02'", "date", date(2026, 3, 2).toordinal() - EPOCH_DAY),
        ("TIMESTAMP '2026-03-02 00:00:00'", "date", date(2026, 3, 2).toordinal() - EPOCH_DAY),
        ("TIMESTAMP '2026-03-02 00:00:01'", "date", "<unreadable>"),
        ("DATE '0001-01-01'", "date", "<unreadable>"),
        ("DATE 'infinity'", "date", "<unreadable>"),
        ("'2026-03-02'", "date", date(2026, 3, 2).toordinal() - EPOCH_DAY),
        ("CAST(NULL AS DATE)", "date", "<missing>"),
        ("CAST(5 AS TINYINT)", "number", 5_000_000),
        ("CAST(5 AS UBIGINT)", "whole_number", 5_000_000),
        ("CAST(9000000000000 AS BIGINT)", "number", 9_000_000_000_000_000_000),
        ("CAST(9000000000001 AS BIGINT)", "number", "<unreadable>"),
        ("CAST(-9223372036854775808 AS BIGINT)", "number", "<unreadable>"),
        ("CAST(18446744073709551615 AS UBIGINT)", "number", "<unreadable>"),
        ("CAST(0.1 AS DOUBLE)", "number", 100_000),
        ("CAST(0.1 AS FLOAT)", "number", 100_000),
        ("CAST(0.1 + 0.2 AS DOUBLE)", "number", 300_000),
        ("CAST(123456789.123457 AS DOUBLE)", "number", 123_456_789_123_457),
        ("CAST(8999999999999.5 AS DOUBLE)", "number", 8_999_999_999_999_500_000),
        ("CAST('nan' AS DOUBLE)", "number", "<unreadable>"),
        ("CAST('inf' AS DOUBLE)", "number", "<unreadable>"),
        ("CAST('-inf' AS DOUBLE)", "number", "<unreadable>"),
        ("CAST(1e300 AS DOUBLE)", "number", "<unreadable>"),
        ("CAST(2.5 AS DOUBLE)", "whole_number", "<unreadable>"),
        ("CAST(2.0 AS DOUBLE)", "whole_number", 2_000_000),
        ("CAST(1.2345678 AS DECIMAL(12,7))", "number", 1_234_568),
        ("CAST(0.0000005 AS DECIMAL(12,7))", "number", 1),
        ("CAST(-0.0000005 AS DECIMAL(12,7))", "number", -1),
        ("CAST(0.00000049 AS DECIMAL(12,8))", "number", 0),
        ("CAST('9000000000000.000000000000000000' AS DECIMAL(31,18))", "number", 9 * 10**18),
        ("CAST('9000000000000.000001' AS DECIMAL(38,6))", "number", "<unreadable>"),
        ("CAST('99999999999999999999999999999999' AS DECIMAL(32,0))", "number", "<unreadable>"),
        ("CAST('9999999999999999999999999999999' AS DECIMAL(31,0))", "number", "<unreadable>"),
        ("CAST(0.95 AS DECIMAL(3,2))", "share", 950_000),
        ("CAST(NULL AS DOUBLE)", "number", "<missing>"),
        ("'1.5'", "number", 1_500_000),
        ("CAST(6 AS INTEGER)", {"type": "number", "at_most": 5}, "<unreadable>"),
        ("CAST(5 AS INTEGER)", {"type": "number", "at_most": 5}, 5_000_000),
        ("true", "yes_no", "yes"),
        ("false", {"type": "yes_no", "yes": ["false"], "no": ["x"]}, "no"),
        ("CAST(NULL AS BOOLEAN)", "yes_no", "<missing>"),
        ("1", {"type": "yes_no", "yes": ["1"], "no": ["0"]}, "yes"),
        ("'tak'", {"type": "yes_no", "yes": ["tak"], "no": ["nie"]}, "yes"),
        ("CAST(1001 AS BIGINT)", "text", "1001"),
        ("CAST(7 AS SMALLINT)", {"type": "choice", "of": ["7", "8"]}, "7"),
        ("CAST(9 AS SMALLINT)", {"type": "choice", "of": ["7", "8"]}, "<unreadable>"),
        ("CAST('A' AS ENUM('A', 'B'))", {"type": "choice", "of": ["A"]}, "A"),
        ("CAST('0d1b2c3d-0000-0000-0000-000000000001' AS UUID)", "text", "0d1b2c3d-0000-0000-0000-000000000001"),
        ("''", "text", "<missing>"),
    ],
)
def test_cells_keep_their_types(cell, declared, value, read, tmp_path):
    path = write_parquet(tmp_path / "cell.parquet", f"{cell} AS cell")
    assert one(read, path, declared) == value
    assert read(path, {"cell": declared}, days=["cell"]).records[0]["cell"] == value


@pytest.mark.parametrize(
    ("cell", "declared", "is_"),
    [
        ("CAST(-1 AS INTEGER)", {"type": "number", "at_least": 0}, "<missing>"),
        ("CAST(-1.0 AS DOUBLE)", "number", "<missing>"),
        ("CAST(-1 AS DECIMAL(5,2))", "number", "<missing>"),
        ("CAST(-1 AS INTEGER)", "text", "<missing>"),
        ("CAST(-2 AS INTEGER)", "number", -2_000_000),
        ("DATE '1900-01-01'", "date", "<missing>"),
        ("TIMESTAMP '1900-01-01 00:00:00'", "date", "<missing>"),
        ("TIMESTAMP '1900-01-01 00:00:00'", "moment", "<missing>"),
        ("TIMESTAMPTZ '1900-01-01 00:00:00+00'", "moment", "<missing>"),
        ("DATE '0001-01-01'", {"type": "date", "format": "%d.%m.%Y"}, "<missing>"),
        ("TIMESTAMP '0001-01-01 00:00:00'", {"type": "moment", "format": "%d.%m.%Y"}, "<missing>"),
        ("CAST(97 AS INTEGER)", {"type": "number", "not_applicable": ["97"]}, "<not_applicable>"),
        ("CAST(98 AS DOUBLE)", {"type": "whole_number", "not_checked": ["98"]}, "<not_checked>"),
        ("DATE '2000-01-01'", {"type": "date", "not_applicable": ["2000-01-01"]}, "<not_applicable>"),
        ("TIMESTAMP '2000-01-01 00:00:00'", {"type": "moment", "not_checked": ["2000-01-01"]}, "<not_checked>"),
    ],
)
def test_words_for_nothing_that_are_values_are_known_in_typed_columns_too(cell, declared, is_, read, tmp_path):
    path = write_parquet(tmp_path / "cell.parquet", f"{cell} AS cell")
    assert one(read, path, declared, missing_words=["", "brak", "-1", "1900-01-01", "01.01.0001"]) == is_
    utc = one(read, path, declared, missing_words=["", "brak", "-1", "1900-01-01", "01.01.0001"], time_zone="UTC")
    assert utc == is_


@pytest.mark.parametrize(
    ("cell", "declared", "type_", "wanted"),
    [
        ("TIMESTAMP '2026-03-02 10:00:00'", "number", "TIMESTAMP", "number"),
        ("TIMESTAMP '2026-03-02 10:00:00'", "text", "TIMESTAMP", "text"),
        ("TIMESTAMPTZ '2026-03-02 10:00:00+00'", "date", "TIMESTAMP WITH TIME ZONE", "date"),
        ("1.5::DOUBLE", "moment", "DOUBLE", "moment"),
        ("1::BIGINT", "moment", "BIGINT", "moment"),
        ("true", "text", "BOOLEAN", "text"),
        ("true", "share", "BOOLEAN", "share"),
        ("[1, 2]", "text", "INTEGER[]", "text"),
        ("TIME '10:00:00'", "moment", "TIME", "moment"),
        ("'abc'::BLOB", "text", "BLOB", "text"),
        ("DATE '2026-03-02'", "yes_no", "DATE", "yes no"),
    ],
)
def test_a_type_that_cannot_be_the_declared_one_is_told(cell, declared, type_, wanted, read, tmp_path):
    path = write_parquet(tmp_path / "cell.parquet", f'{cell} AS "The cell"')
    with pytest.raises(RecordsError) as told:
        read(path, {"cell": {"type": declared, "column": "The cell"}})
    assert str(told.value) == (
        f"column 'The cell' of 'cell.parquet' has the type {type_}, which cannot be read as {wanted}; declare field"
        " 'cell' differently, or write the file with another type"
    )


def test_the_local_date_of_moments_is_that_of_the_records_zone(read, tmp_path):
    late = "2026-03-02 23:30:00"
    columns = [f"TIMESTAMP '{late}' AS local", f"TIMESTAMPTZ '{late}+00' AS utc", f"'{late}+00:00' AS written"]
    path = write_parquet(tmp_path / "days.parquet", *columns)
    fields = {"local": "moment", "utc": "moment", "written": "moment"}
    found = read(path, fields, days=list(fields))
    days = [date.fromordinal(found.records[0][f"{name}$day"] + EPOCH_DAY).day for name in fields]
    assert days == [2, 3, 3]
    in_utc = read(path, fields, days=list(fields), time_zone="UTC")
    assert [date.fromordinal(in_utc.records[0][f"{name}$day"] + EPOCH_DAY).day for name in fields] == [2, 2, 2]


def test_records_are_numbered_in_the_order_of_the_file(read, tmp_path):
    path = write_parquet(tmp_path / "many.parquet", "i AS id", rows=300_000)
    with duckdb.connect() as connection:
        groups = connection.execute("SELECT count(DISTINCT row_group_id) FROM parquet_metadata(?)", [str(path)])
        assert groups.fetchall()[0][0] > 1
    found = read(path, {"id": "whole_number"})
    assert found.table.read == 300_000
    assert found.column("row") == list(range(1, 300_001))
    assert found.column("id") == [number * 1_000_000 for number in range(300_000)]


def test_unreadable_cells_are_told_with_row_and_column(read, tmp_path):
    cell = f"CASE WHEN i IN (2, 4) THEN '{'31.02.2026 ' * 5}' ELSE '2026-03-02' END"
    path = write_parquet(tmp_path / "x.parquet", f'{cell} AS "Ordered"', rows=5)
    found = read(path, {"ordered_on": {"type": "date", "column": "Ordered"}})
    start = ("31.02.2026 " * 5)[:40]
    assert found.unreadable == [(3, "Ordered", start), (5, "Ordered", start)]
    typed = write_parquet(tmp_path / "y.parquet", "CASE WHEN i = 1 THEN CAST('nan' AS DOUBLE) ELSE 1 END AS n", rows=2)
    assert read(typed, {"n": "number"}).unreadable == [(2, "n", "nan")]


def test_columns_that_are_missing_are_told_at_once(read, tmp_path):
    path = write_parquet(tmp_path / "x.parquet", "1 AS ordr_id", "2 AS Site", "3 AS site")
    with pytest.raises(RecordsError) as told:
        read(path, {"order_id": "text", "site": "text", "segment": "text"})
    assert "column 'order_id' is missing (did you mean 'ordr_id'?); " in str(told.value)
    assert "column 'segment' is missing" in str(told.value)


def test_a_file_without_records_is_none(read, tmp_path):
    found = read(write_parquet(tmp_path / "empty.parquet", "i AS id", rows=0), {"id": "text"})
    assert (found.table.read, found.records) == (0, [])


def test_what_is_no_parquet_file_or_only_a_part_of_one_is_told(read, write, tmp_path):
    whole = write_parquet(tmp_path / "whole.parquet", "i AS id", rows=1000).read_bytes()
    broken = bytearray(whole)
    broken[-40:-10] = b"\xff" * 30
    for name, content in {
        "text.parquet": b"a,b\n1,2\n",
        "nothing.parquet": b"",
        "part.parquet": whole[: len(whole) // 2],
        "no_start.parquet": whole[10:],
        "marks.parquet": b"PAR1PAR1",
    }.items():
        with pytest.raises(RecordsError, match=rf"^'{name}' is not a Parquet file, or only a part of one; write it"):
            read(write(name, content), {"id": "text"})
    for name, content in {"broken.parquet": bytes(broken), "hollow.parquet": b"PAR1" + b"\0" * 20 + b"PAR1"}.items():
        with pytest.raises(RecordsError, match=rf"^'{name}' is a damaged Parquet file; write it again$"):
            read(write(name, content), {"id": "text"})


def test_a_file_with_damaged_pages_is_told_wherever_that_shows(write, tmp_path):
    whole = bytearray(write_parquet(tmp_path / "whole.parquet", "'order ' || i AS id", rows=5000).read_bytes())
    whole[4 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - 4)
    path = write("pages.parquet", bytes(whole))
    with connected() as connection:
        table = open_records([path], declare({"id": "text"}), connection)
        with pytest.raises(RecordsError, match=r"^'pages.parquet' cannot be read to its end; write it again"):
            refuse_damaged(table)


def test_a_sound_file_is_not_taken_for_a_damaged_one(tmp_path):
    path = write_parquet(tmp_path / "whole.parquet", "'order ' || i AS id", "CAST('nan' AS DOUBLE) AS n", rows=5000)
    with connected() as connection:
        refuse_damaged(open_records([path], declare({"id": "text", "n": "number"}), connection))


def test_of_a_folder_its_parquet_files_are_read_in_the_order_of_their_names(read, tmp_path):
    folder = tmp_path / "orders"
    folder.mkdir()
    for name in ("b.parquet", "a.parquet", "c.PARQUET"):
        write_parquet(folder / name, f"'{name[0]}' || i AS id", rows=2)
    (folder / "notes.txt").write_text("no records")
    found = read(folder, {"id": "text"})
    assert found.column("id") == ["a0", "a1", "b0", "b1", "c0", "c1"]
    assert [(record["source"], record["row"]) for record in found.records][2:4] == [(1, 1), (1, 2)]
    assert [file.name for file in found.table.files] == ["a.parquet", "b.parquet", "c.PARQUET"]


def test_a_folder_without_parquet_files_is_told(read, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordsError, match=r"^'empty' is a folder without .parquet files; name the record files them"):
        read(tmp_path / "empty", {"id": "text"})


def test_a_name_that_could_be_a_pattern_opens_that_file_only(read, tmp_path):
    write_parquet(tmp_path / "orders1.parquet", "'wrong' AS cell")
    for name in ("orders*.parquet", "orders?.parquet", "orders[1].parquet", "orders{1,2}.parquet", "it's.parquet"):
        path = write_parquet(tmp_path / "plain.parquet", f"{constant(name)} AS cell").rename(tmp_path / name)
        assert one(read, path, "text") == name


def test_a_link_is_the_file_that_it_leads_to(read, tmp_path):
    write_parquet(tmp_path / "real.parquet", "'real' AS cell")
    (tmp_path / "link.parquet").symlink_to(tmp_path / "real.parquet")
    assert one(read, tmp_path / "link.parquet", "text") == "real"


@pytest.mark.parametrize("folder", ["ok=yes", "zz=1", "id=9"])
def test_the_names_of_folders_say_nothing_about_records(folder, read, tmp_path):
    place = tmp_path / folder
    place.mkdir()
    plain = tmp_path / "x.parquet"
    duckdb.sql(f"COPY (SELECT * FROM (VALUES ('1', 'no'), ('2', 'no')) rows(id, ok)) TO '{plain}'")
    plain.rename(place / "x.parquet")
    found = read(place / "x.parquet", {"id": "text", "ok": "yes_no"})
    assert (found.column("id"), found.column("ok"), found.notes) == (["1", "2"], ["no", "no"], [])
