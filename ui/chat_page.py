"""The page itself: its parts, and what each click does.

Imported only when a page is built, because gradio takes seconds to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.errors import YoujuError
from qa.model import Turn
from ui.commands_ask import parse_history
from ui.desk import Desk
from ui.settings import ChatSettings
from ui.shelf import account_html, reports_html
from ui.talk import talk_html, welcome_html

_ASSETS = Path(__file__).parent / "assets"
_NO_EVIDENCE = '<div class="yj-none">点回答里的编号，这里显示它在报告里的原文。</div>'


def build_page(desk: Desk, settings: ChatSettings) -> Any:
    """Return the page as Gradio Blocks, with `ask` as its public endpoint."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    def welcome() -> str:
        return talk_html([], empty=welcome_html(len(desk.cards()), desk.suggestions()))

    def choices() -> list[tuple[str, str]]:
        return [(card.title or card.file_name, card.id) for card in desk.cards()]

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
                shown = desk.evidence(answer, first) if first else _NO_EVIDENCE
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
        return welcome(), [], _NO_EVIDENCE

    def shelf() -> tuple[Any, ...]:
        return (
            reports_html(desk.cards()),
            gr.update(choices=choices(), value=[]),
            gr.update(choices=choices(), value=[]),
        )

    def refresh(turns: list[dict[str, Any]]) -> tuple[Any, ...]:
        return (talk_html(turns) if turns else welcome(), *shelf())

    def upload(files: list[str] | None, progress: Any = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        paths = [Path(file) for file in files or []]
        return account_html(_guarded(lambda: desk.add(paths, _shown(progress)))), None

    def load(turns: list[dict[str, Any]]) -> tuple[Any, ...]:
        from ui.samples import sample_reports

        account_html(_guarded(lambda: desk.add(sample_reports(), keep=False)))
        return refresh(turns)

    def remove(report_ids: list[str]) -> str:
        return account_html(_guarded(lambda: desk.remove(report_ids or [])))

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

    with gr.Blocks(title="有据", analytics_enabled=False, fill_width=True) as page:
        turns = gr.State([])
        gr.HTML('<header class="yj-head"><b>有据</b><span>向报告提问，数字有出处</span></header>')
        with gr.Tabs():
            with gr.Tab("问答"), gr.Row(equal_height=False, elem_classes="yj-row"):
                with gr.Column(scale=3, min_width=320):
                    talk = gr.HTML("", elem_id="talk", js_on_load=_asset("talk.js"))
                    with gr.Row(elem_classes="yj-ask"):
                        question = gr.Textbox(
                            placeholder="例如：项目支出是多少？",
                            show_label=False,
                            container=False,
                            lines=1,
                            max_lines=4,
                            max_length=2000,
                            scale=8,
                            elem_id="question",
                        )
                        send = gr.Button("提问", variant="primary", scale=1, min_width=80)
                        new = gr.Button("新对话", scale=1, min_width=80)
                    only = gr.Dropdown(
                        choices=choices(),
                        multiselect=True,
                        label="只在这些报告里找（不选就是全部）",
                        elem_id="only",
                    )
                with gr.Column(scale=2, min_width=320):
                    evidence = gr.HTML(
                        _NO_EVIDENCE, elem_id="evidence", js_on_load=_asset("evidence.js")
                    )
            with gr.Tab("报告"):
                files = gr.File(
                    label="上传报告（PDF、Word、Excel、网页、文本）",
                    file_count="multiple",
                    elem_id="files",
                    height=140,
                )
                account = gr.HTML("", elem_id="account")
                table = gr.HTML("", elem_id="reports")
                with gr.Row(elem_classes="yj-remove"):
                    gone = gr.Dropdown(
                        choices=choices(), multiselect=True, label="要移除的报告", scale=5
                    )
                    drop = gr.Button("移除", variant="stop", scale=1, min_width=80)
        outputs = [talk, turns, question, evidence]
        gr.on([send.click, question.submit], reply, [question, turns, only], outputs, **quiet)
        talk.pick(pick, [turns, only], outputs, **quiet)
        talk.cite(cite, [turns], [evidence], **quiet)
        new.click(clear, None, [talk, turns, evidence], **quiet)
        shown = [talk, table, only, gone]
        talk.samples(load, [turns], shown, api_visibility="private")
        files.upload(upload, [files], [account, files], api_visibility="private").then(
            refresh, [turns], shown, **quiet
        )
        drop.click(remove, [gone], [account], **quiet).then(refresh, [turns], shown, **quiet)
        page.load(refresh, [turns], shown, **quiet)
        gr.api(  # type: ignore[attr-defined]
            ask_api, api_name="ask"
        )
    return page


def history_of(turns: list[dict[str, Any]], most: int) -> list[Turn]:
    """Return the last turns of a conversation as the answering layer takes them."""
    return [
        Turn(role, text)
        for answer in turns[-most:]
        for role, text in (("user", answer["question"]), ("assistant", answer["answer"]))
    ]


def _guarded(work: Callable[[], Any]) -> Any:
    """Return what the work returns, or the error it raised on purpose, to be shown."""
    try:
        return work()
    except YoujuError as error:
        return error


def _shown(progress: Any) -> Callable[[Any], None]:
    stages = {"reading": "读页", "embedding": "建索引", "finished": "完成"}

    def show(step: Any) -> None:
        name = f"{Path(step.path).name} {stages[step.stage]}（{step.index + 1}/{step.files}）"
        progress((step.done, step.total or None), desc=name, unit="")

    return show


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
