"""Lists: every item, nothing else, from sections, cells, columns and sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.chain import Answerer, open_answerer
from qa.items import find_runs, split_items
from qa.model import Outcome
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

REPORT = """<html><body>
<h1>云州市青禾区园林局2023年度部门整体支出绩效自评报告</h1>
<h2>一、部门概况</h2>
<p>局机关内设办公室、规划科、法规与标准科、古树名木保护科等4个科室。另设苗木中心、绿化养护所2个事业单位。</p>
<p>纳入2023年度部门决算编制范围的单位包括：</p>
<table>
<tr><th>序号</th><th>单位名称</th><th>单位性质</th></tr>
<tr><td>1</td><td>青禾区园林局（本级）</td><td>行政单位</td></tr>
<tr><td>2</td><td>青禾区苗木中心</td><td>事业单位</td></tr>
<tr><td>3</td><td>青禾区绿化养护所</td><td>事业单位</td></tr>
</table>
<h2>二、年度工作</h2>
<p>本年度部门的绩效目标是：</p>
<p>1.让市民推窗见绿。</p>
<p>2.守住古树名木。</p>
<p>本年度的重点任务是口袋公园建设，包括以下内容：1.改造边角地；2.补种乔木；3.增设座椅。</p>
<p>全年计划改造梧桐里、柳荫、望河、石桥等4处口袋公园，10月底前完工。</p>
<p>评选园艺示范点2个，分别为云栖花境和柳岸驿站工程。3名养护工获评“最美园丁”，分别是何大有、覃志明、黄秀兰。</p>
<p>在东湖街道、柘溪镇、南屏村设立3个“园艺讲堂”，听讲1,200人次。</p>
<p>年中追加经费96.00万元（病虫害防治52.00万元、防汛抢险30.00万元、古树复壮14.00万元），压减8.00万元。</p>
<table>
<tr><th>项目名称</th><th>预算数（万元）</th><th>资金来源</th><th>责任科室</th></tr>
<tr><td>口袋公园建设</td><td>310.00</td><td>一般公共预算</td><td>规划科</td></tr>
<tr><td>道路绿化养护</td><td>480.00</td><td>一般公共预算</td><td>绿化养护所</td></tr>
<tr><td>古树名木复壮</td><td>64.00</td><td>彩票公益金</td><td>古树名木保护科</td></tr>
<tr><td>古树数字档案</td><td>22.00</td><td>彩票公益金</td><td>古树名木保护科</td></tr>
</table>
<table>
<tr><th>指标名称</th><th>目标值</th><th>完成值</th><th>是否达标</th></tr>
<tr><td>苗木成活率</td><td>95%</td><td>96%</td><td>是</td></tr>
<tr><td>古树巡查次数</td><td>12次</td><td>9次</td><td>否</td></tr>
<tr><td>市民满意度</td><td>90%</td><td>86%</td><td>否</td></tr>
</table>
<h2>三、存在的主要问题</h2>
<p>自评发现的主要问题：一是养护力量分布不均，两个镇合计不足5人；二是修剪装备更新不及时；三是项目支出前慢后快。</p>
<h2>四、下一步改进措施</h2>
<p>（一）倒排公园建设工期，按月通报进度；（二）推行古树巡查进村，落实专人；（三）细化项目库管理。</p>
</body></html>"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "qinghe.html").write_text(REPORT, encoding="utf-8")
    with open_library(StoreSettings(path=folder / "store", embedder="hashing")) as library:
        library.ingest([folder / "qinghe.html"])
        yield open_answerer(library)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("青禾区园林局内设哪些科室？", ("办公室", "规划科", "法规与标准科", "古树名木保护科")),
        (
            "青禾区园林局部门决算包括哪些单位？",
            ("青禾区园林局（本级）", "青禾区苗木中心", "青禾区绿化养护所"),
        ),
        ("园林局的绩效目标有哪些？", ("让市民推窗见绿", "守住古树名木")),
        ("园林局重点任务包括哪些内容？", ("改造边角地", "补种乔木", "增设座椅")),
        ("园林局计划改造的口袋公园有哪几处？", ("梧桐里", "柳荫", "望河", "石桥")),
        ("资金来源为彩票公益金的项目有哪些？", ("古树名木复壮", "古树数字档案")),
        ("归古树名木保护科管的项目有哪几个？", ("古树名木复壮", "古树数字档案")),
        ("园林局有哪些指标没有达标？", ("古树巡查次数", "市民满意度")),
        (
            "园林局自评发现了哪些主要问题？",
            ("养护力量分布不均，两个镇合计不足5人", "修剪装备更新不及时", "项目支出前慢后快"),
        ),
    ],
)
def test_a_list_is_whole_and_nothing_more(
    answerer: Answerer, question: str, items: tuple[str, ...]
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.items == items
    assert answer.citations


def test_names_keep_the_figures_beside_them(answerer: Answerer) -> None:
    answer = answerer.ask("园林局年中追加的经费包括哪几块？")
    assert answer.items == ("病虫害防治52.00万元", "防汛抢险30.00万元", "古树复壮14.00万元")


def test_how_gives_the_points_with_their_explanations(answerer: Answerer) -> None:
    answer = answerer.ask("园林局怎么改进？")
    assert len(answer.items) == 3
    assert answer.items[0] == "倒排公园建设工期，按月通报进度"


def test_asked_for_units_funds_are_no_answer(answerer: Answerer) -> None:
    answer = answerer.ask("园林局追加经费涉及哪些单位？")
    assert not any("万元" in item for item in answer.items)


def test_what_the_report_does_not_list_is_refused(answerer: Answerer) -> None:
    assert answerer.ask("园林局有哪些获奖论文？").outcome is Outcome.NOT_IN_REPORTS


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("苗木中心、养护所及青禾公园管理处", ("苗木中心", "养护所", "青禾公园管理处")),
        ("立法科、复议与应诉科、普法与治理科", ("立法科", "复议与应诉科", "普法与治理科")),
        ("县急救中心、县妇幼保健院和县疾控中心", ("县急救中心", "县妇幼保健院", "县疾控中心")),
        ("基本工资、津贴补贴、维修费等", ("基本工资", "津贴补贴", "维修费")),
        ("甲（一、二）、乙、丙等3个项目", ("甲（一、二）", "乙", "丙")),
        ("修剪装备更新不及时", ()),
        ("社会保障和就业支出", ()),
    ],
)
def test_items_are_divided_where_both_halves_look_like_items(
    text: str, items: tuple[str, ...]
) -> None:
    assert split_items(text) == items


