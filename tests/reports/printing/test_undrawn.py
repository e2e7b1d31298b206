"""Characters that no font draws are told with the place where they stand first; what is hidden or drawn is not."""

import pytest

from checker.reports.printing import undrawn
from checker.reports.printing.undrawn import undrawn_told
from tests.reports.conftest import golden


@pytest.fixture(autouse=True)
def only_latin(monkeypatch):
    monkeypatch.setattr(undrawn, "drawable", lambda letters, _: {one for one in letters if ord(one) < 0x3000})


def with_finding(**changed):
    results = golden("one_rule")
    (within,) = results.rule_sets
    (rule,) = within.rules
    finding = rule.findings[0].model_copy(update=changed)
    rule = rule.model_copy(update={"findings": (finding, *rule.findings[1:])})
    return results.model_copy(update={"rule_sets": (within.model_copy(update={"rules": (rule,)}),)})


def test_nothing_is_told_where_everything_is_drawn():
    assert undrawn_told(golden("mixed"), None) == []


def test_a_cell_is_told_by_its_field_and_its_record():
    rule = golden("one_rule").rule_sets[0].rules[0].id
    first, last = undrawn_told(with_finding(record="Z-1", evidence={"site": "Łódź 標"}), None)
    assert first == f"no font here draws '標' (U+6A19, site of record 'Z-1' of rule '{rule}'); the PDF writes its code"
    assert last == "name a font file that has them with --font"


def test_hidden_characters_are_written_as_codes_anyway_and_not_told():
    assert undrawn_told(with_finding(evidence={"site": "a\u202eb\u200bc"}), None) == []


def test_of_many_characters_the_first_are_told_and_the_others_counted():
    told = undrawn_told(with_finding(evidence={"site": "".join(chr(0x4E00 + n) for n in range(12))}), None)
    assert len(told) == 7
    assert told[5] == "7 more characters are written as codes in the PDF"
