"""Quantities are found as printed; what only looks like one is passed over."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import FigureKind
from ingest.numerals import scan_numbers


def read(text: str) -> list[tuple[str, str, str]]:
    return [(t.printed, format(t.value, "f"), t.unit) for t in scan_numbers(text)]


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit"),
    [
        ("项目支出预算数 303.90 万元，", "303.90 万元", "303.90", "万元"),
        ("安排1,234,567.80元", "1,234,567.80元", "1234567.80", "元"),
        ("支出303.90 万 元", "303.90 万 元", "303.90", "万元"),
        ("总量1.2亿元", "1.2亿元", "1.2", "亿元"),
        ("共１２３．４５万元", "１２３．４５万元", "123.45", "万元"),
        ("完成率７５．４８％", "７５．４８％", "75.48", "%"),
        ("提高5.3个百分点", "5.3个百分点", "5.3", "百分点"),
        ("接收报到党员57546名", "57546名", "57546", "名"),
        ("培训干部约16674人次。", "16674人次", "16674", "人次"),
        ("超4万人次参训", "4万人次", "4", "万人次"),
        ("报道30 篇次", "30 篇次", "30", "篇次"),
        ("面积4000.6平方米", "4000.6平方米", "4000.6", "平方米"),
        ("补助500元/人", "500元/人", "500", "元/人"),
        ("自评99.7分（良好）", "99.7分", "99.7", "分"),
        ("折合1500万美元", "1500万美元", "1500", "万美元"),
        ("合计1亿2千万元", "1亿2千万元", "1.2", "亿元"),
        ("增长-5%", "-5%", "-5", "%"),
        ("壹佰万元整", "壹佰万元整", "100", "万元"),
        ("拨款两万元", "两万元", "2", "万元"),
        ("提高百分之五", "百分之五", "5", "%"),
        ("涉及二十二条街道", "二十二条", "22", "条"),
        ("覆盖六成以上", "六成", "60", "%"),
        ("派出两名干部", "两名", "2", "名"),
        ("资金2013.\n02万元", "2013.\n02万元", "2013.02", "万元"),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, printed: str, value: str, unit: str) -> None:
    assert read(text) == [(printed, value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "一是加强学习，二是统一部署，一般情况，唯一，“一把手”负责",
        "学习二十大精神，紧跟区十四次党代会，第十二次党代会",
        "第二期计划，第二届活动，第3期，第 14 届，第1-5项",
        "两个确立，四个意识，三会一课，一体两翼三贯通，一店一策一干部",
        "按规定做好12380举报受理工作，电话：020-12345678",
        "粤府〔2021〕5号，沪府规【2016】1号，(2019)3号",
        "U30榜单，5G建设，A4纸，GB/T19001，W060701单元",
        "建立“1+22”体制，7×24值守，比分3:2，10:30开会，9时30分",
        "1.开展宣传；2.专题宣传；3、拍摄；（4）印刷；5）走访",
        "附件2，表1，编号2022001",
        "3.2 项目概况",
        "活动2.完成制作3.运行正常",
    ],
)
def test_names_codes_and_markers_are_no_quantities(text: str) -> None:
    assert read(text) == []


def test_a_marker_before_a_year_is_a_marker() -> None:
    assert read("1.2021年安排5万元；2. 2022年安排6万元") == [
        ("2021年", "2021", "年"),
        ("5万元", "5", "万元"),
        ("2022年", "2022", "年"),
        ("6万元", "6", "万元"),
    ]


def test_digits_in_a_slogan_do_not_hide_the_count_beside_them() -> None:
    assert read("建立“1+22”（区小组+22条街道小组）体制") == [("22条", "22", "条")]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("工作超 30 篇次", "超"),
        ("培训约16674人次", "约"),
        ("选派480余名", "余"),
        ("举办20多个", "多"),
        ("专题培训至少 1 次", "至少"),
        ("至少提交 4部以上党员教育片", "至少 以上"),
        ("不少于4部", "不少于"),
        ("95%或以上", "或以上"),
        ("单价100万元（含）以上", "以上"),
        ("完成时间7月31日前", "前"),
        ("节约5万元", ""),
        ("附近5名", ""),
        ("2人或2人以上", ""),
    ],
)
def test_how_exact_a_number_is(text: str, qualifier: str) -> None:
    assert scan_numbers(text)[0].qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("培训5-10名", "5", "10", "名"),
        ("覆盖率90%至95%", "90", "95", "%"),
        ("12至15个工作日", "12", "15", "个工作日"),
        ("年龄18—60岁", "18", "60", "岁"),
        ("2021-2023年", "2021", "2023", "年"),
    ],
)
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    (token,) = scan_numbers(text)
    assert (token.value, token.high, token.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2022年 12月 31日", "2022", "年月日"),
        ("2022年12月", "2022", "年月"),
        ("2021年度", "2021", "年"),
        ("22年度", "2022", "年"),
        ("二〇二二年", "2022", "年"),
        ("7月 12 日", "712", "月日"),
        ("2022-12-31", "2022", "年月日"),
        ("2022.12.31", "2022", "年月日"),
    ],
)
def test_dates(text: str, value: str, unit: str) -> None:
    (token,) = scan_numbers(text)
    assert (token.value, token.unit, token.kind) == (Decimal(value), unit, FigureKind.DATE)


def test_years_of_duration_are_a_count() -> None:
    (token,) = scan_numbers("设计使用年限为50年")
    assert (token.unit, token.kind) == ("年", FigureKind.COUNT)


def test_brackets_around_a_whole_cell_are_a_minus_elsewhere_not() -> None:
    assert scan_numbers("（1,234.00）")[0].value == Decimal("-1234.00")
    assert scan_numbers("增长（12.5%）")[0].value == Decimal("12.5")
    assert scan_numbers("（12）") == ()


def test_a_part_of_a_whole() -> None:
    (token,) = scan_numbers("三分之二以上")
    assert token.value == Decimal(2) / Decimal(3)
    assert (token.printed, token.qualifier) == ("三分之二", "以上")


@given(
    st.text(
        alphabet="0123456789.,，。、 元万亿%年月日第一二三十百个名人次-—（）()“”\n\t至约AU+",
        max_size=60,
    )
)
def test_tokens_lie_apart_and_say_what_is_printed(text: str) -> None:
    end = 0
    for token in scan_numbers(text):
        assert end <= token.start < token.end <= len(text)
        assert token.printed == text[token.start : token.end]
        assert not token.printed[-1].isspace()
        assert token.high is None or token.high >= token.value
        end = token.end


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["元", "千元", "万元", "亿元", "%", "名", "人次", "个", "分"]),
    st.booleans(),
    st.sampled_from(["", " "]),
    st.sampled_from(["支出", "预算数为", "共"]),
)
def test_any_amount_is_read_back(
    value: Decimal, unit: str, grouped: bool, gap: str, before: str
) -> None:
    printed = f"{value:,}" if grouped else format(value, "f")
    (token,) = scan_numbers(f"{before}{printed}{gap}{unit}，完成。")
    assert (token.value, token.unit) == (value, unit)
    assert token.printed == f"{printed}{gap}{unit}"


@given(st.integers(min_value=11, max_value=99_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    import cn2an

    written = cn2an.an2cn(number, "low")
    (token,) = scan_numbers(f"共有{written}名干部")
    assert token.unit in ("名", "万名")
    assert token.value * (10_000 if token.unit == "万名" else 1) == number


@pytest.mark.parametrize("number", ["9" * 40, "1" + "0" * 15, "0." + "0" * 60 + "1"])
def test_what_no_amount_can_be_is_none(number: str) -> None:
    """An account, or a damaged file."""
    assert scan_numbers(f"拨付{number}元，其中12.50万元") == scan_numbers(
        f"拨付{'x' * len(number)}元，其中12.50万元"
    )


def test_a_number_as_a_program_prints_it_is_read() -> None:
    (token,) = scan_numbers("执行率95.63000000000001%")
    assert token.value == Decimal("95.63000000000001")


def test_a_long_run_of_digits_takes_no_longer_than_its_length() -> None:
    """Begun at every digit and read to its end, this took hours."""
    assert len(scan_numbers("9" * 200_000 + "元")) <= 1
    assert not scan_numbers("x" * 200_000)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年年初预算数5万元", "2023年"),
        ("2023年初预算数5万元", "2023"),
        ("2023年末结转和结余5万元", "2023"),
        ("2023年度年初部门预算5万元", "2023年度"),
        ("2023年初，到位5万元", "2023年初"),
        ("截至2023年年底到位5万元", "2023年年底"),
    ],
)
def test_a_date_leaves_the_name_of_what_is_measured(text: str, date: str) -> None:
    assert [t.printed for t in scan_numbers(text)] == [date, "5万元"]


def test_what_the_numeral_library_trips_over_is_no_numeral() -> None:
    assert all(kind != "亿" for _, _, kind in read("一亿一个，一万一个，共36人"))
    assert ("36人", "36", "人") in read("一亿一个，一万一个，共36人")
