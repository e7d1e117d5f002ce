"""A checked text as HTML: every figure ticked or crossed where it stands.

Takes the JSON of `Checked`.  A figure is a button with `data-item`, its number
in the text; what a click does is the page's business (`ui.tab_check`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.check_model import CheckVerdict
from ui.judged import place_buttons
from ui.marking import escape
from ui.render_check import check_words
from ui.say import Say

SIGNS = {
    CheckVerdict.READ: "✓",
    CheckVerdict.CONVERTED: "✓",
    CheckVerdict.COMPUTED: "✓",
    CheckVerdict.APPROXIMATE: "≈",
    CheckVerdict.CONTRADICTED: "✗",
    CheckVerdict.NOT_FOUND: "？",
}


def checked_html(checked: Mapping[str, Any], say: Say) -> str:
    """Return the text with its figures marked, the counts above it."""
    text, figures = checked["text"], checked["figures"]
    parts, at = [], 0
    for number, figure in enumerate(figures):
        if figure["start"] < at:
            continue
        parts.append(escape(text[at : figure["start"]]))
        parts.append(_mark(figure, number, text[figure["start"] : figure["end"]], say))
        at = figure["end"]
    parts.append(escape(text[at:]))
    return (
        f'<div class="yj-checked" data-panel="check-evidence">{_counts(checked, say)}'
        f'<div class="yj-text">{"".join(parts)}</div></div>'
    )


def figure_html(figure: Mapping[str, Any], number: int, place: int, say: Say) -> str:
    """Return what was found of one figure: its verdict, the reason, the places to look at."""
    verdict = CheckVerdict(figure["verdict"])
    parts = [
        f'<p class="yj-said">{_badge(verdict, say)}<b>{escape(figure["printed"])}</b></p>',
        f"<p>{escape(figure['words'])}</p>",
    ]
    if figure["computation"] and figure["computation"] not in figure["words"]:
        parts.append(f'<p class="yj-sum">{say("算式")}：{escape(figure["computation"])}</p>')
    if len(figure["places"]) > 1:
        parts.append(place_buttons(figure["places"], number, say, shown=12, on=place))
    return f'<div class="yj-judged" data-panel="check-evidence">{"".join(parts)}</div>'


def _counts(checked: Mapping[str, Any], say: Say) -> str:
    total = len(checked["figures"])
    if not total:
        return f'<p class="yj-counts">{say("文字里没有数字。")}</p>'
    badges = "".join(
        f"{_badge(verdict, say, checked['counts'][verdict.value])}"
        for verdict in CheckVerdict
        if checked["counts"][verdict.value]
    )
    return f'<p class="yj-counts">{say("共 {n} 个数字").format(n=total)}{badges}</p>'


def _badge(verdict: CheckVerdict, say: Say, count: int | None = None) -> str:
    number = "" if count is None else f" {count}"
    return (
        f'<span class="yj-v yj-v-{verdict.value}">{SIGNS[verdict]} '
        f"{check_words(say)[verdict]}{number}</span>"
    )


def _mark(figure: Mapping[str, Any], number: int, printed: str, say: Say) -> str:
    verdict = CheckVerdict(figure["verdict"])
    return (
        f'<button type="button" class="yj-fig yj-v-{verdict.value}" data-item="{number}" '
        f'title="{escape(figure["words"])}">{escape(printed)}'
        f"<i>{SIGNS[verdict]}{check_words(say)[verdict]}</i></button>"
    )
