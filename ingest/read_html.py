"""Read a web page: headings, paragraphs and tables; scripts and styles are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from ingest.decode import decode
from ingest.errors import BrokenFile, EmptyFile, LimitExceeded
from ingest.html_table import is_data, read_grid
from ingest.html_text import BLOCKS, DROPPED, flat_text, is_hidden, lines_of
from ingest.layout import Block, Draft, DraftPage, TextBlock
from ingest.model import ReadingWarning
from ingest.settings import DEFAULTS, IngestSettings

_HEADING = re.compile(r"h([1-6])")
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
            elif tag in BLOCKS:
                self.flush()

    def flush(self) -> None:
        """End the running paragraph."""
        lines = lines_of("".join(self.buffer))
        self.buffer = []
        if lines:
            self.blocks.append(TextBlock(tuple(lines), False, self.heading))

    def _table(self, table: html.HtmlElement) -> None:
        grid, left_out = read_grid(table, self.settings.max_cells)
        caption = table.find("caption")
        if caption is not None:
            lines = lines_of(flat_text(caption))
            if lines:
                self.blocks.append(TextBlock(tuple(lines)))
        if left_out:
            self.warnings.append(ReadingWarning(1, left_out))
        if grid is not None:
            self.blocks.append(grid)


def _events(top: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield start, text, end and tail of every element that shows; data tables whole."""
    stack: list[tuple[str, html.HtmlElement]] = [("open", top)]
    while stack:
        step, element = stack.pop()
        if step != "open":
            yield step, element
            continue
        if not isinstance(element.tag, str) or element.tag in DROPPED or is_hidden(element):
            stack.append(("tail", element))
            continue
        if element is not top:
            stack.append(("tail", element))
        if element.tag == "table" and is_data(element):
            yield "table", element
            continue
        yield "start", element
        yield "text", element
        stack.append(("end", element))
        stack.extend(("open", child) for child in reversed(element))
