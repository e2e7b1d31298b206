"""Results that look like a real company's, built from golden/*.yaml: what reports are tested with, and looked at."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from checker.outcomes import Outcome
from checker.results import Results
from checker.targets.share import wilson_interval

FOLDER = Path(__file__).parent / "golden"

BRANCHES = "Łódź Gdańsk Kraków Wrocław Poznań Białystok Málaga Coruña Rīga Köln Besançon Győr".split()
EMPLOYEES = ("Zofia Żak", "Jürgen Weiß", "Наталья Соболева", "Ilze Bērziņa", "José Muñoz")

TYPES = {
    "order_id": "text", "ordered_at": "moment", "order_status": "choice", "promised_on": "date",
    "delivered_at": "moment", "ordered_quantity": "whole_number", "delivered_quantity": "whole_number",
    "undamaged": "yes_no", "price_as_marked": "yes_no", "years_with_us": "number", "customer_group": "text",
    "delay_cause": "text", "delay_known_at": "moment", "told_at": "moment", "branch": "text", "employee": "text",
}  # fmt: skip
LABELS = {"branch": {"en": "Branch", "pl": "Oddział"}, "employee": "Taken by"}
FIELDS = {name: {"type": kind, "label": LABELS.get(name)} for name, kind in TYPES.items()}


@cache
def _written(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def written(name: str) -> Any:
    """A file of golden/, which the caller may change."""
    return copy.deepcopy(_written(name))


# ---- from the short forms to results ---------------------------------------------------------------------------------


def results(*rule_sets: dict[str, Any], verdict: str = "missed", **more: Any) -> Results:
    """Results of rule sets in the short form."""
    given = {
        "inputs": {
            "program": "checker",
            "version": "0.1.0",
            "engine": "duckdb 2.0.0",
            "files": [
                {
                    "role": "rules",
                    "name": "delivery.yaml",
                    "sha256": "8f4e1a" + "0b7c92d35e" * 5 + "41d6f0aa",
                    "size": 91,
                },
                {
                    "role": "records",
                    "name": "delivery.csv",
                    "sha256": "17c0de" + "9a3b5f7721" * 5 + "c2e81b",
                    "size": 2884,
                },
            ],
        },
        "organisation": "Wigry & Daughters",
        "period": {"name": "2026-Q3", "from": "2026-07-01", "until": "2026-09-30"},
        "as_of": "2026-10-01T00:00:00+02:00",
        "verdict": verdict,
        "rule_sets": [rule_set(one) for one in rule_sets],
    }
    return Results.model_validate({**given, **more})


def rule_set(short: dict[str, Any]) -> dict[str, Any]:
    """A rule set in full."""
    delivery = written("delivery.yaml")["rule_set"]
    identity = short.get("rule_set") or {**delivery, "overall": short.get("overall")}
    records = {
        "called": "order", "id": "order_id", "dated_by": "ordered_at", "time_zone": "Europe/Warsaw", "fields": FIELDS,
        "groups": ["branch", "customer_group"], "read": 1320, "rejected": 0, **short.get("records", {}),
    }  # fmt: skip
    given = {key: value for key, value in short.items() if key != "overall"}
    return {**given, "rule_set": identity, "records": records, "rules": [rule(one) for one in short["rules"]]}


def rule(short: dict[str, Any]) -> dict[str, Any]:
    """A rule's result in full: units, share, interval, target, groups and findings follow from the short forms."""
    full = dict(short)
    counts = outcomes(full.pop("counts"))
    asks, spread, found = full.pop("asks", {"at_least": 0.95}), full.pop("spread", {}), full.pop("found", {})
    verdict = full.setdefault("verdict", "met")
    described = {
        "scope": {"order_status": {"not": ["cancelled"]}},
        "measure": {"kind": "requirement", "must": {"undamaged": "yes"}},
    }
    return {
        "severity": "major",
        "weight": 1,
        "if_undetermined_were_breaches": verdict,
        "units": sum(counts.values()),
        "outcomes": counts,
        "findings": [*findings(found)],
        "findings_total": counts["breach"] + counts["undetermined"] if verdict != "not_evaluated" else 0,
        "groups": {name: groups(counts, over) for name, over in spread.items()},
        **figures(counts["kept"], counts["breach"]),
        **targets(asks),
        **full,
        "describe": {"missing": "undetermined", "target": described_target(asks), **full.get("describe", described)},
    }


