"""核数: a text against the reports, and the reports against themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.errors import YoujuError
from ui.asset import read_asset
from ui.audited import audits_html, finding_html, findings_of
from ui.checked import checked_html, figure_html
from ui.checking import Checking
from ui.commands_check import file_text
from ui.desk import Desk
from ui.judged import place_html
from ui.say import Say
from ui.shelf import report_choices
from ui.tab import QUIET, Tab, failed_html, none_html


def build_check_tab(desk: Desk, checking: Checking, say: Say) -> Tab:
    """Build the tab inside the current Blocks."""
    with gr.Tabs(elem_classes="yj-inner"):
        with gr.Tab(say("核对一段文字")):
            only = _build_check(desk, checking, say)
        with gr.Tab(say("勾稽检查")):
            audited = _build_audit(desk, checking, say)

    def refresh() -> tuple[Any, ...]:
        choices = report_choices(desk.cards())
        return tuple(gr.update(choices=choices, value=[]) for _ in (only, audited))

    return Tab([only, audited], refresh)


def _build_check(desk: Desk, checking: Checking, say: Say) -> Any:
    hint = none_html(say("点文中带标记的数字，这里显示报告里的数和它的出处。"))

    def judge(text: str, only: list[str]) -> tuple[Any, ...]:
        try:
            checked, paper = checking.check(text, only or ())
        except YoujuError as error:
            return failed_html(error), None, hint, gr.update(visible=False)
        data = checked.to_json()
        return checked_html(data, say), data, hint, gr.update(value=str(paper), visible=True)

    def read(file: str | None) -> tuple[Any, ...]:
        if not file:
            return gr.skip(), gr.skip()
        try:
            return file_text(Path(file)), ""
        except YoujuError as error:
            return "", failed_html(error, file)

    def show(event: gr.EventData, checked: dict[str, Any] | None) -> Any:
        chosen = _chosen(event, checked["figures"] if checked else ())
        if chosen is None:
            return gr.skip()
        number, figure, place = chosen
        head = figure_html(figure, number, place, say)
        return head + _evidence(desk, figure["places"], place, figure["computation"], say)

    result = gr.State(None)
    with gr.Row(equal_height=False, elem_classes="yj-row"):
        with gr.Column(scale=3, min_width=320):
            with gr.Row(elem_classes="yj-paste"):
                text = gr.Textbox(
                    placeholder=say("把要核对的文字贴在这里，例如一段新闻稿、汇报或决算说明。"),
                    show_label=False,
                    container=False,
                    lines=5,
                    max_lines=12,
                    max_length=100_000,
                    scale=3,
                    elem_id="check-text",
                )
                file = gr.File(
                    label=say("或放入文件（TXT、Word）"),
                    file_types=[".txt", ".docx", ".md", ".htm", ".html"],
                    height=130,
                    scale=1,
                    min_width=180,
                    elem_id="check-file",
                )
            with gr.Row(elem_classes="yj-go"):
                only = gr.Dropdown(
                    choices=report_choices(desk.cards()),
                    multiselect=True,
                    label=say("只对照这些报告（不选就是全部）"),
                    scale=4,
                )
                go = gr.Button(say("核对"), variant="primary", scale=0, min_width=90)
                paper = gr.DownloadButton(say("底稿 XLSX"), visible=False, scale=0, min_width=120)
            shown = gr.HTML("", elem_id="checked", js_on_load=read_asset("check.js"))
        with gr.Column(scale=2, min_width=320, elem_classes="yj-side"):
            panel = gr.HTML(
                hint, elem_id="check-evidence", elem_classes="yj-panel", js_on_load=_panel_script()
            )
    outputs = [shown, result, panel, paper]
    go.click(judge, [text, only], outputs, api_visibility="private")
    dropped = file.upload(read, [file], [text, shown], **QUIET)
    dropped.then(judge, [text, only], outputs, api_visibility="private")
    shown.show(show, [result], [panel], **QUIET)
    panel.show(show, [result], [panel], **QUIET)
    return only


def _build_audit(desk: Desk, checking: Checking, say: Say) -> Any:
    hint = none_html(say("点一处发现里的数字，这里显示它在报告里的原文。"))

    def go_through(only: list[str], progress: Any = gr.Progress()) -> Iterator[tuple[Any, ...]]:  # noqa: B008
        hidden = gr.update(visible=False)
        try:
            audits, paper = checking.audit(
                only or (), lambda done, total, title: progress((done, total), desc=title, unit="")
            )
        except YoujuError as error:
            yield failed_html(error), None, hint, hidden, hidden
            return
        data = [one.to_json() for one in audits]
        for one in data:
            for finding in one["findings"]:
                for place in finding["operands"]:
                    place |= {"report": one["report"], "report_id": one["report_id"]}
        pdf, note = hidden, ""
        if len(audits) == 1 and audits[0].report.format == "pdf":
            try:
                pdf = gr.update(value=str(checking.marked(audits[0])), visible=True)
            except YoujuError as error:
                note = failed_html(error)
        yield (
            note + audits_html(data, say),
            findings_of(data),
            hint,
            gr.update(value=str(paper), visible=True),
            pdf,
        )

    def show(event: gr.EventData, findings: list[dict[str, Any]] | None) -> Any:
        chosen = _chosen(event, findings or ())
        if chosen is None:
            return gr.skip()
        number, finding, place = chosen
        head = finding_html(finding, number, place, say)
        return head + _evidence(desk, finding["operands"], place, finding["arithmetic"], say)

    result = gr.State(None)
    with gr.Row(equal_height=False, elem_classes="yj-row"):
        with gr.Column(scale=3, min_width=320):
            with gr.Row(elem_classes="yj-go"):
                only = gr.Dropdown(
                    choices=report_choices(desk.cards()),
                    multiselect=True,
                    label=say("要检查的报告（不选就是全部）"),
                    scale=4,
                    elem_id="audit-only",
                )
                go = gr.Button(say("检查"), variant="primary", scale=0, min_width=90)
                paper = gr.DownloadButton(say("底稿 XLSX"), visible=False, scale=0, min_width=120)
                pdf = gr.DownloadButton(say("标注的 PDF"), visible=False, scale=0, min_width=120)
            shown = gr.HTML("", elem_id="audited", js_on_load=read_asset("check.js"))
        with gr.Column(scale=2, min_width=320, elem_classes="yj-side"):
            panel = gr.HTML(
                hint, elem_id="audit-evidence", elem_classes="yj-panel", js_on_load=_panel_script()
            )
    go.click(go_through, [only], [shown, result, panel, paper, pdf], api_visibility="private")
    shown.show(show, [result], [panel], **QUIET)
    panel.show(show, [result], [panel], **QUIET)
    return only


def _chosen(event: Any, items: Any) -> tuple[int, dict[str, Any], int] | None:
    """Return (number, verdict, place) that a click names; None if there is no such verdict."""
    number, place = event.item, event.place
    if not (isinstance(number, int) and isinstance(place, int) and 0 <= number < len(items)):
        return None
    return number, items[number], place


def _evidence(
    desk: Desk, places: list[dict[str, Any]], n: int, computation: str | None, say: Say
) -> str:
    return place_html(desk, places, n, computation or "", say) if 0 <= n < len(places) else ""


def _panel_script() -> str:
    return read_asset("evidence.js") + read_asset("check.js")
