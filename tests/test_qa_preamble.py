"""What an asker says of himself is no part of the question."""

from __future__ import annotations

import pytest

from ingest.model import ReadingAccount, ReportIdentity
from qa.preamble import askings_of
from qa.scope import Scope, find_scope, names_of
from qa.typos import Names, correct_names
from qa.understand import aside, understand
from vectorstore.model import ReportCard


def card(agency: str, path: tuple[str, ...], year: int = 2023) -> ReportCard:
    identity = ReportIdentity(
        agency=agency, region=path[-1], region_path=path, fiscal_year=year, kind="自评报告"
    )
    return ReportCard(
        id=agency,
        file_name=f"{agency}.pdf",
        path="",
        title=f"{agency}{year}年度自评报告",
        format="pdf",
        content_hash="",
        identity=identity,
        account=ReadingAccount(),
    )


CARDS = [
    card("临泾县医疗保障局", ("临泾县",)),
    card("青石湾经济技术开发区管理委员会", ("青石湾经济技术开发区",)),
    card("广州市番禺区民政局", ("广州市", "番禺区"), 2022),
]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "您好，我这边做预算汇总，请问番禺2022年的项目支出是多少？",
            "番禺2022年的项目支出是多少？",
        ),
        ("麻烦帮忙查一下番禺的项目支出是多少", "番禺的项目支出是多少"),
        ("劳烦查一下，审计要用：番禺2022年实际支出多少", "番禺2022年实际支出多少"),
        ("我妈老说水不放心，想问问水质达标率是100%吗", "水质达标率是100%吗"),
        ("番禺有哪些问题？一条条说", "番禺有哪些问题？"),
        ("帮我把番禺的项目名称都列出来，谢谢", "把番禺的项目名称都列出来"),
        ("我在看番禺2022年的报告，在职多少人", "番禺2022年在职多少人"),
        ("我听说番禺建了921个党支部，对吗？", "番禺建了921个党支部，对吗？"),
        ("作为一名家长，我想弄明白番禺有几所学校", "番禺有几所学校"),
        ("论文里需要一个数据：番禺2022年救助了多少人", "番禺2022年救助了多少人"),
        ("有读者来信问，番禺2022年的钱为什么没花完？", "番禺2022年的钱为什么没花完？"),
        ("根据番禺2022年度的自评报告，救助了多少人？", "番禺2022年度救助了多少人？"),
        ("领导让我查番禺的支出是多少，能帮忙查一下吗？", "番禺的支出是多少"),
        ("请提供番禺2022年在职人员数量。", "番禺2022年在职人员数量。"),
        ("有同志提出番禺没完成目标，这个说法对不对？", "番禺没完成目标，对吗？"),
        ("番禺的问题有哪些，请逐条告诉我，越全越好", "番禺的问题有哪些"),
        ("要求整改的问题有哪些", "要求整改的问题有哪些"),
        ("提供岗位多少个", "提供岗位多少个"),
        ("项目支出是多少", "项目支出是多少"),
        ("帮我重新算下番禺的执行率，保留两位小数", "帮我重新算下番禺的执行率，保留两位小数"),
        (
            "我是开民宿的，打算下个月去番禺，听说那边2022年新增了景区，请问新增了几个？",
            "番禺那边2022年新增了景区，新增了几个？",
        ),
        ("前几天看到番禺2022年有个助餐项目，请问这个项目支出多少", "番禺2022年助餐项目的支出多少"),
        ("番禺2022年结案率是96%，我有点怀疑，是不是真的？", "番禺2022年结案率是96%，对吗？"),
        ("我在核对结余，想确认一下番禺校舍改造这个项目，剩多少", "番禺校舍改造这个项目，剩多少"),
        (
            "小区的健身房老关门，谁也说不准有几个能用，心里犯嘀咕。请问番禺2022年新建了多少个健身点？大概的也行",
            "番禺2022年新建了多少个健身点？",
        ),
        (
            "挑来挑去选了番禺。他们2022年的政府采购有几类，请保留一位小数",
            "番禺2022年的政府采购有几类，请保留一位小数",
        ),
        ("番禺的支出增加了多少？增幅多少？", "番禺的支出增加了多少？增幅多少？"),
        (
            "街坊聊起公车，半信半疑的。2022年的三公经费，番禺和临泾哪家更高？",
            "2022年的三公经费，番禺和临泾哪家更高？",
        ),
        ("饭桌上各说各的，口说无凭。番禺2022年还剩多少没用？", "番禺2022年还剩多少没用？"),
        ("我只缺一格，就是番禺2022年的收入，它是多少？", "番禺2022年的收入，是多少？"),
        (
            "不瞒您说，我比较关心小学教育。番禺2022年花了多少？",
            "我比较关心小学教育。番禺2022年花了多少？",
        ),
        ("写一篇短文要举例，就拿番禺2022年来说吧，在职多少人？", "番禺2022年，在职多少人？"),
        (
            "针对护理员持证率不足，番禺2022年有什么安排？",
            "针对护理员持证率不足，番禺2022年有什么安排？",
        ),
        # Several questions, and one that leans on what stands before it, stay whole.
        ("番禺在职多少人？退休呢？组长是谁？", "番禺在职多少人？退休呢？组长是谁？"),
        ("番禺有个路灯项目。它花了多少", "番禺路灯项目的花了多少"),
        ("请问", "请问"),
        ("我", "我"),
        ("", ""),
        ("番禺和临泾，哪个多？", "番禺和临泾，哪个多？"),
        ("执行率不到90%的，有几个？", "执行率不到90%的，有几个？"),
    ],
)
def test_only_the_question_is_left(said: str, asked: str) -> None:
    assert askings_of(said, CARDS)[0] == asked


