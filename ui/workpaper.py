"""The working paper (底稿): findings and checked figures as a workbook.

It opens in Excel and LibreOffice.  Text from outside is never a formula: a
cell that begins like one is written with an apostrophe before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import QuestionError
from qa.audit import Audit, operand_json, rule_name
from qa.audit_finding import AuditVerdict, Finding
from qa.check_model import Checked
from ui.render import render_place
from ui.render_check import AUDIT_WORDS, CHECK_WORDS, audit_summary, checked_summary
from ui.sheet import dress_sheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_LONGEST = 32_000  # characters a cell may hold, a little below Excel's own limit
_AUDIT = ("规则", "结论", "说明", "数字", "报告", "页", "原文", "算式", "文件 SHA-256")
_CHECK = ("所在句子", "数字", "结论", "说明", "报告", "页", "原文", "算式", "文件 SHA-256")
_WIDTHS = {
    "说明": 44,
    "原文": 50,
    "所在句子": 40,
    "数字": 28,
    "算式": 30,
    "报告": 26,
    "规则": 18,
    "结论": 15,
    "页": 9,
    "文件 SHA-256": 14,
}


def write_audits(audits: Sequence[Audit], path: Path) -> None:
    """Write audits as a workbook, what is wrong first; raises QuestionError if it cannot."""
    rows = [
        _audit_row(audit, finding)
        for verdict in AUDIT_WORDS
        for audit in audits
        for finding in audit.of(verdict)
    ]
    about = [(audit.report.file_name, audit_summary(audit)) for audit in audits]
    files = [(audit.report.file_name, audit.report.content_hash) for audit in audits]
    _write(path, "勾稽", _AUDIT, rows, about, files)


def write_checked(checked: Checked, path: Path) -> None:
    """Write a checked text as a workbook; raises QuestionError if the file cannot be written."""
    rows: list[tuple[str, ...]] = []
    files: dict[str, str] = {}
    for figure in checked.figures:
        places = [place.to_json() for place in figure.places]
        files |= {p["report"]: p["sha256"] for p in places}
        rows.append(
            (
                figure.sentence,
                figure.printed,
                CHECK_WORDS[figure.verdict],
                figure.words,
                _lines(p["report"] for p in places),
                _lines(render_place(p) for p in places),
                _lines(p["quote"] for p in places),
                figure.computation,
                _lines(p["sha256"] for p in places),
            )
        )
    _write(path, "核数", _CHECK, rows, [("核数", checked_summary(checked))], list(files.items()))


def safe(value: str) -> str:
    """Return text as a cell may hold it: no formula, no control characters, not too long."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:_LONGEST]
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


def _audit_row(audit: Audit, finding: Finding) -> tuple[str, ...]:
    places = [operand_json(audit.report, operand) for operand in finding.operands]
    shown = 40 if finding.verdict is not AuditVerdict.PASSED else 12
    return (
        rule_name(finding.rule),
        AUDIT_WORDS[finding.verdict],
        finding.words,
        _lines(f"{p['label']}：{p['text']}" for p in places[:shown]),
        audit.report.file_name,
        _lines(render_place(p) for p in places[:shown]),
        _lines(p["quote"] for p in places[:shown]),
        finding.arithmetic,
        audit.report.content_hash,
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _write(
    path: Path,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    about: Sequence[tuple[str, str]],
    files: Sequence[tuple[str, str]],
) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    book = Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append(list(heads))
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    dress_sheet(sheet, _WIDTHS, "文件 SHA-256")
    notes = book.create_sheet("说明")
    for line in (
        *about,
        *((f"文件 {file}", f"SHA-256 {digest}") for file, digest in files),
        ("生成时间（UTC）", datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")),
    ):
        notes.append([safe(cell) for cell in line])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 50, 70
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    try:
        book.save(path)
    except OSError as error:
        raise QuestionError(f"{path}：写不了（{error.strerror}）。请换一个位置。") from error
