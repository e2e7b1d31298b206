"""Several targets at once."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from checker.written import Written


class AllOf(Written):
    """Several targets at once: met where all are met, missed where one is missed.

    Otherwise it is undetermined where one is undetermined, and too close to call where one is.
    """

    model_config = ConfigDict(title="SeveralTargets")

    all_of: Annotated[tuple[Any, ...], Field(min_length=1)] = Field(description="The targets, each as it stands alone.")
