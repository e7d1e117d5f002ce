"""Reports enter and leave the store, each in one step.

The catalogue's commit is that step.  Vectors are written before it under a new
stamp that counts as litter until then, and deleted after it; whatever a crash
leaves is litter, swept by the next writer and never looked at meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.given import NOTHING_GIVEN, Given
from ingest.model import Report
from vectorstore.catalogue import Catalogue
from vectorstore.embeddable import embeddable
from vectorstore.lexical import build_segment
from vectorstore.spent import spend

if TYPE_CHECKING:
    from vectorstore.vectors import Vectors

Progress = Callable[[int, int], None]


def store_report(
    catalogue: Catalogue,
    vectors: Vectors,
    report: Report,
    reading: str,
    progress: Progress | None = None,
    given: Given = NOTHING_GIVEN,
) -> None:
    """Store a report in place of the one of its id and the one of its path.

    `reading` is the fingerprint of how it was read, `progress` gets (done,
    total) passages embedded, `given` is kept for the next reading.
    """
    stamp = new_stamp()
    part = partition_of(report)
    with spend("words"):
        segment = build_segment([passage.embedded for passage in report.passages]).pack()
    catalogue.expect(stamp, part, len(report.passages))
    with spend("vectors"):
        vectors.write(part, stamp, embeddable(report.passages), progress)
    with spend("catalogue"), catalogue.change():
        same_path = {"path": report.path} if report.path else {}
        for entry in catalogue.where(id=report.id, **same_path):
            catalogue.drop(entry.card.id)
        catalogue.put(report, stamp, part, reading, segment, given)
    sweep_litter(catalogue, vectors)


def remove_report(catalogue: Catalogue, vectors: Vectors, report_id: str) -> None:
    """Remove a report; raises ReportMissing."""
    catalogue.entry(report_id)
    with catalogue.change():
        catalogue.drop(report_id)
    sweep_litter(catalogue, vectors)


def sweep_litter(catalogue: Catalogue, vectors: Vectors) -> None:
    """Delete the vectors that no stored report owns."""
    for stamp, part, passages in catalogue.litter():
        vectors.forget(part, stamp, passages)
        catalogue.swept(stamp)


def new_stamp() -> str:
    """Return a name for one storing, never used before."""
    return secrets.token_hex(6)


def partition_of(report: Report) -> str:
    """Return the partition of a report: its fiscal year, the scope most asked for."""
    year = report.identity.fiscal_year
    return "none" if year is None else str(year)
