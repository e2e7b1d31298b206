"""A look at the first rows: the columns that a rule set can name, and how far the look went."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.drafting import looking
from checker.drafting.looking import look_at, unreadable
from checker.problems import RecordsError
from checker.ruleset.model import Records


def test_columns_are_seen_with_their_cells_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id; price\n007; 1,5\n;\n")
    look = look_at(tmp_path / "r.csv")
    assert [(column.heading, column.values) for column in look.columns] == [("id", ("007",)), (" price", (" 1,5",))]
    assert look.is_all


def test_no_more_than_the_first_rows_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(9)))
    monkeypatch.setattr(looking, "MOST_ROWS", 4)
    look = look_at(tmp_path / "r.csv")
    assert (look.rows, look.is_all, look.columns[0].values) == (4, False, ("0", "1", "2", "3"))
    records = Records.model_validate({"called": "row", "fields": {"n": {"type": "number", "at_least": 2}}})
    assert unreadable(tmp_path / "r.csv", records) == {"n": 2}


def test_of_very_many_columns_the_first_are_drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.csv").write_text("a,b,c,d\n1,2,3,4\n")
    monkeypatch.setattr(looking, "MOST_COLUMNS", 2)
    look = look_at(tmp_path / "r.csv")
    assert [column.heading for column in look.columns] == ["a", "b"]
    assert look.unnamed == ("Columns 3, 4 have 2 others before them that were drafted, so they were left out",)


def test_of_many_columns_that_are_left_out_some_are_named(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("ok" + "," * 20 + "\n")
    (told,) = look_at(tmp_path / "r.csv").unnamed
    assert told.startswith("Columns 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 8 more have no heading")


def test_a_file_whose_columns_have_no_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"": 1}\n')
    with pytest.raises(RecordsError, match=r"^'r\.jsonl' has no column that a rule set could name"):
        look_at(tmp_path / "r.jsonl")
