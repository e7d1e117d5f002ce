"""The table of a contest: for the terminal, and as Markdown for the README."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from eval.contest import Standing
from eval.summary import Share

_HEADINGS = (
    *("", "可答题答对", "应拒题拒对", "错数", "引用全对", "前1段", "前4段", "前10段", "MRR"),
    "秒",
)


def print_contest(name: str, standings: Sequence[Standing], console: Console | None = None) -> None:
    """Print one row an entrant; 前 k 段 is recall@k."""
    cases = standings[0].run.summary.cases if standings else 0
    table = Table(
        title=f"{name}（{cases} 题）",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for n, heading in enumerate(_HEADINGS):
        table.add_column(heading, justify="right" if n else "left", no_wrap=n > 0)
    for standing in standings:
        table.add_row(*_cells(standing))
    (console or Console()).print(table)


def contest_json(standing: Standing) -> dict[str, Any]:
    """Return an entrant's summary, breakdown and retrieval as plain data."""
    found = standing.retrieval
    return {
        "name": standing.name,
        "summary": standing.run.summary.to_json(),
        "by_kind": {kind: one.to_json() for kind, one in standing.run.by_kind().items()},
        "retrieval": None
        if found is None
        else {
            "cases": found.cases,
            "recall": {str(k): round(share, 4) for k, share in found.recall},
            "mrr": found.mrr,
        },
    }


def markdown_table(standings: Sequence[Standing]) -> str:
    """Return the table in Markdown."""
    head = f"| {' | '.join(_HEADINGS)} |\n|{'---|' * len(_HEADINGS)}\n"
    return head + "".join(f"| {' | '.join(_cells(one))} |\n" for one in standings)


def _cells(standing: Standing) -> tuple[str, ...]:
    total, found = standing.run.summary, standing.retrieval
    recall = dict(found.recall) if found else {}
    mrr = found.mrr if found else None
    return (
        standing.name,
        _share(total.answered_right),
        _share(total.declined_right),
        str(total.wrong_figures.hits),
        _count(total.citations_right),
        *(f"{recall[k]:.0%}" if k in recall else "–" for k in (1, 4, 10)),
        "–" if mrr is None else f"{mrr:.2f}",
        f"{total.seconds_p50:.2f}",
    )


def _share(share: Share) -> str:
    return f"{share.hits}/{share.total} {share.hits / share.total:.0%}" if share.total else "–"


def _count(share: Share) -> str:
    return f"{share.hits}/{share.total}"
