"""How files of tests are called: `delivery.tests.yaml` beside `delivery.yaml`."""

from __future__ import annotations

from pathlib import Path

from checker.folders import SUFFIXES

SUFFIX = ".tests"
"""What stands in the name of a file of tests before its ending."""


def is_tests(path: Path) -> bool:
    """Whether a file is called as tests of rules are."""
    return path.suffix.lower() in SUFFIXES and path.stem.endswith(SUFFIX)


def found_beside(path: Path) -> Path | None:
    """The file of tests beside a rule set; none where there is none."""
    files = (path.with_name(f"{path.stem}{SUFFIX}{suffix}") for suffix in SUFFIXES)
    return next((file for file in files if file.is_file()), None)
