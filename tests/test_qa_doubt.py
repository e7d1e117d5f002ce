"""A figure that its own report contradicts carries a note; one that is only rounded does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.audit_reports import as_html
from qa.chain import open_answerer
from qa.llm import ChatModel
from qa.settings import LLMSettings
from qa.writer import Writer
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

_TEXT = """
# 云山区民政局2023年度部门决算
云山区民政局2023年度支出决算总额{said}万元，其中基本支出{basic}万元，项目支出200.10万元。
| 项目 | 决算数（万元） |
| 基本支出 | 300.20 |
| 项目支出 | 200.10 |
| 本年支出合计 | 500.30 |
"""


def ask(folder: Path, question: str, said: str = "500.30", basic: str = "300.20") -> Any:
    path = folder / "云山区民政局2023年度部门决算.html"
    path.write_text(as_html(_TEXT.format(said=said, basic=basic)), "utf-8")
    with open_library(StoreSettings(folder / "store", embedder="hashing")) as library:
        library.ingest([path])
        return open_answerer(library).ask(question)


def test_a_contradicted_figure_carries_a_note(tmp_path: Path) -> None:
    answer = ask(tmp_path, "云山区民政局2023年基本支出是多少？", basic="308.20")
    assert answer.note is not None
    assert answer.note.startswith("注：")
    assert "308.20" in answer.note
    assert json.loads(json.dumps(answer.to_json()))["note"] == answer.note


@pytest.mark.parametrize("said", ["500.30", "500.31"])  # 0.01 is rounding
def test_what_holds_carries_none(tmp_path: Path, said: str) -> None:
    assert ask(tmp_path, "云山区民政局2023年项目支出是多少？", said).note is None
    assert ask(tmp_path, "云山区民政局2023年支出合计是多少？", said).note is None


def test_another_figure_of_the_report_carries_none(tmp_path: Path) -> None:
    answer = ask(tmp_path, "云山区民政局2023年有多少志愿者？", basic="308.20")
    assert answer.note is None


def test_a_note_outlives_a_model_that_fails(tmp_path: Path) -> None:
    answer = ask(tmp_path, "云山区民政局2023年基本支出是多少？", basic="308.20")
    writer = Writer(ChatModel(LLMSettings(model="none"), None))
    *_, worded = writer.word(answer, trouble="断开了")
    assert worded.note == f"{answer.note}没有采用模型的改写：断开了。这是内置的回答。"
