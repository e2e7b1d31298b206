"""Who signs for what, and the evidence behind it as far as there is room."""

from hashlib import sha256

from checker.reports import json
from checker.reports.printing.signing import MOST_ROWS, signing
from checker.wording import phrases
from tests.reports.conftest import golden, pages_of
from tests.reports.golden import many

SAY = phrases()


def with_findings(number, each):
    """So many missed commitments with so many findings each."""
    whole = many(number, missed=number)
    (within,) = whole.model_dump(mode="json", by_alias=True)["rule_sets"]
    for rule in within["rules"]:
        finding = rule["findings"][0]
        rule["findings"] = [{**finding, "record": f"A-{n}", "source_row": n} for n in range(1, each + 1)]
        rule["outcomes"] |= {"breach": each}
        rule |= {"units": sum(rule["outcomes"].values()), "findings_total": each, "share": None}
    return type(whole).model_validate({**whole.model_dump(by_alias=True), "rule_sets": [within]})


def rows(results):
    return [sum(len(findings.lines) for findings in one.findings) for one in signing(results, SAY).appendix]


def test_few_findings_are_all_in_the_appendix():
    assert rows(with_findings(3, 40)) == [40, 40, 40]


def test_many_findings_share_the_room_and_say_how_many_there_are():
    told = signing(with_findings(4, 900), SAY)
    assert rows(with_findings(4, 900)) == [250, 250, 250, 250]
    assert told.appendix[0].findings[0].shown == "250 of 900 shown; all are attached"
    assert told.left == 0


def test_what_one_commitment_leaves_others_may_take():
    results = with_findings(2, 900)
    (within,) = results.rule_sets
    first = within.rules[0].model_copy(update={"findings": within.rules[0].findings[:10]})
    short = results.model_copy(update={"rule_sets": (within.model_copy(update={"rules": (first, within.rules[1])}),)})
    assert sorted(rows(short)) == [10, 900]


def test_beyond_the_room_commitments_are_counted():
    told = signing(with_findings(MOST_ROWS + 7, 1), SAY)
    assert (len(told.appendix), told.left) == (MOST_ROWS, 7)


def test_the_owner_of_each_rule_set_is_asked_to_accept_it():
    assert signing(golden("mixed"), SAY).roles[:2] == ("Prepared by", "Reviewed by")
    assert [role for role in signing(golden("mixed"), SAY).roles if role.startswith("Accepted by")]


def test_the_fingerprint_is_that_of_the_attached_results():
    fingerprint = sha256(json.render(golden("waived"))).hexdigest()
    assert signing(golden("waived"), SAY).fingerprint == fingerprint
    assert fingerprint in "".join("\n".join(pages_of("waived", "auditor")).split())
