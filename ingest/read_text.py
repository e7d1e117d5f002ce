"""Read a text file: pasted web text with tabs, or text pulled out of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from ingest.decode import decode
from ingest.errors import BrokenFile, EmptyFile
from ingest.labels import Kind, kind_of
from ingest.layout import Block, Draft, DraftPage, GridBlock, GridCell, Line, TextBlock
from ingest.model import ReadingWarning
from ingest.running import NUMBER_LINE, is_decorated
from ingest.settings import DEFAULTS, IngestSettings
from ingest.wraps import ends_sentence, text_width

_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|font|td|tr|th|table|tbody|o:p)\b[^<>]*>", re.I
)
_BREAK_TAG = re.compile(r"<br\s*/?>|</p>\s*<p\b[^<>]*>", re.I)
_MARKED = re.compile(r"\s*(#{1,6})\s+(\S.*?)\s*#*\s*$")
_WIDEST = 130  # half-width units; a longer line was not broken by a page


def read_text(path: Path, settings: IngestSettings = DEFAULTS) -> Draft:
    """Return the draft of the text file at `path`.

    Rows with tabs become tables (a row that begins with empty cells belongs
    to the merged cell over it); form feeds divide pages; lines that all end
    at one width are joined.  Raises EmptyFile and BrokenFile.
    """
    text = decode(path.read_bytes())
    if text is None:
        raise BrokenFile(path, "认不出文字编码", "请另存为 UTF-8 编码的文本")
    if not text.strip():
        raise EmptyFile(path, "文件里没有文字", "请重新下载或导出这份报告")
    warnings: list[ReadingWarning] = []
    unmapped = text.count("\ufffd")
    if unmapped:
        warnings.append(ReadingWarning(0, f"有 {unmapped} 个字符已经损坏"))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    sheets = [page for page in plain.split("\f") if page.strip()]
    lines = [page.split("\n") for page in sheets]
    wrapped = _is_wrapped([line for page in lines for line in page if line.strip()])
    pages = tuple(
        DraftPage(number, _blocks(page, wrapped, len(sheets) > 1, settings))
        for number, page in enumerate(lines, 1)
    )
    return Draft("txt", pages, "", tuple(warnings))


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether lines end where a page's edge was: many of one width, in mid-sentence."""
    prose = [line.strip() for line in lines if "\t" not in line]
    widths = sorted(text_width(line) for line in prose)
    if len(widths) < 8:
        return False
    usual = widths[int(len(widths) * 0.9)]
    if usual > _WIDEST or usual < 16:
        return False
    full = [line for line in prose if abs(text_width(line) - usual) <= 4]
    open_ended = [line for line in full if not ends_sentence(line)]
    return len(full) >= max(4, len(prose) // 6) and len(open_ended) * 10 >= len(full) * 6


def _blocks(
    lines: Sequence[str], wrapped: bool, paged: bool, settings: IngestSettings
) -> tuple[Block, ...]:
    spaced = _blank_lines_say_nothing(lines) if wrapped else False
    blocks: list[Block] = []
    prose: list[Line] = []
    rows: list[list[str]] = []

    def end_prose() -> None:
        if prose:
            blocks.append(TextBlock(tuple(prose), wrapped))
            prose.clear()

    def end_rows() -> None:
        if rows:
            blocks.extend(_tables(rows, settings))
            rows.clear()

    for place, raw in enumerate(lines):
        if "\t" in raw.strip("\n") and len([c for c in raw.split("\t") if c.strip()]) > 0:
            end_prose()
            rows.append([_untagged(cell) for cell in raw.split("\t")])
            continue
        text = _untagged(raw)
        if not text.strip():
            if not rows and prose and not spaced:
                end_prose()
            elif rows and not _goes_on(lines, place, len(rows[-1])):
                end_rows()
            continue
        end_rows()
        if NUMBER_LINE.fullmatch(text) and (
            is_decorated(text) or (paged and place > len(lines) - 4)
        ):
            continue  # a page number left over
        marked = _MARKED.match(text)
        if marked:  # a heading as Markdown writes it
            end_prose()
            level = len(marked.group(1))
            blocks.append(TextBlock((Line(marked.group(2)),), False, level))
            continue
        prose.extend(Line(part) for part in text.split("\n") if part.strip())
    end_rows()
    end_prose()
    return tuple(blocks)


def _blank_lines_say_nothing(lines: Sequence[str]) -> bool:
    """Return whether blank lines stand between almost all lines, wrapped ones too."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    if len(filled) < 4:
        return False
    apart = sum(1 for a, b in pairwise(filled) if b - a > 1)
    broken = sum(
        1
        for a, b in pairwise(filled)
        if b - a > 1 and not ends_sentence(lines[a]) and text_width(lines[a].strip()) > 30
    )
    return apart * 10 > len(filled) * 4 and broken > len(filled) // 20 + 1


def _goes_on(lines: Sequence[str], place: int, n_cols: int) -> bool:
    """Return whether after one blank line the same table follows: as many cells, no new header."""
    cells = (lines[place + 1] if place + 1 < len(lines) else "").split("\t")
    header = all(kind_of(_untagged(cell)) is Kind.LABEL for cell in cells)
    return len(cells) == n_cols and not header


def _untagged(text: str) -> str:
    """Return a text without the tags that copying left in it."""
    if "<" not in text:
        return text
    return _TAG.sub("", _BREAK_TAG.sub("\n", text))


def _tables(rows: Sequence[list[str]], settings: IngestSettings) -> list[Block]:
    """Return one grid for each run of rows of equal width."""
    blocks: list[Block] = []
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or len(rows[at]) != len(rows[start]):
            run = rows[start:at]
            if len(run) * len(run[0]) <= settings.max_cells:
                blocks.append(_grid(run))
            else:
                blocks.append(TextBlock(tuple(Line(" ".join(row)) for row in run)))
            start = at
    return blocks


def _grid(rows: Sequence[list[str]]) -> GridBlock:
    n_cols = len(rows[0])
    wide = [_lies_across(rows, row) for row in range(len(rows))]
    cells: list[GridCell] = []
    parents: list[int] = []  # per leading column, the cell it may go on in
    for r, row in enumerate(rows):
        lead = next((c for c, text in enumerate(row) if text.strip()), n_cols)
        for c, text in enumerate(row):
            if wide[r] and c > 1:
                break
            if r > 1 and c < lead < n_cols and c < len(parents):
                above = cells[parents[c]]
                cells[parents[c]] = _taller(above, r)
                continue
            span = n_cols - 1 if wide[r] and c == 1 else 1
            lines = tuple(Line(part.strip()) for part in text.split("\n") if part.strip())
            cells.append(GridCell(r, c, 1, span, lines))
            if r and c <= len(parents) and (c < len(parents) or len(parents) < n_cols):
                parents[c:] = [len(cells) - 1]
    return GridBlock(len(rows), n_cols, tuple(cells))


def _taller(cell: GridCell, row: int) -> GridCell:
    return GridCell(
        cell.row, cell.col, row - cell.row + 1, cell.col_span, cell.lines, cell.box, cell.locator
    )


def _lies_across(rows: Sequence[list[str]], row: int) -> bool:
    """Return whether a row is a label and one text that lay across the other columns.

    Pasting leaves such a merged cell as a text and empty cells.  It is told
    from a row with blanks by its column: the others hold another kind there.
    """
    cells = rows[row]
    filled = [c for c, text in enumerate(cells) if text.strip()]
    if len(cells) < 4 or filled != [0, 1]:
        return False
    others = [r for i, r in enumerate(rows) if i != row and sum(1 for t in r if t.strip()) > 2]
    if not others:
        return False
    kinds = [kind_of(r[1]) for r in others if r[1].strip()]
    numbers = sum(1 for kind in kinds if kind is Kind.NUMBER)
    return kind_of(cells[0]) is Kind.LABEL and numbers * 2 <= len(kinds)
