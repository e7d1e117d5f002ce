"""`check` and `audit`: somebody's text against the reports, a report against itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import QuestionError, ReportMissing
from ui.commands_reports import find_report
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from ingest.model import Report
    from qa.audit import Audit
    from vectorstore.library import Library

DISAGREES = 5  # exit code: something is 不符
_TEXTS = (".txt", ".docx", ".md", ".text", ".htm", ".html")
_LONGEST = 1_000_000  # bytes of a text file that is checked


@dataclass(frozen=True, slots=True)
class Output:
    """Where the result goes: JSON or lines to stdout, a working paper, a marked PDF."""

    as_json: bool = False
    xlsx: Path | None = None
    pdf: Path | None = None
    passed: bool = False


def run_check(source: str, only: Sequence[str], settings: Settings, output: Output) -> int:
    """Check a text, or a file of it, against the stored reports.

    source  the text, the path of a .txt or .docx file, or - for stdin

    Returns 0, or 5 if a figure is contradicted.  Raises QuestionError for a
    file that cannot be read and for an empty text.
    """
    from qa.check_claims import check_claims
    from qa.check_model import CheckVerdict
    from qa.sources import Sources
    from ui.render_check import checked_lines
    from vectorstore.library import open_library

    text = _text_of(source)
    with open_library(settings.store) as library:
        cards = [find_report(library, name) for name in only] or list(library.reports())
        if not cards:
            raise QuestionError("库里还没有报告。先用 youju ingest 读入。")
        checked = check_claims(text, cards, Sources(library), settings.qa)
    if output.xlsx is not None:
        from ui.workpaper import write_checked

        write_checked(checked, output.xlsx)
    if output.as_json:
        print(to_line(checked.to_json()))
    else:
        print("\n".join(checked_lines(checked)))
        _say(output.xlsx)
    return DISAGREES if checked.counts[CheckVerdict.CONTRADICTED] else 0


def run_audit(names: Sequence[str], every: bool, settings: Settings, output: Output) -> int:
    """Audit reports of the store, or files that are not in it, and print what was found.

    Returns 0, or 5 if something is contradicted.  Raises ReportMissing for a
    name that is neither a report's nor a file's.
    """
    from qa.audit import audit_report
    from qa.audit_finding import AuditVerdict
    from ui.render_check import audit_lines
    from vectorstore.library import open_library

    if output.pdf is not None and (every or len(names) != 1):
        raise QuestionError("--pdf 一次只标一份报告。请写明是哪一份。")
    audits: list[Audit] = []
    with open_library(settings.store) as library:
        chosen = [card.id for card in library.reports()] if every else list(names)
        if not chosen:
            raise QuestionError("库里还没有报告。先用 youju ingest 读入，或写明报告文件的路径。")
        for name in chosen:
            audit = audit_report(_report(library, name, settings))
            audits.append(audit)
            if not output.as_json:
                print("\n".join(audit_lines(audit, output.passed)))
    if output.xlsx is not None:
        from ui.workpaper import write_audits

        write_audits(audits, output.xlsx)
    marks = 0
    if output.pdf is not None:
        from ui.highlight import highlight

        marks = highlight(audits[0], output.pdf)
    if output.as_json:
        print(to_line([audit.to_json() for audit in audits]))
    else:
        _say(output.xlsx)
        if output.pdf is not None:
            print(f"已写 {output.pdf}，标出 {marks} 处。")
    wrong = any(audit.counts[AuditVerdict.CONTRADICTED] for audit in audits)
    return DISAGREES if wrong else 0


def file_text(path: Path) -> str:
    """Return a file's text as its reader sees it, tables with their cells apart.

    Raises QuestionError for one that is too long, ReadingError for one that cannot be read.
    """
    from ingest.read import read_report

    if path.stat().st_size > _LONGEST and path.suffix.lower() != ".docx":
        raise QuestionError(f"{path}：太长（上限 {_LONGEST:,} 字节）。请分几次核对。")
    return "\n".join(page.text for page in read_report(path).pages)


def _report(library: Library, name: str, settings: Settings) -> Report:
    """Return the stored report of a name, else the file of that path as read now."""
    try:
        return library.report(find_report(library, name).id)
    except ReportMissing:
        path = Path(name)
        if not path.is_file():
            raise
        from ingest.read import read_report

        return read_report(path, settings.ingest)


def _text_of(source: str) -> str:
    """Return the text to check: as given, of a file, or of stdin."""
    if source == "-":
        text = sys.stdin.read()
    elif _is_file(source):
        text = file_text(Path(source))
    else:
        text = source
    if not text.strip():
        raise QuestionError("没有要核对的文字。")
    return text


def _is_file(source: str) -> bool:
    if not source.lower().endswith(_TEXTS) or len(source) > 1000 or "\n" in source:
        return False
    if not Path(source).is_file():
        raise QuestionError(f"{source}：没有这个文件。请检查路径。")
    return True


def _say(path: Path | None) -> None:
    if path is not None:
        print(f"已写 {path}。")
