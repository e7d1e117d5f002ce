"""The demo: two questions, asked through the running page, with their proof.

It is a check as well: it fails if an answer does not state what the sample
reports say, or a citation does not hold it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ui.render import render_answer
from ui.settings import Settings


def run_demo(settings: Settings) -> int:
    """Read the samples, open the page on a free port, ask, print, close.

    Returns 0 if every answer is right and proven, else 1.
    """
    from ui.chat import open_chat
    from ui.commands_reports import print_account
    from ui.desk import open_desk
    from ui.progress import progress_shown
    from ui.samples import QUESTIONS, sample_reports

    faults = []
    with open_desk(settings) as desk:
        print("读入示例报告（第一次要准备检索模型，约半分钟）：", flush=True)
        with progress_shown() as progress:
            account = desk.add(sample_reports(), progress)
        print_account(account)
        with open_chat(desk, replace(settings.chat, host="127.0.0.1", port=0)) as server:
            print(f"\n网页问答已打开：{server.url}")
            for question, value, unit in QUESTIONS:
                answer = _ask(server.url, question)
                print(f"\n问：{question}\n答：{render_answer(answer)}")
                faults += [f"{question} {fault}" for fault in find_faults(answer, value, unit)]
        print("\n网页问答已关闭。")
    for fault in faults:
        print(f"✗ {fault}", file=sys.stderr)
    return 1 if faults else 0


def find_faults(answer: Mapping[str, Any], value: str, unit: str) -> list[str]:
    """Return what is wrong with an answer that should state `value` in `unit`."""
    if answer["outcome"] != "answered":
        return [f"没有答出（{answer['outcome']}）"]
    stated = [f for f in answer["figures"] if (f["value"], f["unit"]) == (value, unit)]
    if not stated:
        return [f"回答里没有 {value}{unit}"]
    cited = {n for figure in stated for n in figure["citations"]}
    proofs = [c for c in answer["citations"] if c["n"] in cited]
    if not any(value in c["quote"] and c["page"] is not None and c["report"] for c in proofs):
        return [f"没有一处引用写明 {value} 和它的页码"]
    return []


def _ask(url: str, question: str) -> Mapping[str, Any]:
    from gradio_client import Client  # type: ignore[import-untyped]

    client = Client(url, verbose=False, httpx_kwargs={"timeout": 600})  # of itself 5 s
    try:
        answer: Mapping[str, Any] = client.predict(question, api_name="/ask")
    finally:
        client.close()
    return answer
