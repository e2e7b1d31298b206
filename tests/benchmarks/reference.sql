-- The rules of orders.yaml by hand, over typed orders: moments in microseconds, days since 1970, and for each field that
-- may be unreadable whether it is. Each record has one code per rule: 0 kept · 1 breach · 2 open and past the limit ·
-- 3 missing is a breach · 4 critical item · 5 pending · 8 not in scope · 10 duplicate id · 11 unknown scope · 12 missing ·
-- 13 unreadable · 15 faulty evidence · 18 unknown row; 32 is added where an exclusion fits.
WITH asked AS (
    SELECT *,
        order_status <> 'cancelled' AS live,
        order_status = 'delivered' AS delivered,
        delay_cause IN ('strike', 'flood') AS excluded
    FROM orders
),
coded AS (
    SELECT *,
        CASE
            WHEN NOT live THEN 8
            WHEN duplicate THEN 10
            WHEN live IS NULL THEN 11
            WHEN delivered_at_bad OR ordered_at_bad THEN 13
            WHEN ordered_at IS NULL THEN 12
            WHEN segment IS NULL THEN 18
            WHEN delivered_at IS NULL THEN CASE
                WHEN CASE segment
                    WHEN 'A' THEN $as_of - ordered_at <= 345600000000
                    WHEN 'B' THEN $as_of_day - ordered_at_day <= 5
                    ELSE $as_of_day - ordered_at_day <= 6 END
                THEN 5 ELSE 2 END
            WHEN delivered_at < ordered_at THEN 15
            WHEN CASE segment
                WHEN 'A' THEN delivered_at - ordered_at <= 345600000000
                WHEN 'B' THEN delivered_at_day - ordered_at_day <= 5
                ELSE delivered_at_day - ordered_at_day <= 6 END
            THEN 0 ELSE 1
        END AS cycle,
        CASE
            WHEN duplicate THEN 10
            WHEN confirmed_at_bad OR ordered_at_bad THEN 13
            WHEN ordered_at IS NULL THEN 12
            WHEN segment IS NULL THEN 18
            WHEN confirmed_at IS NULL THEN 2
            WHEN confirmed_at < ordered_at THEN 15
            WHEN confirmed_at - ordered_at
                <= CASE segment WHEN 'A' THEN 7200000000 WHEN 'B' THEN 28800000000 ELSE 86400000000 END
            THEN 0 ELSE 1
        END AS confirmation,
        CASE
            WHEN NOT live THEN 8
            WHEN duplicate THEN 10
            WHEN live IS NULL THEN 11
            WHEN sent_at_bad OR ordered_at_bad THEN 13
            WHEN ordered_at IS NULL THEN 12
            WHEN sent_at IS NULL THEN CASE WHEN $as_of - ordered_at <= 86400000000 THEN 5 ELSE 2 END
            WHEN sent_at < ordered_at THEN 15
            WHEN sent_at - ordered_at <= 86400000000 THEN 0 ELSE 1
        END AS dispatch,
        CASE
            WHEN order_status NOT IN ('sent', 'delivered') THEN 8
            WHEN duplicate THEN 10
            WHEN order_status IS NULL THEN 11
            WHEN delivered_at_bad OR sent_at_bad THEN 13
            WHEN sent_at IS NULL THEN 12
            WHEN transit_days_bad THEN 13
            WHEN transit_days IS NULL THEN 12
            WHEN delivered_at IS NULL THEN 5
            WHEN delivered_at < sent_at THEN 15
            WHEN delivered_at_day - sent_at_day <= transit_days THEN 0 ELSE 1
        END AS transit,
        CASE
            WHEN NOT live THEN 8
            WHEN duplicate THEN 10
            WHEN live IS NULL THEN 11
            WHEN delivered_at_bad OR promised_on_bad THEN 13
            WHEN promised_on IS NULL THEN 12
            WHEN delivered_at IS NULL THEN CASE WHEN $as_of_day <= promised_on THEN 5 ELSE 2 END
            WHEN delivered_at_day > promised_on THEN 1 ELSE 0
        END AS promised_day,
        CASE
            WHEN NOT (live AND segment = 'A') THEN 8
            WHEN duplicate THEN 10
            WHEN (live AND segment = 'A') IS NULL THEN 11
            WHEN delivered_at_bad OR promised_at_bad THEN 13
            WHEN promised_at IS NULL THEN 12
            WHEN delivered_at IS NULL THEN CASE WHEN $as_of - promised_at <= 1800000000 THEN 5 ELSE 2 END
            WHEN delivered_at - promised_at > 1800000000 OR promised_at - delivered_at > 28800000000 THEN 1 ELSE 0
        END AS promised_moment,
        CASE
            WHEN NOT delivered THEN 8
            WHEN duplicate THEN 10
            WHEN delivered IS NULL THEN 11
            WHEN delivered_quantity_bad THEN 13
            WHEN delivered_quantity IS NULL THEN 12
            WHEN ordered_quantity_bad THEN 13
            WHEN ordered_quantity IS NULL THEN 12
            WHEN delivered_quantity <> ordered_quantity THEN 1 ELSE 0
        END AS quantity,
        CASE
            WHEN NOT live THEN 8
            WHEN duplicate THEN 10
            WHEN live IS NULL THEN 11
            WHEN charged_price_bad THEN 13
            WHEN charged_price IS NULL THEN 12
            WHEN list_price_bad THEN 13
            WHEN list_price IS NULL THEN 12
            WHEN charged_price - list_price > 0.01 THEN 1 ELSE 0
        END AS price,
        CASE
            WHEN NOT delivered THEN 8
            WHEN duplicate THEN 10
            WHEN delivered IS NULL THEN 11
            WHEN undamaged = 'yes' THEN 0
            WHEN undamaged = 'no' THEN 1
            WHEN undamaged_bad THEN 13 ELSE 12
        END AS undamaged_goods,
        CASE
            WHEN NOT delivered THEN 8
            WHEN duplicate THEN 10
            WHEN delivered IS NULL THEN 11
            WHEN delay_cause IN ('none', 'lorry', 'stock') OR satisfaction >= 3 THEN 0
            WHEN delay_cause IS NOT NULL AND satisfaction IS NOT NULL THEN 1
            WHEN delay_cause_bad OR satisfaction_bad THEN 13 ELSE 3
        END AS explained,
        CASE
            WHEN NOT delivered THEN 8
            WHEN duplicate THEN 10
            WHEN delivered IS NULL THEN 11
            WHEN papers_complete = 'no' THEN 4
            WHEN papers_complete_bad THEN 13
            WHEN papers_complete IS NULL THEN 12
            WHEN packed_right_bad THEN 13
            WHEN packed_right IS NULL THEN 12
            WHEN driver_polite_bad THEN 13
            WHEN driver_polite IS NULL THEN 12
            WHEN satisfaction_bad THEN 13
            WHEN satisfaction IS NULL THEN 12
            -- points of 24, or of 16 where the question of packing did not apply; 75 % of them
            WHEN 4 + CASE packed_right WHEN 'yes' THEN 8 ELSE 0 END + CASE driver_polite WHEN 'yes' THEN 4 ELSE 0 END
                + 2 * (satisfaction - 1) >= CASE packed_right WHEN 'n/a' THEN 12 ELSE 18 END
            THEN 0 ELSE 1
        END AS handover,
        CASE
            WHEN NOT (delivered AND segment IN ('A', 'B')) THEN 8
            WHEN duplicate THEN 10
            WHEN (delivered AND segment IN ('A', 'B')) IS NULL THEN 11
            WHEN satisfaction >= 4 THEN 0
            WHEN satisfaction < 4 THEN 1
            WHEN satisfaction_bad THEN 13 ELSE 12
        END AS satisfied
    FROM asked
)
SELECT * REPLACE (
    CASE WHEN excluded AND cycle NOT BETWEEN 7 AND 10 THEN cycle + 32 ELSE cycle END AS cycle,
    CASE WHEN excluded AND confirmation NOT BETWEEN 7 AND 10 THEN confirmation + 32 ELSE confirmation END AS confirmation,
    CASE WHEN excluded AND dispatch NOT BETWEEN 7 AND 10 THEN dispatch + 32 ELSE dispatch END AS dispatch,
    CASE WHEN excluded AND transit NOT BETWEEN 7 AND 10 THEN transit + 32 ELSE transit END AS transit,
    CASE WHEN excluded AND promised_day NOT BETWEEN 7 AND 10 THEN promised_day + 32 ELSE promised_day END AS promised_day,
    CASE WHEN excluded AND promised_moment NOT BETWEEN 7 AND 10 THEN promised_moment + 32
        ELSE promised_moment END AS promised_moment,
    CASE WHEN excluded AND explained NOT BETWEEN 7 AND 10 THEN explained + 32 ELSE explained END AS explained
)
FROM coded
