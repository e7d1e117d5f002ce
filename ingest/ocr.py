"""Read a page that is an image: its characters and rules, set straight, in points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.lines import Char
from ingest.ruled import Edge

_DOUBTFUL = 0.8  # share of certainty below which a line is reported
_RULE = 24.0  # points; shorter strokes are letters
_FLOOR = 0.5  # certainty below which a line is no text


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR saw on a page, as if the page stood straight.

    chars     pdfplumber's form of a character, in points
    edges     its form of a rule
    skew      radians by which the page leans (clockwise)
    doubtful  lines read with little certainty
    """

    chars: tuple[Char, ...]
    edges: tuple[Edge, ...]
    skew: float
    doubtful: tuple[str, ...]


class PageImages:
    """The pages of a PDF as images; close it, or use it with `with`."""

    def __init__(self, path: Path, password: str = "") -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(path, password=password or None)

    def __enter__(self) -> PageImages:
        return self

    def __exit__(self, *args: object) -> None:
        self._document.close()

    def image(self, number: int, dots: float, max_pixels: int) -> tuple[Any, float]:
        """Return page `number` (from 1) as a grey array and its dots per point.

        `dots` per inch are wanted; `max_pixels` may mean fewer.
        """
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(dots / 72, math.sqrt(max_pixels / max(width * height, 1.0)))
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            return bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy(), scale
        finally:
            page.close()


def read_scan(image: Any, scale: float) -> Scan:
    """Return what stands on a page image (grey array) of `scale` dots per point."""
    # Lines are not turned round one by one: that makes 66% of a short 99%.
    found = _engine()(image, use_cls=False, return_word_box=True, return_single_char_box=True)
    if found.txts is None:
        return Scan((), (), 0.0, ())
    skew = _skew(found.boxes)
    height, width = image.shape[:2]
    chars: list[Char] = []
    doubtful = []
    for text, score, word in zip(found.txts, found.scores, found.word_results, strict=True):
        if score < _FLOOR:
            continue
        if score < _DOUBTFUL and any(ch.isalnum() for ch in text):
            doubtful.append(text)
        chars += _chars(word, skew, width, height, scale)
    return Scan(tuple(chars), _edges(image, skew, scale), skew, tuple(doubtful))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _skew(boxes: Any) -> float:
    """Return the median lean of the long lines, in radians."""
    leans = []
    for (x0, y0), (x1, y1), _, _ in boxes.tolist():
        if x1 - x0 > 200:
            leans.append(math.atan2(y1 - y0, x1 - x0))
    return sorted(leans)[len(leans) // 2] if leans else 0.0


def _chars(word: Any, skew: float, width: int, height: int, scale: float) -> list[Char]:
    """Return one line's characters, set straight about the page's middle."""
    cos, sin = math.cos(skew), math.sin(skew)
    boxes = []
    for text, _, corners in word:
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        dx, dy = (min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2
        x, y = width / 2 + dx * cos + dy * sin, height / 2 - dx * sin + dy * cos
        boxes.append((text, x, y, max(xs) - min(xs), max(ys) - min(ys)))
    if not boxes:
        return []
    # The boxes reach beyond the glyphs; an ideograph is as high as it is wide.
    wide = sorted(b[3] for b in boxes if ord(b[0][:1] or " ") > 0x2E80)
    tall = sorted(b[4] for b in boxes)[len(boxes) // 2]
    high = min(wide[len(wide) // 2] if len(wide) > 2 else 0.75 * tall, tall)
    middle = sorted(b[2] for b in boxes)[len(boxes) // 2]
    return [
        {
            "text": text,
            "x0": (x - w / 2) / scale,
            "x1": (x + w / 2) / scale,
            "top": (middle - high / 2) / scale,
            "bottom": (middle + high / 2) / scale,
            "upright": True,
        }
        for text, x, _, w, _ in boxes
    ]


def _edges(image: Any, skew: float, scale: float) -> tuple[Edge, ...]:
    """Return the long straight rules of a page image."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(skew), 1.0)
    straight = cv2.warpAffine(image, turn, (width, height), borderValue=255)
    ink: Any = (straight < min(170, int(np.median(straight)) - 40)).astype(np.uint8)
    ink = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    length = max(3, int(_RULE * scale))
    edges: list[Edge] = []
    for orientation, kernel in (("h", (1, length)), ("v", (length, 1))):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(rules)
        for x, y, w, h, _ in stats[1:].tolist():
            thick = h if orientation == "h" else w
            if thick > 6 * scale:  # a dark field, not a rule
                continue
            edges.append(_rule(orientation, x / scale, y / scale, w / scale, h / scale))
    return tuple(edges)


def _rule(orientation: str, x: float, y: float, w: float, h: float) -> Edge:
    across, down = (x + w / 2, y + h / 2)
    box = (x, down, x + w, down) if orientation == "h" else (across, y, across, y + h)
    return {
        "object_type": "line",
        "x0": box[0],
        "top": box[1],
        "x1": box[2],
        "bottom": box[3],
        "doctop": box[1],
        "width": box[2] - box[0],
        "height": box[3] - box[1],
        "orientation": orientation,
    }
