"""Tailored rule sets, waivers and audits: files that speak of rule sets in other files."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from checker.audits import AuditFile
from checker.problems import FileProblems
from checker.ruleset.loading import load_rule_set, read_file
from checker.targets import Share
from checker.waivers import Waivers

BASE = """rule_set: delivery
title: Delivery
version: 2026.1
owner: Head of logistics
records:
  called: order
  id: order_id
  fields:
    order_id: {type: text}
    site: {type: text}
    ordered_at: {type: moment}
    delivered_at: {type: moment}
exclusions:
  - {id: strike, when: {site: A}, except: [cycle, badge], because: A strike.}
rules:
  - id: cycle
    title: Cycle
    measure: {kind: elapsed_time, from: ordered_at, to: delivered_at, within: 48 hours}
    target: 95 %
    weight: 3
  - {id: badge, title: Badge, measure: {kind: requirement, must: {site: {is: present}}}}
  - {id: other, title: Other, measure: {kind: requirement, must: {site: {is: present}}}, target: none}
"""
LODZ = """rule_set: lodz
version: 2026.2
organisation: Branch of Łódź
extends: ../delivery.yaml
disable: [{rule: badge, because: Łódź has no badges yet.}]
set:
  cycle: {target: 97 %, weight: 5, severity: critical, owner: Head of Łódź}
  other: {target: {share: kept, at_least: 50 %}}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "branches").mkdir(parents=True)
    (folder / "delivery.yaml").write_text(BASE, "utf-8")
    (folder / "branches" / "lodz.yaml").write_text(LODZ, "utf-8")
    return folder


def test_a_tailored_rule_set_is_the_other_with_its_own_figures(rules: Path) -> None:
    lodz, delivery = load_rule_set(rules / "branches" / "lodz.yaml"), load_rule_set(rules / "delivery.yaml")
    assert (lodz.rule_set, lodz.version, lodz.organisation) == ("lodz", "2026.2", "Branch of Łódź")
    assert (lodz.title, lodz.owner, lodz.records) == ("Delivery", "Head of logistics", delivery.records)
    cycle, other = lodz.rules
    assert (cycle.id, cycle.severity, cycle.owner) == ("cycle", "critical", "Head of Łódź")
    assert cycle.weight == Decimal(5)
    assert isinstance(cycle.target, Share)
    assert cycle.target.at_least == Fraction(97, 100)
    assert (cycle.measure, cycle.scope) == (delivery.rules[0].measure, delivery.rules[0].scope)
    assert isinstance(other.target, Share)
    assert lodz.exclusions[0].except_ == ("cycle",), "a rule that is left out is no exception any more"


def test_select_takes_only_the_rules_it_names(rules: Path) -> None:
    path = rules / "few.yaml"
    path.write_text("rule_set: few\nversion: 1\nextends: delivery.yaml\nselect: [other, cycle]\n", "utf-8")
    assert [rule.id for rule in load_rule_set(path).rules] == ["cycle", "other"]


def test_a_tailored_rule_set_can_be_tailored_again(rules: Path) -> None:
    path = rules / "branches" / "night.yaml"
    path.write_text("rule_set: night\nversion: 1\nextends: lodz.yaml\nset: {cycle: {target: 90 %}}\n", "utf-8")
    (cycle, _) = load_rule_set(path).rules
    assert isinstance(cycle.target, Share)
    assert cycle.target.at_least == Fraction(9, 10)
    assert cycle.weight == Decimal(5)


def test_a_part_of_another_rule_cannot_be_left_out_alone(rules: Path) -> None:
    whole = "  - {id: whole, title: Whole, measure: {kind: all_of, rules: [cycle, badge]}}\n"
    (rules / "delivery.yaml").write_text(BASE + whole, "utf-8")
    with pytest.raises(FileProblems) as raised:
        load_rule_set(rules / "branches" / "lodz.yaml")
    unknown = [each for each in raised.value.problems if each.code == "R302"]
    assert [(each.message, each.line, each.column) for each in unknown] == [("unknown rule 'badge'", 4, 10)]


@pytest.mark.parametrize("outside", ["../../elsewhere.yaml", "/etc/hostname", "../../rules-of-others/delivery.yaml"])
def test_nothing_outside_of_the_folder_of_rules_is_opened(rules: Path, outside: str) -> None:
    path = rules / "branches" / "lodz.yaml"
    path.write_text(LODZ.replace("../delivery.yaml", outside), "utf-8")
    (rules.parent / "rules-of-others").mkdir()
    (rules.parent / "rules-of-others" / "delivery.yaml").write_text(BASE, "utf-8")
    (rules.parent / "elsewhere.yaml").write_text(BASE, "utf-8")
    with pytest.raises(FileProblems, match=r"R325 .* lies outside of 'rules'"):
        load_rule_set(path)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(rules: Path) -> None:
    (rules.parent / "elsewhere.yaml").write_text(BASE, "utf-8")
    (rules / "delivery.yaml").unlink()
    (rules / "delivery.yaml").symlink_to(rules.parent / "elsewhere.yaml")
    with pytest.raises(FileProblems, match="R325"):
        load_rule_set(rules / "branches" / "lodz.yaml")


