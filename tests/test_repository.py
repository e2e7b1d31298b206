"""What is committed can be given to anyone: no trace of a build machine, and dependencies that fit their pins."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = [
    line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]

# Written apart, so that this file does not hold what it looks for.
FOLDERS = "|".join(("work", "home", "root", "tmp", "Users"))
MACHINE_PATH = re.compile(r"(?<![\w.~$*})/-])" + f"/({FOLDERS})/" + r"\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|deb\.debian\.org|registry\.npmjs")
BESIDE_THE_CHECKOUT = "../" + "shared"


@pytest.fixture(scope="module")
def committed() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name]
    files = [name for name in names if (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text(encoding="utf-8", errors="replace") for name in files}


def lines_with(pattern: re.Pattern[str], committed: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in committed.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_committed_file_holds_a_path_of_a_machine(committed):
    assert not lines_with(MACHINE_PATH, committed)


def test_no_committed_file_holds_the_address_of_a_registry(committed):
    assert not lines_with(REGISTRY, committed)


def test_only_tests_know_of_the_data_beside_the_checkout(committed):
    product = {name: text for name, text in committed.items() if not name.startswith(("tests/", ".ci/"))}
    assert not lines_with(re.compile(re.escape(BESIDE_THE_CHECKOUT)), product)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /ho" + "me/someone/x.csv", True),
        ("'/t" + "mp/out.pdf'", True),
        ("/usr/bin/env", False),
        ("https://example.org/home/page", False),
        ("rules/work/x.yaml", False),
    ],
)
def test_a_path_of_a_machine_is_told_from_others(line, found):
    assert bool(MACHINE_PATH.search(line)) is found


def test_every_dependency_is_pinned_to_a_version_that_fits():
    pins = {name: version for name, _, version in (pin.partition("==") for pin in PINS)}
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    needs = [Requirement(text) for needs in lists for text in needs]
    assert {canonicalize_name(need.name) for need in needs} <= set(pins)
    assert not [str(need) for need in needs if pins[canonicalize_name(need.name)] not in need.specifier]


def test_pins_are_plain_sorted_and_given_once():
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", pin) for pin in PINS)
    names = [pin.partition("==")[0] for pin in PINS]
    assert names == sorted(set(names))


def test_the_changelog_knows_the_version():
    assert PROJECT["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_both_scripts_can_be_executed():
    for script in ("run", ".ci/run"):
        assert (ROOT / script).stat().st_mode & 0o111


def test_run_alone_names_its_commands_from_any_folder(tmp_path):
    told = subprocess.run([ROOT / "run"], cwd=tmp_path, check=True, capture_output=True, text=True)
    for command in ("demo", "test", "test-engines", "test-browser", "check", "format", "bench", "setup"):
        assert f"./run {command} " in told.stdout


def test_the_whole_is_tested_on_every_engine_and_in_a_browser():
    tested = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "\n./run test <" in tested
    assert 'CHECKER_TEST_ENGINES="spark postgres" ./run test-engines <' in tested
    assert "\n./run test-browser <" in tested


def test_run_stops_at_a_command_it_does_not_know():
    told = subprocess.run([ROOT / "run", "dmeo"], check=False, capture_output=True, text=True)
    assert told.returncode == 2
    assert told.stderr.endswith("run: unknown command 'dmeo'\n")
