"""What a check found: frozen values and their versioned JSON format, from which every report is made, and nothing else.

For every rule the seven outcomes add up to its units. `inputs` is the only part that may differ for equal content.
"""

from __future__ import annotations

import json
from fractions import Fraction
from math import isclose, isfinite
from typing import Any, Literal, NoReturn, Self

from pydantic import Field, ValidationError, model_validator

from checker.beside_counts import (
    Counted,
    ExclusionCount,
    InForceDates,
    LeftOut,
    OwnVerdicts,
    TailoredFrom,
    TailoredValue,
    WaiverCount,
    WithoutExclusions,
    WithoutWaivers,
)
from checker.figures import ComparedGroup, EarlierRun, Statistic, TargetFigures, TargetRow, Value
from checker.outcomes import Outcome, Reason, Verdict
from checker.problems import QUOTED, CheckerError
from checker.records_read import (
    Count,
    DuplicateId,
    OverlappingRows,
    Place,
    RecordsRead,
    RejectedRow,
    TableRead,
    UnreadableCell,
)
from checker.records_read import Part as _Part

__all__ = [
    "FORMAT",
    "Bucket",
    "ClauseText",
    "ComparedGroup",
    "Count",
    "Due",
    "DuplicateId",
    "EarlierRun",
    "ExclusionCount",
    "Finding",
    "GroupTally",
    "InForceDates",
    "InputFile",
    "Inputs",
    "LeftOut",
    "OverlappingRows",
    "OwnVerdicts",
    "Period",
    "Place",
    "RecordsRead",
    "RejectedRow",
    "Results",
    "Role",
    "RuleResult",
    "RuleSetIdentity",
    "RuleSetResult",
    "ScoreFigures",
    "Statistic",
    "TableRead",
    "TailoredFrom",
    "TailoredValue",
    "TargetFigures",
    "TargetRow",
    "UnreadableCell",
    "Value",
    "WaiverCount",
    "WithoutExclusions",
    "WithoutWaivers",
    "Words",
]

FORMAT = 1
"""The version of the format; a report refuses a newer one."""

Words = str | dict[str, str]
"""Words for people, once or by language."""


class Finding(_Part):
    """A record that a reader should look at: a breach (or waived or undetermined record) with its evidence."""

    record: str
    """The record's id, or `row N` where records have none."""
    outcome: Outcome
    reason: Reason | None = None
    field: str | None = None
    """The field that the reason speaks of."""
    observed: Value | None = None
    limit: Value | None = None
    evidence: dict[str, str] = Field(default_factory=dict)
    """The fields a reader needs to check it by hand, as text of at most 40 characters; `` is not recorded.

    What stands in no cell, such as from when until when nothing came, has a name with spaces.
    """
    source: int = 0
    """Which of the record files, counted from 0."""
    source_row: int
    """The record's number in its file, counted from 1 after the header."""
    groups: dict[str, str] = Field(default_factory=dict)
    waivers: tuple[str, ...] = ()
    """The ids of the waivers that accept it."""


class GroupTally(Counted):
    """The outcomes within one group."""

    outcomes: dict[Outcome, Count]
    share: float | None = None


class ClauseText(_Part):
    """The clause that a rule checks, quoted."""

    id: str
    text: Words | None = None


class Due(_Part):
    """By when a remedy is asked for."""

    within: str
    on: str | None = None
    """The date, where the as-of moment is known."""


OF_LIMIT = "share of the limit"
"""The unit of steps that are shares of each record's limit."""


class Bucket(_Part):
    """How many judged records lie in one step before or beyond their limit; none of `from` or `until`: no end.

    What lies on an end belongs to the step on the kept side of it.
    """

    unit: str
    """`share of the limit`, of which 1 is the limit; else the difference from it, in a unit that `Value` has."""
    from_: float | None = Field(None, alias="from")
    until: float | None = None
    kept: bool
    """On which side of the limit it lies."""
    units: Count


