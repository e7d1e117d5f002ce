"""Read a web page: headings, paragraphs and tables; scripts and styles are dropped."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from ingest.decode import decode
from ingest.errors import BrokenFile, EmptyFile, LimitExceeded
from ingest.layout import Block, Draft, DraftPage, GridBlock, GridCell, Line, TextBlock
from ingest.model import ReadingWarning
from ingest.settings import DEFAULTS, IngestSettings

_DROPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "svg",
    "iframe",
    "object",
    "select",
    "option",
    "button",
    "textarea",
    "nav",
}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "tr",
    "td",
    "th",
    "form",
    "fieldset",
    "figure",
    "figcaption",
    "address",
    "aside",
    "center",
    "hr",
    "body",
    "html",
    "caption",
}
_HEADING = re.compile(r"h([1-6])")
_MAX_SPAN = 1000
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_html(path: Path, settings: IngestSettings = DEFAULTS) -> Draft:
    """Return the draft of the web page at `path`: one page, tables with their merged cells.

    A table that only lays out the page (it holds tables, or one column) is
    read as text.  Raises EmptyFile, BrokenFile and LimitExceeded.
    """
    text = decode(path.read_bytes())
    if text is None:
        raise BrokenFile(path, "认不出网页的文字编码", "请用浏览器另存为 UTF-8 网页")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BrokenFile(path, "网页内容解析不了", "请用浏览器重新保存这个网页") from error
    for raised in root.iter("sup"):
        # 12<sup>2</sup> is not 122, nor is a note's number part of an amount.
        raised.text = (raised.text or "").translate(_RAISED)
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body")
    walker = _Walker(settings)
    walker.walk(root if body is None else body)
    walker.flush()
    # The parser stops without a word where it reaches a limit of its own (2,048 levels).
    cut = [error for error in parser.error_log if error.type_name == "ERR_RESOURCE_LIMIT"]
    if cut and not walker.blocks:
        raise LimitExceeded(path, "网页嵌套太深，读不下去", "请用浏览器另存为纯文本或 PDF 再读")
    if cut:
        walker.warnings.append(ReadingWarning(1, f"网页第 {cut[0].line} 行起嵌套太深，后面没有读"))
    if not walker.blocks and walker.warnings:
        raise LimitExceeded(path, walker.warnings[0].reason, "请拆成几份，或调高 max_cells")
    if not walker.blocks:
        raise EmptyFile(path, "网页里没有文字", "网页可能靠脚本显示内容，请用浏览器另存后再读")
    return Draft("html", (DraftPage(1, tuple(walker.blocks)),), title, tuple(walker.warnings))


class _Walker:
    """Goes through the elements in order and gathers blocks."""

    def __init__(self, settings: IngestSettings) -> None:
        self.settings = settings
        self.blocks: list[Block] = []
        self.warnings: list[ReadingWarning] = []
        self.buffer: list[str] = []
        self.heading = 0
        self.kept = 0  # how many <pre> are open: there a newline is one

    def _run(self, text: str | None) -> str:
        """Return text as a browser shows it: a newline of the source is a blank."""
        return text or "" if self.kept else re.sub(r"\s+", " ", text or "")

    def walk(self, top: html.HtmlElement) -> None:
        """Gather what stands under `top`, without recursion: pages nest deeply."""
        for event, element in _events(top):
            tag = element.tag
            if event == "text":
                self.buffer.append(self._run(element.text))
                continue
            if event == "tail":
                self.buffer.append(self._run(element.tail))
                continue
            if tag == "pre":
                self.kept += 1 if event == "start" else -1
            if tag == "br":
                self.buffer.append("\n")
            elif event == "table":
                self.flush()
                self._table(element)
            elif _HEADING.fullmatch(tag):
                self.flush()
                self.heading = int(tag[1]) if event == "start" else 0
            elif tag in _BLOCKS:
                self.flush()

    def flush(self) -> None:
        """End the running paragraph."""
        lines = _lines("".join(self.buffer))
        self.buffer = []
        if lines:
            self.blocks.append(TextBlock(tuple(lines), False, self.heading))

    def _table(self, table: html.HtmlElement) -> None:
        grid, left_out = _grid(table, self.settings.max_cells)
        caption = table.find("caption")
        if caption is not None:
            lines = _lines(_flat(caption))
            if lines:
                self.blocks.append(TextBlock(tuple(lines)))
        if left_out:
            self.warnings.append(ReadingWarning(1, left_out))
        if grid is not None:
            self.blocks.append(grid)


def _is_data(table: html.HtmlElement) -> bool:
    """Return whether a table holds data: more than one column, no table inside."""
    if table.find(".//table") is not None:
        return False
    return any(len(_row_cells(row)) > 1 for row in _rows(table))


def _events(top: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield start, text, end and tail of every element that shows; data tables whole."""
    stack: list[tuple[str, html.HtmlElement]] = [("open", top)]
    while stack:
        step, element = stack.pop()
        if step != "open":
            yield step, element
            continue
        if not isinstance(element.tag, str) or element.tag in _DROPPED or _hidden(element):
            stack.append(("tail", element))
            continue
        if element is not top:
            stack.append(("tail", element))
        if element.tag == "table" and _is_data(element):
            yield "table", element
            continue
        yield "start", element
        yield "text", element
        stack.append(("end", element))
        stack.extend(("open", child) for child in reversed(element))


