"""What other tables say of a record: the row that holds at a moment, and how many rows there are.

Rows belong to a record where the field by which the table matches has the same value. Where rows hold from one day or
moment until another, both included, the one that holds is found by walking the days of each key once: each row adds
itself where it begins and takes itself away after its end, and a record reads the sum where it stands. So it costs no
more with many rows of one key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.expressions import any_of, nw
from checker.fields import UNREADABLE, Columns, Fault, column_name
from checker.made_columns import ROW
from checker.steps import Beside
from checker.tables import BY_RULE
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.ruleset.model import RuleSet
    from checker.worked_out import Lookup, RowCount

ALWAYS = -(2**58)
"""Before every moment: where a row begins of which nobody can say when it began."""

_NOT_RECORDED = (Fault.MISSING, Fault.NOT_APPLICABLE, Fault.NOT_CHECKED)


def with_fault_of(
    fields: Sequence[str], columns: Columns, more: Sequence[tuple[Expr, Fault]] = (), last: Expr | None = None
) -> Expr:
    """What is wrong with a field that is made of others: what is wrong with one of them, else the first of `more`."""
    chain: Any = nw
    for faults, fault in (
        ((Fault.NOT_APPLICABLE,), Fault.NOT_APPLICABLE),
        ((Fault.NOT_CHECKED,), Fault.NOT_CHECKED),
        (UNREADABLE, Fault.UNREADABLE),
        ((Fault.CONTRADICTORY,), Fault.CONTRADICTORY),
    ):
        chain = chain.when(any_of(columns.is_fault(field, *faults) for field in fields)).then(nw.lit(int(fault)))
    missing = any_of(columns.has_no_value(field) for field in fields)
    chain = chain.when(missing).then(nw.lit(int(Fault.MISSING)))
    for holds, fault in more:
        chain = chain.when(holds).then(nw.lit(int(fault)))
    whole: Expr = chain.otherwise(nw.lit(int(Fault.NONE)) if last is None else last)
    return whole


@dataclass(frozen=True)
class Held:
    """From when until when the rows of a table hold, as columns: moments, or the local dates where one is a date."""

    first: Expr
    last: Expr
    at: Expr
    begins: str
    ends: str

    @classmethod
    def of(cls, rule_set: RuleSet, columns: Columns, table: str, at: str) -> Held:
        """What `valid` of a table says, beside the field with the moment at which a row must hold."""
        valid = rule_set.tables[table].valid
        assert valid is not None
        begins, ends = f"{table}.{valid.from_}", f"{table}.{valid.until}"
        is_exact = all(columns.fields[name].family == "moment" for name in (begins, ends, at))
        first, last, when = ((columns.value if is_exact else columns.day)(name) for name in (begins, ends, at))
        return cls(first, last, when, begins, ends)

    @classmethod
    def between(cls, rule_set: RuleSet, columns: Columns, table: str) -> dict[str, Expr]:
        """The spans of a table's rows by themselves, whatever is asked of them."""
        valid = rule_set.tables[table].valid
        assert valid is not None
        begins, ends = f"{table}.{valid.from_}", f"{table}.{valid.until}"
        is_exact = all(columns.fields[name].family == "moment" for name in (begins, ends))
        of = columns.value if is_exact else columns.day
        return cls(of(begins), of(ends), nw.lit(0), begins, ends).spans(columns)

    def spans(self, columns: Columns) -> dict[str, Expr]:
        """By column: where a row begins, the last that it holds (null: for ever), and whether nobody can say that."""
        is_reversed = (self.last < self.first).fill_null(False)
        begins = columns.is_fault(self.begins, Fault.NONE, Fault.TWICE)
        bad_end = columns.is_fault(self.ends, *UNREADABLE, Fault.NOT_CHECKED, Fault.CONTRADICTORY)
        doubtful = ~begins | bad_end | is_reversed
        return {
            "$first": nw.when(begins & ~is_reversed).then(self.first).otherwise(nw.lit(ALWAYS)),
            "$last": nw.when(~doubtful).then(self.last),
            "$doubt": doubtful.cast(nw.Int64),
        }


