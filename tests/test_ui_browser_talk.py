"""The conversation in a real browser: kept, judged, copied, and used by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ui.chat import open_chat
from ui.cli import main
from ui.desk import open_desk
from ui.samples import sample_reports
from ui.settings import ChatSettings, Settings
from vectorstore.settings import StoreSettings

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
QUESTION = "番禺的项目支出是多少？"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("talk") / "store"


@pytest.fixture(scope="module")
def url(store: Path) -> Iterator[str]:
    settings = Settings(StoreSettings(store, embedder="hashing"), chat=ChatSettings(port=0))
    with open_desk(settings) as desk:
        desk.add(sample_reports())
        with open_chat(desk, settings.chat) as server:
            yield server.url


def wait_kept(page: Any, turns: int) -> None:
    """Wait until the browser keeps so many turns of the newest conversation."""
    page.wait_for_function(
        "(n) => JSON.parse(localStorage.getItem('youju-talks') || '[]')[0]?.turns.length === n",
        arg=turns,
    )


def past(page: Any) -> list[str]:
    """Return the questions of the past conversations."""
    page.locator(".yj-past summary").click()
    found = page.locator(".yj-talk-open").all_inner_texts()
    page.keyboard.press("Escape")
    return [text.split("\n")[0] for text in found]


def test_conversations_are_kept_reopened_and_deleted(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    visit.ask("那基本支出呢？")
    wait_kept(page, 2)
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector(".yj-answer")
    assert page.locator(".yj-answer").count() == 2
    visit.ask("完成率呢？")  # what is understood still leans on the turns before
    assert "番禺" in page.locator(".yj-understood").last.inner_text()
    wait_kept(page, 3)
    page.get_by_role("button", name="新对话").click()
    page.wait_for_selector(".yj-welcome")
    visit.ask("荔湾有多少名党员报到？")
    wait_kept(page, 1)
    assert past(page) == ["荔湾有多少名党员报到？", QUESTION]
    page.locator(".yj-past summary").click()
    page.locator(".yj-talk-open").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.yj-answer').length === 3")
    page.locator(".yj-cite").first.click()
    page.wait_for_selector("#evidence mark")
    page.locator(".yj-past summary").click()
    page.locator(".yj-talk-drop").nth(1).click()  # the one that is open
    page.wait_for_selector(".yj-welcome")
    page.keyboard.press("Escape")
    assert past(page) == ["荔湾有多少名党员报到？"]
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector(".yj-welcome")
    assert past(page) == ["荔湾有多少名党员报到？"]


def test_what_somebody_else_put_in_the_browser_does_no_harm(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    page.wait_for_function("localStorage.getItem('youju-talks')")
    page.evaluate(
        """() => {
          const talks = JSON.parse(localStorage.getItem('youju-talks'));
          talks[0].turns.push({question: '<img src=x onerror=alert(1)>'});
          talks[0].turns[0].question = '<b onclick=x>';
          localStorage.setItem('youju-talks', JSON.stringify(talks));
        }"""
    )
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector(".yj-answer")
    assert page.locator(".yj-question").all_inner_texts() == ["<b onclick=x>"]
    assert page.locator("#past b, #talk img").count() == 0


def test_a_bad_answer_is_kept_and_drafted(
    visit: Visit, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit.page
    visit.ask(QUESTION)
    page.locator('[data-rate="down"]').click()
    page.get_by_role("button", name="数字不对").click()
    page.keyboard.type("，见第3页")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.yj-thanks').textContent")
    file = store / "feedback.jsonl"
    for _ in range(100):
        if file.exists():
            break
        page.wait_for_timeout(100)
    assert main(["eval", "draft", "--feedback", str(file)]) == 0
    out = capsys.readouterr().out
    assert QUESTION in out
    assert "数字不对，见第3页" in out
    assert "298.57" in out
    # The browser keeps what was said once the server has it.
    page.wait_for_function("(localStorage.getItem('youju-talks') || '').includes('\"rated\"')")
    page.reload(wait_until="domcontentloaded")
    page.wait_for_selector('[data-rate="down"][aria-pressed="true"]')


def test_an_answer_is_copied_with_its_sources(visit: Visit) -> None:
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask(QUESTION)
    page.get_by_role("button", name="复制").click()
    page.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert "298.57" in copied
    assert "[1]" in copied
    assert ".pdf 第" in copied


def test_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.locator("#question textarea").focus()
    page.keyboard.type("番禺的")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("项目支出是多少？")
    assert page.locator(".yj-question").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(".yj-answer:not(.yj-wait)")
    page.locator(".yj-cite").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('.yj-evidence[data-n="2"]')
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.cite") == "1"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("Enter")
    page.wait_for_selector('.yj-evidence[data-n="1"]')


def test_the_enter_that_ends_a_chinese_word_sends_nothing(visit: Visit) -> None:
    page = visit.page
    page.locator("#question textarea").fill("番禺的项目支出")
    enter = "key: 'Enter', bubbles: true, cancelable: true"
    for kind in ("keydown", "keypress"):
        page.evaluate(
            "document.querySelector('#question textarea').dispatchEvent("
            f"new KeyboardEvent('{kind}', {{{enter}, isComposing: true}}))"
        )
    page.wait_for_timeout(700)
    assert page.locator(".yj-question").count() == 0
