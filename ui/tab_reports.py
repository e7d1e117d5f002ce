"""报告: upload reports, see what was read, remove them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.desk import Desk
from ui.say import Say
from ui.settings import ChatSettings
from ui.shelf import account_html, guarded, report_choices, reports_html


@dataclass(frozen=True)
class ReportsTab:
    """What the page needs of this tab.

    shown    components that `refresh` fills
    changes  events after which the store may hold other reports
    """

    shown: list[Any]
    changes: list[Any]
    refresh: Any


def build_reports_tab(desk: Desk, settings: ChatSettings, say: Say) -> ReportsTab:
    """Build the tab inside the current Blocks."""

    def upload(files: list[str] | None, progress: Any = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        paths = [Path(file) for file in files or []]
        return account_html(guarded(lambda: desk.add(paths, _shown(progress)))), None

    def remove(report_ids: list[str]) -> str:
        return account_html(guarded(lambda: desk.remove(report_ids or [])))

    def refresh() -> tuple[Any, ...]:
        cards = desk.cards()
        return reports_html(cards), gr.update(choices=report_choices(cards), value=[])

    files = gr.File(
        label=say("上传报告（PDF、Word、Excel、网页、文本）"),
        file_count="multiple",
        elem_id="files",
        height=140,
    )
    account = gr.HTML("", elem_id="account")
    table = gr.HTML("", elem_id="reports")
    with gr.Row(elem_classes="yj-remove"):
        gone = gr.Dropdown(
            choices=report_choices(desk.cards()),
            multiselect=True,
            label=say("要移除的报告"),
            scale=5,
        )
        drop = gr.Button(say("移除"), variant="stop", scale=1, min_width=80)
    uploaded = files.upload(upload, [files], [account, files], api_visibility="private")
    removed = drop.click(
        remove, [gone], [account], api_visibility="private", show_progress="hidden"
    )
    return ReportsTab([table, gone], [uploaded, removed], refresh)


def _shown(progress: Any) -> Callable[[Any], None]:
    stages = {"reading": "读页", "embedding": "建索引", "finished": "完成"}

    def show(step: Any) -> None:
        name = f"{Path(step.path).name} {stages[step.stage]}（{step.index + 1}/{step.files}）"
        progress((step.done, step.total or None), desc=name, unit="")

    return show
