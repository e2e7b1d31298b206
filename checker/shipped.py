"""The folders of people's work that travel with the program: where they lie on this machine."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: Literal["standards", "rules", "report_templates"]) -> Path:
    """Give the folder of that name: beside the package in a checkout, inside it once installed."""
    installed = _PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
