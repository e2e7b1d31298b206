"""Every finding as a file: one row per record and rule, written by the engine without a loop over records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.counting import with_codes
from checker.durations import DAY, MICROSECONDS
from checker.engines.engine import Engine, EngineError
from checker.expressions import any_of, nw
from checker.interruptions import uninterrupted
from checker.made_columns import ROW, code_column
from checker.measures.measure import TIME_PAUSED, WORDS
from checker.outcomes import FOUND, Code
from checker.problems import CheckerError
from checker.sources.source import FILE_ROWS
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""The workbook's date of creation: the same findings give the same bytes."""

SUFFIXES = (".csv", ".xlsx", ".parquet")

LONGEST = 32_000
"""Spreadsheets cut a cell at 32,767 characters without a word; this says so."""

MOST_XLSX_ROWS = 1_048_575
"""What an Excel sheet holds below its header."""

_UNSEEN = (
    (0x00, 0x1F), (0x7F, 0x9F), (0x61C, 0x61C), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF),
    (0xFFFE, 0xFFFF),
)  # fmt: skip
"""Characters that are written as U+XXXX."""

_ANY_UNSEEN = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _UNSEEN)

_SPACES = r" \x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}"
"""What may stand before a formula beside the characters that are not seen; engines' own classes know fewer."""

_FORMULA = r"[=+\-@|⁺⁼₊₌﬩﹢﹣﹦﹫＋－＝＠｜⩵⩶]"

FORMULA_START = rf"^[\t\r\n]|^[{_SPACES}{_ANY_UNSEEN}]*{_FORMULA}"
FORMULA_BEHIND_SEMICOLON = rf';[{_SPACES}"]*{_FORMULA}'
"""What `reports.cells.safe_cell` marks, as patterns that engines run; a test compares the two."""

