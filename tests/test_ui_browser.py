"""The chat in a real browser: what a person sees and clicks."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ui.samples import QUESTIONS

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
_EVIL = (
    "<script>document.title='坏'</script><img src=x onerror=\"document.title='坏'\">"
    "${1+1}{{value}}**粗**"
)
_REPORT = f"""安和市云山区民政局2023年部门整体支出绩效自评报告
一、基本情况
云山区民政局{_EVIL}在职人员36人。
"""


def test_ask_then_open_each_citation(visit: Visit) -> None:
    page = visit.page
    visit.ask("番禺的项目支出是多少？")
    said = page.locator(".yj-answer").inner_text()
    assert "298.57" in said
    assert "303.90" in said
    for number, printed in (("1", "298.57"), ("2", "303.90")):
        page.locator(f'.yj-cite[data-cite="{number}"]').click()
        page.wait_for_selector(f'.yj-evidence[data-n="{number}"]')
        (mark,) = page.locator("#evidence mark").all_inner_texts()
        assert printed in mark
        panel = page.locator("#evidence").inner_text()
        assert "番禺" in panel
        assert "第2页" in panel
        assert "2022" in panel


def test_figure_in_a_table_is_marked_and_in_sight(visit: Visit) -> None:
    page = visit.page
    visit.ask("荔湾有多少名党员报到？")
    page.locator(".yj-cite").first.click()
    mark = page.locator("#evidence td.yj-here mark")
    mark.wait_for()
    assert "57546" in mark.inner_text()
    panel = page.locator("#evidence").bounding_box()
    box = page.locator("#evidence .yj-box-figure").first.bounding_box()
    assert panel["y"] <= box["y"]
    assert box["y"] + box["height"] <= panel["y"] + panel["height"]


def test_follow_up_is_understood_and_shown(visit: Visit) -> None:
    visit.ask("番禺的项目支出是多少？")
    visit.ask("那基本支出呢？")
    last = visit.page.locator(".yj-answer").last.inner_text()
    assert "理解为" in last
    assert "2418.77" in last


def test_refusal_is_labelled(visit: Visit) -> None:
    visit.ask("番禺2021年的执行数是多少？")
    assert "报告里没有" in visit.page.locator(".yj-label").inner_text()


def test_suggestion_asks_itself_and_new_conversation_clears(visit: Visit) -> None:
    page = visit.page
    chip = page.locator(".yj-chip").first
    question = chip.inner_text()
    chip.click()
    page.wait_for_selector(".yj-answer:not(.yj-wait)")
    assert page.locator(".yj-question").inner_text() == question
    page.get_by_role("button", name="新对话").click()
    page.wait_for_selector(".yj-welcome")
    assert page.locator(".yj-question").count() == 0


def test_two_visitors_do_not_share_a_conversation(visit: Visit, phone: Visit) -> None:
    visit.ask("番禺的项目支出是多少？")
    phone.ask("那基本支出呢？")
    assert "番禺" not in phone.page.locator(".yj-question").inner_text()
    assert "理解为" not in phone.page.locator(".yj-answer").inner_text()


def test_phone_is_not_wider_than_its_screen(phone: Visit) -> None:
    phone.ask("番禺的项目支出是多少？")
    phone.page.locator(".yj-cite").first.click()
    phone.page.wait_for_selector("#evidence mark")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_questions_are_shown_as_text(visit: Visit) -> None:
    visit.ask(_EVIL)
    assert visit.page.locator(".yj-question").inner_text() == _EVIL
    assert visit.page.title() == "有据"


def test_newcomer_loads_the_samples(newcomer: Visit) -> None:
    page = newcomer.page
    page.wait_for_timeout(1500)  # nothing is read before it is asked for
    assert "还没有报告" in page.locator("#talk").inner_text()
    page.get_by_role("button", name="读入示例报告").click()
    page.wait_for_selector(".yj-chip[data-ask]")
    newcomer.ask("荔湾有多少名党员报到？")
    assert "57546" in page.locator(".yj-answer").inner_text()


def test_upload_ask_and_remove(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    good, bad = tmp_path / "云山<b>2023.txt", tmp_path / "坏.pdf"
    good.write_text(_REPORT, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7\nbroken")
    page.get_by_role("tab", name="报告").click()
    page.locator("#files input[type=file]").set_input_files([good, bad])
    page.wait_for_selector("#reports td")
    account = page.locator("#account").inner_text()
    assert "已读入" in account
    assert "坏.pdf" in account
    assert "/uploads/" not in account
    assert "云山区" in page.locator("#reports").inner_text()
    page.get_by_role("tab", name="问答").click()
    newcomer.ask("云山区有多少在职人员？")
    page.locator(".yj-cite").first.click()
    page.wait_for_selector("#evidence mark")
    assert page.locator("#evidence mark").inner_text() == "36人"
    assert "document.title" in html.unescape(page.locator("#evidence").inner_text())
    assert page.title() == "有据"
    page.get_by_role("tab", name="报告").click()
    page.get_by_role("button", name="移除", exact=True).click()
    page.get_by_role("button", name="确定移除").click()
    page.wait_for_selector("#reports .yj-none")


def test_page_speaks_english_too(visit: Visit) -> None:
    visit.page.click("text=English")
    visit.page.wait_for_url("**/en")
    visit.page.wait_for_selector("button:has-text('New chat')")
    visit.ask(QUESTIONS[0][0])
    assert QUESTIONS[0][1] in visit.page.locator(".yj-answer").inner_text()
    visit.page.click("text=中文")
    visit.page.wait_for_selector("button:has-text('新对话')")
