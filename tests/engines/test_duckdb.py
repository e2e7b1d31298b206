"""The embedded engine under lock-down: it reads and writes the files of the check, and nothing undoes that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checker.engines.duckdb import DuckDb, connect, connected, lock_down, temporary_folder
from checker.engines.engine import EngineError
from checker.expressions import nw
from checker.problems import CheckerError


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A record file with others around it that are nobody's business."""
    (tmp_path / "records.csv").write_text("a\n1\n")
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "secret.csv").write_text("a\nsecret\n")
    with duckdb.connect(str(tmp_path / "secret.db")) as other:
        other.execute("CREATE TABLE secrets AS SELECT 'secret' AS a")
    return tmp_path / "records.csv"


@pytest.fixture
def locked(records: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connected() as connection:
        lock_down(connection, [records, records.parent / "findings.csv"])
        yield connection


def test_the_files_of_the_check_are_read_and_written(locked, records):
    assert locked.execute(f"SELECT * FROM read_csv('{records}')").fetchall() == [(1,)]
    findings = records.parent / "findings.csv"
    locked.execute(f"COPY (SELECT 1 AS a) TO '{findings}' (FORMAT csv)")
    assert findings.read_text() == "a\n1\n"


def test_temporary_files_may_be_written_and_are_gone_afterwards(records):
    with connected() as connection:
        lock_down(connection, [records])
        folder = temporary_folder(connection)
        assert folder is not None
        connection.execute(f"COPY (SELECT 1 AS a) TO '{folder / 'x.parquet'}' (FORMAT parquet)")
        assert connection.execute(f"SELECT a FROM read_parquet('{folder / 'x.parquet'}')").fetchall() == [(1,)]
    assert not folder.exists()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM read_csv('{folder}/*.csv')",
        "SELECT * FROM read_csv('{folder}/folder/../secret.csv')",
        "SELECT * FROM read_csv('{folder}/records.csv/../secret.csv')",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM read_blob('/etc/hostname')",
        "SELECT * FROM sniff_csv('{folder}/secret.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_json('{folder}/secret.csv')",
        "SELECT * FROM read_parquet('{folder}/secret.csv')",
        "COPY (SELECT 1) TO '{folder}/elsewhere.csv'",
        "COPY (SELECT 1) TO '{folder}/secret.csv'",
        "COPY (SELECT 1) TO '{folder}/folder/elsewhere.parquet' (FORMAT parquet)",
        "CREATE TABLE t AS SELECT 1; COPY t FROM '{folder}/secret.csv'",
        "EXPORT DATABASE '{folder}/export'",
        "IMPORT DATABASE '{folder}/folder'",
        "ATTACH '{folder}/secret.db' AS other (READ_ONLY)",
        "ATTACH '{folder}/new.db' AS other",
        "INSTALL excel",
        "LOAD excel",
        "LOAD '{folder}/any.duckdb_extension'",
        "FORCE INSTALL json",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT * FROM 's3://bucket/x.parquet'",
        "SELECT getenv('HOME')",
    ],
)
def test_nothing_else_is_read_or_written(query, locked, records):
    before = {path: path.read_bytes() for path in records.parent.rglob("*") if path.is_file()}
    with pytest.raises(duckdb.Error):
        locked.execute(query.format(folder=records.parent)).fetchall()
    assert {path: path.read_bytes() for path in records.parent.rglob("*") if path.is_file()} == before


def test_the_same_queries_would_do_without_the_lock(records):
    """What is refused is refused by the lock, not by a slip in the query."""
    folder = records.parent
    with connected() as connection:
        for query in [
            f"SELECT * FROM read_csv('{folder}/secret.csv')",
            f"SELECT * FROM '{folder}/secret.csv'",
            f"SELECT * FROM read_csv('{folder}/*.csv')",
            f"SELECT * FROM read_csv('{folder}/folder/../secret.csv')",
            f"SELECT * FROM read_text('{folder}/secret.csv')",
            f"SELECT * FROM sniff_csv('{folder}/secret.csv')",
            f"SELECT * FROM glob('{folder}/*')",
            f"COPY (SELECT 1) TO '{folder}/elsewhere.csv'",
            f"EXPORT DATABASE '{folder}/export'",
            f"ATTACH '{folder}/secret.db' AS other (READ_ONLY)",
        ]:
            connection.execute(query)
        assert connection.execute("SELECT a FROM other.secrets").fetchall() == [("secret",)]


