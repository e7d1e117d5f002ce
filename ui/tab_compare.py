"""比较: one measure over every report, ranked, with its evidence and files to keep."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from eval.labels import ROLES
from ingest.errors import YoujuError
from ingest.model import Role
from qa.compare_measure import Wanted, compare_measure
from ui.asset import read_asset
from ui.comparison import write_csv, write_xlsx
from ui.comparison_html import comparison_html
from ui.desk import Desk
from ui.marking import escape
from ui.say import Say
from ui.tab import QUIET, Tab, none_html

_NAME = re.compile(r"[^\w\u4e00-\u9fff-]+")


def build_compare_tab(desk: Desk, only: Any, say: Say) -> Tab:
    """Build the tab inside the current Blocks; `only` is the chooser of reports to look in."""
    nothing = none_html(say("点一个数，这里显示它在报告里的原文。"))
    welcome = none_html(say("选一个指标，看各份报告谁高谁低。"))

    def compare(
        measure: str | None,
        role: str | None,
        years: list[int],
        kinds: list[str],
        chosen: list[str],
    ) -> Iterator[Any]:
        off = gr.update(visible=False)
        looking = none_html(say("正在各份报告里查找……"), "yj-wait")
        yield looking, None, off, off, nothing
        wanted = Wanted(measure or "", Role(role) if role else None, tuple(years), tuple(kinds))
        try:
            with desk.sources() as sources:
                compared = compare_measure(wanted, desk.chosen(chosen), sources, desk.settings.qa)
        except YoujuError as error:
            yield f'<p class="yj-failure">{escape(str(error))}</p>', None, off, off, nothing
            return
        folder = Path(tempfile.mkdtemp(prefix="youju-", dir=_exports()))
        name = _NAME.sub("_", f"比较_{wanted.measure}_{ROLES.get(role or '', '')}").strip("_")[:60]
        xlsx, csv = folder / f"{name}.xlsx", folder / f"{name}.csv"
        write_xlsx(compared, xlsx)
        write_csv(compared, csv)
        files = [gr.update(value=str(path), visible=True) for path in (xlsx, csv)]
        yield comparison_html(compared, say), compared.answer.to_json(), *files, nothing

    def show(event: gr.EventData, answer: dict[str, Any] | None) -> Any:
        return desk.evidence(answer, int(event.n), say) if answer else gr.skip()

    def refresh() -> tuple[Any, ...]:
        cards = desk.cards()
        years = sorted({c.identity.fiscal_year for c in cards if c.identity.fiscal_year})
        kinds = sorted({c.identity.kind for c in cards if c.identity.kind})
        return (
            gr.update(choices=_measures(desk, say)),
            gr.update(choices=years),
            gr.update(choices=kinds),
        )

    answer = gr.State(None)
    with gr.Row(elem_classes="yj-wanted"):
        measure = gr.Dropdown(
            choices=[],
            value=None,
            allow_custom_value=True,
            label=say("指标（可以自己写）"),
            scale=4,
            min_width=220,
            elem_id="measure",
        )
        role = gr.Dropdown(choices=_roles(say), value="", label=say("身份"), scale=2, min_width=140)
        years = gr.Dropdown(
            choices=[], multiselect=True, label=say("年度（不选就是全部）"), scale=2, min_width=150
        )
        kinds = gr.Dropdown(
            choices=[], multiselect=True, label=say("类型（不选就是全部）"), scale=2, min_width=150
        )
        run = gr.Button(say("比较"), variant="primary", scale=1, min_width=80)
    with gr.Row(equal_height=False, elem_classes="yj-row"):
        with gr.Column(scale=3, min_width=320):
            result = gr.HTML(
                welcome,
                elem_id="compared",
                js_on_load=read_asset("compare.js"),
            )
            with gr.Row(elem_classes="yj-exports"):
                xlsx, csv = (
                    gr.DownloadButton(label, visible=False, size="sm", scale=0, min_width=120)
                    for label in (say("导出 Excel"), say("导出 CSV"))
                )
        with gr.Column(scale=2, min_width=320):
            evidence = gr.HTML(
                nothing,
                elem_id="compared-evidence",
                js_on_load=read_asset("evidence.js"),
            )
    asked, outputs = [measure, role, years, kinds, only], [result, answer, xlsx, csv, evidence]
    run.click(compare, asked, outputs, **QUIET)
    result.show(show, [answer], [evidence], **QUIET)
    return Tab([measure, years, kinds], refresh)


def _measures(desk: Desk, say: Say) -> list[tuple[str, str]]:
    """Return the measures that the store's figures have, the commonest first."""
    counts = {
        name: len(frozenset().union(*by_role.values()))
        for name, by_role in desk.library.measures().items()
    }
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return [(f"{name}（{say('{} 份报告').format(counts[name])}）", name) for name in ordered]


def _roles(say: Say) -> list[tuple[str, str]]:
    named: Sequence[Role] = [role for role in Role if role is not Role.OTHER]
    return [(say("不限"), ""), *((ROLES[role.value], role.value) for role in named)]


def _exports() -> str:
    from gradio.utils import get_upload_folder

    folder = Path(get_upload_folder())
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
