"""报告: hand in reports, see what was read, say whose they are, tick, remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from ingest.errors import YoujuError
from ingest.given import Given
from ui.asset import read_asset
from ui.desk import Desk
from ui.drop import drop_html, handed_in
from ui.editions import edition_lines
from ui.identity_form import given_of
from ui.intake import Intake, Row, RowState
from ui.intake_view import intake_html
from ui.samples import sample_reports
from ui.say import Say
from ui.settings import ChatSettings
from ui.shelf import guarded, reports_html
from ui.tab import QUIET, Tab
from vectorstore.model import ReportCard


@dataclass(frozen=True)
class ReportsTab(Tab):
    """What the page needs of this tab besides; `refresh` takes the reports that may answer.

    changes  events after which the store may hold other reports
    table    the list; its event `tick` carries the `ids` that may answer
    """

    changes: list[Any]
    table: Any


def build_reports_tab(desk: Desk, settings: ChatSettings, say: Say) -> ReportsTab:
    """Build the tab inside the current Blocks."""
    script = read_asset("reports.js")

    def shown(intake: Intake) -> str:
        return intake_html(intake, *_known(desk, intake), say)

    def work(intake: Intake, rows: Sequence[Row], password: str = "") -> Iterator[Any]:
        before = ""
        for _ in intake.run(desk, rows, password):
            if (now := shown(intake)) != before:  # what is drawn anew cannot be clicked meanwhile
                before = now
                yield intake, now

    def take(event: gr.EventData, intake: Intake) -> Iterator[Any]:
        if intake.running:
            return
        fresh = [Row(name, path) for path, name in handed_in(event.files, _uploads())]
        intake.rows = [*(r for r in intake.rows if r.state is RowState.LOCKED), *fresh]
        yield from work(intake, fresh)

    def samples(intake: Intake) -> Iterator[Any]:
        if not intake.running:
            intake.rows = [Row(path.name, path, stays=True) for path in sample_reports()]
            yield from work(intake, intake.rows)

    def halt(intake: Intake) -> str:
        intake.stop()
        return shown(intake)

    def unlock(event: gr.EventData, intake: Intake) -> Iterator[Any]:
        password = str(event.fields.get("password", ""))
        locked = [r for r in intake.rows if r.state is RowState.LOCKED]
        if password and locked and not intake.running:
            yield from work(intake, locked, password)
        yield intake, shown(intake)

    def identify(event: gr.EventData, intake: Intake) -> Iterator[Any]:
        yield from as_given(intake, str(event.id), event.fields)

    def reread(event: gr.EventData, intake: Intake) -> Iterator[Any]:
        yield from as_given(intake, str(event.id), None)

    def as_given(intake: Intake, report_id: str, fields: dict[str, str] | None) -> Iterator[Any]:
        card = desk.card(report_id)
        if card is None or intake.running:
            return
        try:
            given = Given() if fields is None else given_of(fields, card.identity)
        except YoujuError as error:
            intake.failure = str(error)
            yield intake, shown(intake)
            return
        if given is None:
            return
        row = next((r for r in intake.rows if r.report_id == report_id), None)
        if row is None:
            row = Row(card.file_name, Path(card.path), report_id)
            intake.rows.insert(0, row)
        row.given = given
        yield from work(intake, [row])

    def discard(event: gr.EventData, intake: Intake) -> tuple[Intake, str]:
        intake.failure = str(guarded(lambda: desk.remove([str(event.id)])) or "")
        intake.rows = [row for row in intake.rows if row.report_id != event.id]
        return intake, shown(intake)

    def refresh(only: list[str]) -> tuple[str]:
        return (reports_html(desk.cards(), only or (), say),)

    intake = gr.State(Intake())
    drop = gr.HTML(
        drop_html(settings.upload_bytes, say),
        elem_id="files",
        js_on_load=read_asset("intake.js"),
    )
    account = gr.HTML("", elem_id="account", js_on_load=script)
    table = gr.HTML("", elem_id="reports", js_on_load=script)
    said = [intake, account]
    changes = [
        drop.taken(take, [intake], said, **QUIET),
        account.unlock(unlock, [intake], said, **QUIET),
        account.identify(identify, [intake], said, **QUIET),
        table.identify(identify, [intake], said, **QUIET),
        table.reread(reread, [intake], said, **QUIET),
        table.discard(discard, [intake], said, **QUIET),
        table.samples(samples, [intake], said, **QUIET),
    ]
    account.halt(halt, [intake], [account], **QUIET)
    return ReportsTab([table], refresh, changes, table)


def _known(desk: Desk, intake: Intake) -> tuple[dict[str, ReportCard], dict[str, list[str]]]:
    """Return the cards of the reports that an intake led to, and the lines on their editions."""
    wanted = {row.report_id for row in intake.rows if row.report_id}
    cards = {card.id: card for card in desk.cards() if card.id in wanted}
    lines: dict[str, list[str]] = {}
    for report_id in cards if not intake.running else ():  # loads both reports whole
        for edition in desk.library.editions(report_id):
            if edition.differences:
                lines.setdefault(report_id, []).extend(edition_lines(edition))
    return cards, lines


def _uploads() -> Path:
    return Path(get_upload_folder())
