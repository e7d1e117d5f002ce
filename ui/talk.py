"""The conversation as HTML: questions, answers, citations to click.

Takes the JSON contract; an answer that was judged has "rated" beside it.  A
citation is a button with `data-turn` and `data-cite`, a question to ask one
with `data-ask`; what a click does is the page's business (`ui.tab_ask`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ui.evidence import verdict_words
from ui.marking import escape, find_number
from ui.render import render_answer, render_coverage, render_place, render_understood
from ui.say import CHINESE, Say

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS_AFTER = re.compile(r"\s*((?:\[\d{1,3}\])+)")
_STOPS = "，。；：、！？）,.;:)"
_THUMB = (
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1.5 7h3v7h-3zM4.5 7l3-5.5'
    'c1.4 0 2 .9 1.8 2L8.8 6h4.4c.9 0 1.5.8 1.3 1.7l-1.2 5c-.2.8-.8 1.3-1.6 1.3H4.5"/></svg>'
)


def talk_html(
    turns: Sequence[Mapping[str, Any]], pending: str = "", empty: str = "", say: Say = CHINESE
) -> str:
    """Return the conversation so far.

    `pending` is the question being answered just now, `empty` what stands
    there before the first question.
    """
    parts = [
        _question(answer["question"]) + answer_html(answer, index, say)
        for index, answer in enumerate(turns)
    ]
    if pending:
        wait = f'<div class="yj-answer yj-wait" role="status">{say("正在查找……")}</div>'
        parts.append(_question(pending) + wait)
    return f'<div class="yj-talk" role="log">{"".join(parts) or empty}</div>'


def welcome_html(reports: int, say: Say = CHINESE) -> str:
    """Return what stands on the page before the first question."""
    if not reports:
        return (
            f'<div class="yj-welcome"><h2>{say("还没有报告")}</h2>'
            f"<p>{say('到“报告”页上传报告，或者先读入自带的两份示例报告。')}</p>"
            '<button type="button" class="yj-chip" data-load="samples">'
            f"{say('读入示例报告')}</button></div>"
        )
    return (
        f'<div class="yj-welcome"><h2>{say("库里有 {n} 份报告，想查什么？").format(n=reports)}</h2>'
        f"<p>{say('每个数字都给出报告、页码和原文；报告里没有的，会直说没有。')}</p></div>"
    )


def suggested_html(questions: Sequence[str]) -> str:
    """Return questions to click, shown as long as nothing was asked."""
    return f'<div class="yj-chips">{"".join(map(_chip, questions))}</div>' if questions else ""


def answer_html(answer: Mapping[str, Any], turn: int, say: Say = CHINESE) -> str:
    """Return one answer: text with its citations, figures with their verdicts, sources."""
    outcome = answer["outcome"]
    failed = outcome == "failed"
    text = answer["answer"] if not failed else answer["error"] or say("原因不明")
    parts = []
    if understood := render_understood(answer):
        words = say("理解为：{question}").format(question=escape(understood))
        parts.append(f'<p class="yj-understood">{words}</p>')
    if label := _label(outcome, say):
        parts.append(f'<span class="yj-label">{label}</span>')
    parts += [f"<p>{_cited(x, turn, answer, say)}</p>" for x in text.split("\n") if x.strip()]
    if answer["nearest"] and answer["nearest"] not in text:
        parts.append(f"<p>{say('最接近的：')}{_cited(answer['nearest'], turn, answer, say)}</p>")
    if answer["computation"] and answer["computation"] not in text:
        parts.append(f'<p class="yj-sum">{say("计算：")}{escape(answer["computation"])}</p>')
    if answer["coverage"]:
        parts.append(f'<p class="yj-sum">{escape(render_coverage(answer["coverage"]))}</p>')
    if answer["options"]:
        chips = "".join(_chip(option) for option in answer["options"])
        parts.append(f'<div class="yj-chips">{chips}</div>')
    if answer["note"]:
        parts.append(f'<p class="yj-note">{_cited(answer["note"], turn, answer, say)}</p>')
    parts += [_sources(answer, turn, say), _tools(answer, turn, say)]
    return f'<div class="yj-answer yj-{outcome}">{"".join(parts)}</div>'


def _label(outcome: str, say: Say) -> str:
    labels = {
        "not_in_reports": say("报告里没有"),
        "unclear": say("需要说清楚"),
        "failed": say("没能回答"),
    }
    return labels.get(outcome, "")


def _question(text: str) -> str:
    return f'<div class="yj-question">{escape(text)}</div>'


def _chip(question: str) -> str:
    text = escape(question)
    return f'<button type="button" class="yj-chip" data-ask="{text}">{text}</button>'


def _cited(text: str, turn: int, answer: Mapping[str, Any], say: Say) -> str:
    """Return text with its citations and the verdicts of its figures as buttons."""
    known = {citation["n"] for citation in answer["citations"]}
    pieces: list[tuple[int, int, str]] = []
    for match in _MARK.finditer(text):
        if (n := int(match.group(1))) in known:
            label = escape(say("查看引用 {n} 的原文").format(n=n))
            button = (
                f'<button type="button" class="yj-cite" data-turn="{turn}" data-cite="{n}"'
                f' aria-label="{label}">{n}</button>'
            )
            pieces.append((*match.span(), button))
    for (start, end), figure in _stated(text, answer["figures"]).items():
        shown = escape(text[start:end]) + _verdict(figure, turn, known, say)
        pieces.append((start, end, shown))
    out, at = [], 0
    for start, end, run in _runs(text, sorted(pieces, key=lambda p: (p[0], -p[1]))):
        out += [escape(text[at:start]), run]
        at = end
    return "".join(out) + escape(text[at:])


def _runs(text: str, pieces: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield a figure, its citations and the punctuation after them as one that no line breaks."""
    at = 0
    while at < len(pieces):
        start, end, run = pieces[at]
        at += 1
        while at < len(pieces) and pieces[at][0] <= end:
            if pieces[at][0] == end:  # what lies inside the run is shown with it
                run, end = run + pieces[at][2], pieces[at][1]
            at += 1
        stop = text[end : end + 1]
        if stop and stop in _STOPS:
            run, end = run + escape(stop), end + 1
        yield start, end, f'<span class="yj-keep">{run}</span>'


