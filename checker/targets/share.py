"""The share of judged records that kept their limit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from checker.outcomes import Outcome, Verdict
from checker.targets.target import Judgement
from checker.written import ShareText, Written, at_key, share_text


class Share(Written):
    """The share of judged records that kept their limit.

    Judged are the records kept or breached; waived, pending, excluded, out of scope and undetermined ones are counted
    beside them. On a census the share itself is judged (`judged_on: point`). On a sample the interval is: met when
    the whole interval reaches the target, missed when none of it does, too close to call otherwise. The interval is
    Wilson's score interval (E. B. Wilson, JASA 22, 1927), without continuity correction. Below `unacceptable` the
    overall verdict is missed, whatever the score. With nothing judged the rule is undetermined.
    """

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [bound]} for bound in ("at_least", "at_most", "above", "below")]}
    )

    share: Literal["kept"] = "kept"
    at_least: ShareText | None = None
    at_most: ShareText | None = None
    above: ShareText | None = None
    below: ShareText | None = None
    judged_on: Literal["point", "interval"] = "point"
    confidence: ShareText = Field(Fraction(95, 100), description="Of the interval; default 95 %.")
    unacceptable: ShareText | None = None

    @model_validator(mode="after")
    def _is_bounded(self) -> Share:
        lower = {key: bound for key in ("at_least", "above") if (bound := getattr(self, key)) is not None}
        upper = {key: bound for key in ("at_most", "below") if (bound := getattr(self, key)) is not None}
        if not lower and not upper:
            raise ValueError("a target needs a bound, such as at_least: 95 %")
        if lower and upper and max(lower.values()) > min(upper.values()):
            low, high = share_text(max(lower.values())), share_text(min(upper.values()))
            last = min(upper, key=lambda key: upper[key])
            raise at_key(last, f"no share reaches {low} and stays under {high}; correct one of the two bounds")
        if lower and self.unacceptable is not None and self.unacceptable > max(lower.values()):
            high = share_text(self.unacceptable)
            message = f"the target is reached below {high}, which is unacceptable; correct one of the two"
            raise at_key("unacceptable", message)
        if not 0 < self.confidence < 1:
            raise at_key("confidence", "confidence lies between 0 % and 100 %, such as 95 %")
        return self

    def judge(self, outcomes: Mapping[Outcome, int]) -> Judgement:
        kept = outcomes.get(Outcome.KEPT, 0)
        judged = kept + outcomes.get(Outcome.BREACH, 0)
        if judged == 0:
            return Judgement(Verdict.UNDETERMINED, "nothing_judged")
        share = Fraction(kept, judged)
        interval = wilson_interval(kept, judged, float(self.confidence))
        unacceptable = self.unacceptable is not None and share < self.unacceptable
        if self.judged_on == "point":
            verdict = Verdict.MET if self._holds(share, share) else Verdict.MISSED
        elif self._holds(*interval):
            verdict = Verdict.MET
        else:
            verdict = Verdict.TOO_CLOSE if self._may_hold(*interval) else Verdict.MISSED
        return Judgement(verdict, None, share, interval, unacceptable)

    def _holds(self, lower: Fraction | float, upper: Fraction | float) -> bool:
        """Whether every share between these is within the bounds."""
        return (
            (self.at_least is None or lower >= self.at_least)
            and (self.above is None or lower > self.above)
            and (self.at_most is None or upper <= self.at_most)
            and (self.below is None or upper < self.below)
        )

    def _may_hold(self, lower: float, upper: float) -> bool:
        """Whether some share between these is within the bounds."""
        return (
            (self.at_least is None or upper >= self.at_least)
            and (self.above is None or upper > self.above)
            and (self.at_most is None or lower <= self.at_most)
            and (self.below is None or lower < self.below)
        )


def wilson_interval(kept: int, judged: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share: the lower and the upper end, between 0 and 1."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = kept / judged
    centre = share + z * z / (2 * judged)
    width = z * sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    size = 1 + z * z / judged
    return max(0.0, (centre - width) / size), min(1.0, (centre + width) / size)
