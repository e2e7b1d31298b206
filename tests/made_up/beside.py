"""Made-up records with other tables beside them, made ready on an engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checker.beside import open_tables
from checker.compilation import compile_rule_set
from checker.engines import open_engine
from checker.expressions import nw
from checker.fields import Fault
from checker.preparation import prepared
from checker.ruleset.model import RuleSet
from checker.sources import open_records

Rows = Sequence[Mapping[str, str | None]]

RULE = {"id": "kept", "title": "Kept", "measure": {"kind": "requirement", "must": {"id": {"is": "present"}}}}


def worked_out(
    rule_set: RuleSet,
    rows: Rows,
    names: Sequence[str],
    tables: Mapping[str, Rows] | None = None,
    engine: str = "duckdb",
) -> list[tuple[Any, ...]]:
    """Of each record the values of these columns, in the order of the records; a fault stands in place of its value."""
    tables = tables or {}
    with TemporaryDirectory() as folder:
        records = written_rows(rows, Path(folder, "records.jsonl"), rule_set.records.fields)
        files = {
            name: [written_rows(rows, Path(folder, f"{name}.jsonl"), rule_set.tables[name].fields)]
            for name, rows in tables.items()
        }
        paths = [records, *(path for each in files.values() for path in each)]
        compiled = compile_rule_set(rule_set)
        with open_engine(paths, name=engine) as opened:
            read = open_records([records], rule_set.records, opened.connection, days=compiled.days)
            beside = open_tables(rule_set, files, opened, days=compiled.days)
            frames = {name: table.frame for name, table in beside.items()}
            ready = prepared(opened, opened.frame(read.relation), compiled, read.read, frames)
            columns = [column for name in names for column in (name, f"{name}$fault")]
            found = opened.rows(ready.frame.select(nw.col("$row"), *map(nw.col, columns)).sort("$row"))
    return [tuple(_told(*pair) for pair in zip(row[1::2], row[2::2], strict=True)) for row in found]


def each_worked_out(
    fields: Mapping[str, Any], cases: Sequence[tuple[Any, Sequence[str | None]]], engine: str
) -> list[Any]:
    """Of each case, a form and the cells of a record, the value that is worked out; all in one go."""
    forms = list({json.dumps(form): form for form, _ in cases}.values())
    made = {f"made{place}": form for place, form in enumerate(forms)}
    rows = [dict(zip(fields, cells, strict=False)) for _, cells in cases]
    found = worked_out(with_worked_out(fields, made), rows, list(made), engine=engine)
    return [row[forms.index(form)] for (form, _), row in zip(cases, found, strict=True)]


def _told(value: Any, fault: int) -> Any:
    """The value, or its fault; a fault has no value, and a value no fault."""
    assert (value is None) == (fault not in (Fault.NONE, Fault.TWICE)), (value, fault)
    return Fault(fault) if value is None else value


def written_rows(rows: Rows, path: Path, fields: Mapping[str, Any]) -> Path:
    """Rows as a file of JSON Lines."""
    lines = (json.dumps({name: row.get(name) for name in fields}) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def with_worked_out(fields: Mapping[str, Any], made: Mapping[str, Any], **more: Any) -> RuleSet:
    """A rule set over records with these fields, and fields worked out of them."""
    records = {"called": "record", "time_zone": "Europe/Warsaw", "fields": {"id": {"type": "text"}, **fields}}
    rules = more.pop("rules", [RULE])
    written = {"rule_set": "made-up", "title": "Made up", "version": "1", "records": records, "rules": rules}
    return RuleSet.model_validate({**written, "worked_out": made, **more})
