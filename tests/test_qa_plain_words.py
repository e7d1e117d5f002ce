"""Officialese, learned wording and dialect: what they ask, leave alone, and still refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chain import open_answerer
from qa.model import Outcome
from qa.plain_words import in_plain_words
from qa.wording import normalise
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """青浦县水利局2023年度部门决算
一、部门概况
青浦县水利局内设办公室、规划财务股、水政股3个股室。
二、收支情况
项目支出年初预算300.00万元，决算280.00万元，完成年初预算的93.33%，主要是部分工程推迟招标。
公务接待费支出4.20万元，比上年减少0.30万元。
三、绩效情况
治理水土流失面积31.2平方公里。委托江南正衡会计师事务所开展绩效评价。
"""


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("某局2023年公务接待费支出若干，请予列明。", "某局2023年公务接待费支出是多少"),
        ("经查，某局项目支出未完成预算，其缘由为何？", "某局项目支出未完成预算的原因是什么?"),
        ("受聘协助某局核对数据者，系何家会计师事务所？", "协助某局核对数据的是哪家会计师事务所?"),
        (
            "某局公务接待费，2022年、2023年两年相较，何年较高",
            "某局公务接待费,2022年、2023年，哪年较高",
        ),
        ("兹请开列某局之内设股室。", "某局的内设股室有哪些"),
        ("某局项目支出有无超出预算情事，请予核实", "某局项目支出是否超出预算"),
        ("某局2023年预算，尚余若干未支用？", "某局2023年预算,还剩多少没执行完?"),
        ("某局执行率顶低的项目是啥个？", "某局执行率最低的项目是哪个?"),
        ("某局支出，用咗喺边几类度？全部列出嚟唔该", "某局支出,用在哪几类"),
        ("某局目标完成没完成啊，您给查查", "某局目标完成了吗"),
        ("某馆讲座场次目标有没有按期完成呢？", "某馆讲座场次目标按期完成了吗?"),
        ("某局普及率到没到目标值", "某局普及率达到目标值了吗"),
        ("某局的项目支出超没超预算啊", "某局的项目支出是否超预算啊"),
        ("某局是不是没达到目标？", "某局没达到目标，对吗?"),
        ("某局除险加固，那5座是不是全部完成了？", "某局除险加固5座是不是全部完成了?"),
        (
            "某局采购分货物、工程和服务，花钱最多的是哪一类",
            "某局采购，货物、工程和服务哪一类钱花得最多",
        ),
        ("某局有没有完成的项目", "某局有没有完成的项目"),
        # Names and plain words are none of it.
        ("某局“健康之路”项目花了多少", "某局“健康之路”项目花了多少"),
        ("卫健系统财政所办理案件多少件", "卫健系统财政所办理案件多少件"),
        ("职工之家建设支出是多少", "职工之家建设支出是多少"),
        ("志愿者有多少名", "志愿者有多少名"),
        ("跟踪审计项目顶层设计有多少项", "跟踪审计项目顶层设计有多少项"),
    ],
)
def test_officialese_is_put_in_plain_words(said: str, meant: str) -> None:
    assert in_plain_words(normalise(said)) == meant


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("formal")
    path = folder / "青浦县水利局2023年度部门决算.txt"
    path.write_text(REPORT, "utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([path])
        yield open_answerer(library).ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("兹请开列青浦县水利局之内设股室，勿遗漏。", "规划财务股"),
        ("青浦县水利局2023年公务接待费支出数额几何，请予示知。", "4.20万元"),
        ("青浦县水利局2023年所治理之水土流失面积若干，敬请查明见复。", "31.2平方公里"),
        ("青浦县水利局2023年项目支出未完成年初预算，其故安在？", "推迟招标"),
        ("青浦县水利局2023年绩效评价系委托何家会计师事务所开展？", "江南正衡"),
        ("唔该帮手睇下青浦县水利局2023年公务接待费使咗几多㗎？", "4.20万元"),
        ("青浦县水利局2023年公务接待费花了多儿钱呐？您给查查", "4.20万元"),
        ("青浦县水利局有啥子股室嘛，给额说一下", "规划财务股"),
    ],
)
def test_it_is_answered_as_the_plain_question(ask, question: str, words: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert words in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "青浦县水利局2022年公务接待费支出若干，请予列明。",
        "青浦县水利局2023年因公出国费用支出几何，请予示知。",
        "青浦县林业局2023年公务接待费支出若干？",
        "青浦县水利局2023年治理黑臭水体若干条？",
        "青浦县水利局2022年公务接待费有几钿？",
    ],
)
def test_what_the_report_lacks_stays_refused(ask, question: str) -> None:
    assert ask(question).outcome is not Outcome.ANSWERED