class RuleResult(Counted):
    """What became of one rule, or of one of its versions: then several have one id, each with its dates."""

    id: str
    in_force: InForceDates | None = None
    title: Words
    clause: ClauseText | None = None
    describe: dict[str, Any]
    """The rule as structured data (scope, measure, target, missing), for its wording."""
    severity: Literal["critical", "major", "minor"]
    weight: float
    tags: dict[str, str] = Field(default_factory=dict)
    remedy: Words | None = None
    owner: str | None = None
    due: Due | None = None
    verdict: Verdict
    reason: str | None = None
    """Why, where the verdict needs it: nothing_judged, or what kept the rule from being evaluated."""
    target: TargetFigures | None = None
    """The target of all records; none where it has lines of its own, or where there are figures only."""
    target_rows: tuple[TargetRow, ...] = ()
    share: float | None = None
    statistic: Statistic | None = None
    """What is judged where it is not the share of records, of a target without lines of its own."""
    interval: tuple[float, float] | None = None
    left_out: Count = 0
    """Judged records that do not say what the target needs of them: a value, a weight, their group."""
    compared: tuple[ComparedGroup, ...] = ()
    """The groups that the target compares."""
    unacceptable: bool = False
    units: Count
    outcomes: dict[Outcome, Count]
    reasons: dict[Reason, Count] = Field(default_factory=dict)
    without_exclusions: WithoutExclusions | None = None
    """Given where records were excluded from this rule."""
    without_waivers: WithoutWaivers | None = None
    """Given where breaches of this rule were waived."""
    warnings: Count = 0
    """Breaches of a rule that was announced and not yet in force; they are never counted."""
    own_verdicts: OwnVerdicts | None = None
    """Given where the records say themselves whether they kept the rule (`recorded_in`)."""
    if_undetermined_were_breaches: Verdict | None = None
    """The verdict if every undetermined record counted as a breach."""
    earlier: tuple[EarlierRun, ...] = ()
    """What it came to in earlier runs that were given, the oldest first."""
    groups: dict[str, dict[str, GroupTally]] = Field(default_factory=dict)
    distribution: tuple[Bucket, ...] = ()
    """How far from their limit judged records lie, in steps; of a measure without a number and a limit there is none.

    A breach without a value, such as one for want of evidence, is in no step."""
    distribution_of: Count | None = None
    """Of so many records, the first in the files, where these are not all."""
    findings_total: Count = 0
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _figures_agree(self) -> RuleResult:
        if sum(self.outcomes.values()) != self.units:
            raise ValueError(f"the outcomes of rule '{self.id}' do not add up to its {self.units} units")
        if len(self.findings) > self.findings_total:
            raise ValueError(f"rule '{self.id}' has more findings than the {self.findings_total} it is said to have")
        return self

    @property
    def judged(self) -> int:
        """How many records were judged: kept or breached."""
        return self.outcomes.get(Outcome.KEPT, 0) + self.outcomes.get(Outcome.BREACH, 0)


class RuleSetIdentity(_Part):
    """Which rule set was checked."""

    id: str
    title: Words
    version: str
    owner: str | None = None
    organisation: str | None = None
    standard: str | None = None
    standard_title: Words | None = None
    overall: dict[str, Any] | None = None
    calendars: dict[str, Any] = Field(default_factory=dict)
    tailored: tuple[TailoredFrom, ...] = ()
    """What it changes of the rule set that it extends, and that of the one that it extends in turn."""


class _Score(_Part):
    value: float | None = None
    numerator: float
    denominator: float

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        value = self.numerator / self.denominator if self.denominator else None
        if self.value is not None and (value is None or not isclose(self.value, value, abs_tol=1e-9)):
            raise ValueError(f"the score is {self.value:g}, and its weights {self.numerator:g} of {self.denominator:g}")
        return self