def test_a_statement_before_the_question_may_stand_beside_it() -> None:
    said = "听说番禺驻外招商人手不够，缺口有多少人？"
    assert askings_of(said, CARDS) == (
        "番禺驻外招商人手不够，缺口有多少人？",
        "⟦番禺驻外招商人手不够⟧缺口有多少人？",
    )
    # What the question points at, or a sum is made of, is no aside.
    assert len(askings_of("番禺搞人居环境整治，这一块支出多少？", CARDS)) == 1
    assert len(askings_of("番禺搞人居环境整治，支出比预算少多少？", CARDS)) == 1


def test_one_word_of_an_aside_must_fit() -> None:
    text = ["驻外招商专员缺口9人。"]
    asked = understand(aside("番禺驻外招商人手不够") + "缺口有多少人？", Scope(()), text)
    told = asked.terms[-1]
    assert "缺口" in [t.text for t in asked.terms[:-1]]
    assert {told.text, *told.others} == {"驻外", "招商"}
    strange = understand(aside("修了游泳池") + "缺口有多少人？", Scope(()), text)
    assert strange.terms[-1].text == "游泳池"
    topic = understand(aside("关于招商的情况") + "缺口有多少人？", Scope(()), text)
    assert [t.text for t in topic.terms] == ["缺口"]


def test_where_it_is_said_is_not_what_is_asked() -> None:
    core = understand("在工作报告中披露的年末村级债务余额是多少", Scope(())).core
    assert core.split() == ["年末村级债务余额是多少"]
    assert understand("预决算公开及时性得了几分", Scope(())).core == "预决算公开及时性得了几分"


@pytest.mark.parametrize(
    ("question", "owner"),
    [
        ("临泾县2023年支出多少", "临泾县医疗保障局"),  # 泾县 is a county of its own
        ("临泾医保局的得分", "临泾县医疗保障局"),
        ("青石湾经开区2023年税收", "青石湾经济技术开发区管理委员会"),
        ("青石湾开发区管委会聘了多少人", "青石湾经济技术开发区管理委员会"),
        ("青石湾的预算", "青石湾经济技术开发区管理委员会"),
    ],
)
def test_a_report_is_known_by_its_regions_names(question: str, owner: str) -> None:
    assert find_scope(question, CARDS).ids == (owner,)


def test_anothers_name_is_no_slip() -> None:
    names = Names(names_of(CARDS))
    assert correct_names("白石湾经开区的税收", names) == "白石湾经开区的税收"
    assert correct_names("青石弯经开区的税收", names) == "青石湾经开区的税收"
