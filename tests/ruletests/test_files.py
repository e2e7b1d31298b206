from __future__ import annotations

from pathlib import Path

from checker.ruletests.files import found_beside, is_tests


def test_the_tests_of_a_rule_set_stand_beside_it_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "orders.tests.yaml"
    path.touch()
    assert found_beside(tmp_path / "orders.yaml") == path
    assert found_beside(tmp_path / "returns.yaml") is None
    assert is_tests(path)
    assert not is_tests(tmp_path / "orders.yaml")
    assert not is_tests(tmp_path / "orders.tests.json")
