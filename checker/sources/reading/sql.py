"""The only place where text from outside becomes part of a query: as a quoted constant or a quoted name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FEW = 4
"""More words than that after IN are joined to the records, which then stand in another order."""


def constant(text: str) -> str:
    """Write text as an SQL constant that is equal to it, whatever it holds. Raises ValueError for NUL."""
    if "\0" in text:
        raise ValueError("text with a NUL character cannot be used")
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Write text as the name of a column or table. Raises ValueError for NUL."""
    if "\0" in text:
        raise ValueError("a name with a NUL character cannot be used")
    return '"' + text.replace('"', '""') + '"'


def one_of(cell: str, words: Iterable[str]) -> str:
    """Ask whether a cell is one of these words, as they are written."""
    listed = [constant(word) for word in words]
    if len(listed) > FEW:
        return f"list_contains([{', '.join(listed)}], {cell})"
    return f"{cell} IN ({', '.join(listed)})" if listed else "false"


def among(column: str, numbers: Sequence[int]) -> str:
    """Ask whether a column holds one of these whole numbers; a range is asked for at once, which costs half."""
    if list(numbers) == [*range(numbers[0], numbers[-1] + 1)]:
        return f"{column} BETWEEN {numbers[0]} AND {numbers[-1]}"
    return f"{column} IN ({', '.join(str(number) for number in numbers)})"