def test_what_is_no_file_of_text_cannot_be_extended(rules: Path) -> None:
    path = rules / "branches" / "lodz.yaml"
    (rules / "delivery.yaml").unlink()
    os.mkfifo(rules / "delivery.yaml")
    with pytest.raises(FileProblems, match=r"R325 '../delivery.yaml' is not a regular file; name a file of YAML text$"):
        load_rule_set(path)
    path.write_text(LODZ.replace("../delivery.yaml", "../branches"), "utf-8")
    with pytest.raises(FileProblems, match=r"R325 '../branches' is a folder; name a file of YAML text$"):
        load_rule_set(path)


def test_rule_sets_that_extend_each_other_are_told(rules: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (rules / f"{name}.yaml").write_text(f"rule_set: {name}\nversion: 1\nextends: {other}.yaml\n", "utf-8")
    with pytest.raises(FileProblems, match="has problems of its own"):
        load_rule_set(rules / "a.yaml")


WAIVERS = """waivers:
  - id: bridge
    rules: [cycle]
    when: {site: Łódź}
    from: 2026-05-01
    until: 2026-06-30
    approved_by: Head of logistics
    justification: The bridge is closed.
"""


def test_waivers_are_read_with_their_dates(rules: Path) -> None:
    path = rules / "waivers.yaml"
    path.write_text(WAIVERS, "utf-8")
    waivers, problems = read_file(path)
    assert problems == []
    assert isinstance(waivers, Waivers)
    (waiver,) = waivers.waivers
    assert (waiver.from_, waiver.until, waiver.rules) == (date(2026, 5, 1), date(2026, 6, 30), ("cycle",))


AUDIT = """organisation: Example Retail
period: 2026-Q3
as_of: 2026-10-01T00:00:00+02:00
audits:
  - {rules: rules/delivery.yaml, records: [a.csv, b.csv], waivers: rules/waivers.yaml}
  - {rules: rules/branches/lodz.yaml, records: c.xlsx, sheet: Orders}
"""


def test_an_audit_names_its_rule_sets_and_their_records(rules: Path) -> None:
    (rules / "waivers.yaml").write_text(WAIVERS, "utf-8")
    path = rules.parent / "AUDIT.yaml"
    path.write_text(AUDIT, "utf-8")
    audit, problems = read_file(path)
    assert problems == []
    assert isinstance(audit, AuditFile)
    assert audit.period is not None
    assert (audit.period.first, audit.period.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert audit.as_of == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert [each.records for each in audit.audits] == [("a.csv", "b.csv"), ("c.xlsx",)]


def test_waivers_of_an_audit_speak_of_its_rules_and_fields(rules: Path) -> None:
    (rules / "waivers.yaml").write_text(WAIVERS.replace("cycle", "cicle").replace("site:", "sites:"), "utf-8")
    path = rules.parent / "AUDIT.yaml"
    path.write_text(AUDIT, "utf-8")
    audit, problems = read_file(path)
    assert audit is None
    assert [(Path(each.file).name, each.line, each.column, each.code, each.hint) for each in problems] == [
        ("waivers.yaml", 3, 13, "R502", "did you mean 'cycle'?"),
        ("waivers.yaml", 4, 12, "R301", "did you mean 'site'?"),
    ]


def test_an_unknown_rule_of_waivers_is_told_beside_their_other_mistakes(rules: Path) -> None:
    (rules / "waivers.yaml").write_text(WAIVERS.replace("cycle", "cicle").replace("until:", "til:"), "utf-8")
    audit = rules.parent / "audit.yaml"
    audit.write_text(AUDIT, "utf-8")
    _, problems = read_file(audit)
    assert [(each.code, each.hint) for each in problems if each.code == "R502"] == [("R502", "did you mean 'cycle'?")]
    assert "R326" in {each.code for each in problems}


def test_every_other_table_of_a_rule_set_is_given_and_no_other(rules: Path) -> None:
    table = "tables:\n  waits: {match: order_id, fields: {order_id: {type: text}, began: {type: moment}}}\nrules:\n"
    (rules / "delivery.yaml").write_text(BASE.replace("rules:\n", table), "utf-8")
    path = rules.parent / "AUDIT.yaml"
    path.write_text(
        "audits:\n  - {rules: rules/delivery.yaml, records: a.csv, tables: {weights: b.csv}}\n"
        "  - {rules: rules/delivery.yaml, records: a.csv}\n",
        "utf-8",
    )
    _, problems = read_file(path)
    assert [(each.line, each.column, each.code, each.message) for each in problems] == [
        (2, 50, "R202", "rule set 'delivery' needs a file for 'waits'"),
        (2, 59, "R322", "rule set 'delivery' has no table 'weights'"),
        (3, 6, "R202", "rule set 'delivery' needs a file for 'waits'"),
    ]
