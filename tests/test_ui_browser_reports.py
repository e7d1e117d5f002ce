"""The page of reports in a real browser: hand in, open, correct, tick, stop, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval.sample_font import write_font

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
_PATIENCE = 120_000  # milliseconds that a reading may take on a busy machine
_PASSWORD = "geheim-1234"
_PLAIN = "安和市云山区民政局2023年部门整体支出绩效自评报告\n一、基本情况\n在职人员{}人。\n"
_NAMELESS = "工作情况\n一、基本情况\n在职人员52人。\n"


def go(page: Any, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def hand_in(page: Any, *files: Path) -> None:
    """Hand files in and wait until each has come to its end."""
    go(page, "报告")
    page.evaluate("document.querySelectorAll('#account li').forEach((li) => { li.id = 'old'; })")
    page.locator("#files input[type=file]").set_input_files([str(file) for file in files])
    page.wait_for_function(
        f"document.querySelectorAll('#account li:not(#old)').length == {len(files)}"
        " && !document.querySelector('.yj-running')",
        timeout=_PATIENCE,
    )


def write_encrypted(path: Path, font: Path) -> Path:
    from fpdf import FPDF

    lines = _PLAIN.format(36).splitlines()
    write_font("sans", "".join(lines), font)
    pdf = FPDF(unit="pt", format=(595, 842))
    pdf.add_font("song", fname=str(font))
    pdf.add_page()
    pdf.set_font("song", size=12)
    for number, line in enumerate(lines):
        pdf.text(90, 90 + 30 * number, line)
    pdf.set_encryption("owner", user_password=_PASSWORD)
    pdf.output(str(path))
    return path


def test_what_was_read_of_each_file_is_said(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    good, again = tmp_path / "云山2023.txt", tmp_path / ("又" * 80 + ".txt")
    good.write_text(_PLAIN.format(36), encoding="utf-8")
    again.write_text(_PLAIN.format(36), encoding="utf-8")
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.7\nbroken")
    other = tmp_path / "图.png"
    other.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    hand_in(page, good, again, bad, other)
    rows = page.locator("#account li").all_inner_texts()
    assert "已读入" in rows[0] and "个数字" in rows[0]
    assert "已在库中" in rows[1] and good.name in rows[1]
    assert "没读成" in rows[2] and "损坏" in rows[2]
    assert "没读成" in rows[3]
    assert "/uploads/" not in "".join(rows)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    hand_in(page, good)
    assert "已在库中" in page.locator("#account li").inner_text()
    go(page, "问答")
    newcomer.ask("云山区有多少在职人员？")
    assert "36人" in page.locator(".yj-answer").inner_text()


def test_a_file_too_large_is_refused_in_its_own_words(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    good, large = tmp_path / "云山2023.txt", tmp_path / "大.txt"
    good.write_text(_PLAIN.format(36), encoding="utf-8")
    large.write_text("大" * 1000, encoding="utf-8")
    go(page, "报告")
    page.evaluate("document.querySelector('.yj-drop').dataset.most = 1000")
    page.locator("#files input[type=file]").set_input_files([str(good), str(large)])
    page.wait_for_selector("#reports td")
    assert "大.txt：超过上限" in page.locator(".yj-refused").inner_text()
    assert page.locator("#account li").count() == 1


def test_an_encrypted_file_asks_for_its_password(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    hand_in(page, write_encrypted(tmp_path / "密.pdf", tmp_path / "font.ttf"))
    box = page.locator("#account input[type=password]")
    box.fill("不对")
    page.get_by_role("button", name="打开").click()
    page.wait_for_selector("text=密码不对", timeout=_PATIENCE)
    box.fill(_PASSWORD)
    page.get_by_role("button", name="打开").click()
    page.wait_for_selector("#reports td", timeout=_PATIENCE)
    assert "云山区民政局" in page.locator("#reports").inner_text()
    held = [p for p in tmp_path.joinpath("store").rglob("*") if p.is_file()]
    assert not any(_PASSWORD.encode() in p.read_bytes() for p in held)
    go(page, "问答")
    newcomer.ask("云山区2023年有多少在职人员？")
    page.wait_for_function("(document.querySelector('.yj-sheet img') || {}).naturalWidth > 0")


def test_identity_is_confirmed_corrected_and_answers(newcomer: Visit, tmp_path: Path) -> None:
    page = newcomer.page
    file = tmp_path / "报告.txt"
    file.write_text(_NAMELESS, encoding="utf-8")
    hand_in(page, file)
    form = page.locator("#account form[data-do=identify]")
    form.locator("[name=agency]").fill("云山区民政局")
    form.locator("[name=region]").fill("云山区")
    form.locator("[name=fiscal_year]").fill("二三")
    form.get_by_role("button", name="确认").click()
    page.wait_for_selector("text=请写四位数字")
    assert form.locator("[name=agency]").input_value() == "云山区民政局"  # what was typed stays
    form.locator("[name=fiscal_year]").fill("2023")
    form.get_by_role("button", name="确认").click()
    page.wait_for_selector(".yj-is-identified", timeout=_PATIENCE)
    page.wait_for_selector("#reports td[data-part=agency] >> text=云山区民政局")
    page.get_by_role("button", name="改身份").click()
    form = page.locator(".yj-formrow form")
    form.locator("[name=region]").fill("溪口区")
    form.locator("[name=agency]").fill("溪口区民政局")
    form.get_by_role("button", name="保存").click()
    page.wait_for_selector("#reports td[data-part=agency] >> text=溪口区民政局", timeout=_PATIENCE)
    go(page, "问答")
    newcomer.ask("溪口区2023年有多少在职人员？")
    assert "52人" in page.locator(".yj-answer").last.inner_text()
    newcomer.ask("云山区2023年有多少在职人员？")
    assert "报告里没有" in page.locator(".yj-label").last.inner_text()


def test_list_is_filtered_sorted_and_ticked(visit: Visit) -> None:
    page = visit.page
    go(page, "报告")
    page.wait_for_selector("#reports tr[data-id]")
    rows = page.locator("#reports tbody tr[data-id]:visible")
    assert rows.count() == 2
    page.locator(".yj-filter").fill("番禺")
    assert rows.count() == 1
    page.locator(".yj-filter").fill("")
    years = page.locator("#reports td[data-part=fiscal_year]")
    head = page.locator('button[data-sort="4"]')
    head.click()
    assert [text.strip() for text in years.all_inner_texts()] == ["2021", "2022"]
    head.click()
    assert [text.strip() for text in years.all_inner_texts()] == ["2022", "2021"]
    page.locator("#reports tbody tr[data-id]", has_text="番禺").locator("[data-tick]").check()
    page.wait_for_selector("text=问答只在勾选的 1 份里找")
    assert [text.strip() for text in years.all_inner_texts()] == ["2022", "2021"]  # still sorted
    go(page, "问答")
    visit.ask("荔湾有多少名党员报到？")
    assert "57546" not in page.locator(".yj-answer").last.inner_text()
    go(page, "报告")
    page.get_by_role("button", name="取消勾选").click()
    page.wait_for_selector("text=问答在全部 2 份里找")
    go(page, "问答")
    visit.ask("荔湾有多少名党员报到？")
    assert "57546" in page.locator(".yj-answer").last.inner_text()


def test_removing_asks_first(newcomer: Visit) -> None:
    page = newcomer.page
    go(page, "报告")
    page.locator("#reports").get_by_role("button", name="读入示例报告").click()
    page.wait_for_selector("#reports tr[data-id]", timeout=_PATIENCE)
    remove = page.get_by_role("button", name="移除", exact=True)
    remove.first.click()
    page.get_by_role("button", name="取消", exact=True).click()
    assert remove.count() == 2
    remove.first.click()
    page.get_by_role("button", name="确定移除").click()
    page.wait_for_function(
        "document.querySelectorAll('#reports tr[data-id]').length == 1", timeout=_PATIENCE
    )


def test_a_scan_is_read_and_its_reading_can_be_stopped(newcomer: Visit, real_reports: Path) -> None:
    page = newcomer.page
    scan = real_reports / "panyu2022_report_p1-4_scan.pdf"
    go(page, "报告")
    page.locator("#files input[type=file]").set_input_files([str(scan)])
    page.wait_for_selector(".yj-is-reading", timeout=_PATIENCE)
    page.get_by_role("button", name="停止").click()
    page.wait_for_selector(".yj-is-stopped", timeout=_PATIENCE)
    assert page.locator("#reports .yj-none").count() == 1
    hand_in(page, scan)
    assert "4 页靠文字识别" in page.locator("#account li").inner_text()
    page.wait_for_selector("#reports td >> text=番禺", timeout=_PATIENCE)


def test_phone_is_not_wider_than_its_screen(phone: Visit) -> None:
    page = phone.page
    go(page, "报告")
    page.wait_for_selector("#reports tr[data-id]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="改身份").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
