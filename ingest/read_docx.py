"""Read a Word document: paragraphs with their automatic numbers, tables with merged cells."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from ingest.errors import BrokenFile
from ingest.layout import Block, Draft, DraftPage, GridBlock, GridCell, Line, TextBlock
from ingest.model import ReadingWarning
from ingest.numbering import Numbering
from ingest.packages import check_package
from ingest.settings import DEFAULTS, IngestSettings

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)


def read_docx(path: Path, settings: IngestSettings = DEFAULTS) -> Draft:
    """Return the draft of the Word document at `path`: one page, since pages are made in printing.

    Deleted text of tracked changes is left out.  Raises BrokenFile,
    EncryptedFile and LimitExceeded.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    check_package(path, settings.max_bytes)
    try:
        document = docx.Document(str(path))
    except (
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        raise BrokenFile(path, "DOCX 损坏，打不开", "请用 Word 打开后另存一份") from error
    reader = _Reader(document, settings)
    reader.body(document.element.body)
    title = str(document.core_properties.title or "")
    return Draft("docx", (DraftPage(1, tuple(reader.blocks)),), title, tuple(reader.warnings))


class _Reader:
    """Goes through a document's body in order."""

    def __init__(self, document: Any, settings: IngestSettings) -> None:
        self.settings = settings
        self.blocks: list[Block] = []
        self.warnings: list[ReadingWarning] = []
        self.levels = _style_levels(document)
        parts = document.part.rels.values()
        found = [r for r in parts if r.reltype.endswith("/numbering") and not r.is_external]
        self.numbering = Numbering.of(found[0].target_part.element if found else None)

    def body(self, element: Any) -> None:
        """Gather the blocks of a body or of what wraps blocks (content controls)."""
        for child in element:
            if child.tag == f"{_W}p":
                lines, level = self.paragraph(child)
                if lines:
                    self.blocks.append(TextBlock(tuple(lines), False, level))
            elif child.tag == f"{_W}tbl":
                self.table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None:
                    self.body(content)

    def paragraph(self, element: Any) -> tuple[list[Line], int]:
        """Return a paragraph's lines (it may hold line breaks) and its heading level."""
        properties = element.find(f"{_W}pPr")
        text = _text(element)
        mark = self.numbering.mark(properties)
        if mark and text.strip():
            text = mark + text.lstrip()
        lines = [Line(part.strip()) for part in text.split("\n") if part.strip()]
        return lines, self._level(properties)

    def _level(self, properties: Any | None) -> int:
        if properties is None:
            return 0
        outline = properties.find(f"{_W}outlineLvl")
        if outline is not None:
            value = int(outline.get(f"{_W}val") or 9)
            return value + 1 if value < 9 else 0
        style = properties.find(f"{_W}pStyle")
        return 0 if style is None else self.levels.get(style.get(f"{_W}val") or "", 0)

    def table(self, table: Any) -> None:
        """Gather a table; one of a single column is text."""
        rows = [row for row in _unwrapped(table) if row.tag == f"{_W}tr"]
        cells: list[GridCell] = []
        open_cells: dict[int, int] = {}  # column → cell that a vertical merge goes on with
        n_cols, count = 0, 0
        for r, row in enumerate(rows):
            col = _skipped(row)
            for element in (c for c in _unwrapped(row) if c.tag == f"{_W}tc"):
                across, merge = _extent(element)
                count += across
                if merge == "continue" and col in open_cells:
                    above = cells[open_cells[col]]
                    cells[open_cells[col]] = _taller(above, r)
                else:
                    cells.append(GridCell(r, col, 1, across, tuple(self.cell(element))))
                    open_cells.pop(col, None)
                    if merge == "restart":
                        open_cells[col] = len(cells) - 1
                col += across
            n_cols = max(n_cols, col)
            if count > self.settings.max_cells:
                self.warnings.append(
                    ReadingWarning(1, f"表格过大，只读前 {self.settings.max_cells} 个单元格")
                )
                rows = rows[: r + 1]
                break
        if n_cols < 2:
            lines = [line for cell in cells for line in cell.lines]
            self.blocks.append(TextBlock(tuple(lines)))
        elif any(cell.lines for cell in cells):
            self.blocks.append(GridBlock(len(rows), n_cols, tuple(cells)))

    def cell(self, element: Any) -> list[Line]:
        """Return the lines of a cell; a table inside it is read row by row."""
        lines: list[Line] = []
        for child in _unwrapped(element):
            if child.tag == f"{_W}p":
                lines += self.paragraph(child)[0]
            elif child.tag == f"{_W}tbl":
                for row in child.iter(f"{_W}tr"):
                    texts = (_text(cell).strip() for cell in row.iter(f"{_W}tc"))
                    joined = " ".join(" ".join(text.split()) for text in texts if text)
                    lines += [Line(joined)] if joined else []
        return lines


def _taller(cell: GridCell, row: int) -> GridCell:
    return GridCell(cell.row, cell.col, row - cell.row + 1, cell.col_span, cell.lines)


def _unwrapped(element: Any) -> list[Any]:
    """Return the children, those inside content controls and insertions too."""
    out: list[Any] = []
    for child in element:
        if child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            out += [] if content is None else _unwrapped(content)
        elif child.tag in (f"{_W}ins", f"{_W}customXml"):
            out += _unwrapped(child)
        else:
            out.append(child)
    return out


def _skipped(row: Any) -> int:
    found = row.find(f"{_W}trPr/{_W}gridBefore")
    return 0 if found is None else int(found.get(f"{_W}val") or 0)


def _extent(cell: Any) -> tuple[int, str]:
    """Return how many columns a cell covers and what its vertical merge says."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    across = 1 if span is None else max(1, int(span.get(f"{_W}val") or 1))
    return across, "" if merge is None else (merge.get(f"{_W}val") or "continue")


def _text(element: Any) -> str:
    """Return the text of a paragraph or cell without what is deleted, hidden or in a box."""
    out: list[str] = []
    stack = [element]
    while stack:
        node = stack.pop()
        tag = node.tag
        if tag == f"{_W}t":
            out.append(node.text or "")
        elif tag in (f"{_W}br", f"{_W}cr"):
            out.append("\n")
        elif tag == f"{_W}tab":
            out.append(" " if node.getparent().tag == f"{_W}r" else "")
        elif tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif tag == f"{_W}r" and _vanishes(node):
            continue
        elif tag not in (f"{_W}del", f"{_W}txbxContent", f"{_W}moveFrom", f"{_W}pPr"):
            stack.extend(reversed(node))
    return "".join(out)


def _vanishes(run: Any) -> bool:
    """Return whether Word shows and prints nothing of a run."""
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _style_levels(document: Any) -> dict[str, int]:
    """Return the heading level of each paragraph style that states one."""
    levels = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        found = _STYLE.match((name.get(f"{_W}val") or "") if name is not None else "")
        level = int(found.group(1)) if found else 0
        if outline is not None and int(outline.get(f"{_W}val") or 9) < 9:
            level = int(outline.get(f"{_W}val") or 0) + 1
        if level:
            levels[style.get(f"{_W}styleId") or ""] = level
    return levels
