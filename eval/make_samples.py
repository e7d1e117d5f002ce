"""Make the sample reports: `python -m eval.make_samples --out DIR [--seed N] [--truth]`.

Without a seed it makes the two samples of this project, which carry the
figures of two published reports in our own words.  With a seed it makes a form
and a report of another agency, place, year and layout, with other figures that
add up as they should.  The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sample_form import write_form
from eval.sample_layout import Text, typeset
from eval.sample_report import write_report
from eval.sample_truth import GeneratedCase, make_cases, make_truth
from eval.sample_world import make_world


@dataclass(frozen=True, slots=True)
class Sample:
    """A made report: its file, its bytes, its questions and its ground truth.

    `truth` has the shape of a ground-truth file: tables with merged parents
    filled in and figures with their pages.
    """

    kind: str  # form, report
    file_name: str
    pdf: bytes
    pages: int
    cases: tuple[GeneratedCase, ...]
    truth: dict[str, Any]


def make_sample(kind: str, seed: int | None = None) -> Sample:
    """Return a sample; `kind` is "form" or "report".

    Raises ValueError if the font lacks a character of the wording.
    """
    world = make_world(kind, seed)
    written = (write_form if kind == "form" else write_report)(world)
    title = "".join(b.text for b in written.blocks if isinstance(b, Text) and b.kind == "title")
    origin = "数字取自公开的自评报告" if seed is None else f"数字随机生成（种子 {seed}）"
    done = typeset(tuple(written.blocks), world.style, title, f"示例：文字自拟，{origin}")
    name = world.file_name
    cases = make_cases(written, done, name, int(world.words.values["year"]))
    truth = make_truth(written, done, name, seed)
    return Sample(kind, name, done.pdf, done.pages, cases, truth)


def make_samples(out: Path, seed: int | None = None, truth: bool = False) -> tuple[Sample, ...]:
    """Write a form and a report into `out` and return them.

    With `truth`, each gets two files beside it: NAME.truth.json (tables and
    figures) and NAME.cases.jsonl (a set of known answers).
    """
    out.mkdir(parents=True, exist_ok=True)
    samples = tuple(make_sample(kind, seed) for kind in ("form", "report"))
    for sample in samples:
        path = out / sample.file_name
        path.write_bytes(sample.pdf)
        if truth:
            plain = json.dumps(sample.truth, ensure_ascii=False, indent=1)
            path.with_suffix(".truth.json").write_text(plain + "\n", "utf-8")
            lines = (json.dumps(c.to_json(), ensure_ascii=False) for c in sample.cases)
            path.with_suffix(".cases.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return samples


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.make_samples", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seed", type=int, action="append", help="a seed; may be repeated")
    parser.add_argument("--truth", action="store_true", help="write ground truth and cases too")
    given = parser.parse_args(arguments)
    for seed in given.seed or [None]:
        for sample in make_samples(given.out, seed, given.truth):
            kilobytes = len(sample.pdf) / 1000
            print(f"{sample.file_name}: {sample.pages} pages, {kilobytes:.0f} kB")


if __name__ == "__main__":
    main()
