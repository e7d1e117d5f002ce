"""Web pages: what shows is read, tables with their merged cells, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.compose import compose
from ingest.errors import EmptyFile, LimitExceeded
from ingest.layout import Composition
from ingest.read import read_report
from ingest.read_html import read_html
from ingest.settings import IngestSettings


def _read(tmp_path: Path, body: str, head: str = "", **settings: int) -> Composition:
    path = tmp_path / "报告.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return compose(read_html(path, IngestSettings(**settings)), "r")  # type: ignore[arg-type]


def test_only_what_shows(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "<script>var a = '预算99万元';</script><style>p{}</style><!-- 预算88万元 -->"
        "<div style='display: none'>预算77万元</div><p hidden>预算66万元</p>"
        "<h2>一、基本情况</h2><p>预算<b>12.5</b>万元，<br>执行10万元。</p>尾部<span>文字</span>",
    )
    assert read.pages[0].text == "一、基本情况\n预算12.5万元，\n执行10万元。\n尾部文字\n"
    assert [p.heading for p in read.paragraphs] == [2, 0, 0, 0]


def test_merged_cells(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "<table><tr><td rowspan=2>任务</td><td colspan='2'>数量</td></tr>"
        "<tr><td>目标<td>完成</tr><tr><td>走访<br>人才</td><td>20</td><td>62</td></tr></table>",
    )
    (table,) = read.tables
    assert (table.n_rows, table.n_cols) == (3, 3)
    cell = table.at(2, 2)
    assert cell is not None
    assert (cell.text, cell.row_path, cell.col_path) == ("62", ("走访人才",), ("数量", "完成"))
    assert cell.locator == "表1 行3"
    assert read.pages[0].text == "任务\t数量\n目标\t完成\n走访人才\t20\t62\n"


def test_spans_that_overlap_or_overshoot(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "<table><tr><td>甲</td><td rowspan='99'>乙</td><td>丙</td></tr>"
        "<tr><td colspan='3'>丁</td></tr><tr><td>戊</td><td colspan='0'>己</td></tr></table>",
    )
    (table,) = read.tables
    taken = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    ]
    assert len(taken) == len(set(taken))
    assert max(r for r, _ in taken) < table.n_rows


def test_layout_tables_are_text(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "<table><tr><td>左栏<table><tr><td>项目</td><td>金额</td></tr>"
        "<tr><td>办公费</td><td>12.5</td></tr></table></td><td>右栏</td></tr></table>"
        "<table><tr><td>只有一列</td></tr></table>",
    )
    assert len(read.tables) == 1
    assert [c.text for c in read.tables[0].row_cells(1)] == ["办公费", "12.5"]
    assert {p.text for p in read.paragraphs} == {"左栏", "右栏", "只有一列"}


def test_a_nested_page_is_no_recursion(tmp_path: Path) -> None:
    read = _read(tmp_path, "<div>" * 200 + "深处" + "</div>" * 200)
    assert "深处" in read.pages[0].text


def test_a_table_over_the_limit_is_cut_and_said(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>项目{n}</td><td>{n}</td></tr>" for n in range(100))
    path = tmp_path / "大.html"
    path.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    draft = read_html(path, IngestSettings(max_cells=50))
    assert len(compose(draft, "r").tables[0].cells) == 50
    assert "50" in draft.warnings[0].reason


def test_encoding_and_title(tmp_path: Path) -> None:
    path = tmp_path / "老网页.htm"
    text = (
        "<html><head><meta charset=gb2312><title>荔湾区\n自评表</title></head><body>总分80分</body>"
    )
    path.write_bytes(text.encode("gb18030"))
    draft = read_html(path)
    assert draft.title == "荔湾区 自评表"
    assert compose(draft, "r").pages[0].text == "总分80分\n"


def test_nothing_shows(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        _read(tmp_path, "<script>document.write('x')</script>")


def test_a_first_cell_larger_than_the_limit_is_named(tmp_path: Path) -> None:
    wide = "<tr><td rowspan=30 colspan=30>12万元</td><td>2</td></tr>" + "<tr><td>3</td></tr>" * 30
    path = tmp_path / "大.html"
    path.write_text(f"<body><table>{wide}</table></body>", encoding="utf-8")
    with pytest.raises(LimitExceeded, match="一个合并单元格占 900 格，超过上限 500，这张表没有读"):
        read_html(path, IngestSettings(max_cells=500))
    path.write_text(f"<body><p>执行数12万元。</p><table>{wide}</table></body>", encoding="utf-8")
    draft = read_html(path, IngestSettings(max_cells=500))
    assert [warning.reason for warning in draft.warnings] == [
        "一个合并单元格占 900 格，超过上限 500，这张表没有读"
    ]
    assert len(draft.pages[0].blocks) == 1


def test_hidden_rows_and_cells_are_not_read(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "<table><tr><td>项目</td><td hidden>编号</td><td>金额</td></tr>"
        "<tr><td>甲</td><td style='display: none'>77</td><td>5万元</td></tr>"
        "<tr style='display:none'><td>乙</td><td>88</td><td>6万元</td></tr></table>",
    )
    assert read.pages[0].text == "项目\t金额\n甲\t5万元\n"


def test_a_raised_digit_is_no_part_of_the_number_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<body>执行数12.5<sup>1</sup>万元，占地30m<sup>2</sup>。</body>",
        encoding="utf-8",
    )
    report = read_report(path)
    assert "12.5¹万元" in report.pages[0].text
    assert {str(figure.value) for figure in report.figures} == {"12.5", "30"}


def test_a_newline_of_the_source_is_a_blank_but_in_pre(tmp_path: Path) -> None:
    path = tmp_path / "wrapped.html"
    path.write_text(
        "<!DOCTYPE html><html><body><p>年中追加120.00万元\n（古树复壮80.00万元），余下\n不动。</p>"
        "<pre>第一行\n第二行</pre></body></html>",
        encoding="utf-8",
    )
    text = read_report(path).pages[0].text
    assert "120.00万元 （古树复壮80.00万元）" in text
    assert "第一行\n第二行" in text
