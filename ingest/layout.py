"""What a reader of one format hands over: pages of blocks, in reading order.

A reader knows its format and nothing of reports; `ingest.compose` turns these
into pages, tables and sections.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.boxes import BBox
from ingest.model import Page, ReadingWarning, Span, Table


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text and, where known, a box for each character.

    `boxes` is empty or as long as `text`.  `box` is the line's own box.
    """

    text: str
    boxes: tuple[BBox | None, ...] = ()
    box: BBox | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines that stand together.

    `wrapped` is True where line ends are the page's (PDF, text pulled out of
    a PDF) and have to be joined again, False where each line is a paragraph
    (HTML, DOCX).  `heading` is the level a format states itself (h1 = 1), 0
    where it does not.
    """

    lines: tuple[Line, ...]
    wrapped: bool = False
    heading: int = 0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A physical cell: place and extent in its grid, its lines, its box."""

    row: int
    col: int
    row_span: int
    col_span: int
    lines: tuple[Line, ...]
    box: BBox | None = None
    locator: str = ""
    number_text: str = ""  # a workbook's number as its format shows it


@dataclass(frozen=True, slots=True)
class GridBlock:
    """One physical grid as it stands on one page, not yet joined over pages."""

    n_rows: int
    n_cols: int
    cells: tuple[GridCell, ...]
    box: BBox | None = None
    col_edges: tuple[float, ...] = ()  # n_cols + 1 x-positions, if known
    at_page_top: bool = False  # nothing but running heads above it
    at_page_bottom: bool = False  # nothing but page numbers below it


Block = TextBlock | GridBlock


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Blocks of one page, running heads and page numbers already taken off."""

    number: int
    blocks: tuple[Block, ...]
    width: float = 0.0
    height: float = 0.0
    ocr: bool = False
    locator: str = ""
    skew: float = 0.0  # radians by which a scan leans; boxes are as if it stood straight
    turns: int = 0  # quarter turns clockwise that set its text upright; boxes are as if turned


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as its reader saw it."""

    format: str  # pdf, html, txt, docx, xlsx, csv
    pages: tuple[DraftPage, ...]
    title: str = ""  # the file's own title (HTML <title>), a hint only
    warnings: tuple[ReadingWarning, ...] = field(default=())
    pages_unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text, hard wraps joined, whole over page breaks.

    `text` is the concatenation of what `spans` give back (one span a page).
    """

    text: str
    spans: tuple[Span, ...]
    heading: int = 0  # level the format states itself, 0 if it does not


@dataclass(frozen=True, slots=True)
class Composition:
    """Pages with their final text, and what stands on them, in reading order."""

    pages: tuple[Page, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
