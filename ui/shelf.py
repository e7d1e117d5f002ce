"""The reports page as HTML: what is in the store, what became of an upload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest.errors import YoujuError
from ui.commands_reports import STATES, describe_account
from ui.marking import escape
from vectorstore.model import IngestAccount, ReportCard


def reports_html(cards: Sequence[ReportCard]) -> str:
    """Return the table of reports."""
    if not cards:
        return '<div class="yj-none">还没有报告。</div>'
    heads = "".join(f"<th>{h}</th>" for h in ("报告", "部门", "行政区", "年度", "类型", "读入情况"))
    rows = []
    for card in cards:
        who = card.identity
        year = str(who.fiscal_year or "")
        title = (
            f"<b>{escape(card.title or card.file_name)}</b><small>{escape(card.file_name)}</small>"
        )
        cells = [escape(text) for text in (who.agency, who.region, year, who.kind)]
        cells.append(escape(describe_account(card.account)))
        rows.append(f"<tr><td>{title}</td>{''.join(f'<td>{c}</td>' for c in cells)}</tr>")
    return (
        f'<div class="yj-scroll"><table class="yj-reports"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def account_html(result: IngestAccount | YoujuError | None) -> str:
    """Return what became of each file, or the error that ended it all."""
    if result is None:
        return ""
    if isinstance(result, YoujuError):
        return f'<ul class="yj-account"><li class="yj-failed">{escape(str(result))}</li></ul>'
    items = []
    for outcome in result.outcomes:
        name = escape(Path(outcome.path).name)
        if outcome.state == "failed":
            # The message names the copy that was uploaded; people know it by its own name.
            text = escape(outcome.message.replace(outcome.path, Path(outcome.path).name))
            items.append(f'<li class="yj-failed">{text}</li>')
            continue
        notes = [outcome.message] if outcome.message else []
        for warning in outcome.account.warnings if outcome.account else ():
            notes.append(f"{f'第{warning.page}页：' if warning.page else ''}{warning.reason}")
        more = "".join(f"<small>{escape(note)}</small>" for note in notes)
        what = escape(describe_account(outcome.account))
        items.append(f"<li><b>{name}</b> {STATES[outcome.state]} {what}{more}</li>")
    return f'<ul class="yj-account">{"".join(items)}</ul>'


def report_choices(cards: Sequence[ReportCard]) -> list[tuple[str, str]]:
    """Return (label, report id) of each report, for a chooser."""
    return [(card.title or card.file_name, card.id) for card in cards]


def guarded(work: Callable[[], Any]) -> Any:
    """Return what the work returns, or the error it raised on purpose, to be shown."""
    try:
        return work()
    except YoujuError as error:
        return error
