"""The same check by hand: plain DuckDB SQL, as somebody would write it who knows these orders and DuckDB well."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent
WARSAW = ZoneInfo("Europe/Warsaw")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000

MOMENTS = ("ordered_at", "confirmed_at", "sent_at", "promised_at", "delivered_at")
CHOICES = {
    "segment": "'A', 'B', 'C'",
    "order_status": "'open', 'sent', 'delivered', 'cancelled'",
    "undamaged": "'yes', 'no'",
    "papers_complete": "'yes', 'no'",
    "packed_right": "'yes', 'no', 'n/a'",
    "driver_polite": "'yes', 'no'",
    "delay_cause": "'none', 'lorry', 'stock', 'strike', 'flood'",
}
WHOLE = {
    "transit_days": "BETWEEN 0 AND 60",
    "ordered_quantity": ">= 1",
    "delivered_quantity": ">= 0",
    "satisfaction": "BETWEEN 1 AND 5",
}
PRICES = ("list_price", "charged_price")

FIELDS = ("order_id", "site", *MOMENTS, "promised_on", *CHOICES, *WHOLE, *PRICES)
MAY_BE_BAD = (*MOMENTS, "promised_on", *CHOICES, *WHOLE, *PRICES)

FIRST_COPIES, LISTED = 1000, 100
"""Of so many records with a shared id so many ids are listed."""

# Which codes a rule's records may have, and whether the exclusion is for the rule; in the order of orders.yaml.
RULES = {
    "cycle": ("cycle", (0, 1, 2, 5, 8, 10, 11, 12, 13, 15, 18), True),
    "confirmation": ("confirmation", (0, 1, 2, 10, 12, 13, 15, 18), True),
    "dispatch": ("dispatch", (0, 1, 2, 5, 8, 10, 11, 12, 13, 15), True),
    "transit": ("transit", (0, 1, 5, 8, 10, 11, 12, 13, 15), True),
    "promised-day": ("promised_day", (0, 1, 2, 5, 8, 10, 11, 12, 13), True),
    "promised-moment": ("promised_moment", (0, 1, 2, 5, 8, 10, 11, 12, 13), True),
    "quantity": ("quantity", (0, 1, 8, 10, 11, 12, 13), False),
    "price": ("price", (0, 1, 8, 10, 11, 12, 13), False),
    "undamaged": ("undamaged_goods", (0, 1, 8, 10, 11, 12, 13), False),
    "explained": ("explained", (0, 1, 3, 8, 10, 11, 13), True),
    "handover": ("handover", (0, 1, 4, 8, 10, 11, 12, 13), False),
    "satisfied": ("satisfied", (0, 1, 8, 10, 11, 12, 13), False),
}


class Found(NamedTuple):
    """What both sides must find alike."""

    codes: dict[str, dict[str, int]]
    """By rule and what a code is called; the excluded are together."""
    rejected: int
    """Rows whose cells could not be told apart."""
    sites: dict[str, dict[str, dict[str, int]]]
    """By rule and site: kept, breach and so on."""
    fingerprint: str
    """The SHA-256 of the file, which results tell so that nobody need believe which file was checked."""
    duplicates: int
    shared: dict[str, tuple[int, ...]]
    """The first shared ids, each with the numbers of the records that share it."""
    excluded: tuple[int, int]
    """Of how many records the exclusion speaks, and of how many that is unknown."""
    missing: dict[str, int]
    unreadable: dict[str, int]


CODES = {
    0: ("kept", "kept"),
    1: ("breach", "breach"),
    2: ("breach_open", "breach"),
    3: ("breach_missing", "breach"),
    4: ("breach_critical", "breach"),
    5: ("pending", "pending"),
    6: ("excluded", "excluded"),
    8: ("not_in_scope", "out_of_scope"),
    10: ("duplicate_id", "undetermined"),
    11: ("unknown_scope", "undetermined"),
    12: ("missing_field", "undetermined"),
    13: ("unreadable_value", "undetermined"),
    15: ("faulty_evidence", "undetermined"),
    18: ("unknown_row", "undetermined"),
}
"""What the numbers of reference.sql are called, each with its outcome."""


def count(path: Path, form: str, as_of: datetime, memory_limit: str | None = None) -> Found:
    """Count the outcomes of every rule by site, with what else a check says of the records."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        # It moves sums below the join with shared ids, which costs three times as much as the rest.
        connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
        if memory_limit:
            connection.execute(f"SET memory_limit = '{memory_limit}'")
        _open(connection, path, form)
        connection.execute(
            "CREATE TEMP TABLE shared AS SELECT order_id FROM raw WHERE order_id IS NOT NULL"
            " GROUP BY order_id HAVING count(*) > 1"
        )
        return _counted(connection, path, _coded(form, as_of), form)


