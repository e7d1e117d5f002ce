"""Retrieval, calibration, overlap and the summary's means, on numbers worked out by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from eval.calibration import Bin, calibration_bins, calibration_error
from eval.cases import Case, Expected, ExpectedFigure, ExpectedReport
from eval.finders import measure_retrieval, query_of
from eval.metrics import mean
from eval.places import Found, places_of, ranks_of
from eval.ranking import mean_reciprocal_rank, recall_at
from eval.spans import exact_match, overlap_f1
from ingest.model import ReadingAccount, ReportIdentity
from qa.model import Outcome, Turn
from vectorstore.model import ReportCard


def card(region: str, year: int = 2021, name: str = "") -> ReportCard:
    who = ReportIdentity(agency=f"{region}某局", region=region, fiscal_year=year)
    file_name = name or f"{region}.pdf"
    return ReportCard(region, file_name, "", f"{region}报告", who, "pdf", "", ReadingAccount())


def found(text: str, region: str = "东山区", page: int = 1, year: int = 2021) -> Found:
    return Found(card(region, year), (page,), text)


SPENT = ExpectedFigure(Decimal("28.50"), "万元")
EAST = ExpectedReport(region="东山区", fiscal_year=2021)


def case(**expected: object) -> Case:
    want = Expected((Outcome.ANSWERED,), reports=(EAST,))
    return Case("c", "花了多少？", replace(want, **expected))  # type: ignore[arg-type]


def test_recall_and_reciprocal_rank() -> None:
    ranks = [(1, 5), (None,), (2,)]
    assert recall_at(1, ranks) == pytest.approx((0.5 + 0 + 0) / 3)
    assert recall_at(4, ranks) == pytest.approx((0.5 + 0 + 1) / 3)
    assert recall_at(5, ranks) == pytest.approx((1 + 0 + 1) / 3)
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 0 + 0.5) / 3)
    assert recall_at(4, []) is None
    assert mean_reciprocal_rank([]) is None
    with pytest.raises(ValueError, match="without places"):
        recall_at(1, [()])


def test_a_place_is_the_right_figure_in_the_right_report() -> None:
    (place,) = places_of(case(figures=(SPENT,)))
    assert place.is_in(found("执行 28.50 万元。"))
    assert place.is_in(found("执行 285,000 元。"))
    assert place.is_in(found("项目支出\t30.00\t28.50"))  # its unit stands in the header
    assert not place.is_in(found("执行 28.50 元。"))
    assert not place.is_in(found("执行 128.50 万元。"))
    assert not place.is_in(found("执行 28.50 万元。", region="西山区"))
    assert not place.is_in(found("执行 28.50 万元。", year=2022))


def test_a_page_counts_only_for_the_file_it_is_named_for() -> None:
    (place,) = places_of(case(figures=(SPENT,), pages=(("东山区.pdf", (3, 4)),)))
    assert place.is_in(found("28.50 万元", page=4))
    assert not place.is_in(found("28.50 万元", page=1))
    (elsewhere,) = places_of(case(figures=(SPENT,), pages=(("别的.pdf", (3,)),)))
    assert elsewhere.is_in(found("28.50 万元", page=1))


def test_what_has_a_place_and_what_has_none() -> None:
    points = case(key_points=(("人手不足", "缺人"), ("制度不全",)))
    assert ranks_of(places_of(points), [found("制度不全。"), found("缺人。")]) == (2, 1)
    assert ranks_of(places_of(points), [found("缺人。")]) == (1, None)
    assert len(places_of(case(accepted=("甲", "乙")))) == 1
    assert places_of(case(figures=(SPENT,), computation="30-1.5")) == ()
    assert places_of(case(leads=("东山区", "西山区"))) == ()
    assert places_of(replace(case(), expected=Expected((Outcome.NOT_IN_REPORTS,)))) == ()


def test_a_finder_is_measured_over_the_cases_that_have_a_place() -> None:
    class Finder:
        def find(self, question: str, k: int, scope: object = None) -> list[Found]:
            return [found("没有"), found("28.50 万元")][:k]

    cases = [case(figures=(SPENT,)), case(accepted=("丁",)), case(leads=("甲",))]
    measured = measure_retrieval(Finder(), cases, (1, 2))
    assert measured.cases == 2
    assert measured.recall == ((1, 0.0), (2, 0.5))
    assert measured.mrr == 0.25
    nothing = measure_retrieval(Finder(), [])
    assert (nothing.cases, nothing.recall, nothing.mrr) == (0, (), None)


def test_a_plain_chain_looks_for_the_question_before_as_well() -> None:
    turns = (Turn("user", "荔湾的预算？"), Turn("assistant", "三十。"))
    assert query_of("执行呢？", turns) == "荔湾的预算？ 执行呢？"
    assert query_of("执行呢？", ()) == "执行呢？"


def test_calibration() -> None:
    sure, right = [0.95, 0.95, 0.15, 1.0], [True, False, False, True]
    assert calibration_bins(sure, right) == (
        Bin(1, 0.15, 0.0),
        Bin(3, pytest.approx(2.9 / 3), pytest.approx(2 / 3)),
    )
    assert calibration_error(sure, right) == pytest.approx(0.15 / 4 + 3 / 4 * (2.9 - 2) / 3)
    assert calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert calibration_error([1.0, 0.0], [False, True]) == 1.0
    assert calibration_error([], []) is None
    with pytest.raises(ValueError, match="no confidence"):
        calibration_error([1.2], [True])


def test_exact_match_and_overlap() -> None:
    assert exact_match("《东山》。", ["西山", "东山"])
    assert not exact_match("在东山", ["东山"])
    assert overlap_f1("在东山", ["东山"]) == pytest.approx(2 * 2 / 5)
    assert overlap_f1("东山", ["东山", "西山"]) == 1.0
    assert overlap_f1("南海", ["东山"]) == 0.0
    assert overlap_f1("", ["东山"]) == 0.0
    assert overlap_f1("东山", []) == 0.0


def test_the_mean_of_nothing_is_none() -> None:
    assert mean([]) is None
    assert mean([1.0, 0.0]) == 0.5
