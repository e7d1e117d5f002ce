"""The vocabulary: measures and roles as reports print and people ask them."""

import pytest

from ingest.measures import concept, concepts, find_concepts, find_roles, rivals
from ingest.model import Role


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("项目支出预算数", ["项目支出"]),
        ("整体支出年初预算数", ["整体支出"]),
        ("2022年我部年度部门整体预算数", ["整体支出"]),
        ("“三公”经费财政拨款支出决算", ["“三公”经费"]),
        ("三公经费花了多少", ["“三公”经费"]),
        ("因公出国(境)费", ["因公出国（境）费"]),
        ("一般公共预算财政拨款基本支出", ["基本支出"]),
        ("實有在職人員", ["在职人员"]),
        ("公务用车购置及运行维护费、公务接待费", ["公务用车购置及运行维护费", "公务接待费"]),
        ("预算完成率", ["预算完成率"]),
        ("今天天气如何", []),
    ],
)
def test_the_longest_name_is_found(text: str, names: list[str]) -> None:
    assert [mention.name for mention in find_concepts(text)] == names


def test_a_mention_stands_where_it_is_printed() -> None:
    text = "其中，“三公” 经费支出"
    (mention,) = find_concepts(text)
    assert text[mention.start : mention.end] == mention.printed == "三公” 经费"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("整体支出年初预算数", [Role.INITIAL_BUDGET]),
        ("整体支出预算调整数", [Role.ADJUSTMENT]),
        ("整体年度实际支出数", [Role.EXECUTION]),
        ("支出决算为", [Role.EXECUTION]),
        ("完成年初预算的", [Role.RATE]),
        ("实际完成指标值", [Role.ACTUAL]),
        ("预期实现值", [Role.TARGET]),
        ("分值(权重)", [Role.WEIGHT]),
        ("自评得分", [Role.SCORE]),
        ("一般公共预算拨款", []),
        ("预算单位", []),
    ],
)
def test_roles_as_printed(text: str, roles: list[Role]) -> None:
    assert [mention.role for mention in find_roles(text)] == roles


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("番禺的项目支出花了多少", Role.EXECUTION),
        ("区里批了多少钱", Role.BUDGET),
        ("当初定的目标是多少", Role.TARGET),
        ("实际做了多少次", Role.ACTUAL),
    ],
)
def test_roles_as_asked(question: str, role: Role) -> None:
    assert role in {mention.role for mention in find_roles(question)}


def test_measures_of_a_family_are_rivals() -> None:
    assert {"基本支出", "整体支出"} <= rivals("项目支出")
    assert "项目支出" not in rivals("项目支出")
    assert rivals("没有这个指标") == frozenset()


def test_the_file_is_sound() -> None:
    names = [entry.name for entry in concepts()]
    assert len(names) == len(set(names))
    for entry in concepts():
        assert entry.kind in ("money", "count", "score", "rate", "text")
        assert not entry.parent or concept(entry.parent), entry
        for word in (entry.name, *entry.synonyms):
            found = find_concepts(word)
            assert [mention.name for mention in found] == [entry.name], word