def _open(connection: duckdb.DuckDBPyConnection, path: Path, form: str) -> None:
    """Parquet is read where it lies; CSV becomes a typed table, since it is read more than once.

    Text is read as the rule set declares it: a cast alone would also take 4.5 for 5, 1e2 for a price, and a date.
    """
    if form != "csv":
        connection.execute(
            "CREATE TEMP VIEW raw AS SELECT * EXCLUDE (file_row_number), file_row_number AS place"
            f" FROM read_parquet('{path}', file_row_number = true)"
        )
        connection.execute("CREATE TEMP TABLE rejected (line BIGINT)")
        return
    texts = ", ".join(f"'{name}': 'VARCHAR'" for name in _columns(path))
    read = {
        **{name: f"TRY_STRPTIME({name}, '%Y-%m-%d %H:%M:%S')" for name in MOMENTS},
        "promised_on": "CAST(TRY_STRPTIME(promised_on, '%Y-%m-%d') AS DATE)",
        **{name: _whole_number(name) for name in WHOLE},
        **{name: _price(name) for name in PRICES},
    }
    typed = [f"{value} AS {name}, {name} IS NOT NULL AS {name}_given" for name, value in read.items()]
    connection.execute(
        f"CREATE TEMP TABLE raw AS SELECT order_id, site, {', '.join(CHOICES)}, {', '.join(typed)}"
        f" FROM read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', nullstr = '',"
        f" columns = {{{texts}}}, store_rejects = true, rejects_limit = 0, rejects_table = 'rejected')"
    )


def _whole_number(name: str) -> str:
    number = f"TRY_CAST({name} AS INTEGER)"
    other = f"regexp_full_match({name}, ' *[+-]?[0-9]+([.]0*)? *')"
    return f"CASE WHEN CAST({number} AS VARCHAR) = {name} OR {other} THEN {number} END"


def _price(name: str) -> str:
    form = " *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+) *"
    return f"CASE WHEN regexp_full_match({name}, '{form}') THEN TRY_CAST({name} AS DECIMAL(18, 6)) END"


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return file.readline().strip().split(",")


