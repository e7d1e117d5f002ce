"""Headers of tables drawn in words: which labels apply to each cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.header_grid import HeaderCell
from ingest.headers import find_headers
from ingest.outline import Outline
from ingest.read import read_report


def _heads(rows: Sequence[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the paths of the data cells, by text, of a table drawn in words.

    Cells are divided by bars; "<" goes on with the cell to the left, "^" with
    the one above.
    """
    grid = [[part.strip() for part in row.split("|")] for row in rows]
    cells: list[HeaderCell] = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = next((i for i in range(1, len(row) - c) if row[c + i] != "<"), len(row) - c)
            down = next(
                (i for i in range(1, len(grid) - r) if grid[r + i][c] != "^"), len(grid) - r
            )
            cells.append(HeaderCell(r, c, down, across, text))
    paths = find_headers(cells, len(grid), len(grid[0]))
    return {
        cell.text: (row_path, col_path)
        for cell, (is_header, row_path, col_path) in zip(cells, paths, strict=True)
        if not is_header and cell.text
    }


def test_header_rows_are_paths() -> None:
    found = _heads(
        [
            "项目 | <  | 本年支出 | < | <",
            "编码 | 科目名称 | 合计 | 基本支出 | 项目支出",
            "208 | 社会保障和就业支出 | 10.5 | 8.5 | 2.0",
            "20805 | 养老支出 | 9.5 | 8.25 | 1.25",
            "合计 | < | 20 | 16.75 | 3.25",
        ]
    )
    assert found["8.25"] == (("社会保障和就业支出", "养老支出"), ("本年支出", "基本支出"))
    assert found["3.25"] == (("合计",), ("本年支出", "项目支出"))


def test_the_corner_may_span_the_parts_of_the_rows_names() -> None:
    found = _heads(
        [
            "支出类别 | < | 预算安排 | < | 实际支出",
            "^ | ^ | 年初预算 | 调整后预算 | ^",
            "基本支出 | 人员经费 | 10.5 | 11.5 | 11.25",
            "^ | 小计 | 12.5 | 13.5 | 13.25",
            "项目支出 | < | 74.5 | 87.5 | 82.25",
        ]
    )
    assert found["13.5"] == (("基本支出", "小计"), ("预算安排", "调整后预算"))
    assert found["82.25"] == (("项目支出",), ("实际支出",))


def test_halves_side_by_side() -> None:
    found = _heads(
        [
            "收入 | < | 支出 | <",
            "项目 | 决算数 | 项目 | 决算数",
            "一、财政拨款收入 | 97.5 | 一、教育支出 | 12.5",
            "二、其他收入 | 1.5 | 二、住房保障支出 | 86.5",
        ]
    )
    assert found["97.5"] == (("一、财政拨款收入",), ("收入", "决算数"))
    assert found["86.5"] == (("二、住房保障支出",), ("支出", "决算数"))


def test_numbers_only_under_three_header_rows() -> None:
    found = _heads(
        [
            "“三公”经费 | < | < | < | 公务接待费 | <",
            "因公出国费 | < | 公务用车费 | < | ^ | ^",
            "预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数",
            "1.1 | 1.2 | 1.3 | 1.4 | 1.5 | 1.6",
        ]
    )
    assert found["1.4"] == ((), ("“三公”经费", "公务用车费", "决算数"))


def test_a_form_of_several_blocks() -> None:
    found = _heads(
        [
            "项目名称 | 街道改造项目 | < | < | < | <",
            "主管部门 | 区住建局 | < | 实施单位 | 街道办 | <",
            "项目资金（万元） |   | 年初预算数 | 全年执行数 | 分值 | 得分",
            "^ | 年度资金总额 | 100.5 | 90.5 | 10 | 9",
            "^ | 其中：财政拨款 | 80.25 | 70.25 | - | -",
            "绩效指标 | 一级指标 | 二级指标 | 指标名称 | 年度指标值 | 实际完成值",
            "^ | 产出指标 | 数量指标 | 改造小区 | 12个 | 14个",
            "^ | ^ | 质量指标 | 验收合格率 | 100% | 99%",
            "总分 | < | < | < | < | 95.5",
        ]
    )
    assert found["街道改造项目"] == (("项目名称",), ())
    assert found["街道办"] == (("实施单位",), ())
    assert found["70.25"][0][0] == "项目资金（万元）"
    assert found["70.25"][0][-1] == "其中：财政拨款"
    assert found["70.25"][1] == ("全年执行数",)
    assert found["14个"] == (("绩效指标", "产出指标", "数量指标", "改造小区"), ("实际完成值",))
    assert found["99%"][0][-2:] == ("质量指标", "验收合格率")
    assert found["95.5"][0][-1] == "总分"


