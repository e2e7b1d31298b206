"""Every number of the PDF is read back from its text and compared with the attached results."""

import io
import json
import re
from fractions import Fraction

import pikepdf
import pytest

from tests.reports.conftest import pages_of, pdf_of, words
from tests.reports.golden import GOLDEN

NAMES = list(GOLDEN)
PERCENTAGE = re.compile(r"(\d+)(?:\.(\d+))? %")


def attached(name):
    with pikepdf.open(io.BytesIO(pdf_of(name))) as document:
        return json.loads(document.attachments["results.json"].get_file().read_bytes())


def rules(results):
    return [rule for within in results["rule_sets"] for rule in within["rules"]]


def counted(one):
    """Kept and judged of a rule, a group or a row of targets."""
    tally = one.get("outcomes") or one
    return tally["kept"], tally["kept"] + tally["breach"]


def percentages(results):
    """Every share that the results hold, exactly."""
    for rule in rules(results):
        for one in (rule, *rule["target_rows"]):
            kept, judged = counted(one)
            if judged:
                yield Fraction(kept, judged)
            yield from (Fraction(repr(end)) for end in one["interval"] or ())
            yield from (Fraction(repr(float(bound))) for bound in (one["target"] or {}).values() if is_share(bound))
    for within in results["rule_sets"]:
        score = within["score"]
        if score:
            yield Fraction(repr(score["numerator"])) / Fraction(repr(score["denominator"]))
            yield Fraction(repr(score["at_least"]))


def is_share(bound):
    return isinstance(bound, int | float)


@pytest.mark.parametrize("name", NAMES)
def test_every_percentage_of_page_1_is_a_share_of_the_results_rounded(name):
    shares = list(percentages(attached(name)))
    printed = PERCENTAGE.findall(pages_of(name)[0])
    assert printed or name == "nothing_judged"
    for whole, decimals in printed:
        value = Fraction(int(whole + decimals), 10 ** len(decimals) * 100)
        half = Fraction(1, 2 * 10 ** len(decimals) * 100)
        assert any(abs(share - value) <= half for share in shares), f"{whole}.{decimals} % is no share of the results"


LEFT_OUT = {"forty": {f"rule-{n}" for n in range(28, 34)}}
"""What page 1 has no room for; it stands further on."""


@pytest.mark.parametrize("name", NAMES)
def test_every_share_of_page_1_stands_with_how_many_were_judged(name):
    lines = pages_of(name)[0].split("\n")
    for rule in rules(attached(name)):
        kept, judged = counted(rule)
        if rule["verdict"] == "not_evaluated" or rule["id"] in LEFT_OUT.get(name, ()):
            continue
        share = f"{100 * kept / judged:.1f} %" if judged else "–"
        places = [number for number, line in enumerate(lines) if share in line]
        number = f"{kept:,} of {judged:,}"
        assert any(number in " ".join(lines[place : place + 3]) for place in places), (share, number)


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_sentence_and_the_tiles_count_the_verdicts(name):
    results, first = attached(name), words(pages_of(name)[0])
    verdicts = [rule["verdict"] for rule in rules(results)]
    if name == "one_rule":
        assert "The one commitment is too close to call." in first
    elif name == "all_met":
        assert "All 3 commitments were met." in first
    elif name == "nothing_judged":
        assert "None of the 2 commitments has a verdict: 2 could not be judged." in first
    elif name == "waived":
        assert "2 of 3 commitments were missed, 1 too close to call." in first
    else:
        missed = verdicts.count("missed")
        assert f"{missed} of {len(verdicts)} commitments were missed, {verdicts.count('met')} met" in first
    lines = pages_of(name)[0].split("\n")
    (place,) = [number for number, line in enumerate(lines) if re.match(" *Missed .*No verdict", line)]
    numbers = next(line.split() for line in lines[place + 1 :] if line.strip())
    open_ones = sum(verdicts.count(verdict) for verdict in ("undetermined", "not_evaluated", "not_judged"))
    told = [verdicts.count("missed"), verdicts.count("too_close"), verdicts.count("met"), open_ones]
    assert [int(number) for number in numbers] == told


@pytest.mark.parametrize("name", NAMES)
def test_the_outcomes_of_every_rule_are_printed_and_add_up(name):
    results, lines = attached(name), "\n".join(pages_of(name)).split("\n")
    rows = [[number.replace(",", "") for number in line.split()[-8:]] for line in lines]
    order = ("kept", "breach", "waived", "pending", "excluded", "out_of_scope", "undetermined")
    for rule in rules(results):
        numbers = [str(rule["outcomes"][outcome]) for outcome in order] + [str(rule["units"])]
        if rule["verdict"] == "not_evaluated":
            numbers = ["–"] * 8
        assert sum(rule["outcomes"].values()) == rule["units"]
        assert numbers in rows, rule["id"]


def test_intervals_and_scores_are_printed_as_the_results_have_them():
    first = words(pages_of("mixed")[0])
    assert "78.6 % - 95.7 %" in first  # Wilson, 45 of 50
    assert "Score 31.6 %: 6 of 19 weight met, at least 80 % required." in first


def test_the_findings_that_are_printed_are_those_of_the_results():
    text = "\n".join(pages_of("mixed"))
    for rule in rules(attached("mixed")):
        if rule["verdict"] in ("met", "not_judged", "not_evaluated"):
            continue
        for outcome, most in (("breach", 20), ("undetermined", 10)):
            found = [one for one in rule["findings"] if one["outcome"] == outcome]
            for one in found[:most]:
                assert re.search(rf"{one['record']} +{one['source_row']:,}\b", text), one
            total = rule["outcomes"][outcome]
            if total > most:
                assert f"{min(most, total)} of {total:,} shown; all are attached" in text


def test_groups_are_printed_with_their_figures_the_worst_first_and_those_without_a_breach_together():
    text = "\n".join(pages_of("mixed"))
    (rule,) = [rule for rule in rules(attached("mixed")) if rule["id"] == "promised-date"]
    tallies = {group: counted(told) for group, told in rule["groups"]["branch"].items()}
    with_breaches = sorted((kept / judged, group) for group, (kept, judged) in tallies.items() if kept < judged)
    rows = [(group, *tallies[group]) for _, group in with_breaches]
    others = [tally for group, tally in tallies.items() if (group, *tally) not in rows]
    rows.append((f"{len(others)} others", sum(kept for kept, _ in others), sum(judged for _, judged in others)))
    assert len(others) == 2
    at = -1
    for group, kept, judged in rows:
        row = rf"^ *{group} +{100 * kept / judged:.1f} % +{kept} of {judged} judged +{judged - kept} +0\b"
        found = re.search(row, text, re.MULTILINE)
        assert found, group
        assert found.start() > at
        at = found.start()
