"""What is being done, on a terminal; nothing where nobody watches, so that logs stay clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.listings.text import visible


@contextmanager
def progress_shown() -> Iterator[Callable[[str, float | None], None]]:
    """Give a function that hears the stage and, where known, its part done; shown on standard error, wiped after."""
    if not sys.stderr.isatty():
        yield lambda _stage, _part: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(24), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("starting", total=None)

        def told(stage: str, part: float | None) -> None:
            shown.update(
                task,
                description=visible(stage),
                total=None if part is None else 1.0,
                completed=part or 0.0,
                refresh=True,
            )

        yield told
