"""A standard: a published document of promises, as a file of clauses with their texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from checker.written import Id, TagName, Text, Words, Written

ClauseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=80)]
"""A clause's id: `delivery.cycle`."""


class Source(Written):
    """The document and the lines that a clause answers to."""

    document: Text = Field(description="The document, such as S1.")
    lines: tuple[Text, ...] = Field((), description="Its lines, such as S1.04.")


class Clause(Written):
    """A numbered passage of a standard: what is promised, in the words of the promise."""

    id: ClauseId = Field(description="Its name, such as delivery.cycle.")
    text: Words = Field(description="The promise, once or by language.")
    source: Source | None = Field(None, description="Where it comes from.")
    tags: dict[TagName, Text] = Field(default_factory=dict, description="What the clause is about.")
    not_checkable_because: Text | None = Field(None, description="Why no rule checks it, where none can.")


class Standard(Written):
    """A published document of promises."""

    standard: Id = Field(description="The standard's name; equals the file's.")
    title: Words = Field(description="What it is about, printed on reports.")
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)] = Field(description="The promises, each with its id.")

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of that id; none where the standard has no such clause."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)
