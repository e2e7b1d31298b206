"""A private PostgreSQL server for tests: in a temporary folder, on a socket there, by an unprivileged user."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IN_ANOTHER_ORDER = ("--locale-provider=icu", "--icu-locale=en-US")
"""The databases of the server have texts in the order of a dictionary, as those of many users do."""

UNPRIVILEGED = "postgres"
"""Debian's package makes this user; the server refuses to run as root."""


def program(name: str) -> str:
    """Where a program of the server is; Debian keeps them beside each other by version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    where = str(found[-1]) if found else shutil.which(name)
    assert where, f"PostgreSQL's {name} is not installed; on Debian: apt-get install postgresql"
    return where


@contextmanager
def postgres_server() -> Iterator[dict[str, str]]:
    """Start a server; give the variables by which clients find it, and end it afterwards by its own process id."""
    is_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user: dict[str, Any] = {"user": UNPRIVILEGED, "cwd": folder} if is_root else {"cwd": folder}
    if is_root:
        shutil.chown(folder, UNPRIVILEGED)
    data = folder / "data"
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "max_connections": "20",
        "timezone": "Asia/Kathmandu",
    }  # fmt: skip
    try:
        initdb = [
            program("initdb"),
            "-D",
            str(data),
            "-U",
            "checker",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *IN_ANOTHER_ORDER,
        ]
        subprocess.run([*initdb, "--no-sync"], check=True, capture_output=True, **as_user)
        given = [part for name, setting in settings.items() for part in ("-c", f"{name}={setting}")]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                [program("postgres"), "-D", str(data), *given], stdout=said, stderr=said, **as_user
            ) as server,
        ):
            try:
                for _ in range(200):
                    if server.poll() is not None:
                        said.seek(0)
                        raise AssertionError(said.read().decode())
                    if (folder / ".s.PGSQL.5432").exists():
                        break
                    time.sleep(0.1)
                yield {"PGHOST": str(folder), "PGPORT": "5432", "PGUSER": "checker", "PGDATABASE": "postgres"}
            finally:
                server.terminate()
                server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
