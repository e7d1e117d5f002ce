"""The terminal's table of one or several runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from eval.compare import Comparison
from eval.labels import DEEDS, KINDS, SPLITS
from eval.run import RunResult
from eval.summary import CaseResult, Share, Summary


def print_table(runs: Sequence[RunResult], console: Console | None = None) -> None:
    """Print one row a run and, below each, one row a kind of question."""
    table = Table(title="已知答案", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("题集 / 题型", overflow="fold")
    for heading in ("题数", "答对", "答错", "拒对", "拒错", "出错", "引用对", "错数", "F1", "秒"):
        table.add_column(heading, justify="right", no_wrap=True)
    for run in runs:
        table.add_row(run.name or "全部", *_cells(run.summary), style="bold")
        for kind, summary in run.by_kind().items():
            table.add_row(f"  {KINDS.get(kind, kind)}", *_cells(summary))
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
        *_means(total),
        f"  含无据数字的回答 {total.unproven}；"
        f"用时中位 {total.seconds_p50:.2f} 秒，95% 在 {total.seconds_p95:.2f} 秒内",
    )


def _means(total: Summary) -> Iterator[str]:
    if total.cover is not None:
        yield f"  要点覆盖平均 {total.cover:.1%}"
    if total.completeness is not None:
        yield f"  列举完整平均 {total.completeness:.1%}，共多出 {total.excess} 项"


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
        f"{result.case.id} {SPLITS[judgement.split]}｜{result.case.question}\n"
        f"    缘由：{reasons}\n"
        f"    得到：{DEEDS[answer.outcome.value]} {said}"
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


def comparison_lines(comparison: Comparison) -> tuple[str, ...]:
    """Return a comparison of two runs, a line a count and two a case that changed."""
    better, worse = len(comparison.better), len(comparison.worse)
    by_chance = f"；这样的一边倒出于偶然的可能 {comparison.chance:.2g}" if better + worse else ""
    lines = [
        f"变对 {better}，变错 {worse}，仍没过但结果不同 {len(comparison.otherwise)}，"
        f"不变 {comparison.same}{by_chance}。"
    ]
    for title, changes in (
        ("变对", comparison.better),
        ("变错", comparison.worse),
        ("仍没过", comparison.otherwise),
    ):
        for change in changes:
            was, now = SPLITS[change.before["split"]], SPLITS[change.after["split"]]
            lines.append(f"{title} {change.trial} {change.id}（{was} → {now}）{change.question}")
            why = "；".join(_why(change.before if title == "变对" else change.after))
            lines.append(f"    {'原先' if title == '变对' else '现在'}：{why}")
    for title, only in (("先", comparison.only_before), ("后", comparison.only_after)):
        if only:
            ids = "、".join(id for _, id in only[:10]) + ("……" if len(only) > 10 else "")
            lines.append(f"只在{title}一次里的 {len(only)} 题：{ids}")
    return tuple(lines)


def _why(case: Mapping[str, Any]) -> list[str]:
    return [*case["reasons"], *(f"引用：{fault['reason']}" for fault in case["citation_faults"])]
