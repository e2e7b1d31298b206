"""Several targets at once."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import Field

from checker.written import Written

T = TypeVar("T")


class AllOf(Written, Generic[T]):
    """Several targets at once: met where all are met, missed where one is missed.

    Otherwise it is undetermined where one is undetermined, and too close to call where one is.
    """

    all_of: Annotated[tuple[T, ...], Field(min_length=1)] = Field(description="The targets, each as it stands alone.")
