"""Headings nest by first use; contents lists are no headings; points are reachable."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.layout import Composition, Paragraph
from ingest.model import Page, Span
from ingest.sections import find_points, find_sections, section_at


def compose(*pages: str) -> Composition:
    """Make a composition whose paragraphs are the pages' lines."""
    paragraphs = []
    for number, text in enumerate(pages, 1):
        at = 0
        for line in text.splitlines(keepends=True):
            paragraphs.append(Paragraph(line, (Span("r", number, at, at + len(line)),)))
            at += len(line)
    made = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    return Composition(made, tuple(paragraphs), ())


def paths(*pages: str) -> list[tuple[str, ...]]:
    return [section.path for section in find_sections(compose(*pages))]


def test_headings_nest_in_the_usual_order() -> None:
    assert paths(
        "一、基本情况\n（一）部门概况\n本部门内设科室 14 个。\n"
        "（二）收支情况\n1.资金情况：\n预算数如下。\n二、问题\n"
    ) == [
        ("一、基本情况",),
        ("一、基本情况", "（一）部门概况"),
        ("一、基本情况", "（二）收支情况"),
        ("一、基本情况", "（二）收支情况", "1.资金情况"),
        ("二、问题",),
    ]


def test_headings_nest_by_first_use_where_the_order_is_another() -> None:
    assert paths("（一）总体情况\n一、收入\n二、支出\n（二）绩效情况\n") == [
        ("（一）总体情况",),
        ("（一）总体情况", "一、收入"),
        ("（一）总体情况", "二、支出"),
        ("（二）绩效情况",),
    ]


def test_a_heading_with_its_body_ends_at_the_first_full_stop() -> None:
    assert paths("三、问题\n（一）体制机制还需优化。激励机制不够健全，培训还要加强。\n") == [
        ("三、问题",),
        ("三、问题", "（一）体制机制还需优化"),
    ]


def test_list_items_and_items_with_amounts_are_no_headings() -> None:
    assert paths(
        "一、任务\n1.从严把好政治关口，选好干部。\n2.加强监督。\n（1）已召开会议；\n（一）公务接待费1.35万元，比上年持平。\n"
    ) == [("一、任务",)]


def test_a_contents_list_is_passed_over() -> None:
    contents = "目 录\n第一部分 概况\n一、职能\n第二部分 说明\n"
    body = "第一部分 概况\n一、职能\n负责有关工作。\n第二部分 说明\n"
    assert paths(contents, body) == [
        ("第一部分 概况",),
        ("第一部分 概况", "一、职能"),
        ("第二部分 说明",),
    ]
    assert find_sections(compose(contents, body))[0].spans[0].page == 2


def test_headings_without_number_are_known_by_the_contents() -> None:
    contents = "目录\n一、主要职能…………2\n二、收支预算总表…………3\n"
    assert paths(contents, "主要职能\n负责有关工作。\n", "2024年收支预算总表\n单位：元\n") == [
        ("主要职能",),
        ("2024年收支预算总表",),
    ]


def test_a_section_runs_to_the_next_heading_over_pages() -> None:
    composition = compose("一、情况\n甲。\n", "乙。\n二、问题\n丙。\n")
    first, second = find_sections(composition)
    assert first.spans == (Span("r", 1, 0, 8), Span("r", 2, 0, 3))
    assert second.spans == (Span("r", 2, 3, 11),)
    assert section_at((first, second), Span("r", 2, 1, 2)) == ("一、情况",)
    assert section_at((first, second), Span("r", 2, 9, 10)) == ("二、问题",)


def test_points_within_one_paragraph() -> None:
    text = "效果明显：一是完善机制；二是用好政策。三是建设阵地。下一步继续努力。"
    assert [point.text for point in find_points(text)] == [
        "一是完善机制；",
        "二是用好政策。",
        "三是建设阵地。",
    ]


def test_points_as_lines_keep_what_belongs_to_them() -> None:
    text = "（一）机制还需优化。激励不够。\n（二）组织还要加强。农村薄弱。\n"
    assert [point.marker for point in find_points(text)] == ["（一）", "（二）"]
    assert find_points(text)[1].text == "（二）组织还要加强。农村薄弱。"


def test_points_count_up_from_one() -> None:
    assert find_points("完成1.5亿元，3.2万人，一般情况") == ()
    assert find_points("2.做好宣传；3.做好印刷。") == ()


def test_numbered_points_with_digits() -> None:
    text = "主要有：1.开展宣传；2.拍摄宣传片；3.2022年走访10人；4.印刷。"
    assert [point.text for point in find_points(text)] == [
        "1.开展宣传；",
        "2.拍摄宣传片；",
        "3.2022年走访10人；",
        "4.印刷。",
    ]


@given(st.lists(st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=8), min_size=2, max_size=10))
def test_every_point_is_found_whole(bodies: list[str]) -> None:
    han = "一二三四五六七八九十"
    parts = [f"{han[index]}是{body}；" for index, body in enumerate(bodies)]
    points = find_points("主要做法：" + "".join(parts))
    assert [point.text for point in points] == parts
