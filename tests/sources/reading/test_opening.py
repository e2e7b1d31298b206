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


FAR_OFF = {
    "a summer before the years of the sample": ("1987-07-01 12:00:00", 552_132_000_000_000, 6_390),
    "a summer after them": ("2061-07-01 12:00:00", 2_887_437_600_000_000, 33_419),
    "an hour that clocks skipped long ago": ("1995-03-26 02:30:00", "<no_such_local_time>", None),
    "a placeholder at the end of time": ("9999-12-31 00:00:00", 253_402_210_800_000_000, 2_932_896),
    "a slip of the pen": ("0206-07-01 12:00:00", "<unreadable>", None),
    "an offset of its own": ("1987-07-01T23:30:00+01:00", 552_177_000_000_000, 6_391),
}


@pytest.mark.parametrize("in_files", [False, True], ids=["in memory", "in files"])
@pytest.mark.parametrize(("written", "moment", "day"), FAR_OFF.values(), ids=FAR_OFF)
def test_moments_of_other_years_than_the_first_ones_are_read_as_exactly(
    written, moment, day, in_files, read, write, monkeypatch
):
    monkeypatch.setattr("checker.sources.reading.opening._SAMPLE", 2)
    path = write("x.csv", f"at,n\n2026-07-01 12:00:00,1\n2026-01-01 12:00:00,2\n{written},3\n2026-07-02 12:00:00,4\n")
    limit = "1GB" if in_files else None
    found = read(path, {"at": "moment", "n": "whole_number"}, days=["at"], memory_limit=limit)
    assert found.column("at") == [
        1_782_900_000_000_000, 1_767_265_200_000_000, moment, 1_782_986_400_000_000
    ]  # fmt: skip
    assert found.column("at$day") == [20_635, 20_454, day, 20_636]
    assert found.column("row") == [1, 2, 3, 4]
    assert found.table.read == 4


def test_moments_of_which_the_first_records_say_nothing_are_read_all_the_same(read, write, monkeypatch):
    monkeypatch.setattr("checker.sources.reading.opening._SAMPLE", 2)
    path = write("x.csv", "at,n\n,1\nsoon,2\n2026-07-01 12:00:00,3\n")
    found = read(path, {"at": "moment", "n": "whole_number"})
    assert found.column("at") == ["<missing>", "<unreadable>", 1_782_900_000_000_000]
