"""What is being done shows on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "checker", "check", "orders.csv", "--rules", "orders.yaml"]


def test_a_terminal_sees_the_stages_and_is_left_clean(folder: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    with subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=theirs, env=environment) as called:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            seen += part
        assert called.stdout is not None
        out = called.stdout.read()
    os.close(ours)
    assert called.returncode == 0
    assert b"reading records" in seen or b"judging records" in seen
    assert seen.rstrip().endswith(b"\x1b[2K") or b"\x1b[1A\x1b[2K" in seen  # the line is wiped
    assert b"met" in out


def test_a_log_sees_no_progress(folder: Path) -> None:
    called = subprocess.run(COMMAND, cwd=folder, capture_output=True, check=True)
    assert b"reading records" not in called.stderr
    assert b"\x1b" not in called.stderr + called.stdout