_SHOWN_UNITS = {
    "elapsed": ("hours", MICROSECONDS["hour"]),
    "working": ("working hours", MICROSECONDS["hour"]),
    "share": ("percent", MILLIONTHS // 100),
    "number": ("", MILLIONTHS),
    "calendar days": ("calendar days", 1),
    "working days": ("working days", DAY),
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
    pauses = any(further.name == TIME_PAUSED for rule in compiled.rules for further in rule.observed.further)
    each = [_found(frame, compiled, rule, pauses=pauses) for rule in rules]
    if not engine.keeps_order:
        each = [of_rule.with_columns(nw.lit(place, nw.Int64).alias("$place")) for place, of_rule in enumerate(each)]
    found = nw.concat(each)
    families = {name: compiled.columns.fields[name].family for name in compiled.rule_set.records.groups}
    found = with_dates(found, [name for name, family in families.items() if family == "date"])
    if path.suffix != ".parquet":
        groups = [name for name, family in families.items() if family == "text"]
        found = with_safe_texts(found, ["record", "observed_text", "limit_text", *groups])
    if not engine.keeps_order:
        found = found.sort("$place", "source", "source_row").drop("$place")
    write_whole(engine, found, path)


def write_whole(engine: Engine, found: LazyFrame[Any], path: Path) -> None:
    """Write rows to a .csv, .xlsx or .parquet file, all or nothing."""
    part = partial_file(path)
    if part.exists() or part.is_symlink():
        raise CheckerError(f"'{part}' is in the way of '{path.name}'; move it, or name another file")
    try:
        part.touch()  # an engine that cannot write here says so in words of its own
        part.unlink()
        if path.suffix == ".xlsx":
            _write_xlsx(engine, found, part)
        else:
            engine.write(found, part)
        part.replace(path)
    except (EngineError, OSError) as error:
        said = getattr(error, "strerror", None) or error
        raise CheckerError(f"'{path.name}' cannot be written: {said}; choose another place for it") from None
    finally:
        part.unlink(missing_ok=True)


def _found(frame: LazyFrame[Any], compiled: CompiledRuleSet, rule: CompiledRule, *, pauses: bool) -> LazyFrame[Any]:
    """The findings of one rule, in columns that are the same for every rule; `pauses`: some rule has any."""
    code = nw.col(code_column(rule.rule.id))
    wanted = [each for each in rule.codes if each.outcome in FOUND]
    records = compiled.rule_set.records
    identity = nw.lit(None, nw.String) if records.id is None else nw.col(records.id).cast(nw.String)
    observed, limit, unit = _numbers(rule)
    words = set(rule.observed.units) <= set(WORDS)
    nothing = nw.lit(None, nw.String)
    numbers = {name for name in records.groups if compiled.columns.fields[name].family == "number"}
    columns = [
        nw.lit(rule.rule.id).alias("rule"),
        identity.alias("record"),
        (nw.col(ROW) // FILE_ROWS).alias("source"),
        (nw.col(ROW) % FILE_ROWS).alias("source_row"),
        _word(code, wanted, "outcome"),
        _word(code, wanted, "reason"),
        observed.alias("observed"),
        limit.alias("limit"),
        *([_paused(rule).alias("paused")] if pauses else []),
        unit.alias("unit"),
        (rule.observed.value if words and rule.observed.value is not None else nothing).alias("observed_text"),
        (rule.observed.limit if words and rule.observed.limit is not None else nothing).alias("limit_text"),
        *(_divided(nw.col(name), MILLIONTHS) if name in numbers else nw.col(name) for name in records.groups),
    ]
    # What compares records with each other is computed before any of them is left out.
    told = with_codes(frame, [rule]).select(code.alias("$code"), *columns)
    found = told.filter(any_of(nw.col("$code") == int(each) for each in wanted)).drop("$code")
    return found.sort("source", "source_row")


def with_dates(frame: LazyFrame[Any], names: Sequence[str]) -> LazyFrame[Any]:
    """The frame with days since 1970-01-01 as `2026-05-31`: years that begin in March, in cycles of 400 of them.

    Step by step, each over the columns of the one before: as one expression it would repeat itself a thousand times.
    """
    for name in names:
        day, cycle, year, month = (nw.col(part) for part in (name, "$cycle", "$year", "$month"))
        frame = frame.with_columns(((day + 719_468) // 146_097).alias("$cycle"))
        frame = frame.with_columns((day + 719_468 - cycle * 146_097).alias(name))
        of_leap_days = day // 1_460 - day // 36_524 + day // 146_096
        frame = frame.with_columns(((day - of_leap_days) // 365).alias("$year"))
        frame = frame.with_columns((day - (365 * year + year // 4 - year // 100)).alias(name))
        frame = frame.with_columns(((5 * day + 2) // 153).alias("$month"))
        january = month >= 10
        words = [
            (cycle * 400 + year + january.cast(nw.Int64)).cast(nw.String),
            _two_digits(nw.when(january).then(month - 9).otherwise(month + 3)),
            _two_digits(day - (153 * month + 2) // 5 + 1),
        ]
        frame = frame.with_columns(nw.concat_str(words, separator="-").alias(name)).drop("$cycle", "$year", "$month")
    return frame


def _two_digits(number: Expr) -> Expr:
    return nw.concat_str([nw.lit("0"), number.cast(nw.String)]).str.slice(-2)


def with_safe_texts(frame: LazyFrame[Any], names: Sequence[str]) -> LazyFrame[Any]:
    """The frame with texts that no spreadsheet takes for a formula, with nothing in them that cannot be seen.

    Step by step, as `with_dates`, for the same reason.
    """
    for name in names:
        text, original = nw.col(name), nw.col("$original")
        seen = text
        for code in (code for first, last in _UNSEEN for code in range(first, last + 1)):
            seen = seen.str.replace_all(chr(code), f"U+{code:04X}", literal=True)
        seen = nw.when(text.str.contains(f"[{_ANY_UNSEEN}]")).then(seen).otherwise(text)
        frame = frame.with_columns(text.alias("$original"), seen.alias(name))
        length = [nw.lit("… ("), original.str.len_chars().cast(nw.String), nw.lit(" characters)")]
        cut = nw.concat_str([text.str.slice(0, LONGEST), *length])
        frame = frame.with_columns(nw.when(text.str.len_chars() > LONGEST).then(cut).otherwise(text).alias(name))
        behind = text.str.replace_all(";", ";'", literal=True)
        unsafe = text.str.contains(FORMULA_BEHIND_SEMICOLON)
        frame = frame.with_columns(nw.when(unsafe).then(behind).otherwise(text).alias(name))
        marked = nw.concat_str([nw.lit("'"), text])
        safe = nw.when(original.str.contains(FORMULA_START)).then(marked).otherwise(text)
        frame = frame.with_columns(safe.alias(name)).drop("$original")
    return frame


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
    if observed.value is None or set(observed.units) <= set(WORDS):
        return nothing, nothing, nw.lit(None, nw.String)
    value, limit, words = nothing, nothing, nw.lit(None, nw.String)
    for number, name in reversed(list(enumerate(observed.units))):
        word, size = _SHOWN_UNITS[name]
        here = nw.lit(True) if observed.unit is None else observed.unit == number
        value = nw.when(here).then(_divided(observed.value, size)).otherwise(value)
        if observed.limit is not None:
            limit = nw.when(here).then(_divided(observed.limit, size)).otherwise(limit)
        words = nw.when(here).then(nw.lit(word)).otherwise(words)
    return value, limit, words


def _paused(rule: CompiledRule) -> Expr:
    """How much of the time was paused, in the unit of what was observed; null where the rule has no pauses."""
    found: Expr = nw.lit(None, nw.Float64)
    of_units = [further for further in rule.observed.further if further.name == TIME_PAUSED]
    for name, further in zip(rule.observed.units, of_units, strict=False):
        here = _divided(further.value, _SHOWN_UNITS[name][1])
        found = nw.when(~further.value.is_null()).then(here).otherwise(found)
    return found


def _divided(number: Expr, size: int) -> Expr:
    """The number in units of this size; instead of dividing by a constant Polars would multiply with its inverse."""
    return number / (nw.col(ROW) * 0.0 + float(size))


def _write_xlsx(engine: Engine, frame: LazyFrame[Any], path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    rows = engine.rows(frame.select(nw.len().alias("rows")))[0][0]
    if rows > MOST_XLSX_ROWS:
        raise CheckerError(f"{rows:,} findings are more than an Excel sheet holds; write them to .csv or .parquet")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with uninterrupted():
        temporary = TemporaryDirectory(prefix="checker-")
    with temporary as folder:  # rows lie in files of its own until the workbook is closed
        try:
            with xlsxwriter.Workbook(str(path), options | {"tmpdir": folder}) as workbook:
                _fill(workbook, engine, frame, rows)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from None


def _fill(workbook: Any, engine: Engine, frame: LazyFrame[Any], rows: int) -> None:
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
