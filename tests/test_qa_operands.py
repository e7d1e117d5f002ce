"""A question that names several figures is answered from all of them, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qa.chain import Answerer, open_answerer
from qa.conjuncts import conjunctions
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

FINAL = """<html><body>
<h1>云州市水务局2023年度部门决算</h1>
<h2>一、概况</h2>
<p>核定编制64名，在职人员58人，退休人员20人。居民供水：年末用户48.3万户，当期结余0.34亿元，
累计结余3.17亿元。工业供水：年末用户4.9万户，当期结余0.27亿元，累计结余2.64亿元。</p>
<p>小学供水点72所，在校学生2.4万人；初中供水点36所，在校学生1.1万人。</p>
<h2>二、支出</h2>
<table>
<tr><th>科目名称（万元）</th><th>年初预算数</th><th>决算数</th></tr>
<tr><td>行政运行</td><td>300.00</td><td>310.00</td></tr>
<tr><td>事业运行</td><td>420.00</td><td>400.00</td></tr>
<tr><td>河道管护与保洁</td><td>90.00</td><td>80.00</td></tr>
<tr><td>合计</td><td>810.00</td><td>790.00</td></tr>
</table>
<h2>三、其他</h2>
<p>公务接待费支出1.20万元，完成预算的80.00%，上年为1.50万元。</p>
<p>国内公务接待20批次、150人次。</p>
<p>政府采购支出总额500.00万元，其中货物类100.00万元、工程类250.00万元、服务类150.00万元。</p>
<p>机关运行经费支出60.00万元。</p>
<p>排查入河排污口230个，完成整治190个。处理违规商户57家，其中约谈31家。</p>
<p>粮食产量增长0.6%，水果产量增长5.2%。</p>
</body></html>"""

BUDGET = """<html><body>
<h1>云州市林业局2024年度部门预算</h1>
<p>公务接待费预算2.00万元。机关运行经费预算45.00万元。核定编制30名，在职人员25人。</p>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("operands")
    for name, text in (("水务局.html", FINAL), ("林业局.html", BUDGET)):
        (folder / name).write_text(text, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "水务局.html", folder / "林业局.html"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("居民医保和职工医保的当期结余", ("居民医保的当期结余", "职工医保的当期结余")),
        ("在职、退休和编外人员", ("在职人员", "退休人员", "编外人员")),
        ("农村低保的户数和人数", ("农村低保的户数", "农村低保的人数")),
        ("三公里头接待费和用车费", ("三公接待费", "三公用车费")),
        ("文物保护跟博物馆两个科目", ("文物保护", "博物馆")),
        ("普及率", ()),
    ],
)
def test_members_with_what_they_share(words: str, full: tuple[str, ...]) -> None:
    found = conjunctions(words)
    assert (found[0].full if found else ()) == full


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("水务局把居民供水和工业供水的当期结余加一起是多少亿元？", "0.61"),
        ("水务局小学和初中在校学生一共多少？", "3.5"),
        ("水务局行政运行与事业运行支出合计数", "710.00"),
        ("水务局政府采购 货物类占比", "20.00"),
        ("水务局政府采购支出里，服务占百分之几？", "30.00"),
        ("水务局行政运行决算数较年初预算数增加了多少？", "10.00"),
        ("水务局平均每批次公务接待多少人？保留一位小数", "7.5"),
        ("水务局公务接待平均每人次花多少元？", "80.00"),
        ("水务局的编制和在职人员差多少？", "6"),
        ("水务局排查的入河排污口，还有多少个没整治完？", "40"),
    ],
)
def test_what_several_figures_give(answerer: Answerer, question: str, value: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert answer.figures[0].value == Decimal(value), answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("水务局居民供水和工业供水，2023年末哪个累计结余多？", "更高的是居民供水"),
        ("水务局2023 行政运行 事业运行 哪个高", "更高的是事业运行"),
        ("行政运行跟事业运行两个科目，水务局2023年谁的年初预算高？", "更高的是事业运行"),
        ("水务局河道管护与保洁和行政运行哪个决算数少？", "更低的是河道管护与保洁"),
        ("水务局2023年公务接待费比2022年高吗？", "不是"),
        (
            "水务局2023年决算的公务接待费，和林业局2024年预算的公务接待费，谁更高？",
            "最高的是云州市林业局2024年度部门预算",
        ),
        ("水务局粮食产量和水果产量哪个增长更快？", "更高的是水果产量"),
        ("机关运行经费，水务局多还是林业局多？", "最高的是云州市水务局2023年度部门决算"),
    ],
)
def test_which_of_several_is_more(answerer: Answerer, question: str, said: str) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED, answer.answer
    assert answer.answer.startswith(said) or f"，{said}" in answer.answer, answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "水务局行政运行和信息化建设哪个多？",  # one is not given
        "水务局居民供水和农业供水的当期结余合计多少？",
        "水务局行政运行和编制哪个多？",  # of two units
        "水务局政府采购支出里，租赁占百分之几？",
        "水务局初中和高中在校学生一共多少？",
        "水务局平均每批次培训多少人？",
        "水务局违规商户还有多少家没处理？",  # those talked to are some of them
    ],
)
def test_what_lacks_an_operand_is_refused(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is not Outcome.ANSWERED


def test_a_refusal_names_what_is_missing(answerer: Answerer) -> None:
    answer = answerer.ask("水务局居民供水和农业供水的当期结余合计多少？")
    assert "没有给出：农业供水" in answer.answer, answer.answer
