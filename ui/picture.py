"""The picture of a page as HTML, with boxes laid over its words.

The boxes are shares of the picture, so that they keep their place at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from ingest.boxes import BBox
from ui.marking import escape
from ui.page_frame import PageFrame
from ui.place import Place
from ui.say import CHINESE, ENGLISH, Say

_PAD = 1.5  # points around a box, so that its line does not cut the words


def sheet_html(
    source: str,
    size: tuple[float, float],
    name: str,
    boxes: str = "",
    lazy: bool = False,
) -> str:
    """Return a page's picture from the address `source`, room kept for it before it comes.

    `name` is read to those who do not see it, `boxes` comes from `boxes_html`.
    """
    wide, high = size
    later = ' loading="lazy"' if lazy else ""
    return (
        f'<div class="yj-sheet" style="--wide:{wide:.2f};aspect-ratio:{wide:.2f}/{high:.2f}">'
        f'<img src="{escape(source)}" alt="{escape(name)}"{later}>{boxes}</div>'
    )


def boxes_html(
    frame: PageFrame, quote: Sequence[BBox], figures: Sequence[BBox], anchor: str = ""
) -> str:
    """Return the boxes of a quote and of the figures in it; the first figure's is the anchor."""
    boxes = [(box, "yj-box-quote") for box in quote] + [(box, "yj-box-figure") for box in figures]
    first = len(quote) if figures else 0
    return "".join(
        _box(frame, box, kind, anchor if index == first else "")
        for index, (box, kind) in enumerate(boxes)
    )


def picture_source(report_id: str, page: int) -> str:
    """Return the address of a page's picture, seen from the page of the chat."""
    return f"report/{report_id}/page/{page}.jpg"


def document_link(report_id: str, place: Place | None, page: int, say: Say = CHINESE) -> str:
    """Return the address of a whole report, opened at a place with the quote marked."""
    query: dict[str, str | int] = {"page": place.page.number if place else page}
    if place:
        query["quote"] = "{}-{}".format(*place.quote)
        if place.marks:
            query["marks"] = ",".join("{}-{}".format(*mark) for mark in place.marks)
    if say is ENGLISH:
        query["lang"] = "en"
    return f"report/{report_id}?{urlencode(query)}#here"


def _box(frame: PageFrame, box: BBox, kind: str, anchor: str) -> str:
    name = f' id="{anchor}"' if anchor else ""
    left, top, wide, high = (100 * share for share in frame.shares(box, _PAD))
    return (
        f'<span{name} class="yj-box {kind}" style="left:{left:.3f}%;top:{top:.3f}%;'
        f'width:{wide:.3f}%;height:{high:.3f}%"></span>'
    )
