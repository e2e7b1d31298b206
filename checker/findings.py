"""Every finding as a file: one row per record and rule, written by the engine without a loop over records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.compilation import ROW, CompiledRule, CompiledRuleSet, code_column
from checker.counting import with_codes
from checker.durations import MICROSECONDS
from checker.engines.engine import Engine
from checker.evidence import SOURCE
from checker.expressions import any_of, nw
from checker.outcomes import Code, Outcome
from checker.problems import CheckerError
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""The workbook's date of creation: the same findings give the same bytes."""

SUFFIXES = (".csv", ".xlsx", ".parquet")

MOST_XLSX_ROWS = 1_048_575
"""What an Excel sheet holds below its header."""

_UNSEEN = (
    (0x01, 0x1F), (0x7F, 0x9F), (0x61C, 0x61C), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF),
    (0xFFFE, 0xFFFF),
)  # fmt: skip
"""Characters that are written as U+XXXX; no record holds a NUL."""

_ANY_UNSEEN = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _UNSEEN)

FORMULA_START = rf"^[\t\r\n]|^[\s{_ANY_UNSEEN}]*[=+\-@|⁺⁼₊₌﬩﹢﹣﹦﹫＋－＝＠｜⩵⩶]"
"""What `reports.cells.safe_cell` marks, as a pattern that engines run; a test compares the two."""

_SHOWN_UNITS = {
    "elapsed": ("hours", MICROSECONDS["hour"]),
    "working": ("working hours", MICROSECONDS["hour"]),
    "share": ("percent", MILLIONTHS // 100),
    "number": ("", MILLIONTHS),
    "calendar days": ("calendar days", 1),
    "working days": ("working days", 1),
    "text": ("", 1),
}
"""The unit of a finding's numbers in the file, and how many of the engine's make one."""


def partial_file(path: Path) -> Path:
    """Where the file is written before it takes its name."""
    return path.with_name(f".{path.stem}.part{path.suffix}")


def write_findings(
    engine: Engine,
    frame: LazyFrame[Any],
    compiled: CompiledRuleSet,
    rules: Sequence[CompiledRule],
    path: Path,
) -> None:
    """Write the breaches and undetermined records of these rules to a .csv, .xlsx or .parquet file, all or nothing."""
    if not rules:
        raise CheckerError(f"no rule could be evaluated, so '{path.name}' would hold no findings; it is not written")
    found = nw.concat([_found(frame, compiled, rule) for rule in rules])
    if path.suffix != ".parquet":
        texts = ["record", "observed_text", "limit_text", *compiled.rule_set.records.groups]
        found = found.with_columns(safe_text(nw.col(name)).alias(name) for name in texts)
    part = partial_file(path)
    try:
        if path.suffix == ".xlsx":
            _write_xlsx(engine, found, part)
        else:
            engine.write(found, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _found(frame: LazyFrame[Any], compiled: CompiledRuleSet, rule: CompiledRule) -> LazyFrame[Any]:
    """The findings of one rule, in columns that are the same for every rule."""
    code = nw.col(code_column(rule.rule.id))
    wanted = [each for each in rule.codes if each.outcome in (Outcome.BREACH, Outcome.UNDETERMINED)]
    coded = with_codes(frame, [rule]).filter(any_of(code == int(each) for each in wanted))
    records = compiled.rule_set.records
    identity = nw.lit(None, nw.String) if records.id is None else nw.col(records.id).cast(nw.String)
    observed, limit, unit = _numbers(rule)
    words = rule.observed.units == ("text",)
    nothing = nw.lit(None, nw.String)
    columns = [
        nw.lit(rule.rule.id).alias("rule"),
        identity.alias("record"),
        (nw.col(ROW) // SOURCE).alias("source"),
        (nw.col(ROW) % SOURCE).alias("source_row"),
        _word(code, wanted, "outcome"),
        _word(code, wanted, "reason"),
        observed.alias("observed"),
        limit.alias("limit"),
        unit.alias("unit"),
        (rule.observed.value if words and rule.observed.value is not None else nothing).alias("observed_text"),
        (rule.observed.limit if words and rule.observed.limit is not None else nothing).alias("limit_text"),
        *(nw.col(name).cast(nw.String).alias(name) for name in records.groups),
    ]
    return coded.select(columns)


def safe_text(text: Expr) -> Expr:
    """A text that no spreadsheet takes for a formula, with nothing in it that cannot be seen."""
    seen = text
    for code in (code for first, last in _UNSEEN for code in range(first, last + 1)):
        seen = seen.str.replace_all(chr(code), f"U+{code:04X}", literal=True)
    seen = nw.when(text.str.contains(f"[{_ANY_UNSEEN}]")).then(seen).otherwise(text)
    marked = nw.concat_str([nw.lit("'"), seen])
    safe: Expr = nw.when(text.str.contains(FORMULA_START)).then(marked).otherwise(seen)
    return safe


def _word(code: Expr, wanted: Sequence[Code], what: str) -> Expr:
    chain: Any = nw
    for each in wanted:
        word = getattr(each, what)
        chain = chain.when(code == int(each)).then(nw.lit(None, nw.String) if word is None else nw.lit(word.value))
    whole: Expr = chain.otherwise(nw.lit(None, nw.String))
    return whole.alias(what)


def _numbers(rule: CompiledRule) -> tuple[Expr, Expr, Expr]:
    """The observed value and the limit as numbers in the unit that stands beside them."""
    observed = rule.observed
    nothing = nw.lit(None, nw.Float64)
    if observed.value is None or observed.units == ("text",):
        return nothing, nothing, nw.lit(None, nw.String)
    sizes, words = nothing, nw.lit(None, nw.String)
    for number, name in reversed(list(enumerate(observed.units))):
        word, size = _SHOWN_UNITS[name]
        here = nw.lit(True) if observed.unit is None else observed.unit == number
        sizes = nw.when(here).then(nw.lit(float(size))).otherwise(sizes)
        words = nw.when(here).then(nw.lit(word)).otherwise(words)
    limit = nothing if observed.limit is None else observed.limit / sizes
    return observed.value / sizes, limit, words


def _write_xlsx(engine: Engine, frame: LazyFrame[Any], path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    rows = engine.rows(frame.select(nw.len().alias("rows")))[0][0]
    if rows > MOST_XLSX_ROWS:
        raise CheckerError(f"{rows:,} findings are more than an Excel sheet holds; write them to .csv or .parquet")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": _NO_CLOCK})
        sheet = workbook.add_worksheet("findings")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, workbook.add_format({"bold": True}))
        for number, row in enumerate(engine.rows(frame), start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write_number(number, column, value)
        sheet.autofilter(0, 0, max(rows, 1), len(frame.columns) - 1)
