"""Read a PDF into a draft: ruled tables by their lines, the rest as lines of text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.errors import BrokenFile, EncryptedFile, LimitExceeded
from ingest.grids import find_grids
from ingest.layout import Block, Draft, DraftPage, GridBlock, Line, TextBlock
from ingest.lines import make_lines
from ingest.model import ReadingWarning
from ingest.running import drop_running
from ingest.settings import DEFAULTS, IngestSettings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page before running heads are known."""

    lines: tuple[Line, ...]
    grids: tuple[GridBlock, ...]
    width: float
    height: float
    unreadable: str = ""


def read_pdf(
    path: Path, settings: IngestSettings = DEFAULTS, progress: Progress | None = None
) -> Draft:
    """Return the draft of the PDF at `path`.

    `progress` is told (pages done, pages in all).  A page that cannot be
    parsed is left empty and named.  Raises EncryptedFile, BrokenFile and
    LimitExceeded.
    """
    sheets = _sheets(path, settings, progress)
    kept = drop_running([(sheet.lines, sheet.height) for sheet in sheets])
    pages, warnings, unreadable = [], [], []
    for number, (sheet, lines) in enumerate(zip(sheets, kept, strict=True), 1):
        if sheet.unreadable:
            unreadable.append(number)
            warnings.append(ReadingWarning(number, sheet.unreadable))
        blocks = _blocks(lines, sheet.grids)
        pages.append(DraftPage(number, blocks, sheet.width, sheet.height))
    return Draft("pdf", tuple(pages), "", tuple(warnings), tuple(unreadable))


def _sheets(path: Path, settings: IngestSettings, progress: Progress | None) -> list[_Sheet]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    faults: tuple[type[Exception], ...] = (PdfminerException, PSException, *_FAULTS)
    broken = "PDF 残缺或损坏，打不开"
    try:
        document = pdfplumber.open(path, password=settings.password or None)
    except faults as error:
        inner = error.args[0] if error.args else error
        if isinstance(inner, PDFPasswordIncorrect) or isinstance(error, PDFPasswordIncorrect):
            reason = "PDF 已加密，密码不对" if settings.password else "PDF 已加密"
            raise EncryptedFile(path, reason, "请给出密码，或取消密码后另存一份") from error
        raise BrokenFile(path, broken, "请重新下载或导出这份报告") from error
    with document:
        try:
            count = len(document.pages)
        except faults as error:
            raise BrokenFile(path, broken, "请重新下载或导出这份报告") from error
        if not count:
            raise BrokenFile(path, "PDF 里一页也没有", "请重新下载或导出这份报告")
        if count > settings.max_pages:
            reason = f"共 {count} 页，超过上限 {settings.max_pages} 页"
            raise LimitExceeded(path, reason, "请拆成几份，或调高 max_pages")
        sheets = []
        for number, page in enumerate(document.pages, 1):
            try:
                sheets.append(_sheet(page))
            except faults as error:
                reason = f"这一页解析不了（{type(error).__name__}）"
                sheets.append(_Sheet((), (), 0.0, 0.0, reason))
            page.close()
            if progress is not None:
                progress(number, count)
    return sheets


# What pdfminer raises on damaged content streams, fonts and images.
_FAULTS: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)


def _sheet(page: Any) -> _Sheet:
    grids = find_grids(page)
    x0, top, x1, bottom = page.bbox
    loose = [
        char
        for char in page.chars
        if char["upright"]
        and x0 <= (char["x0"] + char["x1"]) / 2 <= x1
        and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        and not any(_within(char, grid) for grid in grids)
    ]
    return _Sheet(make_lines(loose), grids, float(page.width), float(page.height))


def _within(char: dict[str, Any], grid: GridBlock) -> bool:
    box = grid.box
    assert box is not None
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1)


def _blocks(lines: tuple[Line, ...], grids: tuple[GridBlock, ...]) -> tuple[Block, ...]:
    """Put lines and grids in reading order, neighbouring lines in one block."""
    items: list[tuple[float, Line | GridBlock]] = []
    items += [(line.box.top if line.box else 0.0, line) for line in lines]
    items += [(grid.box.top if grid.box else 0.0, grid) for grid in grids]
    items.sort(key=lambda item: item[0])
    blocks: list[Block] = []
    run: list[Line] = []
    for place, (_, item) in enumerate(items):
        if isinstance(item, Line):
            run.append(item)
            continue
        if run:
            blocks.append(TextBlock(tuple(run), wrapped=True))
            run = []
        last = place == len(items) - 1
        blocks.append(replace(item, at_page_top=place == 0, at_page_bottom=last))
    if run:
        blocks.append(TextBlock(tuple(run), wrapped=True))
    return tuple(blocks)
