"""The templates that designers own: how they are rendered, and the colours that they draw in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from checker.reports.printing.texts import at_underscores, dates_apart, visible
from checker.shipped import shipped

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

Colours = Mapping[str, Mapping[str, Any]]
"""Colours as `#RRGGBB` by their name, for `light` and `dark`; under `on`, what each colour of texts stands on."""


@cache
def colours() -> Colours:
    """The colours of reports, from the file that holds them all."""
    return tomllib.loads((shipped("report_templates") / "colours.toml").read_text(encoding="utf-8"))


@cache
def environment() -> Environment:
    """Where templates are rendered: every text is escaped, a missing word is an error, and nothing else is reached."""
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(shipped("report_templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["fill"] = _fill
    environment.filters["dates_apart"] = dates_apart
    environment.filters["at_underscores"] = at_underscores
    environment.filters["in_css"] = _in_css
    environment.globals |= {"colour": colours()["light"], "paper": True, "screen": None}
    return environment


def _fill(phrase: str, **words: Any) -> str:
    return phrase.format_map(words)


def _in_css(text: str) -> Markup:
    """A text as it stands in quotes in a style sheet, where other signs than in HTML are escaped."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup("".join(sign if sign.isalnum() else f"\\{ord(sign):X} " for sign in visible(text)))
