"""What stands beside the counts of a rule in the results: exclusions, waivers, dates, the records' own verdicts."""

from __future__ import annotations

from math import isclose
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from checker.outcomes import Verdict
from checker.records_read import Count, Part


class Counted(Part):
    """Figures with a share, which is that of the records kept or in breach; where there are none there is no share."""

    @model_validator(mode="after")
    def _share_is_that_of_the_counts(self) -> Self:
        said = vars(self)
        counts = said.get("outcomes", said)
        kept, judged, share = counts.get("kept", 0), counts.get("kept", 0) + counts.get("breach", 0), said["share"]
        if share is not None and (not judged or not isclose(share, kept / judged, abs_tol=1e-9)):
            raise ValueError(f"the share is {share:g}, and {kept} of {judged} records are kept")
        return self


class WithoutExclusions(Counted):
    """What the figures would be had nothing been excluded."""

    kept: Count
    breach: Count
    share: float | None = None
    verdict: Verdict | None = None
    """None where each record has a target of its own group."""


class WithoutWaivers(Counted):
    """What the figures would be were no breach accepted by a waiver."""

    kept: Count
    breach: Count
    share: float | None = None
    verdict: Verdict | None = None
    """None where the target is made of more than counts."""
    unacceptable: bool = False


class InForceDates(Part):
    """The dates of the records that a version of a rule is for, both included; and from when it was announced."""

    from_: str | None = Field(None, alias="from")
    until: str | None = None
    announced_from: str | None = None


class OwnVerdicts(Part):
    """The records' own yes or no, whether they kept the rule, beside what was found of those judged."""

    field: str
    said_kept_is_breach: Count
    """Records that say yes and are in breach."""
    said_breach_is_kept: Count
    """Records that say no and are kept."""
    agree: Count
    missing: Count
    """Records that say nothing, or that it does not apply or was not checked."""
    unreadable: Count


class TailoredValue(Part):
    """A value that a tailored rule set writes instead of the one that it extends, and where."""

    rule: str
    key: str
    before: str | None = None
    """None where the other rule set does not say it, and the default held."""
    value: str | None
    file: str
    line: int


class LeftOut(Part):
    """A rule that a tailored rule set leaves out, and why; one that it does not select has no reason."""

    rule: str
    because: str | None = None


class TailoredFrom(Part):
    """What a rule set changes of another."""

    file: str
    extends: str
    values: tuple[TailoredValue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class ExclusionCount(Part):
    """An exclusion and how many records it fits."""

    id: str
    because: str
    except_: tuple[str, ...] = Field((), alias="except")
    when: dict[str, Any]
    records: int
    unknown: int = 0
    """Records of which the condition is unknown; they are not excluded."""


class WaiverCount(Part):
    """A waiver, whether it holds on the as-of date, and how many breaches it accepts."""

    id: str
    rules: tuple[str, ...]
    when: dict[str, Any] | None = None
    from_: str = Field(alias="from")
    until: str
    approved_by: str
    justification: str
    reference: str | None = None
    state: Literal["live", "expired", "not_yet"]
    expires_soon: bool = False
    """Whether it is live, and its last day is at most 30 days after the as-of date."""
    waived: Count = 0
    """Breaches that it accepts; a live waiver that accepts none is unused."""
    unknown: Count = 0
    """Breaches of its rules of which its condition is unknown; it does not accept them."""
