"""The drafted description of records: what is marked for the author, and what is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.drafting import fields as module
from checker.drafting.fields import drafted_records
from checker.drafting.looking import look_at
from checker.drafting.request import Request


def drafted(tmp_path: Path, content: str, **said: str) -> module.DraftedRecords:
    path = tmp_path / "r.csv"
    path.write_text(content, encoding="utf-8")
    request = Request(name="r", standard="r", records=path, **said)  # type: ignore[arg-type]
    return drafted_records(request, look_at(path))


def test_every_suggestion_carries_a_mark(tmp_path: Path) -> None:
    found = drafted(tmp_path, "no,at,kind,due\na,2026-06-01 09:00,n/d,05/06/2026\nb,2026-06-01 10:00,x,07/08/2026\n")
    expected = """\
records:
  called: case
  id: no
  dated_by: at  # draft: decides the audit period
  time_zone: UTC  # draft: on whose clock were the times written? Such as Europe/Warsaw
  # draft: words seen; where one says that a question did not apply, move it to the field's not_applicable
  missing_words: ["", "n/d"]
  fields:  # draft: types as the 2 rows suggest them; confirm each
    no: {type: text}  # draft: names a record; confirm that no two records share it
    at: {type: moment}
    kind: {type: text}
    # draft: dates that can be read in more than one way, such as '05/06/2026': write {type: date, format:
    #   "%d/%m/%Y"} or {type: date, format: "%m/%d/%Y"}
    due: {type: text}
"""
    assert found.text == expected
    assert found.ambiguous == "due"


def test_what_was_said_is_not_asked_for_again(tmp_path: Path) -> None:
    found = drafted(
        tmp_path, "no,at\na,05/06/2026 09:00\nb,07/08/2026 10:00\n", time_zone="Asia/Tokyo", order="day-first"
    )
    assert "  time_zone: Asia/Tokyo\n" in found.text
    assert '    at: {type: moment, format: "%d/%m/%Y %H:%M"}  # draft: day-first, as you said\n' in found.text
    assert not any("clock" in each or "more than one way" in each for each in found.to_confirm)


def test_a_heading_in_another_script_is_also_the_label_in_reports(tmp_path: Path) -> None:
    found = drafted(tmp_path, "id,门店\na,北京\nb,上海 1\n")
    assert "    column_2: {type: text, column: 门店, label: 门店}\n" in found.text


def test_a_column_called_an_id_is_taken_before_others_that_could_be(tmp_path: Path) -> None:
    assert drafted(tmp_path, "name,order_no\nx,1\ny,2\n").id == "order_no"
    assert drafted(tmp_path, "name,other\nx,1\ny,2\n").id == "name"


def test_a_type_that_the_program_cannot_read_the_cells_by_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "unreadable", lambda *_, **__: {"id": 0, "n": 1, "x": 0})
    found = drafted(tmp_path, "id,n,x\na,1,2\nb,2,3\n")
    assert "    n: {type: text}  # draft: its cells look like whole number" in found.text
    assert "    x: {type: whole_number}" in found.text
    assert found.to_confirm[0].startswith("n: its cells look like whole number, but")
