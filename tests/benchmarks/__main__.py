"""`./run bench`: the program beside hand-written SQL that does the same work, pair by pair in one run.

Each measurement is a process of its own, from its start to its end: CPU seconds (all threads) and peak memory. A ratio
is the median of the ratios of pairs. Both sides must count alike, or the run stops. Nothing here is part of the tests.

Half a second of every run goes into its start: importing, reading the rule file, planning. It has a figure of its own,
at a thousand records. At a million it would be a third of what is measured, so there the two are compared by what they
take more than at a thousand: by the records.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from math import log10
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.orders import AS_OF, FORMS, make_orders  # noqa: E402
from tests.costs import cost_of  # noqa: E402

SIZES = {"1k": 1_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
BYTES_OF_A_ROW = {"utc": 90, "local": 90, "csv": 220}

MOST_CPU = {
    ("utc", "1M"): 1.25, ("local", "1M"): 1.5, ("csv", "1M"): 1.3,
    ("utc", "10M"): 1.15, ("local", "10M"): 1.3, ("csv", "10M"): 1.2,
}  # fmt: skip
"""By form and size: how many times the CPU of the reference counting may take; at a million, without the start."""
MOST_MEMORY = 1.1
SMALL = 0.6
"""CPU seconds of a whole check of a thousand records."""
FINDINGS = 1.2
"""A whole check of ten million records, with a thousand findings for each rule, takes so many times the CPU of the
reference that only counts: 8 seconds where that takes 6.7. A slower machine changes nothing."""
EXPONENT = 1.05
RULES = 1.1
"""Sixty rules of a million records cost five times what twelve cost, and at most so much more. Each of the sixty has a
scope of its own."""
LIMITED = ("512MB", 700)
"""A memory limit, and the peak in MiB that it may come to."""
VALIDATE = (0.25, 40)
"""CPU seconds and MiB of validating one rule file."""


def main() -> None:
    """Measure what was asked for, and print a line for each."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--rows", default=",".join(SIZES), help=f"sizes, of {', '.join(SIZES)}")
    parser.add_argument("--form", default=",".join(FORMS), help=f"forms of records, of {', '.join(FORMS)}")
    parser.add_argument("--pairs", type=int, default=3, help="pairs of runs for each ratio")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--memory-limit", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.side:
        _run_side(asked)
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        _compile_once(Path(folder))
        _compare(Path(folder), asked.rows.split(","), asked.form.split(","), asked.pairs)


# ---- one side, in a process of its own -------------------------------------------------------------------------------


def _reference(asked: argparse.Namespace, as_of: datetime) -> Any:
    from tests.benchmarks import reference

    return reference.count(asked.file, asked.form, as_of, asked.memory_limit)


def _ours(asked: argparse.Namespace, as_of: datetime) -> Any:
    from tests.benchmarks import ours

    return ours.count(asked.file, asked.form, as_of, asked.memory_limit)


def _whole(asked: argparse.Namespace, as_of: datetime) -> Any:
    from tests.benchmarks import ours

    return ours.check(asked.file, asked.form, as_of, asked.memory_limit)


def _five_times(asked: argparse.Namespace, as_of: datetime) -> Any:
    from tests.benchmarks import ours

    return ours.count_times(asked.file, asked.form, as_of, 5)


SIDES = {"reference": _reference, "ours": _ours, "whole": _whole, "five_times": _five_times}


def _run_side(asked: argparse.Namespace) -> None:
    found = SIDES[asked.side](asked, datetime.fromisoformat(AS_OF))
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "mib": peak / 1024, "found": found}))


def measured(side: str, file: Path, form: str, memory_limit: str | None = None) -> dict[str, Any]:
    """What one side took and found."""
    command = [sys.executable, str(Path(__file__).parent), "--side", side, "--file", str(file), "--form", form]
    command += ["--memory-limit", memory_limit] if memory_limit else []
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode:
        sys.exit(f"{side} did not work:\n{child.stderr}")
    told: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
    return told


def validated(file: Path) -> dict[str, float]:
    """What the command took that validates a file."""
    ended, said, seconds, memory = cost_of([sys.executable, "-m", "checker", "validate", str(file)], ROOT)
    if ended:
        sys.exit(f"{file} is not valid:\n{said}")
    return {"cpu": seconds, "mib": memory / 1024}


# ---- both sides ------------------------------------------------------------------------------------------------------


def _compile_once(folder: Path) -> None:
    """Python's modules are compiled before anything is measured, as they are where the program was installed."""
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    file = folder / "orders.parquet"
    make_orders(file, "utc", SIZES["1k"])
    for side in ("reference", "ours", "whole"):
        measured(side, file, "utc")
    validated(ROOT / "rules" / "delivery.yaml")


