"""Every number that an auditor reads in the PDF, on whatever page, is one of the attached results or follows from them.

Percentages are shares of the results, rounded, or written in them; `n of m` is a pair of them; any other number stands
somewhere in the results, or counts what they hold.
"""

import io
import json
import re
from collections import Counter
from fractions import Fraction
from itertools import accumulate

import pikepdf
import pytest

from tests.reports.conftest import golden, html_of, pages_of, pdf_of, words

FOUR = ("all_met", "mixed", "nothing_judged", "waived")
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
PERCENTAGE = re.compile(r"(?<![\d.,])(\d+)(?:\.(\d+))? %")
PAIR = re.compile(rf"(?<![\d.,])({NUMBER}) of ({NUMBER})(?![\d,])( \w+)?")
ALONE = re.compile(rf"(?<![\w.,:/−+-])(?:{NUMBER})(?![\w.:/%-]|,\d)")


def attached(name):
    with pikepdf.open(io.BytesIO(pdf_of(name, "auditor"))) as document:
        return json.loads(document.attachments["results.json"].get_file().read_bytes())


def text_of(name):
    return words(" ".join(re.sub(r"\d+ ?/ ?\d+\s*$", "", page) for page in pages_of(name, "auditor")))


def rules(results):
    return [rule for within in results["rule_sets"] for rule in within["rules"]]


def counted(one):
    if "judged" in one:
        return one["kept"], one["judged"]
    tally = one.get("outcomes") or one
    return tally["kept"], tally["kept"] + tally["breach"]


def clean(group):
    return not group["outcomes"]["breach"] and not group["outcomes"]["undetermined"]


def everything_counted(results):
    """Whatever has a share: rules, their rows, groups, earlier runs, and what they would be without waivers."""
    for rule in rules(results):
        yield from (rule, *rule["target_rows"], *rule["earlier"])
        yield from (rule[name] for name in ("without_waivers", "without_exclusions") if rule[name])
        for told in rule["groups"].values():
            yield from told.values()
            others: Counter[str] = Counter()
            for group in filter(clean, told.values()):
                others.update(group["outcomes"])
            yield {"outcomes": {"kept": 0, "breach": 0, **others}}


def pairs(results):
    """Every `n of m` that may be said: of records judged, of commitments, of weights, of findings that are shown."""
    yield from map(counted, everything_counted(results))
    verdicts = Counter(rule["verdict"] for rule in rules(results))
    open_ones = sum(verdicts[verdict] for verdict in ("undetermined", "not_evaluated", "not_judged"))
    yield from ((number, sum(verdicts.values())) for number in (0, open_ones, *verdicts.values()))
    for within in results["rule_sets"]:
        score = within["score"] or {}
        yield (score.get("numerator"), score.get("denominator"))


def shares(results):
    """Every share that may be printed, exactly."""
    for one in everything_counted(results):
        kept, judged = counted(one)
        if judged:
            yield Fraction(kept, judged)
        yield from (Fraction(repr(end)) for end in one.get("interval") or ())
        bounds = (one.get("target") or {}).values()
        yield from (Fraction(repr(float(bound))) for bound in bounds if isinstance(bound, int | float))
    for rule in rules(results):
        yield from (Fraction(repr(float(each["until"]))) for each in rule["distribution"] if each["until"] is not None)
    for within in results["rule_sets"]:
        if within["score"]:
            yield Fraction(repr(within["score"]["numerator"])) / Fraction(repr(within["score"]["denominator"]))
            yield Fraction(repr(within["score"]["at_least"]))


@pytest.mark.parametrize("name", FOUR)
def test_every_percentage_is_a_share_of_the_results_or_written_in_them(name):
    results = attached(name)
    known, texts = set(shares(results)), set(PERCENTAGE.findall(json.dumps(results, ensure_ascii=False)))
    printed = PERCENTAGE.findall(text_of(name))
    assert printed or name == "nothing_judged"
    for whole, decimals in printed:
        value = Fraction(int(whole + decimals), 10 ** len(decimals) * 100)
        half = Fraction(1, 2 * 10 ** len(decimals) * 100)
        near = any(abs(share - value) <= half for share in known)
        assert near or (whole, decimals) in texts, f"{whole}.{decimals} % is no share of the results"


