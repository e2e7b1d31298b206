"""A command that takes what its options leave open from a file of settings; the command line goes before it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.languages import LANGUAGES, language_named
from checker.settings import OWN, PROJECT, Found, find_settings

if TYPE_CHECKING:
    from checker.settings.reading import Settings

IGNORE = "checker.ignore"
"""Where a command finds the codes to ignore, each with its reason: what no option says."""

UNUSED = "checker.unused"
"""Where a command finds what to tell of those codes that no file has."""

_OPTIONS = {"format": "formats"}
"""What the option of a setting is called where it has another name."""


class _PathOrLink(click.Path):
    """A file or folder that is there; a link is, also one that leads nowhere, told as a problem of its own."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return Path(value) if Path(value).is_symlink() else super().convert(value, param, ctx)


PATHS = click.argument("paths", metavar="PATH...", nargs=-1, type=_PathOrLink(exists=True, path_type=Path))
"""What to validate or test; a setting says it where nobody does."""

STANDARDS = click.option(
    "--standards", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Where the standards are that rule sets name; default: only the folder 'standards' beside theirs.",
)  # fmt: skip
"""Where rule sets find what they promise by."""


PROFILE = click.option(
    "--profile", type=click.Choice(["executive", "manager", "auditor"]), default="manager", show_default=True,
    help="For whom a .pdf or .html report is: two pages, also what was found and how, or all with lines to sign on.",
)  # fmt: skip
"""Which parts a report has that is made of pages."""


TEMPLATE = click.option(
    "--template", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="A folder with an own logo, colours.toml and words/ for .pdf and .html reports.",
)  # fmt: skip
"""The organisation's own look of reports."""


class _Language(click.ParamType):  # type: ignore[type-arg]  # only newer versions of click have any
    """A language of reports, by any of its names."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(LANGUAGES)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return language_named(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


LANGUAGE = click.option(
    "--language", type=_Language(), default="en",
    show_default=True, help="In which language reports are written; .json is the same in all.",
)  # fmt: skip
"""The language of reports, of the summary, and of a rule in words."""


FONT = click.option(
    "--font", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="A .ttf or .otf font for letters of a .pdf that neither its own fonts nor those of this machine draw.",
)  # fmt: skip
"""What draws letters that no other font has."""


class Configured(click.Command):
    """A command with settings: the nearest file of them, the file that is named, or none."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params += [
            click.Option(
                ["--config"], type=click.Path(path_type=Path), metavar="FILE", expose_value=False,
                help=f"The file with settings; default: the nearest {OWN}, or {PROJECT} with [tool.checker].",
            ),
            click.Option(["--no-config"], is_flag=True, expose_value=False, help="Take no settings from files."),
            click.Option(
                ["--show-config"], is_flag=True, expose_value=False, help="Say which settings are taken, and stop."
            ),
        ]  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the settings for defaults before the command line is read."""
        asked, _, _ = self.make_parser(ctx).parse_args(list(args))
        asks_for_help = self.get_help_option(ctx)
        if asks_for_help is None or asks_for_help.name not in asked:
            settings = self._settings(asked)
            taken = settings.of(str(self.name)) if settings else {}
            if asked.get("show_config"):
                click.echo(_shown(settings, taken), nl=False)
                ctx.exit(0)
            ctx.meta[IGNORE] = taken.get("ignore", {})
            ctx.meta[UNUSED] = settings.unused if settings else {}
            ctx.default_map = {_OPTIONS.get(name, name): value for name, value in taken.items() if name != "ignore"}
        return super().parse_args(ctx, args)

    def _settings(self, asked: dict[str, Any]) -> Settings | None:
        named = Path(asked["config"]) if "config" in asked else None
        if asked.get("no_config"):
            if named is not None:
                raise click.UsageError("--config and --no-config contradict each other; give one of them")
            return None
        found = Found(named) if named is not None else find_settings(Path.cwd())
        if found is None:
            return None
        from checker.settings.reading import read_settings, shown_path  # noqa: PLC0415

        if found.passed_over is not None:
            used, other = shown_path(found.file), shown_path(found.passed_over)
            click.echo(f"checker: settings are taken from {used}; those in {other} are passed over", err=True)
        return read_settings(found.file)


def needs_paths(paths: Sequence[Path]) -> None:
    """Raises UsageError where neither the command line nor a setting says which files to read."""
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'; name a file or folder, or set 'paths' in checker.toml")


def _shown(settings: Settings | None, taken: dict[str, Any]) -> str:
    """The settings, one on a line, and the file that they are from."""
    from checker.listings.text import visible  # noqa: PLC0415

    if settings is None:
        return f"no settings: there is no {OWN} and no {PROJECT} with [tool.checker] up to the root of the repository\n"
    lines = [f"settings of {settings.file}"]
    for name, value in taken.items():
        if isinstance(value, dict):
            lines += [f"  {name} {code}: {reason}" for code, reason in value.items()]
        else:
            said = str(value).lower() if isinstance(value, bool) else value
            lines.append(f"  {name}: {', '.join(map(str, value)) if isinstance(value, tuple) else said}")
    return "".join(f"{visible(line)}\n" for line in lines)
