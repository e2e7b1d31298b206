"""The findings of several rule sets in one file, each row with its rule set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines import open_engine
from checker.expressions import nw
from checker.findings import partial_file, with_safe_texts, write_whole
from checker.sources.parquet import read_back

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

_OURS = ("rule_set", "rule", "outcome", "reason", "unit")
"""Columns of our own words, which no spreadsheet takes for a formula."""


def write_together(parts: Sequence[tuple[str, Path]], paths: Sequence[Path]) -> None:
    """Write findings that were written as .parquet, each with its rule set's id, to .csv, .xlsx or .parquet files.

    A group that only some rule sets have is empty for the others; one that they read as different types is text.
    """
    with open_engine([*(file for _, file in parts), *map(partial_file, paths)]) as engine:
        frames = [engine.frame(read_back(engine.connection, file)) for _, file in parts]
        types: dict[str, set[Any]] = {}
        for frame in frames:
            for name, type_ in frame.collect_schema().items():
                types.setdefault(name, set()).add(type_)
        whole = nw.concat(
            [_aligned(frame, rule_set, types) for frame, (rule_set, _) in zip(frames, parts, strict=True)]
        )
        texts = [name for name, type_ in whole.collect_schema().items() if type_ == nw.String and name not in _OURS]
        safe = with_safe_texts(whole, texts)
        for path in paths:
            write_whole(engine, whole if path.suffix == ".parquet" else safe, path)


def _aligned(frame: LazyFrame[Any], rule_set: str, types: dict[str, set[Any]]) -> LazyFrame[Any]:
    there = set(frame.columns)
    columns = [nw.lit(rule_set).alias("rule_set")]
    for name, found in types.items():
        type_ = next(iter(found)) if len(found) == 1 else nw.String()
        column = nw.col(name) if name in there else nw.lit(None)
        columns.append(column.cast(type_).alias(name) if name not in there or len(found) > 1 else column)
    return frame.select(*columns)
