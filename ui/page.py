"""The page: its tabs, and what one tab tells another.

Each tab lives in a module of its own (`ui.tab_…`); this one puts them
together.  Imported only when a page is built, because gradio takes seconds to
import.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from ingest.errors import YoujuError
from ui.commands_ask import parse_history
from ui.desk import Desk
from ui.say import CHINESE, Say
from ui.settings import ChatSettings
from ui.tab_ask import build_ask_tab
from ui.tab_reports import build_reports_tab


def build_page(desk: Desk, settings: ChatSettings) -> Any:
    """Return the page as Gradio Blocks, with `ask` as its public endpoint."""
    with gr.Blocks(title="有据", analytics_enabled=False, fill_width=True) as page:
        _fill(page, desk, settings, CHINESE)
        _offer_api(desk)
    return page


def _fill(page: Any, desk: Desk, settings: ChatSettings, say: Say) -> None:
    gr.HTML(
        f'<header class="yj-head"><b>有据</b><span>{say("向报告提问，数字有出处")}</span></header>'
    )
    with gr.Tabs():
        with gr.Tab(say("问答")):
            ask = build_ask_tab(desk, settings, say)
        with gr.Tab(say("报告")):
            reports = build_reports_tab(desk, settings, say)

    def refresh(turns: list[dict[str, Any]]) -> tuple[Any, ...]:
        return (*ask.refresh(turns), *reports.refresh())

    shown = [*ask.shown, *reports.shown]
    for changed in [*ask.changes, *reports.changes]:
        changed.then(refresh, [ask.turns], shown, api_visibility="private", show_progress="hidden")
    page.load(refresh, [ask.turns], shown, api_visibility="private", show_progress="hidden")


def _offer_api(desk: Desk) -> None:
    def ask_api(
        question: str,
        history: list[dict[str, str]] | None = None,
        reports: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question; `history` holds {"role", "content"}, `reports` ids that may answer."""
        try:
            return desk.ask(question, parse_history(history), reports or ())
        except YoujuError as error:
            raise gr.Error(str(error), print_exception=False) from error

    gr.api(  # type: ignore[attr-defined]
        ask_api, api_name="ask"
    )