def outcomes(counts: dict[str, int]) -> dict[str, int]:
    return {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}


def figures(kept: int, breach: int) -> dict[str, Any]:
    judged = kept + breach
    return {"share": kept / judged, "interval": wilson_interval(kept, judged, 0.95)} if judged else {}


def targets(asks: Any) -> dict[str, Any]:
    if not isinstance(asks, list):
        return {"target": asks}
    rows = [
        {
            "when": row.get("when"),
            "target": {"at_least": row["at_least"]},
            **{key: row[key] for key in ("kept", "breach", "verdict")},
            **figures(row["kept"], row["breach"]),
        }
        for row in asks
    ]
    return {"target_rows": rows}


def described_target(asks: Any) -> Any:
    if asks is None:
        return "none"
    if isinstance(asks, list):
        return [
            {"when": row["when"], "then": described_target({"at_least": row["at_least"]})}
            if "when" in row
            else {"otherwise": described_target({"at_least": row["at_least"]})}
            for row in asks
        ]
    return {key: value if key == "judged_on" else f"{100 * value:g} %" for key, value in asks.items()}


def groups(counts: dict[str, int], over: int | list[str]) -> dict[str, Any]:
    """The kept and the breaches spread over groups: all have about as many records, the first the most breaches."""
    names = over if isinstance(over, list) else BRANCHES[:over]
    weights = range(len(names), 0, -1)
    kept = [counts["kept"] // len(names)] * len(names)
    breach = [counts["breach"] * weight // sum(weights) for weight in weights]
    kept[-1] += counts["kept"] - sum(kept)
    breach[0] += counts["breach"] - sum(breach)
    return {
        name: {"outcomes": outcomes({"kept": own, "breach": off}), "share": own / (own + off)}
        for name, own, off in zip(names, kept, breach, strict=True)
    }


def findings(found: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Findings of the patterns of patterns.yaml, each so many times."""
    place = 0
    for name, times in found.items():
        pattern = written("patterns.yaml")[name]
        for n in range(times):
            place += 1
            words = {"n": n % 60, "branch": BRANCHES[n % 12], "employee": EMPLOYEES[n % 5]}
            whole = {"groups": {"branch": "{branch}"}, "outcome": "breach", **pattern}
            yield {**_filled(whole, words), "record": f"Z-2026-{4000 + 7 * place:05}", "source_row": 5 + 11 * place}


def _filled(pattern: Any, words: dict[str, Any]) -> Any:
    if isinstance(pattern, dict):
        return {key: _filled(value, words) for key, value in pattern.items()}
    return str(pattern).format_map(words) if not isinstance(pattern, int) else pattern


# ---- the golden results ----------------------------------------------------------------------------------------------


def mixed() -> Results:
    """Every verdict, with findings, exclusions, faults, rejected rows, groups, rows of targets and a score."""
    return results(written("delivery.yaml"))


def small(name: str) -> Results:
    """A rule set of a few rules."""
    whole = written("small.yaml")[name]
    return results(whole, verdict=whole["verdict"])


def nothing_judged() -> Results:
    """The records hold no evidence at all, and nobody said whose they are or when."""
    whole = written("small.yaml")["nothing_judged"]
    return results(whole, verdict="undetermined", organisation=None, period=None, as_of=None)


def several_rule_sets() -> Results:
    """Three rule sets over three kinds of records: thirteen commitments."""
    more = written("small.yaml")
    return results(written("delivery.yaml"), more["appearance"], more["responses"])


def many(number: int, *, missed: int = 0, title: str = "Orders of kind {n} arrive within the agreed cycle") -> Results:
    """So many commitments, the last ones of them missed."""
    rules = []
    for n in range(number):
        is_missed = n >= number - missed
        rules.append(
            {
                "id": f"rule-{n}",
                "title": title.format(n=n + 1),
                "clause": {"id": f"delivery.kind-{n + 1}"},
                "counts": {"kept": 900 + n, "breach": 100 if is_missed else 10, "undetermined": n % 3},
                "verdict": "missed" if is_missed else "met",
                "remedy": f"Look into orders of kind {n + 1} and add a delivery run where they are late.",
                "owner": "Head of logistics",
                "found": {"damaged": 3} if is_missed else {},
            }
        )
    return results({"verdict": "missed" if missed else "met", "rules": rules}, verdict="missed" if missed else "met")


GOLDEN: dict[str, Callable[[], Results]] = {
    "mixed": mixed,
    "all_met": lambda: small("all_met"),
    "nothing_judged": nothing_judged,
    "waived": lambda: small("waived"),
    "one_rule": lambda: small("one_rule"),
    "several_rule_sets": several_rule_sets,
    "forty": lambda: many(40, missed=6),
}
"""Each of them by its name."""


# ---- hostile results -------------------------------------------------------------------------------------------------

HOSTILE: dict[str, str] = written("hostile.yaml") | {
    "long_word": "W" * 8_000,
    "long_text": "many words " * 3_000,
    "many_lines": "\n".join(f"line {n}" for n in range(500)),
    "combining": "z" + "\u0301" * 10_000 + "algo",
    "control": "bell\x07 escape\x1b[31m null\x00 tab\t end",
    "bidi": "invoice\u202egnp.exe\u202c \u2066isolated\u2069 mark\u200f",
    "invisible": "zero\u200bwidth\u2060joiner\ufeffmark",
    "private": "private \ue000 noncharacter \ufdd0 unassigned \U000e0041 plane \U0001f9ff",
}
"""Texts that try to act on the page, on a spreadsheet or on the program, by name."""


def hostile(texts: dict[str, str] | None = None) -> Results:
    """Results in which every text that comes from records or rule files is hostile."""
    told = HOSTILE if texts is None else texts
    found = [
        {
            "record": text,
            "outcome": "breach",
            "observed": {"unit": "text", "text": text},
            "limit": {"unit": "text", "text": text},
            "evidence": {"order_id": text, "employee": text},
            "source_row": place,
            "groups": {"branch": text},
        }
        for place, text in enumerate(told.values(), start=1)
    ]
    rules: list[dict[str, Any]] = [
        {
            "id": "first",
            "title": text,
            "clause": {"id": text, "text": text},
            "counts": {"kept": 9, "breach": len(found)},
            "verdict": "missed",
            "remedy": text,
            "owner": text,
            "due": {"within": text},
            "describe": {"scope": {text: text}, "measure": {"kind": text, "key": text}},
        }
        for text in told.values()
    ]
    rules[0] |= {"findings": found, "groups": {"branch": {key: {"outcomes": {"breach": 1}} for key in told.values()}}}
    for one in rules[1:]:
        one["findings"] = found[:2]
    every = list(told.values())
    records = {
        "rejected": len(every),
        "rejected_rows": [{"row": 1, "reason": text, "text": text} for text in every],
        "unreadable_cells": [{"row": 1, "field": text, "column": text, "fault": text, "text": text} for text in every],
        "duplicates": [{"id": text, "places": [{"source": 0, "row": 1}, {"source": 1, "row": 2}]} for text in every],
        "duplicate_records": len(every),
        "faults": {text: {"unreadable": 1} for text in every},
        "notes": every,
    }
    exclusion = {"id": every[0], "because": every[1], "except": every, "when": {every[0]: every[1]}, "records": 1}
    identity = {"id": every[0], "title": every[0], "version": every[1], "standard": every[2], "owner": every[3]}
    whole = {"rule_set": identity, "verdict": "missed", "records": records, "exclusions": [exclusion], "rules": rules}
    inputs = {"program": every[0], "version": every[1], "engine": every[2]}
    files = [{"role": "records", "name": text, "sha256": text, "size": 1} for text in every]
    period = {"name": every[0], "from": every[1], "until": every[2]}
    return results(whole, inputs={**inputs, "files": files}, organisation=every[0], period=period, as_of=every[1])
