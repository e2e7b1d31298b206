"""Mystery visits to the sample company's branches."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.sample_company.branches import (
    BADGELESS,
    BRANCHES,
    DAYS_IN_QUARTER,
    QUARTER,
    SEED,
    Branch,
    Row,
    cells,
    lognormal,
    office_moment,
)
from tests.sample_company.contacts import second

SCALES = ("willing", "friendly", "lively", "enthusiastic", "knowledge")
YES_NO = {"V-4": ("tak", "nie"), "V-6": ("1", "0")}  # these visitors fill in their own kind of form


def visits() -> list[Row]:
    """Mystery visits: every employee is seen four times."""
    rng = Random(f"visits {SEED}")
    people = [(branch, person) for branch in BRANCHES for person in branch.staff.split(", ")] * 4
    rng.shuffle(people)
    moments = sorted(office_moment(rng, QUARTER, DAYS_IN_QUARTER, 9, 17) for _ in people)
    numbered = enumerate(zip(moments, people, strict=True), 1)
    return [_visit(rng, f"{number:03}", moment, *pair) for number, (moment, pair) in numbered]


def _visit(rng: Random, number: str, entered: datetime, branch: Branch, person: str) -> Row:
    slip, visitor = branch.careless, f"V-{rng.randrange(1, 7)}"
    yes, no = YES_NO.get(visitor, ("yes", "no"))
    greeted = entered + timedelta(seconds=int(lognormal(rng, 14 * (0.7 + 0.3 * slip), 0.4)))
    uniform, badge, clean, price = (
        no if rng.random() < chance * slip else yes for chance in (0.02, 0.025, 0.008, 0.02)
    )
    row = cells("visit_id, entered_at, visitor", number, second(entered), visitor)
    row |= cells("branch, employee, greeted_at", branch.city, person, second(greeted))
    row |= cells("uniform_complete, badge_worn", uniform, no if person == BADGELESS else badge)
    row |= cells("clothes_clean", clean)
    row |= cells("attentive", _mark(Random(f"attentive {number} {SEED}"), slip))
    row |= {scale: _mark(rng, slip) for scale in SCALES}
    row |= cells("price_as_marked", "n/a" if rng.random() < 0.06 else price)
    solved = rng.choices(("solved", "partly", "unsolved"), (90, 7 * slip, 2 * slip))[0]
    return row | cells("question_solved", solved)


def _mark(rng: Random, slip: float) -> str:
    """A mark from 1 to 5, lower where the branch is careless."""
    return str(rng.choices((1, 2, 3, 4, 5), (2 * slip, 6 * slip, 16 * slip, 44, 36))[0])
