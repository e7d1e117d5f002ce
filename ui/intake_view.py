"""What a visitor handed in, as HTML: a bar for each file, then what was read of it.

Files that want a password and reports whose identity is doubtful carry the
form that asks; `assets/reports.js` sends what is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.doubts import find_doubts
from ingest.model import ReadingAccount
from ui.identity_form import IDENTITY, doubt_words, identity_field, labels
from ui.intake import UNDER_WAY, Intake, Row, RowState
from ui.marking import escape
from ui.say import Say
from vectorstore.model import ReportCard

_READING = 0.3  # the reading's share of the bar; the rest goes into the index
_WARNINGS = 3  # shown at once, the rest behind a click


def intake_html(
    intake: Intake,
    cards: Mapping[str, ReportCard],
    editions: Mapping[str, Sequence[str]],
    say: Say,
) -> str:
    """Return what was handed in; "" if nothing was.

    `editions` holds by report id the lines on its other editions.
    """
    if not intake.rows and not intake.failure:
        return ""
    items = [
        _item(number, row, cards.get(row.report_id), editions.get(row.report_id, ()), say)
        for number, row in enumerate(intake.rows)
    ]
    failure = f'<p class="yj-failure">{escape(intake.failure)}</p>' if intake.failure else ""
    return f'{_head(intake, say)}{failure}<ul class="yj-intake">{"".join(items)}</ul>'


def account_text(account: ReadingAccount, say: Say) -> str:
    """Return pages, tables and figures of a reading in a few words."""
    parts = [say("{} 页").format(account.pages)]
    if account.pages_ocr:
        parts.append(say("{} 页靠文字识别").format(account.pages_ocr))
    parts.append(say("{} 张表").format(account.tables))
    if account.tables_joined:
        parts.append(say("跨页接回 {} 处").format(account.tables_joined))
    parts.append(say("{} 个数字").format(account.figures))
    if account.pages_unreadable:
        pages = "、".join(map(str, account.pages_unreadable))
        parts.append(say("第 {} 页没读出来").format(pages))
    return " · ".join(parts)


def warnings_html(account: ReadingAccount, say: Say) -> str:
    """Return the warnings of a reading, many of them behind a click."""
    lines = [
        f"{say('第 {} 页').format(w.page)}：{w.reason}" if w.page else w.reason
        for w in account.warnings
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    if not lines:
        return ""
    shown = " open" if len(lines) <= _WARNINGS else ""
    head = say("{} 条提醒").format(len(lines))
    return f'<details class="yj-warn"{shown}><summary>{head}</summary><ul>{items}</ul></details>'


def _head(intake: Intake, say: Say) -> str:
    through = sum(row.state not in UNDER_WAY for row in intake.rows)
    if not intake.running:
        return ""
    words = say("正在处理 {}/{}").format(min(through + 1, len(intake.rows)), len(intake.rows))
    label = say("正在停止……") if intake.stopping else say("停止")
    off = " disabled" if intake.stopping else ""
    return (
        f'<div class="yj-running"><b>{words}</b>'
        f'<button type="button" class="yj-button" data-do="halt"{off}>{label}</button></div>'
    )


def _item(number: int, row: Row, card: ReportCard | None, editions: Sequence[str], say: Say) -> str:
    state = _states(say)[row.state]
    if row.state is RowState.READING and row.total:
        state += f" {row.done}/{row.total}"
    parts = [
        f'<div class="yj-file"><b title="{escape(row.name)}">{escape(row.name)}</b>'
        f'<span class="yj-state">{state}</span></div>'
    ]
    if row.state in UNDER_WAY:
        share = round(100 * _share(row))
        parts.append(f'<progress max="100" value="{share}" aria-label="{state}"></progress>')
    if row.message:
        parts.append(f"<p>{escape(row.message)}</p>")
    if row.account and row.state is not RowState.KNOWN:
        parts.append(f"<small>{account_text(row.account, say)}</small>")
        parts.append(warnings_html(row.account, say))
    if row.state is RowState.KNOWN and card and card.file_name != row.name:
        parts.append(f"<small>{say('与这一份内容相同：')}{escape(card.file_name)}</small>")
    if editions:
        first, *rest = editions
        more = "".join(f"<li>{escape(line)}</li>" for line in rest)
        parts.append(
            f'<details class="yj-warn"><summary>{escape(first)}</summary><ul>{more}</ul></details>'
        )
    if row.state is RowState.LOCKED:
        parts.append(_password_form(number, row, say))
    if card and row.state in (RowState.ADDED, RowState.REPLACED):
        parts.append(_doubt_form(number, card, say))
    return f'<li class="yj-is-{row.state}">{"".join(parts)}</li>'


def _states(say: Say) -> dict[RowState, str]:
    return {
        RowState.WAITING: say("排队"),
        RowState.READING: say("读页"),
        RowState.EMBEDDING: say("建索引"),
        RowState.ADDED: say("已读入"),
        RowState.REPLACED: say("已更新"),
        RowState.KNOWN: say("已在库中"),
        RowState.IDENTIFIED: say("已照新的身份重读"),
        RowState.LOCKED: say("要密码"),
        RowState.FAILED: say("没读成"),
        RowState.STOPPED: say("已停止，没有入库"),
    }


def _share(row: Row) -> float:
    done = row.done / row.total if row.total else 0.0
    if row.state is RowState.EMBEDDING:
        return _READING + (1 - _READING) * done
    return _READING * done if row.state is RowState.READING else 0.0


def _password_form(number: int, row: Row, say: Say) -> str:
    words = (
        say("密码不对，请再试。") if row.tried else say("文件加了密。密码只用来打开它，不会保存。")
    )
    return (
        f'<form class="yj-form" data-do="unlock" data-row="{number}"><p>{words}</p>'
        f'<label>{say("密码")}<input type="password" name="password" autocomplete="off"></label>'
        f'<button class="yj-button yj-primary">{say("打开")}</button></form>'
    )


def _doubt_form(number: int, card: ReportCard, say: Say) -> str:
    """Return the form that asks for an identity that was read doubtfully, "" if none was."""
    doubts = find_doubts(card.identity)
    if not doubts:
        return ""
    names = labels(say)
    why = "；".join(f"{names[part]}：{doubt_words(place, say)}" for part, place in doubts.items())
    fields = "".join(identity_field(card.identity, part, say, part in doubts) for part in IDENTITY)
    return (
        f'<form class="yj-form" data-do="identify" data-row="{number}" data-id="{card.id}">'
        f"<p>{say('请确认这份报告是谁的、哪一年的。')}（{why}）</p>{fields}"
        f'<button class="yj-button yj-primary">{say("确认")}</button></form>'
    )
