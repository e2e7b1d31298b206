"""How far groups lie apart."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from checker.outcomes import Verdict
from checker.targets.target import (
    BOUNDED,
    NOTHING_JUDGED,
    Bounds,
    Compared,
    Judgement,
    PointsText,
    Records,
    Totals,
    is_bounded,
    unjudged,
    within,
)
from checker.written import FieldName, Written


class Spread(Written):
    """How far groups lie apart: the share of the best minus that of the worst, in points.

    Groups in which nothing was judged do not count, nor with `at_least_records` those with fewer judged records; they
    are named. With fewer than two groups the rule is undetermined. A record that names no group is left out and counted
    beside.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED)

    spread: Literal["share"] = Field(description="Always the share of kept records.")
    across: FieldName = Field(description="The field whose groups are compared, such as site.")
    at_least: PointsText | None = Field(None, description="The least that the spread may be.")
    at_most: PointsText | None = Field(None, description="The most that the spread may be, such as 10 points.")
    above: PointsText | None = Field(None, description="What the spread must exceed.")
    below: PointsText | None = Field(None, description="What the spread must stay under.")
    at_least_records: Records | None = Field(None, description="Groups with fewer judged records are left out.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Spread:
        is_bounded(self, "at_most: 10 points")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        compared = []
        for name, group in totals.groups.get(self.across, {}).items():
            reason = unjudged(group, self.at_least_records)
            compared.append(Compared(name, group.share if reason is None else None, group.judged, reason))
        # Those that are alike by their name: the order in which an engine gives groups says nothing.
        compared.sort(key=lambda each: (each.statistic is None, each.statistic or 0, str(each.group)))
        shares = [each.statistic for each in compared if each.statistic is not None]
        if len(shares) < 2:
            reason = "fewer_than_two_groups" if totals.judged else NOTHING_JUDGED
            return Judgement(Verdict.UNDETERMINED, reason, totals.share, compared=tuple(compared))
        spread = shares[-1] - shares[0]
        verdict, reason = within(spread, bounds)
        return Judgement(verdict, reason, totals.share, statistic=spread, compared=tuple(compared))
