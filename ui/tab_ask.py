"""问答: the conversation, and the evidence beside it.

The conversation lives in this page's session; the browser keeps a copy of it
(`history.js`) and can bring it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ingest.errors import YoujuError
from qa.model import Turn
from ui.asset import read_asset
from ui.desk import Desk
from ui.feedback import RATINGS
from ui.history import kept_turns
from ui.marking import escape
from ui.say import Say
from ui.settings import ChatSettings
from ui.shelf import guarded, report_choices
from ui.tab import QUIET, Tab, none_html
from ui.talk import suggested_html, talk_html, welcome_html


@dataclass(frozen=True)
class AskTab(Tab):
    """What the page needs of this tab besides.

    turns    the state that holds the conversation, as JSON answers
    only     the chooser of the reports that may answer
    offered  the component that `offer` fills with questions to click: that takes a while
    changes  events after which the store may hold other reports
    """

    turns: Any
    only: Any
    changes: list[Any]
    offered: Any
    offer: Any


def build_ask_tab(desk: Desk, settings: ChatSettings, say: Say) -> AskTab:
    """Build the tab inside the current Blocks."""
    no_evidence = none_html(say("点回答里的编号，这里显示它在报告里的原文。"))

    def welcome() -> str:
        return talk_html([], empty=welcome_html(len(desk.cards()), say), say=say)

    def proof(answer: dict[str, Any]) -> str:
        """Return the evidence shown before any was asked for: the first citation's."""
        first = answer["citations"][0]["n"] if answer["citations"] else 0
        return (desk.evidence(answer, first, say) if first else "") or no_evidence

    def reply(question: str, turns: list[dict[str, Any]], only: list[str]) -> Iterator[Any]:
        question = question.strip()
        if not question:
            yield (gr.skip(),) * 5
            return
        yield talk_html(turns, question, say=say), turns, "", gr.skip(), gr.skip()
        now, shown = turns, None  # the evidence, once: what the visitor opened since stays
        for answer in desk.stream(question, history_of(turns, settings.history), only or ()):
            shown = proof(answer) if shown is None else gr.skip()
            now = [*turns, answer]
            yield talk_html(now, say=say), now, "", shown, gr.skip()
        yield *[gr.skip()] * 4, memory_html(now)

    def pick(event: gr.EventData, turns: list[dict[str, Any]], only: list[str]) -> Iterator[Any]:
        yield from reply(str(event.question), turns, only)

    def cite(event: gr.EventData, turns: list[dict[str, Any]]) -> Any:
        answer = _turn(event.turn, turns)
        if answer is None or not isinstance(event.n, int):
            return gr.skip()
        return desk.evidence(answer, event.n, say) or gr.skip()

    def rate(event: gr.EventData, turns: list[dict[str, Any]]) -> tuple[Any, ...]:
        answer = _turn(event.turn, turns)
        if answer is None or event.rating not in RATINGS:
            return gr.skip(), gr.skip()
        before = history_of(turns[: event.turn], settings.history)
        plain = {key: value for key, value in answer.items() if key != "rated"}
        try:
            desk.keep_feedback(plain, before, event.rating, str(event.reason))
        except YoujuError as error:
            raise gr.Error(str(error), print_exception=False) from error
        now = [*turns]
        now[event.turn] = {**plain, "rated": event.rating}
        return now, memory_html(now)

    def clear() -> tuple[Any, ...]:
        return welcome(), [], no_evidence, memory_html([])

    def reopen(event: gr.EventData) -> tuple[Any, ...]:
        turns = kept_turns(event.turns)
        if not turns:
            return clear()
        return talk_html(turns, say=say), turns, proof(turns[-1]), gr.skip()

    def load() -> None:
        from ui.samples import sample_reports

        guarded(lambda: desk.add(sample_reports()))

    def refresh(turns: list[dict[str, Any]], chosen: list[str]) -> tuple[Any, ...]:
        choices = report_choices(desk.cards())
        shown = talk_html(turns, say=say) if turns else welcome()
        return shown, gr.update(choices=choices, value=chosen)

    def offer() -> str:
        return suggested_html(desk.suggestions())

    turns = gr.State([])
    with gr.Row(equal_height=False, elem_classes="yj-row"):
        with gr.Column(scale=3, min_width=320):
            past = gr.HTML(_past_html(say), elem_id="past", js_on_load=read_asset("history.js"))
            talk = gr.HTML("", elem_id="talk", js_on_load=read_asset("talk.js"))
            offered = gr.HTML("", elem_id="offered", js_on_load=read_asset("offered.js"))
            with gr.Row(elem_classes="yj-ask"):
                question = gr.Textbox(
                    placeholder=say("例如：项目支出是多少？"),
                    label=say("问题"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=4,
                    max_length=desk.settings.qa.longest,
                    scale=8,
                    elem_id="question",
                )
                send = gr.Button(say("提问"), variant="primary", scale=1, min_width=80)
                new = gr.Button(say("新对话"), scale=1, min_width=80)
            only = gr.Dropdown(
                choices=report_choices(desk.cards()),
                multiselect=True,
                label=say("只在这些报告里找（不选就是全部）"),
                elem_id="only",
            )
        with gr.Column(scale=2, min_width=320):
            evidence = gr.HTML(
                no_evidence, elem_id="evidence", js_on_load=read_asset("evidence.js")
            )
    memory = gr.HTML("", elem_id="memory", js_on_load=read_asset("memory.js"))
    outputs = [talk, turns, question, evidence, memory]
    gr.on([send.click, question.submit], reply, [question, turns, only], outputs, **QUIET)
    for chips in (talk, offered):
        chips.pick(pick, [turns, only], outputs, **QUIET)
    talk.cite(cite, [turns], [evidence], **QUIET)
    talk.rate(rate, [turns], [turns, memory], **QUIET)
    past.reopen(reopen, None, [talk, turns, evidence, memory], **QUIET)
    new.click(clear, None, [talk, turns, evidence, memory], **QUIET)
    loaded = talk.samples(load, None, None, api_visibility="private")
    return AskTab([talk, only], refresh, turns, only, [loaded], offered, offer)


def history_of(turns: list[dict[str, Any]], most: int) -> list[Turn]:
    """Return the last turns of a conversation as the answering layer takes them."""
    return [
        Turn(role, text)
        for answer in turns[-most:]
        for role, text in (("user", answer["question"]), ("assistant", answer["answer"]))
    ]


def memory_html(turns: list[dict[str, Any]]) -> str:
    """Return a conversation as text for the browser to keep."""
    return escape(json.dumps(turns, ensure_ascii=False))


def _turn(number: Any, turns: list[dict[str, Any]]) -> dict[str, Any] | None:
    return turns[number] if isinstance(number, int) and 0 <= number < len(turns) else None


def _past_html(say: Say) -> str:
    return (
        f'<details class="yj-past"><summary>{say("历史对话")}</summary>'
        f'<div><ul data-delete="{say("删除这段对话")}" data-none="{say("还没有对话。")}"></ul>'
        f"<small>{say('对话只留在这个浏览器里。')}</small></div></details>"
    )
