"""Figures know what they measure, in what role, for when, and where they stand."""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures import find_figures
from ingest.layout import Composition, Paragraph
from ingest.meaning import read_statements
from ingest.model import (
    Cell,
    Figure,
    FigureKind,
    Page,
    ReportIdentity,
    Role,
    Span,
    Table,
    UnitSource,
)
from ingest.read import read_report
from ingest.sections import find_sections

REPORTS = Path(
    os.environ.get("YOUJU_REAL_REPORTS", Path(__file__).parents[1] / "../shared/reports")
)


def in_prose(text: str, kind: str = "自评报告", agency: str = "") -> tuple[Figure, ...]:
    paragraphs, at = [], 0
    for line in text.splitlines(keepends=True):
        paragraphs.append(Paragraph(line, (Span("r", 1, at, at + len(line)),)))
        at += len(line)
    composition = Composition((Page(1, text),), tuple(paragraphs), ())
    identity = ReportIdentity(kind=kind, fiscal_year=2022, agency=agency)
    return find_figures(composition, find_sections(composition), identity, "r")


def one(text: str, printed: str, **options: str) -> Figure:
    (figure,) = (f for f in in_prose(text, **options) if f.printed == printed)
    return figure


def in_cell(
    text: str,
    *,
    row: tuple[str, ...] = (),
    col: tuple[str, ...] = (),
    unit: str = "",
    caption: str = "",
    money_unit: str = "",
) -> tuple[Figure, ...]:
    span = Span("r", 1, 0, len(text))
    cell = Cell(1, 1, 1, 1, text, False, row, col, (span,), "Sheet1!B2")
    table = Table("r-t1", caption, unit, 2, 2, (cell,), (1,))
    composition = Composition((Page(1, text + "\n"),), (), (table,))
    return find_figures(composition, (), ReportIdentity(money_unit=money_unit), "r")


BUDGET = (
    "2022年本局部门整体支出全年预算 1834.50万元，执行 1717.30 万元，执行率 93.61%。"
    "其中：基本支出预算安排"
    "1530.60万元，执行数为 1418.70万元，完成预算的 92.69%；项目支出预算数303.9万元，"
    "执行数298.6 万元，完成预算的98.26%。"
)


@pytest.mark.parametrize(
    ("printed", "concept", "role", "measure"),
    [
        ("1834.50万元", "整体支出", Role.BUDGET, "部门整体支出全年预算"),
        ("1717.30 万元", "整体支出", Role.EXECUTION, "部门整体支出 执行"),
        ("93.61%", "整体支出", Role.RATE, "部门整体支出 执行率"),
        ("1530.60万元", "基本支出", Role.BUDGET, "基本支出预算安排"),
        ("1418.70万元", "基本支出", Role.EXECUTION, "基本支出 执行数"),
        ("92.69%", "基本支出", Role.RATE, "基本支出 完成预算的"),
        ("303.9万元", "项目支出", Role.BUDGET, "项目支出预算数"),
        ("298.6 万元", "项目支出", Role.EXECUTION, "项目支出 执行数"),
        ("98.26%", "项目支出", Role.RATE, "项目支出 完成预算的"),
    ],
)
def test_what_a_clause_leaves_out_comes_from_the_one_before(
    printed: str, concept: str, role: Role, measure: str
) -> None:
    figure = one(BUDGET, printed)
    assert (figure.concept, figure.role, figure.measure) == (concept, role, measure)
    assert figure.period == "2022"


def test_a_change_is_never_the_thing_itself() -> None:
    text = "与2023年度相比，收入支出总计增加 62.80 万元，增长 2.1%。"
    for printed in ("62.80 万元", "2.1%"):
        figure = one(text, printed)
        assert figure.role is Role.CHANGE
        assert figure.concept == "收入支出总计"
        assert "与2023年度相比" in figure.measure
        assert figure.period == ""


def test_a_share_is_of_what_stands_before_it() -> None:
    text = "项目支出 81.70 万元，占本年支出合计的 44.9%。"
    assert one(text, "44.9%").role is Role.SHARE
    assert one(text, "44.9%").concept == "项目支出"


