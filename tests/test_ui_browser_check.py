"""核数 in a real browser: figures ticked and crossed in their text, audits of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
_EVIL = "<script>document.title='坏'</script>${1+1}{{value}}"
_TEXT = (
    "番禺区委组织部2022年项目支出执行数298.57万元，绩效自评得分97.9分。\n"
    f"2022年末在职人员51人{_EVIL}，全年项目支出合计2985700元，还有5.33万元没有执行，"
    "另建成了888个党群服务中心。"
)


def check(page: Any, text: str) -> None:
    page.get_by_role("tab", name="核数").click()
    page.locator("#check-text textarea").fill(text)
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_selector("#checked .yj-fig")


def audit(page: Any) -> None:
    page.get_by_role("tab", name="核数").click()
    page.get_by_role("tab", name="勾稽检查").click()
    page.get_by_role("button", name="检查", exact=True).click()
    page.wait_for_selector("#audited .yj-audit")


def sheet(page: Any, folder: Path) -> list[tuple[Any, ...]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="底稿 XLSX").locator("visible=true").click()
    path = folder / "底稿.xlsx"
    download.value.save_as(path)
    return list(load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_figures_are_judged_where_they_stand(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    check(page, _TEXT)
    marks = {
        mark.split("\n")[0]: mark
        for mark in page.locator("#checked .yj-fig").evaluate_all(
            "marks => marks.map((m) => m.firstChild.textContent + '\\n' + m.lastChild.textContent)"
        )
    }
    assert marks["298.57万元"].endswith("✓一致")
    assert marks["97.9分"].endswith("✗不符")
    assert marks["2985700元"].endswith("单位换算后一致")
    assert marks["5.33万元"].endswith("计算得出一致")
    assert marks["888个"].endswith("报告未载")
    assert "不符 1" in page.locator(".yj-counts").inner_text()
    assert _EVIL in page.locator(".yj-text").inner_text()
    assert page.title() == "有据"
    page.locator(".yj-fig", has_text="97.9分").click()
    page.wait_for_selector("#check-evidence .yj-evidence mark")
    panel = page.locator("#check-evidence").inner_text()
    assert "99.7分" in panel
    assert "第2页" in panel
    rows = sheet(page, tmp_path)
    assert [row[2] for row in rows if row[1] == "97.9分"] == ["不符"]


def test_each_operand_opens_its_place(visit: Visit) -> None:
    page = visit.page
    check(page, _TEXT)
    page.locator(".yj-fig", has_text="5.33万元").click()
    page.locator("#check-evidence .yj-operand", has_text="298.57").click()
    page.wait_for_selector('#check-evidence .yj-evidence[data-n="2"]')
    assert "298.57" in page.locator("#check-evidence mark").inner_text()


def test_a_word_file_is_checked_when_it_is_dropped(visit: Visit, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("荔湾区委组织部2021年有57546名党员报到。")
    path = tmp_path / "稿.docx"
    document.save(str(path))
    page = visit.page
    page.get_by_role("tab", name="核数").click()
    page.locator("#check-file input[type=file]").set_input_files(path)
    page.wait_for_selector("#checked .yj-fig")
    assert "一致" in page.locator("#checked .yj-fig").inner_text()
    assert "57546" in page.locator("#check-text textarea").input_value()


def test_what_cannot_be_checked_says_why(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    page.get_by_role("tab", name="核数").click()
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_selector("#checked .yj-failed")
    assert "没有要核对的文字" in page.locator("#checked").inner_text()
    broken = tmp_path / "坏<b>.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    page.locator("#check-file input[type=file]").set_input_files(broken)
    page.wait_for_function("document.querySelector('#checked').innerText.includes('坏')")


def test_audit_tells_a_rounding_difference_and_its_places(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    audit(page)
    assert page.locator(".yj-audit").count() == 2
    report = page.locator(".yj-audit", has_text="番禺")
    assert "不符 0" in report.inner_text()
    report.locator("summary").first.click()
    report.locator(".yj-fold > summary").first.click()
    finding = report.locator(".yj-finding", has_text="2834.54")
    assert "2834.55" in finding.first.inner_text()
    finding.first.locator(".yj-operand", has_text="2834.54").click()
    page.wait_for_selector("#audit-evidence .yj-evidence mark")
    assert "2834.54" in page.locator("#audit-evidence mark").first.inner_text()
    assert any("2834.55" in str(row) for row in sheet(page, tmp_path))


def test_one_report_is_audited_and_its_pdf_marked(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.get_by_role("tab", name="核数").click()
    page.get_by_role("tab", name="勾稽检查").click()
    page.locator("#audit-only input").click()
    page.get_by_role("option", name="番禺").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="检查", exact=True).click()
    page.wait_for_selector("#audited .yj-audit")
    assert page.locator(".yj-audit").count() == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="标注的 PDF").click()
    path = tmp_path / "标注.pdf"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF")


def test_checks_fit_a_phone(phone: Visit) -> None:
    page = phone.page
    check(page, _TEXT)
    page.locator(".yj-fig", has_text="97.9分").click()
    page.wait_for_selector("#check-evidence .yj-evidence")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    audit(page)
    page.locator(".yj-audit > summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
