"""Where a stored box lies on a page of a PDF as it is shown, cropped and turned.

A box of the store has its origin top left and is counted as pdfplumber counts:
from the media box of the page after turning.  What is shown of a page is its
media box cut by its crop box.  A page read by OCR was read as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.boxes import BBox
from ingest.model import Page

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top of the PDF's own space


@dataclass(frozen=True, slots=True)
class PageFrame:
    """How a page lies in its PDF.

    rotation  degrees clockwise by which it is turned to be shown
    media     its whole area, in points of the PDF's own space
    bounds    what is shown of it
    as_shown  whether its boxes are counted from what is shown (OCR)
    """

    rotation: int
    media: Rectangle
    bounds: Rectangle
    as_shown: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is shown, in points."""
        left, bottom, right, top = self.bounds
        wide, high = right - left, top - bottom
        return (high, wide) if self.rotation in (90, 270) else (wide, high)

    def shares(self, box: BBox, pad: float = 0.0) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a box as shares of the page as shown.

        `pad` points are added on each side; what is outside the page is cut off.
        """
        wide, high = self.size
        x0, y0, x1, y1 = (box.x0, box.top, box.x1, box.bottom)
        if not self.as_shown:
            corners = [self._shown(*self._own(x, y)) for x, y in ((x0, y0), (x1, y1))]
            (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
        x0, x1 = (min(max(x, 0.0), wide) for x in (x0 - pad, x1 + pad))
        y0, y1 = (min(max(y, 0.0), high) for y in (y0 - pad, y1 + pad))
        return x0 / wide, y0 / high, (x1 - x0) / wide, (y1 - y0) / high

    def user_space(self, box: BBox) -> Rectangle:
        """Return a box of the store as left, bottom, right, top of the PDF's own space."""
        place = self._unshown if self.as_shown else self._own
        corners = [place(box.x0, box.top), place(box.x1, box.bottom)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _own(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.media
        if self.rotation == 90:
            return y + 2 * left, x
        if self.rotation == 180:
            return left + right - x, y + 2 * bottom
        if self.rotation == 270:
            return right - left - y, bottom + top - x
        return x, top - bottom - y

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.bounds
        if self.rotation == 90:
            return y - bottom, x - left
        if self.rotation == 180:
            return right - x, y - bottom
        if self.rotation == 270:
            return top - y, right - x
        return x - left, top - y

    def _unshown(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.bounds
        if self.rotation == 90:
            return left + y, bottom + x
        if self.rotation == 180:
            return right - x, bottom + y
        if self.rotation == 270:
            return right - y, top - x
        return left + x, top - y


def frame_of(shown: Any, page: Page) -> PageFrame:
    """Return the frame of a page from pdfium's page and the page as it was read."""
    rotation = shown.get_rotation()
    wide, high = page.width, page.height
    if rotation in (90, 270):
        wide, high = high, wide
    # pdfium does not say what a page inherits; then its area as read, from the origin on.
    media = shown.get_mediabox(fallback_ok=False) or (0.0, 0.0, wide, high)
    left, right = sorted((media[0], media[2]))
    bottom, top = sorted((media[1], media[3]))
    return PageFrame(rotation, (left, bottom, right, top), shown.get_bbox(), page.ocr)
