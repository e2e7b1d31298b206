"""Made-up records as the program prepares them for its rules."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
    rule_set: RuleSet, rows: list[dict[str, str]], *, as_of: str | None = None, period: AuditPeriod | None = None
) -> Iterator[tuple[Engine, Prepared, CompiledRuleSet]]:
    """Compile a rule set, read rows as a CSV file of its fields, and make them ready, in an engine of their own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        write_records(rule_set, rows, path)
        moment = moment_number(parse_as_of(as_of)) if as_of else None
        compiled = compile_rule_set(rule_set, as_of=moment, period=period)
        with open_engine([path]) as engine:
            table = open_records([path], rule_set.records, engine.connection, days=compiled.days)
            yield engine, prepared(engine, engine.frame(table.relation), compiled, table.read), compiled


def write_records(rule_set: RuleSet, rows: list[dict[str, str]], path: Path) -> None:
    """Write rows as a CSV file of the rule set's fields."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rule_set.records.fields), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def of(*rules: dict[str, Any], **records: Any) -> RuleSet:
    """A rule set of these rules over records with these keys."""
    described = {"called": "record", "time_zone": "Europe/Warsaw"} | records
    written = {"rule_set": "made-up", "title": "Made up", "version": "1", "records": described, "rules": list(rules)}
    return RuleSet.model_validate(written)