_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|(?:font-size|opacity):0(?:\.0+)?(?![.\d]))"
)


def _hidden(element: html.HtmlElement) -> bool:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return _UNSEEN.search(style) is not None or "hidden" in element.attrib


def _lines(text: str) -> list[Line]:
    """Return the lines of a text in which only newlines from <br> and blocks count."""
    made = (" ".join(part.split()) for part in text.split("\n"))
    return [Line(part) for part in made if part]


def _rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    rows: list[html.HtmlElement] = []
    for child in table:
        if child.tag == "tr" and not _hidden(child):
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot") and not _hidden(child):
            rows.extend(row for row in child if row.tag == "tr" and not _hidden(row))
    return rows


def _row_cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th") and not _hidden(cell)]


def _grid(table: html.HtmlElement, max_cells: int) -> tuple[GridBlock | None, str]:
    """Return a table's grid (None if nothing is in it) and why cells were left out, or ""."""
    taken: dict[tuple[int, int], bool] = {}
    cells: list[GridCell] = []
    rows = _rows(table)
    n_cols, left_out = 0, ""
    for r, row in enumerate(rows):
        c = 0
        for element in _row_cells(row):
            while (r, c) in taken:
                c += 1
            down, across = _span(element, "rowspan"), _span(element, "colspan")
            down = min(down or len(rows) - r, len(rows) - r)
            if len(taken) + down * (across or 1) > max_cells:
                left_out = _left_out(len(cells), r, down * (across or 1), max_cells)
                break
            # What another merged cell holds already cuts a span short.
            across = next((i for i in range(1, across or 1) if (r, c + i) in taken), across or 1)
            for i in range(down):
                for j in range(across):
                    taken[r + i, c + j] = True
            cells.append(GridCell(r, c, down, across, tuple(_lines(_flat(element)))))
            c += across
            n_cols = max(n_cols, c)
        if left_out:
            break
    if not any(cell.lines for cell in cells):
        return None, left_out
    return _squeezed(len(rows), n_cols, cells), left_out


def _left_out(read: int, row: int, extent: int, max_cells: int) -> str:
    if extent > max_cells:
        rest = f"这张表第 {row + 1} 行起没有读" if read else "这张表没有读"
        return f"一个合并单元格占 {extent:,} 格，超过上限 {max_cells:,}，{rest}"
    return f"表格过大，只读前 {max_cells:,} 个单元格"


def _span(element: html.HtmlElement, name: str) -> int:
    value = (element.get(name) or "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdigit() else 1


def _squeezed(n_rows: int, n_cols: int, cells: list[GridCell]) -> GridBlock:
    """Return the grid without rows and columns in which no cell begins."""
    rows, cols = sorted({cell.row for cell in cells}), sorted({cell.col for cell in cells})
    made = []
    for cell in cells:
        row, col = bisect_left(rows, cell.row), bisect_left(cols, cell.col)
        down = bisect_left(rows, cell.row + cell.row_span) - row
        across = bisect_left(cols, cell.col + cell.col_span) - col
        made.append(GridCell(row, col, down, across, cell.lines))
    return GridBlock(len(rows), len(cols), tuple(made))


def _flat(element: html.HtmlElement) -> str:
    """Return an element's text; <br> and the ends of blocks are newlines."""
    out: list[str] = []
    for event, part in _inner(element):
        if event == "text":
            out.append(re.sub(r"\s+", " ", part.text or ""))
        elif event == "tail":
            out.append(re.sub(r"\s+", " ", part.tail or ""))
        elif part is not element and (part.tag == "br" or part.tag in _BLOCKS):
            out.append("\n")
    return "".join(out)


def _inner(top: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    stack: list[tuple[str, html.HtmlElement]] = [("open", top)]
    while stack:
        step, element = stack.pop()
        if step != "open":
            yield step, element
            continue
        if element is not top:
            stack.append(("tail", element))
        if not isinstance(element.tag, str) or element.tag in _DROPPED or _hidden(element):
            continue
        yield "start", element
        yield "text", element
        stack.append(("end", element))
        stack.extend(("open", child) for child in reversed(element))
