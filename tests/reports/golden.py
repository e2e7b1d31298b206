"""Results made by hand that look like a real company's: what the reports are tested with, and looked at."""

from __future__ import annotations

from typing import Any

from checker.outcomes import Verdict
from checker.results import Results
from checker.targets.share import wilson_interval

BRANCHES = (
    "Łódź", "Gdańsk", "Kraków", "Wrocław", "Poznań", "Białystok", "Málaga", "A Coruña", "Rīga", "Köln", "Besançon", "Győr",
)  # fmt: skip
STAFF = ("Zofia Żak", "Jürgen Weiß", "Наталья Соболева", "Ilze Bērziņa", "José Muñoz")

FIELDS: dict[str, dict[str, Any]] = {
    "order_id": {"type": "text", "column": "Order no."},
    "ordered_at": {"type": "moment", "column": "ordered_at"},
    "branch": {"type": "text", "label": {"en": "Branch", "pl": "Oddział"}},
    "employee": {"type": "text", "label": "Taken by"},
    "order_status": {"type": "choice"},
    "promised_on": {"type": "date"},
    "delivered_at": {"type": "moment"},
    "ordered_quantity": {"type": "whole_number"},
    "delivered_quantity": {"type": "whole_number"},
    "undamaged": {"type": "yes_no"},
    "years_with_us": {"type": "number"},
    "told_at": {"type": "moment"},
    "delay_known_at": {"type": "moment"},
    "price_as_marked": {"type": "yes_no"},
}
CUSTOMER_GROUP = [{"when": {"years_with_us": {"at_least": "3"}}, "then": "A"}, {"otherwise": "B"}]


def tally(kept: int, breach: int, **more: int) -> dict[str, int]:
    counts = {
        "kept": kept,
        "breach": breach,
        "waived": 0,
        "pending": 0,
        "excluded": 0,
        "out_of_scope": 0,
        "undetermined": 0,
    }
    return {**counts, **more}


def figures(kept: int, breach: int, confidence: float = 0.95) -> dict[str, Any]:
    judged = kept + breach
    if not judged:
        return {}
    return {"share": kept / judged, "interval": wilson_interval(kept, judged, confidence)}


