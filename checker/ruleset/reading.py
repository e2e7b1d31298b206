"""One file read as what its model says it is; ids of its entries, and other files that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from checker.folders import real
from checker.problems import Elsewhere, Problem, quoted
from checker.ruleset.codes import OF_ANOTHER_FILE
from checker.ruleset.messages import told, value_at
from checker.ruleset.nearest import meant_by
from checker.ruleset.spelling import spell_right
from checker.ruleset.yaml12 import Composed, Place, Trail

Model = TypeVar("Model", bound=BaseModel)


def typed(composed: Composed, problems: list[Problem], model: type[Model]) -> Model | None:
    """What a file says, as its model has it; every mistake is added to the problems."""
    problems += spell_right(composed, model)
    try:
        return model.model_validate(composed.value)
    except ValidationError as error:
        problems += told(error, composed, model).problems
        return None


def ids_used_once(composed: Composed, kind: str) -> Iterator[Problem]:
    """Every id of a list of entries that an entry before it has already."""
    first: dict[str, Place] = {}
    entries = composed.value.get(kind)
    for position in range(len(entries) if isinstance(entries, list) else 0):
        name = value_at(composed.value, (kind, position, "id"))
        place = composed.place((kind, position, "id"))
        before = first.setdefault(name, place) if isinstance(name, str) else place
        if before is not place:
            one = kind.removesuffix("s")
            message = f"{one} id {quoted(name)} is used twice"
            yield composed.problem("R303", message, place, hint="every id names one", first=before)


# ---- files that are named in files -----------------------------------------------------------------------------------


def named_file(composed: Composed, root: Path, trail: Trail, called: str) -> tuple[Path | None, Problem | None]:
    """The file that is named at a place, from the folder of the file itself; it must lie within the root.

    `called` is what the root is, for a message.
    """
    written = value_at(composed.value, trail)
    if not isinstance(written, str) or not written:
        return None, None
    place = composed.place(trail)
    file = real(Path(composed.file).parent / written)
    if not file.is_relative_to(root.resolve()):
        message = f"{quoted(written)} lies outside of '{root.name}', {called}"
        return None, composed.problem("R325", message, place, hint="only files within that folder are opened")
    if file.exists() and not file.is_file():
        message = f"{quoted(written)} is {'a folder' if file.is_dir() else 'not a regular file'}"
        return None, composed.problem("R325", message, place, hint="name a file of YAML text")
    if not file.is_file():
        near = sorted(each.name for each in file.parent.glob("*.y*ml") if each.is_file())
        meant = meant_by(file.name, near)
        hint = f"did you mean '{meant}'?" if meant else "paths start from the folder of this file"
        return None, composed.problem("R325", f"there is no file {quoted(written)}", place, hint=hint)
    return Path(composed.file).parent / written, None


def rule_root(path: Path) -> Path:
    """The folder within which a rule file may name others: the nearest one called `rules`, else its own."""
    return next((folder for folder in path.resolve().parents if folder.name == "rules"), path.resolve().parent)


def blamed(found: Iterable[Problem]) -> tuple[Elsewhere, ...]:
    """The place of the first error of a file, be it in one that the file needs."""
    first = next((each for each in found if each.level == "error"), None)
    return () if first is None else first.also if first.code in OF_ANOTHER_FILE else (_at(first),)


def _at(problem: Problem) -> Elsewhere:
    end = (problem.end_line or problem.line, problem.end_column or problem.column)
    return Elsewhere(problem.file, problem.line, problem.column, *end)