@pytest.mark.parametrize("name", FOUR)
def test_every_n_of_m_is_a_pair_of_the_results(name):
    results = attached(name)
    known = set(pairs(results))
    totals = {number for rule in rules(results) for number in rule["outcomes"].values()}
    listed = {each for within in results["rule_sets"] for each in (within["records"]["rejected"],)}
    found = [(int(n.replace(",", "")), int(m.replace(",", "")), after) for n, m, after in PAIR.findall(text_of(name))]
    assert found
    for n, m, after in found:
        if after in (" shown", " groups", " records"):
            assert n <= m
            assert m in totals | listed or after != " shown", (n, m)
        else:
            assert (n, m) in known, (n, m, after)


@pytest.mark.parametrize("name", FOUR)
def test_every_other_number_stands_in_the_results_or_counts_what_they_hold(name):
    results = attached(name)
    written = {int(number) for number in re.findall(r"\d+", json.dumps(results, ensure_ascii=False))}
    follows = {number for one in everything_counted(results) for number in counted(one)}
    follows |= {judged - kept for kept, judged in map(counted, everything_counted(results))}
    verdicts = Counter(rule["verdict"] for rule in rules(results))
    follows |= {*accumulate(verdicts.values()), *verdicts.values(), 0, 1, 2}
    follows |= {verdicts[one] + verdicts[other] for one in list(verdicts) for other in list(verdicts)}
    follows |= {sum(each["units"] for each in rule["distribution"]) for rule in rules(results)}
    follows |= {len(told) for rule in rules(results) for told in rule["groups"].values()}
    follows |= {sum(map(clean, told.values())) for rule in rules(results) for told in rule["groups"].values()}
    follows |= {sum(rule["outcomes"]["undetermined"] for rule in rules(results))}
    for within in results["rule_sets"]:
        for kind in ("missing", "unreadable"):
            follows.add(sum(cells.get(kind, 0) for cells in within["records"]["faults"].values()))
    follows |= {22, 1927, 5, 15}  # the year and volume of Wilson's paper; the steps of colour
    text = PERCENTAGE.sub("", PAIR.sub("", text_of(name)))
    numbers = {int(number.replace(",", "")) for number in ALONE.findall(text)}
    assert numbers <= written | follows, numbers - written - follows


ROWS = re.compile(r"<tr\b.*?</tr>|<p\b.*?</p>|<title>.*?</title>", re.DOTALL)


def places_with_shares(page):
    """The text of each row of a table, paragraph and picture that prints a percentage."""
    for row in ROWS.findall(page):
        text = words(re.sub(r"<[^>]*>", " ", row).replace("\u00a0", " "))
        if PERCENTAGE.search(text):
            yield text


@pytest.mark.parametrize("name", [*FOUR, "several_rule_sets"])
def test_wherever_a_share_kept_is_printed_it_stands_with_how_many_of_how_many(name):
    kept_shares: dict[Fraction, set[tuple[int, int]]] = {}
    for one in everything_counted(json.loads(golden(name).to_json())):
        kept, judged = counted(one)
        if judged:
            kept_shares.setdefault(Fraction(kept, judged), set()).add((kept, judged))
    checked = 0
    for text in places_with_shares(html_of(name, "auditor")):
        if text.startswith("actual ") or "Z-2026" in text:  # a bar, whose row says it; what a record was worth
            continue
        stated = {(int(n.replace(",", "")), int(m.replace(",", ""))) for n, m, _ in PAIR.findall(text)}
        for whole, decimals in PERCENTAGE.findall(text):
            value = Fraction(int(whole + decimals), 10 ** len(decimals) * 100)
            half = Fraction(1, 2 * 10 ** len(decimals) * 100)
            of = {pair for share, found in kept_shares.items() if abs(share - value) <= half for pair in found}
            is_an_end = re.search(rf"{whole}\.{decimals} % - |- {whole}\.{decimals} %", text)
            is_a_score = f"Score {whole}.{decimals} %: " in text  # of so much weight, which follows it
            if decimals and of and not is_an_end and not is_a_score:  # without decimals: a target, or a step's end
                assert stated & of, text
                checked += 1
    assert checked or name == "nothing_judged"
