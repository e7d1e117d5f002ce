"""问答: the conversation, and the evidence beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from qa.model import Turn
from ui.desk import Desk
from ui.say import Say
from ui.settings import ChatSettings
from ui.shelf import account_html, guarded, report_choices
from ui.talk import talk_html, welcome_html

_ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class AskTab:
    """What the page needs of this tab.

    turns    the state that holds the conversation, as JSON answers
    shown    components that `refresh` fills
    changes  events after which the store may hold other reports
    """

    turns: Any
    shown: list[Any]
    changes: list[Any]
    refresh: Any


def build_ask_tab(desk: Desk, settings: ChatSettings, say: Say) -> AskTab:
    """Build the tab inside the current Blocks."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    no_evidence = f'<div class="yj-none">{say("点回答里的编号，这里显示它在报告里的原文。")}</div>'

    def welcome() -> str:
        return talk_html([], empty=welcome_html(len(desk.cards()), desk.suggestions()))

    def reply(question: str, turns: list[dict[str, Any]], only: list[str]) -> Iterator[Any]:
        question = question.strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        yield talk_html(turns, pending=question), turns, "", gr.skip()
        shown: Any = None  # the evidence, once: what the visitor opened since then stays
        for answer in desk.stream(question, history_of(turns, settings.history), only or ()):
            if shown is None:
                first = answer["citations"][0]["n"] if answer["citations"] else 0
                shown = desk.evidence(answer, first) if first else no_evidence
            else:
                shown = gr.skip()
            now = [*turns, answer]
            yield talk_html(now), now, "", shown

    def pick(event: gr.EventData, turns: list[dict[str, Any]], only: list[str]) -> Iterator[Any]:
        yield from reply(str(event.question), turns, only)

    def cite(event: gr.EventData, turns: list[dict[str, Any]]) -> Any:
        turn, n = event.turn, event.n
        if not (isinstance(turn, int) and isinstance(n, int) and 0 <= turn < len(turns)):
            return gr.skip()
        return desk.evidence(turns[turn], n) or gr.skip()

    def clear() -> tuple[Any, ...]:
        return welcome(), [], no_evidence

    def load() -> None:
        from ui.samples import sample_reports

        account_html(guarded(lambda: desk.add(sample_reports(), keep=False)))

    def refresh(turns: list[dict[str, Any]]) -> tuple[Any, ...]:
        choices = report_choices(desk.cards())
        return talk_html(turns) if turns else welcome(), gr.update(choices=choices, value=[])

    turns = gr.State([])
    with gr.Row(equal_height=False, elem_classes="yj-row"):
        with gr.Column(scale=3, min_width=320):
            talk = gr.HTML("", elem_id="talk", js_on_load=_asset("talk.js"))
            with gr.Row(elem_classes="yj-ask"):
                question = gr.Textbox(
                    placeholder=say("例如：项目支出是多少？"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=4,
                    max_length=2000,
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
            evidence = gr.HTML(no_evidence, elem_id="evidence", js_on_load=_asset("evidence.js"))
    outputs = [talk, turns, question, evidence]
    gr.on([send.click, question.submit], reply, [question, turns, only], outputs, **quiet)
    talk.pick(pick, [turns, only], outputs, **quiet)
    talk.cite(cite, [turns], [evidence], **quiet)
    new.click(clear, None, [talk, turns, evidence], **quiet)
    loaded = talk.samples(load, None, None, api_visibility="private")
    return AskTab(turns, [talk, only], [loaded], refresh)


def history_of(turns: list[dict[str, Any]], most: int) -> list[Turn]:
    """Return the last turns of a conversation as the answering layer takes them."""
    return [
        Turn(role, text)
        for answer in turns[-most:]
        for role, text in (("user", answer["question"]), ("assistant", answer["answer"]))
    ]


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
