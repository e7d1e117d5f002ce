"""One measure over every report: ranked, in one unit, added only where that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.errors import QuestionError
from ingest.measures import concepts
from ingest.model import Role
from ingest.read import read_report
from qa.compare_measure import MeasureComparison, Wanted, compare_measure
from qa.model import Outcome, Verdict
from qa.scope import Scope
from qa.settings import QASettings
from qa.sources import Sources
from qa.understand import understand
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings

_REPORT = """安和市{region}民政局{year}年部门整体支出绩效自评报告
一、基本情况
{region}民政局在职人员{people}人。项目支出全年预算数{budget}，全年执行数{spent}。
部门整体支出预算完成率{rate}%。
"""
Compare = Callable[..., MeasureComparison]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(StoreSettings(tmp_path / "store", "hashing")) as library:
        yield library


@pytest.fixture
def add(library: Library, tmp_path: Path) -> Callable[..., None]:
    def add(region: str, spent: str, year: int = 2023, **more: object) -> None:
        given = {"people": 36, "budget": "400.00万元", "rate": "90.00", **more}
        path = tmp_path / f"{region}{year}{more.get('name', '')}.txt"
        path.write_text(_REPORT.format(region=region, year=year, spent=spent, **given))
        library.add(read_report(path))

    return add


@pytest.fixture
def compare(library: Library) -> Compare:
    def compare(measure: str, role: Role | None = None, **more: object) -> MeasureComparison:
        wanted = Wanted(measure, role, **more)  # type: ignore[arg-type]
        return compare_measure(wanted, library.reports(), Sources(library), QASettings())

    return compare


def regions(compared: MeasureComparison) -> list[tuple[int, str]]:
    return [(row.rank, row.card.identity.region) for row in compared.rows]


def test_ranked_in_one_unit_and_added(add: Callable[..., None], compare: Compare) -> None:
    add("云山区", "298.57万元")
    add("溪口区", "3,000,000.00元")
    add("临江区", "298.57万元")
    found = compare("项目支出", Role.EXECUTION)
    assert found.unit == "万元"
    assert regions(found) == [(1, "溪口区"), (2, "临江区"), (2, "云山区")] or regions(found) == [
        (1, "溪口区"), (2, "云山区"), (2, "临江区"),
    ]  # fmt: skip
    assert found.rows[0].value == 300
    assert [row.verdict for row in found.rows] == [Verdict.CONVERTED, Verdict.READ, Verdict.READ]
    assert found.total == Decimal("897.14")
    for row in found.rows:  # every row's figure stands where its citation says
        (citation,) = [c for c in found.answer.citations if c.n == row.n]
        assert citation.report_id == row.card.id
        assert row.figure.printed in citation.quote


def test_what_is_missing_is_said(add: Callable[..., None], compare: Compare) -> None:
    add("云山区", "298.57万元")
    add("溪口区", "300.00万元", year=2022)
    found = compare("项目支出", Role.EXECUTION, years=(2022,))
    assert regions(found) == [(1, "溪口区")]
    assert not found.left_out
    nothing = compare("公务接待费")
    assert nothing.answer.outcome is Outcome.NOT_IN_REPORTS
    assert len(nothing.left_out) == 2
    assert all("没有找到" in left.reason for left in nothing.left_out)
    with pytest.raises(QuestionError, match="指标"):
        compare("  ")


@pytest.mark.parametrize(
    ("measure", "role", "years", "why"),
    [
        ("预算完成率", None, (2023, 2023), "比率"),
        ("项目支出", Role.EXECUTION, (2022, 2023), "年度不同"),
        ("在职人员", None, (2022, 2023), "年度不同"),
    ],
)
def test_nothing_is_added_that_must_not_be(
    add: Callable[..., None],
    compare: Compare,
    measure: str,
    role: Role | None,
    years: tuple[int, int],
    why: str,
) -> None:
    add("云山区", "298.57万元", year=years[0])
    add("溪口区", "300.00万元", year=years[1])
    found = compare(measure, role)
    assert len(found.rows) == 2
    assert found.total is None
    assert why in found.no_total


def test_of_two_editions_one_is_listed_and_the_other_s_figure_named(
    add: Callable[..., None], compare: Compare
) -> None:
    add("云山区", "298.57万元")
    add("云山区", "398.57万元", name="另")
    found = compare("项目支出", Role.EXECUTION)
    (row,), (left,) = found.rows, found.left_out
    assert "两个版本" in left.reason
    assert "写的是" in row.note
    assert {row.figure.printed, "298.57万元", "398.57万元"} == {"298.57万元", "398.57万元"}


def test_measures_of_the_store_are_counted_by_report(
    add: Callable[..., None], library: Library
) -> None:
    add("云山区", "298.57万元")
    add("溪口区", "300.00万元")
    by_role = library.measures()["项目支出"]
    assert len(by_role[Role.EXECUTION]) == 2
    assert by_role[Role.EXECUTION] == {card.id for card in library.reports()}


def test_every_measure_of_the_vocabulary_can_be_asked_for() -> None:
    """A name chosen from the list is understood as that measure or as the role it implies."""
    strange = []
    for known in concepts():
        asked = understand(f"{known.name}是多少", Scope(()))
        if known.name not in asked.concepts and not (known.role and asked.roles):
            strange.append(known.name)
    assert strange == []
