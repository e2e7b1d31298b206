"""Settings from a file, or every problem that the file has. They never name what lies outside the file's folder.

Whoever runs the program in a folder that others gave them must not read or write elsewhere because of a file in it: a
setting names nothing to write but listings that are called so, and what it names lies below the folder of the file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.languages import language_named
from checker.listings import FORMATS
from checker.problems import FileProblems, Problem, quoted
from checker.ruleset.codes import CAN_BE_IGNORED
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.suppressions import instead_of, not_to_ignore
from checker.ruleset.yaml12 import Composed, Place, Trail
from checker.settings import PROJECT
from checker.settings.formats import Wrong, entries_of, read_formats
from checker.settings.toml import compose

LARGEST = 1_000_000
"""Bytes of a file."""

_OF_REPORTS = ("language", "font")
SETTINGS = ("standards", "paths", "format", "fail_on", "ignore", *_OF_REPORTS)
"""Every setting that may stand outside a command's table; there `format`, `fail_on` and `ignore` are for `validate`."""

OF_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "validate": ("standards", "paths", "format", "fail_on", "ignore"),
    "test": ("standards", "paths", "format", "coverage", "mutation", "fail_under"),
    "check": ("standards", "fail_on", *_OF_REPORTS),
    "render": _OF_REPORTS,
    "standards": ("standards", "paths", "format", "fail_on"),
}
"""The settings of each command; in a table of its name they go before those outside."""

FOLDER = "folder"
"""In a table [standards] the folder of standards, for every command; without the table `standards` itself names it."""

_TABLES = tuple(name for name in OF_COMMANDS if name not in SETTINGS)

FAIL_ON: Mapping[str, tuple[str, ...]] = {
    "validate": ("error", "warning", "note"),
    "check": ("too_close", "undetermined"),
    "standards": ("open", "without_clause"),
}
"""What a command may be asked to fail on."""

_OF_VALIDATE = ("format", "fail_on")
"""Settings outside a command's table that are for `validate` alone."""


@dataclass
class Settings:
    """What a file says: by command, the settings as the options of the command line take them."""

    file: Path
    of_commands: dict[str, dict[str, Any]] = field(default_factory=dict)
    unused: Mapping[str, Problem] = field(default_factory=dict)
    """By code to ignore in every file: what is told where no file has such a warning."""

    def of(self, command: str) -> dict[str, Any]:
        """The settings of a command."""
        return self.of_commands.get(command, {})


def read_settings(file: Path) -> Settings:
    """Read the settings of a file. Raises FileProblems with every problem of it at once."""
    shown = shown_path(file)
    text, problems = _text(file, shown)
    composed, more = compose(text, shown) if text is not None else (None, [])
    if composed is None:
        raise FileProblems([*problems, *more])
    where = ("tool", "checker") if file.name == PROJECT else ()
    reading = _Reading(composed, file.resolve().parent)
    settings = reading.read(where)
    if reading.problems:
        raise FileProblems(sorted(reading.problems, key=lambda each: (each.line, each.column)))
    return Settings(file, settings, reading.unused)


def shown_path(path: Path) -> str:
    """A path as people would write it from where they are."""
    return os.path.relpath(path)


def _text(file: Path, shown: str) -> tuple[str | None, list[Problem]]:
    try:
        if not file.resolve().is_relative_to(file.parent.resolve()):  # its lines would be shown
            return None, [
                Problem(shown, 1, 1, "R601", "it is a link that leads out of its folder", "put the file itself there")
            ]
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            return None, [Problem(shown, 1, 1, "R601", "it is not a regular file", "give a file of TOML text")]
        content = file.read_bytes() if about.st_size <= LARGEST else b""
    except (OSError, RuntimeError) as error:  # a circle of links is the latter
        return None, [Problem(shown, 1, 1, "R601", f"it cannot be opened: {_why(error)}")]
    if about.st_size > LARGEST:
        return None, [Problem(shown, 1, 1, "R601", f"it is larger than 1 MB ({about.st_size:,} bytes)")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [Problem(shown, line, 1, "R601", "it is not UTF-8 text", "save it as UTF-8")]


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "no such file").lower()


