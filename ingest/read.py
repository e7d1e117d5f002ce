"""The door of this layer: a file becomes a `Report`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.compose import compose
from ingest.detect import detect_format
from ingest.errors import BrokenFile, EmptyFile, LimitExceeded
from ingest.faults import PARSER_FAULTS, describe_fault
from ingest.figures import find_figures
from ingest.given import NOTHING_GIVEN, Given, take_given
from ingest.identity import identify
from ingest.layout import Composition, Draft
from ingest.model import ReadingAccount, ReadingWarning, Report, Section, Table
from ingest.passages import make_passages
from ingest.sections import find_sections, section_at
from ingest.settings import DEFAULTS, IngestSettings

Progress = Callable[[int, int], None]


def read_report(
    path: Path,
    settings: IngestSettings = DEFAULTS,
    progress: Progress | None = None,
    given: Given = NOTHING_GIVEN,
) -> Report:
    """Return the report that the file at `path` holds.

    `progress` is told (pages done, pages in all); `given` is what a person
    says of its identity.  Raises the `ReadingError`s; what can be read of a
    partly damaged file is read, and the account says what could not.
    """
    kind = detect_format(path)
    size = path.stat().st_size
    if size > settings.max_bytes:
        reason = f"文件有 {size:,} 字节，超过上限 {settings.max_bytes:,} 字节"
        raise LimitExceeded(path, reason, "请拆成几份，或调高 max_bytes")
    digest = _digest(path)
    report_id = digest[:12]
    try:
        draft = _draft(path, kind, settings, progress)
    except PARSER_FAULTS as error:
        reason = f"读到内容里无法理解的地方（{describe_fault(error)}）"
        raise BrokenFile(path, reason, "请用原来的软件打开后另存一份再读") from error
    composition = compose(draft, report_id)
    if not any(page.text.strip() for page in composition.pages):
        raise EmptyFile(path, "没有读出任何文字", _remedy(draft, settings))
    sections = find_sections(composition)
    title, identity = identify(composition, path.name, draft.title)
    identity, not_taken = take_given(identity, given, digest)
    figures = find_figures(composition, sections, identity, report_id)
    passages = make_passages(composition, sections, identity, report_id)
    tables = tuple(_placed(table, sections) for table in composition.tables)
    return Report(
        id=report_id,
        file_name=path.name,
        path=str(path.resolve()),
        content_hash=digest,
        format=kind,
        title=title,
        identity=identity,
        pages=composition.pages,
        sections=sections,
        tables=tables,
        figures=figures,
        passages=passages,
        account=_account(draft, composition, len(figures), len(passages), not_taken),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _draft(path: Path, kind: str, settings: IngestSettings, progress: Progress | None) -> Draft:
    """Read the file with its format's reader, imported only when needed."""
    if kind == "pdf":
        from ingest.read_pdf import read_pdf

        return read_pdf(path, settings, progress)
    if kind == "html":
        from ingest.read_html import read_html

        return read_html(path, settings)
    if kind == "docx":
        from ingest.read_docx import read_docx

        return read_docx(path, settings)
    if kind in ("xlsx", "xls", "csv"):
        from ingest.read_xlsx import read_xlsx

        return read_xlsx(path, settings)
    from ingest.read_text import read_text

    return read_text(path, settings)


def _remedy(draft: Draft, settings: IngestSettings) -> str:
    if draft.format == "pdf" and not settings.ocr:
        return "像是扫描件，请打开文字识别（ocr）再读"
    return "请确认文件里有文字，或换一份带文字的版本"


def _placed(table: Table, sections: tuple[Section, ...]) -> Table:
    """Return the table with the headings it stands under."""
    first = next((cell.spans[0] for cell in table.cells if cell.spans), None)
    return table if first is None else replace(table, section=section_at(sections, first))


def _account(
    draft: Draft,
    composition: Composition,
    figures: int,
    passages: int,
    not_taken: tuple[ReadingWarning, ...],
) -> ReadingAccount:
    warnings = [*draft.warnings, *not_taken]
    for page in composition.pages:
        unmapped = page.text.count("\ufffd")
        if unmapped:
            warnings.append(ReadingWarning(page.number, f"有 {unmapped} 个字符没有对应的文字"))
    return ReadingAccount(
        pages=len(composition.pages),
        pages_ocr=sum(1 for page in composition.pages if page.ocr),
        pages_unreadable=draft.pages_unreadable,
        tables=len(composition.tables),
        tables_joined=sum(1 for table in composition.tables if table.joined),
        figures=figures,
        passages=passages,
        warnings=tuple(warnings),
    )
