"""What can become of a record under a rule, and of a rule: outcomes with their reasons, and verdicts."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """What became of one unit (a record) under one rule; every unit has exactly one."""

    KEPT = "kept"
    BREACH = "breach"
    WAIVED = "waived"
    PENDING = "pending"
    EXCLUDED = "excluded"
    OUT_OF_SCOPE = "out_of_scope"
    UNDETERMINED = "undetermined"


FOUND = (Outcome.BREACH, Outcome.UNDETERMINED, Outcome.WAIVED)
"""The outcomes whose records are findings; where there is no room for all, breaches go first."""


class Reason(StrEnum):
    """Why a unit has its outcome, where the outcome alone does not say it."""

    OUTSIDE_PERIOD = "outside_period"
    NOT_IN_FORCE = "not_in_force"
    ANNOUNCED_BREACH = "announced_breach"
    NOT_IN_SCOPE = "not_in_scope"
    NOT_APPLICABLE = "not_applicable"
    OPEN_PAST_LIMIT = "open_past_limit"
    OPEN = "open"
    MISSING_IS_BREACH = "missing_is_breach"
    CRITICAL_ITEM = "critical_item"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_SCOPE = "unknown_scope"
    MISSING_FIELD = "missing_field"
    UNREADABLE_VALUE = "unreadable_value"
    NOT_CHECKED = "not_checked"
    FAULTY_EVIDENCE = "faulty_evidence"
    CALENDAR_GAP = "calendar_gap"
    NO_ROW_FITS = "no_row_fits"


class Code(IntEnum):
    """Outcome and reason of one unit as the small integer that the engine computes and counts.

    The judged codes come first, and what precedes an exclusion stands together: expressions compare ranges of them.
    """

    KEPT = 0
    BREACH = 1
    BREACH_OPEN = 2
    BREACH_MISSING = 3
    BREACH_CRITICAL = 4
    PENDING = 5
    EXCLUDED = 6
    OUTSIDE_PERIOD = 7
    NOT_IN_FORCE = 8
    ANNOUNCED_BREACH = 9
    """Out of scope, since the rule was only announced on the record's date; a breach had it been in force."""
    NOT_IN_SCOPE = 10
    NOT_APPLICABLE = 11
    DUPLICATE_ID = 12
    UNKNOWN_SCOPE = 13
    MISSING_FIELD = 14
    UNREADABLE_VALUE = 15
    NOT_CHECKED = 16
    FAULTY_EVIDENCE = 17
    CALENDAR_GAP = 18
    NO_ROW_FITS = 19
    UNKNOWN_ROW = 20
    STILL_OPEN = 21
    """Undetermined for want of its ending moment, whatever the rule says of missing evidence."""
    NEEDS_AS_OF = 22
    """No outcome: the record is open, and nobody said from which moment the audit looks."""
    WAIVED = 23
    NEEDS_PERIOD = 24
    """No outcome: a series of events is judged over a period up to a moment, and nobody said which."""

    @property
    def outcome(self) -> Outcome:
        """The outcome that the code stands for."""
        return _MEANINGS[self][0]

    @property
    def reason(self) -> Reason | None:
        """The reason that the code stands for; none where the outcome says it all."""
        return _MEANINGS[self][1]


MARKS = 32
"""Above the codes stand marks, which are added to them."""

EXCLUDED = MARKS
"""Added to the code that a record would have if no exclusion fitted it."""

BESIDE = 2 * MARKS
"""Added to the code of a record's unit where another record speaks for the unit; such a code is never counted."""


def meaning_of(code: int) -> Code:
    """What a code of the engine means, without its marks; where an exclusion fits, that."""
    return Code.EXCLUDED if code % BESIDE >= EXCLUDED else Code(code % MARKS)


_MEANINGS: dict[Code, tuple[Outcome, Reason | None]] = {
    Code.KEPT: (Outcome.KEPT, None),
    Code.BREACH: (Outcome.BREACH, None),
    Code.BREACH_OPEN: (Outcome.BREACH, Reason.OPEN_PAST_LIMIT),
    Code.BREACH_MISSING: (Outcome.BREACH, Reason.MISSING_IS_BREACH),
    Code.BREACH_CRITICAL: (Outcome.BREACH, Reason.CRITICAL_ITEM),
    Code.PENDING: (Outcome.PENDING, Reason.OPEN),
    Code.EXCLUDED: (Outcome.EXCLUDED, None),
    Code.OUTSIDE_PERIOD: (Outcome.OUT_OF_SCOPE, Reason.OUTSIDE_PERIOD),
    Code.NOT_IN_FORCE: (Outcome.OUT_OF_SCOPE, Reason.NOT_IN_FORCE),
    Code.ANNOUNCED_BREACH: (Outcome.OUT_OF_SCOPE, Reason.ANNOUNCED_BREACH),
    Code.NOT_IN_SCOPE: (Outcome.OUT_OF_SCOPE, Reason.NOT_IN_SCOPE),
    Code.NOT_APPLICABLE: (Outcome.OUT_OF_SCOPE, Reason.NOT_APPLICABLE),
    Code.DUPLICATE_ID: (Outcome.UNDETERMINED, Reason.DUPLICATE_ID),
    Code.UNKNOWN_SCOPE: (Outcome.UNDETERMINED, Reason.UNKNOWN_SCOPE),
    Code.MISSING_FIELD: (Outcome.UNDETERMINED, Reason.MISSING_FIELD),
    Code.UNREADABLE_VALUE: (Outcome.UNDETERMINED, Reason.UNREADABLE_VALUE),
    Code.NOT_CHECKED: (Outcome.UNDETERMINED, Reason.NOT_CHECKED),
    Code.FAULTY_EVIDENCE: (Outcome.UNDETERMINED, Reason.FAULTY_EVIDENCE),
    Code.CALENDAR_GAP: (Outcome.UNDETERMINED, Reason.CALENDAR_GAP),
    Code.NO_ROW_FITS: (Outcome.UNDETERMINED, Reason.NO_ROW_FITS),
    Code.UNKNOWN_ROW: (Outcome.UNDETERMINED, Reason.MISSING_FIELD),
    Code.STILL_OPEN: (Outcome.UNDETERMINED, Reason.MISSING_FIELD),
    Code.NEEDS_AS_OF: (Outcome.UNDETERMINED, Reason.OPEN),
    Code.WAIVED: (Outcome.WAIVED, None),
    Code.NEEDS_PERIOD: (Outcome.UNDETERMINED, Reason.OPEN),
}


class Verdict(StrEnum):
    """What is said of a rule, or of the whole."""

    MET = "met"
    MISSED = "missed"
    TOO_CLOSE = "too_close"
    UNDETERMINED = "undetermined"
    NOT_JUDGED = "not_judged"
    NOT_EVALUATED = "not_evaluated"