class GroupScore(_Score):
    """The score of one group of records, for which rules weigh otherwise than for others."""

    when: dict[str, Any] | None = None
    """The condition of its rows in the tables of weights; none of last rows."""
    group: dict[str, str] = Field(default_factory=dict)
    """By field, the weight that records of the group name themselves."""
    records: Count
    weights: tuple[float, ...]
    """Of every rule, in their order; 0 where it is not scored."""


class ScoreFigures(_Score):
    """The weighted share of rules met; where weights differ by group, that of the group with the lowest."""

    at_least: float | None = None
    formula: str
    groups: tuple[GroupScore, ...] = ()
    without_group: Count = 0
    """Judged records of which nobody knows what the rules weigh for them."""

    @property
    def lowest(self) -> GroupScore | None:
        """The group whose score it is; none where weights are the same for all."""
        scored = [group for group in self.groups if group.denominator]
        return min(
            scored, key=lambda group: Fraction(repr(group.numerator)) / Fraction(repr(group.denominator)), default=None
        )


class RuleSetResult(_Part):
    """What became of one rule set over its records."""

    rule_set: RuleSetIdentity
    records: RecordsRead
    tables: tuple[TableRead, ...] = ()
    exclusions: tuple[ExclusionCount, ...] = ()
    waivers: tuple[WaiverCount, ...] = ()
    verdict: Verdict
    reason: str | None = None
    score: ScoreFigures | None = None
    if_undetermined_were_breaches: Verdict | None = None
    without_waivers: Verdict | None = None
    """The verdict were no breach accepted by a waiver; given where some are."""
    rules: tuple[RuleResult, ...] = Field(min_length=1)


Role = Literal["rules", "records", "standard", "table", "waivers", "audit", "previous"]
"""What a file was read for."""


class InputFile(_Part):
    """A file that was read."""

    role: Role
    name: str
    sha256: str
    size: int


class Inputs(_Part):
    """What the results were made from, and by what."""

    program: str
    version: str
    engine: str
    """Where it was computed; of an audit of several rule sets each such place once, as in `polars, duckdb`."""
    files: tuple[InputFile, ...] = ()


class Period(_Part):
    """The dates an audit covers, both included."""

    name: str
    from_: str = Field(alias="from")
    until: str


class _NoNumberError(Exception):
    """A number that no results hold: none at all, endless, or larger than any engine counts."""


def _no_number(written: str) -> NoReturn:
    raise _NoNumberError(written[:QUOTED])


def _finite(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        _no_number(written)
    return number


def _counted(written: str) -> int:
    if len(written) > len(str(-(2**63))):
        _no_number(written)
    return int(written)


class Results(_Part):
    """What a check found."""

    format: Literal[1] = 1
    inputs: Inputs
    organisation: str | None = None
    period: Period | None = None
    as_of: str | None = None
    verdict: Verdict
    rule_sets: tuple[RuleSetResult, ...] = Field(min_length=1)

    def to_json(self) -> str:
        """The results as a file: the same results, the same bytes."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Results:
        """Read results back. Raises CheckerError, in one sentence, for anything else or a newer format."""
        try:
            written = json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_counted)
        except _NoNumberError as error:
            raise CheckerError(f"it was changed or damaged: {error} is no number of results; make it again") from None
        except (ValueError, RecursionError):
            raise CheckerError("it is not JSON, or only a part of it; make it again with checker check") from None
        found = written.get("format") if isinstance(written, dict) else None
        if type(found) is not int:
            raise CheckerError("it is no results file; give one that checker check wrote with --report")
        if found != FORMAT:
            raise CheckerError(f"it has format {found}, and this version reads {FORMAT}; use the version that wrote it")
        try:
            return cls.model_validate(written)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"])) or "the whole"
            said = "it is empty" if first["type"] == "too_short" else first["msg"].removeprefix("Value error, ")
            raise CheckerError(f"it was changed or damaged at {place}: {said}; make it again") from None
