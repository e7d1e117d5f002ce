"""Read a PDF into a draft: ruled tables by their lines, the rest as lines of text."""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import BrokenFile, EncryptedFile, LimitExceeded
from ingest.layout import Block, Draft, DraftPage, GridBlock, Line, TextBlock
from ingest.model import ReadingWarning
from ingest.pdf_page import Sheet, page_parts, read_page
from ingest.running import drop_running
from ingest.settings import DEFAULTS, IngestSettings

Progress = Callable[[int, int], None]
_FEW = 30  # characters: a page number or a stamp, not a page's text


def read_pdf(
    path: Path, settings: IngestSettings = DEFAULTS, progress: Progress | None = None
) -> Draft:
    """Return the draft of the PDF at `path`.

    `progress` is told (pages done, pages in all).  A page that cannot be
    parsed is left empty and named; one that is an image is read by OCR if
    the settings allow.  Raises EncryptedFile, BrokenFile and LimitExceeded.
    """
    sheets = _sheets(path, settings, progress)
    if any(sheet.image for sheet in sheets):
        sheets = _read_images(path, sheets, settings, progress)
    kept = drop_running([(sheet.lines, sheet.upright_height) for sheet in sheets])
    pages, warnings, unreadable = [], [], []
    for number, (sheet, lines) in enumerate(zip(sheets, kept, strict=True), 1):
        if sheet.unreadable:
            unreadable.append(number)
            warnings.append(ReadingWarning(number, sheet.unreadable))
        if sheet.note:
            warnings.append(ReadingWarning(number, sheet.note))
        blocks = _blocks(lines, sheet.grids)
        pages.append(
            DraftPage(
                number,
                blocks,
                sheet.width,
                sheet.height,
                ocr=sheet.ocr,
                skew=sheet.skew,
                turns=sheet.turns,
            )
        )
    return Draft("pdf", tuple(pages), "", tuple(warnings), tuple(unreadable))


def _sheets(path: Path, settings: IngestSettings, progress: Progress | None) -> list[Sheet]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    from ingest.quick_page import QuickPage

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every damaged byte
    faults: tuple[type[Exception], ...] = (PdfminerException, PSException, *_FAULTS)
    broken = "PDF 残缺或损坏，打不开"
    try:
        document = pdfplumber.open(path, password=settings.password or None)
    except faults as error:
        inner = error.args[0] if error.args else error
        # Old encryption knows no Chinese passwords: one that cannot be written is wrong.
        wrong = (PDFPasswordIncorrect, UnicodeEncodeError)
        if isinstance(inner, wrong) or isinstance(error, wrong):
            reason = "PDF 已加密，密码不对" if settings.password else "PDF 已加密"
            raise EncryptedFile(path, reason, "请给出密码，或取消密码后另存一份") from error
        raise BrokenFile(path, broken, "请重新下载或导出这份报告") from error
    try:
        count = len(document.pages)
    except faults as error:
        document.stream.close()
        raise BrokenFile(path, broken, "请重新下载或导出这份报告") from error
    with document:
        if not count:
            raise BrokenFile(path, "PDF 里一页也没有", "请重新下载或导出这份报告")
        if count > settings.max_pages:
            reason = f"共 {count} 页，超过上限 {settings.max_pages} 页"
            raise LimitExceeded(path, reason, "请拆成几份，或调高 max_pages")
        sheets = []
        for number, page in enumerate(map(QuickPage.of, document.pages), 1):
            try:
                sheets.append(read_page(page))
            except faults as error:
                reason = f"这一页解析不了（{type(error).__name__}）"
                sheets.append(Sheet((), (), 0.0, 0.0, unreadable=reason))
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


def _read_images(
    path: Path, sheets: Sequence[Sheet], settings: IngestSettings, progress: Progress | None
) -> list[Sheet]:
    """Return the sheets with those that are images read by OCR."""
    from pypdfium2 import PdfiumError

    from ingest.ocr import PageImages, read_scan

    if not settings.ocr:
        reason = "这一页是图像，没有打开文字识别"
        return [replace(s, unreadable=reason) if s.image else s for s in sheets]
    made = []
    with PageImages(path, settings.password) as images:
        for number, sheet in enumerate(sheets, 1):
            if not sheet.image:
                made.append(sheet)
                continue
            try:
                pixels, scale = images.image(number, settings.ocr_dpi, settings.max_pixels)
            except PdfiumError:
                made.append(replace(sheet, unreadable="这一页的图像打不开"))
                continue
            scan = read_scan(pixels, scale)
            lines, grids = page_parts(scan.chars, scan.edges, (0.0, 0.0, sheet.width, sheet.height))
            some = "、".join(f"“{text[:20]}”" for text in scan.doubtful[:3])
            note = f"文字识别有 {len(scan.doubtful)} 行把握不大：{some}" if some else ""
            skew = scan.skew
            made.append(replace(sheet, lines=lines, grids=grids, ocr=True, skew=skew, note=note))
            if progress is not None:
                progress(number, len(sheets))
    return made


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
