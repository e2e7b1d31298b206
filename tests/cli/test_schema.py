"""The schema of rule sets, printed or written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Call = Callable[..., tuple[int, str, str]]


def test_the_schema_is_printed_as_json(checker: Call) -> None:
    code, out, err = checker("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_is_written_to_a_file_as_it_is_printed(checker: Call, folder: Path) -> None:
    code, out, err = checker("schema", "--out", "rule-set.schema.json")
    assert (code, out, err) == (0, "", "written: rule-set.schema.json\n")
    assert (folder / "rule-set.schema.json").read_text("utf-8") == checker("schema")[1]