def test_the_words_before_the_first_item_are_no_part_of_it() -> None:
    [run] = find_runs("全年计划改造梧桐里、柳荫、望河等3处口袋公园，10月底前完工。")
    assert run.items == ("梧桐里", "柳荫", "望河")
    assert run.lead == "全年计划改造"
    assert run.tail == "3处口袋公园"


def test_two_things_counted_are_a_list() -> None:
    runs = list(find_runs("成活率达标，古树巡查次数和市民满意度两项未达标。"))
    assert [run.items for run in runs] == [("古树巡查次数", "市民满意度")]


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("未达标的有2项：河道长度和按期完工率。", ("河道长度", "按期完工率")),
        ("对农田建设、地力补贴2个项目开展部门评价。", ("农田建设", "地力补贴")),
        ("校舍分布在平望二小、黎里中学和横扇小学。", ("平望二小", "黎里中学", "横扇小学")),
        ("新增项目2项，分别为油纸伞制作技艺和砚川高腔。", ("油纸伞制作技艺", "砚川高腔")),
        ("卫生机构2个，即区妇幼保健院、区血站；医院3家。", ("区妇幼保健院", "区血站")),
        ("6.在桐荫街道、产业园设立2个调解室。", ("桐荫街道", "产业园")),
    ],
)
def test_a_list_is_found_by_its_count_or_its_place(sentence: str, items: tuple[str, ...]) -> None:
    assert items in [run.items for run in find_runs(sentence)]
    assert not [r for r in find_runs("对比分析、总结经验后开展评价。") if r.items[0] == "比分析"]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("园林局评选了哪2个园艺示范点？", ("云栖花境", "柳岸驿站工程")),
        ("哪几名养护工获评“最美园丁”？", ("何大有", "覃志明", "黄秀兰")),
        ("“园艺讲堂”设在哪3个地方？", ("东湖街道", "柘溪镇", "南屏村")),
        ("哪四处口袋公园要改造？", ("梧桐里", "柳荫", "望河", "石桥")),
    ],
)
def test_a_list_asked_with_its_count(
    answerer: Answerer, question: str, items: tuple[str, ...]
) -> None:
    answer = answerer.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.items == items


@pytest.mark.parametrize("question", ["园林局评选了哪5个园艺示范点？", "哪6处口袋公园要改造？"])
def test_no_list_of_another_count(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).outcome is Outcome.NOT_IN_REPORTS
