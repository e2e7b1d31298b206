"""The results file: every report can be made from it again, alone."""

import json as standard
import subprocess
import sys

import pytest

from checker.problems import CheckerError
from checker.reports import html, json, text
from checker.results import Results
from tests.reports.conftest import golden
from tests.reports.golden import GOLDEN

NAMES = [*GOLDEN, "hostile"]


@pytest.mark.parametrize("name", NAMES)
def test_results_read_back_are_the_same_and_so_is_every_report(name):
    written = json.render(golden(name))
    again = Results.from_json(written)
    assert again == golden(name)
    assert json.render(again) == written
    assert html.render(again) == html.render(golden(name))
    assert text.render(again) == text.render(golden(name))


def changed(**more):
    return standard.dumps({**standard.loads(json.render(golden("one_rule"))), **more})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "it is not JSON, or only a part of it"),
        (json.render(golden("one_rule"))[:2000], "it is not JSON, or only a part of it"),
        ("[" * 100_000, "it is not JSON, or only a part of it"),
        ("[]", "it is no results file"),
        ("{}", "it is no results file"),
        (changed(format="1"), "it is no results file"),
        (changed(format=2), "it has format 2, and this version reads"),
        (changed(format=0), "it has format 0, and this version reads"),
        (changed(verdict="splendid"), "it was changed or damaged at verdict"),
        (changed(colour="red"), "it was changed or damaged at colour"),
    ],
)
def test_another_format_and_a_damaged_file_are_one_sentence(content, says):
    with pytest.raises(CheckerError) as raised:
        Results.from_json(content)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "describe",
    [
        {"measure": {"kind": "elapsed_time"}},
        {"measure": {"kind": "checklist", "items": 7, "pass_mark": "1 %"}},
        {"measure": {"kind": "promise_kept", "promised": ["a"], "actual": {}}},
        {"scope": [1, 2]},
        {"scope": {"a": {"at_leest": 3}}},
        {"target": [{"then": 1}]},
        {"missing": "perhaps"},
        {"worked_out": {"a": [{"when": {}}]}},
    ],
)
def test_a_rule_that_is_described_as_no_rule_file_does_is_one_sentence_too(describe):
    whole = golden("one_rule").model_dump(mode="json", by_alias=True)
    whole["rule_sets"][0]["rules"][0]["describe"] = describe
    with pytest.raises(CheckerError, match=r"the results describe 'visit-score' as no rule file does \(\w+Error: "):
        html.render(Results.model_validate(whole))


def test_reports_need_neither_rules_nor_records_nor_an_engine(tmp_path):
    (tmp_path / "results.json").write_bytes(json.render(golden("mixed")))
    program = (
        "import sys; from checker.reports import write_report; from checker.results import Results; "
        "found = Results.from_json(open(sys.argv[1]).read()); "
        "[write_report(found, sys.argv[2] + suffix) for suffix in ('.html', '.txt', '.json')]; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'duckdb', 'narwhals', 'polars', 'pyarrow', 'pandas', 'yaml', 'weasyprint'}), "
        "*sorted(name for name in sys.modules if name.startswith(('checker.ruleset', 'checker.measures'))))"
    )
    arguments = [sys.executable, "-c", program, tmp_path / "results.json", tmp_path / "report"]
    told = subprocess.run(arguments, capture_output=True, check=True, text=True)
    assert told.stdout.strip() == ""
    assert {path.name for path in tmp_path.iterdir()} == {"results.json", "report.html", "report.txt", "report.json"}
