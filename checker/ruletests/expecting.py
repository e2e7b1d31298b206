"""What the cases of a group expect that came out as expected: by these a change is noticed."""

from __future__ import annotations

from dataclasses import dataclass, field

from checker.outcomes import meaning_of
from checker.ruletests.cases import ExpectedOverall, ExpectedRecord
from checker.ruletests.comparing import as_it_is, expectations, overall_expected
from checker.ruletests.running import Together
from checker.versions import rule_id


@dataclass
class Expecting:
    """What the cases of a group expect that came out as expected; the others notice nothing."""

    records: dict[str, list[tuple[int, ExpectedRecord]]] = field(default_factory=dict)
    """By rule, rows and what is expected of each."""
    verdicts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By rule, cases and the verdict that is expected of each."""
    wholes: list[tuple[int, ExpectedOverall]] = field(default_factory=list)
    """Cases that say what the rule set comes to."""

    def asks_for_values(self, rule: str) -> bool:
        """Whether what is observed, or its limit, is expected of some record."""
        return any(each.observed is not None or each.limit is not None for _, each in self.records.get(rule, ()))

    def asks_for(self, rule: str) -> bool:
        """Whether anything is expected of a rule."""
        return bool(self.records.get(rule) or self.judged_cases(rule))

    def judged_cases(self, rule: str) -> set[int]:
        """The cases in which the rule's verdict matters."""
        return {case for case, _ in self.verdicts.get(rule_id(rule), ())} | {case for case, _ in self.wholes}


def expecting(group: Together, passing: frozenset[int]) -> Expecting:
    """What the cases of a group expect that came out as expected."""
    found = Expecting()
    for place, case in group.cases.items():
        if place not in passing:
            continue
        for each in expectations(group, place):
            found.records.setdefault(each.rule, []).append((each.row, each.expected))
            for version in group.versions(rule_id(each.rule)):
                if version != each.rule and each.row in group.told[version]:
                    kept = as_it_is(meaning_of(group.told[version][each.row][1]))
                    found.records.setdefault(version, []).append((each.row, kept))
        for rule, verdict in case.expect_verdict.items():
            found.verdicts.setdefault(rule, []).append((place, verdict))
        if (whole := overall_expected(case)) is not None:
            found.wholes.append((place, whole))
    return found
