"""Answers in words: the cause of the thing asked about, a cell, a place, a day; else a refusal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.model import Page, Passage, Report, ReportIdentity, Span
from qa.chain import Answerer, open_answerer
from qa.model import Outcome
from qa.sentences import find_sentences
from vectorstore.library import Library, open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区水务局2023年度部门决算</h1>
<h2>一、部门概况</h2>
<p>青禾区水务局是区政府主管水资源管理和河道治理的工作部门。局长沈知行。局机关办公楼位于青禾区临河路9号。</p>
<p>我局于2024年3月4日至3月20日开展了绩效自评。</p>
<h2>二、收支情况</h2>
<p>2023年度支出合计5,210.00万元，比上年增加310.00万元，增长6.33%。增支主要是因为引水渠二期开工。</p>
<p>1.河道清淤年初预算200.00万元，决算240.00万元。决算数大于预算数的主要原因：汛后淤积超出预计。</p>
<p>2.水质监测年初预算90.00万元，决算81.00万元。决算数小于预算数的主要原因：一台设备延期交付。</p>
<p>公务接待费支出2.10万元，比上年减少0.90万元，下降原因是压减了接待批次。</p>
<p>未完成的原因：一是堤防巡查少完成3次，主要是汛期道路中断；二是断面达标率低于目标1个百分点，其中白石断面因施工扰动超标。</p>
<table>
<tr><th>项目名称</th><th>决算数（万元）</th><th>牵头科室</th><th>偏差原因</th></tr>
<tr><td>引水渠二期</td><td>1,900.00</td><td>工程科</td><td></td></tr>
<tr><td>节水宣传</td><td>31.00</td><td>办公室</td><td>线下活动改为线上开展</td></tr>
</table>
<h2>三、存在问题</h2>
<p>（一）管网漏损仍然偏高。老旧管道多，改造资金有限。</p>
</body></html>"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("text")
    (folder / "shuiwu.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as opened:
        opened.ingest([folder / "shuiwu.html"])
        yield opened


@pytest.fixture(scope="module")
def answerer(library: Library) -> Answerer:
    return open_answerer(library)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("水务局支出增加的主要原因是什么？", "引水渠二期开工", "接待"),
        ("公务接待费为什么下降？", "压减了接待批次", "引水渠"),
        ("水质监测决算数小于预算数的原因？", "设备延期交付", "淤积"),
        ("河道清淤为什么超出预算？", "汛后淤积", "设备"),
        ("水质监测的钱为啥没花完？", "设备延期交付", "淤积"),
        ("节水宣传出现偏差的原因是什么？", "改为线上", "设备"),
        ("管网漏损为什么偏高？", "老旧管道多", "淤积"),
        ("堤防巡查怎么少跑了3次？", "道路中断", "施工扰动"),
        ("断面达标率为什么没达到目标？", "施工扰动", "道路中断"),
        ("引水渠二期由哪个科室牵头？", "工程科", "办公室"),
        ("水务局办公楼在哪里？", "临河路9号", "清淤"),
        ("水务局是干什么的？", "河道治理", "接待"),
        ("水务局局长是谁？", "沈知行", "清淤"),
        ("绩效自评是从哪天到哪天开展的？", "3月20日", "清淤"),
    ],
)
def test_the_sentence_that_answers_and_no_other(
    answerer: Answerer, question: str, said: str, unsaid: str
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert said in answer.answer
    assert unsaid not in answer.answer
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "水务局支出减少的主要原因是什么？",  # it grew
        "公务接待费为什么增加？",
        "引水渠二期为什么没有完成目标？",  # no cause is given
        "水务局的食堂在哪里？",
        "水务局有哪些节水宣传志愿者？",  # only the row is named
    ],
)
def test_no_sentence_about_something_else(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is Outcome.NOT_IN_REPORTS


def test_a_sentence_parted_by_a_page_break_is_one() -> None:
    pages = ("增支的主要原因是疫情防\n", "控物资储备增加。全年平稳。\n")
    spans = tuple(Span("r", n, 0, len(text)) for n, text in enumerate(pages, 1))
    report = Report(
        id="r",
        file_name="r.pdf",
        path="r.pdf",
        content_hash="0" * 64,
        format="pdf",
        title="",
        identity=ReportIdentity(),
        pages=tuple(Page(n, text) for n, text in enumerate(pages, 1)),
        passages=(Passage("p", "".join(pages), "", spans),),
    )
    first, second = find_sentences(report)
    assert first.text == "增支的主要原因是疫情防控物资储备增加。"
    assert [span.page for span in first.spans] == [1, 2]
    assert second.text == "全年平稳。"
