"""Every report again from a results file alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from checker.cli.check import check
from checker.cli.render import render
from checker.reports import PROFILES

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def results(checker: Call, folder: Path) -> Path:
    code, _, _ = checker("check", "orders.csv", "--rules", "orders.yaml", "--report", "results.json")
    assert code == 0
    return folder / "results.json"


@pytest.mark.parametrize("suffix", [".html", ".json", ".txt", ".pdf"])
def test_a_report_made_later_has_the_bytes_of_the_one_made_with_the_check(
    checker: Call, folder: Path, results: Path, suffix: str
) -> None:
    checker("check", "orders.csv", "--rules", "orders.yaml", "--report", f"first{suffix}")
    for name in ("orders.csv", "orders.yaml"):
        (folder / name).unlink()
    code, out, err = checker("render", "results.json", "--report", f"later{suffix}")
    assert code == 0, err
    assert (out, err) == ("", f"written: later{suffix}\n")
    assert (folder / f"later{suffix}").read_bytes() == (folder / f"first{suffix}").read_bytes()


@pytest.mark.parametrize(("profile", "judged", "signed"), [("executive", 0, 0), ("manager", 1, 0), ("auditor", 1, 1)])
@pytest.mark.parametrize("made", [("check", "orders.csv", "--rules", "orders.yaml"), ("render", "results.json")])
@pytest.mark.usefixtures("results")
def test_the_profile_says_for_whom_a_report_is(
    checker: Call, folder: Path, made: tuple[str, ...], profile: str, judged: int, signed: int
) -> None:
    code, _, err = checker(*made, "--report", "report.html", "--profile", profile)
    assert code == 0, err
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count('<h2 class="part">How it was judged</h2>') == judged
    assert page.count('<h2 class="part">Sign-off</h2>') == signed


@pytest.mark.parametrize("made", [("check", "orders.csv", "--rules", "orders.yaml"), ("render", "results.json")])
def test_a_report_can_have_an_own_look(checker: Call, folder: Path, results: Path, made: tuple[str, ...]) -> None:
    (folder / "look").mkdir()
    (folder / "look" / "colours.toml").write_text('[light]\nline = "#7A1F5C"\n', encoding="utf-8")
    code, _, err = checker(*made, "--report", "report.html", "--template", "look")
    assert code == 0, err
    assert "--line: #7A1F5C;" in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("made", [("check", "orders.csv", "--rules", "orders.yaml"), ("render", "results.json")])
def test_a_look_that_cannot_be_read_is_told_before_anything_is_written(
    checker: Call, folder: Path, results: Path, made: tuple[str, ...]
) -> None:
    (folder / "look").mkdir()
    (folder / "look" / "colours.toml").write_text('[light]\nlines = "#7A1F5C"\n', encoding="utf-8")
    code, out, err = checker(*made, "--report", "report.html", "--template", "look")
    assert (code, out) == (2, "")
    assert "look: colours.toml, light: there is no colour 'lines'; did you mean 'line'?" in err
    assert not (folder / "report.html").exists()


def test_an_unknown_profile_is_a_mistake_of_use(checker: Call, results: Path) -> None:
    code, _, err = checker("render", results.name, "--report", "report.html", "--profile", "board")
    assert code == 2
    assert "'board' is not one of 'executive', 'manager', 'auditor'" in err


def test_the_profiles_on_offer_are_those_that_reports_have() -> None:
    for command in (check, render):
        (offered,) = [each.type for each in command.params if each.name == "profile"]
        assert isinstance(offered, click.Choice)
        assert list(offered.choices) == list(PROFILES)


def test_without_a_report_the_summary_is_printed(checker: Call, results: Path) -> None:
    code, out, _ = checker("render", "results.json")
    assert code == 0
    assert "The one commitment was met." in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is not JSON, or only a part of it"),
        ("{", "it is not JSON, or only a part of it"),
        ("[]", "it is no results file"),
        ('{"format": "1"}', "it is no results file"),
        ('{"format": 2}', "it has format 2, and this version reads 1"),
        ('{"format": 1}', "it was changed or damaged at inputs"),
    ],
)
def test_what_is_no_results_file_is_refused_in_one_sentence(
    checker: Call, folder: Path, content: str, said: str
) -> None:
    (folder / "other.json").write_text(content, encoding="utf-8")
    code, out, err = checker("render", "other.json", "--report", "report.html")
    assert code == 2
    assert out == ""
    assert f"checker: 'other.json' cannot be used: {said}" in err
    assert len(err.splitlines()) == 1
    assert not (folder / "report.html").exists()


def test_results_whose_counts_do_not_add_up_are_refused(checker: Call, folder: Path, results: Path) -> None:
    written = json.loads(results.read_text("utf-8"))
    written["rule_sets"][0]["rules"][0]["outcomes"]["excluded"] += 1
    results.write_text(json.dumps(written), encoding="utf-8")
    code, _, err = checker("render", "results.json", "--report", "report.html")
    assert code == 2
    assert "do not add up to its 4 units" in err


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ((), {"rule_sets": []}, "damaged at rule_sets: it is empty"),
        (("rule_sets", 0), {"rules": []}, "damaged at rule_sets.0.rules: it is empty"),
        (("rule_sets", 0, "rules", 0), {"share": 0.9}, "the share is 0.9, and 3 of 4 records are kept"),
        (("rule_sets", 0, "rules", 0), {"units": 5}, "do not add up to its 5 units"),
        (("rule_sets", 0, "rules", 0), {"findings_total": 0}, "has more findings than the 0 it is said to have"),
        (("rule_sets", 0, "rules", 0, "outcomes"), {"kept": -1, "breach": 5}, "greater than or equal to 0"),
        (("rule_sets", 0, "rules", 0, "groups", "site", "Gdańsk"), {"share": 0.6}, "the share is 0.6, and 1 of 2"),
        (("rule_sets", 0, "rules", 0, "groups", "site", "Gdańsk", "outcomes"), {"kept": 0, "breach": 0}, "0 of 0"),
        (("rule_sets", 0, "score"), {"value": 0.5}, "the score is 0.5, and its weights 1 of 1"),
        (("rule_sets", 0, "records"), {"read": -4}, "greater than or equal to 0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("report", [(), ("--report", "report.html")], ids=["printed", "written"])
def test_results_that_contradict_themselves_are_refused_in_one_sentence(
    place: tuple[str | int, ...],
    value: dict[str, object],
    said: str,
    report: tuple[str, ...],
    checker: Call,
    results: Path,
) -> None:
    written = json.loads(results.read_text("utf-8"))
    holder = written
    for part in place:
        holder = holder[part]
    holder |= value
    results.write_text(json.dumps(written), "utf-8")
    code, out, err = checker("render", "results.json", *report)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("checker: 'results.json' cannot be used: it was changed or damaged at ")
    assert len(err.splitlines()) == 1
    assert not Path("report.html").exists()


def test_results_are_never_overwritten_by_their_own_report(checker: Call, results: Path) -> None:
    before = results.read_bytes()
    code, _, err = checker("render", "results.json", "--report", "results.json")
    assert code == 2
    assert "it is one of the files to read" in err
    assert results.read_bytes() == before


def test_a_missing_results_file_is_named(checker: Call) -> None:
    code, _, err = checker("render", "nothing.json")
    assert code == 2
    assert "'nothing.json' cannot be read: no such file or directory" in err


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" + "0" * 29])
def test_a_number_that_no_check_writes_is_refused(number: str, checker: Call, results: Path) -> None:
    results.write_text(results.read_text("utf-8").replace('"numerator": 1.0', f'"numerator": {number}'), "utf-8")
    code, out, err = checker("render", "results.json", "--report", "report.html")
    assert (code, out) == (2, "")
    assert "is no number of results" in err
    assert not Path("report.html").exists()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("rules", 0, "title"), {}),
        (("rules",), []),
        (("rule_set", "overall"), {"must_meet": 5}),
        (("records", "fields", "order_id", "label"), 5),
        (("records", "fields", "order_id", "label"), {"en": []}),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".html", ".txt"])
def test_results_with_parts_of_another_shape_are_refused_without_a_traceback(
    place: tuple[str | int, ...], value: object, suffix: str, checker: Call, results: Path
) -> None:
    written = json.loads(results.read_text("utf-8"))
    holder = written["rule_sets"][0]
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = value
    results.write_text(json.dumps(written), "utf-8")
    code, _, err = checker("render", "results.json", *(["--report", f"report{suffix}"] if suffix else []))
    assert code in (0, 2)
    assert code == 0 or err.startswith("checker: 'results.json' cannot be used: it ")
