"""`python tests/benchmarks/many_rules.py`: how long it takes to validate one file of thousands of rules.

The rules are those of `rules/`, over and over: the same shapes, scopes, tables and exclusions, each rule with an id of
its own. Not a test: it prints figures. `--profile` shows where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

MOST = 3.0
"""CPU seconds in which 3,000 rules are validated."""
MOST_ANALYSIS = 0.02
"""CPU seconds of the analysis of one file as people write it."""


def many_rules(count: int, source: Path = ROOT / "rules" / "delivery.yaml") -> str:
    """A rule set with so many rules, made from the rules of a file."""
    text = source.read_text("utf-8")
    head, _, rest = text.partition("\nrules:\n")
    rules, _, overall = rest.partition("\noverall:")
    each = re.split(r"(?m)^(?=  - id:)", rules)[1:]
    written = [
        re.sub(r"(?m)^  - id: (\S+)$", rf"  - id: \1-{number}", each[number % len(each)], count=1)
        for number in range(count)
    ]
    ids = [match[1] for rule in written if (match := re.search(r"- id: (\S+)", rule))]

    def excepted(match: re.Match[str]) -> str:
        names = match[1].split(", ")
        return f"except: [{', '.join(name for name in ids if name.rpartition('-')[0] in names)}]"

    head = re.sub(r"except: \[(.*?)\]", excepted, head)
    return f"{head}\nrules:\n{''.join(written)}\noverall:{overall}"


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--rules", type=int, default=3_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    from checker.ruleset.analysis import analyse
    from checker.ruleset.loading import read_rule_set
    from checker.ruleset.meaning import Reading
    from checker.ruleset.shape import Form, names_in
    from checker.ruleset.yaml12 import read

    for source in sorted(set((ROOT / "rules").glob("*.yaml")) - set((ROOT / "rules").glob("*.tests.yaml"))):
        composed, _ = read(source)
        rule_set, problems = read_rule_set(source)
        assert composed is not None
        assert rule_set is not None, problems
        named = list(names_in(Form(type(rule_set)), composed.value))
        analyse(Reading(composed, rule_set), named)
        start = time.process_time()
        analyse(Reading(composed, rule_set), named)
        took = time.process_time() - start
        print(f"analysis of {source.name}: {took * 1000:.1f} ms (at most {MOST_ANALYSIS * 1000:.0f})")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "delivery.yaml"
        path.write_text(many_rules(asked.rules), "utf-8")
        profile = cProfile.Profile()
        if asked.profile:
            profile.enable()
        start = time.process_time()
        rule_set, problems = read_rule_set(path, ROOT / "standards")
        took = time.process_time() - start
        profile.disable()
        size = path.stat().st_size
    print(
        f"{asked.rules:,} rules in one file ({size / 1e6:.1f} MB): {took:.2f} CPU s (at most {MOST}), "
        f"{len(problems)} problems"
    )
    if asked.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
