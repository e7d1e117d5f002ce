"""Whose report, where, of which year and kind."""

import pytest

from ingest.identity import identify
from ingest.layout import Composition, Paragraph
from ingest.model import Page, ReportIdentity, Span
from ingest.regions import read_region, short_region


def of(text: str, file_name: str = "报告.pdf") -> tuple[str, ReportIdentity]:
    paragraphs, at = [], 0
    for line in text.splitlines(keepends=True):
        paragraphs.append(Paragraph(line, (Span("r", 1, at, at + len(line)),)))
        at += len(line)
    return identify(Composition((Page(1, text),), tuple(paragraphs), ()), file_name)


def test_all_from_a_title_over_two_lines() -> None:
    title, identity = of(
        "附件 2\n中国共产党广州市海珠区委员会宣传部\n"
        "2023 年部门整体支出绩效自评报告\n一、基本情况\n"
    )
    assert title == "中国共产党广州市海珠区委员会宣传部2023年部门整体支出绩效自评报告"
    assert identity.agency == "中国共产党广州市海珠区委员会宣传部"
    assert (identity.region, identity.region_path) == ("海珠区", ("广州市", "海珠区"))
    assert (identity.fiscal_year, identity.kind) == (2023, "自评报告")
    assert dict(identity.sources)["agency"] == "标题 第1页"


def test_from_the_head_of_a_form() -> None:
    _, identity = of(
        "天河区部门整体支出绩效自评表\n（2020年度）\n部门名称（盖章）广州市天河区民政局\n单位：万元\n"
    )
    assert identity.agency == "广州市天河区民政局"
    assert (identity.region, identity.fiscal_year, identity.kind) == ("天河区", 2020, "自评表")
    assert identity.money_unit == "万元"
    assert dict(identity.sources)["agency"] == "表头"


def test_a_unit_that_stands_apart_from_its_label() -> None:
    _, identity = of("部门整体支出绩效自评表\n单位：部门名称（盖章）某市统计局 万元\n")
    assert identity.money_unit == "万元"
    assert identity.agency == "某市统计局"


def test_the_year_is_not_that_of_publication() -> None:
    _, identity = of("某某市教育局2022年度部门决算\n2023年9月\n")
    assert identity.fiscal_year == 2022


def test_a_year_in_chinese_numerals() -> None:
    assert of("某某市教育局二〇二二年度部门决算\n")[1].fiscal_year == 2022


def test_the_file_name_helps_last() -> None:
    _, identity = of("各项情况如下。\n", "静安区财政局2021年部门预算.pdf")
    assert (identity.kind, identity.fiscal_year) == ("部门预算", 2021)
    assert dict(identity.sources)["fiscal_year"] == "文件名"


def test_nothing_is_made_up() -> None:
    title, identity = of("今天天气很好。\n", "a.txt")
    assert title == "a"
    assert identity == ReportIdentity()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市某局2024年度单位决算", "单位决算"),
        ("某市某局2024年度部门决算", "部门决算"),
        ("某市2024年区级部门预算", "部门预算"),
        ("某市2023年国民经济和社会发展统计公报", "统计公报"),
        ("2023年政府工作报告", "工作报告"),
        ("产业发展项目支出绩效自评表", "项目自评表"),
        ("某市规划和自然资源局2024年度部门决算", "部门决算"),
    ],
)
def test_kinds(title: str, kind: str) -> None:
    assert of(title + "\n")[1].kind == kind


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("中国共产党广州市番禺区委员会组织部", ("广州市", "番禺区")),
        ("广东省广州市越秀区财政局", ("广东省", "广州市", "越秀区")),
        ("上海市普陀区人民政府万里街道办事处", ("上海市", "普陀区")),
        ("内蒙古自治区呼和浩特市新城区教育局", ("内蒙古自治区", "呼和浩特市", "新城区")),
        ("新疆维吾尔自治区和田地区和田县水利局", ("新疆维吾尔自治区", "和田地区", "和田县")),
        ("荆州市沙市区财政局", ("荆州市", "沙市区")),
        ("福州市鼓楼区城市管理局", ("福州市", "鼓楼区")),
        ("广州市城市管理局", ("广州市",)),
        ("湖南省长沙县教育局", ("湖南省", "长沙县")),
        ("海淀区城市管理委员会", ("海淀区",)),
        ("全区各单位", ()),
        ("社区服务中心", ()),
        ("市场监督管理局", ()),
    ],
)
def test_regions(name: str, path: tuple[str, ...]) -> None:
    assert read_region(name) == path


def test_short_names() -> None:
    assert short_region("荔湾区") == "荔湾"
    assert short_region("广西壮族自治区") == "广西"
    assert short_region("和县") == "和县"


@pytest.mark.parametrize(
    ("title", "body", "agency"),
    [
        (
            "溪洲职业学院实训基地建设项目2023年度绩效自评报告",
            "溪洲职业学院启动建设。",
            "溪洲职业学院",
        ),
        (
            "南城大学附属第一医院门诊楼项目绩效自评报告",
            "南城大学附属第一医院位于城东。",
            "南城大学附属第一医院",
        ),
        ("县级公立医院综合改革项目绩效自评报告", "县级公立医院共3家。", ""),  # a sort of them
        ("大学生创业补助项目绩效自评报告", "大学生创业补助由人社部门发放。", ""),
        ("桥东小学校舍工程项目绩效自评报告", "校舍已竣工。", ""),  # nowhere again
    ],
)
def test_who_begins_a_projects_title(title: str, body: str, agency: str) -> None:
    assert of(f"{title}\n一、项目概况\n{body}\n")[1].agency == agency