def test_an_item_is_the_subject_of_the_sentences_after_it() -> None:
    text = (
        "1、卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）。主要用于：项目支出。年初预算为42.73万元，"
        "支出决算为 40.35 万元，完成年初预算的 94.43%。\n"
    )
    roles = {"42.73万元": Role.INITIAL_BUDGET, "40.35 万元": Role.EXECUTION, "94.43%": Role.RATE}
    for printed, role in roles.items():
        figure = one(text, printed, kind="部门决算")
        assert figure.role is role
        assert figure.concept == ""  # not 项目支出, which only names a use
        assert "行政单位医疗（项）" in figure.measure


@pytest.mark.parametrize(
    ("text", "printed", "concept"),
    [
        ("实有在职人员 51人，退休人员 14人", "51人", "在职人员"),
        ("实有在职人员 51人，退休人员 14人", "14人", "退休人员"),
        ("本部门内设科室 14 个，分别是", "14 个", "内设科室"),
        ("接收报到党员57546名", "57546名", "党员"),
        ("拍摄10部党员教育电视片", "10部", ""),
        ("面向中小企业预留政府采购项目预算金额225.10万元", "225.10万元", ""),
        ("其他工资福利支出 5 万元", "5 万元", ""),
        ("项目支出规划服务较年初完成 92%", "92%", ""),
        ("涉及一般公共预算支出 14.53万元", "14.53万元", ""),
        ("上海市静安区民政局政府采购金额为 19.2 万元", "19.2 万元", "政府采购"),
        ("某街道办事处收入预算621.1万元", "621.1万元", "收入合计"),
    ],
)
def test_a_part_does_not_pass_for_the_whole(text: str, printed: str, concept: str) -> None:
    assert one(text + "。", printed).concept == concept


def test_counted_things_stand_behind_the_count() -> None:
    text = "设置招录职位33个；共录用12名选调生，培训干部约1660人次。"
    assert one(text, "33个").measure == "设置招录职位"
    assert one(text, "12名").measure == "共录用 选调生"
    assert one(text, "1660人次").measure == "培训干部"
    assert one(text, "1660人次").qualifier == "约"


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("全镇辖14个行政村、2个社区。", ["全镇辖 行政村", "全镇辖 社区"]),
        ("配备3台无人机、12辆巡查车。", ["配备 无人机", "配备 巡查车"]),
        ("招录公务员22名和选调生5名。", ["招录公务员", "和选调生"]),
        ("行政编制20名、事业编制26名。", ["行政编制", "事业编制"]),
    ],
)
def test_parallel_counts_keep_their_own_nouns(text: str, measures: list[str]) -> None:
    assert [s.measure for s in read_statements(text)] == measures


def test_the_next_item_is_not_part_of_a_measure() -> None:
    text = "其中：部级领导干部用车0辆、主要领导干部用车2辆、其他用车8辆。"
    assert [figure.measure for figure in in_prose(text)] == [
        "部级领导干部用车",
        "主要领导干部用车",
        "其他用车",
    ]


def test_periods() -> None:
    text = "2021年当年预算执行数为60万元，2022年预算安排30万元，比2021年执行数减少50%。"
    assert one(text, "60万元").period == "2021"
    assert one(text, "30万元").period == "2022"
    assert one(text, "50%").period == "2022"
    assert one("截止 2022年 12月 31日，在职人员 51人。", "51人").period == "2022-12-31"


def test_an_adjusted_budget_and_what_became_of_it() -> None:
    text = (
        "年初预算批复项目支出1200万元，年中追加200万元，调整后预算1400万元，实际支出1350.5万元，"
        "执行率96.46%。"
    )
    found = [(f.printed, f.role, f.concept) for f in in_prose(text)]
    assert found == [
        ("1200万元", Role.INITIAL_BUDGET, "项目支出"),
        ("200万元", Role.ADJUSTMENT, "项目支出"),
        ("1400万元", Role.BUDGET, "项目支出"),
        ("1350.5万元", Role.EXECUTION, "项目支出"),
        ("96.46%", Role.RATE, "项目支出"),
    ]


