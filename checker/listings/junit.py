"""For CI servers that show tests: each file is a suite, each problem a failed case of it (JUnit's XML)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from checker.listings.text import said, visible
from checker.problems import Problem
from checker.ruleset.codes import OF_ANOTHER_FILE, named
from checker.validation import Validation, counted


def listed(validation: Validation) -> str:
    """A document of test suites; warnings are told as the output of a file's passed case, since nothing failed."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_suites(validation)]) + "\n"


def _suites(validation: Validation) -> Iterator[str]:
    names = dict.fromkeys(
        [*(file.path for file in validation.files), *(problem.file for problem in validation.problems)]
    )
    suites = {name: [problem for problem in validation.problems if problem.file == name] for name in names}
    cases = sum(max(1, len(_errors(problems))) for problems in suites.values())
    failures = len(validation.errors)
    yield f'<testsuites name="checker validate" tests="{cases}" failures="{failures}" errors="0" time="0">'
    for name, problems in suites.items():
        yield from _suite(name, problems, sum(problem.file == name for problem in validation.suppressed))
    yield "</testsuites>"


def _suite(name: str, problems: list[Problem], suppressed: int) -> Iterator[str]:
    errors = _errors(problems)
    others = [problem for problem in problems if problem.level != "error"]
    warnings = [problem for problem in others if problem.level == "warning"]
    blamed = next((each for each in others if each.code in OF_ANOTHER_FILE and not errors), None)
    cases, skipped = max(1, len(errors)), int(blamed is not None)
    counts = f'tests="{cases}" failures="{len(errors)}" errors="0" skipped="{skipped}"'
    yield f'  <testsuite name={_quoted(name)} {counts} time="0">'
    yield f'    <properties><property name="suppressed" value="{suppressed}"/></properties>'
    for problem in errors:
        yield from _failure(name, problem)
    if blamed is not None:  # its own mistakes, if any, show when those of the other file are mended
        where = f'classname={_quoted(name)} file={_quoted(name)} line="{blamed.line}" time="0"'
        yield f"    <testcase name={_quoted(named(blamed.code))} {where}>"
        yield f"      <skipped message={_quoted(said(blamed))}/></testcase>"
    elif not errors:
        yield f'    <testcase name="valid" classname={_quoted(name)} file={_quoted(name)} time="0"/>'
    if others:
        yield f"    <system-out>{_text(counted(len(warnings), 'warning'))}"
        yield from (_text(f"{each.line}:{each.column}: {each.code} {said(each)}") for each in others)
        yield "</system-out>"
    yield "  </testsuite>"


def _failure(name: str, problem: Problem) -> Iterator[str]:
    case = f"{problem.line}:{problem.column} {named(problem.code)}"
    place = f"{problem.file}:{problem.line}:{problem.column}"
    where = f'classname={_quoted(name)} file={_quoted(name)} line="{problem.line}"'
    yield f'    <testcase name={_quoted(case)} {where} time="0">'
    yield f"      <failure message={_quoted(said(problem))} type={_quoted(problem.code)}>{_text(place)}</failure>"
    yield "    </testcase>"


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]


def _text(text: str) -> str:
    """Text for XML, which has no place for most control characters."""
    return escape(visible(text))


def _quoted(text: str) -> str:
    return quoteattr(visible(text))
