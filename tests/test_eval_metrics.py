from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import ExpectedFigure
from eval.equality import match_figures, same_computed, same_figure
from eval.metrics import (
    cover,
    leads,
    match_list,
    outside_nearest,
    pasted,
    percentile,
    polarity,
    refusals,
    uncovered,
    wilson,
)
from eval.wording import states
from ingest.model import Role
from qa.model import AnswerFigure, Verdict

D = Decimal


def want(value: str, unit: str, *roles: Role, units: tuple[str, ...] = ()) -> ExpectedFigure:
    return ExpectedFigure(D(value), unit, units, roles)


def got(
    value: str, unit: str, role: Role = Role.OTHER, verdict: Verdict = Verdict.READ
) -> AnswerFigure:
    return AnswerFigure(D(value), unit, f"{value} {unit}", "", role, verdict, (1,))


@pytest.mark.parametrize(
    ("value", "unit", "same"),
    [
        ("298.57", "万元", True),
        ("298.570", "万元", True),
        ("2985700", "元", True),
        ("0.029857", "亿元", True),
        ("298.57", "元", False),  # right digits, wrong unit
        ("298.57", "", False),
        ("298.57", "%", False),
        ("298.6", "万元", False),
        ("289.57", "万元", False),
        ("-298.57", "万元", False),
    ],
)
def test_a_figure_is_the_same_in_any_unit_and_in_no_other(
    value: str, unit: str, same: bool
) -> None:
    assert same_figure(want("298.57", "万元"), D(value), unit) is same


def test_counts_scaled_by_a_myriad_and_people_by_any_measure_word() -> None:
    assert same_figure(want("40000", "人次"), D("4"), "万人次")
    assert same_figure(want("51", "人"), D("51"), "名")
    assert not same_figure(want("925", "个"), D("925"), "支")
    assert same_figure(want("20000", "人次", units=("万",)), D("2"), "万")
    assert not same_figure(want("20000", "人次", units=("万",)), D("20000"), "万")
    assert same_figure(want("894", "人", units=("",)), D("894"), "")


def test_a_figure_that_the_report_rounds_elsewhere() -> None:
    expected = ExpectedFigure(D("15621.11"), "万元", others=((D("156211123"), "元"),))
    assert same_figure(expected, D("15621.11"), "万元")
    assert same_figure(expected, D("156211123"), "元")
    assert same_figure(expected, D("15621.1123"), "万元")
    assert not same_figure(expected, D("15621.112"), "万元")
    assert not same_figure(expected, D("156211123"), "万元")


@given(st.decimals(min_value="0.01", max_value=10**7, places=2))
def test_every_money_unit_gives_the_same_figure(value: D) -> None:
    expected = ExpectedFigure(value, "万元")
    assert same_figure(expected, value * 10_000, "元")
    assert same_figure(expected, value / 10_000, "亿元")
    assert not same_figure(expected, value + D("0.01"), "万元")


@pytest.mark.parametrize(
    ("value", "unit", "same"),
    [
        ("95.87", "%", True),
        ("95.9", "%", True),
        ("95.8653", "%", True),
        ("95.86", "%", False),  # cut, not rounded
        ("96", "%", False),  # the sum has decimals, so must the answer
        ("95.87", "万元", False),
    ],
)
def test_a_computed_share_may_be_rounded(value: str, unit: str, same: bool) -> None:
    assert same_computed(want("95.87", "%"), "2717.34/2834.54*100", D(value), unit) is same


def test_a_computed_difference_is_exact() -> None:
    expected = want("5.33", "万元")
    assert same_computed(expected, "303.90-298.57", D("5.33"), "万元")
    assert same_computed(expected, "298.57-303.90", D("53300"), "元")
    assert not same_computed(expected, "303.90-298.57", D("5.3"), "万元")


def test_the_expected_figure_with_its_role_is_right() -> None:
    match = match_figures(
        [want("298.57", "万元", Role.EXECUTION)],
        [],
        "",
        [got("298.57", "万元", Role.EXECUTION), got("303.90", "万元", Role.BUDGET)],
    )
    assert match.right


