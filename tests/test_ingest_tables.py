"""Tables whole again over pages, every cell under its headers; measured on the ground truth."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.make_samples import make_samples
from ingest.boxes import BBox
from ingest.compose import compose
from ingest.detect import detect_format
from ingest.layout import Composition, Draft, DraftPage, GridBlock, GridCell, Line, TextBlock
from ingest.model import Cell, Table
from ingest.ruled import level_rule, ruled_tables, upright_rule
from ingest.seams import same_rows
from ingest.settings import IngestSettings


def _read(path: Path) -> Composition:
    kind = detect_format(path)
    name = {"txt": "read_text", "xls": "read_xlsx", "csv": "read_xlsx"}.get(kind, f"read_{kind}")
    reader = getattr(import_module(f"ingest.{name}"), name)
    return compose(reader(path, IngestSettings()), "r")


_read_once = cache(_read)  # for files that no test writes


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _rows(tables: Sequence[Table]) -> list[dict[str, str]]:
    return [
        {_bare(c.col_path[-1]): _bare(c.text) for c in table.row_cells(row) if c.col_path}
        for table in tables
        for row in range(table.n_rows)
    ]


def _missed(truth: Mapping[str, Any], tables: Sequence[Table]) -> list[Any]:
    """Return the true rows that no row of the tables has in all its columns."""
    rows = _rows(tables)
    cells = [cell for table in tables for cell in table.cells]
    missed = []
    for table in truth["tables"]:
        for row in table["rows"]:
            pair = row if "key" in row else row["cells"]
            if "key" in pair:
                found = any(
                    _bare(c.text) == _bare(pair["value"])
                    and c.row_path[-1:] == (_bare(pair["key"]),)
                    for c in cells
                )
            else:
                want = {_bare(k): _bare(v) for k, v in pair.items() if k and k != "(首列)"}
                found = any(all(r.get(k, "") == v for k, v in want.items()) for r in rows)
            if not found:
                missed.append(pair)
    return missed


@pytest.mark.parametrize(
    ("file", "truth"),
    [
        ("liwan2021_selfeval.pdf", "liwan2021"),
        ("liwan2021_selfeval.html", "liwan2021"),
        ("liwan2021_selfeval.xlsx", "liwan2021"),
        ("panyu2022_report.pdf", "panyu2022"),
        ("panyu2022_report.docx", "panyu2022"),
    ],
)
def test_every_row_of_the_real_tables(real_reports: Path, file: str, truth: str) -> None:
    known = json.loads((real_reports / f"groundtruth_{truth}.json").read_text("utf-8"))
    read = _read_once(real_reports / file)
    assert _missed(known, read.tables) == []
    (table,) = read.tables
    physical = known.get("physical_cells") or known["tables"][0]["physical_cells"]
    have = {(c.row, c.col, c.row_span, c.col_span, _bare(c.text)) for c in table.cells}
    want = {(c["row"], c["col"], c["rowspan"], c["colspan"], _bare(c["text"])) for c in physical}
    assert want <= have


def test_the_pasted_form(real_reports: Path) -> None:
    known = json.loads((real_reports / "groundtruth_liwan2021.json").read_text("utf-8"))
    missed = _missed(known, _read_once(real_reports / "liwan2021_selfeval.txt").tables)
    # These two were not pasted as rows with tabs but as single lines.
    assert all("部门名称" in m.values() or "部门整体支出的预期目标" in m for m in missed)
    assert len(missed) == 2


def test_parts_of_cells_stand_on_their_pages(real_reports: Path) -> None:
    known = json.loads((real_reports / "groundtruth_panyu2022.json").read_text("utf-8"))
    (table,) = _read_once(real_reports / "panyu2022_report.pdf").tables
    by_place = {(c.row, c.col): c for c in table.cells}
    for cell in known["tables"][0]["physical_cells"]:
        pages = [part["page"] for part in cell["parts"] if part["lines"]]
        found = by_place[cell["row"], cell["col"]]
        assert [span.page for span in found.spans] == pages, cell["text"]


def test_paragraphs_of_the_real_report(real_reports: Path) -> None:
    known = json.loads((real_reports / "groundtruth_panyu2022.json").read_text("utf-8"))
    for name in ("panyu2022_report.pdf", "panyu2022_report.docx"):
        have = [_bare(p.text) for p in _read_once(real_reports / name).paragraphs]
        assert have == [_bare(p["text"]) for p in known["paragraphs"]], name


@pytest.mark.parametrize(
    ("file", "title", "row", "column", "value"),
    [
        ("planning_2024_final", "支出决算表", "行政运行", "基本支出", "1096.91"),
        ("planning_2024_final", "支出决算表", "行政运行", "项目支出", "8.77"),
        ("planning_2024_final", "支出决算表", "合计", "本年支出合计", "9759.38"),
        ("planning_2024_final", "收入支出决算总表", "总计", "决算数", "9859.38"),
        ("planning_2024_final", "收入支出决算总表", "十一、城乡社区支出", "决算数", "3845.25"),
        ("planning_2024_final", "基本支出决算表", "电费", "决算数", "18.86"),
        ("planning_2024_final", "“三公”经费支出决算表", "", "决算数", "0.39"),
        ("wanli_2024_budget", "部门收入预算总表", "专项普查活动", "财政拨款收入", "257,700"),
        ("wanli_2024_budget", "部门支出预算总表", "城管执法", "基本支出", "6,043,390"),
        ("wanli_2024_budget", "财务收支预算总表", "二、公共安全支出", "预算数", "1,633,000"),
        ("wanli_2025_budget", "经济分类预算表", "基本工资", "人员经费", "6,084,184"),
        ("wanli_2025_budget", "机关运行经费预算表", "", "购置费", "15"),
    ],
)
def test_line_items_of_the_real_budgets(
    real_reports: Path, file: str, title: str, row: str, column: str, value: str
) -> None:
    read = _read_once(real_reports / "real" / f"putuo_{file}.pdf")
    table = next(t for t in read.tables if t.caption.endswith(title))
    found = [
        c.text
        for c in table.cells
        if (c.row_path[-1:] == ((row,) if row else ())) and c.col_path[-1:] == (column,)
    ]
    assert value in found
    assert table.unit in ("元", "万元")


def test_equal_names_differ_by_their_parents(real_reports: Path) -> None:
    read = _read_once(real_reports / "real" / "putuo_wanli_2024_budget.pdf")
    table = next(t for t in read.tables if t.caption.endswith("部门支出预算总表"))
    paths = {c.row_path for c in table.cells if c.row_path[-1:] == ("一般行政管理事务",)}
    assert len(paths) == 7
    assert {p[1] for p in paths} >= {"群众团体事务", "城乡社区管理事务", "红十字事业"}


def test_samples_of_other_layouts(tmp_path: Path) -> None:
    total, missed = 0, []
    for seed in range(100, 108):
        for sample in make_samples(tmp_path, seed):
            read = _read(tmp_path / sample.file_name)
            total += sum(len(t["rows"]) for t in sample.truth["tables"])
            missed += _missed(sample.truth, read.tables)
    assert total > 100
    assert len(missed) <= total // 100, missed[:3]


# --- grids made by hand -------------------------------------------------------------------

_WIDTH = 100.0


def _cell(
    row: int, col: int, text: str, rows: int = 1, cols: int = 1, full: bool = False
) -> GridCell:
    """Return a cell of a 100-point grid; `full` text ends at its right edge."""
    box = BBox(col * _WIDTH, row * 20.0, (col + cols) * _WIDTH, (row + rows) * 20.0)
    lines = []
    for i, part in enumerate(text.split("\n") if text else []):
        left = box.x1 - 3 - 10 * len(part) if full else box.x0 + 3
        boxes = tuple(
            BBox(left + 10 * k, box.top + 12 * i, left + 10 * k + 10, box.top + 12 * i + 10)
            for k in range(len(part))
        )
        lines.append(Line(part, boxes, boxes[0].union(boxes[-1])))
    return GridCell(row, col, rows, cols, tuple(lines), box)


def _block(cells: Sequence[GridCell], cols: int) -> GridBlock:
    edges = tuple(i * _WIDTH for i in range(cols + 1))
    rows = max(c.row + c.row_span for c in cells)
    return GridBlock(rows, cols, tuple(cells), None, edges)


def _texts(rows: Sequence[Sequence[str]], cols: int) -> GridBlock:
    return _block([_cell(r, c, t) for r, row in enumerate(rows) for c, t in enumerate(row)], cols)


def _tables(*pages: Sequence[Any]) -> tuple[Table, ...]:
    made = tuple(DraftPage(n, tuple(blocks), 500.0, 800.0) for n, blocks in enumerate(pages, 1))
    return compose(Draft("pdf", made), "r").tables


def _text_block(*texts: str) -> TextBlock:
    lines = []
    for i, text in enumerate(texts):
        box = BBox(0, 30.0 * i, 10.0 * len(text), 30.0 * i + 10)
        lines.append(Line(text, tuple(box for _ in text), box))
    return TextBlock(tuple(lines), True)


def _plain(table: Table) -> list[list[str]]:
    return [[c.text for c in table.row_cells(r)] for r in range(table.n_rows)]


_HEAD = ["科目", "预算数", "决算数"]


def test_header_on_the_first_page_only() -> None:
    (table,) = _tables(
        [_texts([_HEAD, ["办公费", "10", "9"]], 3)], [_texts([["水费", "5", "4"]], 3)]
    )
    assert _plain(table) == [_HEAD, ["办公费", "10", "9"], ["水费", "5", "4"]]
    assert (table.pages, table.joined) == ((1, 2), 1)
    last = table.row_cells(2)[2]
    assert (last.row_path, last.col_path) == (("水费",), ("决算数",))


def test_header_repeated_is_dropped() -> None:
    (table,) = _tables(
        [_texts([_HEAD, ["办公费", "10", "9"]], 3)], [_texts([_HEAD, ["水费", "5", "4"]], 3)]
    )
    assert _plain(table) == [_HEAD, ["办公费", "10", "9"], ["水费", "5", "4"]]


def test_caption_repeated_over_the_rest() -> None:
    (table,) = _tables(
        [_text_block("支出表", "单位：万元"), _texts([_HEAD, ["办公费", "10", "9"]], 3)],
        [_text_block("支出表（续）", "单位：万元"), _texts([_HEAD, ["水费", "5", "4"]], 3)],
    )
    assert len(_plain(table)) == 3
    assert (table.caption, table.unit) == ("支出表", "万元")


def test_two_tables_are_not_joined() -> None:
    upper = _texts([_HEAD, ["办公费", "10", "9"]], 3)
    other = _texts([["姓名", "基本工资", "津贴补贴"], ["合计", "5", "4"]], 3)
    assert len(_tables([upper], [other])) == 2
    # a title of its own, other columns, or a page between
    assert len(_tables([upper], [_text_block("收入表"), _texts([["水费", "5", "4"]], 3)])) == 2
    shifted = _block([_cell(0, c, t) for c, t in enumerate(["水费", "5", "4"])], 3)
    narrow = GridBlock(1, 3, shifted.cells, None, (0.0, 60.0, 130.0, 300.0))
    assert len(_tables([upper], [narrow])) == 2
    assert len(_tables([upper], [_text_block("说明")], [_texts([["水费", "5", "4"]], 3)])) == 2


def test_a_row_split_by_the_break() -> None:
    head = [_cell(0, c, t) for c, t in enumerate(["任务", "指标", "完成值"])]
    upper = _block(
        [
            *head,
            _cell(1, 0, "党建"),
            _cell(1, 1, "开展培训活动共计十", full=True),
            _cell(1, 2, "已完成"),
        ],
        3,
    )
    lower = _block(
        [
            _cell(0, 0, ""),
            _cell(0, 1, "二次"),
            _cell(0, 2, ""),
            _cell(1, 0, "人才"),
            _cell(1, 1, "走访"),
            _cell(1, 2, "62人次"),
        ],
        3,
    )
    (table,) = _tables([upper], [lower])
    assert _plain(table)[1:] == [
        ["党建", "开展培训活动共计十二次", "已完成"],
        ["人才", "走访", "62人次"],
    ]
    split = table.at(1, 1)
    assert split is not None
    assert [s.page for s in split.spans] == [1, 2]


def test_full_cells_do_not_swallow_the_next_row() -> None:
    """Every cell above is full but one, whose next piece would have fitted."""
    upper = _block(
        [_cell(0, c, t) for c, t in enumerate(["任务", "指标", "完成值"])]
        + [
            _cell(1, 0, "基层党建工作经费用", full=True),
            _cell(1, 1, "建党活动开展完成率", full=True),
            _cell(1, 2, "已完成"),
        ],
        3,
    )
    lower = _block([_cell(0, 0, "人才"), _cell(0, 1, "走访"), _cell(0, 2, "未完成")], 3)
    (table,) = _tables([upper], [lower])
    assert len(_plain(table)) == 3


def test_a_merged_parent_over_two_breaks() -> None:
    head = [_cell(0, c, t) for c, t in enumerate(["任务", "指标", "完成值"])]
    first = _block(
        [
            *head,
            _cell(1, 0, "党建工作", rows=2),
            _cell(1, 1, "甲"),
            _cell(1, 2, "1次"),
            _cell(2, 1, "乙"),
            _cell(2, 2, "2次"),
        ],
        3,
    )
    middle = _block(
        [
            _cell(0, 0, "", rows=2),
            _cell(0, 1, "丙"),
            _cell(0, 2, "3次"),
            _cell(1, 1, "丁"),
            _cell(1, 2, "4次"),
        ],
        3,
    )
    last = _block(
        [
            _cell(0, 0, ""),
            _cell(0, 1, "戊"),
            _cell(0, 2, "5次"),
            _cell(1, 0, "人才工作"),
            _cell(1, 1, "己"),
            _cell(1, 2, "6次"),
        ],
        3,
    )
    (table,) = _tables([first], [middle], [last])
    parent = table.at(5, 0)
    assert parent is not None
    assert (parent.text, parent.row, parent.row_span) == ("党建工作", 1, 5)
    cell = table.at(5, 2)
    assert cell is not None
    assert cell.row_path == ("党建工作", "戊")
    assert table.row_cells(6)[0].text == "人才工作"


def test_an_empty_first_cell_is_no_parent_where_cells_are_empty() -> None:
    upper = _texts([_HEAD, ["办公费", "10", "9"], ["", "3", "2"], ["水费", "5", "4"]], 3)
    (table,) = _tables([upper], [_texts([["", "7", "6"]], 3)])
    assert table.row_cells(4)[0].text == ""
    assert table.row_cells(4)[0].row == 4


def test_a_title_in_the_first_row_is_the_caption(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(
        "<html><body><table><tr><td colspan=3>某局2023年度资金执行情况（单位：万元）</td></tr>"
        "<tr><td>项目名称</td><td>预算数</td><td>执行数</td></tr>"
        "<tr><td>路灯改造</td><td>18.5</td><td>17.5</td></tr></table></body></html>",
        "utf-8",
    )
    (table,) = _read(page).tables
    assert (table.caption, table.unit) == ("某局2023年度资金执行情况", "万元")
    assert [c.col_path for c in table.row_cells(2)] == [("项目名称",), ("预算数",), ("执行数",)]


def test_a_unit_stands_over_one_table_only(tmp_path: Path) -> None:
    page = tmp_path / "report.txt"
    page.write_text(
        "表1  支出情况表    单位：万元\n项目\t预算数\t执行数\n路灯改造\t18.5\t17.5\n"
        "表2  完成情况表\n指标\t目标值\t完成值\n改造路灯\t20盏\t21盏\n",
        "utf-8",
    )
    first, second = _read(page).tables
    assert (first.caption, first.unit) == ("表1  支出情况表", "万元")
    assert (second.caption, second.unit) == ("表2  完成情况表", "")


def _area(cells: Sequence[Cell]) -> int:
    return sum(cell.row_span * cell.col_span for cell in cells)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(*[st.sampled_from(["", "甲乙丙", "12.5", "办公费用支出项目"])] * 3),
        min_size=2,
        max_size=8,
    ),
    st.integers(1, 7),
)
def test_no_cell_is_lost_or_doubled_at_a_break(rows: list[tuple[str, str, str]], cut: int) -> None:
    cut = min(cut, len(rows) - 1)
    made = _tables(
        [_texts([list(r) for r in rows[:cut]], 3)], [_texts([list(r) for r in rows[cut:]], 3)]
    )
    for table in made:
        assert _area(table.cells) == table.n_rows * table.n_cols
    have = sorted("".join(c.text for t in made for c in t.cells))
    want = sorted("".join(t for r in rows for t in r))
    first, second = (
        _texts([list(r) for r in rows[:cut]], 3),
        _texts([list(r) for r in rows[cut:]], 3),
    )
    repeated = 0
    if len(made) == 1:
        repeated = same_rows(first, second)
    dropped = sorted("".join(t for r in rows[cut : cut + repeated] for t in r))
    assert len(have) + len(dropped) == len(want)


def test_a_wide_number_below_is_no_rest_of_a_word_above() -> None:
    """The number alone had no room above; a text that ended stands beside it."""
    upper = _block(
        [_cell(0, c, t) for c, t in enumerate(["任务", "目标", "完成值"])]
        + [
            _cell(1, 0, "预算绩效管理工作用"),
            _cell(1, 1, "评价结果用于预算安\n排。"),
            _cell(1, 2, "压减低效支出"),
        ],
        3,
    )
    lower = _block(
        [_cell(0, 0, "政府投资评审"), _cell(0, 1, "对项目的概算进行评\n审。"),
         _cell(0, 2, "1234567.9%")], 3)  # fmt: skip
    (table,) = _tables([upper], [lower])
    assert [c.text for c in table.row_cells(2)][2] == "1234567.9%"
    assert [c.text for c in table.row_cells(1)][2] == "压减低效支出"


@pytest.mark.parametrize("end", ["top", "bottom"])
def test_a_table_cut_by_a_page_is_closed_where_it_is_cut(end: str) -> None:
    # A browser draws the uprights of a row that a page cuts, and no level rule at the cut.
    level, uprights = [20.0, 40.0, 60.0], (0.0, 50.0, 100.0)
    level.remove(20.0 if end == "top" else 60.0)
    edges = [level_rule(y, 0.0, 100.0) for y in level]
    edges += [upright_rule(x, 20.0, 60.0) for x in uprights]
    (boxes,) = ruled_tables(edges)
    assert sorted((b.top, b.bottom) for b in boxes) == [(20, 40), (20, 40), (40, 60), (40, 60)]


def test_uprights_that_end_apart_are_no_cut() -> None:
    edges = [level_rule(y, 0.0, 100.0) for y in (20.0, 40.0)]
    edges += [upright_rule(x, top, 40.0) for x, top in ((0.0, 2.0), (50.0, 11.0), (100.0, 20.0))]
    assert {(b.top, b.bottom) for boxes in ruled_tables(edges) for b in boxes} == {(20, 40)}
