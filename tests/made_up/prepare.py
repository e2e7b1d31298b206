"""Made-up records as the program prepares them for its rules."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from checker.beside import open_tables
from checker.compilation import CompiledRuleSet, compile_rule_set
from checker.engines import open_engine
from checker.engines.engine import Engine
from checker.fields import moment_number
from checker.periods import AuditPeriod, parse_as_of
from checker.preparation import Prepared, prepared
from checker.ruleset.model import RuleSet
from checker.sources import open_records


@contextmanager
def prepared_records(
    rule_set: RuleSet,
    rows: list[dict[str, str]],
    *,
    as_of: str | None = None,
    period: AuditPeriod | None = None,
    tables: Mapping[str, list[dict[str, str]]] = MappingProxyType({}),
    engine_name: str = "duckdb",
) -> Iterator[tuple[Engine, Prepared, CompiledRuleSet]]:
    """Compile a rule set, read rows as CSV files of its fields, and make them ready, in an engine of their own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        write_records(rule_set.records.fields, rows, path)
        files = {name: [Path(folder) / f"{name}.csv"] for name in tables}
        for name, each in tables.items():
            write_records(rule_set.tables[name].fields, each, files[name][0])
        moment = moment_number(parse_as_of(as_of)) if as_of else None
        compiled = compile_rule_set(rule_set, as_of=moment, period=period)
        with open_engine([path, *(file for (file,) in files.values())], name=engine_name) as engine:
            table = open_records([path], rule_set.records, engine.connection, days=compiled.days)
            opened = open_tables(rule_set, files, engine, days=compiled.days)
            beside = {name: each.frame for name, each in opened.items()}
            yield engine, prepared(engine, engine.frame(table.relation), compiled, table.read, beside), compiled


def write_records(fields: Iterable[str], rows: list[dict[str, str]], path: Path) -> None:
    """Write rows as a CSV file of these fields."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(fields), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def of(*rules: dict[str, Any], **records: Any) -> RuleSet:
    """A rule set of these rules over records with these keys."""
    described = {"called": "record", "time_zone": "Europe/Warsaw"} | records
    written = {"rule_set": "made-up", "title": "Made up", "version": "1", "records": described, "rules": list(rules)}
    return RuleSet.model_validate(written)