def _stated(
    text: str, figures: Sequence[Mapping[str, Any]]
) -> dict[tuple[int, int], Mapping[str, Any]]:
    """Return the figures a text states by where they stand in it.

    Of several figures printed alike the one whose citation follows is meant.
    """
    found: dict[tuple[int, int], Mapping[str, Any]] = {}
    for figure in figures:
        for place in find_number(figure["printed"], text):
            after = _MARKS_AFTER.match(text, place[1])
            cited = {int(n) for n in _MARK.findall(after.group())} if after else set()
            if place not in found or cited & set(figure["citations"]):
                found[place] = figure
    return found


def _verdict(figure: Mapping[str, Any], turn: int, known: set[int], say: Say) -> str:
    verdict = figure["verdict"]
    words = verdict_words(verdict, say)
    cited = next((n for n in figure["citations"] if n in known), None)
    if cited is None:
        return f'<i class="yj-verdict yj-{verdict}" title="{words}"></i>'
    # No stop of the Tab key: the citation beside it opens the same.
    return (
        f'<button type="button" tabindex="-1" class="yj-verdict yj-{verdict}" data-turn="{turn}"'
        f' data-cite="{cited}" title="{words}" aria-label="{words}"></button>'
    )


def _sources(answer: Mapping[str, Any], turn: int, say: Say) -> str:
    items = []
    for citation in answer["citations"]:
        n = citation["n"]
        proofs = "".join(
            f'<span class="yj-proof yj-{f["verdict"]}">{escape(f["printed"])}'
            f"<i>{verdict_words(f['verdict'], say)}</i></span>"
            for f in answer["figures"]
            if n in f["citations"]
        )
        place = " ".join(filter(None, (citation["report"], render_place(citation, say))))
        items.append(
            f'<li><button type="button" class="yj-source" data-turn="{turn}" data-cite="{n}">'
            f'<span class="yj-n">{n}</span><span class="yj-place">{escape(place)}</span>'
            f"{proofs}</button></li>"
        )
    return f'<ul class="yj-sources">{"".join(items)}</ul>' if items else ""


def _tools(answer: Mapping[str, Any], turn: int, say: Say) -> str:
    """Return the buttons under an answer: copy it, say whether it was good, and why not."""
    plain = escape(f"{answer['question']}\n\n{render_answer(answer)}\n")
    rated = answer.get("rated", "")
    thumbs = "".join(
        f'<button type="button" class="yj-tool yj-thumb" data-rate="{rating}" data-turn="{turn}"'
        f' aria-pressed="{str(rated == rating).lower()}" aria-label="{words}" title="{words}">'
        f"{_THUMB}</button>"
        for rating, words in (("up", say("答得好")), ("down", say("答得不好")))
    )
    copy = (
        f'<button type="button" class="yj-tool" data-copy="{plain}"'
        f' data-done="{say("已复制")}">{say("复制")}</button>'
    )
    reasons = (say("数字不对"), say("出处不对"), say("答非所问"), say("报告里其实有"))
    chips = "".join(
        f'<button type="button" class="yj-chip" data-reason>{reason}</button>' for reason in reasons
    )
    form = (
        f'<form class="yj-reason" data-turn="{turn}" hidden>{chips}'
        f'<input maxlength="2000" aria-label="{say("哪里不好")}"'
        f' placeholder="{say("哪里不好？（可以不写）")}">'
        f'<button class="yj-tool">{say("提交")}</button></form>'
    )
    thanks = f'<span class="yj-thanks" role="status" data-words="{say("已记下")}"></span>'
    return f'<div class="yj-tools">{copy}{thumbs}{thanks}{form}</div>'
