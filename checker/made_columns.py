"""The columns that stand beside the fields of a record: its place, where conditions hold, its code under each rule."""

from __future__ import annotations

from hashlib import sha256

ROW = "$row"
"""The column with a record's place: its file's number times 2**40, plus its number in that file."""

DUPLICATE = "$duplicate"
"""The column that says whether other records share the record's id."""

ZONE = "$zone"
"""The column that names the time zone of each record, where each has its own."""

CLOCK = "$clock"
"""The column that names on whose clock a row is seen (see `own_zones`)."""


def exclusion_column(exclusion: str) -> str:
    """The column that says whether an exclusion fits a record; null where that is unknown."""
    return f"$excluded${exclusion}"


def waiver_column(waiver: str) -> str:
    """The column that says whether a waiver fits a record; null where that is unknown."""
    return f"$waived${waiver}"


def scope_column(rule: str) -> str:
    """The column that says whether a record is in a rule's scope; null where that is unknown."""
    return f"$scope${rule}"


def base_column(rule: str) -> str:
    """The column with a record's code before exclusions and target tables."""
    return f"$base${rule}"


def included_column(rule: str) -> str:
    """The column with a record's code under a rule, had nothing been excluded."""
    return f"$included${rule}"


def code_column(rule: str) -> str:
    """The column with a record's code under a rule, exclusions included."""
    return f"$code${rule}"


def row_column(rule: str) -> str:
    """The column with the code of each record of a unit by itself, had nothing been excluded."""
    return f"$row${rule}"


def whole_column(rule: str, *, included: bool = False) -> str:
    """The column with what the parts of a rule come to; `included`: had nothing been excluded."""
    return f"$whole{'$included' * included}${rule}"


def standing_column(rule: str, *, included: bool = False) -> str:
    """The column with the standing of a part among others (see `composition`)."""
    return f"$standing{'$included' * included}${rule}"


def real_column(rule: str) -> str:
    """As `base_column`, of a rule that is made of parts from which records are excluded."""
    return f"$real${rule}"


def target_row_column(rule: str) -> str:
    """The column with the row of the target table that is a record's."""
    return f"$target${rule}"


def observed_column(rule: str) -> str:
    """The column with what was observed in a record."""
    return f"$observed${rule}"


def limit_column(rule: str) -> str:
    """The column with a record's limit."""
    return f"$limit${rule}"


def waited_column(rule: str) -> str:
    """The column with what was observed, or in an open record the time that it has waited."""
    return f"$waited${rule}"


def hidden_column(rule: str) -> str:
    """Whether a breach that a waiver accepts is among what a record, or its unit, comes to under a composed rule."""
    return f"$hidden${rule}"


def short_name(written: str) -> str:
    """What tells a step, and the columns that it makes, from those of others that were written otherwise."""
    return sha256(written.encode()).hexdigest()[:12]