def test_the_rate_of_one_project_is_not_that_of_the_budget() -> None:
    text = "人才发展专项资金预算数 14万元，支出14万元，预算完成率 100%。"
    figure = one(text, "100%")
    assert (figure.role, figure.concept) == (Role.RATE, "")
    assert "人才发展专项资金" in figure.measure


def test_target_and_actual_in_prose() -> None:
    text = "目标值为举办培训10场，实际举办12场。"
    assert one(text, "10场").role is Role.TARGET
    assert one(text, "12场").role is Role.ACTUAL
    assert one("编报绩效目标的项目39个。", "39个").role is Role.OTHER


def test_scores() -> None:
    text = "本局部门整体支出绩效自评总分为95.5分，其中预算执行情况得分18分（满分20分），扣2分。"
    assert one(text, "95.5分").concept == "总分"
    assert (one(text, "18分").concept, one(text, "18分").role) == ("", Role.SCORE)
    assert one(text, "20分").role is Role.WEIGHT
    assert one(text, "2分").role is Role.OTHER


def test_a_unit_left_out_is_taken_from_the_words() -> None:
    figure = one("年度累计参训人次达 2 万", "2 万")
    assert (figure.unit, figure.unit_source) == ("万人次", UnitSource.HEADER)
    assert one("国内公务接待支出 0.39 万（含外宾）", "0.39 万").unit == "万元"


def test_another_organisation_is_the_subject() -> None:
    text = "上海市静安区财政局项目支出 20 万元。"
    assert one(text, "20 万元", agency="上海市普陀区民政局").subject == "上海市静安区财政局"
    assert one(text, "20 万元", agency="上海市静安区财政局").subject == ""


def test_money_without_a_role_has_that_of_its_report() -> None:
    assert one("项目支出 20 万元。", "20 万元", kind="部门决算").role is Role.EXECUTION
    assert one("项目支出 20 万元。", "20 万元", kind="部门预算").role is Role.BUDGET
    assert one("项目支出 20 万元。", "20 万元").role is Role.OTHER
    assert one("2021年项目支出 20 万元。", "20 万元", kind="部门决算").role is Role.OTHER


def test_dates_are_figures_of_their_own() -> None:
    figure = one("7月 12 日，举办党员教育电视片观摩交流活动。", "7月 12 日")
    assert figure.kind is FigureKind.DATE
    assert "观摩交流活动" in figure.measure


def test_a_value_cell_has_the_meaning_of_its_headers() -> None:
    (figure,) = in_cell(
        "2013.02", row=("部门资金情况", "合计"), col=("整体年度实际支出数",), unit="万元"
    )
    assert (figure.value, figure.unit, figure.unit_source) == (
        Decimal("2013.02"),
        "万元",
        UnitSource.CAPTION,
    )
    assert (figure.concept, figure.role) == ("整体支出", Role.EXECUTION)
    assert figure.measure == "部门资金情况 合计 整体年度实际支出数"
    assert (figure.cell_row, figure.cell_col, figure.locator) == (1, 1, "Sheet1!B2")
    assert "单位：万元" in figure.context


@pytest.mark.parametrize(
    ("col", "role"),
    [
        ("年初预算数", Role.INITIAL_BUDGET),
        ("预算调整数", Role.ADJUSTMENT),
        ("全年预算数", Role.BUDGET),
        ("决算数", Role.EXECUTION),
        ("全年执行数（万元）", Role.EXECUTION),
        ("上年决算数", Role.PRIOR_YEAR),
        ("预期实现值", Role.TARGET),
        ("年度指标值", Role.TARGET),
        ("指标完成情况", Role.ACTUAL),
        ("实际完成指标值", Role.ACTUAL),
        ("分值(权重)", Role.WEIGHT),
        ("自评得分", Role.SCORE),
        ("预算完成率", Role.RATE),
        ("占比", Role.SHARE),
        ("比上年增减%", Role.CHANGE),
        ("增减额", Role.CHANGE),
        ("工业增加值", Role.OTHER),
        ("自然增长率", Role.RATE),
        ("2023年预算", Role.BUDGET),
        ("扣分说明", Role.OTHER),
        ("未完成原因及改进措施", Role.OTHER),
    ],
)
def test_roles_of_columns(col: str, role: Role) -> None:
    (figure,) = in_cell("12", row=("某项",), col=(col,))
    assert figure.role is role


