"""What every kind of file needs to be opened: formats that can be used, and room for temporary files."""

from __future__ import annotations

import re

import pytest

from checker.engines.duckdb import connect, connected, temporary_folder
from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources import open_records


@pytest.mark.parametrize("type_", ["date", "moment"])
@pytest.mark.parametrize("form", ["%", "%Q", "%d.%m.%Y %", "%5Y"])
def test_a_format_that_cannot_be_used_is_told(type_, form, read, write):
    with pytest.raises(RecordsError) as told:
        read(write("x.csv", "a\n1\n"), {"a": {"type": type_, "format": form}})
    assert str(told.value) == f"the format '{form}' of field 'a' cannot be used; write one such as %d.%m.%Y %H:%M"


def test_a_format_with_the_name_of_a_zone_is_told(read, write):
    with pytest.raises(RecordsError, match=r"^the format of field 'a' has %Z, a zone's name; only offsets can"):
        read(write("x.csv", "a\n1\n"), {"a": {"type": "moment", "format": "%Y-%m-%d %H:%M %Z"}})


@pytest.mark.parametrize("form", ["it's %d.%m.%Y", "%d'%m'%Y", "%d;%m--%Y"])
def test_a_format_is_never_part_of_a_query(form, read, write):
    from datetime import date

    day = date(2026, 3, 2).strftime(form)
    assert read(write("x.csv", f'a\n"{day}"\n'), {"a": {"type": "date", "format": form}}).column("a") == [20_514]


@pytest.mark.parametrize("memory_limit", [None, "1GB"])
def test_under_a_memory_limit_typed_records_lie_in_a_temporary_file(memory_limit, write):
    records = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}}})
    path = write("x.csv", "a\n" + "x\n" * 1000)
    with connected(memory_limit) as connection:
        folder = temporary_folder(connection)
        assert folder is not None
        table = open_records([path], records, connection, memory_limit=memory_limit)
        kept = list(folder.glob("*.parquet"))
        assert len(kept) == (1 if memory_limit else 0)
        tables = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE estimated_size > 0").fetchall()
        assert tables == [(0 if memory_limit else 1,)]
        assert table.relation.aggregate("count(*)").fetchall() == [(1000,)]
    assert not folder.exists()


@pytest.mark.parametrize("memory_limit", [None, "1GB"])
def test_a_first_attempt_leaves_nothing_behind(memory_limit, write):
    records = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}, "b": {"type": "text"}}})
    path = write("x.csv", "a,b\n" + "1,2\n" * 100 + "1,2,\n" + '1,"2\n1,"2\n')
    with connected(memory_limit) as connection:
        table = open_records([path], records, connection, memory_limit=memory_limit)
        assert (table.read, table.rejected) == (100, 3)
        folder = temporary_folder(connection)
        assert folder is not None
        assert len(list(folder.glob("*.parquet"))) == (1 if memory_limit else 0)
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        assert [name for name in names if not re.fullmatch(r"records \d+", name)] == []


def test_too_little_memory_is_told(write):
    records = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}}})
    path = write("x.csv", "a\n" + "".join(f"{number} {'x' * 100}\n" for number in range(200_000)))
    with connect("12MB") as connection:
        connection.execute("SET threads = 1")
        with pytest.raises(
            RecordsError, match=r"^'x.csv' does not fit into the memory; give a --memory-limit, or a la"
        ):
            open_records([path], records, connection)


def test_without_a_folder_for_temporary_files_that_is_told(write):
    records = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}}})
    with (
        connect() as connection,
        pytest.raises(RecordsError, match=r"^these records need room for temporary files"),
    ):
        open_records([write("x.csv.gz", "a\n1\n")], records, connection)
