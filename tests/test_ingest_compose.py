"""Pages of final text: what every consumer of spans relies on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.boxes import BBox
from ingest.compose import compose
from ingest.layout import Composition, Draft, DraftPage, GridBlock, GridCell, Line, TextBlock
from ingest.model import Span
from ingest.read_docx import read_docx
from ingest.read_html import read_html
from ingest.read_pdf import read_pdf
from ingest.read_text import read_text
from ingest.read_xlsx import read_xlsx
from ingest.wraps import cell_break, is_full, item_number, next_piece, starts_item

_READERS = {
    ".pdf": read_pdf,
    ".txt": read_text,
    ".html": read_html,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
}


def _back(read: Composition, spans: Sequence[Span]) -> str:
    return "".join(read.pages[s.page - 1].text[s.start : s.end] for s in spans)


def _hold(read: Composition) -> None:
    """Check what holds of every composition."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for paragraph in read.paragraphs:
        assert _back(read, paragraph.spans) == paragraph.text
        assert paragraph.text.strip()
        assert "\n" not in paragraph.text
    for table in read.tables:
        places = set()
        for cell in table.cells:
            assert _back(read, cell.spans) == cell.text
            assert cell.row + cell.row_span <= table.n_rows
            assert cell.col + cell.col_span <= table.n_cols
            assert {s.page for s in cell.spans} <= set(table.pages)
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.col, cell.col + cell.col_span):
                    assert (r, c) not in places
                    places.add((r, c))
    for spans in [p.spans for p in read.paragraphs] + [
        c.spans for t in read.tables for c in t.cells
    ]:
        for span in spans:
            covered.setdefault(span.page, []).append((span.start, span.end))
    for page in read.pages:
        assert not page.text or page.text.endswith("\n")
        assert len(page.boxes) in (0, len(page.text))
        at = 0
        for start, end in sorted(covered.get(page.number, [])):
            assert start >= at, "two spans overlap"
            assert not page.text[at:start].strip(), "text that belongs to nothing"
            at = end
        assert not page.text[at:].strip()


@pytest.mark.parametrize(
    "name",
    [
        "liwan2021_selfeval.pdf",
        "liwan2021_selfeval.html",
        "liwan2021_selfeval.txt",
        "liwan2021_selfeval.xlsx",
        "panyu2022_report.pdf",
        "panyu2022_report.docx",
        "panyu2022_report.txt",
        "real/putuo_planning_2024_final.pdf",
    ],
)
def test_real_files_are_all_paragraphs_and_cells(real_reports: Path, name: str) -> None:
    path = real_reports / name
    read = compose(_READERS[path.suffix](path), "r")
    _hold(read)
    again = compose(_READERS[path.suffix](path), "r")
    assert again == read


_TEXT = st.text(st.sampled_from("预算执行数12.5%万元。；一、（1）AB \t"), max_size=12)
_LINES = st.lists(_TEXT.map(Line), max_size=4).map(tuple)
_PROSE = st.builds(TextBlock, _LINES, st.booleans(), st.integers(0, 2))


@st.composite
def _grids(draw: st.DrawFn) -> GridBlock:
    rows, cols = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    cells = [GridCell(r, c, 1, 1, draw(_LINES)) for r in range(rows) for c in range(cols)]
    edges = tuple(100.0 * i for i in range(cols + 1)) if draw(st.booleans()) else ()
    return GridBlock(rows, cols, tuple(cells), None, edges)


_PAGES = st.lists(st.lists(st.one_of(_PROSE, _grids()), max_size=4).map(tuple), max_size=4)


@given(_PAGES)
def test_any_draft_holds_together(pages: list[tuple[TextBlock | GridBlock, ...]]) -> None:
    draft = Draft("pdf", tuple(DraftPage(n, blocks) for n, blocks in enumerate(pages, 1)))
    _hold(compose(draft, "r"))


