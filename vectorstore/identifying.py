"""A person says whose report it is; the report is read again as that."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import StoreError
from ingest.given import NOTHING_GIVEN, Given, give_again
from vectorstore.catalogue import Catalogue
from vectorstore.model import FileOutcome, FileState, IngestProgress, Stage
from vectorstore.reading import Reader
from vectorstore.storing import store_report
from vectorstore.walk import hash_file

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors


def identify_report(
    catalogue: Catalogue,
    vectors: Callable[[], Vectors],
    reader: Reader,
    reading: str,
    report_id: str,
    given: Given,
    listener: Callable[[IngestProgress], None] | None = None,
) -> FileOutcome:
    """Read a stored report again with what is given of its identity, and store it as that.

    What was given before stays, unless given anew; nothing given takes all of
    it back.  The whole report is read again because figures and passages carry
    year, unit and agency.  Raises ReportMissing, StoreError if its file is no
    longer what was read, ReadingError.
    """
    began = time.perf_counter()
    entry = catalogue.entry(report_id)
    card = entry.card
    path = Path(card.path)
    if not path.is_file() or hash_file(path) != card.content_hash:
        raise StoreError(
            f"{card.path}：文件已不在原处，或内容变了，无法照新的身份重读。"
            "请先用 youju ingest 读入现在的文件，再指定。"
        )
    whole = NOTHING_GIVEN
    if given.parts():
        whole = give_again(entry.given, given, card.identity, card.content_hash)

    def tell(stage: Stage, done: int, total: int) -> None:
        if listener is not None:
            listener(IngestProgress(card.path, 0, 1, stage, done, total))

    report = reader.read(path, whole, lambda done, total: tell(Stage.READING, done, total))
    report = replace(report, path=card.path)

    def embedded(done: int, total: int) -> None:
        tell(Stage.EMBEDDING, done, total)

    store_report(catalogue, vectors(), report, reading, embedded, whole)
    tell(Stage.FINISHED, 1, 1)
    seconds = time.perf_counter() - began
    return FileOutcome(
        card.path, FileState.REPLACED, report.id, report.title, "", report.account, seconds
    )