@pytest.mark.parametrize(
    "query",
    [
        "SET enable_external_access = true",
        "SET allowed_paths = ['/etc/hostname']",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "SET temp_directory = '/'",
        "SET memory_limit = '100GB'",
        "SET threads = 64",
        "SET TimeZone = 'Europe/Warsaw'",
        "SET autoload_known_extensions = true",
        "SET autoinstall_known_extensions = true",
        "SET home_directory = '/'",
        "RESET enable_external_access",
        "RESET lock_configuration",
        "PRAGMA enable_external_access",
        "PRAGMA database_list; SET enable_external_access = true",
        "SET GLOBAL enable_external_access = true",
        "SET SESSION TimeZone = 'Europe/Warsaw'",
    ],
)
def test_nothing_undoes_the_lock(query, locked, records):
    with pytest.raises(duckdb.Error):
        locked.execute(query)
    with pytest.raises(duckdb.PermissionException):
        locked.execute(f"SELECT * FROM read_csv('{records.parent}/secret.csv')")
    assert locked.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_a_cursor_is_locked_too(locked, records):
    with locked.cursor() as cursor, pytest.raises(duckdb.PermissionException):
        cursor.execute(f"SELECT * FROM read_csv('{records.parent}/secret.csv')")


def test_of_a_folder_its_files_are_allowed_and_not_those_of_folders_in_it(records):
    folder = records.parent
    with connected() as connection:
        lock_down(connection, [folder])
        assert connection.execute(f"SELECT a FROM read_csv('{folder}/secret.csv')").fetchall() == [("secret",)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT * FROM read_csv('{folder}/folder/secret.csv')")
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"COPY (SELECT 1) TO '{folder}/new.csv'")


def test_a_link_allows_the_file_that_it_leads_to(records):
    link = records.parent / "link.csv"
    link.symlink_to(records.parent / "folder" / "secret.csv")
    with connected() as connection:
        lock_down(connection, [link])
        assert connection.execute(f"SELECT a FROM read_csv('{link.resolve()}')").fetchall() == [("secret",)]


def test_a_name_that_is_too_long_for_a_file_hinders_nothing(tmp_path):
    with connected() as connection:
        lock_down(connection, [tmp_path / ("x" * 300)])
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_a_connection_has_its_limits_and_prints_no_progress_bar(tmp_path):
    with connected("500MB", threads=1) as connection:
        settings = ("memory_limit", "threads", "TimeZone", "enable_progress_bar_print", "autoload_known_extensions")
        values = [connection.execute(f"SELECT current_setting('{name}')").fetchall()[0][0] for name in settings]
    assert values == ["476.8 MiB", 1, "UTC", False, False]


@pytest.mark.parametrize("amount", ["much", "", "-1GB", "2 apples", "2", "80%", "1e3GB", "2GB; --"])
def test_what_is_no_amount_of_memory_is_told(amount):
    with pytest.raises(
        CheckerError, match=rf"^'{re.escape(amount)}' is not an amount of memory; write one such as 2GB$"
    ):
        connect(amount)


@pytest.mark.parametrize("amount", ["2GB", "500 MB", "1.5GiB", "800000 kb"])
def test_an_amount_of_memory_is_a_number_and_a_unit(amount):
    connect(amount).close()


def test_the_temporary_folder_is_gone_after_an_error_too():
    folders = []

    def fail() -> None:
        with connected() as connection:
            folder = temporary_folder(connection)
            assert folder is not None
            assert folder.exists()
            folders.append(folder)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [folder.exists() for folder in folders] == [False]


def test_without_a_folder_nothing_goes_to_files():
    with connect() as connection:
        assert temporary_folder(connection) is None


@pytest.mark.parametrize("watched", [False, True])
def test_it_counts_how_far_it_is_only_where_somebody_asks(watched):
    with connected(watched=watched) as connection:
        assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(watched,)]


def test_only_where_memory_is_too_small_more_of_it_is_asked_for():
    with connected("1MB") as connection:
        connection.execute("SET temp_directory = ''")
        engine = DuckDb(connection)
        large = engine.frame(connection.sql("SELECT i, hash(i) AS h FROM range(1000000) r(i)")).sort("h")
        with pytest.raises(EngineError, match="Out of Memory") as raised:
            engine.rows(large.select("i"))
        assert raised.value.remedy == "; give a --memory-limit, or a larger one"
        with pytest.raises(EngineError, match=r"[Oo]verflow") as raised:
            engine.rows(engine.frame(connection.sql("SELECT 9223372036854775807::BIGINT AS a")).select(nw.col("a") + 1))
        assert not raised.value.remedy
