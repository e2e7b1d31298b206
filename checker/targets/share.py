"""The share of judged records that kept their limit."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from checker.outcomes import Verdict
from checker.targets.target import (
    BOUNDED,
    LOWER,
    Bounds,
    Judgement,
    Records,
    ShareBound,
    Totals,
    bounds_of,
    is_bounded,
    keeps,
    unjudged,
    within,
)
from checker.written import FieldName, ShareText, Written, at_key, share_text


class Share(Written):
    """The share of judged records that kept their limit.

    Judged are the records kept or breached; waived, pending, excluded, out of scope and undetermined ones are counted
    beside them. On a census the share itself is judged (`judged_on: point`). On a sample the interval is: met when
    the whole interval reaches the target, missed when none of it does, too close to call otherwise. The interval is
    Wilson's score interval (E. B. Wilson, JASA 22, 1927), without continuity correction. Below `unacceptable` the
    overall verdict is missed, whatever the score. With nothing judged the rule is undetermined.

    With `weighted_by` each record counts by its weight: the weights of kept records over those of all judged ones. A
    record without a weight, or with one below zero, is left out of the share and counted beside it.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED, defer_build=False)

    share: Literal["kept"] = Field("kept", description="Always the share of kept records.")
    at_least: ShareBound | None = Field(None, description="The least that the share may be.")
    at_most: ShareBound | None = Field(None, description="The most that the share may be.")
    above: ShareBound | None = Field(None, description="What the share must exceed.")
    below: ShareBound | None = Field(None, description="What the share must stay under.")
    judged_on: Literal["point", "interval"] = Field(
        "point", description="What is judged: the share itself, or for a sample its interval."
    )
    confidence: ShareText = Field(Fraction(95, 100), description="Of the interval; default 95 %.")
    unacceptable: ShareBound | None = Field(None, description="Below it the overall verdict is missed.")
    in_each: FieldName | None = Field(None, description="The target holds in each group of this field by itself.")
    at_least_records: Records | None = Field(None, description="With fewer judged records it is undetermined.")
    weighted_by: FieldName | None = Field(None, description="The field with how much each record counts.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Share:
        is_bounded(self, "at_least: 95 %")
        known = self.constants()
        lower = {key: bound for key, bound in known.items() if key in LOWER}
        upper = {key: bound for key, bound in known.items() if key not in LOWER}
        if lower and upper and max(lower.values()) > min(upper.values()):
            low, high = share_text(max(lower.values())), share_text(min(upper.values()))
            last = min(upper, key=lambda key: upper[key])
            raise at_key(last, f"no share reaches {low} and stays under {high}; correct one of the two bounds")
        if lower and isinstance(self.unacceptable, Fraction) and self.unacceptable > max(lower.values()):
            high = share_text(self.unacceptable)
            message = f"the target is reached below {high}, which is unacceptable; correct one of the two"
            raise at_key("unacceptable", message)
        if not 0 < self.confidence < 1:
            raise at_key("confidence", "confidence lies between 0 % and 100 %, such as 95 %")
        if self.weighted_by is not None and self.judged_on == "interval":
            raise at_key("weighted_by", "a weighted share has no interval; judge the point, or leave the weights out")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        reason = unjudged(totals, self.at_least_records)
        share = self._share(totals)
        if reason is not None or share is None:
            return Judgement(Verdict.UNDETERMINED, reason or "nothing_weighed", totals.share, self._interval(totals))
        interval = self._interval(totals)
        given = {key: bound for key, bound in bounds.items() if key != "unacceptable"}
        lowest = bounds.get("unacceptable")
        unacceptable = isinstance(lowest, Fraction) and share < lowest
        if self.judged_on == "point" or interval is None:
            verdict, reason = within(share, given)
        else:
            verdict, reason = _within(interval, given)
        statistic = share if self.weighted_by is not None else None
        return Judgement(verdict, reason, totals.share, interval, unacceptable, statistic)

    def _share(self, totals: Totals) -> Fraction | None:
        if self.weighted_by is None:
            return totals.share
        return totals.kept_weight / totals.weight if totals.weight else None

    def _interval(self, totals: Totals) -> tuple[float, float] | None:
        if self.weighted_by is not None or not totals.judged:  # an interval of counts says nothing of weights
            return None
        return wilson_interval(totals.kept, totals.judged, float(self.confidence))

    def constants(self) -> dict[str, Fraction]:
        """The bounds that are the same for all records, by their keys."""
        return {key: bound for key, written in bounds_of(self) if (bound := constant(written)) is not None}


def _within(interval: tuple[float, float], bounds: Bounds) -> tuple[Verdict, str | None]:
    """Whether every share of an interval keeps the bounds, none does, or only some do."""
    lower, upper = interval
    known = {key: bound for key, bound in bounds.items() if isinstance(bound, Fraction)}
    if not all(keeps(key, upper if key in LOWER else lower, bound) for key, bound in known.items()):
        return Verdict.MISSED, None
    unknown = next((bound for bound in bounds.values() if isinstance(bound, str)), None)
    if unknown is not None:
        return Verdict.UNDETERMINED, unknown
    if all(keeps(key, lower if key in LOWER else upper, bound) for key, bound in known.items()):
        return Verdict.MET, None
    return Verdict.TOO_CLOSE, None


def constant(bound: ShareBound | None) -> Fraction | None:
    """A bound that is the same for all records; none where it comes from elsewhere, or there is none."""
    return bound if isinstance(bound, Fraction) else None


def wilson_interval(kept: int, judged: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share: the lower and the upper end, between 0 and 1."""
    from statistics import NormalDist  # noqa: PLC0415

    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = kept / judged
    centre = share + z * z / (2 * judged)
    width = z * sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    size = 1 + z * z / judged
    return max(0.0, (centre - width) / size), min(1.0, (centre + width) / size)
