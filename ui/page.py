"""The page: its tabs, and what one tab tells another.

Each tab lives in a module of its own (`ui.tab_…`); this one puts them
together.  Imported only when a page is built, because gradio takes seconds to
import.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from ui.checking import Checking
from ui.desk import Desk
from ui.evaluating import Evaluating
from ui.say import CHINESE, ENGLISH, Say
from ui.settings import ChatSettings
from ui.shelf import kept_choice
from ui.tab import QUIET
from ui.tab_ask import build_ask_tab
from ui.tab_check import build_check_tab
from ui.tab_compare import build_compare_tab
from ui.tab_eval import build_eval_tab
from ui.tab_reports import build_reports_tab
from ui.verbs import raising, verbs_of
from ui.verbs_store import changing_verbs_of, upload_verb_of


def build_page(desk: Desk, settings: ChatSettings) -> Any:
    """Return the page as Gradio Blocks, with the verbs as its public endpoints."""
    # Shared by both languages: one evaluation at a time, whoever watches it.
    shared = desk, settings, Checking(desk), Evaluating(desk)
    with gr.Blocks(title="有据", analytics_enabled=False, fill_width=True) as page:
        _offer_api(desk)  # first: an event of the page may bear a verb's name
        _fill(page, *shared, CHINESE, '<a href="en" lang="en">English</a>')
    with page.route("English", "/en", show_in_navbar=False):
        _fill(page, *shared, ENGLISH, '<a href="./" lang="zh-CN">中文</a>')
    return page


def _fill(
    page: Any,
    desk: Desk,
    settings: ChatSettings,
    checking: Checking,
    evaluating: Evaluating,
    say: Say,
    other: str,
) -> None:
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
            check = build_check_tab(desk, checking, say)
        with gr.Tab(say("评测")):
            evaluation = build_eval_tab(evaluating, say)

    def refresh(turns: list[dict[str, Any]], only: list[str]) -> tuple[Any, ...]:
        chosen = kept_choice(only, desk.cards())
        first = (*ask.refresh(turns, chosen), *reports.refresh(chosen))
        return *first, *compare.refresh(), *check.refresh(), *evaluation.refresh()

    def tick(event: gr.EventData) -> tuple[Any, ...]:
        chosen = kept_choice(event.ids, desk.cards())
        return gr.update(value=chosen), *reports.refresh(chosen)

    shown = [*ask.shown, *reports.shown, *compare.shown, *check.shown, *evaluation.shown]
    told = [ask.turns, ask.only]
    for changed in [*ask.changes, *reports.changes]:
        changed.then(refresh, told, shown, **QUIET).then(ask.offer, None, ask.offered, **QUIET)
    reports.table.tick(tick, None, [ask.only, *reports.shown], **QUIET)
    ask.only.input(reports.refresh, [ask.only], reports.shown, **QUIET)
    page.load(refresh, told, shown, **QUIET).then(ask.offer, None, ask.offered, **QUIET)


def _offer_api(desk: Desk) -> None:
    uploads = upload_verb_of(desk, lambda: Path(get_upload_folder()))
    told = partial(gr.Error, print_exception=False)
    for verb in (*verbs_of(desk), uploads, *changing_verbs_of(desk)):
        gr.api(  # type: ignore[attr-defined]
            raising(verb, told), api_name=verb.__name__
        )
