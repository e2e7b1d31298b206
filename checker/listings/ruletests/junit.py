"""For CI servers that show tests: each file is a suite, each case a case of it (JUnit's XML)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from checker.listings.text import on_one_line, visible
from checker.ruletests.comparing import Mismatch
from checker.ruletests.testing import TestedFile, Testing


class _Case(NamedTuple):
    name: str
    line: int
    failure: str | None = None
    details: str = ""
    kind: str = "failed"
    is_skipped: bool = False


def listed(testing: Testing) -> str:
    """A document of test suites: what is to do is skipped, a change unnoticed and a problem of a file is a failure."""
    suites = list(_suites(testing))
    cases = [case for _, _, each in suites for case in each]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="checker test" {_counts(cases)} time="0">')
    for name, file, each in suites:
        lines.append(f'  <testsuite name={_quoted(name)} {_counts(each)} skipped="{_skipped(each)}" time="0">')
        lines += [line for case in each for line in _case(name, file, case)]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suites(testing: Testing) -> Iterator[tuple[str, str, list[_Case]]]:
    for name in dict.fromkeys(problem.file for problem in testing.errors):
        own = [problem for problem in testing.errors if problem.file == name]
        yield (
            name,
            name,
            [
                _Case(f"{each.line}:{each.column} {each.code}", each.line, each.message, on_one_line(each), each.code)
                for each in own
            ],
        )
    for file in testing.files:
        yield file.path, file.path, list(_cases(file))
        if file.coverage is not None:
            missing = [
                _Case(
                    f"{part.about}: {goal.what} {goal.side}".rstrip(),
                    goal.line,
                    "not reached by any case",
                    kind="coverage",
                )
                for part in file.coverage.parts
                for goal in part.missing
            ]
            reached = f"{file.coverage.reached} of {file.coverage.goals} reached"
            told = [each._replace(failure=None, is_skipped=True) for each in missing]
            yield f"coverage of {file.rules}", file.rules, [_Case(reached, 1), *told]
        if file.mutation is not None:
            unnoticed = [
                _Case(
                    f"{each.about}, {each.said}",
                    each.line,
                    "no case notices this change",
                    each.found or "",
                    "unnoticed",
                )
                for each in file.mutation.survivors
            ]
            noticed = f"{file.mutation.noticed} of {file.mutation.changes} changes noticed"
            untried = [_Case(each.about, each.line, each.told, kind="not tried") for each in file.mutation.untried]
            yield f"changes of {file.rules}", file.rules, [_Case(noticed, 1), *unnoticed, *untried]


def _cases(file: TestedFile) -> Iterator[_Case]:
    for case in file.cases:
        if not case.mismatches:
            yield _Case(case.name, case.line)
            continue
        first = case.mismatches[0]
        said = f"{first.about}: expected {first.expected}, received {first.received}"
        yield _Case(case.name, case.line, said, "\n".join(map(_told, case.mismatches)))
    for todo in file.todos:
        yield _Case(todo, 1, is_skipped=True)


def _told(mismatch: Mismatch) -> str:
    record = f", record {mismatch.record}" if mismatch.record is not None else ""
    values = "".join(f"; {name} {value}" for name in ("observed", "limit") if (value := getattr(mismatch, name)))
    cells = "".join(f"; {name}: {cell}" for name, cell in mismatch.cells)
    return f"{mismatch.about}{record}: expected {mismatch.expected}, received {mismatch.received}{values}{cells}"


def _counts(cases: list[_Case]) -> str:
    failures = sum(case.failure is not None for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0"'


def _skipped(cases: list[_Case]) -> int:
    return sum(case.is_skipped for case in cases)


def _case(suite: str, file: str, case: _Case) -> Iterator[str]:
    where = f'name={_quoted(case.name)} classname={_quoted(suite)} file={_quoted(file)} line="{case.line}" time="0"'
    if case.failure is None and not case.is_skipped:
        yield f"    <testcase {where}/>"
        return
    yield f"    <testcase {where}>"
    if case.is_skipped:
        yield "      <skipped/>"
    else:
        told = "\n".join(escape(visible(line)) for line in case.details.split("\n"))
        yield f"      <failure message={_quoted(case.failure or '')} type={_quoted(case.kind)}>{told}</failure>"
    yield "    </testcase>"


def _quoted(text: str) -> str:
    return quoteattr(visible(text))