def _coded(form: str, as_of: datetime) -> str:
    zone = UTC if form == "utc" else WARSAW
    return (
        (HERE / "reference.sql")
        .read_text(encoding="utf-8")
        .replace("FROM orders", f"FROM ({_orders(form)})")
        .replace("$as_of_day", str((as_of.astimezone(zone).replace(tzinfo=UTC) - EPOCH).days))
        .replace("$as_of", str((as_of - EPOCH) // timedelta(microseconds=1)))
    )


def _orders(form: str) -> str:
    """Orders as reference.sql reads them: what a field holds, whether it cannot be read, and the local days."""
    given = {name: f"{name}_given" if form == "csv" else "false" for name in (*MOMENTS, "promised_on", *WHOLE, *PRICES)}
    columns = ["order_id", "site", "order_id IN (FROM shared) AS duplicate"]
    for name, words in CHOICES.items():
        columns += [
            f"CASE WHEN {name} IN ({words}) THEN {name} END AS {name}",
            f"{name} NOT IN ({words}) AS {name}_bad",
        ]
    for name, bounds in WHOLE.items():
        columns.append(f"CASE WHEN {name} {bounds} THEN {name} END AS {name}")
        columns.append(f"coalesce(NOT {name} {bounds}, {given[name]}) AS {name}_bad")
    for name in PRICES:
        columns.append(f"CASE WHEN {name} >= 0 THEN {name} END AS {name}")
        columns.append(f"coalesce({name} < 0, {given[name]}) AS {name}_bad")
    columns.append("promised_on - DATE '1970-01-01' AS promised_on")
    columns.append(f"promised_on IS NULL AND {given['promised_on']} AS promised_on_bad")
    if form == "utc":
        columns += [f"epoch_us({name}) AS {name}, false AS {name}_bad" for name in MOMENTS]
        columns += [f"epoch_us({name}) // {DAY} AS {name}_day" for name in ("ordered_at", "sent_at", "delivered_at")]
        return f"SELECT {', '.join(columns)} FROM raw"
    clock = ", ".join(f"epoch_us({name}) AS {name}" for name in MOMENTS)
    offsets = ", ".join(f"{_offset(name)} AS {name}_offset" for name in MOMENTS)
    for name in MOMENTS:
        there = f"{name} IS NOT NULL AND {name}_offset IS NULL"
        columns.append(f"{name} - {name}_offset AS {name}")
        columns.append(f"{there} OR ({name} IS NULL AND {given[name]}) AS {name}_bad")
    for name in ("ordered_at", "sent_at", "delivered_at"):
        columns.append(f"CASE WHEN {name}_offset IS NOT NULL THEN {name} // {DAY} END AS {name}_day")
    return f"SELECT {', '.join(columns)} FROM (SELECT *, {offsets} FROM (SELECT * REPLACE ({clock}) FROM raw))"


def _offset(clock: str) -> str:
    """The offset from UTC at a local clock time, in microseconds, as a search tree; null where no such time is."""
    segments = _segments()

    def tree(low: int, high: int) -> str:
        if high - low == 1:
            return segments[low][1]
        middle = (low + high) // 2
        return f"CASE WHEN {clock} < {segments[middle][0]} THEN {tree(low, middle)} ELSE {tree(middle, high)} END"

    return f"CASE WHEN {clock} IS NOT NULL THEN {tree(0, len(segments))} END"


@cache
def _segments() -> list[tuple[int, str]]:
    """From which clock time which offset holds; an hour that is skipped has none, one that comes twice is the first."""
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    before = _microseconds_ahead(moment)
    segments = [(0, str(before))]
    while moment.year < 2040:
        moment += timedelta(days=1)
        after = _microseconds_ahead(moment)
        if after != before:
            hours = (moment - timedelta(hours=hour) for hour in range(24))
            change = min(hour for hour in hours if _microseconds_ahead(hour) == after)
            at = (change - EPOCH) // timedelta(microseconds=1)
            starts, ends = sorted((at + before, at + after))
            segments += [(starts, "NULL" if after > before else str(before)), (ends, str(after))]
            before = after
    return segments


def _microseconds_ahead(moment: datetime) -> int:
    offset = moment.astimezone(WARSAW).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


def _shared(connection: duckdb.DuckDBPyConnection, form: str) -> dict[str, tuple[int, ...]]:
    place = "rowid" if form == "csv" else "place"
    numbers: dict[str, list[int]] = {}
    for order, number in connection.execute(
        f"SELECT order_id, {place} + 1 FROM raw WHERE order_id IN (FROM shared) ORDER BY 2 LIMIT {FIRST_COPIES}"
    ).fetchall():
        numbers.setdefault(order, []).append(number)
    return {order: tuple(found) for order, found in list(numbers.items())[:LISTED]}


def _counted(connection: duckdb.DuckDBPyConnection, path: Path, coded: str, form: str) -> Found:
    wanted: list[tuple[Any, ...]] = []
    for rule, (column, codes, excludable) in RULES.items():
        wanted += [(rule, code, f"count_if({column} = {code})") for code in codes]
        if excludable:
            # the figures with and without what is excluded
            wanted += [
                (rule, 6, f"count_if({column} = 32)"),
                (rule, 6, f"count_if({column} BETWEEN 33 AND 36)"),
                (rule, 6, f"count_if({column} > 36)"),
            ]
    others = ["count(*)", "count_if(duplicate)", "count_if(excluded)", "count(excluded)"]
    others += [f"count({name})" for name in FIELDS]
    others += [f"count_if({name}_bad)" for name in MAY_BE_BAD]
    asked = ", ".join([*(count for _, _, count in wanted), *others])
    rows = connection.execute(f"SELECT site, {asked} FROM ({coded}) GROUP BY site").fetchall()
    codes_of: dict[str, Counter[str]] = {rule: Counter() for rule in RULES}
    sites: dict[str, dict[str, Counter[str]]] = {rule: {} for rule in RULES}
    total = [0] * len(others)
    for site, *numbers in rows:
        for (rule, code, _), number in zip(wanted, numbers, strict=False):
            name, outcome = CODES[code]
            codes_of[rule][name] += number
            sites[rule].setdefault(site, Counter())[outcome] += number
        total = [a + b for a, b in zip(total, numbers[len(wanted) :], strict=True)]
    read, duplicates, excluded, known, *rest = total
    there, bad = dict(zip(FIELDS, rest, strict=False)), dict(zip(MAY_BE_BAD, rest[len(FIELDS) :], strict=True))
    ((rejected,),) = connection.execute("SELECT count(DISTINCT line) FROM rejected").fetchall()
    with path.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    return Found(
        rejected=rejected,
        fingerprint=fingerprint,
        shared=_shared(connection, form),
        codes={rule: present(found) for rule, found in codes_of.items()},
        sites={rule: {site: present(found) for site, found in sorted(by.items())} for rule, by in sites.items()},
        duplicates=duplicates,
        excluded=(excluded, read - known),
        missing=present({name: read - there[name] - bad.get(name, 0) for name in FIELDS}),
        unreadable=present(bad),
    )


def present(numbers: dict[str, int]) -> dict[str, int]:
    """The numbers that are not 0, in the order of their names."""
    return {name: number for name, number in sorted(numbers.items()) if number}
