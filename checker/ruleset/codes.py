"""Every kind of problem that a rule file or a standard can have: its code and its title."""

from __future__ import annotations

TITLES: dict[str, str] = {
    # R1xx: how the file is written
    "R101": "the file cannot be read as YAML",
    "R102": "the file is empty",
    "R103": "the file is not UTF-8 text",
    "R104": "the file holds a control character",
    "R105": "the file is too large",
    "R106": "the file is nested too deeply",
    "R107": "the file holds too many keys and values",
    "R108": "the file cannot be opened",
    "R109": "the file has too many problems to tell them all",
    "R111": "a key is written twice",
    "R112": "an anchor or alias is used",
    "R113": "a merge key is used",
    "R114": "a tag is used",
    "R115": "a key is not text",
    "R116": "the file holds several documents",
    "R121": "a comment for the program cannot be read",
    "R122": "a warning is ignored without a reason",
    "R123": "a code to ignore is unknown",
    "R124": "an error cannot be ignored",
    "R125": "a comment ignores nothing",
    "R126": "a character cannot be seen",
    "R127": "two words of a list look alike",
    # R2xx: keys and values
    "R201": "a key is unknown",
    "R202": "a key is missing",
    "R203": "a value has the wrong shape",
    "R204": "a word is not one of those known here",
    "R205": "a name is not written as names are",
    "R206": "a value cannot be read",
    "R207": "parts of a value do not fit together",
    # R3xx: meaning
    "R301": "a field is unknown",
    "R302": "a rule is unknown",
    "R303": "an id is used twice",
    "R304": "the rule set is not named like its file",
    "R305": "a name is reserved or already taken",
    "R306": "worked-out fields depend on each other in a circle",
    "R307": "a field cannot hold this value",
    "R308": "a field's type does not fit its use",
    "R309": "a duration does not fit what it measures",
    "R310": "a checklist question has no scale",
    "R311": "a pattern cannot be used",
    "R312": "a format cannot be used",
    "R313": "moments have no time zone",
    "R314": "the standard cannot be found",
    "R315": "a clause is unknown",
    "R316": "a row is never reached",
    "R321": "a calendar is unknown",
    "R322": "a field of a table is unknown",
    "R323": "working time has no calendar",
    "R324": "two versions of a rule are in force at once",
    "R325": "a file that is named cannot be opened",
    "R326": "a file that is named has problems",
    "R351": "the rule set names no standard",
    "R352": "a rule cites no clause",
    "R353": "records have no id",
    "R361": "a table has a gap: no row fits some record",
    "R362": "rows of a table overlap, and only their order decides",
    "R363": "a row of a table is never used",
    "R364": "nothing is left for a last row",
    "R365": "a table was not searched in full",
    "R366": "a condition never holds",
    "R367": "a condition always holds",
    "R368": "a part of a condition changes nothing",
    "R371": "a field is read by nothing",
    "R372": "an exclusion excludes nothing",
    "R373": "nobody owns a rule",
    "R374": "a clause has no source",
    "R375": "no rule checks a clause",
    "R376": "a rule checks a clause that is said not to be checkable",
    "R377": "a severity that must be met is of no rule",
    "R381": "dates are written in two orders",
    "R382": "a limit is hardly meant",
    "R383": "a limit in working hours looks like hours of the clock",
    "R384": "a calendar or table is used by nothing",
    "R385": "a calendar changes nothing",
    # R4xx: tests of rules
    "R401": "the rule set that is tested cannot be found",
    "R402": "the rule set that is tested has problems",
    "R403": "two cases have one name",
    "R404": "a case has no record of this id",
    "R405": "an expectation does not say which record it means",
    "R406": "an expectation leaves out records of its case",
    "R407": "an outcome never has this reason",
    "R408": "a period needs records with a date",
    "R409": "tests of rules stand in a file that is not called so",
    "R410": "a case depends on a moment or a period that is not named",
    "R411": "two records of a case have one id",
    "R412": "a case gives the figure of an earlier run where none is asked for",
    # R5xx: waivers
    "R501": "a waiver ends before it begins",
    "R502": "a waiver speaks of an unknown rule",
    "R551": "a waiver lasts longer than a year",
    # R6xx: the settings of a project
    "R601": "the settings cannot be read",
    "R602": "a setting is unknown",
    "R603": "a setting cannot have this value",
}
"""Each code and what it is about; those from R350 and from R550 on are warnings, and so are R125 to R127."""


OF_SETTINGS = frozenset(code for code in TITLES if code > "R600")
"""The codes of what files with settings have; the others are of rule sets and standards."""

WARNINGS = frozenset({"R125", "R126", "R127"} | {code for code in TITLES if code[1] in "35" and code[2:] > "50"})
"""The codes of warnings; all others are errors."""

CAN_BE_IGNORED = WARNINGS - {"R125"}
"""The codes of warnings that somebody may choose to ignore."""


def named(code: str) -> str:
    """A code with what it is about: `R201 a key is unknown`."""
    return f"{code} {TITLES.get(code, '')}".rstrip()


def sentence(code: str) -> str:
    """What a code is about, as a sentence."""
    title = TITLES.get(code, code)
    return f"{title[:1].upper()}{title[1:]}."


UNREADABLE = frozenset({"R101", "R102", "R103", "R104", "R105", "R106", "R107", "R108", "R112"})
"""The codes of files that cannot be read as YAML at all, or grow without bound when they are."""

OF_ANOTHER_FILE = frozenset({"R326", "R402"})
"""The codes that say of a file only that another one, which it needs, has problems."""