def _line(text: str, left: float, top: float, size: float = 10.0) -> Line:
    boxes = tuple(
        BBox(left + size * i, top, left + size * (i + 1), top + size) for i in range(len(text))
    )
    return Line(text, boxes, boxes[0].union(boxes[-1]))


def _paragraphs(*lines: Line) -> list[str]:
    page = DraftPage(1, (TextBlock(lines, True),), 400.0, 600.0)
    return [p.text for p in compose(Draft("pdf", (page,)), "r").paragraphs]


_FULL = "甲" * 30  # from 50 to 350 on a page of 400 points


def test_indent_fullness_gap_and_size_divide_paragraphs() -> None:
    assert _paragraphs(_line(_FULL, 50, 0), _line("乙乙", 50, 20)) == [_FULL + "乙乙"]
    assert _paragraphs(_line(_FULL, 50, 0), _line("乙" * 28, 70, 20)) == [_FULL, "乙" * 28]
    assert len(_paragraphs(_line("甲" * 20, 50, 0), _line("乙", 50, 20))) == 2
    rows = [_line(_FULL, 50, 20.0 * i) for i in range(4)]
    assert len(_paragraphs(*rows, _line("乙", 50, 140))) == 2
    assert len(_paragraphs(_line("甲" * 20, 50, 0, 15.0), _line("乙", 50, 20))) == 2


def test_a_stop_over_the_margin_moves_no_margin() -> None:
    lines = [_line(_FULL, 50, 20.0 * i, 9.8) for i in range(3)]
    assert _paragraphs(*lines, _line(_FULL + "。", 50, 60)) == [_FULL * 4 + "。"]


def test_items_hang_and_follow() -> None:
    first = _line("1.从严" + "甲" * 27, 50, 0)
    assert len(_paragraphs(first, _line("乙" * 28, 70, 20))) == 1
    assert len(_paragraphs(first, _line("2.强化" + "乙" * 20, 70, 20))) == 2


def test_a_unit_at_the_right_edge_stands_alone() -> None:
    assert len(_paragraphs(_line("单位：", 320, 0), _line("部门名称", 50, 10))) == 2


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("中文", "中"),
        ("中。文", "中。"),
        ("《不忘", "《不"),
        ("12.5万元", "12.5"),
        ("100%，", "100%，"),
        (" AB", "AB"),
        ("", ""),
    ],
)
def test_pieces_that_a_line_breaker_keeps(text: str, piece: str) -> None:
    assert next_piece(text) == piece


def test_a_line_is_full_if_the_next_piece_had_no_room() -> None:
    line = _line("甲" * 9, 0, 0)
    assert is_full(line, _line("乙丙", 0, 20), 95)
    assert not is_full(line, _line("乙丙", 0, 20), 105)
    assert is_full(line, _line("乙。", 0, 20), 105)


@pytest.mark.parametrize(
    ("before", "after", "full", "mark"),
    [
        ("部门", "资金", False, ""),
        ("做好工作。", "2.加强建设", False, "\n"),
        ("做好工作。", "加强建设", False, "\n"),
        ("做好工", "作。", True, ""),
        ("12", "34", False, "\n"),
        ("12", "34", True, ""),
        ("annual", "report", True, " "),
    ],
)
def test_lines_of_a_cell(before: str, after: str, full: bool, mark: str) -> None:
    assert cell_break(Line(before), Line(after), full=full) == mark


@pytest.mark.parametrize(
    "text", ["一、基本", "（一）部门", "1.从严", "1．从", "第一部分", "①甲", "十二、乙"]
)
def test_items(text: str) -> None:
    assert starts_item(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.从严", 1),
        ("（二）甲", 2),
        ("十二、乙", 12),
        ("二十、丙", 20),
        ("一是丁", 1),
        ("1.5万元", None),
        ("2022年", None),
        ("一般", None),
    ],
)
def test_item_numbers(text: str, number: int | None) -> None:
    assert item_number(text) == number


@pytest.mark.parametrize("text", ["2022年", "12.5万元", "一般公共预算", "甲、乙"])
def test_no_items(text: str) -> None:
    assert not starts_item(text)
