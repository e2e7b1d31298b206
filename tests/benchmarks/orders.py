"""Orders of a large company, the same on every machine: 50 sites, 21 columns, dirty in the ways real files are."""

from __future__ import annotations

from pathlib import Path

FORMS = ("utc", "local", "csv")
"""Parquet with moments in UTC, Parquet with local moments, and CSV with local moments as text."""

SEED = 20260101

AS_OF = "2026-09-15T00:00:00+02:00"

_DRAWN = f"""
    SELECT
        i,
        hash(i, {SEED}, 1) AS h1, hash(i, {SEED}, 2) AS h2, hash(i, {SEED}, 3) AS h3, hash(i, {SEED}, 4) AS h4,
        -- one id in ten thousand stands twice
        'W-' || lpad(CAST(CASE WHEN i % 10007 = 10006 THEN i - 1 ELSE i END AS VARCHAR), 9, '0') AS order_id,
        TIMESTAMP '2026-01-01' + to_seconds(draw(h1, 0, 20995200)) AS ordered,
        ordered + to_seconds(100000 + draw(h1, 44, 460800)) AS arrives,
        CASE WHEN draw(h2, 0, 100) < 4 THEN 'open' WHEN draw(h2, 0, 100) < 7 THEN 'sent'
             WHEN draw(h2, 0, 100) < 10 THEN 'cancelled' ELSE 'delivered' END AS status,
        1 + draw(h3, 8, 8) AS pieces,
        CAST((draw(h4, 4, 50000) + 500) / 100 AS DECIMAL(10, 2)) AS price
    FROM range($rows) AS numbers(i)
"""

_ORDERS = f"""
    SELECT
        order_id,
        'site ' || lpad(CAST(draw(h1, 32, 50) AS VARCHAR), 2, '0') AS site,
        CASE WHEN draw(h2, 20, 1000) < 3 THEN NULL
             ELSE ['A', 'B', 'B', 'C', 'C', 'C'][1 + draw(h2, 12, 6)] END AS segment,
        CASE WHEN draw(h2, 32, 1000) < 2 THEN NULL ELSE status END AS order_status,
        CASE WHEN draw(h3, 16, 1000) < 2 THEN NULL ELSE ordered END AS ordered_at,
        CASE WHEN draw(h3, 24, 100) < 2 THEN NULL
             ELSE ordered + to_seconds(draw(h3, 30, 30000)) END AS confirmed_at,
        CASE WHEN status = 'open' THEN NULL
             ELSE ordered + to_seconds(draw(h4, 16, 100000)) END AS sent_at,
        date_trunc('hour', arrives) + to_hours(draw(h4, 24, 10) - 1) AS promised_at,
        -- a few stand before the order: faulty evidence
        CASE WHEN status NOT IN ('delivered', 'cancelled') OR draw(h1, 20, 100) < 2 THEN NULL
             WHEN draw(h1, 40, 1000) < 2 THEN ordered - to_hours(1)
             ELSE arrives END AS delivered_at,
        CASE WHEN draw(h2, 40, 100) < 1 THEN NULL
             ELSE CAST(ordered AS DATE) + 4 + draw(h2, 44, 4) END AS promised_on,
        CASE WHEN draw(h3, 40, 100) < 3 THEN NULL ELSE 2 + draw(h3, 44, 5) END AS transit_days,
        pieces AS ordered_quantity,
        CASE WHEN draw(h3, 48, 100) < 1 THEN NULL WHEN draw(h3, 48, 100) < 4 THEN pieces - 1
             ELSE pieces END AS delivered_quantity,
        price AS list_price,
        CASE WHEN draw(h4, 40, 100) < 2 THEN CAST(price * 1.05 AS DECIMAL(10, 2)) ELSE price END AS charged_price,
        CASE WHEN draw(h4, 44, 100) < 1 THEN NULL WHEN draw(h4, 44, 100) < 5 THEN 'no' ELSE 'yes' END AS undamaged,
        CASE WHEN draw(h1, 8, 100) < 1 THEN NULL WHEN draw(h1, 8, 100) < 3 THEN 'no' ELSE 'yes' END AS papers_complete,
        CASE WHEN draw(h2, 8, 100) < 1 THEN NULL WHEN draw(h2, 8, 100) < 21 THEN 'n/a'
             WHEN draw(h2, 8, 100) < 30 THEN 'no' ELSE 'yes' END AS packed_right,
        CASE WHEN draw(h3, 12, 100) < 1 THEN NULL WHEN draw(h3, 12, 100) < 15 THEN 'no' ELSE 'yes' END AS driver_polite,
        CASE WHEN draw(h4, 8, 100) < 12 THEN NULL
             ELSE CAST([1, 2, 3, 4, 4, 4, 5, 5, 5, 5][1 + draw(h4, 12, 10)] AS TINYINT) END AS satisfaction,
        CASE WHEN draw(h1, 12, 1000) < 5 THEN NULL
             ELSE ['none', 'none', 'none', 'none', 'none', 'none', 'none', 'lorry', 'stock', 'strike', 'flood']
                  [1 + draw(h1, 16, 11)] END AS delay_cause
    FROM ({_DRAWN})
"""

_IN_UTC = "ordered_at, confirmed_at, sent_at, promised_at, delivered_at"

# As text, one cell in two thousand is not written as its column declares; whoever reads them must not guess. A blank
# beside a number is no part of it, half a piece is no whole number, and 1e2 and a T are other ways to write.
_AS_TEXT = """
    CASE hash(order_id, 5) % 4000 WHEN 0 THEN 'soon' WHEN 1 THEN strftime(confirmed_at, '%Y-%m-%dT%H:%M:%S')
         ELSE strftime(confirmed_at, '%Y-%m-%d %H:%M:%S') END AS confirmed_at,
    CASE hash(order_id, 6) % 4000 WHEN 0 THEN 'good' WHEN 1 THEN '4.5' WHEN 2 THEN ' 4'
         ELSE CAST(satisfaction AS VARCHAR) END AS satisfaction,
    CASE hash(order_id, 7) % 2000 WHEN 0 THEN list_price || '9' WHEN 1 THEN '1e2'
         ELSE CAST(list_price AS VARCHAR) END AS list_price
"""

_BROKEN = "W-broken,site 01,A\n"
"""A row of which the cells cannot be told apart; a few stand at the end of a file."""


def make_orders(path: Path, form: str, rows: int) -> None:
    """Write so many orders in one of the forms."""
    import duckdb

    as_utc = ", ".join(f"CAST({name} AS TIMESTAMPTZ) AS {name}" for name in _IN_UTC.split(", "))
    replaced = {"utc": f"REPLACE ({as_utc})", "local": "", "csv": f"REPLACE ({_AS_TEXT})"}[form]
    written = "FORMAT csv, HEADER" if form == "csv" else "FORMAT parquet"
    query = f"SELECT * {replaced} FROM ({_ORDERS})".replace("$rows", str(rows))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE MACRO draw(number, shift, below) AS CAST((number >> shift) % below AS INTEGER)")
        connection.execute(f"COPY ({query}) TO '{path}' ({written})")
    if form == "csv":
        with path.open("a", encoding="utf-8") as file:
            file.write(7 * _BROKEN)
