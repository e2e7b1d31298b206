"""Files that nobody means well: refused at once and cheaply, with nothing executed and nothing opened elsewhere."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.costs import cost_of
from tests.tracing import needs_strace, opened, outside, reached, traced

COMMAND = [sys.executable, "-m", "checker", "validate"]

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefghij", "bcdefghijk", strict=True)
)
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "unparsable": (b"rule_set: orders\ntitle: Orders: all of them\n", "R101"),
    "a quote never closed": (b"rule_set: 'orders\n" + b"title: x\n" * 100_000, "R101"),
    "empty": (b"", "R102"),
    "comments only": (b"# nothing\n" * 100_000, "R102"),
    "binary": (random.Random(1).randbytes(1_000_000), "R103"),
    "zeros": (b"\0" * 1_000_000, "R104"),
    "10 MB": (b"rule_set: orders\n" * 600_000, "R105"),
    "deep lists": (b"rules: " + b"[" * 1_000_000, "R106"),
    "deep mappings": (b"{a: " * 500_000, "R106"),
    "deep blocks": (b"- " * 1_000_000, "R106"),
    "an alias bomb": (BOMB.encode(), "R112"),
    "a file within itself": (b"a: &a {b: *a}\n", "R112"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_costs_next_to_nothing(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    content, code = UNREADABLE[name]
    (tmp_path / "orders.yaml").write_bytes(content)
    ended, said, seconds, memory = cost_of([*COMMAND, "orders.yaml", "--format", "concise"], tmp_path)
    assert ended == 2
    problem, counted = said.splitlines()
    assert re.match(rf"orders\.yaml:\d+:\d+: {code} ", problem)
    assert counted == "1 problem in 1 file"
    assert len(said) < 500
    record_property(f"a file that cannot be read, {name}", f"{seconds:.2f} s, {memory / 1024:.0f} MiB")
    # One second where nothing else runs, of which the start takes a third; how busy the machine is must not decide.
    assert seconds < max(1, 4 * cost_of([*COMMAND, "--help"], tmp_path)[2])
    assert memory < 200 * 1024


# ---- nothing executed, nothing opened elsewhere ----------------------------------------------------------------------

RULES = """\
rule_set: orders
title: Orders
version: 1
standard: service
records:
  called: order
  id: order_id
  time_zone: Europe/Warsaw
  fields: {order_id: {type: text}, ordered_at: {type: moment}, site: {type: text}}
rules:
  - id: known
    title: Orders are known
    clause: a.b
    measure: {kind: requirement, must: {site: {matches: "^[a-z]+$"}}}
"""
STANDARD = "standard: service\ntitle: Service\nclauses: [{id: a.b, text: c}]\n"
TRICKS = {
    "tags": RULES.replace("title: Orders\n", "title: !!python/object/apply:os.system ['touch executed']\n"),
    "new": RULES.replace("title: Orders\n", "title: !!python/object/new:os.system ['touch executed']\n"),
    "standard": RULES.replace("standard: service", "standard: ../outside/secret"),
    "standard-far": RULES.replace("standard: service", "standard: /etc/passwd"),
    "zone": RULES.replace("Europe/Warsaw", "../../../../../etc/passwd"),
    "zone-whole": RULES.replace("Europe/Warsaw", "/etc/passwd"),
    "zone-outside": RULES.replace("Europe/Warsaw", "../outside/secret.yaml"),
    "extends": RULES + "extends: ../outside/secret.yaml\n",
    "include": RULES.replace("title: Orders\n", "title: !include ../outside/secret.yaml\n"),
    "tables": RULES + "tables: {costs: {file: ../outside/secret.yaml}}\n",
    "pattern": RULES.replace("^[a-z]+$", "(?{system('touch executed')})"),
    "text": RULES.replace(
        "title: Orders\n", "title: \"{{ ''.__class__.__mro__ }} ${jndi:file:../outside/secret.yaml}\"\n"
    ),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder of rule sets full of tricks, their standard and settings, and beside it a secret."""
    root = tmp_path / "checkout"
    for name in ("rules/deeper", "standards", ".git"):
        (root / name).mkdir(parents=True)
    for name, text in TRICKS.items():
        (root / "rules" / f"{name}.yaml").write_text(text.replace("rule_set: orders", f"rule_set: {name}"), "utf-8")
    (root / "rules" / "deeper" / "orders.yaml").write_text(RULES, "utf-8")
    (root / "standards" / "service.yaml").write_text(STANDARD, "utf-8")
    (root / "checker.toml").write_text('standards = "standards"\npaths = ["rules", "standards"]\n', "utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text("secret: yes\n", "utf-8")
    (tmp_path / "checker.toml").write_text('format = "sarif"\n', "utf-8")
    (root / "rules" / "way-out").symlink_to(tmp_path / "outside")
    return root


@needs_strace
@pytest.mark.parametrize("arguments", [(), ("rules",), ("rules/standard.yaml", "rules/zone-outside.yaml")])
def test_nothing_is_executed_and_nothing_opened_outside_the_folder(arguments: tuple[str, ...], checkout: Path) -> None:
    said, calls = traced(checkout, "validate", *arguments)
    assert "problems in" in said
    assert "secret: yes" not in said
    assert not list(checkout.parent.rglob("executed"))
    runs = [call for call in calls if call.startswith(("execve", "fork", "vfork"))]
    assert len(runs) == 1  # the program itself
    assert reached(calls) == []
    files = opened(calls, checkout)
    assert any(path.is_relative_to(checkout / "rules") for _, path in files)
    assert outside(calls, checkout) == []
    changes = [
        call
        for call, path in files
        if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", call) and path.is_relative_to(checkout)
    ]
    changes += [call for call in calls if re.match(r"(creat|mkdir|rename|unlink)", call)]
    assert changes == []


@needs_strace
def test_settings_of_a_checkout_open_nothing_outside_it_either(checkout: Path) -> None:
    text = 'format = ["json=../out.json", "sarif=.git/hooks.sarif"]\nstandards = "../outside"\n'
    text += 'paths = ["rules/way-out", "/etc", "../outside/secret.yaml"]\n'
    (checkout / "checker.toml").write_text(text, "utf-8")
    said, calls = traced(checkout, "validate")
    assert said.count("leads out of the folder of this file") == 5
    assert "is hidden, and a setting names no such file to write" in said
    assert not [call for call in calls if "/outside" in call or "secret.yaml" in call]
    assert not (checkout.parent / "out.json").exists()