@pytest.mark.parametrize(
    ("row", "col", "table_unit", "money_unit", "unit", "source"),
    [
        ("办公费", "金额（元）", "万元", "", "元", UnitSource.HEADER),
        ("办公费", "决算数", "万元", "", "万元", UnitSource.CAPTION),
        ("办公费", "决算数", "", "万元", "万元", UnitSource.REPORT),
        ("办公费", "分值", "万元", "万元", "分", UnitSource.HEADER),
        ("办公费", "自评得分", "万元", "万元", "分", UnitSource.HEADER),
        ("办公费", "完成率", "万元", "万元", "", UnitSource.NONE),
        ("考核奖励人数", "预期实现值", "万元", "万元", "人", UnitSource.HEADER),
        ("出版《区志》12册", "指标值", "万元", "万元", "册", UnitSource.HEADER),
        ("满意程度", "实际完成值", "", "万元", "", UnitSource.NONE),
        ("车辆", "数量（辆）", "", "万元", "辆", UnitSource.HEADER),
        ("路灯改造", "增减额", "万元", "", "万元", UnitSource.CAPTION),
        ("救助供养", "受益对象（人/人次）", "万元", "", "人", UnitSource.HEADER),
        ("特困人员救助供养", "年初预算", "万元", "", "万元", UnitSource.CAPTION),
        ("行政运行（项）", "决算数", "万元", "", "万元", UnitSource.CAPTION),
        ("资金总额（万元）", "得分（10分）", "", "", "分", UnitSource.HEADER),
    ],
)
def test_units_of_cells(
    row: str, col: str, table_unit: str, money_unit: str, unit: str, source: UnitSource
) -> None:
    (figure,) = in_cell("12", row=(row,), col=(col,), unit=table_unit, money_unit=money_unit)
    assert (figure.unit, figure.unit_source) == (unit, source)


def in_table(tmp_path: Path, text: str) -> dict[str, Figure]:
    path = tmp_path / "某市2022年统计公报.txt"
    path.write_text(text, "utf-8")
    return {f.printed: f for f in read_report(path).figures if f.table_id}


def test_a_column_of_units_gives_each_row_its_own(tmp_path: Path) -> None:
    found = in_table(
        tmp_path,
        "表1  2022年主要产品产量\n产品名称\t单位\t产量\t比上年增长（%）\t金额\n"
        "粮食\t万吨\t112.8\t0.6\t15.5\n布\t亿米\t14.25\t-6.2\t16.5\n",
    )
    assert (found["112.8"].unit, found["14.25"].unit) == ("万吨", "亿米")
    assert found["14.25"].row_path == ("布",)
    change = found["-6.2"]
    assert (change.unit, change.role, change.value) == ("%", Role.CHANGE, Decimal("-6.2"))
    assert found["16.5"].unit == ""  # no amount of money is counted in metres


def test_years_of_columns_are_periods(tmp_path: Path) -> None:
    found = in_table(
        tmp_path,
        "项目支出预算表\n项目名称\t2021年预算\t2022年预算\t增减额\n"
        "路灯改造\t18.5\t21.5\t3.25\n公园管护\t9.5\t8.5\t-1.25\n",
    )
    assert [(found[p].period, found[p].role) for p in ("18.5", "21.5")] == [
        ("2021", Role.BUDGET),
        ("2022", Role.BUDGET),
    ]
    assert found["-1.25"].role is Role.CHANGE


def test_full_marks_in_brackets_are_a_weight() -> None:
    (figure,) = in_cell("产出指标（50分）", col=("一级指标",))
    assert (figure.value, figure.role, figure.measure) == (Decimal(50), Role.WEIGHT, "产出指标")
    (figure,) = in_cell("综合得分（92.5分）", col=("结论",))
    assert figure.role is Role.SCORE


