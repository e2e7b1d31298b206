"""Which calls a run of the program makes of the system: what it opens, runs, changes and reaches."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

import checker

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

PROGRAM = [sys.executable, "-m", "checker"]


def traced(root: Path, *arguments: str, **environment: str) -> tuple[str, list[str]]:
    """What the program printed in a folder, and the calls it made that open, run, change or reach something."""
    log = root.parent / "calls"
    calls = (
        "execve,fork,vfork,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,%network"
    )
    command = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-s",
        "4096",
        "-e",
        f"trace={calls}",
        "-o",
        str(log),
        *PROGRAM,
        *arguments,
    ]
    ended = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        check=False,
    )
    if not log.is_file() or not log.read_text("utf-8", "replace").strip():
        pytest.skip(f"system calls cannot be followed here: {ended.stderr[:200]}")
    lines = [line.partition(" ")[2].strip() for line in log.read_text("utf-8", "replace").splitlines()]
    return ended.stdout + ended.stderr, [line for line in lines if "ENOENT" not in line and "+++" not in line]


def installed() -> list[Path]:
    """Where the program, Python and what it needs are installed, and what the system gives every program."""
    own = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    package = Path(checker.__file__).parent
    system = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/lib", "/proc", "/sys", "/dev")
    files = ("/etc/ld.so.cache", "/etc/localtime", "/etc/ssl", "/etc/timezone")
    return [*map(Path, own), package, package.parent / "standards", *map(Path, (*system, *files))]


def opened(calls: Sequence[str], root: Path) -> list[tuple[str, Path]]:
    """The calls that open a file, each with the file."""
    return [
        (call, Path(os.path.normpath(root / found[1])))
        for call in calls
        if (found := re.match(r'(?:open\w*|creat)\([^"]*"([^"]*)"', call))
    ]


def outside(calls: Sequence[str], root: Path, *allowed: Path) -> list[str]:
    """The calls that open a file neither in the folder, nor in one that is allowed, nor installed."""
    importing = Path(checker.__file__).parents[1]  # listed to find modules
    inside = [root, *allowed, *installed()]
    return [
        call
        for call, path in opened(calls, root)
        if path != importing and not any(path.is_relative_to(one) for one in inside)
    ]


def reached(calls: Sequence[str]) -> list[str]:
    """The calls that reach out over a network, or to another program."""
    return [call for call in calls if re.match(r"(socket|connect|bind|sendto|recvfrom)\(", call)]
