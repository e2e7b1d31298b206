"""`checker explain`: what a word of the rule language means."""

from __future__ import annotations

import click


@click.command()
@click.argument("word", nargs=-1)
def explain(word: tuple[str, ...]) -> int:
    """Say what WORD means: a measure, target, type of field, part of tests, problem.

    Without WORD every word that can be explained is listed.
    """
    from checker.explanation import explain as explained  # noqa: PLC0415
    from checker.explanation import overview  # noqa: PLC0415

    click.echo(explained(" ".join(word)) if word else overview(), nl=False)
    return 0