def test_numbers_among_reasons_are_no_rates() -> None:
    (figure,) = in_cell("已清理事项17项。", row=("教师满意度",), col=("偏差原因分析",))
    assert figure.role is Role.OTHER


def test_a_table_of_carrying_out_gives_no_role_by_its_title() -> None:
    (figure,) = in_cell("213.60", row=("路灯改造",), col=("结余",), caption="预算执行情况表")
    assert figure.role is Role.OTHER


def test_the_score_of_a_total_is_the_total() -> None:
    for row in ("总分", "合计"):
        (figure,) = in_cell("92.4", row=(row,), col=("得分",))
        assert (figure.concept, figure.role) == ("总分", Role.SCORE)


def test_codes_and_numbers_of_rows_are_no_figures() -> None:
    assert in_cell("2080501", col=("科目编码",), unit="万元") == ()
    assert in_cell("3", col=("序号",), unit="万元") == ()


@pytest.mark.parametrize(
    ("row", "col", "concept"),
    [
        (("合计",), ("项目支出",), "项目支出"),
        (("城乡社区支出", "行政运行"), ("项目支出",), ""),
        (("商品和服务支出", "办公费"), ("决算数",), ""),
        (("商品和服务支出", "培训费"), ("合计",), "培训费"),
        (("商品和服务支出", "培训费"), ("人员经费",), ""),
        (("一般公共预算",), ("整体支出年初预算数",), "一般公共预算"),
        (("其他工资福利支出",), ("决算数",), ""),
        (("“三公”经费", "小计"), ("决算数",), "“三公”经费"),
    ],
)
def test_a_row_restricts_what_its_column_measures(
    row: tuple[str, ...], col: tuple[str, ...], concept: str
) -> None:
    (figure,) = in_cell("12.50", row=row, col=col, unit="万元")
    assert figure.concept == concept


def test_figures_in_a_prose_cell_take_measure_from_the_clause_and_role_from_the_header() -> None:
    text = "抓好落实。全年新建党支部85个；累计接收党员7546名，组建宣讲队伍31支。"
    figures = in_cell(text, row=("任务2",), col=("目标完成情况",))
    assert [(f.printed, f.role) for f in figures] == [
        ("85个", Role.ACTUAL),
        ("7546名", Role.ACTUAL),
        ("31支", Role.ACTUAL),
    ]
    assert figures[2].measure == "组建宣讲队伍"
    assert figures[0].row_path == ("任务2",)
    assert "目标完成情况" in figures[0].context


def test_a_rate_is_of_its_row() -> None:
    (figure,) = in_cell("75.5%", row=("一般公共预算",), col=("预算完成率",))
    assert (figure.concept, figure.role) == ("一般公共预算", Role.RATE)
    (figure,) = in_cell("75.5%", row=("合计",), col=("预算完成率",))
    assert (figure.concept, figure.role) == ("预算完成率", Role.RATE)


def test_a_short_value_takes_the_name_of_its_row() -> None:
    (figure,) = in_cell("完成率达到100%", row=("档案归档",), col=("年度指标值",))
    assert (figure.measure, figure.role) == ("档案归档 完成率", Role.TARGET)
    (figure,) = in_cell("走访人才 62 人次", row=("走访人才",), col=("实际完成值",))
    assert (figure.measure, figure.role) == ("走访人才", Role.ACTUAL)


def test_a_total_beside_its_label() -> None:
    (figure,) = in_cell("80分", row=("总分",))
    assert (figure.value, figure.unit, figure.role, figure.concept) == (
        Decimal(80),
        "分",
        Role.SCORE,
        "总分",
    )


@given(st.text(alphabet="支出预算数执行123.%，。；：（）万元名2022年比占", max_size=400))
def test_a_quote_holds_its_figure_and_is_short(text: str) -> None:
    text += "\n"
    for figure in in_prose(text):
        quote = text[figure.quote.start : figure.quote.end]
        assert text[figure.span.start : figure.span.end] == figure.printed
        assert figure.printed in quote
        assert len(quote) <= 300
        assert "\n" not in quote.strip() or "\n" in figure.printed


