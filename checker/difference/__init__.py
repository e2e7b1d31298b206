"""What a change of rule files means: what became stricter or weaker, for whom, and what is only said otherwise."""

from __future__ import annotations

from checker.difference.change import Change, Compared, Difference, Effect, Kind, Location
from checker.difference.comparing import changes_between
from checker.difference.files import difference

__all__ = ["Change", "Compared", "Difference", "Effect", "Kind", "Location", "changes_between", "difference"]
