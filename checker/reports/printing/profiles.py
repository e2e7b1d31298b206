"""Whom a report is for, and which of its parts they get; page 1 and where it went wrong are in every one."""

from __future__ import annotations

from dataclasses import dataclass

from checker.problems import CheckerError


@dataclass(frozen=True)
class Parts:
    """The parts of a report beyond its first two pages."""

    found: bool = True
    """What was found for each commitment, and how it was judged."""
    signing: bool = False
    """Lines to sign on, and all the evidence that there is room for."""


PROFILES = {
    "executive": Parts(found=False),
    "manager": Parts(),
    "auditor": Parts(signing=True),
}
"""By the name of the profile."""

DEFAULT = "manager"


def parts_of(profile: str) -> Parts:
    """The parts that a profile has. Raises CheckerError naming the profiles there are."""
    if profile not in PROFILES:
        raise CheckerError(f"'{profile}' is no profile of a report; known are {', '.join(PROFILES)}")
    return PROFILES[profile]
