"""评测: known answers put to the system, and how it did over time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from eval.compare import compare_records
from ingest.errors import YoujuError
from ui.evaluating import Evaluating, Stage
from ui.say import Say
from ui.scored import comparison_html, history_html, record_html, stage_html
from ui.tab import QUIET, Tab, failed_html, none_html

_PAUSE = 0.4  # seconds between two looks at a run


def build_eval_tab(evaluating: Evaluating, say: Say) -> Tab:
    """Build the tab inside the current Blocks."""
    none = none_html(say("还没有成绩。选一套题，按“开始”。"))

    def sets() -> list[tuple[str, str]]:
        trials = evaluating.trials()
        return [(f"{trial.name}（{len(trial.cases)}）", trial.name) for trial in trials]

    def runs() -> list[tuple[str, str]]:
        return [(_label(run.id, run.started), run.id) for run in evaluating.kept()]

    def chosen(record: str) -> tuple[Any, ...]:
        choices = runs()
        ids = [id for _, id in choices]
        before = ids[1] if len(ids) > 1 else None
        latest = record or (ids[0] if ids else None)
        return (
            gr.update(choices=choices, value=latest),
            gr.update(choices=choices, value=before),
            gr.update(choices=choices, value=latest),
        )

    def run(name: str, file: str | None) -> Iterator[tuple[Any, ...]]:
        same = (gr.skip(), gr.skip(), gr.skip())
        try:
            evaluating.start(name or "", Path(file) if file else None)
        except YoujuError as error:
            yield (failed_html(error, file), *same)
            return
        while (stage := evaluating.stage).running:
            yield (stage_html(stage, say), *same)
            time.sleep(_PAUSE)
        yield (stage_html(stage, say), *(chosen(stage.record) if stage.record else same))

    def show(id: str | None) -> tuple[Any, ...]:
        hidden = gr.update(visible=False)
        if not id:
            return none, hidden, hidden, none
        try:
            record = evaluating.record(id)
            data, page = evaluating.papers(record)
        except YoujuError as error:
            return failed_html(error), hidden, hidden, none
        names = [str(trial["name"]) for trial in record.trials]
        history = "".join(history_html(evaluating.kept(), name, say) for name in names)
        return (
            record_html(record),
            gr.update(value=str(page), visible=True),
            gr.update(value=str(data), visible=True),
            history,
        )

    def compare(before: str | None, after: str | None) -> str:
        if not before or not after:
            return failed_html(say("请选两次成绩。"))
        try:
            old, new = evaluating.record(before), evaluating.record(after)
        except YoujuError as error:
            return failed_html(error)
        return comparison_html(compare_records(old, new), say)

    def refresh() -> tuple[Any, ...]:
        stage = evaluating.stage
        return (stage_html(stage, say) if stage.running else "", *chosen(""))

    def own(file: str | None) -> Any:
        choices = sets()
        return gr.update(value=None if file or not choices else choices[0][1])

    def stop() -> None:
        evaluating.call_off()

    with gr.Row(elem_classes="yj-go"):
        name = gr.Dropdown(
            choices=sets(), label=say("自带的题集（连同它们的报告）"), scale=3, elem_id="eval-set"
        )
        file = gr.File(
            label=say("或自己的题集（JSONL、CSV），问库里的报告"),
            file_types=[".jsonl", ".csv"],
            height=110,
            scale=3,
            elem_id="eval-file",
        )
        go = gr.Button(say("开始"), variant="primary", scale=0, min_width=90)
        off = gr.Button(say("取消"), scale=0, min_width=90)
    progress = gr.HTML(stage_html(Stage(), say), elem_id="eval-progress")
    with gr.Tabs(elem_classes="yj-inner"):
        with gr.Tab(say("成绩")):
            with gr.Row(elem_classes="yj-go"):
                which = gr.Dropdown(choices=[], label=say("看哪一次"), scale=4, elem_id="eval-run")
                page = gr.DownloadButton(say("成绩 HTML"), visible=False, scale=0, min_width=120)
                data = gr.DownloadButton(say("成绩 JSON"), visible=False, scale=0, min_width=120)
            result = gr.HTML(none, elem_id="eval-result")
        with gr.Tab(say("历次走势")):
            history = gr.HTML(none, elem_id="eval-history")
        with gr.Tab(say("前后两次")):
            with gr.Row(elem_classes="yj-go"):
                before = gr.Dropdown(choices=[], label=say("先"), scale=2, elem_id="eval-before")
                after = gr.Dropdown(choices=[], label=say("后"), scale=2, elem_id="eval-after")
                pair = gr.Button(say("对照"), variant="primary", scale=0, min_width=90)
            changes = gr.HTML("", elem_id="eval-changes")
    choosers = [which, before, after]
    file.change(own, [file], [name], **QUIET)
    go.click(run, [name, file], [progress, *choosers], **QUIET)
    off.click(stop, None, None, **QUIET)
    which.change(show, [which], [result, page, data, history], **QUIET)
    pair.click(compare, [before, after], [changes], **QUIET)
    return Tab([progress, *choosers], refresh)


def _label(id: str, started: str) -> str:
    return f"{started.replace('T', ' ')}　{id.partition('-')[2].partition('-')[2]}"
