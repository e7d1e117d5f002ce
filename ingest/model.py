"""The core types: what a report is once it has been read.

Everything downstream (store, questions, checks) is built from these frozen
dataclasses; they import the standard library and `ingest.boxes` only.
Characters are counted in Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ingest.boxes import NO_BOXES, CharBoxes


class Role(StrEnum):
    """What a figure is to its measure: planned, done, scored ..."""

    INITIAL_BUDGET = "initial_budget"  # 年初预算
    ADJUSTMENT = "adjustment"  # 调整
    BUDGET = "budget"  # 预算 (全年/调整后, or not said which)
    EXECUTION = "execution"  # 执行/决算/实际支出
    PRIOR_YEAR = "prior_year"  # 上年
    INCOME = "income"  # 收入
    TARGET = "target"  # 目标/预期
    ACTUAL = "actual"  # 实际完成
    WEIGHT = "weight"  # 分值
    SCORE = "score"  # 得分
    RATE = "rate"  # 率
    SHARE = "share"  # 占…的: a part of something, never the thing itself
    CHANGE = "change"  # 增加, 下降: the difference to another period, never the thing itself
    OTHER = "other"


class FigureKind(StrEnum):
    """The family a figure's unit belongs to; only like compares with like."""

    MONEY = "money"
    PERCENT = "percent"  # % and 百分点
    COUNT = "count"  # 名, 个, 次 ... the measure word is the unit
    SCORE = "score"  # 分
    DATE = "date"  # 2022年12月31日, 2021年度; value is the year, `printed` the whole
    PLAIN = "plain"  # a number without a unit


class UnitSource(StrEnum):
    """Where a figure's unit was read."""

    EXPLICIT = "explicit"  # beside the number
    HEADER = "header"  # in a row or column header
    CAPTION = "caption"  # 单位：万元 over the table
    REPORT = "report"  # the report's money unit
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start:end` of the stored text of one page (pages from 1)."""

    report_id: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text with hard wraps joined and each table cell in one run.

    Paragraphs and table rows end with a newline, cells of a row are divided
    by tabs.  `boxes` is empty where the format has no places (HTML, text).
    `locator` names the place where the format has no pages ("Sheet1").
    """

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: CharBoxes = NO_BOXES
    ocr: bool = False
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the report under one heading.

    `path` holds the headings from the outermost to this one, as printed.
    `spans` cover heading and body up to the next heading of any level, one
    span a page.
    """

    path: tuple[str, ...]
    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, merged cells given once with their extent.

    `row_path` and `col_path` are the header texts that apply to it, outermost
    first.  `spans` gives its text in the pages' text (several if a page break
    splits it); `locator` its address in a workbook ("Sheet1!D17").
    """

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    is_header: bool = False
    row_path: tuple[str, ...] = ()
    col_path: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whole again however many pages it crosses."""

    id: str
    caption: str
    unit: str  # money unit of its caption, "" if none stands over it
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    pages: tuple[int, ...]
    section: tuple[str, ...] = ()
    joined: int = 0  # page breaks it was joined over

    def at(self, row: int, col: int) -> Cell | None:
        """Return the cell that covers (row, col), or None."""
        for cell in self.cells:
            if (
                cell.row <= row < cell.row + cell.row_span
                and cell.col <= col < cell.col + cell.col_span
            ):
                return cell
        return None

    def row_cells(self, row: int) -> tuple[Cell, ...]:
        """Return the cells that cover a row, left to right, merged ones included."""
        found = (c for c in self.cells if c.row <= row < c.row + c.row_span)
        return tuple(sorted(found, key=lambda c: c.col))

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Return `row_cells` of every row, in one pass over the cells."""
        rows: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in sorted(self.cells, key=lambda c: c.col):
            for row in range(cell.row, min(cell.row + cell.row_span, self.n_rows)):
                rows[row].append(cell)
        return tuple(map(tuple, rows))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that makes it mean something.

    value      in `unit` (75.48% is Decimal("75.48") with unit "%")
    high       upper end where a range is printed, else None
    printed    number with unit and sign as printed, white space kept
    measure    the words it measures as printed, with what it inherits from
               its clause or row ("项目支出 执行数")
    concept    canonical measure of the vocabulary ("项目支出"), or ""
    subject    whose figure it is if the text names another than the report's
               agency, else ""
    period     "2022", "2022-12-31" ... as stated by text or header, else ""
               (then the report's fiscal year holds)
    qualifier  超, 至少, 约, 余, 以上 ... as printed, or ""
    quote      span(s) of the sentence, clause or cell that states it (≤ 300
               characters), on the figure's own page first
    context    row and column headers, caption, headings: what is not in the
               quote but is needed to read it
    """

    id: str
    value: Decimal
    unit: str
    kind: FigureKind
    printed: str
    measure: str
    span: Span
    quote: Span
    role: Role = Role.OTHER
    concept: str = ""
    subject: str = ""
    period: str = ""
    qualifier: str = ""
    high: Decimal | None = None
    unit_source: UnitSource = UnitSource.EXPLICIT
    context: tuple[str, ...] = ()
    row_path: tuple[str, ...] = ()
    col_path: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    table_id: str = ""
    cell_row: int = -1
    cell_col: int = -1
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that is searched and quoted.

    `text` is what the spans give back, `embedded` what is embedded and
    indexed: heading path and table header first, full-width forms normalised.
    """

    id: str
    text: str
    embedded: str
    spans: tuple[Span, ...]
    section: tuple[str, ...] = ()
    table_id: str = ""
    row: int = -1
    locator: str = ""

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.spans[0].page


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """Whose report, of what, for when; "" or None where it does not say.

    `sources` says where each part was read: {"agency": "标题 第1页", ...}.
    """

    agency: str = ""
    region: str = ""  # the most specific named: 荔湾区
    region_path: tuple[str, ...] = ()  # outermost first: (广州市, 荔湾区)
    fiscal_year: int | None = None
    kind: str = ""  # 自评报告, 自评表, 预算, 决算, ...
    money_unit: str = ""
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something a reader could not take in: where and why."""

    page: int  # 0 if it concerns the whole file
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingAccount:
    """What was read and what was not."""

    pages: int = 0
    pages_ocr: int = 0
    pages_unreadable: tuple[int, ...] = ()
    tables: int = 0
    tables_joined: int = 0
    figures: int = 0
    passages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One document as read."""

    id: str  # first 12 hex digits of the content hash
    file_name: str
    path: str
    content_hash: str  # sha256 of the file's bytes
    format: str  # pdf, html, txt, docx, xlsx, csv
    title: str
    identity: ReportIdentity
    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    passages: tuple[Passage, ...] = ()
    account: ReadingAccount = field(default_factory=ReadingAccount)

    @property
    def paged(self) -> bool:
        """Whether its page numbers are real pages that a person can open."""
        return self.format == "pdf"

    def text(self, span: Span) -> str:
        """Return the characters of a span of this report."""
        return self.pages[span.page - 1].text[span.start : span.end]
