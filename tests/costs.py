"""What a command costs, from its start to its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MEASURE = """\
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(ended.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.stdout.buffer.write(ended.stdout)
"""


def cost_of(command: list[str], folder: Path) -> tuple[int, str, float, int]:
    """The exit code of a command, what it printed, its processor time in seconds and its memory in KiB.

    Of a process that a small one starts: the memory of whoever starts it counts as its own until it runs.
    """
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], cwd=folder, capture_output=True, text=True, check=True
    )
    figures, _, said = measured.stdout.partition("\n")
    code, seconds, memory = figures.split()
    return int(code), said, float(seconds), int(memory)
