"""`checker validate`: every mistake in rule files and standards, without any records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from checker.problems import Problem

_TOP_KEY = re.compile(r"^(?:\{\s*)?[\"']?([A-Za-z_]+)[\"']?\s*:", re.MULTILINE)


@click.command()
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--standards", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Where the standards are that rule sets name; default: the folder 'standards' beside theirs.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True,
    help="The least that makes the exit code 1.",
)  # fmt: skip
@click.pass_context
def validate(ctx: click.Context, paths: tuple[Path, ...], standards: Path | None, fail_on: str) -> None:
    """Find every mistake in rule sets and standards, without records.

    PATH is a file, or a folder that is searched for rule sets and standards.

    Exit code 0: valid; 1: problems found; 2: a file cannot be read as YAML.
    """
    from checker.cli.telling import tell, visible  # noqa: PLC0415
    from checker.ruleset.codes import UNREADABLE  # noqa: PLC0415

    files = _each_once(file for path in paths for file in _files(path))
    valid: list[str] = []
    problems: dict[Problem, Problem] = {}
    for file in files:
        said, found = _validated(file, standards)
        for problem in found:  # a standard with mistakes is told once, however many rule sets name it
            problems.setdefault(replace(problem, file=str(Path(problem.file).resolve())), problem)
        if said is not None:
            valid.append(f"{file} ({said})")
    tell(problems.values())
    errors = [problem for problem in problems.values() if problem.level == "error"]
    click.echo(visible(_summary(errors, len(problems) - len(errors), valid)))
    if any(problem.code in UNREADABLE for problem in errors):
        ctx.exit(2)
    ctx.exit(1 if errors or (problems and fail_on == "warning") else 0)


def _each_once(files: Iterable[Path]) -> list[Path]:
    """The files in their order, each once, however it was named."""
    named: dict[Path, Path] = {}
    for file in files:
        named.setdefault(file.resolve(), file)
    return list(named.values())


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = False
    for file in sorted(path.rglob("*.y*ml")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or file.suffix not in (".yaml", ".yml") or file.stem.endswith(".tests") or not file.is_file():
            continue
        if _is_ours(file):
            found = True
            yield file
    if not found:
        raise click.UsageError(f"there is no rule set and no standard in '{path}'")


def _is_ours(file: Path) -> bool:
    """Whether a file of a folder is a rule set or a standard, also with mistakes; what cannot be read may be one."""
    from checker.ruleset.yaml12 import LARGEST  # noqa: PLC0415

    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return True
    keys = set(_TOP_KEY.findall(text))
    return bool(keys & {"rule_set", "standard", "clauses"}) or {"records", "rules"} <= keys


def _validated(file: Path, standards: Path | None) -> tuple[str | None, list[Problem]]:
    """What a valid file holds, in words, and the problems of a file."""
    from checker.ruleset.loading import read_file  # noqa: PLC0415
    from checker.standards import Standard  # noqa: PLC0415

    if file.stem.endswith(".tests"):
        return None, [Problem(str(file), 1, 1, "R150", "tests of rules are not supported yet")]
    content, problems = read_file(file, standards)
    if content is None:
        return None, problems
    if isinstance(content, Standard):
        return _counted(len(content.clauses), "clause"), problems
    return _counted(len(content.rules), "rule"), problems


def _summary(errors: list[Problem], warnings: int, valid: list[str]) -> str:
    also = f", and {_counted(warnings, 'warning')}" if warnings else ""
    are = "1 file is valid" if len(valid) == 1 else f"{len(valid)} files are valid"
    if errors:
        files = len({problem.file for problem in errors})
        beside = f"; {are}" if valid else ""
        return f"{_counted(len(errors), 'problem')} in {_counted(files, 'file')}{also}{beside}"
    return f"{are}: {', '.join(valid)}{also}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