def test_the_right_digits_under_the_wrong_role_are_wrong() -> None:
    match = match_figures(
        [want("62", "人次", Role.ACTUAL)], [], "", [got("62", "人次", Role.TARGET)]
    )
    assert not match.right
    assert match.misnamed


def test_a_second_figure_of_the_same_role_contends() -> None:
    wanted = [want("298.57", "万元", Role.EXECUTION)]
    right = got("298.57", "万元", Role.EXECUTION)
    for rival in (got("2717.34", "万元", Role.EXECUTION), got("2717.34", "万元")):
        assert match_figures(wanted, [], "", [right, rival]).rivals == (rival,)
        assert match_figures(wanted, [want("2717.34", "万元")], "", [right, rival]).right
    assert match_figures(wanted, [], "", [right, got("98", "%", Role.RATE)]).right


def test_operands_of_a_sum_do_not_contend_with_its_outcome() -> None:
    answer = [
        got("5.33", "万元", verdict=Verdict.COMPUTED),
        got("303.90", "万元", Role.BUDGET),
        got("298.57", "万元", Role.EXECUTION),
    ]
    assert match_figures([want("5.33", "万元")], [], "303.90-298.57", answer).right
    other = got("6.00", "万元", verdict=Verdict.COMPUTED)
    assert match_figures([want("5.33", "万元")], [], "303.90-298.57", [*answer, other]).rivals


def test_a_missing_figure_is_missing() -> None:
    match = match_figures([want("51", "人")], [], "", [got("14", "人")])
    assert match.missing
    assert not match.right


@pytest.mark.parametrize(
    ("text", "form", "stated"),
    [
        ("共 57,546 名[1]。", "57546名", True),
        ("共５７５４６名", "57546名", True),
        ("2013.02 万元", "20130200元", True),
        ("2013.02 元", "2013.02万元", False),
        ("完成 75.96%", "96%", False),
        ("完成 196%", "96%", False),
        ("完成 96.5%", "96", False),
        ("《星辰大海》", "星辰大海", True),
        ("“双公示”", "双公示", True),
        ("", "双公示", False),
        ("答：51人[2]", "2人", False),
    ],
)
def test_what_a_text_states(text: str, form: str, stated: bool) -> None:
    assert states(text, form) is stated


OFFICES = (("办公室",), ("电教管理办公室", "党员电化教育管理办公室"), ("公务员科",))


@pytest.mark.parametrize(
    ("items", "missing", "excess"),
    [
        (("办公室", "电教管理办公室", "公务员科"), (), ()),
        (("公务员科。", "党员电化教育管理办公室", " 办公室 "), (), ()),
        (("办公室", "公务员科"), ("电教管理办公室",), ()),
        (("电教管理办公室", "公务员科"), ("办公室",), ()),
        (("办公室", "电教管理办公室", "公务员科", "财务科"), (), ("财务科",)),
        (("办公室", "办公室", "电教管理办公室", "公务员科"), (), ("办公室",)),
        (("办公室、电教管理办公室、公务员科",), ("办公室", "公务员科"), ()),
        ((), ("办公室", "电教管理办公室", "公务员科"), ()),
    ],
)
def test_lists_are_whole_and_nothing_else(
    items: tuple[str, ...], missing: tuple[str, ...], excess: tuple[str, ...]
) -> None:
    match = match_list(OFFICES, items)
    assert match.missing == missing
    assert match.excess == excess
    assert match.right == (not missing and not excess)
    assert match.completeness == pytest.approx(1 - len(missing) / 3)


@given(st.lists(st.text(alphabet="甲乙丙丁戊己", min_size=1, max_size=6), unique=True, max_size=8))
def test_a_list_equals_itself_in_any_order_and_not_with_one_more(names: list[str]) -> None:
    wanted = [(name,) for name in names]
    assert match_list(wanted, list(reversed(names))).right
    assert not match_list(wanted, [*names, "庚"]).right
    if names:
        assert not match_list(wanted, names[1:]).right


