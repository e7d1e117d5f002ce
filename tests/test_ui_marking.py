from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.marking import escape, find_quote, marks_in, marks_onto, render_run

TAG = re.compile(r"</?(?:mark|span[^>]*)>")


def figure(printed: str, verdict: str = "read") -> dict[str, str]:
    return {"printed": printed, "verdict": verdict}


@given(st.text())
def test_escaped_text_shows_itself_and_does_nothing(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == html.unescape(html.escape(text))
    assert not set("<>\"'{}$") & set(escaped)


@given(st.data())
def test_marking_changes_no_character(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="汉字12.<b>&$ ", min_size=1, max_size=40))
    place = st.integers(0, len(text))
    ranges = [tuple(sorted((data.draw(place), data.draw(place)))) for _ in range(3)]
    shown = render_run(text, 0, len(text), ranges[0], ranges[1:])
    assert html.unescape(TAG.sub("", shown)) == text
    assert shown.count("<mark>") == shown.count("</mark>")
    assert shown.count("<span") == shown.count("</span>")


def test_quote_is_found_white_space_aside() -> None:
    text = "甲乙 项目支出\n298.57\t万元。丙项目支出298.57万元"
    found = find_quote("项目支出 298.57 万元", text)
    assert [text[a:b] for a, b in found] == ["项目支出\n298.57\t万元", "项目支出298.57万元"]
    assert find_quote("  ", text) == []


@pytest.mark.parametrize(
    ("quote", "printed", "marked"),
    [
        ("预算303.90万元，执行298.57万元", "298.57万元", ["298.57万元"]),
        ("执行 298.57 万元", "298.57万元", ["298.57 万元"]),
        ("298.57", "298.57 万元", ["298.57"]),  # the unit stands in the header
        ("2022年目标20人次", "20人次", ["20人次"]),
        ("在2020年有20个", "20", ["20"]),
        ("共1,200人", "200人", []),
        ("占75.48%", "75.48%", ["75.48%"]),
        ("三分之二以上", "三分之二", ["三分之二"]),
    ],
)
def test_figure_is_marked_where_it_is_printed(quote: str, printed: str, marked: list[str]) -> None:
    if marked == []:  # the only number there is another: better none than a wrong mark
        found = marks_in(quote + "，另有3人", [figure(printed)], "")
    else:
        found = marks_in(quote, [figure(printed)], "")
    assert [quote[a:b] for a, b in found] == marked


def test_computed_figure_marks_what_it_was_computed_from() -> None:
    quote = "预算303.90万元，执行298.57万元，共26个"
    found = marks_in(quote, [figure("5.33万元", "computed")], "303.90 - 298.57 = 5.33")
    assert [quote[a:b] for a, b in found] == ["303.90", "298.57"]


def test_converted_figure_marks_the_only_number() -> None:
    quote = "执行数为三项合计298.57万元"
    found = marks_in(quote, [figure("2985700元", "converted")], "")
    assert [quote[a:b] for a, b in found] == ["298.57"]


def test_text_answer_marks_no_number() -> None:
    assert marks_in("全年开展10期", [], "") == []


def test_marks_move_onto_a_page_with_other_white_space() -> None:
    quote, page = "执行 298.57 万元", "前文\n执行29\n8.57万元\n"
    (at,) = find_quote(quote, page)
    ((start, end),) = marks_onto(quote, page, *at, [(3, 9)])
    assert page[start:end] == "29\n8.57"