@dataclass(frozen=True)
class LookingUp:
    """Fields of the one row of a table that belongs to the record and, where rows come and go, holds at a moment."""

    table: str
    match: str
    at: str | None
    held: Held | None
    wanted: Mapping[str, str]
    """By the name of the worked-out field, the table's."""
    columns: Columns

    @classmethod
    def of(cls, rule_set: RuleSet, columns: Columns, form: Lookup, wanted: Mapping[str, str]) -> LookingUp:
        """The step of a lookup, and of those that read the same rows at the same moment."""
        table = form.lookup.partition(".")[0]
        for name, field in wanted.items():
            if name in columns.days:
                columns.day(f"{table}.{field}")
        held = None if form.at is None else Held.of(rule_set, columns, table, form.at)
        return cls(table, rule_set.tables[table].match, form.at, held, wanted, columns)

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the fields that are not there yet."""
        there = set(frame.columns)
        new = {
            f"{name}{part}": column_name(f"{self.table}.{field}{part}")
            for name, field in self.wanted.items()
            for part in self._parts(name)
            if f"{name}{part}" not in there
        }
        if not new:
            return frame
        rows = beside.tables[self.table]
        found = self._by_key(frame, rows, beside) if self.held is None else self._by_moment(frame, rows, beside)
        read = {column: f"$read${place}" for place, column in enumerate(new.values())}
        cells = rows.select(
            _place(self.table).alias("$table_row"), *(nw.col(name).alias(as_) for name, as_ in read.items())
        )
        joined = found.join(cells, how="left", left_on="$found", right_on="$table_row")
        added = [self._told(name, nw.col(read[column])).alias(name) for name, column in new.items()]
        return joined.with_columns(*added).select(*frame.columns, *new)

    def _parts(self, name: str) -> Iterator[str]:
        yield from ("", "$fault")
        if self.columns.fields[name].values:
            yield "$word"
        if name in self.columns.days and self.columns.fields[name].family == "moment":
            yield "$day"

    def _told(self, name: str, cell: Expr) -> Expr:
        if not name.endswith("$fault"):
            return cell
        read = [self.match] if self.at is None else [self.match, self.at]
        several = (nw.col("$rows") > 1) | (nw.col("$doubts") > 0)
        more = [(several, Fault.CONTRADICTORY), (nw.col("$found").is_null(), Fault.MISSING)]
        return with_fault_of(read, self.columns, more, cell)

    def _by_key(self, frame: LazyFrame[Any], rows: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the row that has their key, and with how many have it."""
        keys = _keys(rows, self.table, self.match, beside)
        by = beside.key
        counted = keys.group_by(*by).agg(nw.len().alias("$rows"), nw.col("$place").min().alias("$one"))
        single = nw.when(nw.col("$rows") == 1).then(nw.col("$one"))
        kept = beside.keep(counted.select(*by, nw.col("$rows"), single.alias("$found"), nw.lit(0).alias("$doubts")))
        return frame.join(kept, how="left", left_on=[*beside.apart, self.match], right_on=by)

    def _by_moment(self, frame: LazyFrame[Any], rows: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the row that holds, with how many hold, and how many might."""
        assert self.held is not None
        by = beside.key
        spans = _keys(rows, self.table, self.match, beside, self.held.spans(self.columns))
        sure = nw.when(nw.col("$doubt") == 0)
        zero = nw.lit(0).cast(nw.Int64)
        begun = spans.select(
            *by,
            nw.col("$first").cast(nw.Int64).alias("$at"),
            sure.then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64).alias("$rows"),
            sure.then(nw.col("$place")).otherwise(nw.lit(0)).cast(nw.Int64).alias("$sum"),
            nw.col("$doubt").alias("$doubts"),
            nw.lit(None, nw.Int64).alias("$record"),
        )
        ended = spans.filter(~nw.col("$last").is_null()).select(
            *by,
            (nw.col("$last") + 1).cast(nw.Int64).alias("$at"),
            nw.lit(-1).cast(nw.Int64).alias("$rows"),
            (-nw.col("$place")).cast(nw.Int64).alias("$sum"),
            zero.alias("$doubts"),
            nw.lit(None, nw.Int64).alias("$record"),
        )
        match = self.match
        asked = frame.filter(~nw.col(match).is_null() & ~self.held.at.is_null()).select(
            *(nw.col(name).alias(key) for name, key in zip([*beside.apart, match], by, strict=True)),
            self.held.at.cast(nw.Int64).alias("$at"),
            zero.alias("$rows"),
            zero.alias("$sum"),
            zero.alias("$doubts"),
            nw.col(ROW).cast(nw.Int64).alias("$record"),
        )
        walked = nw.concat([begun, ended, asked])
        # What begins or has ended at a moment is counted before the records that stand at it.
        order = ["$at", "$turn", "$record"]
        walked = walked.with_columns((~nw.col("$record").is_null()).cast(nw.Int64).alias("$turn"))
        sums = [nw.col(name).cum_sum().over(*by, order_by=order).alias(name) for name in ("$rows", "$sum", "$doubts")]
        stood = walked.with_columns(*sums).filter(nw.col("$turn") == 1)
        single = nw.when((nw.col("$rows") == 1) & (nw.col("$doubts") == 0)).then(nw.col("$sum").cast(nw.Int64))
        kept = beside.keep(
            stood.select(
                nw.col("$record"),
                nw.col("$rows").cast(nw.Int64).alias("$rows"),
                single.alias("$found"),
                nw.col("$doubts").cast(nw.Int64).alias("$doubts"),
            )
        )
        return frame.join(kept, how="left", left_on=ROW, right_on="$record")


@dataclass(frozen=True)
class Counting:
    """How many rows of a table belong to the record, each value once where only distinct ones count."""

    name: str
    table: str
    match: str
    field: str
    distinct: bool
    columns: Columns

    @classmethod
    def of(cls, rule_set: RuleSet, columns: Columns, form: RowCount, name: str) -> Counting:
        """The step of a count."""
        table, _, field = form.count.partition(".")
        return cls(name, table, rule_set.tables[table].match, f"{table}.{field}", form.distinct, columns)

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the number, where it is not there yet."""
        if self.name in frame.columns:
            return frame
        recorded = (~self.columns.is_fault(self.field, *_NOT_RECORDED)).cast(nw.Int64)
        unclear = self.columns.is_fault(self.field, *UNREADABLE).cast(nw.Int64)
        cells = {"$value": self.columns.value(self.field), "$recorded": recorded, "$unclear": unclear}
        rows, by = _keys(beside.tables[self.table], self.table, self.match, beside, cells), beside.key
        if self.distinct:  # two cells that cannot be read may say the same
            once = rows.group_by(*by, "$value").agg(nw.col("$unclear").max())
            has_value = (~nw.col("$value").is_null()).cast(nw.Int64)
            rows = once.with_columns(has_value.alias("$recorded"))
        else:
            rows = rows.with_columns(nw.lit(0).cast(nw.Int64).alias("$unclear"))
        counted = rows.group_by(*by).agg(nw.col("$recorded").sum(), nw.col("$unclear").max())
        kept = beside.keep(counted.select(*by, nw.col("$recorded").cast(nw.Int64), nw.col("$unclear")))
        joined = frame.join(kept, how="left", left_on=[*beside.apart, self.match], right_on=by)
        is_unclear = (nw.col("$unclear") > 0).fill_null(False)
        fault = with_fault_of([self.match], self.columns, [(is_unclear, Fault.UNREADABLE)])
        number = nw.col("$recorded").fill_null(0) * MILLIONTHS
        value = nw.when(~nw.col(self.match).is_null() & ~is_unclear).then(number)
        added = [value.alias(self.name), fault.alias(f"{self.name}$fault")]
        return joined.with_columns(*added).select(*frame.columns, self.name, f"{self.name}$fault")


def _keys(
    rows: LazyFrame[Any], table: str, match: str, beside: Beside, more: Mapping[str, Expr] | None = None
) -> LazyFrame[Any]:
    """The rows of a table that have a key, by their keys and places, with further columns."""
    key = column_name(f"{table}.{match}")
    others = [expression.alias(name) for name, expression in (more or {}).items()]
    known = rows.filter(~nw.col(key).is_null())
    return known.select(*beside.keyed(key), _place(table).alias("$place"), *others)


def _place(table: str) -> Expr:
    """The place of a table's row."""
    place: Expr = nw.col(column_name(f"{table}.{ROW}"))
    return place


def overlapping(rule_set: RuleSet, columns: Columns, table: str, rows: LazyFrame[Any]) -> LazyFrame[Any]:
    """The rows of a table that hold while another of their key holds: key, place, and the place of the other.

    Where rows overlap at all, some row overlaps with the one that begins before it.
    """
    described = rule_set.tables[table]
    key = column_name(f"{table}.{described.match}")
    keyed = rows.filter(~nw.col(key).is_null())
    place = _place(table).alias("$place")
    if described.valid is None:
        before = nw.col("$place").shift(1).over("$key", order_by=["$place"])
        spans = keyed.select(nw.col(key).alias("$key"), place).with_columns(before.alias("$before"))
        return spans.filter(~nw.col("$before").is_null())
    held = Held.between(rule_set, columns, table)
    spans = keyed.select(nw.col(key).alias("$key"), place, *(part.alias(name) for name, part in held.items()))
    sure = spans.filter(nw.col("$doubt") == 0)
    order = ["$first", "$place"]
    ends = nw.col("$last").fill_null(-ALWAYS)
    marked = sure.with_columns(ends.alias("$last")).with_columns(
        nw.col("$place").shift(1).over("$key", order_by=order).alias("$before"),
        nw.col("$last").shift(1).over("$key", order_by=order).alias("$until"),
    )
    return marked.filter(nw.col("$until") >= nw.col("$first")).select("$key", "$place", "$before")


# ---- rows of rules


def of_rules(
    path: str, rule_set: RuleSet, columns: Columns, beside: Beside, rules: Sequence[str]
) -> dict[tuple[Any, ...], dict[str, tuple[Any, Fault]]]:
    """By the id of a rule, what a table that matches by rule says of it at the as-of moment: `competitors.level`.

    First by the values of what keeps rows apart; where nothing does, by the empty key. The value is as columns hold
    it, none where there is a fault. A rule of which no row holds is not there; of two rows that hold at once nobody can
    say which counts (`Fault.CONTRADICTORY`). Rows are read one by one: there are as many as rules.
    """
    table, _, _ = path.partition(".")
    valid = rule_set.tables[table].valid
    first = nw.lit(None, nw.Int64)
    asked = {"$first": first, "$last": first, "$doubt": nw.lit(0)}
    at: int | None = None
    if valid is not None and columns.as_of is not None:
        ends = [columns.fields[f"{table}.{name}"].family for name in (valid.from_, valid.until)]
        at = columns.as_of if set(ends) == {"moment"} else columns.as_of_day
        asked = Held.between(rule_set, columns, table)
    key = columns.value(f"{table}.{BY_RULE}")
    rows = beside.tables[table].filter(key.is_in(list(rules)))
    rows = rows.select(
        *(nw.col(name) for name in beside.apart),
        key.alias("$rule"),
        columns.value(path).alias("$value"),
        nw.col(column_name(f"{path}$fault")).alias("$fault"),
        *(expression.alias(name) for name, expression in asked.items()),
    )
    found: dict[tuple[Any, ...], dict[str, tuple[Any, Fault]]] = {}
    for row in beside.engine.rows(rows):
        own = found.setdefault(row[: len(beside.apart)], {})
        rule, value, fault, begins_at, last, doubt = row[len(beside.apart) :]
        if at is not None and not doubt and not (begins_at <= at and (last is None or at <= last)):
            continue
        own[rule] = (None, Fault.CONTRADICTORY) if doubt or rule in own else (value, Fault(fault))
    return found