def test_key_points_are_covered_in_any_form() -> None:
    points = [("机制不健全", "机制还不够健全"), ("专业人才紧缺",)]
    text = "激励机制还 不够健全；专业人才紧缺[1]。"
    assert uncovered(points, text) == ()
    assert cover(points, text) == 1.0
    assert uncovered(points, "专业人才紧缺") == ("机制不健全",)
    assert cover(points, "专业人才紧缺") == 0.5
    assert cover([], "") == 1.0


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("是，完成率为 100%[1]。", True),
        ("是的。", True),
        ("对，51人。", True),
        ("有，全区共 925 个。", True),
        ("已完成。", True),
        ("超过了，实际 21 期。", True),
        ("不是，是 925 个[1]；921 支是服务队伍[2]。", False),
        ("没错，是 51 人。", True),
        ("不止，57546 名。", True),
        ("不低于目标，100%。", True),
        ("对此报告没有说明。", None),
        ("不错，921 支。", True),
        ("有误，是 925 个。", False),
        ("低于，75.48%。", None),
        ("没有。", False),
        ("未完成，75.48%。", False),
        ("否", False),
        ("与报告不符：报告写的是 925 个。", False),
        ("答：不对。", False),
        ("925 个。", None),
        ("", None),
    ],
)
def test_the_verdict_an_answer_opens_with(answer: str, verdict: bool | None) -> None:
    assert polarity(answer) is verdict


def test_the_winner_is_named_first() -> None:
    assert leads((), "")
    assert leads(("番禺", "荔湾"), "最高的是番禺区（96%），荔湾区 75.48%。")
    assert leads(("番禺", "荔湾"), "番禺区。")
    assert not leads(("番禺", "荔湾"), "最高的是荔湾区，番禺区 96%。")
    assert not leads(("番禺", "荔湾"), "都差不多。")


def test_only_the_sentence_of_the_nearest_thing_is_left_out() -> None:
    nearest = "整体支出 2013.02 万元"
    said = outside_nearest(
        "报告没有给出荔湾的项目支出；给出的是整体支出 2013.02 万元[1]。", nearest
    )
    assert "2013.02" not in said
    assert "没有给出" in said
    labelled = outside_nearest("报告没有给出。最接近的是整体支出 2013.02 万元。", None)
    assert "2013.02" not in labelled
    assert "2013.02" in outside_nearest("项目支出是 2013.02 万元。报告没有别的。", "别的 5 万元")


def test_pastes_are_seen() -> None:
    row = "工资\t1.00\t2.00\t3.00\n"
    assert pasted(row * 3, False, 9, 1)
    assert pasted("字" * 401, True, 1, 1)
    assert not pasted("字" * 401, False, 1, 1)
    assert pasted("字" * 1501, False, 0, 0)
    assert pasted("很多数", True, 9, 1)
    assert not pasted("298.57 万元，预算 303.90 万元，完成 98%", True, 3, 1)


def test_refusals_are_scored() -> None:
    scores = refusals([True, True, False, False], [True, False, True, False])
    assert scores.precision == 0.5
    assert scores.recall == 0.5
    assert scores.f1 == 0.5
    never = refusals([True, False], [False, False])
    assert (never.precision, never.recall, never.f1) == (None, 0.0, 0.0)
    nothing = refusals([], [])
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # Reference values of the score interval without continuity correction.
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share(hits: int, misses: int) -> None:
    low, high = wilson(hits, hits + misses)
    share = hits / (hits + misses) if hits + misses else 0.5
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


def test_wilson_of_no_share() -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


def test_percentiles() -> None:
    assert percentile([], 0.5) == 0.0
    assert percentile([3.0], 0.95) == 3.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert percentile([float(i) for i in range(101)], 0.95) == pytest.approx(95)
