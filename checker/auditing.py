"""Several rule sets in one audit: each is judged over its own records, and all make one results file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.beside import Files
from checker.evaluation import Audit, Progress, evaluate
from checker.findings_together import write_together
from checker.interruptions import uninterrupted
from checker.results import InputFile, Results
from checker.ruleset.model import RuleSet
from checker.standards import Standard
from checker.verdicts import worst


@dataclass(frozen=True)
class Part:
    """A rule set, the records it is checked against, and how these are looked at."""

    rule_set: RuleSet
    records: tuple[Path, ...]
    audit: Audit
    standard: Standard | None = None
    tables: Files = field(default_factory=dict)
    read: tuple[Path, ...] = ()
    """The files of rules and waivers that it was made from."""


def evaluate_all(
    parts: Sequence[Part],
    *,
    organisation: str | None = None,
    inputs: tuple[InputFile, ...] = (),
    findings: tuple[Path, ...] = (),
    is_audit: bool = True,
    progress: Progress | None = None,
) -> Results:
    """Judge each rule set over its records; the worst verdict is that of the whole.

    `inputs` are files that were read for all of them. The findings of an audit are written when every rule set was
    judged, in one file with a column that names the rule set. Raises what `evaluate` raises.
    """
    if not is_audit:
        (part,) = parts
        audit = replace(part.audit, findings=findings)
        return evaluate(
            part.rule_set, part.records, audit, tables=part.tables, standard=part.standard, progress=progress
        )
    with uninterrupted():
        temporary = TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True)
    with temporary as folder:
        held = [Path(folder, f"{number}.parquet") for number in range(len(parts))] if findings else []
        every = []
        for number, part in enumerate(parts):
            audit = replace(part.audit, findings=(held[number],)) if held else part.audit
            said = _of_part(part, progress) if progress and len(parts) > 1 else progress
            every.append(
                evaluate(part.rule_set, part.records, audit, tables=part.tables, standard=part.standard, progress=said)
            )
        if findings:
            names = [part.rule_set.rule_set for part in parts]
            write_together(list(zip(names, held, strict=True)), findings)
    return _together(every, organisation, inputs)


def _of_part(part: Part, progress: Progress) -> Progress:
    def say(stage: str, share: float | None) -> None:
        progress(f"{part.rule_set.rule_set}: {stage}", share)

    return say


def _together(every: Sequence[Results], organisation: str | None, inputs: tuple[InputFile, ...]) -> Results:
    first = every[0]
    owners = {each.organisation for each in every}
    engines = dict.fromkeys(each.inputs.engine for each in every)
    files = dict.fromkeys([*inputs, *(file for each in every for file in each.inputs.files)])
    return first.model_copy(
        update={
            "inputs": first.inputs.model_copy(update={"files": tuple(files), "engine": ", ".join(engines)}),
            "organisation": organisation or (first.organisation if len(owners) == 1 else None),
            "verdict": worst([each.verdict for each in every]),
            "rule_sets": tuple(one for each in every for one in each.rule_sets),
        }
    )
