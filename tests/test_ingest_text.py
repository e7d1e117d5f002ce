"""Text files: pasted rows with tabs, lines pulled out of a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.compose import compose
from ingest.errors import EmptyFile
from ingest.layout import Composition
from ingest.read_text import read_text


def _read(tmp_path: Path, text: str) -> Composition:
    path = tmp_path / "报告.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return compose(read_text(path), "r")


_FORM = """# 部门整体支出自评表

（2021年度）

单位：\u0020\u0020
万元

\t资金来源\t年初预算数\t实际支出数\t分值
资金 情况\t合计\t2506.72\t2013.02\t20
\t一般公共预算\t2506.72\t2013.02\t

任务\t目标\t指标\t预期值\t得分
任务1\t<p>做好人才工作。</p>\t培训率\t95%\t10
\t\t活动\t100%\t9

任务2\t<p>做好党建。</p>\t走访\t20次\t8
存在问题\t支付偏慢。\t\t\t
总分\t80分\t\t\t
"""


def test_pasted_rows_become_tables(tmp_path: Path) -> None:
    read = _read(tmp_path, _FORM)
    funds, tasks = read.tables
    assert read.paragraphs[0].heading == 1
    assert read.paragraphs[0].text == "部门整体支出自评表"
    assert (funds.caption, funds.unit) == ("部门整体支出自评表 （2021年度）", "万元")
    by_text = {c.text: c for c in funds.cells}
    assert by_text["资金 情况"].row_span == 2
    assert by_text["一般公共预算"].row_path == ("资金情况",)
    cell = funds.at(2, 3)
    assert cell is not None
    assert (cell.row_path, cell.col_path) == (("资金情况", "一般公共预算"), ("实际支出数",))
    assert cell.locator == "表1 行3"
    parent = tasks.at(2, 1)
    assert parent is not None
    assert (parent.text, parent.row_span) == ("做好人才工作。", 2)
    assert tasks.at(3, 0) is not None


def test_a_text_that_lay_across_is_a_value_of_its_key(tmp_path: Path) -> None:
    tasks = _read(tmp_path, _FORM).tables[1]
    by_text = {c.text: c for c in tasks.cells}
    assert by_text["80分"].row_path == ("总分",)
    assert by_text["80分"].col_path == ()
    assert by_text["支付偏慢。"].row_path == ("存在问题",)


def test_a_number_with_blanks_beside_it_keeps_its_column(tmp_path: Path) -> None:
    rows = "项目\t预算数\t决算数\t备注\n办公费\t12.5\t11.5\t甲\n水费\t3.5\t\t\n电费\t4.5\t4.0\t\n"
    (table,) = _read(tmp_path, rows).tables
    cell = table.at(2, 1)
    assert cell is not None
    assert (cell.text, cell.col_path, cell.col_span) == ("3.5", ("预算数",), 1)


_WRAPPED = """一、基本情况

本部门是区委主管党的组织建设、干部队伍建设和人才队伍建

设等方面工作的部门。本部门共有下属单位 4个，截止 2022年

12月 31日，本单位实有在职人员 51人，退休人员 14人，编外

人员 13人。

（二）工作任务

1.从严把好政治关口，选好用好忠诚干净担当的高素质干部，

激励干部担当作为。

2.完成制片任务，至少提交 4部以上党员教育电视片参加市党

员教育电视片观摩交流评选活动。
"""


def test_hard_wrapped_lines_are_joined(tmp_path: Path) -> None:
    texts = [p.text for p in _read(tmp_path, _WRAPPED).paragraphs]
    assert len(texts) == 5
    assert texts[1].startswith("本部门是区委主管党的组织建设、干部队伍建设和人才队伍建设等")
    assert texts[1].endswith("编外人员 13人。")
    assert texts[3].startswith("1.从严")
    assert texts[4].endswith("电视片观摩交流评选活动。")


def test_form_feeds_are_pages_and_page_numbers_go(tmp_path: Path) -> None:
    pages = ["第一页的内容说明。\n\n- 1 -\n", "第二页的内容说明。\n\n- 2 -\n"]
    read = _read(tmp_path, "\f".join(pages))
    assert [p.text for p in read.pages] == ["第一页的内容说明。\n", "第二页的内容说明。\n"]


def test_lines_of_any_length_are_paragraphs(tmp_path: Path) -> None:
    text = "标题\r\n短句。\r\n" + "很长的一段话，" * 30 + "完。\r\n尾。\r\n"
    assert len(_read(tmp_path, text).paragraphs) == 4


def test_stray_tags_go_and_comparisons_stay(tmp_path: Path) -> None:
    read = _read(tmp_path, "<p>完成率<span>98%</span></p>\n要求 3<5 且 a<b。\n")
    assert [p.text for p in read.paragraphs] == ["完成率98%", "要求 3<5 且 a<b。"]


def test_flattened_tables_stay_text(real_reports: Path) -> None:
    read = compose(read_text(real_reports / "panyu2022_report.txt"), "r")
    assert read.tables == ()
    text = read.pages[0].text
    assert "走访高层次人才 62 人次" in text
    assert "执行数 298.57 万元" in text
    joined = [p.text for p in read.paragraphs if p.text.startswith("2022年我部年度部门整体预算数")]
    assert len(joined) == 1
    assert joined[0].endswith("98%。")


def test_numbers_under_each_other_are_never_joined(tmp_path: Path) -> None:
    lines = "\n\n".join(["培训人员共", "12", "34", "走访人才共", "5 次", "6 次"] * 4)
    wide = "\n\n".join(["这是一段被硬换行的文字它在页面的右边被断开了所以要接起来，后面"] * 8)
    texts = [p.text for p in _read(tmp_path, wide + "\n\n" + lines).paragraphs]
    assert not any("1234" in t or "12 34" in t for t in texts)


def test_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        _read(tmp_path, " \n\t\n")
