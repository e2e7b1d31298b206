"""Records that lie in a table of a server, which is written down as a file for as long as the command runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from checker.problems import CheckerError

SERVERS = ("postgresql://", "postgres://")
"""How the address of a table begins."""


class FileOrAddress(click.Path):
    """A file, as a path; or the address of a table, as it is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or the address."""
        return value if str(value).startswith(SERVERS) else super().convert(value, param, ctx)


class Named(NamedTuple):
    """The files with the records, and the address of the server that they come from, if any."""

    files: tuple[Path, ...]
    server: str = ""


@contextmanager
def files_named(records: Sequence[Path | str]) -> Iterator[Named]:
    """The files that were named, or one of the table. Raises CheckerError where an address does not stand alone."""
    addresses = [each for each in records if isinstance(each, str)]
    if not addresses:
        yield Named(tuple(map(Path, records)))
        return
    if len(records) > 1:
        raise CheckerError("the address of a table stands alone; leave out the other records")
    from checker.engines import refuse_if_missing  # noqa: PLC0415
    from checker.interruptions import uninterrupted  # noqa: PLC0415
    from checker.sources.reading.frames import write_down  # noqa: PLC0415

    refuse_if_missing("postgres")
    from checker.engines.postgres import parted, table_at  # noqa: PLC0415

    server, name = parted(addresses[0])
    with uninterrupted():
        temporary = tempfile.TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True)
    with temporary as folder:
        file = Path(folder, f"{name}.parquet".replace("/", "_"))
        with table_at(addresses[0]) as table:
            write_down(table, file)
        yield Named((file,), server)