def _compare(folder: Path, sizes: list[str], forms: list[str], pairs: int) -> None:
    _line("what", "ours", "reference", "ratio", "target", "")
    cpu: dict[tuple[str, str], float] = {}
    start: dict[str, Medians] = {}
    for form in forms:
        for size in sizes:
            if shutil.disk_usage(folder).free < 2.5 * SIZES[size] * BYTES_OF_A_ROW[form]:
                print(f"{form} {size}: not enough room in {folder.anchor}; left out")
                continue
            file = folder / f"orders.{'csv' if form == 'csv' else 'parquet'}"
            make_orders(file, form, SIZES[size])
            medians = _pairs(file, form, size, pairs)
            cpu[form, size] = medians["cpu"][0]
            file.unlink()
            if size == "1k":
                start[form] = medians
            elif size == "1M" and form in start:
                _without_start(form, medians, start[form])
        if {(form, "1M"), (form, "10M")} <= set(cpu):
            exponent = log10(cpu[form, "10M"] / cpu[form, "1M"])
            _line(f"{form} 1M to 10M, exponent", f"{exponent:.2f}", "", "", f"{EXPONENT}", _met(exponent, EXPONENT))
    told = [validated(ROOT / "rules" / "delivery.yaml") for _ in range(5)]
    seconds, mib = (min(each[name] for each in told) for name in ("cpu", "mib"))
    _line("validate one file, CPU s", f"{seconds:.2f}", "", "", f"{VALIDATE[0]}", _met(seconds, VALIDATE[0]))
    _line("validate one file, MiB", f"{mib:.0f}", "", "", f"{VALIDATE[1]}", _met(mib, VALIDATE[1]))


Medians = dict[str, tuple[float, float]]
"""What counting took on either side, ours first: CPU seconds and MiB."""


def _without_start(form: str, medians: Medians, start: Medians) -> None:
    """Print what a million records took more than a thousand."""
    for name, unit, most in (("cpu", "CPU s", MOST_CPU[form, "1M"]), ("mib", "MiB", MOST_MEMORY)):
        ours, reference = (whole - first for whole, first in zip(medians[name], start[name], strict=True))
        what = f"{form} 1M, without the start, {unit}"
        ratio = ours / reference
        _line(what, _figure(ours), _figure(reference), f"{ratio:.2f}x", f"{most}x", _met(ratio, most))


def _pairs(file: Path, form: str, size: str, pairs: int) -> Medians:
    """Print what counting and a whole check took."""
    both = []
    for number in range(pairs):
        order = ("ours", "reference") if number % 2 else ("reference", "ours")
        told = {side: measured(side, file, form) for side in order}
        if told["ours"]["found"] != told["reference"]["found"]:
            sys.exit(f"{form} {size}: the two sides do not count alike")
        both.append((told["ours"], told["reference"]))
    medians: Medians = {}
    figures = (MOST_CPU[form, size], MOST_MEMORY) if size == "10M" else (None, None)
    for name, unit, most in zip(("cpu", "mib"), ("CPU s", "MiB"), figures, strict=True):
        ratio = median(ours[name] / reference[name] for ours, reference in both)
        ours, reference = (median(side[name] for side in sides) for sides in zip(*both, strict=True))
        medians[name] = ours, reference
        target = f"{most}x" if most else ""
        _line(
            f"{form} {size}, counting, {unit}",
            _figure(ours),
            _figure(reference),
            f"{ratio:.2f}x",
            target,
            _met(ratio, most),
        )
    whole = min((measured("whole", file, form) for _ in range(pairs)), key=lambda each: float(each["cpu"]))
    cpu, counted = float(whole["cpu"]), medians["cpu"][1]
    name = f"{form} {size}, whole check, CPU s"
    if form == "utc" and size == "1k":
        _line(name, _figure(cpu), "", "", f"{SMALL}", _met(cpu, SMALL))
    elif form == "utc" and size == "10M":
        _line(
            name, _figure(cpu), _figure(counted), f"{cpu / counted:.2f}x", f"{FINDINGS}x", _met(cpu / counted, FINDINGS)
        )
    else:
        _line(name, _figure(cpu), "", "", "", "")
    if size == "1M" and form == "utc":
        five = median(float(measured("five_times", file, form)["cpu"]) for _ in range(pairs)) / medians["cpu"][0] / 5
        _line("utc 1M, 60 rules by 5 x 12 rules", "", "", f"{five:.2f}x", f"{RULES}x", _met(five, RULES))
    if size == "10M":
        limit, most_mib = LIMITED
        limited = measured("whole", file, form, limit)
        what = f"{form} {size}, whole check in {limit}, MiB"
        _line(what, _figure(limited["mib"]), "", "", f"{most_mib}", _met(limited["mib"], most_mib))
    return medians


def _figure(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.2f}"


def _met(number: float, most: float | None) -> str:
    return "" if most is None else "met" if number <= most else "not met"


def _line(what: str, ours: str, reference: str, ratio: str, target: str, met: str) -> None:
    print(f"{what:<40}{ours:>9}{reference:>11}{ratio:>8}{target:>8}  {met}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
