"""What is wrong with what people give us, as values and as errors."""

from __future__ import annotations

import pytest

from checker.problems import QUOTED, CheckerError, FileProblems, Problem, quoted


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("site", "'site'"),
        ("", "''"),
        ("a\n  b\tc", "'a b c'"),
        ("x" * QUOTED, f"'{'x' * QUOTED}'"),
        ("x" * (QUOTED + 1), f"'{'x' * (QUOTED - 1)}…'"),
        (3.5, "'3.5'"),
    ],
)
def test_what_somebody_wrote_is_quoted_in_one_line_and_at_most_so_long(written: object, shown: str) -> None:
    assert quoted(written) == shown


def test_problems_sort_by_their_place() -> None:
    problems = [
        Problem("b.yaml", 1, 1, "R1", ""),
        Problem("a.yaml", 10, 1, "R1", ""),
        Problem("a.yaml", 9, 3, "R2", ""),
    ]
    assert [(one.file, one.line) for one in sorted(problems)] == [("a.yaml", 9), ("a.yaml", 10), ("b.yaml", 1)]


def test_all_problems_are_told_at_once() -> None:
    first = Problem("a.yaml", 1, 2, "R201", "unknown key 'a'", "did you mean 'b'?")
    error = FileProblems(iter([first, Problem("a.yaml", 3, 4, "R301", "unknown field 'c'")]))
    assert isinstance(error, CheckerError)
    assert len(error.problems) == 2
    assert str(error) == "a.yaml:1:2: R201 unknown key 'a'; did you mean 'b'?\na.yaml:3:4: R301 unknown field 'c'"
