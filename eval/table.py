"""The terminal's table of one or several runs."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from eval.judge import Split
from eval.run import RunResult
from eval.summary import CaseResult, Share, Summary

_KINDS = {
    "figure": "数字",
    "list": "列举",
    "text": "叙述",
    "yes_no": "是否",
    "computed": "计算",
    "comparison": "比较",
    "refusal": "应拒答",
}
_SPLITS = {
    Split.RIGHT: "答对",
    Split.WRONG: "答错",
    Split.RIGHT_REFUSAL: "该拒已拒",
    Split.WRONG_REFUSAL: "拒错",
    Split.FAILED: "出错",
}


def print_table(runs: Sequence[RunResult], console: Console | None = None) -> None:
    """Print one row a run and, below each, one row a kind of question."""
    table = Table(title="已知答案", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("题集 / 题型", overflow="fold")
    for heading in ("题数", "答对", "答错", "拒对", "拒错", "出错", "引用对", "错数", "F1", "秒"):
        table.add_column(heading, justify="right", no_wrap=True)
    for run in runs:
        table.add_row(run.name or "全部", *_cells(run.summary), style="bold")
        for kind, summary in run.by_kind().items():
            table.add_row(f"  {_KINDS.get(kind, kind)}", *_cells(summary))
        table.add_section()
    out = console or Console()
    out.print(table)
    for run in runs:
        for line in summary_lines(run):
            out.print(line, highlight=False, markup=False)


def summary_lines(run: RunResult) -> tuple[str, ...]:
    """Return the shares of a run with their intervals, one a line."""
    total = run.summary
    return (
        f"{run.name or '全部'}（{total.cases} 题）",
        f"  可答题答对 {_interval(total.answered_right)}",
        f"  应拒题拒对 {_interval(total.declined_right)}",
        f"  答出错误数字 {_interval(total.wrong_figures)}",
        f"  答对题引用全对 {_interval(total.citations_right)}",
        f"  含无据数字的回答 {total.unproven}；"
        f"用时中位 {total.seconds_p50:.2f} 秒，95% 在 {total.seconds_p95:.2f} 秒内",
    )


def print_failures(run: RunResult, console: Console | None = None, limit: int = 0) -> None:
    """Print each case that did not pass: expected, got and why; `limit` 0 prints all."""
    out = console or Console()
    failed = [result for result in run.results if not result.judgement.passed]
    for result in failed[: limit or None]:
        out.print(failure_text(result), markup=False, highlight=False, soft_wrap=True)
    if limit and len(failed) > limit:
        out.print(f"…… 另有 {len(failed) - limit} 道未过", highlight=False)


def failure_text(result: CaseResult) -> str:
    """Return a few lines on a case that did not pass."""
    judgement, answer = result.judgement, result.answer
    faults = [f"引用[{f.n}] {f.reason}" for f in judgement.citations or ()]
    reasons = "；".join((*judgement.reasons, *faults))
    said = " ".join(answer.answer.split())
    said = said if len(said) <= 160 else said[:160] + "…"
    return (
        f"{result.case.id} {_SPLITS[judgement.split]}｜{result.case.question}\n"
        f"    缘由：{reasons}\n"
        f"    得到：{answer.outcome.value} {said}"
    )


def _cells(summary: Summary) -> tuple[str, ...]:
    f1 = "–" if summary.refusal_f1 is None else f"{summary.refusal_f1:.2f}"
    return (
        str(summary.cases),
        str(summary.right),
        str(summary.wrong),
        str(summary.right_refusals),
        str(summary.wrong_refusals),
        str(summary.failed),
        f"{summary.citations_right.hits}/{summary.citations_right.total}",
        str(summary.wrong_figures.hits),
        f1,
        f"{summary.seconds_p50:.2f}",
    )


def _interval(share: Share) -> str:
    data = share.to_json()
    if data["share"] is None:
        return "–"
    return (
        f"{share.hits}/{share.total} = {data['share']:.1%}"
        f"（95% 区间 {data['low']:.1%}–{data['high']:.1%}）"
    )