def test_a_row_of_words_is_not_taken_for_a_header() -> None:
    found = _heads(
        [
            "任务 | 指标 | 目标值 | 完成值",
            "安全 | 演练次数 | 12次 | 13次",
            "^ | 责任事故 | 零事故 | 零事故",
            "^ | 宣传 | 按计划 | 已完成",
            "卫生 | 检查次数 | 21次 | 22次",
        ]
    )
    assert found["22次"] == (("卫生", "检查次数"), ("完成值",))
    assert found["已完成"] == (("安全", "宣传"), ("完成值",))


def test_key_value_pairs_in_two_columns() -> None:
    found = _heads(
        ["单位名称 | 街道办事处", "联系电话 | 12345678", "存在问题 | 支付偏慢，进度不一。"]
    )
    assert found["街道办事处"] == (("单位名称",), ())
    assert found["支付偏慢，进度不一。"] == (("存在问题",), ())


def test_two_columns_with_a_header() -> None:
    found = _heads(["科目 | 金额", "办公费 | 12.5", "水费 | 3.5"])
    assert found["3.5"] == (("水费",), ("金额",))


def test_years_as_columns() -> None:
    found = _heads(["地区 | 2021年 | 2022年", "甲区 | 5.5 | 6.5", "乙区 | 7.5 | 8.5"])
    assert found["8.5"] == (("乙区",), ("2022年",))


def test_years_in_header_cells_head_columns() -> None:
    found = _heads(
        [
            "序号 | 项目名称 | 2023年预算 | 2024年预算 | 增减额 | 资金来源 | 责任单位",
            "1 | 路灯改造 | 18.5 | 21.5 | 3 | 财政拨款 | 市政科",
            "2 | 公园管护 | 9.5 | 8.5 | -1 | 自有资金 | 园林科",
            " | 合计 | 28 | 30 | 2 |  | ",
        ]
    )
    assert found["18.5"] == (("路灯改造",), ("2023年预算",))
    assert found["-1"] == (("公园管护",), ("增减额",))
    assert found["财政拨款"] == (("路灯改造",), ("资金来源",))
    assert found["园林科"] == (("公园管护",), ("责任单位",))
    assert found["30"] == (("合计",), ("2024年预算",))


def test_months_head_columns() -> None:
    found = _heads(["指标 | 1月 | 2月 | 1-2月", "产值 | 1.5 | 2.5 | 4", "利润 | .5 | .75 | 1.25"])
    assert found["1.25"] == (("利润",), ("1-2月",))


def test_a_year_is_the_value_of_its_key() -> None:
    found = _heads(
        ["单位名称 | 某局 | 预算年度 | 2023年度", "项目名称 | 路灯改造 | 项目负责人 | 张三"]
    )
    assert found["2023年度"] == (("预算年度",), ())
    assert found["张三"] == (("项目负责人",), ())


def test_halves_told_by_what_they_repeat() -> None:
    found = _heads(
        [
            "收入项目 | 预算数 | 支出项目 | 预算数",
            "一、财政拨款 | 97.5 | 一、农林水支出 | 12.5",
            "二、其他收入 | 1.5 | 二、住房保障支出 | 86.5",
        ]
    )
    assert found["12.5"] == (("一、农林水支出",), ("预算数",))
    found = _heads(
        [
            "收入 | < | 支出 | < | < | <",
            "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
            "财政拨款收入 | 1 | 97.5 | 教育支出 | 32 | 12.5",
            "本年收入合计 | 27 | 98 | 本年支出合计 | 57 | 86.5",
        ]
    )
    assert found["86.5"] == (("本年支出合计",), ("支出", "金额"))
    found = _heads(
        [
            "收入 | < | 支出 | < | < | <",
            "项目 | 预算数 | 按功能分类 | 预算数 | 按经济分类 | 预算数",
            "一、财政拨款 | 97.5 | 一、教育支出 | 12.5 | 一、基本支出 | 55.5",
            "二、其他收入 | 1.5 | 二、住房支出 | 86.5 | 二、项目支出 | 43.5",
        ]
    )
    assert found["86.5"] == (("二、住房支出",), ("支出", "预算数"))
    assert found["43.5"] == (("二、项目支出",), ("支出", "预算数"))


