"""Find the figures of a report, in running text and in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.figures_prose import figures_in_prose
from ingest.figures_table import figures_in_table
from ingest.layout import Composition
from ingest.model import Figure, ReportIdentity, Section


def find_figures(
    composition: Composition,
    sections: Sequence[Section],
    identity: ReportIdentity,
    report_id: str,
) -> tuple[Figure, ...]:
    """Return every figure in reading order, ids "<report_id>-f<n>", none twice."""
    found = list(figures_in_prose(composition, sections, identity))
    for table in composition.tables:
        found.extend(figures_in_table(table, composition, sections, identity))
    found.sort(key=lambda figure: (figure.span.page, figure.span.start))
    return tuple(
        replace(
            figure,
            id=f"{report_id}-f{number}",
            span=replace(figure.span, report_id=report_id),
            quote=replace(figure.quote, report_id=report_id),
        )
        for number, figure in enumerate(found)
    )
