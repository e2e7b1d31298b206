"""Arguments in, exit code out; a command is imported when it is asked for."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from checker import __version__
from checker.cli.ending import end_orderly, exit_code
from checker.problems import CheckerError, FileProblems

COMMANDS = ("init", "check", "validate", "standards", "test", "diff", "explain", "render", "schema")
"""Every command, in the order of the help; the module of that name holds it."""

DEEPEST = 5_000
"""Levels of calls: a table of several hundred rows is as deep an expression."""

LINKS_IN_A_CIRCLE = "Symlink loop"
"""How Python before 3.13 begins to say so, of a place that it cannot resolve."""

READER_GONE = 128 + 13
"""The exit code where nobody reads the output any more, as shells know it: the signal SIGPIPE."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"checker.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from checker.ruleset.nearest import did_you_mean  # noqa: PLC0415

            ctx.fail(f"no command '{args[0]}'; {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="checker", message="%(prog)s %(version)s")
def commands() -> None:
    """Check records of a service against the standards that were promised.

    Exit codes, the highest wins: 0 fine; 1 a promise was missed, or a file has
    problems; 2 it could not be done; 3 checked, but some rule could not be
    evaluated.
    """


def main() -> None:
    """Run the program with the arguments of the command line, and end it with its exit code."""
    for stream in (sys.stdout, sys.stderr):  # a name that the terminal cannot show is no reason to fail
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.setrecursionlimit(DEEPEST)
    end_orderly()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more is lost when it is closed
        code = _not_written(error)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; every foreseen failure is a message on stderr and an exit code, never a traceback."""
    if sys.flags.optimize > 1:
        return _failed(
            "Python was told to leave out documentation (-OO, PYTHONOPTIMIZE=2), and reports print it; run without that"
        )
    try:
        ended = commands.main(list(arguments), prog_name="checker", standalone_mode=False)
    except click.ClickException as error:
        from checker.listings.text import visible  # noqa: PLC0415

        said = "\n".join(visible(line) for line in error.format_message().split("\n"))
        told = click.UsageError(said, error.ctx) if isinstance(error, click.UsageError) else click.ClickException(said)
        told.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return exit_code()
    except RecursionError:
        return _failed("a table, a condition or a checklist has too many rows or levels to be judged")
    except RuntimeError as error:
        if str(error).startswith(LINKS_IN_A_CIRCLE):
            return _failed(f"links lead in a circle{str(error).removeprefix(LINKS_IN_A_CIRCLE)}; mend or remove one")
        if "interrupted" not in str(error).lower():
            raise
        return exit_code()  # the engine noticed first
    except FileProblems as error:
        from checker.cli.telling import tell  # noqa: PLC0415

        tell(error.problems, err=True)
        return 2
    except CheckerError as error:
        return _failed(str(error))
    except OSError as error:
        return _not_written(error)
    return ended if isinstance(ended, int) else 0


def _not_written(error: OSError) -> int:
    """Say that a file, a folder or the output failed; a reader that has enough, as `head` has, is no failure."""
    if isinstance(error, BrokenPipeError):
        return READER_GONE
    where = f"{error.filename}: " if error.filename else ""
    return _failed(f"{where}{error.strerror or error}")


def _failed(said: str) -> int:
    """Say in one sentence why it could not be done; gives the exit code."""
    from checker.listings.text import visible  # noqa: PLC0415

    click.echo(visible(f"checker: {said}"), err=True)
    return 2