class _Reading:
    """The settings of one file, and what is wrong with them."""

    def __init__(self, composed: Composed, folder: Path) -> None:
        self.composed, self.folder = composed, folder
        self.problems: list[Problem] = []
        self.unused: dict[str, Problem] = {}

    def read(self, where: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """The settings in the table at a place, by command."""
        table: Any = self.composed.value
        for depth, part in enumerate(where, 1):
            table = table.get(part)
            if not isinstance(table, dict):
                self._say("R601", f"it has no table [{'.'.join(where)}]", self.composed.place(where[:depth]))
                return {}
        table, of_standards = _standards_apart(table)
        shared = self._table(table, where, "validate", (*SETTINGS, *_TABLES))
        asked = self._table(of_standards, (*where, "standards"), "standards", (FOLDER, "paths", "format", "fail_on"))
        if FOLDER in asked:
            shared["standards"] = asked.pop(FOLDER)
        of_commands = {}
        for command, names in OF_COMMANDS.items():
            own = {name: value for name, value in shared.items() if name in names}
            if command != "validate":
                own = {name: value for name, value in own.items() if name not in _OF_VALIDATE}
            written = table.get(command, {}) if command in _TABLES else {}
            own |= asked if command == "standards" else {}
            if isinstance(written, dict):
                more = self._table(written, (*where, command), command, names)
                if "ignore" in own and "ignore" in more:
                    more["ignore"] = {**own["ignore"], **more["ignore"]}
                own |= more
            else:
                self._wrong(f"'{command}' must be a table", (*where, command), f"write [{command}] above its settings")
            of_commands[command] = own
        return of_commands

    def _table(self, table: dict[str, Any], where: Trail, command: str, known: tuple[str, ...]) -> dict[str, Any]:
        read = {}
        for name, written in table.items():
            trail = (*where, name)
            if name not in known:
                place = self.composed.place(trail, key=True)
                hint = did_you_mean(name, known, else_list="known here are")
                self._say("R602", f"unknown setting {quoted(name)}", place, hint)
            elif name not in _TABLES:
                value = getattr(self, f"_{name}")(written, trail, command)
                if value is not None:
                    read[name] = value
        return read

    # ---- settings, each read as its option is; none where it is wrong

    def _standards(self, written: Any, trail: Trail, command: str) -> Path | None:
        path = self._path(written, trail)
        if path is not None and not path.is_dir():
            self._wrong(f"there is no folder {quoted(written)}", trail, "it is looked for beside this file")
            return None
        return path

    _folder = _standards

    def _paths(self, written: Any, trail: Trail, command: str) -> tuple[Path, ...] | None:
        if not isinstance(written, list) or not written:
            self._wrong("'paths' must be a list of files and folders", trail, 'write paths = ["rules"]')
            return None
        paths = [self._path(each, (*trail, number)) for number, each in enumerate(written)]
        for number, path in enumerate(paths):
            if path is not None and not path.exists():
                self._wrong(
                    f"there is no file and no folder {quoted(written[number])}",
                    (*trail, number),
                    "it is looked for beside this file",
                )
        return tuple(path for path in paths if path is not None)

    def _format(self, written: Any, trail: Trail, command: str) -> tuple[str, ...] | None:
        read: list[str] = []
        files: set[Path] = set()
        number_before = len(self.problems)
        for each in read_formats(written, trail, _formats_of(command)):
            if isinstance(each, Wrong):
                self._wrong(each.message, each.trail, each.hint)
            elif each.file is None:
                read.append(each.name)
            elif (file := self._path(each.file, each.trail)) is not None:
                if file in files:
                    self._wrong(f"{quoted(each.file)} is named twice", each.trail, "give each format its own file")
                files.add(file)
                read.append(f"{each.name}={file}")
        return tuple(read) if len(self.problems) == number_before else None

    def _coverage(self, written: Any, trail: Trail, command: str) -> bool | None:
        if not isinstance(written, bool):
            self._wrong(f"'{_name(trail)}' must be true or false", trail, f"write {_name(trail)} = true")
            return None
        return written

    _mutation = _coverage

    def _fail_under(self, written: Any, trail: Trail, command: str) -> float | None:
        if isinstance(written, bool) or not isinstance(written, int | float) or not 0 <= written <= 100:
            self._wrong("'fail_under' must be a number from 0 to 100", trail, "write fail_under = 90")
            return None
        return float(written)

    def _fail_on(self, written: Any, trail: Trail, command: str) -> str | tuple[str, ...] | None:
        words = FAIL_ON[command]
        several = command != "validate"
        if not isinstance(written, str) and not (several and isinstance(written, list)):
            shape = "a list of words" if several else "a word"
            self._wrong(f"'fail_on' must be {shape}", trail, f"known are {', '.join(words)}")
            return None
        wrong = [
            (place, word)
            for place, word in ([(trail, written)] if isinstance(written, str) else entries_of(written, trail))
            if word not in words
        ]
        for place, word in wrong:
            self._wrong(f"{quoted(word)} is not known for 'fail_on'", place, did_you_mean(str(word), words))
        if wrong:
            return None
        if several:
            return (written,) if isinstance(written, str) else tuple(written)
        return str(written)

    def _ignore(self, written: Any, trail: Trail, command: str) -> dict[str, str] | None:
        if not isinstance(written, dict):
            self._wrong("'ignore' must be a table", trail, 'write ignore = {R352 = "and why"}')
            return None
        for code, reason in written.items():
            here = (*trail, code)
            hint = "remove it from the settings"
            place = self.composed.place(here, key=True)
            message = f"no file has {code} to ignore"
            self.unused[code] = self.composed.problem("R125", message, place, hint=hint, level="warning")
            if code not in CAN_BE_IGNORED:
                self._say(*not_to_ignore(code), self.composed.place(here, key=True), instead_of(code))
            elif not isinstance(reason, str) or not any(map(str.isalnum, reason)):
                message = f"it is not said why {code} is ignored"
                self._say("R122", message, self.composed.place(here), f'write {code} = "and why"')
        return written

    def _language(self, written: Any, trail: Trail, command: str) -> str | None:
        try:
            return language_named(str(written))
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self._wrong(message, trail, hint)
            return None

    def _font(self, written: Any, trail: Trail, command: str) -> Path | None:
        path = self._path(written, trail)
        if path is not None and not path.is_file():
            self._wrong(f"there is no font file {quoted(written)}", trail, "it is looked for beside this file")
            return None
        return path

    def _path(self, written: Any, trail: Trail) -> Path | None:
        """A path below the folder of the file, as it is shown from where the program was called."""
        if not isinstance(written, str) or not written or "\0" in written:
            self._wrong(f"'{_name(trail)}' must be a path", trail, 'write a text in quotes, such as "standards"')
            return None
        try:
            resolved = (self.folder / written).resolve()
        except (OSError, RuntimeError):  # a circle of links
            self._wrong(f"{quoted(written)} leads nowhere", trail)
            return None
        if not resolved.is_relative_to(self.folder):
            self._wrong(
                f"{quoted(written)} leads out of the folder of this file",
                trail,
                "name what lies in it, or name the place on the command line",
            )
            return None
        return Path(shown_path(self.folder / written))

    def _wrong(self, message: str, trail: Trail, hint: str | None = None) -> None:
        self._say("R603", message, self.composed.place(trail), hint)

    def _say(self, code: str, message: str, place: Place, hint: str | None = None) -> None:
        self.problems.append(self.composed.problem(code, message, place, hint=hint))


def _formats_of(command: str) -> tuple[str, ...]:
    if command == "test":
        from checker.listings.ruletests import FORMATS as OF_TESTS  # noqa: PLC0415

        return OF_TESTS
    if command == "standards":
        from checker.listings.standards import FORMATS as OF_STANDARDS  # noqa: PLC0415

        return OF_STANDARDS
    return FORMATS


def _standards_apart(table: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings without a table of `checker standards`, and that table: it bears the name of a setting."""
    own = table.get("standards")
    if not isinstance(own, dict):
        return table, {}
    return {name: written for name, written in table.items() if name != "standards"}, own


def _name(trail: Trail) -> str:
    return next(str(part) for part in reversed(trail) if isinstance(part, str))
