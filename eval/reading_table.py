"""The terminal's table of how reports were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from eval.reading import ReadingScore
from eval.summary import Share

_GROUPS = {
    "form": "生成：自评表",
    "report": "生成：自评报告",
    "layout": "生成：预算表版式",
    "scan": "生成：扫描件",
}
_COLUMNS = ("页", "表", "跨页", "行全对", "基线行", "数字", "角色", "表头", "页码", "多出", "秒")


def print_reading(scores: Sequence[ReadingScore], console: Console, faults: bool = False) -> None:
    """Print one row a form and one a generated kind, then the line items; `faults` lists all."""
    table = Table(
        title="读得准不准", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.add_column("文件", overflow="fold")
    for heading in _COLUMNS:
        table.add_column(heading, justify="right", no_wrap=True)
    for group in dict.fromkeys(score.group for score in scores):
        inside = [score for score in scores if score.group == group]
        name = f"{_GROUPS[group]} ×{len(inside)}" if group in _GROUPS else group
        table.add_row(name, *_cells(inside))
    console.print(table)
    for score in scores:
        if score.lines:
            found = sum(line.state == "found" for line in score.lines)
            head = f"{score.name}：正文分项 {len(score.lines)} 项，{found} 项在表中找到"
            console.print(head, markup=False, highlight=False)
        shown = score.faults if faults else score.faults[: len(score.faults) if score.lines else 0]
        if shown and not score.lines:
            console.print(score.name, markup=False, highlight=False)
        for line in shown:
            console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)


def _cells(scores: Sequence[ReadingScore]) -> tuple[str, ...]:
    def total(count: Callable[[ReadingScore], float]) -> float:
        return sum(map(count, scores))

    naive = [score.naive for score in scores if score.naive is not None]
    shares = [_said([getattr(s, key) for s in scores]) for key in ("figures", "roles", "headers")]
    return (
        *(f"{total(lambda s, k=k: getattr(s, k)):.0f}" for k in ("pages", "tables", "joined")),  # type: ignore[misc]
        _said([score.rows for score in scores]),
        _said(naive),
        *shares,
        _said([score.places for score in scores]),
        f"{total(lambda s: s.invented):.0f}",
        f"{total(lambda s: s.seconds):.1f}",
    )


def _said(shares: Sequence[Share]) -> str:
    hits, total = sum(s.hits for s in shares), sum(s.total for s in shares)
    return f"{hits}/{total}" if total else "–"