def truth(name: str) -> Counter[tuple[str, str]]:
    """Amounts of the ground truth: (value, unit), list markers and labels left out."""
    data = json.loads((REPORTS / name).read_text("utf-8"))
    kinds = ("money", "percent", "score", "quantity", "anniversary")
    return Counter(
        (format(Decimal(str(f["value"])).normalize(), "f"), f["unit"])
        for f in data["figures"]
        if f["kind"] in kinds
    )


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not here")
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("liwan2021_selfeval.pdf", "groundtruth_liwan2021.json"),
        ("liwan2021_selfeval.html", "groundtruth_liwan2021.json"),
        ("panyu2022_report.pdf", "groundtruth_panyu2022.json"),
    ],
)
def test_every_figure_of_the_real_reports_is_found_and_none_invented(file: str, name: str) -> None:
    from ingest.read import read_report

    report = read_report(REPORTS / file)
    found = Counter(
        (format(f.value.normalize(), "f"), f.unit)
        for f in report.figures
        if f.kind is not FigureKind.DATE
    )
    want = truth(name)
    assert sum((found & want).values()) >= 0.99 * sum(want.values())
    assert sum((found - want).values()) == 0
    for figure in report.figures:
        assert report.text(figure.span) == figure.printed
        assert figure.printed in report.text(figure.quote)


def test_what_stands_in_brackets_lends_its_name_to_nothing_after_it() -> None:
    text = (
        "2022年我局年初部门预算8,426.50万元，其中基本支出3,618.20万元、项目支出4,808.30万元。"
        "年度执行中追加2,258.20万元（疫情防控1,860.00万元、人员增资84.40万元），"
        "调整后预算为10,477.90万元。全年实际支出10,102.36万元，预算执行率96.42%。"
    )
    found = {s.token.printed: s for s in read_statements(text)}
    assert found["10,477.90万元"].measure == "调整后预算"
    assert found["96.42%"].measure == "预算执行率"
    assert found["10,102.36万元"].concept == ""


@pytest.mark.parametrize("when", ["2023年年初", "2023年初", "2023年度年初"])
def test_the_budget_at_the_beginning_of_a_year_is_the_initial_one(when: str) -> None:
    _, stated = read_statements(f"{when}预算数5.00万元。")
    assert (stated.measure, stated.role) == ("年初预算数", Role.INITIAL_BUDGET)
    assert stated.period == "2023"


_DONE = "三公经费支出61.34万元，完成年初预算86.00万元的71.33%。"


@pytest.mark.parametrize(
    ("text", "printed", "role", "period"),
    [
        (
            "2022年支出9.28万元，比2021年的10.35万元减少1.07万元。",
            "10.35万元",
            Role.PRIOR_YEAR,
            "2021",
        ),
        ("2023年收入预算7.20万元，较上年6.80万元增加0.40万元。", "6.80万元", Role.PRIOR_YEAR, ""),
        (_DONE, "86.00万元", Role.INITIAL_BUDGET, ""),
        (_DONE, "71.33%", Role.RATE, ""),
        ("低保标准由每月1,010元提高到1,085元。", "1,010元", Role.PRIOR_YEAR, ""),
    ],
)
def test_what_a_number_is_held_against(text: str, printed: str, role: Role, period: str) -> None:
    figure = one(text, printed)
    assert (figure.role, figure.period) == (role, period)


def test_a_change_behind_the_parts_is_of_the_whole() -> None:
    parts = "“三公”经费9.92万元，其中公务接待费3.82万元、出国费6.10万元，比上年减少0.74万元。"
    assert one(parts, "0.74万元").concept == "“三公”经费"
    alone = "“三公”经费9.92万元，其中：公务接待费3.82万元，比上年减少0.74万元。"
    assert one(alone, "0.74万元").concept == "公务接待费"
