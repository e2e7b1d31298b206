"""`checker schema`: the rule language as a JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file instead of printing.")
def schema(out: Path | None) -> int:
    """Give the JSON Schema of rule sets, for editors.

    Name it in the first line of a rule set, and editors complete and check:
    # yaml-language-server: $schema=rule-set.schema.json
    """
    import json  # noqa: PLC0415

    from checker.ruleset.schema import rule_set_schema  # noqa: PLC0415

    text = json.dumps(rule_set_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return 0
    from checker.reports.report import write_whole  # noqa: PLC0415

    write_whole(text.encode(), out)
    click.echo(f"written: {out}", err=True)
    return 0
