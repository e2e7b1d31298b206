"""Made-up records with pauses in another table, as a rule judges them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checker.beside import open_tables
from checker.compilation import compile_rule_set
from checker.engines import open_engine
from checker.evidence import Reader, every_row
from checker.fields import moment_number
from checker.periods import parse_as_of
from checker.preparation import prepared
from checker.results import Finding
from checker.ruleset.model import RuleSet
from checker.sources import open_records
from tests.made_up.beside import Rows, written_rows


def judged(
    rule_set: RuleSet, rows: Rows, tables: Mapping[str, Rows], engine: str, *, as_of: str | None = None
) -> dict[str, dict[str, Finding]]:
    """What became of every record: by rule, then by the record's id."""
    with TemporaryDirectory() as folder:
        records = written_rows(rows, Path(folder, "records.jsonl"), rule_set.records.fields)
        files = {
            name: [written_rows(tables.get(name, []), Path(folder, f"{name}.jsonl"), table.fields)]
            for name, table in rule_set.tables.items()
        }
        moment = None if as_of is None else moment_number(parse_as_of(as_of))
        compiled = compile_rule_set(rule_set, as_of=moment)
        paths = [records, *(path for each in files.values() for path in each)]
        with open_engine(paths, name=engine) as opened:
            read = open_records([records], rule_set.records, opened.connection, days=compiled.days)
            beside = open_tables(rule_set, files, opened, days=compiled.days)
            frames = {name: table.frame for name, table in beside.items()}
            ready = prepared(opened, opened.frame(read.relation), compiled, read.read, frames)
            told = every_row(opened, ready.frame, compiled, compiled.rules)
        found = {}
        for rule in compiled.rules:
            reader = Reader(rule_set, compiled.columns.fields, rule)
            found[rule.rule.id] = {each.record: each for each in map(reader.finding, told[rule.rule.id])}
        return found


def rules_with_pauses(measures: Mapping[str, Mapping[str, Any]], **more: Any) -> RuleSet:
    """Rules over cases that are opened and closed, with waits and holds in tables and one pause of their own."""
    moment = {"type": "moment"}
    row = {"case_id": {"type": "text"}, "began": moment, "ended": moment}
    fields = {
        "id": {"type": "text"},
        "case_id": {"type": "text"},
        "opened": moment,
        "closed": moment,
        "own_from": moment,
        "own_to": moment,
    }
    written = {
        "rule_set": "paused",
        "title": "Paused",
        "version": "1",
        "records": {"called": "case", "id": "id", "time_zone": "Europe/Warsaw", "fields": fields},
        "tables": {
            "waits": {"match": "case_id", "fields": row},
            "waits_too": {"match": "case_id", "fields": row},
            "holds": {"match": "case_id", "fields": {**row, "began": {"type": "date"}, "ended": {"type": "date"}}},
        },
        "rules": [
            {"id": name, "title": name, "measure": {"kind": "elapsed_time", "from": "opened", "to": "closed", **keys}}
            for name, keys in measures.items()
        ],
    }
    return RuleSet.model_validate({**written, **more})
