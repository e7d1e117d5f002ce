"""Evaluations as HTML: progress, the result of a run, runs over time, two runs compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.compare import Change, Comparison
from eval.kept import Kept
from eval.labels import SPLITS
from eval.page import render_trial
from eval.page_case import render_case
from eval.records import Record
from ui.chart import Line, Point, draw_runs
from ui.evaluating import Stage
from ui.marking import escape
from ui.say import Say
from ui.tab import failed_html, none_html

_MOST = 24  # runs that are drawn


def stage_html(stage: Stage, say: Say) -> str:
    """Return how far an evaluation is, "" before the first."""
    if stage.words:
        return failed_html(stage.words)
    if not stage.name:
        return ""
    share = 100 * stage.done / stage.total if stage.total else 0
    state = say("正在评测") if stage.running else say("做完了")
    if stage.running and not stage.done:
        state = say("正在读报告")
    return (
        f'<div class="yj-progress"><p>{state}：{escape(stage.name)} {stage.done}/{stage.total}</p>'
        f'<div role="progressbar" aria-valuenow="{share:.0f}" aria-valuemin="0" '
        f'aria-valuemax="100"><i style="width:{share:.1f}%"></i></div></div>'
    )


def record_html(record: Record) -> str:
    """Return a kept run: scores with definitions and intervals, and what did not pass."""
    settings = "，".join(f"{key} {value}" for key, value in record.settings.items() if value)
    about = "　".join(filter(None, (record.started, record.machine, settings)))
    trials = "".join(render_trial(trial) for trial in record.trials)
    return f'<div class="yj-eval"><p class="about">{escape(about)}</p>{_inert(trials)}</div>'


def history_html(runs: Sequence[Kept], name: str, say: Say) -> str:
    """Return the shares of the runs that hold a trial of a name, oldest first, drawn and listed."""
    mine = [
        (run, summary) for run in reversed(runs) for trial, summary in run.trials if trial == name
    ][-_MOST:]
    if not mine:
        return none_html(say("还没有成绩。"))
    shares = (
        ("answered_right", say("可答题答对"), "good"),
        ("declined_right", say("应拒题拒对"), "plain"),
        ("wrong_figures", say("答出错误数字"), "bad"),
    )
    lines = [
        Line(words, style, tuple(_points(mine, field, words))) for field, words, style in shares
    ]
    labels = [f"{run.started[5:10]} {run.started[11:16]}" for run, _ in mine]
    heads = "".join(f"<th>{words}</th>" for _, words, _ in shares)
    rows = "".join(
        f"<tr><td>{escape(run.started.replace('T', ' '))}</td><td>{summary['cases']}</td>"
        f"{''.join(f'<td>{_share(summary[field])}</td>' for field, _, _ in shares)}</tr>"
        for run, summary in reversed(mine)
    )
    return (
        f'<div class="yj-eval"><h3>{escape(name)}</h3>{draw_runs(labels, lines)}'
        f"<table><tr><th>{say('时间')}</th><th>{say('题数')}</th>{heads}</tr>{rows}</table></div>"
    )


def comparison_html(comparison: Comparison, say: Say) -> str:
    """Return which cases turned right and which wrong from one run to another."""
    counts = (
        (say("变对"), len(comparison.better), "read"),
        (say("变错"), len(comparison.worse), "contradicted"),
        (say("仍没过，但结果不同"), len(comparison.otherwise), "not_found"),
        (say("不变"), comparison.same, "same"),
        (say("只在一次里"), len(comparison.only_before) + len(comparison.only_after), "same"),
    )
    badges = "".join(
        f'<span class="yj-v yj-v-{style if n else "same"}">{words} {n}</span>'
        for words, n, style in counts
    )
    chance = ""
    if comparison.better or comparison.worse:
        words = say("这样的一边倒出于偶然的可能：{p}").format(p=f"{comparison.chance:.2g}")
        chance = f'<p class="about">{words}</p>'
    groups = (
        (say("变错"), comparison.worse, "after"),
        (say("变对"), comparison.better, "before"),
        (say("仍没过，但结果不同"), comparison.otherwise, "after"),
    )
    listed = "".join(
        f"<h3>{words} {len(changes)}</h3>{_changes(changes, side)}"
        for words, changes, side in groups
        if changes
    )
    return f'<div class="yj-eval"><p class="yj-counts">{badges}</p>{chance}{listed}</div>'


def _changes(changes: Iterable[Change], side: str) -> str:
    parts = []
    for change in changes:
        was, now = SPLITS[change.before["split"]], SPLITS[change.after["split"]]
        shown = change.before if side == "before" else change.after
        parts.append(
            f'<p class="turn">{escape(change.trial)}：{was} → <b>{now}</b></p>'
            f"{_inert(render_case(shown))}"
        )
    return "".join(parts)


def _points(
    runs: Sequence[tuple[Kept, Mapping[str, Any]]], field: str, words: str
) -> Iterable[Point]:
    for number, (run, summary) in enumerate(runs):
        share = summary[field]
        if share["share"] is not None:
            title = f"{run.started.replace('T', ' ')} {words} {_share(share)}"
            yield Point(number, share["share"], share["low"], share["high"], title)


def _share(share: Mapping[str, Any]) -> str:
    if share["share"] is None:
        return "–"
    return f"{share['hits']}/{share['total']} {share['share']:.1%}"


def _inert(html: str) -> str:
    """Return HTML of `eval.page` safe from the page's own templates, folded where it was open."""
    plain = html.replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;")
    return plain.replace("<details open>", "<details>")