def test_an_aside_between_numbers_begins_no_other_half() -> None:
    found = _heads(
        [
            "项目名称 | 预算数 | 资金来源 | 执行数 | 是否完成",
            "路灯改造 | 18.5 | 财政拨款 | 17.5 | 是",
            "公园管护 | 9.5 | 自有资金 | 8.5 | 否",
        ]
    )
    assert found["17.5"] == (("路灯改造",), ("执行数",))
    assert found["否"] == (("公园管护",), ("是否完成",))


def test_units_numbers_and_asides_name_no_row() -> None:
    found = _heads(
        [
            "序号 | 指标 | 计量单位 | 责任单位 | 目标值 | 完成值",
            "1.1 | 建档率 | % | 疾控股 | 90 | 92.5",
            "1.2 | 签约人数 | 万人 | 基层股 | 12.5 | 13.25",
        ]
    )
    assert found["13.25"] == (("签约人数",), ("完成值",))
    assert found["万人"] == (("签约人数",), ("计量单位",))
    assert found["基层股"] == (("签约人数",), ("责任单位",))


def test_a_unit_that_owns_several_rows_still_names_them() -> None:
    found = _heads(
        ["主管单位 | 项目名称 | 预算数", "住建局 | 路灯改造 | 18.5", "^ | 公园管护 | 9.5"]
    )
    assert found["9.5"] == (("住建局", "公园管护"), ("预算数",))


def test_headings_across_the_table_part_its_rows() -> None:
    found = _heads(
        [
            "项目 | 2022年 | 2023年 | 增减（%）",
            "一、收入情况 | < | < | <",
            "税收 | 1.5 | 1.75 | 16.7",
            "二、支出情况 | < | < | <",
            "教育 | 3.5 | 3.75 | 7.1",
        ]
    )
    assert found["1.75"] == (("一、收入情况", "税收"), ("2023年",))
    assert found["3.75"] == (("二、支出情况", "教育"), ("2023年",))


def test_a_header_holds_for_the_next_merged_cell_beside_it() -> None:
    found = _heads(
        [
            "预算执行（万元） |  | 年初预算数 | 全年执行数 | 得分（10分）",
            "^ | 年度资金总额 | 100.5 | 90.5 | 9",
            "资金来源（万元） | 财政拨款 | — | 80.25 | —",
            "^ | 专户资金 | 30.5 | 10.25 | —",
        ]
    )
    assert found["9"] == (("预算执行（万元）", "年度资金总额"), ("得分（10分）",))
    assert found["10.25"] == (("资金来源（万元）", "专户资金"), ("全年执行数",))


def test_outline_of_row_labels() -> None:
    outline = Outline()
    labels = [
        "一、财政拨款",
        "1. 一般公共预算",
        "其中：上级补助",
        "二、事业收入",
        "本年合计",
        "结转",
        "一、财政结转",
    ]
    found = [outline.parents(label) for label in labels]
    assert found[1] == ("一、财政拨款",)
    assert found[2] == ("一、财政拨款", "1. 一般公共预算")
    assert found[3] == ()
    assert found[4] == ()
    assert found[6] == ("结转",)


_WORDS = st.text(st.sampled_from("项目预算数决算合计12.5%一、（）万元 "), max_size=8)


@settings(max_examples=150)
@given(st.lists(st.lists(_WORDS, min_size=4, max_size=4), min_size=1, max_size=7))
def test_any_grid_gets_paths(rows: list[list[str]]) -> None:
    cells = [
        HeaderCell(r, c, 1, 1, t.strip()) for r, row in enumerate(rows) for c, t in enumerate(row)
    ]
    paths = find_headers(cells, len(rows), 4)
    known = {cell.text for cell in cells}
    assert len(paths) == len(cells)
    for _, row_path, col_path in paths:
        assert set(row_path) | set(col_path) <= known


def test_a_score_under_a_unit_of_money_stays_a_score(tmp_path: Path) -> None:
    rows = (
        "<tr><td colspan=3>单位：万元</td></tr>"
        "<tr><th>项目名称</th><th>全年执行数</th><th>自评得分</th></tr>"
        "<tr><td>困难群众救助</td><td>10388.64</td><td>96.80</td></tr>"
    )
    path = tmp_path / "柏川市民政局2023年度项目支出绩效自评表.html"
    path.write_text(f"<html><body><table>{rows}</table></body></html>", "utf-8")
    units = {figure.printed: figure.unit for figure in read_report(path).figures}
    assert units["10388.64"] == "万元"
    assert units["96.80"] == "分"
