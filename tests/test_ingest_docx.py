"""Word documents: numbering, merged cells, tracked changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.compose import compose
from ingest.errors import BrokenFile
from ingest.layout import Composition
from ingest.numbering import Numbering
from ingest.read_docx import read_docx
from ingest.settings import IngestSettings


def _save(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "报告.docx"
    document.save(str(path))
    return path


def _read(path: Path) -> Composition:
    return compose(read_docx(path), "r")


@pytest.fixture
def document() -> Any:
    import docx

    return docx.Document()


def test_paragraphs_and_headings(tmp_path: Path, document: Any) -> None:
    document.add_heading("一、基本情况", level=1)
    document.add_paragraph("预算数\t12.5万元。")
    document.add_paragraph("第一行").add_run().add_break()
    read = _read(_save(tmp_path, document))
    assert [(p.text, p.heading) for p in read.paragraphs] == [
        ("一、基本情况", 1),
        ("预算数 12.5万元。", 0),
        ("第一行", 0),
    ]


def test_merged_cells(tmp_path: Path, document: Any) -> None:
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(
        table.rows,
        [
            ["任务", "指标", "完成值"],
            ["党建", "走访", "62次"],
            ["", "培训", "21期"],
            ["合计", "", "83"],
        ],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    (read,) = _read(_save(tmp_path, document)).tables
    parent, total = read.at(2, 0), read.at(3, 1)
    assert parent is not None
    assert total is not None
    assert (parent.text, parent.row_span) == ("党建", 2)
    assert (total.text, total.col_span) == ("合计", 2)
    value = read.at(2, 2)
    assert value is not None
    assert (value.row_path, value.col_path) == (("党建", "培训"), ("完成值",))
    assert value.locator == "表1 行3"


def test_deleted_text_is_left_out_and_inserted_kept(tmp_path: Path, document: Any) -> None:
    from docx.oxml import parse_xml

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:p {w}><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>99</w:delText>"
            f"<w:t>98</w:t></w:r></w:del><w:ins><w:r><w:t>12.5</w:t></w:r></w:ins>"
            f"<w:r><w:t>万元</w:t></w:r></w:p>"
        ),
    )
    assert _read(_save(tmp_path, document)).paragraphs[0].text == "预算12.5万元"


def test_automatic_numbers() -> None:
    from lxml import etree

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    root = etree.fromstring(
        f"""<w:numbering {w}><w:abstractNum w:abstractNumId="7">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
        <w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
        <w:lvlText w:val="%1.%2"/></w:lvl>
        <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""
    )
    count = Numbering.of(root)

    def mark(level: int, number: int = 1) -> str:
        return count.mark(
            etree.fromstring(
                f'<w:pPr {w}><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
                "</w:numPr></w:pPr>"
            )
        )

    assert [mark(0), mark(1), mark(1), mark(0), mark(1)] == ["一、", "一.1", "一.2", "二、", "二.1"]
    assert mark(2) == ""
    assert mark(0, 0) == ""
    assert [mark(0) for _ in range(9)][-1] == "十一、"


def test_one_column_is_text_and_big_tables_are_cut(tmp_path: Path, document: Any) -> None:
    document.add_table(rows=1, cols=1).cell(0, 0).text = "方框里的话"
    table = document.add_table(rows=6, cols=4)
    for n, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = str(n)
    path = _save(tmp_path, document)
    draft = read_docx(path, IngestSettings(max_cells=8))
    read = compose(draft, "r")
    assert read.paragraphs[0].text == "方框里的话"
    assert read.tables[0].n_rows < 6
    assert draft.warnings


def test_a_damaged_document_is_named(tmp_path: Path, document: Any) -> None:
    data = _save(tmp_path, document).read_bytes()
    path = tmp_path / "坏.docx"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(BrokenFile) as caught:
        read_docx(path)
    assert "坏.docx" in str(caught.value)
