"""Which reports a question is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import ReadingAccount, ReportIdentity
from qa.editions import primary_editions
from qa.followup import standalone
from qa.model import Turn
from qa.places import find_places
from qa.scope import describe, find_scope
from vectorstore.model import ReportCard


def card(
    id: str,
    agency: str,
    path: tuple[str, ...],
    year: int,
    kind: str = "自评报告",
    format: str = "pdf",
) -> ReportCard:
    identity = ReportIdentity(
        agency=agency, region=path[-1], region_path=path, fiscal_year=year, kind=kind
    )
    return ReportCard(
        id, f"{id}.{format}", f"/{id}", agency, identity, format, id, ReadingAccount()
    )


LW = card("lw", "中国共产党广州市荔湾区委员会组织部", ("广州市", "荔湾区"), 2021, "自评表")
PY = card("py", "中国共产党广州市番禺区委员会组织部", ("广州市", "番禺区"), 2022)
GH = card("gh", "上海市普陀区规划和自然资源局", ("上海市", "普陀区"), 2024, "部门决算")
W4 = card("w4", "上海市普陀区人民政府万里街道办事处", ("上海市", "普陀区"), 2024, "部门预算")
W5 = card("w5", "上海市普陀区人民政府万里街道办事处", ("上海市", "普陀区"), 2025, "部门预算")
CARDS = (LW, PY, GH, W4, W5)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("荔湾有多少名党员报到", {"lw"}),
        ("荔湾区委组织部2021年的总分", {"lw"}),
        ("番禺2022年的执行数", {"py"}),
        ("22年番禺区执行了多少", {"py"}),
        ("普陀区规划资源局2024年支出", {"gh"}),
        ("规资局的项目支出", {"gh"}),
        ("万里街道2025年三公经费预算", {"w5"}),
        ("万里街道2024年和2025年相差多少", {"w4", "w5"}),
        ("荔湾和番禺哪个更高", {"lw", "py"}),
        ("上海市普陀区2024年决算", {"gh"}),
        ("项目支出是多少", {"lw", "py", "gh", "w4", "w5"}),
        ("番禺2021年的执行数", set()),
        ("天河区的执行数是多少", set()),
        ("广州市委组织部2022年支出多少", set()),
        ("番禺去黄埔区调研了什么", {"py"}),
    ],
)
def test_scope(question: str, expected: set[str]) -> None:
    assert set(find_scope(question, CARDS).ids) == expected


def test_what_is_missing_is_named() -> None:
    assert find_scope("番禺2021年的执行数", CARDS).missing == ("2021年",)
    assert find_scope("天河区的执行数", CARDS).missing == ("天河区",)
    assert "天河" in find_scope("荔湾、番禺和天河的执行数", CARDS).missing


def test_a_wider_region_is_no_report_of_its_own() -> None:
    scope = find_scope("广州市的预算完成率是多少", CARDS)
    assert scope.broad and set(scope.ids) == {"lw", "py"}
    assert not find_scope("广州市番禺区的预算完成率", CARDS).broad


def test_a_year_compared_with_is_no_scope() -> None:
    scope = find_scope("规划资源局收入比2023年增加了多少", CARDS)
    assert scope.ids == ("gh",) and not scope.missing


def test_a_count_is_no_year() -> None:
    assert find_scope("出版了2000册书", CARDS).years == ()
    assert find_scope("培训2023名干部", CARDS).years == ()


def test_common_words_are_no_places() -> None:
    assert not find_places("和平时期城中村治理")
    scope = find_scope("万里街道社区公共服务中心新建工程用地面积", CARDS)
    assert set(scope.ids) == {"w4", "w5"} and not scope.missing


def test_editions_of_one_report_count_once_paged_first() -> None:
    text = card("py2", PY.identity.agency, ("广州市", "番禺区"), 2022, format="txt")
    assert [c.id for c in primary_editions((text, PY))] == ["py"]
    assert find_scope("番禺的项目支出", (text, PY)).ids == ("py",)


def test_describe() -> None:
    assert describe(LW.identity) == "中国共产党广州市荔湾区委员会组织部2021年度自评表"


@given(st.text(max_size=60))
def test_any_text_has_a_scope(text: str) -> None:
    scope = find_scope(text, CARDS)
    assert set(scope.ids) <= {c.id for c in CARDS}
    assert all(0 <= a < b <= len(text) for a, b in scope.spans)


def ask(*turns: str) -> str:
    history = [Turn("user", turn) for turn in turns[:-1]]
    return standalone(turns[-1], history, CARDS)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("番禺的项目支出是多少？", "那荔湾呢？"), "荔湾的项目支出是多少?"),
        (("番禺的项目支出是多少？", "预算呢？"), "番禺的项目支出的预算是多少？"),
        (("荔湾的总分是多少", "它的预算完成率是多少"), "荔湾的预算完成率是多少？"),
        (("番禺内设科室有哪些", "它的总分是多少"), "番禺的总分是多少"),
        (
            ("荔湾的预算完成率是多少？", "番禺呢？", "哪个更高？"),
            "荔湾和番禺的预算完成率哪个更高?",
        ),
        (
            ("番禺有多少在职人员", "退休人员呢？", "一共多少人"),
            "番禺的在职人员和退休人员合计是多少？",
        ),
        (("荔湾2021年实际支出多少", "不对，我问的是番禺"), "番禺2021年的实际支出多少"),
    ],
)
def test_followups_stand_alone(turns: tuple[str, ...], expected: str) -> None:
    assert ask(*turns) == expected


def test_without_history_a_question_stays() -> None:
    assert ask("番禺的在职人员有多少") == "番禺的在职人员有多少"
