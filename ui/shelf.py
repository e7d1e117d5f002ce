"""The reports in the store as HTML: a list to filter, sort, tick, correct and clear.

`assets/reports.js` does the filtering and sorting and opens a row's form;
nothing that comes from a report is markup here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from ingest.doubts import find_doubts
from ingest.errors import YoujuError
from ingest.given import SOURCE
from ui.identity_form import IDENTITY, doubt_words, identity_field, labels
from ui.intake_view import account_text, warnings_html
from ui.marking import escape
from ui.say import Say
from vectorstore.model import ReportCard


def reports_html(cards: Sequence[ReportCard], ticked: Collection[str], say: Say) -> str:
    """Return the list of reports; `ticked` are the only ones that may answer, none means all."""
    if not cards:
        none = say("还没有报告。上传自己的报告，或者先读入自带的两份示例报告。")
        return (
            f'<div class="yj-none">{none}'
            '<p><button type="button" class="yj-button yj-primary" data-do="samples">'
            f"{say('读入示例报告')}</button></p></div>"
        )
    heads = "".join(
        f'<th aria-sort="none"><button type="button" data-sort="{n}">{head}</button></th>'
        for n, head in enumerate((say("报告"), *labels(say).values(), say("读入情况")), 1)
    )
    rows = "".join(_row(card, card.id in ticked, say) for card in cards)
    scope = (
        say("问答只在勾选的 {} 份里找").format(len(ticked))
        if ticked
        else say("问答在全部 {} 份里找；勾选几份就只在那几份里找").format(len(cards))
    )
    off = "" if ticked else " hidden"
    return (
        f'<div class="yj-sieve"><input type="search" class="yj-filter" '
        f'placeholder="{say("筛选：部门、行政区、年度、文件名……")}" aria-label="{say("筛选")}">'
        f'<span class="yj-shown" data-all="{len(cards)}"></span></div>'
        f'<div class="yj-sieve yj-scope"><span>{scope}</span>'
        f'<button type="button" class="yj-link" data-do="untick"{off}>{say("取消勾选")}</button>'
        f"</div>"
        '<div class="yj-scroll"><table class="yj-reports"><thead><tr><th></th>'
        f"{heads}<th></th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def report_choices(cards: Sequence[ReportCard]) -> list[tuple[str, str]]:
    """Return (label, report id) of each report, for a chooser."""
    return [(card.title or card.file_name, card.id) for card in cards]


def kept_choice(chosen: Sequence[str] | None, cards: Sequence[ReportCard]) -> list[str]:
    """Return the chosen reports that are still there."""
    held = {card.id for card in cards}
    return [report_id for report_id in chosen or () if report_id in held]


def guarded(work: Callable[[], Any]) -> Any:
    """Return what the work returns, or the error it raised on purpose, to be shown."""
    try:
        return work()
    except YoujuError as error:
        return error


def _row(card: ReportCard, ticked: bool, say: Say) -> str:
    who, doubts = card.identity, find_doubts(card.identity)
    name = escape(card.title or card.file_name)
    file = f"<small>{escape(card.file_name)}</small>" if card.title else ""
    tick = (
        f'<td class="yj-tick"><input type="checkbox" data-tick="{card.id}"'
        f'{" checked" if ticked else ""} aria-label="{say("只在这份里找")}"></td>'
    )
    cells = [f'<td class="yj-name"><b>{name}</b>{file}</td>']
    for part in IDENTITY:
        value = getattr(who, part)
        text = escape("" if value is None else str(value))
        doubt = (
            f'<small class="yj-doubt">{doubt_words(doubts[part], say)}</small>'
            if part in doubts
            else ""
        )
        given = ""
        if dict(who.sources).get(part) == SOURCE:
            given = f'<small title="{say("由人指定")}">{say("指定")}</small>'
        cells.append(f'<td data-part="{part}"><span>{text}</span>{doubt}{given}</td>')
    account = f"{account_text(card.account, say)}{warnings_html(card.account, say)}"
    cells.append(f'<td data-sort="{card.account.pages}">{account}</td>')
    return (
        f'<tr data-id="{card.id}">{tick}{"".join(cells)}<td class="yj-acts">'
        f'<button type="button" class="yj-link" data-open="edit">{say("改身份")}</button>'
        f'<button type="button" class="yj-link yj-red" data-open="remove">{say("移除")}</button>'
        f"{_edit_form(card, say)}{_remove_form(card, say)}</td></tr>"
    )


def _edit_form(card: ReportCard, say: Say) -> str:
    fields = "".join(identity_field(card.identity, part, say) for part in IDENTITY)
    back = ""
    if SOURCE in dict(card.identity.sources).values():
        back = (
            f'<button type="button" class="yj-button" data-do="reread" data-id="{card.id}">'
            f"{say('照报告里读到的')}</button>"
        )
    return (
        f'<form class="yj-form" data-form="edit" data-do="identify" data-id="{card.id}" hidden>'
        f"<p>{say('改了以后会照新的身份把报告重读一遍。')}</p>{fields}"
        f'<button class="yj-button yj-primary">{say("保存")}</button>{back}'
        f'<button type="button" class="yj-button" data-close>{say("取消")}</button></form>'
    )


def _remove_form(card: ReportCard, say: Say) -> str:
    return (
        f'<form class="yj-form" data-form="remove" data-do="discard" data-id="{card.id}" hidden>'
        f"<p>{say('从库里移除这份报告？上传的副本一并删除，你自己的文件不动。')}</p>"
        f'<button class="yj-button yj-stop">{say("确定移除")}</button>'
        f'<button type="button" class="yj-button" data-close>{say("取消")}</button></form>'
    )
