"""Cases of orders.yaml, or of rule sets like it, read and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.running import Together, judged

HERE = Path(__file__).parent
STANDARDS = HERE.parent / "ruleset" / "standards"
RULES = (HERE / "orders.yaml").read_text("utf-8")
HEAD = """rule_set: orders
as_of: 2026-10-01T00:00:00+02:00
defaults: {segment: B, pieces: 5, ordered_at: 01.09.2026 09:00, delivered_at: 02.09.2026 09:00, promised_on: 2026-09-02}
cases:
"""


@pytest.fixture
def suite_written(tmp_path: Path) -> Callable[[str, str], Suite]:
    """The suite of a rule set and its file of cases, both written as YAML."""

    def read(rules: str, cases: str) -> Suite:
        (tmp_path / "orders.yaml").write_text(rules, "utf-8")
        (tmp_path / "orders.tests.yaml").write_text(cases, "utf-8")
        suite, problems = read_tests(tmp_path / "orders.tests.yaml", STANDARDS)
        assert suite is not None, [f"{each.line}: {each.message}" for each in problems]
        return suite

    return read


@pytest.fixture
def suite_of(suite_written: Callable[[str, str], Suite]) -> Callable[..., Suite]:
    """The suite of cases written as YAML, without the lines before them."""

    def read(cases: str, rules: str = RULES) -> Suite:
        return suite_written(rules, HEAD + cases)

    return read


@pytest.fixture
def groups_of(suite_of: Callable[..., Suite]) -> Callable[..., object]:
    """The groups of cases written as YAML, judged."""

    @contextmanager
    def read(cases: str, rules: str = RULES) -> Iterator[tuple[Suite, list[Together]]]:
        suite = suite_of(cases, rules)
        with judged(suite) as groups:
            yield suite, groups

    return read
