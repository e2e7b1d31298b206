"""Several rule sets in one audit, from the audit file to one results file, one report and one file of findings."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.cli import run

MADE_UP = Path(__file__).parent / "made_up"
AUDIT = """organisation: Example Retail
as_of: 2026-06-15T12:00:00+02:00
audits:
  - {rules: rules/delivery.yaml, records: delivery.csv, waivers: waivers.yaml}
  - {rules: rules/shop.yaml, records: [shop.csv]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an audit of two rule sets."""
    (tmp_path / "rules").mkdir()
    for name, to in (
        ("shop.yaml", "rules/shop.yaml"),
        ("shop.csv", "shop.csv"),
        ("versions/delivery.yaml", "rules/delivery.yaml"),
        ("versions/delivery.csv", "delivery.csv"),
        ("versions/waivers.yaml", "waivers.yaml"),
    ):
        shutil.copy(MADE_UP / name, tmp_path / to)
    (tmp_path / "AUDIT.yaml").write_text(AUDIT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def results(folder: Path, *options: str) -> dict[str, Any]:
    assert run(["check", "AUDIT.yaml", "--report", "results.json", *options]) in (0, 1)
    found: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    return found


def test_one_results_file_holds_every_rule_set_and_the_worst_verdict(folder: Path) -> None:
    found = results(folder)
    assert [each["rule_set"]["id"] for each in found["rule_sets"]] == ["delivery", "shop"]
    assert found["organisation"] == "Example Retail"
    assert found["verdict"] == "missed"
    assert found["as_of"] == "2026-06-15T12:00:00+02:00"
    assert [each["role"] for each in found["inputs"]["files"]] == [
        "audit", "rules", "waivers", "records", "rules", "records"
    ]  # fmt: skip


def test_options_go_before_what_the_audit_file_says(folder: Path) -> None:
    found = results(folder, "--as-of", "2026-07-15T12:00:00+02:00", "--period", "2026-05")
    assert found["as_of"] == "2026-07-15T12:00:00+02:00"
    assert found["period"]["name"] == "2026-05"
    first, second, _ = found["rule_sets"][0]["rules"]
    assert first["verdict"] == "not_judged"  # every record of May is of the second version
    assert second["outcomes"]["waived"] == 0  # the waiver has expired


def test_versions_of_a_rule_are_results_of_their_own(folder: Path) -> None:
    first, second, _ = results(folder)["rule_sets"][0]["rules"]
    assert [first["id"], second["id"]] == ["cycle", "cycle"]
    assert [first["in_force"]["until"], second["in_force"]["from"]] == ["2026-04-30", "2026-05-01"]
    assert [sum(each["outcomes"].values()) for each in (first, second)] == [9, 9]
    assert second["warnings"] == 1


def test_waivers_are_told_and_the_figures_are_given_without_them(folder: Path) -> None:
    delivery = results(folder)["rule_sets"][0]
    told = {
        each["id"]: (each["state"], each["waived"], each["unknown"], each["expires_soon"])
        for each in delivery["waivers"]
    }
    assert told == {
        "w-1": ("live", 1, 1, True),
        "w-2": ("expired", 0, 0, False),
        "w-3": ("live", 0, 1, False),
        "w-4": ("not_yet", 0, 0, False),
    }
    _, second, _ = delivery["rules"]
    assert second["share"] == 0.5
    assert second["without_waivers"] == {
        "kept": 2, "breach": 3, "share": 0.4, "verdict": "missed", "unacceptable": False
    }  # fmt: skip
    (waived,) = [each for each in second["findings"] if each["outcome"] == "waived"]
    assert (waived["record"], waived["waivers"]) == ("3", ["w-1"])
    assert delivery["without_waivers"] == "missed"


def test_the_records_own_verdicts_are_compared_with_what_was_found(folder: Path) -> None:
    _, second, _ = results(folder)["rule_sets"][0]["rules"]
    assert second["own_verdicts"] == {
        "field": "desk_flag", "said_kept_is_breach": 0, "said_breach_is_kept": 1, "agree": 1, "missing": 1,
        "unreadable": 1,
    }  # fmt: skip


def test_findings_name_the_rule_set_and_stand_in_one_file(folder: Path) -> None:
    results(folder, "--findings", "findings.csv", "--findings", "findings.xlsx", "--findings", "findings.parquet")
    with (folder / "findings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["rule_set", "rule", "record"]
    assert {row["rule_set"] for row in rows} == {"delivery", "shop"}
    assert {row["site"] for row in rows if row["rule_set"] == "shop"} == {""}
    assert ("delivery", "waived", "3") in {(row["rule_set"], row["outcome"], row["record"]) for row in rows}


def test_records_that_cannot_be_read_leave_nothing_behind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shop.csv").write_text("nothing,that,is,declared\n1,2,3,4\n", "utf-8")
    assert run(["check", "AUDIT.yaml", "--report", "out.json", "--findings", "out.csv"]) == 2
    assert not [*folder.glob("out.*"), *folder.glob(".*")]
    assert "shop.csv" in capsys.readouterr().err


def test_all_problems_of_all_files_are_told_before_records_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("rules/delivery.yaml", "rules/shop.yaml"):
        path = folder / name
        path.write_text(path.read_text("utf-8").replace("measure:", "mesure:", 1), "utf-8")
    path = folder / "waivers.yaml"
    path.write_text(path.read_text("utf-8").replace("until: 2026-06-30", "until: 2026-04-30"), "utf-8")
    assert run(["check", "AUDIT.yaml"]) == 2
    told = capsys.readouterr()
    for said in ("rules/delivery.yaml:", "rules/shop.yaml:", "waivers.yaml:", "AUDIT.yaml:"):
        assert said in told.out + told.err


def test_a_file_of_records_that_is_not_there_is_told_at_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shop.csv").unlink()
    assert run(["check", "AUDIT.yaml"]) == 2
    told = capsys.readouterr()
    assert "AUDIT.yaml:5:40: R325 there is no file 'shop.csv'" in told.out + told.err


def test_waivers_need_an_as_of_moment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", "delivery.csv", "--rules", "rules/delivery.yaml", "--waivers", "waivers.yaml"]
    assert run(arguments) == 2
    assert "--as-of" in capsys.readouterr().err
    assert run([*arguments, "--as-of", "2026-06-15T12:00:00+02:00"]) == 1
    assert "w-1: accepts 1 breach, and holds until 2026-06-30." in capsys.readouterr().out


def test_waivers_of_rules_that_there_are_not_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", "shop.csv", "--rules", "rules/shop.yaml", "--waivers", "waivers.yaml"]
    assert run([*arguments, "--as-of", "2026-06-15T12:00:00+02:00"]) == 2
    told = capsys.readouterr()
    assert "R502 unknown rule 'called-back' of rule set 'shop'" in told.out + told.err
