"""A run as a page to read: one file, no scripts, nothing from the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from eval.labels import ENDS, KINDS, OUTCOMES, SPLITS
from eval.page_case import render_case

if TYPE_CHECKING:
    from eval.records import Record

_SHARES = (
    ("answered_right", "可答题答对", "报告里有答案的题中，答案全对的"),
    ("declined_right", "应拒题拒对", "报告里没有答案的题中，按应有的方式说没有或反问的"),
    ("wrong_figures", "答出错误数字", "全部题中，把不对的数字当作答案说出来的；应当是 0"),
    ("citations_right", "答对题引用全对", "答对的题中，每条引用都与报告核对无误的"),
    ("passed", "通过", "全部题中，答案和引用都对的"),
)
_COUNTS = {
    "right": "right",
    "right_refusals": "right_refusal",
    "wrong": "wrong",
    "wrong_refusals": "wrong_refusal",
    "failed": "failed",
}


def render_page(record: Record) -> str:
    """Return the page of a run; whatever stands in the record is escaped."""
    style = files("eval").joinpath("page.css").read_text("utf-8")
    settings = "，".join(f"{key} {value}" for key, value in record.settings.items() if value)
    about = "　".join(filter(None, (record.started, record.machine, settings)))
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(record.id)}</title>\n<style>\n{style}</style></head><body>\n"
        f'<h1>已知答案评测</h1><p class="about">{escape(about)}</p>\n'
        f"{''.join(render_trial(trial) for trial in record.trials)}</body></html>\n"
    )


def render_trial(trial: Mapping[str, Any]) -> str:
    """Return one trial of a run: its numbers, its kinds of questions, what did not pass."""
    cases = trial["cases"]
    failed = [case for case in cases if not case["passed"]]
    return (
        f"<h2>{escape(str(trial['name'] or '全部'))}（{len(cases)} 题）</h2>\n"
        f"{_numbers(trial['summary'])}"
        f"<h3>各类问题</h3>{_bars(trial['by_kind'])}"
        f"<h3>应该怎样，实际怎样</h3>{_confusion(cases)}"
        f"<h3>没过的题（{len(failed)}）</h3>{''.join(map(render_case, failed))}\n"
    )


def _numbers(summary: Mapping[str, Any]) -> str:
    rows = []
    for name, words, meaning in _SHARES:
        share = summary[name]
        value = "–" if share["share"] is None else f"{share['share']:.1%}"
        between = f"{share['low']:.1%}–{share['high']:.1%}" if share["total"] else "–"
        rows.append((words, f"{share['hits']}/{share['total']}", value, between, meaning))
    f1 = summary["refusal_f1"]
    rows += [
        ("拒答 F1", "", _share(f1, "{:.2f}"), "", "说没有或反问的查准率与查全率的调和平均"),
        ("要点覆盖（平均）", "", _share(summary["cover"]), "", "应说的要点里说到的"),
        (
            "列举完整（平均）",
            f"多出 {summary['excess']} 项",
            _share(summary["completeness"]),
            "",
            "应列的项目里列出的",
        ),
        ("置信度校准", "", "–", "", "回答不带置信度，无从计算"),
        ("含无据数字的回答", str(summary["unproven"]), "", "", "引文、算式和问题里都没有的数"),
        ("用时中位", "", f"{summary['seconds_p50']:.2f} 秒", "", "一题从问到答"),
        ("用时 95%", "", f"{summary['seconds_p95']:.2f} 秒", "", "百分之九十五的题不超过"),
    ]
    return _table(("", "题数", "比例", "95% 区间", "意思"), rows)


def _share(value: float | None, form: str = "{:.1%}") -> str:
    return "–" if value is None else form.format(value)


def _bars(by_kind: Mapping[str, Mapping[str, Any]]) -> str:
    legend = "".join(f'<span class="{split}"></span>{SPLITS[split]}' for split in _COUNTS.values())
    lines = []
    for kind, summary in by_kind.items():
        total = summary["cases"] or 1
        parts = "".join(
            f'<div class="{split}" style="width:{100 * summary[count] / total:.2f}%" '
            f'title="{SPLITS[split]} {summary[count]}"></div>'
            for count, split in _COUNTS.items()
            if summary[count]
        )
        good = summary["right"] + summary["right_refusals"]
        lines.append(
            f'<div class="kind"><div>{escape(KINDS.get(kind, kind))}</div>'
            f'<div class="bar">{parts}</div><div>{good}/{summary["cases"]}</div></div>\n'
        )
    return f'<p class="legend">{legend}</p>\n{"".join(lines)}'


def _confusion(cases: Iterable[Mapping[str, Any]]) -> str:
    counts = Counter((case["expected_outcomes"][0], case["end"]) for case in cases)
    expected = [outcome for outcome in OUTCOMES if any(e == outcome for e, _ in counts)]
    head = "".join(f"<th>{words}</th>" for words in ENDS.values())
    rows = []
    for outcome in expected:
        cells = []
        for end in ENDS:
            good = end == ("right" if outcome == "answered" else outcome)
            count = counts[outcome, end]
            mark = (' class="good"' if good else ' class="bad"') if count else ""
            cells.append(f"<td{mark}>{count}</td>")
        rows.append(f"<tr><td>{OUTCOMES[outcome]}</td>{''.join(cells)}</tr>\n")
    return f"<table><tr><th>应为</th>{head}</tr>\n{''.join(rows)}</table>\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose last column is words."""

    def row(tag: str, cells: Sequence[str]) -> str:
        *numbers, words = cells
        plain = "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in numbers)
        return f'<tr>{plain}<{tag} class="words">{escape(words)}</{tag}></tr>\n'

    return f"<table>{row('th', head)}{''.join(row('td', cells) for cells in rows)}</table>\n"
