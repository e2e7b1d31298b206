"""The groups that a spread compares stand in one order, whichever order they come in."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from checker.outcomes import Outcome
from checker.targets.spread import Spread
from checker.targets.target import Totals

GROUPS = {
    "Poznań": Totals({Outcome.KEPT: 8, Outcome.BREACH: 2}),
    "Köln": Totals({Outcome.KEPT: 8, Outcome.BREACH: 2}),
    "Rīga": Totals({Outcome.KEPT: 4, Outcome.BREACH: 6}),
    "Győr": Totals({Outcome.KEPT: 1}),
    "Łódź": Totals({Outcome.KEPT: 2}),
}


@pytest.mark.parametrize("order", [*permutations(GROUPS)][::7])
def test_groups_stand_by_their_share_then_by_their_name_and_those_that_do_not_count_last(
    order: tuple[str, ...],
) -> None:
    spread = Spread.model_validate({"spread": "share", "across": "site", "at_most": "50 points", "at_least_records": 5})
    all_of_them = Totals(
        {Outcome.KEPT: 23, Outcome.BREACH: 10}, groups={"site": {name: GROUPS[name] for name in order}}
    )
    judgement = spread.judge(all_of_them, {"at_most": Fraction(1, 2)})
    assert [each.group for each in judgement.compared] == ["Rīga", "Köln", "Poznań", "Győr", "Łódź"]
