"""A rules-driven service-standards compliance checker."""

from __future__ import annotations

__version__ = "0.1.0"
