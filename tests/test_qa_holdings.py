"""Looking up agencies and places among thousands of reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.model import ReadingAccount, ReportIdentity
from qa.agencies import agency_mentions, mend_agency
from qa.editions import primary_editions
from qa.holdings import Holdings, held
from qa.scope import find_scope, names_of
from qa.typos import Names, correct_names
from vectorstore.model import ReportCard

_FIELDS = ("财政局", "教育局", "卫生健康局", "规划和自然资源局", "新华街道办事处")


def _card(district: str, field: str, year: int) -> ReportCard:
    path = ("南州市", district)
    identity = ReportIdentity("".join((*path, field)), district, path, year, "自评报告")
    id_ = f"{district}{field}{year}"
    return ReportCard(id_, f"{id_}.pdf", f"/{id_}", id_, identity, "pdf", id_, ReadingAccount())


@pytest.fixture(scope="module")
def cards() -> Holdings:
    districts = [f"{a}{b}区" for a in "东西南北中上下" for b in "河山林田溪原岭港浦桥"]
    return held([_card(d, f, y) for d in districts for f in _FIELDS for y in (2021, 2022)])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("东河区财政局2021年项目支出是多少", {"东河区财政局2021"}),
        ("南州市下桥区卫健局2022年的执行数", {"下桥区卫生健康局2022"}),
        ("中田区规资局22年预算", {"中田区规划和自然资源局2022"}),
        ("北岭教育2021年花了多少", {"北岭区教育局2021"}),
        ("东河区税务局2021年项目支出", set()),
    ],
)
def test_one_of_many_is_found(cards: Holdings, question: str, expected: set[str]) -> None:
    assert set(find_scope(question, cards).ids) == expected


def test_slips_in_names_are_mended_among_many(cards: Holdings) -> None:
    names = Names(names_of(cards))
    assert correct_names("东和区财政局的收入", names) == "东河区财政局的收入"
    assert correct_names("东河区财政局的收入", names) == "东河区财政局的收入"
    assert mend_agency("东河区卫建局的收入", cards) == "东河区卫健局的收入"


def test_what_is_derived_is_made_once(cards: Holdings) -> None:
    assert held(cards) is cards
    first = primary_editions(cards)
    assert primary_editions(cards) is first
    assert primary_editions(first) is first
    assert find_scope("东河区财政局", cards) is find_scope("东河区财政局", cards)


def test_a_mention_brings_all_reports_of_the_agency(cards: Holdings) -> None:
    mentions = {(a, b): ids for a, b, ids in agency_mentions("西山区教育局", cards)}
    assert mentions[0, 6] == {"西山区教育局2021", "西山区教育局2022"}


def _of(path: tuple[str, ...], name: str) -> ReportCard:
    identity = ReportIdentity("".join(path) + name, path[-1], path, 2022, "自评报告")
    id_ = "".join(path) + name
    return ReportCard(id_, f"{id_}.pdf", f"/{id_}", id_, identity, "pdf", id_, ReadingAccount())


SAME_NAMES = (
    _of(("石家庄市", "长安区"), "财政局"),
    _of(("西安市", "长安区"), "财政局"),
    _of(("西安市", "长安区"), "人民政府光明街道办事处"),
    _of(("西安市", "长安区"), "人民政府东风街道办事处"),
    _of(("石家庄市", "桥西区"), "财政局"),
    _of(("长安区",), "教育局"),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("西安市长安区财政局2022年项目支出", {"西安市长安区财政局"}),
        ("石家庄市长安区财政局2022年项目支出", {"石家庄市长安区财政局"}),
        ("西安长安区财政局2022年项目支出", {"西安市长安区财政局"}),
        ("长安区财政局2022年项目支出", {"石家庄市长安区财政局", "西安市长安区财政局"}),
        ("西安市长安区教育局2022年项目支出", {"长安区教育局"}),
        ("邢台市桥西区财政局2022年项目支出", set()),
        ("长安区光明街道办事处2022年支出", {"西安市长安区人民政府光明街道办事处"}),
    ],
)
def test_places_and_agencies_of_like_names_are_kept_apart(
    question: str, expected: set[str]
) -> None:
    assert set(find_scope(question, SAME_NAMES).ids) == expected


def test_the_place_that_no_report_is_of_is_named() -> None:
    assert find_scope("邢台市桥西区财政局2022年项目支出", SAME_NAMES).missing == ("邢台市桥西区",)


def test_a_name_is_no_slip_for_another_that_sounds_like_it() -> None:
    cards = (*SAME_NAMES, _of(("辽源市", "东丰县"), "财政局"))
    names = Names(names_of(cards))
    question = "西安市长安区东风街道办事处2022年的支出"
    assert correct_names(question, names) == question
    assert correct_names("东峰县财政局的支出", names) == "东丰县财政局的支出"


def test_a_word_of_the_language_is_no_slip_for_a_name() -> None:
    names = Names(names_of((*SAME_NAMES, _of(("岚陵县",), "人民法院"))))
    question = "岚陵县人民医院门诊楼总投资是多少"
    assert correct_names(question, names) == question
    assert correct_names("岚陵县人民法元的支出", names) == "岚陵县人民法院的支出"


def test_an_agency_is_one_however_its_name_is_printed() -> None:
    cards = [_card("东河区", "委组织部", 2021), _card("东河区", "宣传部", 2021)]
    formal = replace(_card("东河区", "", 2022).identity, agency="中国共产党东河区委员会组织部")
    cards.append(replace(_card("东河区", "", 2022), id="formal", identity=formal))
    bureau = replace(formal, agency="东河区组织部（本级）")
    cards.append(replace(_card("东河区", "", 2022), id="itself", identity=bureau))
    assert find_scope("东河区委组织部2022年花了多少", cards).ids == ("formal",)
    assert find_scope("中国共产党东河区委员会组织部2021年花了多少", cards).ids == (cards[0].id,)
    assert find_scope("东河区组织部（本级）2022年花了多少", cards).ids == ("itself",)
    assert not find_scope("东河区组织部（本级）2021年花了多少", cards).reports
