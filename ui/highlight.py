"""The PDF of an audited report with its findings highlighted.

The original file is opened, never changed; the annotations go into a copy.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.boxes import BBox
from ingest.errors import QuestionError
from qa.audit import Audit, rule_name
from qa.audit_finding import AuditVerdict
from ui.page_frame import Rectangle, frame_of
from ui.page_pictures import PDFIUM
from ui.render_check import AUDIT_WORDS

_COLOURS = {AuditVerdict.CONTRADICTED: (255, 90, 60), AuditVerdict.DOUBTFUL: (255, 210, 0)}
_OPACITY = 110  # of 255
_MARKED = 30  # operands of one finding that are marked


def highlight(audit: Audit, target: Path) -> int:
    """Write a copy of the report's PDF with what is 不符 and 存疑 marked; returns how many marks.

    Raises QuestionError where the report is no PDF, its file is gone or has
    changed since it was read, or the copy cannot be written.
    """
    import pypdfium2 as pdfium

    report = audit.report
    source = Path(report.path)
    if report.format != "pdf":
        raise QuestionError(f"{report.file_name} 不是 PDF，不能在上面标出。请改用 --xlsx。")
    try:
        content = source.read_bytes()
    except OSError as error:
        raise QuestionError(
            f"{source}：打不开（{error.strerror}）。请把原文件放回原处。"
        ) from error
    _same_file(content, audit)
    if target.exists() and target.samefile(source):
        raise QuestionError(f"{target}：不能写在原文件上。请换一个文件名。")
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            raise QuestionError(f"{report.file_name}：打不开，不能标出（{error}）。") from error
        try:
            count = 0
            for number, box, verdict, words in _marks(audit):
                page = document[number - 1]
                frame = frame_of(page, report.pages[number - 1])
                count += _mark(page, frame.user_space(box), verdict, words)
            with target.open("wb") as stream:
                document.save(stream)
        except OSError as error:
            raise QuestionError(f"{target}：写不了（{error.strerror}）。请换一个位置。") from error
        finally:
            document.close()
    return count


def _same_file(content: bytes, audit: Audit) -> None:
    import hashlib

    if hashlib.sha256(content).hexdigest() != audit.report.content_hash:
        raise QuestionError(
            f"{audit.report.file_name} 读入以后改动过，标出的位置会不对。请先用 youju ingest 重读。"
        )


def _marks(audit: Audit) -> Iterator[tuple[int, BBox, AuditVerdict, str]]:
    """Yield (page, box, verdict, words) of each operand of a finding, each place once."""
    seen: set[tuple[object, ...]] = set()
    for finding in audit.of(AuditVerdict.CONTRADICTED, AuditVerdict.DOUBTFUL):
        note = f"{AUDIT_WORDS[finding.verdict]}：{rule_name(finding.rule)}\n{finding.words}"
        for operand in finding.operands[:_MARKED]:
            span = operand.span
            for box in audit.report.pages[span.page - 1].boxes.lines(span.start, span.end):
                if (finding.rule, span.page, box) not in seen:
                    seen.add((finding.rule, span.page, box))
                    yield span.page, box, finding.verdict, note


def _mark(page: Any, place: Rectangle, verdict: AuditVerdict, words: str) -> int:
    """Put one highlight with a note on a page; returns 1, or 0 where the page takes none."""
    import pypdfium2.raw as raw

    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_HIGHLIGHT)
    if not annotation:
        return 0
    left, bottom, right, top = place
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left, top, right, bottom))
    quad = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
    raw.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    colour = _COLOURS[verdict]
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *colour, _OPACITY)
    encoded = words.encode("utf-16-le") + b"\x00\x00"
    text = ctypes.cast(ctypes.create_string_buffer(encoded), raw.FPDF_WIDESTRING)
    raw.FPDFAnnot_SetStringValue(annotation, b"Contents", text)
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    raw.FPDFPage_CloseAnnot(annotation)
    return 1
