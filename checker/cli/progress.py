"""What is being done, on a terminal; nothing where nobody watches, so that logs stay clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.listings.text import visible


@contextmanager
def progress_shown() -> Iterator[Callable[[str, float | None], None] | None]:
    """Give a function that hears the stage and, where known, its part done; none where nobody watches.

    It is shown on standard error, and wiped after.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(10),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("starting", total=None)
        before = 0.0

        def told(stage: str, part: float | None) -> None:
            nonlocal before
            if part is None or part < before:  # something else has begun: time counts anew, and nothing is finished
                shown.reset(task)
            before = part or 0.0
            total = None if part is None else 1.0
            shown.update(task, description=visible(stage), total=total, completed=before, refresh=True)

        yield told
