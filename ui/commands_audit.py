"""`eval audit`: how well audits and checked claims do on what is known to be right or wrong."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.render import to_line

if TYPE_CHECKING:
    from eval.audit_bench import Score

_REAL = "YOUJU_REAL_REPORTS"
_FORMS = ("liwan2021_selfeval.pdf", "panyu2022_report.pdf")
_EACH = 14  # figures changed, and claims made, of each report


def run_eval_audit(seed: int, failures: bool = False, as_json: bool = False) -> int:
    """Measure, print a table (or JSON), return 0; without the real reports, the rest."""
    from eval.audit_bench import (
        measure_claims,
        measure_hand,
        measure_hand_claims,
        measure_seeds,
        measure_whole,
        total,
    )
    from ingest.read import read_report
    from qa.check_claims import check_claims
    from qa.sources import Sources
    from ui.samples import sample_reports
    from vectorstore.library import open_library
    from vectorstore.settings import StoreSettings

    samples = list(sample_reports())
    real = Path(os.environ.get(_REAL) or "../shared/reports")
    paths = [real / name for name in _FORMS] + sorted((real / "real").glob("*.pdf"))
    there = [path for path in paths if path.is_file()]
    reports = [read_report(path) for path in (*samples, *there)]
    audits = [measure_seeds(reports, _EACH, seed), measure_hand(), measure_whole(reports)]
    with tempfile.TemporaryDirectory(prefix="youju-eval-") as folder:
        settings = StoreSettings(path=Path(folder) / "store", embedder="hashing")
        # The shared two are editions of the samples: those stand for both.
        apart = [path for path in there if path.name not in _FORMS]
        with open_library(replace(settings, path=Path(folder) / "samples")) as library:
            library.ingest(samples)
            cards, sources = library.reports(), Sources(library)
            by_hand = measure_hand_claims(lambda text: check_claims(text, cards, sources))
        with open_library(settings) as library:
            library.ingest([*samples, *apart])
            cards, every = library.reports(), Sources(library)
            stored = [library.report(card.id) for card in cards]
            made = measure_claims(
                stored, lambda text: check_claims(text, cards, every), _EACH + 4, seed
            )
    claims = [made, by_hand]
    parts = [("勾稽", [*audits, total(audits)]), ("核数", [*claims, total(claims)])]
    if as_json:
        print(to_line({name: [score.to_json() for score in scores] for name, scores in parts}))
    else:
        for name, scores in parts:
            _print(name, scores, failures)
    if not there:
        line = f"跳过真实报告：没有 {real}（可用 {_REAL} 指定）。"
        print(line, file=sys.stderr if as_json else sys.stdout)
    return 0


def _print(name: str, scores: Sequence[Score], failures: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    console = console if console.is_terminal else Console(width=120)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(name)
    for heading in ("不符找到", "漏掉", "误报", "查准率", "查全率", "判对", "共"):
        table.add_column(heading, justify="right")
    for score in scores:
        numbers: tuple[Any, ...] = (score.found, score.missed, score.false)
        rates = (_percent(score.precision), _percent(score.recall))
        cells = (score.name, *map(str, numbers), *rates, str(score.right), str(score.cases))
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    for score in scores if failures else ():
        for fault in score.faults:
            console.print(f"{score.name}：{fault}", markup=False, highlight=False)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
