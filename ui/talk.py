"""The conversation as HTML: questions, answers, citations to click.

Takes the JSON contract.  A citation is a button with `data-turn` and
`data-cite`, a question to ask a button with `data-ask`; what a click does is
the page's business (`ui.chat`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eval.labels import VERDICTS
from ui.marking import escape
from ui.render import render_coverage, render_place, render_understood

_MARK = re.compile(r"\[(\d{1,3})\]")
_JOIN = "&#8288;"  # keeps a citation on the line of what it proves and of the punctuation after it
_LABELS = {
    "answered": "",
    "not_in_reports": "报告里没有",
    "unclear": "需要说清楚",
    "failed": "没能回答",
}


def talk_html(turns: Sequence[Mapping[str, Any]], pending: str = "", empty: str = "") -> str:
    """Return the conversation so far.

    `pending` is the question being answered just now, `empty` what stands
    there before the first question.
    """
    parts = [_turn(index, answer) for index, answer in enumerate(turns)]
    if pending:
        parts.append(f'{_question(pending)}<div class="yj-answer yj-wait">正在查找……</div>')
    return f'<div class="yj-talk">{"".join(parts) or empty}</div>'


def welcome_html(reports: int, suggestions: Sequence[str]) -> str:
    """Return what stands on the page before the first question."""
    if not reports:
        return (
            '<div class="yj-welcome"><h2>还没有报告</h2>'
            "<p>到“报告”页上传报告，或者先读入自带的两份示例报告。</p>"
            '<button type="button" class="yj-chip" data-load="samples">读入示例报告</button></div>'
        )
    chips = "".join(_chip(question) for question in suggestions)
    return (
        f'<div class="yj-welcome"><h2>库里有 {reports} 份报告，想查什么？</h2>'
        "<p>每个数字都给出报告、页码和原文；报告里没有的，会直说没有。</p>"
        f'<div class="yj-chips">{chips}</div></div>'
    )


def answer_html(answer: Mapping[str, Any], turn: int) -> str:
    """Return one answer: text with its citations, figures with their verdicts, sources."""
    outcome = answer["outcome"]
    known = {citation["n"] for citation in answer["citations"]}
    text = answer["answer"] if outcome != "failed" else answer["error"] or "原因不明"
    parts = []
    if understood := render_understood(answer):
        parts.append(f'<p class="yj-understood">理解为：{escape(understood)}</p>')
    if _LABELS[outcome]:
        parts.append(f'<span class="yj-label">{_LABELS[outcome]}</span>')
    parts += [f"<p>{_cited(line, turn, known)}</p>" for line in text.split("\n") if line.strip()]
    if answer["nearest"] and answer["nearest"] not in text:
        parts.append(f"<p>最接近的：{_cited(answer['nearest'], turn, known)}</p>")
    if answer["computation"] and answer["computation"] not in text:
        parts.append(f'<p class="yj-sum">计算：{escape(answer["computation"])}</p>')
    if answer["coverage"]:
        parts.append(f'<p class="yj-sum">{escape(render_coverage(answer["coverage"]))}</p>')
    if answer["options"]:
        chips = "".join(_chip(option) for option in answer["options"])
        parts.append(f'<div class="yj-chips">{chips}</div>')
    if answer["note"]:
        parts.append(f'<p class="yj-note">{_cited(answer["note"], turn, known)}</p>')
    parts.append(_sources(answer, turn))
    return f'<div class="yj-answer yj-{outcome}">{"".join(parts)}</div>'


def _turn(index: int, answer: Mapping[str, Any]) -> str:
    return _question(answer["question"]) + answer_html(answer, index)


def _question(text: str) -> str:
    return f'<div class="yj-question">{escape(text)}</div>'


def _chip(question: str) -> str:
    text = escape(question)
    return f'<button type="button" class="yj-chip" data-ask="{text}">{text}</button>'


def _cited(text: str, turn: int, known: set[int]) -> str:
    """Return text with each `[n]` that is a citation as a button, all else escaped."""
    out, at = [], 0
    for match in _MARK.finditer(text):
        n = int(match.group(1))
        if n in known:
            out.append(escape(text[at : match.start()]))
            out.append(
                f'{_JOIN}<button type="button" class="yj-cite" data-turn="{turn}" data-cite="{n}"'
                f' aria-label="查看引用 {n} 的原文">{n}</button>{_JOIN}'
            )
            at = match.end()
    return "".join(out) + escape(text[at:])


def _sources(answer: Mapping[str, Any], turn: int) -> str:
    items = []
    for citation in answer["citations"]:
        n = citation["n"]
        proofs = "".join(
            f'<span class="yj-proof yj-{f["verdict"]}">{escape(f["printed"])}'
            f"<i>{VERDICTS[f['verdict']]}</i></span>"
            for f in answer["figures"]
            if n in f["citations"]
        )
        place = " ".join(part for part in (citation["report"], render_place(citation)) if part)
        items.append(
            f'<li><button type="button" class="yj-source" data-turn="{turn}" data-cite="{n}">'
            f'<span class="yj-n">{n}</span><span class="yj-place">{escape(place)}</span>'
            f"{proofs}</button></li>"
        )
    return f'<ul class="yj-sources">{"".join(items)}</ul>' if items else ""
