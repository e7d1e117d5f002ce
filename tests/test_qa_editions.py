"""An answer says where another edition of its report states the figure otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body><h1>云州市青禾区园林局2023年度部门整体支出绩效自评报告</h1>
<p>2023年项目支出{spent}万元，基本支出300.00万元。</p></body></html>"""


@pytest.mark.parametrize(("other", "differs"), [("612.00", True), ("600.00", False)])
def test_editions_that_differ_are_named(tmp_path: Path, other: str, differs: bool) -> None:
    paths = [tmp_path / "公开版.html", tmp_path / "报送版.html"]
    for path, spent in zip(paths, ("600.00", other), strict=True):
        note = f"<p>{path.stem}。</p>"  # two files of one text would be one report
        path.write_text(REPORT.format(spent=spent).replace("</body>", note), encoding="utf-8")
    with open_library(StoreSettings(path=tmp_path / "store", embedder="hashing")) as library:
        library.ingest(paths)
        answer = open_answerer(library).ask("青禾区园林局2023年项目支出是多少？")
    assert answer.outcome is Outcome.ANSWERED
    assert ("另一版本" in answer.answer) is differs
    assert not differs or ("600.00万元" in answer.answer and "612.00万元" in answer.answer)
