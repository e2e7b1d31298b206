"""`checker schema`: each kind of file as a JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("kind", default="rule_set", metavar="[KIND]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file instead of printing.")
def schema(kind: str, out: Path | None) -> int:
    """Give the JSON Schema of a kind of file, for editors.

    KIND is rule_set, if none is named, tailoring, tests, standard, waivers or
    audit.

    Name the schema in the first line of such a file, and editors complete and
    check it: # yaml-language-server: $schema=rule-set.schema.json
    """
    import json  # noqa: PLC0415

    from checker.ruleset.nearest import did_you_mean  # noqa: PLC0415
    from checker.ruleset.schema import KINDS, schema_of  # noqa: PLC0415

    asked = kind.replace("-", "_")
    if asked not in KINDS:
        raise click.UsageError(f"no kind of file '{kind}'; {did_you_mean(asked, KINDS)}")
    text = json.dumps(schema_of(asked), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return 0
    from checker.reports.report import write_whole  # noqa: PLC0415

    write_whole(text.encode(), out)
    click.echo(f"written: {out}", err=True)
    return 0