def groups(kept: int, breach: int, names: tuple[str, ...] = BRANCHES) -> dict[str, Any]:
    """The counts spread over branches, the first of them the worst."""
    told: dict[str, Any] = {}
    weights = list(range(len(names), 0, -1))
    left_kept, left_breach = kept, breach
    for place, name in enumerate(names):
        last = place == len(names) - 1
        part_kept = left_kept if last else kept // len(names)
        part_breach = (
            left_breach if last else min(left_breach, breach * weights[place] * 2 // (len(names) * (len(names) + 1)))
        )
        left_kept, left_breach = left_kept - part_kept, left_breach - part_breach
        judged = part_kept + part_breach
        told[name] = {"outcomes": tally(part_kept, part_breach), "share": part_kept / judged if judged else None}
    return told


def late(number: int, hours: int, limit: int = 72) -> dict[str, Any]:
    return {
        "record": f"Z-2026-{4000 + 7 * number:05d}",
        "outcome": "breach",
        "observed": {
            "unit": "elapsed",
            "amount": hours * 3_600_000_000,
            "text": f"{hours} hours {number % 59 + 1} minutes",
        },
        "limit": {"unit": "elapsed", "amount": limit * 3_600_000_000, "text": f"{limit} hours"},
        "evidence": {
            "ordered_at": f"2026-07-{number % 28 + 1:02d} 09:{number % 60:02d}",
            "delivered_at": f"2026-08-{number % 28 + 1:02d} 16:{number % 60:02d}",
            "customer_group": "A",
        },
        "source_row": 12 + 11 * number,
        "groups": {"branch": BRANCHES[number % 12], "customer_group": "A"},
    }


def open_past(number: int) -> dict[str, Any]:
    return {
        **late(number, 200),
        "reason": "open_past_limit",
        "observed": {"unit": "elapsed", "amount": None, "text": "not yet, after 31 days"},
        "evidence": {"ordered_at": "2026-08-31 17:55", "delivered_at": ""},
    }


def unsaid(number: int, reason: str, field: str, found: str = "") -> dict[str, Any]:
    return {
        "record": f"Z-2026-{9000 + number:05d}",
        "outcome": "undetermined",
        "reason": reason,
        "field": field,
        "evidence": {"ordered_at": "2026-07-14 11:02", field: found},
        "source_row": 40 + 13 * number,
        "groups": {"branch": BRANCHES[number % 12]},
    }


def simple_finding(number: int, field: str, found: str) -> dict[str, Any]:
    return {
        "record": f"Z-2026-{5000 + number:05d}",
        "outcome": "breach",
        "evidence": {field: found, "employee": STAFF[number % 5]},
        "source_row": 5 + 17 * number,
        "groups": {"branch": BRANCHES[number % 12]},
    }


def rule(identity: str, title: str, counts: dict[str, int], **more: Any) -> dict[str, Any]:
    target = more.pop("target", {"at_least": 0.95, "judged_on": "point"})
    written = {"share": "kept", "at_least": "95 %"}
    if target:
        written = {
            key: value if key == "judged_on" else f"{100 * value:g} %"
            for key, value in target.items()
            if key != "confidence"
        }
    given = {
        "id": identity,
        "title": title,
        "describe": {
            "scope": {"order_status": {"not": ["cancelled"]}},
            "measure": {"kind": "requirement", "must": {"undamaged": "yes"}},
            "target": written,
            "missing": "undetermined",
        },
        "severity": "major",
        "weight": 1,
        "verdict": "met",
        "target": target,
        "units": sum(counts.values()),
        "outcomes": counts,
        "if_undetermined_were_breaches": more.get("verdict", "met"),
        **figures(counts["kept"], counts["breach"]),
    }
    return {**given, **more}


CYCLE = {
    "scope": {"order_status": {"not": ["cancelled"]}},
    "measure": {
        "kind": "elapsed_time",
        "from": "ordered_at",
        "to": "delivered_at",
        "within": [{"when": {"customer_group": "A"}, "then": "72 hours"}, {"otherwise": "8 calendar days"}],
        "open_records": "by_limit",
    },
    "target": [
        {"when": {"customer_group": "A"}, "then": {"share": "kept", "at_least": "92 %"}},
        {"otherwise": {"share": "kept", "at_least": "90 %"}},
    ],
    "missing": "undetermined",
    "worked_out": {"customer_group": CUSTOMER_GROUP},
    "exclusions": ["force-majeure"],
}


def delivery_rules() -> list[dict[str, Any]]:
    """Nine rules with every verdict there is."""
    cycle_counts = tally(1098, 139, pending=14, excluded=21, out_of_scope=37, undetermined=11)
    return [
        rule(
            "delivery-cycle", "Orders arrive within the agreed cycle", cycle_counts,
            clause={
                "id": "delivery.cycle",
                "text": {"en": "An order reaches the customer within the time agreed for the customer's group, counted from placing the order to receiving the goods."},
            },
            describe=CYCLE, weight=3, verdict="missed", target=None,
            target_rows=[
                {"when": {"customer_group": "A"}, "target": {"at_least": 0.92}, "kept": 301, "breach": 78, "share": 301 / 379, "interval": wilson_interval(301, 379), "verdict": "missed"},
                {"when": None, "target": {"at_least": 0.9}, "kept": 797, "breach": 61, "share": 797 / 858, "interval": wilson_interval(797, 858), "verdict": "met"},
            ],
            remedy="Ask the branches below their target for a second delivery run a day until the cycle holds again.",
            owner="Head of logistics", due={"within": "30 calendar days", "on": "2026-10-31"},
            reasons={"open_past_limit": 9, "open": 14, "not_in_scope": 37, "missing_field": 6, "unreadable_value": 3, "duplicate_id": 2},
            without_exclusions={"kept": 1101, "breach": 157, "share": 1101 / 1258, "verdict": "missed"},
            if_undetermined_were_breaches="missed",
            groups={"branch": groups(1098, 139), "customer_group": groups(1098, 139, ("A", "B"))},
            findings_total=150, findings=[*(late(n, 73 + 5 * n) for n in range(120)), *(open_past(n) for n in range(9)), unsaid(1, "missing_field", "delivered_at"), unsaid(2, "unreadable_value", "ordered_at", "31.02.2026 10:00")],
        ),
        rule(
            "promised-date", "Every order arrives by the promised date", tally(1246, 31, out_of_scope=37, undetermined=6),
            clause={"id": "delivery.promise", "text": "The delivery date we name is a promise. Goods arrive on that day or earlier, every time."},
            describe={
                "scope": {"order_status": {"not": ["cancelled"]}},
                "measure": {"kind": "promise_kept", "promised": "promised_on", "actual": "delivered_at", "by": "day", "early": "any", "late": "none", "open_records": "by_limit"},
                "target": {"share": "kept", "at_least": "100 %"}, "missing": "undetermined",
            },
            severity="critical", weight=5, verdict="missed", target={"at_least": 1.0},
            remedy="Call every customer whose order came late, and promise only dates that the branch's lorries can meet.",
            owner="Head of logistics", due={"within": "30 calendar days", "on": "2026-10-31"},
            reasons={"not_in_scope": 37, "missing_field": 4, "duplicate_id": 2},
            groups={"branch": groups(1246, 31)},
            findings_total=37, findings=[
                {**simple_finding(n, "promised_on", "2026-08-04"), "observed": {"unit": "calendar days", "amount": n % 5 + 1, "text": f"{n % 5 + 1} calendar day{'s' if n % 5 else ''}"}, "limit": {"unit": "calendar days", "amount": 0, "text": "0 calendar days"}}
                for n in range(31)
            ] + [unsaid(n, "missing_field", "promised_on") for n in range(4)] + [unsaid(9, "duplicate_id", "order_id")] * 2,
        ),
        rule(
            "delivered-in-full", "The ordered quantity is delivered, neither less nor more", tally(1203, 42, out_of_scope=71, undetermined=4),
            clause={"id": "delivery.in-full", "text": "The customer receives the whole quantity ordered, not less and not more."},
            describe={
                "scope": {"order_status": "delivered"},
                "measure": {"kind": "promise_kept", "promised": "ordered_quantity", "actual": "delivered_quantity"},
                "target": {"share": "kept", "at_least": "98 %"}, "missing": "undetermined",
            },
            weight=3, verdict="missed", target={"at_least": 0.98}, owner="Head of warehouse",
            remedy="Count again before loading whenever an order has more than 20 pieces.", due={"within": "30 calendar days", "on": "2026-10-31"},
            groups={"branch": groups(1203, 42)}, reasons={"not_in_scope": 71, "missing_field": 4},
            findings_total=46, findings=[
                {**simple_finding(n, "ordered_quantity", str(20 + n)), "observed": {"unit": "number", "amount": -1_000_000, "text": "-1"}, "limit": {"unit": "number", "amount": 0, "text": "0"}}
                for n in range(42)
            ] + [unsaid(n, "missing_field", "delivered_quantity") for n in range(4)],
        ),
        rule(
            "visit-score", "A visit earns 75 points of 100, and the price told is the price marked", tally(45, 5, undetermined=1),
            clause={"id": "visits.quality", "text": "Whoever visits a branch is served well in every respect."},
            describe={
                "measure": {
                    "kind": "checklist",
                    "items": [
                        {"field": "undamaged", "weight": 1, "points": None, "critical": False},
                        {"field": "price_as_marked", "weight": 3, "points": None, "critical": True},
                        {"field": "order_status", "weight": 3, "points": {"solved": 1, "partly": 0, "unsolved": -1}, "critical": False},
                    ],
                    "not_applicable": "left_out", "not_checked": "undetermined", "pass_mark": "75 %",
                },
                "target": {"share": "kept", "at_least": "90 %", "judged_on": "interval", "confidence": "95 %", "unacceptable": "75 %"},
                "missing": "undetermined",
            },
            weight=2, verdict="too_close", target={"at_least": 0.9, "judged_on": "interval", "confidence": 0.95, "unacceptable": 0.75},
            remedy="Visit the three weakest branches again, with twice as many visits, before the next quarter.", owner="Head of sales",
            groups={"branch": groups(45, 5, BRANCHES[:5])}, reasons={"not_checked": 1},
            findings_total=6, findings=[
                {**simple_finding(n, "price_as_marked", "no"), "reason": "critical_item" if n == 2 else None, "observed": {"unit": "share", "amount": 600_000 + n * 20_000, "text": f"{60 + 2 * n} %"}, "limit": {"unit": "share", "amount": 750_000, "text": "75 %"}}
                for n in range(5)
            ] + [unsaid(4, "not_checked", "price_as_marked", "?")],
        ),
        rule(
            "guarantee", "A paid guarantee of perfect condition is kept", tally(0, 0, out_of_scope=1315, undetermined=5),
            clause={"id": "delivery.guarantee", "text": "Whoever pays for the reinforced packing receives the parcel in perfect condition, without exception."},
            severity="critical", weight=2, verdict="undetermined", reason="nothing_judged", target={"at_least": 1.0},
            if_undetermined_were_breaches="missed", reasons={"not_in_scope": 1315, "missing_field": 5},
            findings_total=5, findings=[unsaid(n, "missing_field", "undamaged") for n in range(5)],
        ),
        rule(
            "told-of-delay", "The customer hears of a delay within 4 hours", tally(0, 0),
            clause={"id": "contingencies.notice", "text": None}, units=0, outcomes={},
            describe={
                "scope": {"delay_known_at": {"is": "present"}},
                "measure": {"kind": "elapsed_time", "from": "delay_known_at", "to": "told_at", "within": "4 hours"},
                "target": {"share": "kept", "at_least": "95 %"}, "missing": "undetermined",
            },
            verdict="not_evaluated", reason="the records have no column 'told_at'", if_undetermined_were_breaches=None,
        ),
        rule(
            "no-weak-point", "A visit without a single failed point", tally(31, 19, undetermined=1),
            describe={"measure": {"kind": "requirement", "must": {"any": [{"undamaged": "yes"}, {"price_as_marked": {"is": "not_applicable"}}]}}, "target": "none", "missing": "breach"},
            severity="minor", verdict="not_judged", target=None, if_undetermined_were_breaches=None,
        ),
        rule(
            "goods-undamaged", "Goods arrive undamaged", tally(1227, 18, out_of_scope=71, undetermined=4),
            clause={"id": "delivery.condition", "text": "Goods arrive undamaged."}, weight=3, target={"at_least": 0.97},
            findings_total=22, findings=[simple_finding(n, "undamaged", "no") for n in range(18)],
            reasons={"not_in_scope": 71, "missing_field": 4}, groups={"branch": groups(1227, 18)},
        ),
        rule(
            "price-as-listed", "The price charged is the list price", tally(1264, 15, out_of_scope=37, undetermined=4), weight=2,
            clause={"id": "delivery.price", "text": "The price charged is the price of the list."},
            if_undetermined_were_breaches="met", reasons={"not_in_scope": 37, "unreadable_value": 4},
            target={"at_least": 0.98}, groups={"branch": groups(1264, 15)},
        ),
    ]  # fmt: skip


def records(**more: Any) -> dict[str, Any]:
    given = {
        "called": "order", "id": "order_id", "dated_by": "ordered_at", "time_zone": "Europe/Warsaw", "fields": FIELDS,
        "groups": ["branch", "customer_group"], "read": 1320, "rejected": 0,
    }  # fmt: skip
    return {**given, **more}


DIRTY = {
    "rejected": 3,
    "faults": {"delivered_at": {"missing": 57, "unreadable": 2}, "ordered_at": {"unreadable": 3, "twice": 1}, "told_at": {"missing": 1200}},
    "duplicate_records": 2,
    "duplicates": [{"id": "Z-2026-09009", "rows": [157, 811]}],
    "rejected_rows": [
        {"row": 212, "reason": "7 cells where 21 columns are declared", "text": "Z-2026-05611;14.08.2026 10:15;Łódź"},
        {"row": 640, "reason": "23 cells where 21 columns are declared", "text": "Z-2026-06120;02.09.2026 08:01;\"A C"},
        {"row": 641, "reason": "text after a closing quotation mark", "text": "Z-2026-06121;02.09.2026 08:03;\"Rī"},
    ],
    "unreadable_cells": [
        {"row": 66, "field": "ordered_at", "column": "ordered_at", "fault": "unreadable", "text": "31.02.2026 10:00"},
        {"row": 71, "field": "delivered_at", "column": "delivered_at", "fault": "unreadable", "text": "yesterday"},
        {"row": 402, "field": "ordered_at", "column": "ordered_at", "fault": "no_such_local_time", "text": "29.03.2026 02:30"},
    ],
    "notes": ["column 'remarks' is declared by no field and was not read"],
}  # fmt: skip

FORCE_MAJEURE = {
    "id": "force-majeure",
    "because": "Clause contingencies.relief suspends the promises on time, quantity and condition during a strike or a flood.",
    "except": ["told-of-delay", "price-as-listed"],
    "when": {"delay_cause": ["strike", "flood"]},
    "records": 21,
    "unknown": 4,
}


def rule_set(rules: list[dict[str, Any]], verdict: str, **more: Any) -> dict[str, Any]:
    given = {
        "rule_set": {
            "id": "delivery", "title": "Delivery of orders", "version": "2026.3", "owner": "Head of logistics",
            "organisation": "Wigry & Daughters", "standard": "customer-service",
            "standard_title": {"en": "Customer service", "pl": "Obsługa klienta"},
        },
        "records": records(),
        "verdict": verdict,
        "rules": rules,
    }  # fmt: skip
    return {**given, **more}


def results(*rule_sets: dict[str, Any], verdict: str = "missed", **more: Any) -> Results:
    given = {
        "format": 1,
        "inputs": {
            "program": "checker", "version": "0.1.0", "engine": "duckdb 2.0.0",
            "files": [
                {"role": "rules", "name": "delivery.yaml", "sha256": "8f4e1a" + "0b7c92d35e" * 5 + "41d6f0aa", "size": 9120},
                {"role": "records", "name": "delivery.csv", "sha256": "17c0de" + "9a3b5f7721" * 5 + "c2e81b04", "size": 288_411},
            ],
        },
        "organisation": "Wigry & Daughters",
        "period": {"name": "2026-Q3", "from": "2026-07-01", "until": "2026-09-30"},
        "as_of": "2026-10-01T00:00:00+02:00",
        "verdict": verdict,
        "rule_sets": rule_sets,
    }  # fmt: skip
    return Results.model_validate({**given, **more})


SCORE = {
    "value": 6 / 19,
    "numerator": 6,
    "denominator": 19,
    "at_least": 0.8,
    "formula": "weight of met rules / weight of judged rules",
}
OVERALL = {"must_meet": ["critical"], "score": {"at_least": "80 %"}}


def mixed() -> Results:
    """Every verdict, with findings, exclusions, faults, rejected rows, groups, rows of targets and a score."""
    whole = rule_set(
        delivery_rules(), "missed", records=records(**DIRTY), exclusions=[FORCE_MAJEURE], score=SCORE,
        reason="must_meet", if_undetermined_were_breaches="missed",
    )  # fmt: skip
    whole["rule_set"] = {**whole["rule_set"], "overall": OVERALL}
    return results(whole)


def all_met() -> Results:
    """Nothing is missed and nothing is wrong with the records."""
    met = [
        rule("delivery-cycle", "Orders arrive within the agreed cycle", tally(1290, 30), weight=3, clause={"id": "delivery.cycle", "text": "In time."}),
        rule("goods-undamaged", "Goods arrive undamaged", tally(1319, 1), clause={"id": "delivery.condition"}),
        rule("promised-date", "Every order arrives by the promised date", tally(1320, 0), severity="critical", target={"at_least": 1.0}),
    ]  # fmt: skip
    whole = rule_set(
        met, "met", score={**SCORE, "value": 1.0, "numerator": 5, "denominator": 5}, if_undetermined_were_breaches="met"
    )
    return results(whole, verdict="met")


def nothing_judged() -> Results:
    """The records hold no evidence at all."""
    none = [
        rule("delivery-cycle", "Orders arrive within the agreed cycle", tally(0, 0, undetermined=12), verdict="undetermined", reason="nothing_judged", if_undetermined_were_breaches="missed", reasons={"missing_field": 12}),
        rule("goods-undamaged", "Goods arrive undamaged", tally(0, 0, out_of_scope=12), verdict="undetermined", reason="nothing_judged", if_undetermined_were_breaches="undetermined", reasons={"not_in_scope": 12}),
    ]  # fmt: skip
    whole = rule_set(none, "undetermined", records=records(read=12), if_undetermined_were_breaches="missed")
    return results(whole, verdict="undetermined", organisation=None, period=None, as_of=None)


def one_rule() -> Results:
    """A single rule, judged on a sample."""
    single = rule(
        "visit-score", "A visit reaches its pass mark", tally(45, 5), verdict="too_close",
        target={"at_least": 0.9, "judged_on": "interval", "confidence": 0.95}, findings_total=5,
        findings=[simple_finding(n, "price_as_marked", "no") for n in range(5)],
    )  # fmt: skip
    return results(rule_set([single], "too_close"), verdict="too_close")


def several_rule_sets() -> Results:
    """Three rule sets over three kinds of records: thirteen commitments."""
    more = []
    for place, (identity, title, called) in enumerate(
        (
            ("appearance", "Appearance and attitude of employees", "visit"),
            ("responses", "Answers to questions and complaints", "contact"),
        )
    ):
        rules = [
            rule("first-answer", "A question gets its first answer in the time promised", tally(310, 40 * place), verdict="missed" if place else "met", remedy="Share the written questions of slow branches." if place else None, findings_total=place * 40, groups={"branch": groups(310, 40 * place)}),
            rule("solved-at-first", "A question is settled by the first answer", tally(300, 2)),
        ]  # fmt: skip
        whole = rule_set(rules, "missed" if place else "met", records=records(called=called, read=350))
        whole["rule_set"] = {"id": identity, "title": title, "version": "2026.3", "organisation": "Wigry & Daughters"}
        more.append(whole)
    return results(*mixed().model_dump(by_alias=True, mode="json")["rule_sets"], *more)


GOLDEN = {
    "mixed": mixed,
    "all_met": all_met,
    "nothing_judged": nothing_judged,
    "one_rule": one_rule,
    "several_rule_sets": several_rule_sets,
}
"""Each of them by its name."""

assert set(Verdict) == {rule.verdict for rule in mixed().rule_sets[0].rules}
