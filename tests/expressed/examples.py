"""The worked examples of the rule language, which lie beside the checkout, as files."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
EXPRESSED = HERE.parents[2] / "shared" / "expressed.yaml"
NAMES = sorted(path.name.removesuffix(".tests.yaml") for path in HERE.glob("*.tests.yaml"))


def write_examples(folder: Path) -> Path:
    """Write each as NAME.yaml, with its tests beside it."""
    for document in EXPRESSED.read_text("utf-8").split("\n---\n")[1:]:
        name = document.partition("rule_set:")[2].split()[0]
        # The example asks a choice without saying what its answers are worth.
        mended = document.replace("{field: solved}]", "{field: solved, points: {solved: 1, partly: 0, unsolved: -1}}]")
        (folder / f"{name}.yaml").write_text(mended, "utf-8")
        (folder / f"{name}.tests.yaml").write_bytes((HERE / f"{name}.tests.yaml").read_bytes())
    return folder
