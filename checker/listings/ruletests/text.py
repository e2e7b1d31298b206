"""For people at a terminal: what failed and why, what is not covered, what went unnoticed, and a line that sums up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from checker.listings.text import terminal_columns, told, visible
from checker.ruletests.comparing import Mismatch
from checker.ruletests.coverage import Coverage, percent
from checker.ruletests.mutation import Mutation
from checker.ruletests.testing import TestedFile, Testing
from checker.validation import counted


def listed(testing: Testing) -> str:
    """Problems of the files, failing cases with the values underneath, coverage, changes unnoticed, the sum."""
    width = terminal_columns()
    lines = [line for problem in testing.problems for line in told(problem, width).split("\n")]
    for file in testing.files:
        lines += _failures(file, width)
    for file in testing.files:
        if file.coverage is not None:
            lines += _coverage(file.rules, file.coverage, width)
    for file in testing.files:
        if file.mutation is not None:
            lines += _mutation(file.rules, file.mutation, width)
    lines += _wrapped("", summary(testing), width)
    return "".join(f"{line}\n" for line in lines)


def summary(testing: Testing) -> str:
    """How many cases passed and failed, what is to do, and the figures that were asked for."""
    cases = sum(len(file.cases) for file in testing.files)
    passed = cases - testing.failed
    said = [
        f"{counted(testing.failed, 'case')} failed, {passed} passed"
        if testing.failed
        else f"{counted(cases, 'case')} passed"
    ]
    if testing.errors:
        said.append(f"{counted(len(testing.errors), 'problem')} kept tests from being run")
    todos = [f"{todo} ({file.rule_set})" for file in testing.files for todo in file.todos]
    if todos:
        said.append(f"{len(todos)} to do: {', '.join(todos)}")
    reached, goals = testing.covered
    if goals:
        said.append(f"coverage {percent(reached, goals)} ({reached:,} of {goals:,})")
    mutations = [file.mutation for file in testing.files if file.mutation is not None]
    if mutations:
        noticed, changes = sum(each.noticed for each in mutations), sum(each.changes for each in mutations)
        said.append(f"{noticed:,} of {changes:,} changes noticed")
        if testing.untried:
            said.append(f"changes of {counted(testing.untried, 'part')} not tried")
    if testing.untested:
        said.append(f"without tests: {', '.join(testing.untested)}")
    return "; ".join(said)


def _wrapped(indent: str, text: str, width: int, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip


def _failures(file: TestedFile, width: int) -> Iterator[str]:
    for case in file.failed:
        yield from _wrapped("", f"{file.path}:{case.line}:{case.column}: failed: {case.name}", width, "  ")
        for mismatch in case.mismatches:
            yield from _mismatch(mismatch, width)


def _mismatch(mismatch: Mismatch, width: int) -> Iterator[str]:
    record = f", record {mismatch.record}" if mismatch.record is not None else ""
    yield from _wrapped("  ", f"{mismatch.about}{record} (line {mismatch.line})", width)
    said = [("expected", mismatch.expected), ("received", mismatch.received)]
    values = [f"{mismatch.observed}" if mismatch.observed is not None else ""]
    values += [f"limit {mismatch.limit}" if mismatch.limit is not None else ""]
    if any(values):
        said.append(("observed", ", ".join(filter(None, values))))
    if mismatch.cells:
        said.append(("of", ", ".join(f"{name}: {cell}" for name, cell in mismatch.cells)))
    for name, text in said:
        yield from _wrapped("    ", f"{name:<9} {text}", width, " " * 10)


def _coverage(rules: str, coverage: Coverage, width: int) -> Iterator[str]:
    figure = percent(coverage.reached, coverage.goals)
    yield from _wrapped("", f"{rules}: cases reach {coverage.reached:,} of {coverage.goals:,} ({figure})", width)
    for part in coverage.parts:
        yield f"  {part.reached:>4} of {len(part.goals):<4} {visible(part.about)}"
        together: dict[tuple[int, int, str], list[str]] = {}
        for goal in part.missing:
            together.setdefault((goal.line, goal.column, goal.what), []).append(goal.side)
        for (line, column, what), sides in together.items():
            said = f"{what}: {', '.join(sides)}" if any(sides) else what
            yield from _wrapped("      ", f"{rules}:{line}:{column}: not reached: {said}", width, "  ")


def _mutation(rules: str, mutation: Mutation, width: int) -> Iterator[str]:
    also = f"; {len(mutation.equivalent):,} more change nothing" if mutation.equivalent else ""
    yield from _wrapped("", f"{rules}: cases notice {mutation.noticed:,} of {mutation.changes:,} changes{also}", width)
    for each in mutation.survivors:
        said = f"{rules}:{each.line}:{each.column}: unnoticed: {each.about}, {each.said}"
        yield from _wrapped("  ", said, width, "  ")
        if each.found:
            yield from _wrapped("      ", each.found, width, "  ")
    for part in mutation.untried:
        yield from _wrapped("  ", f"{rules}:{part.line}:{part.column}: {part.told}", width, "  ")
