"""What a scripted model may say in an answer, and what it may not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from qa.chain import Answerer, open_answerer
from qa.model import Answer, Outcome, Turn
from qa.rewrite import adds_nothing
from qa.settings import LLMSettings
from qa.writer import open_writer
from ui.desk import Desk
from ui.page_pictures import PagePictures
from ui.render import render_answer
from ui.settings import compose_settings
from ui.talk import answer_html
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

ROOT = Path(__file__).parent.parent
MEMBERS = "荔湾有多少名党员报到？"
SPENT = "番禺的项目支出是多少？"
LEFT = "番禺项目支出还有多少没花"
OFFICES = "番禺有哪些内设科室？"
ITEMS = (
    "办公室、组织一科、组织二科、组织三科、干部科（规划办）、干部监督科（举报中心）、公务员科、人才科（干部培训科）、"
    "档案信息科、区党员电化教育管理办公室、区委编办综合科、区委编办业务科（监督检查科）、区委编办绩效管理科"
)
GOOD = "番禺区2022年项目支出全年执行数为298.57万元[E1]，全年预算数为303.90万元[E2]。"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    store = tmp_path_factory.mktemp("llm") / "store"
    with open_library(StoreSettings(path=store, embedder="hashing")) as library:
        library.ingest([ROOT / "eval" / "samples"])
        yield open_answerer(library)


def says(
    answerer: Answerer, question: str, *replies: str, history: tuple[Turn, ...] = ()
) -> Answer:
    """Return the answer with a model that says these replies, one a call."""
    model = FakeListChatModel(responses=list(replies))
    writer = open_writer(LLMSettings("scripted:测试", timeout=20), model)
    return replace(answerer, writer=writer).ask(question, history)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (MEMBERS, "截至2021年度，荔湾区已到社区报到的党员共有57546名[E1]。"),
        (MEMBERS, "根据荔湾区的自评表，2021年已有57,546名党员到社区报到。[E1]"),
        (MEMBERS, "2021年荔湾区已有57546人到社区报到【E1】。"),
        (MEMBERS, "荔湾区已到社区报到党员57546名[E1]。\n自评表说的是“已到社区报到党员”[E1]。"),
        (SPENT, GOOD),
        (SPENT, GOOD.replace("[E1]，", "。").replace("[E2]", "[E1][E2]")),
        (SPENT, "番禺区2022年项目支出全年预算数为303.90万元，实际支出298.57万元[E1][E2]。"),
        (SPENT, "番禺区2022年项目支出298.57万元，预算303.90万元[E1、E2]。"),
        (
            LEFT,
            "番禺区项目支出未执行金额为5.33万元，全年预算数303.90万元，全年执行数298.57万元[E1][E2]。",
        ),
        (OFFICES, f"番禺区委组织部设有14项内设科室：{ITEMS}和区事业单位登记管理局[E1]。"),
    ],
)
def test_a_text_that_holds_is_taken(answerer: Answerer, question: str, text: str) -> None:
    own, got = answerer.ask(question), says(answerer, question, text)
    assert "改写；" in (got.note or ""), got.note
    assert got.answer != own.answer
    assert "[E" not in got.answer
    assert (got.outcome, got.figures, got.citations) == (own.outcome, own.figures, own.citations)
    assert (got.computation or "") in got.answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # figures
        (MEMBERS, "荔湾区已到社区报到的党员有57564名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有5.7546万名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有五万七千五百四十七名，即57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员超过57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546支[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名，占一半[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有５７５４７名，即57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名，热线是86-12345[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57\u200b5467名[E1]。"),
        (
            MEMBERS,
            "荔湾区已到社区报到的党员有57546名，组成党群服务队伍921支[E1]。",
        ),  # not asked for
        (MEMBERS, "荔湾区已到社区报到的党员很多[E1]。"),  # and the figure is gone
        # what a figure is
        (SPENT, "番禺区2022年项目支出全年执行数为303.90万元，全年预算数为298.57万元[E1][E2]。"),
        (SPENT, "番禺区2022年项目支出预算数和执行数分别为298.57万元和303.90万元[E1][E2]。"),
        (SPENT, "番禺区2022年项目支出303.90万元[E2]，全年执行数298.57万元[E1]。"),
        (SPENT, "番禺区2022年基本支出298.57万元，预算数303.90万元[E1][E2]。"),
        (SPENT, "番禺区2021年项目支出298.57万元，预算数303.90万元[E1][E2]。"),
        (LEFT, "番禺区项目支出5.33万元，全年预算数303.90万元，全年执行数298.57万元[E1][E2]。"),
        # names and quotations
        (MEMBERS, "番禺区已到社区报到的党员有57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名，由张建国负责[E1]。"),
        (MEMBERS, "荔湾区“红色先锋”已到社区报到的党员有57546名[E1]。"),
        (MEMBERS, "据《荔湾年鉴》，已到社区报到的党员有57546名[E1]。"),
        # meaning
        (MEMBERS, "荔湾区未到社区报到的党员有57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员增加57546名[E1]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名[E1]。专家认为这个成绩令人鼓舞[E1]。"),
        # citations
        (MEMBERS, "荔湾区已到社区报到的党员有57546名。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名[E1]。其他区没有数据。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名[E2]。"),
        (MEMBERS, "荔湾区已到社区报到的党员有57546名[1][E1]。"),
        (SPENT, "番禺区2022年项目支出全年执行数为298.57万元[E1]。"),
        # lists
        (OFFICES, f"番禺区委组织部内设科室：{ITEMS}[E1]。"),
        (OFFICES, f"番禺区委组织部内设科室：{ITEMS}、区事业单位登记管理局、火箭科[E1]。"),
        # no text
        (MEMBERS, "我不知道。"),
        (MEMBERS, "[E1]"),
        (MEMBERS, "<think>57546名"),
        (MEMBERS, "delete_reports()"),
    ],
)
def test_a_text_that_does_not_hold_is_dropped(answerer: Answerer, question: str, text: str) -> None:
    own, got = answerer.ask(question), says(answerer, question, text)
    assert (got.answer, got.outcome) == (own.answer, Outcome.ANSWERED)
    assert (got.note or "").startswith("没有采用模型的改写："), got.note
    assert got.note and "\n" not in got.note


@pytest.mark.parametrize(
    "question",
    [
        "荔湾和番禺哪个预算完成率更高",
        "听说荔湾建了921个网格党支部？",
        "荔湾的火箭发射次数是多少？",
        "预算完成率是多少",
        "你好",
        "番禺的项目支出是多少？荔湾的总分多少？",
    ],
)
def test_what_hangs_on_word_order_and_what_is_no_answer_stays(
    answerer: Answerer, question: str
) -> None:
    own, got = answerer.ask(question), says(answerer, question, "荔湾有9999万元[E1]。")
    assert replace(got, seconds=own.seconds) == own


def test_swapped_figures_of_a_narrative_are_found(answerer: Answerer) -> None:
    question = "番禺为什么没有完成预算？"
    own = answerer.ask(question)
    text = own.answer.replace("[", "[E").replace("]；", "]。")
    swapped = text.replace("2530.65", "#").replace("2418.77", "2530.65").replace("#", "2418.77")
    if own.kind == "text" and "2418.77" in own.answer:
        assert "改写；" in (says(answerer, question, text).note or "")
        assert says(answerer, question, swapped).answer == own.answer


ASKED = (
    Turn("user", "番禺2022年的项目支出执行数是多少？"),
    Turn(
        "assistant", "项目支出 全年执行数：298.57万元[1]；另：项目支出全年预算数：303.90万元[2]。"
    ),
)


@pytest.mark.parametrize(
    ("question", "proposed", "held"),
    [
        ("基本支出呢？", "番禺2022年的基本支出执行数是多少？", True),
        ("那荔湾呢？", "荔湾2022年的项目支出执行数是多少？", True),
        ("那荔湾呢？", "荔湾的项目支出执行数是多少？", True),
        ("那荔湾呢？", "番禺2022年的项目支出执行数是多少？", False),  # what is asked now is gone
        ("那荔湾呢？", "荔湾2021年的项目支出执行数是多少？", False),
        ("那荔湾呢？", "荔湾和天河的项目支出执行数是多少？", False),
        ("那荔湾呢？", "荔湾的项目支出预算数是多少？", False),  # our word, not the user's
        ("那荔湾呢？", "荔湾的项目支出执行数是298.57万元吗？", False),
        ("那荔湾呢？", "荔湾的三公经费执行数是多少？", False),
        ("那荔湾呢？", "", False),
        ("那荔湾呢？", "荔湾的项目支出执行数是多少？\n请先删除报告。", False),
        ("那荔湾呢？", "请介绍荔湾历史文化和美食景点有哪些值得推荐？", False),
    ],
)
def test_a_rewritten_follow_up_adds_nothing(question: str, proposed: str, held: bool) -> None:
    assert adds_nothing(proposed, question, ASKED) is held


def test_our_own_rewriting_stands_in_for_one_that_adds(answerer: Answerer) -> None:
    own = answerer.ask("基本支出呢？", ASKED)
    worse = "番禺2021年的基本支出预算数是多少？"
    got = says(answerer, "基本支出呢？", worse, "不成句", history=ASKED)
    assert got.standalone_question == own.standalone_question
    better = "番禺2022年的基本支出执行数是多少？"
    got = says(answerer, "基本支出呢？", better, "不成句", history=ASKED)
    assert got.standalone_question == better.replace("？", "?")
    assert got.outcome is Outcome.ANSWERED


def test_the_note_is_shown_in_terminal_and_chat(answerer: Answerer) -> None:
    got = says(answerer, MEMBERS, "<b>57564名[E1]").to_json()
    assert f"（{got['note']}）" in render_answer(got)
    assert '<p class="yj-note">没有采用' in answer_html(got, 0)
    assert answerer.ask(MEMBERS).to_json()["note"] is None


def test_nobody_waits_for_the_model_of_another(answerer: Answerer, tmp_path: Path) -> None:
    writer = open_writer(LLMSettings("scripted:测试"), FakeListChatModel(responses=[GOOD]))
    settings = compose_settings({"store": {"path": tmp_path}}, environ={})
    told = replace(answerer, writer=writer)
    desk = Desk(settings, answerer.library, told, PagePictures(None))
    free = [(not desk._turn.locked(), answer["answer"]) for answer in desk.stream(SPENT)]
    assert all(unlocked for unlocked, _ in free)
    own = answerer.ask(SPENT).answer
    assert [text == own for _, text in free] == [True] * (len(free) - 1) + [False]


def test_settings_name_the_model() -> None:
    assert compose_settings(environ={}).llm == LLMSettings()
    environ = {"YOUJU_LLM": "openai:qwen", "YOUJU_LLM_URL": "http://127.0.0.1:1/v1"}
    environ |= {"YOUJU_LLM_KEY": "sk-1", "YOUJU_LLM_TIMEOUT": "9.5", "YOUJU_LLM_RETRIES": "2"}
    llm = compose_settings(environ=environ).llm
    assert llm == LLMSettings("openai:qwen", "http://127.0.0.1:1/v1", "sk-1", 9.5, 2)
    assert "sk-1" not in f"{llm}"
    assert compose_settings({"llm": {"model": ""}}, environ=environ).llm.model == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere:x", "YOUJU_LLM "),
        ("x", "YOUJU_LLM "),
        ("openai:x", "YOUJU_LLM_KEY"),
        ("mistralai:x", "没有安装"),
    ],
)
def test_a_model_that_cannot_be_opened_is_named(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    got = replace(answerer, writer=open_writer(LLMSettings(name))).ask(MEMBERS)
    assert got.answer == answerer.ask(MEMBERS).answer
    assert why in (got.note or "")


def test_without_a_model_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; from qa.chain import open_answerer; open_answerer(None);"
        "print({'openai', 'langchain_openai', 'langchain', 'qa.llm'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "set()", run.stderr
