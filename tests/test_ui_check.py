"""`youju check` and `youju audit`: what they print, write and return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

from eval.audit_reports import hand_reports
from ingest.errors import QuestionError
from ingest.read import read_report
from qa.audit import audit_report
from ui.cli import main
from ui.highlight import highlight
from ui.workpaper import safe, write_audits

SAMPLES = Path(__file__).parent.parent / "eval" / "samples"
WRONG = next(r for r in hand_reports() if r.id == "column-total")


@pytest.fixture(autouse=True)
def _hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")


@pytest.fixture
def store(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", *map(str, sorted(SAMPLES.glob("*.pdf")))]) == 0
    capsys.readouterr()


def wrong_file(folder: Path) -> Path:
    from eval.audit_reports import as_html

    path = folder / "决算.html"
    path.write_text(as_html(WRONG.text), "utf-8")
    return path


@pytest.mark.usefixtures("store")
def test_a_text_is_ticked_and_crossed(capsys: pytest.CaptureFixture[str]) -> None:
    text = "番禺区委组织部2022年项目支出执行数298.57万元，绩效自评得分97.9分。"
    assert main(["check", text]) == 5
    out = capsys.readouterr().out
    assert "✓ 298.57万元　一致" in out and "✗ 97.9分　不符" in out
    assert "99.7分" in out and "第2页" in out
    assert out.rstrip().endswith("共 2 个数字：一致 1，不符 1。")
    assert main(["check", "番禺区委组织部2022年项目支出执行数298.57万元。"]) == 0


@pytest.mark.usefixtures("store")
def test_a_text_may_stand_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from docx import Document

    text = "番禺区委组织部2022年在职人员51人，退休人员14人。"
    plain, word, paper = tmp_path / "稿.txt", tmp_path / "稿.docx", tmp_path / "底稿.xlsx"
    plain.write_text(text, "utf-8")
    document = Document()
    document.add_paragraph(text)
    document.save(str(word))
    for path in (plain, word):
        assert main(["check", str(path), "--json", "--xlsx", str(paper)]) == 0
        data = json.loads(capsys.readouterr().out)
        assert data["counts"]["read"] == 2
        assert all(f["places"][0]["page"] == 1 for f in data["figures"])
    rows = list(load_workbook(paper).worksheets[0].iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == ["一致", "一致"]
    assert all(len(str(row[-1])) == 64 for row in rows[1:])


@pytest.mark.usefixtures("store")
def test_what_cannot_be_checked_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "没有这份.txt"]) == 1
    assert "没有这个文件" in capsys.readouterr().err
    assert main(["check", "  "]) == 1
    assert main(["audit", "没有这份.pdf"]) == 1
    assert main(["audit"]) == 2
    assert main(["audit", "--all", "--pdf", "x.pdf"]) == 1


def test_an_empty_store_has_nothing_to_check_against(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "支出 5 万元。"]) == 1
    assert "youju ingest" in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_stored_reports_are_audited(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--all", "--passed"]) == 0
    out = capsys.readouterr().out
    assert "8 × 10 + 0 = 80" in out and "四舍五入" in out and "不适用" in out
    assert main(["audit", "--all", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [audit["counts"]["contradicted"] for audit in data] == [0, 0]


def test_a_file_that_is_not_stored_is_audited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "底稿.xlsx"
    assert main(["audit", str(wrong_file(tmp_path)), "--xlsx", str(paper)]) == 5
    out = capsys.readouterr().out
    assert "✗ 不符　表内纵向：合计与分项" in out and "1230.00" in out
    rows = list(load_workbook(paper).worksheets[0].iter_rows(values_only=True))
    assert rows[1][1] == "不符" and "900.00 + 180.00 + 120.00 = 1200.00" in str(rows[1][7])


def test_only_a_pdf_can_be_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wrong_file(tmp_path)
    assert main(["audit", str(path), "--pdf", str(tmp_path / "x.pdf")]) == 1
    assert "不是 PDF" in capsys.readouterr().err


def test_marks_go_into_a_copy_where_the_figures_stand(tmp_path: Path) -> None:
    import random

    import pypdfium2 as pdfium

    from eval.audit_seeds import sow

    source = sorted(SAMPLES.glob("*.pdf"))[0]
    content = source.read_bytes()
    seed = next(iter(sow(read_report(source), 1, random.Random(3))))
    target = tmp_path / "标.pdf"
    assert highlight(audit_report(seed.report), target) > 0
    assert source.read_bytes() == content
    document = pdfium.PdfDocument(target)
    page = document[seed.figure.span.page - 1]
    assert pdfium.raw.FPDFPage_GetAnnotCount(page.raw) > 0
    document.close()
    with pytest.raises(QuestionError, match="原文件"):
        highlight(audit_report(seed.report), source)


@given(st.text(max_size=40))
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = safe(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_a_workbook_opens_with_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "=1+1.html"
    path.write_text(wrong_file(tmp_path).read_text("utf-8").replace("支出决算表", "=A1"), "utf-8")
    write_audits([audit_report(read_report(path))], tmp_path / "底稿.xlsx")
    for sheet in load_workbook(tmp_path / "底稿.xlsx").worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_help_names_the_commands() -> None:
    from typer.main import get_command

    from ui.cli import app

    out = CliRunner().invoke(app, ["--help"]).output
    assert "核数" in out and "勾稽" in out
    assert "audit" in get_command(app).commands["eval"].commands  # type: ignore[attr-defined]


def test_a_working_paper_is_laid_out_to_be_read(tmp_path: Path) -> None:
    report = read_report(SAMPLES / "番禺区委组织部2022年部门整体支出绩效自评报告.pdf")
    write_audits([audit_report(report)], tmp_path / "底稿.xlsx")
    sheet = load_workbook(tmp_path / "底稿.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        longest = max(str(cell.value or "").count("\n") for cell in row)
        assert sheet.row_dimensions[row[0].row].height > 15 * (longest + 1)
        assert row[heads.index("说明")].alignment.wrap_text
    passed = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "通过")
    assert passed[1].fill.fgColor.rgb.endswith("E2EFDA")
