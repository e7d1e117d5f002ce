"""Where a citation stands in its report: page, quote, and the figures in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.boxes import BBox
from ingest.model import Page, Report
from ui.marking import Ranges, find_quote, marks_in, marks_onto


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a page's text: the quote, and the figures it proves."""

    page: Page
    quote: tuple[int, int]
    marks: Ranges

    @property
    def quote_boxes(self) -> tuple[BBox, ...]:
        """One box for each printed line of the quote; none where the format has no places."""
        return tuple(self.page.boxes.lines(*self.quote))

    @property
    def figure_boxes(self) -> tuple[BBox, ...]:
        """The boxes of the figures."""
        return tuple(box for mark in self.marks for box in self.page.boxes.lines(*mark))


def find_place(
    answer: Mapping[str, Any], citation: Mapping[str, Any], report: Report
) -> Place | None:
    """Return the place of a citation of an answer in its report, None if the quote is not there.

    Of several places it is the one that the citation's boxes name; of the
    same number twice in a quote, the one in them.
    """
    quote = citation["quote"]
    figures = [f for f in answer["figures"] if citation["n"] in f["citations"]]
    numbers = marks_in(quote, figures, answer["computation"] or "")
    pages = [p for p in report.pages if citation["page"] in (None, p.number)]
    if citation["page"] is None and citation["locator"]:
        pages.sort(key=lambda p: p.locator == "" or p.locator not in citation["locator"])
    found = [(p, *place) for p in pages for place in find_quote(quote, p.text)]
    if not found:
        return None
    page, start, end = next((f for f in found if _touched(f[0], f[1:], citation)), found[0])
    marks = marks_onto(quote, page.text, start, end, numbers)
    meant = [mark for mark in marks if _touched(page, mark, citation)]
    return Place(page, (start, end), meant or marks)


def _touched(page: Page, place: tuple[int, int], citation: Mapping[str, Any]) -> bool:
    boxes = [BBox(*box["bbox"]) for box in citation["boxes"] if box["page"] == page.number]
    return any(_touch(line, box) for line in page.boxes.lines(*place) for box in boxes)


def _touch(one: BBox, other: BBox) -> bool:
    return (
        min(one.x1, other.x1) > max(one.x0, other.x0)
        and min(one.bottom, other.bottom) > max(one.top, other.top)
    )  # fmt: skip
