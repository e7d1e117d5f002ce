"""A report laid out for checking: its paragraphs with their figures, its tables as grids."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from ingest.fold import squeeze
from ingest.model import Figure, Report, Span
from qa.audit_table import Grid, lay_out

_ENDED = re.compile(r"[。！？!?；;：:][”’」』）)]*\s*$")
_MARK = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．])"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in its paragraph: characters start:end of the paragraph's text."""

    figure: Figure
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph whole over page breaks, without tables.

    `pieces` are (start in `text`, place): the characters from there on stand at the place.
    """

    text: str
    pieces: tuple[tuple[int, Span], ...]
    said: tuple[Said, ...]

    @property
    def marked(self) -> bool:
        """Whether it begins with the mark of an item: （一）, 1."""
        return bool(_MARK.match(self.text))

    def place(self, start: int, end: int) -> Span:
        """Return where characters stand; over a page break, their part on the first page."""
        at = bisect_right([a for a, _ in self.pieces], start) - 1
        offset, span = self.pieces[at]
        first = span.start + start - offset
        return Span(span.report_id, span.page, first, min(first + end - start, span.end))


@dataclass(frozen=True)
class Audited:
    """A report being audited, laid out once for all rules."""

    report: Report

    @cached_property
    def year(self) -> str:
        """Its fiscal year, "" if it states none."""
        return str(self.report.identity.fiscal_year or "")

    @cached_property
    def agency(self) -> str:
        """Its agency's name, squeezed."""
        return squeeze(self.report.identity.agency)

    @cached_property
    def prose(self) -> tuple[Figure, ...]:
        """The figures of its running text."""
        return tuple(f for f in self.report.figures if not f.table_id)

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Its tables with the figures that fill a cell alone."""
        by_table: dict[str, list[Figure]] = {}
        for figure in self.report.figures:
            if figure.table_id:
                by_table.setdefault(figure.table_id, []).append(figure)
        return tuple(lay_out(table, by_table.get(table.id, ())) for table in self.report.tables)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs in reading order."""
        runs: list[list[Span]] = []
        for page in self.report.pages:
            taken = self._cells.get(page.number, [])
            starts = [a for a, _ in taken]
            at, first = 0, True
            for line in page.text.split("\n"):
                start, end = at, at + len(line)
                at = end + 1
                upto = bisect_right(starts, max(start, end - 1))
                if not line.strip() or (upto and taken[upto - 1][1] > start):
                    first = first and not line.strip()
                    continue
                span = Span(self.report.id, page.number, start, end)
                if first and runs and self._goes_on(runs[-1][-1], line, page.number):
                    runs[-1].append(span)
                else:
                    runs.append([span])
                first = False
        figures = sorted(self.prose, key=lambda figure: figure.span)
        return tuple(self._paragraph(run, figures) for run in runs)

    def period(self, figure: Figure) -> str:
        """The year a figure is of: as stated, else the report's."""
        return figure.period[:4] or self.year

    @cached_property
    def _cells(self) -> dict[int, list[tuple[int, int]]]:
        """For each page the ranges of its text that are cells, in order."""
        found: dict[int, list[tuple[int, int]]] = {}
        for table in self.report.tables:
            for cell in table.cells:
                for span in cell.spans:
                    if span.end > span.start:
                        found.setdefault(span.page, []).append((span.start, span.end))
        return {page: sorted(ranges) for page, ranges in found.items()}

    def _goes_on(self, above: Span, line: str, page: int) -> bool:
        """Whether a page's first line goes on the paragraph that ends the page before."""
        text = self.report.text(above)
        whole = self.report.pages[above.page - 1].text
        last = not whole[above.end :].strip()
        return (
            last
            and above.page == page - 1
            and len(text) > 12
            and not _ENDED.search(text)
            and not _MARK.match(line)
        )

    def _paragraph(self, run: list[Span], figures: list[Figure]) -> Paragraph:
        text, pieces, said = "", [], []
        for span in run:
            pieces.append((len(text), span))
            low = bisect_right(figures, (span.page, span.start - 1), key=_key)
            for figure in figures[low:]:
                if figure.span.page != span.page or figure.span.start >= span.end:
                    break
                start = len(text) + figure.span.start - span.start
                said.append(Said(figure, start, start + figure.span.end - figure.span.start))
            text += self.report.text(span)
        return Paragraph(text, tuple(pieces), tuple(said))


def _key(figure: Figure) -> tuple[int, int]:
    return (figure.span.page, figure.span.start)
