"""`checker explain`: what a word of the rule language means."""

from __future__ import annotations

from pathlib import Path

import click

from checker.cli.configured import LANGUAGE, STANDARDS


@click.command()
@click.argument("word", nargs=-1)
@STANDARDS
@LANGUAGE
def explain(word: tuple[str, ...], standards: Path | None, language: str) -> int:
    """Say what WORD means: a measure, target, type of field, part of tests, problem.

    Or a rule, as FILE.yaml:RULE, in the words that reports print of it; these
    may be had in other languages than English.

    Without WORD every word that can be explained is listed.
    """
    from checker.rule_explanation import explain_rule, is_rule  # noqa: PLC0415

    if is_rule(" ".join(word)):
        from checker.listings.text import visible  # noqa: PLC0415
        from checker.reports.text import wrapped  # noqa: PLC0415

        paragraphs = explain_rule(" ".join(word), language, standards)
        told = [wrapped(visible(paragraph)) for paragraph in paragraphs if paragraph]
        click.echo("\n\n".join("\n".join(lines) for lines in told))
        return 0
    from checker.explanation import explain as explained  # noqa: PLC0415
    from checker.explanation import overview  # noqa: PLC0415

    click.echo(explained(" ".join(word)) if word else overview(), nl=False)
    return 0
