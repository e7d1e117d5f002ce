"""The page of comparisons in a real browser: choose, look, open the evidence, take it along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
_PATIENCE = 120_000  # milliseconds


def compare(visit: Visit, measure: str) -> None:
    page = visit.page
    page.get_by_role("tab", name="比较", exact=True).click()
    box = page.locator("#measure input")
    box.fill(measure)
    box.press("Enter")
    page.get_by_role("button", name="比较", exact=True).click()


def test_ranking_opens_its_evidence_and_is_taken_along(visit: Visit, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    page = visit.page
    compare(visit, "预算完成率")
    page.wait_for_selector(".yj-ranking", timeout=_PATIENCE)
    values = page.locator(".yj-figure").all_inner_texts()
    assert values == ["96", "75.48"]
    assert "比率和得分不能相加" in page.locator(".yj-upshot").inner_text()
    page.locator(".yj-figure").nth(1).click()
    page.wait_for_selector("#compared-evidence mark")
    assert "75.48" in page.locator("#compared-evidence mark").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    download.value.save_as(tmp_path / "a.xlsx")
    rows = list(load_workbook(tmp_path / "a.xlsx")["比较"].iter_rows(min_row=2, values_only=True))
    assert [row[6] for row in rows] == [96, 75.48]
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 CSV").click()
    download.value.save_as(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_no_report_has_is_said(visit: Visit) -> None:
    compare(visit, "高速公路通车里程")
    visit.page.wait_for_selector("text=都没有这个数", timeout=_PATIENCE)


def test_phone_is_not_wider_than_its_screen(phone: Visit) -> None:
    compare(phone, "预算完成率")
    phone.page.wait_for_selector(".yj-ranking", timeout=_PATIENCE)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
