"""评测 in a real browser: a set is put, scored, kept, compared and called off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
_EVIL = "<script>document.title='坏'</script>${1+1}{{value}}"
_ROWS = f"""题号,问题,结果,数值,单位
甲1,番禺的项目支出执行数是多少？,,298.57,万元
甲2,番禺的在职人员有多少？,,52,人
甲3,"番禺2021年的执行数是多少？{_EVIL}",应作答,1,元
"""


def put(page: Any, path: Path) -> None:
    page.get_by_role("tab", name="评测").click()
    page.locator("#eval-file input[type=file]").set_input_files(path)
    page.wait_for_selector("#eval-file .file-preview")
    before = page.locator("#eval-run input").input_value()
    page.get_by_role("button", name="开始", exact=True).click()
    page.wait_for_function(
        "before => document.querySelector('#eval-run input').value !== before", arg=before
    )
    page.wait_for_selector("#eval-result .yj-eval")


def test_a_set_is_scored_kept_and_compared(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    path = tmp_path / "我的题.csv"
    path.write_text(_ROWS, "utf-8-sig")
    put(page, path)
    result = page.locator("#eval-result")
    assert "我的题（3 题）" in result.inner_text()
    assert "1/3" in result.inner_text()
    wrong = result.locator("details", has_text="甲2")
    wrong.locator("summary").click()
    assert "52 人" in wrong.inner_text()
    assert "51 人" in wrong.inner_text()
    assert "51" in wrong.locator("blockquote").first.inner_text()
    assert _EVIL in result.locator("details", has_text="甲3").inner_text()
    assert page.title() == "有据"
    with page.expect_download() as download:
        page.get_by_role("button", name="成绩 JSON").click()
    download.value.save_as(tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["trials"][0]["name"] == "我的题"
    path.write_text(_ROWS.replace("52", "51"), "utf-8")
    page.reload(wait_until="domcontentloaded")  # a new visit finds the runs kept
    page.wait_for_selector(".yj-welcome")
    put(page, path)
    page.get_by_role("tab", name="历次走势").click()
    page.wait_for_selector("#eval-history .yj-chart")
    assert page.locator("#eval-history .dot.good title").count() == 2
    page.get_by_role("tab", name="前后两次").click()
    page.get_by_role("button", name="对照", exact=True).click()
    page.wait_for_selector("#eval-changes .turn")
    assert "变对 1" in page.locator("#eval-changes").inner_text()


def test_a_run_is_called_off(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("tab", name="评测").click()
    page.get_by_role("button", name="开始", exact=True).click()
    page.wait_for_selector("#eval-progress [role=progressbar]")
    page.get_by_role("button", name="取消", exact=True).click()
    page.wait_for_function("document.querySelector('#eval-progress').innerText.includes('已取消')")


def test_a_set_with_mistakes_names_them(phone: Visit, tmp_path: Path) -> None:
    page = phone.page
    path = tmp_path / "坏<b>.csv"
    path.write_text("题号,问题,结果\n1,番禺的项目支出是多少？,也许\n", "utf-8")
    page.get_by_role("tab", name="评测").click()
    page.locator("#eval-file input[type=file]").set_input_files(path)
    page.wait_for_selector("#eval-file .file-preview")
    page.get_by_role("button", name="开始", exact=True).click()
    page.wait_for_selector("#eval-progress .yj-failed")
    said = page.locator("#eval-progress").inner_text()
    assert "第2行" in said
    assert "/tmp" not in said
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
