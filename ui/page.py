"""The page: its tabs, and what one tab tells another.

Each tab lives in a module of its own (`ui.tab_…`); this one puts them
together.  Imported only when a page is built, because gradio takes seconds to
import.
"""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from ingest.errors import YoujuError
from ui.desk import Desk
from ui.say import CHINESE, ENGLISH, Say
from ui.settings import ChatSettings
from ui.shelf import kept_choice
from ui.tab_ask import build_ask_tab
from ui.tab_check import build_check_tab
from ui.tab_compare import build_compare_tab
from ui.tab_eval import build_eval_tab
from ui.tab_reports import build_reports_tab
from ui.verbs import Verb, verbs_of
from ui.verbs_store import changing_verbs_of, upload_verb_of


def build_page(desk: Desk, settings: ChatSettings) -> Any:
    """Return the page as Gradio Blocks, with the verbs as its public endpoints."""
    with gr.Blocks(title="有据", analytics_enabled=False, fill_width=True) as page:
        _offer_api(desk)  # first: an event of the page may bear a verb's name
        _fill(page, desk, settings, CHINESE, '<a href="en" lang="en">English</a>')
    with page.route("English", "/en", show_in_navbar=False):
        _fill(page, desk, settings, ENGLISH, '<a href="./" lang="zh-CN">中文</a>')
    return page


def _fill(page: Any, desk: Desk, settings: ChatSettings, say: Say, other: str) -> None:
    slogan = say("向报告提问，数字有出处")
    gr.HTML(f'<header class="yj-head"><b>有据</b><span>{slogan}</span>{other}</header>')
    with gr.Tabs():
        with gr.Tab(say("问答")):
            ask = build_ask_tab(desk, settings, say)
        with gr.Tab(say("报告")):
            reports = build_reports_tab(desk, settings, say)
        with gr.Tab(say("比较")):
            compare = build_compare_tab(desk, ask.only, say)
        with gr.Tab(say("核数")):
            check = build_check_tab(desk, say)
        with gr.Tab(say("评测")):
            evaluation = build_eval_tab(desk, say)

    def refresh(turns: list[dict[str, Any]], only: list[str]) -> tuple[Any, ...]:
        chosen = kept_choice(only, desk.cards())
        first = (*ask.refresh(turns, chosen), *reports.refresh(chosen))
        return *first, *compare.refresh(), *check.refresh(), *evaluation.refresh()

    def tick(event: gr.EventData) -> tuple[Any, ...]:
        chosen = kept_choice(event.ids, desk.cards())
        return gr.update(value=chosen), *reports.refresh(chosen)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    shown = [*ask.shown, *reports.shown, *compare.shown, *check.shown, *evaluation.shown]
    told = [ask.turns, ask.only]
    for changed in [*ask.changes, *reports.changes]:
        changed.then(refresh, told, shown, **quiet).then(ask.offer, None, ask.offered, **quiet)
    reports.table.tick(tick, None, [ask.only, *reports.shown], **quiet)
    ask.only.input(reports.refresh, [ask.only], reports.shown, **quiet)
    page.load(refresh, told, shown, **quiet).then(ask.offer, None, ask.offered, **quiet)


def _offer_api(desk: Desk) -> None:
    uploads = upload_verb_of(desk, lambda: Path(get_upload_folder()))
    for verb in (*verbs_of(desk), uploads, *changing_verbs_of(desk)):
        gr.api(  # type: ignore[attr-defined]
            _plainly(verb), api_name=verb.__name__
        )


def _plainly(verb: Verb) -> Verb:
    """Return the verb with the errors it raises on purpose as the page's own."""

    @wraps(verb)
    def endpoint(*args: Any, **kwargs: Any) -> Any:
        try:
            return verb(*args, **kwargs)
        except YoujuError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return endpoint
