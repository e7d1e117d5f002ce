"""Running heads and page numbers: what a page shows that is not the report's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.layout import Line
from ingest.wraps import ends_sentence

NUMBER_LINE = re.compile(
    r"[\s\-—–－_·•~～|]*(?:第\s*)?(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s*页)?"
    r"(?:\s*[,，/／]?\s*(?:共|of)?\s*\d{1,4}(?:\s*页)?)?[\s\-—–－_·•~～|]*"
)
_MARGIN = 0.12  # share of the page's height that is head or foot
_KEEP = re.compile(r"单位[：:]")


def drop_running(
    pages: Sequence[tuple[Sequence[Line], float]],
) -> tuple[tuple[Line, ...], ...]:
    """Return each page's lines without running heads and page numbers.

    `pages` gives each page's lines outside tables, top to bottom, and its
    height in points.  A line goes if it stands in the head or foot and is a
    page number, or says the same (but for the page's number) at the same
    height on most pages of that height.
    """
    repeated = _repeated(pages)
    kept = []
    for number, (lines, height) in enumerate(pages):
        drop = set()
        for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
            for i in order:  # from the outside in, until something stays
                line = lines[i]
                if not _marginal(line, height):
                    break
                foot = order.step < 0
                numbered = NUMBER_LINE.fullmatch(line.text) and (foot or is_decorated(line.text))
                if not numbered and not repeated.intersection(_keys(line, height, number)):
                    break
                drop.add(i)
        kept.append(tuple(line for i, line in enumerate(lines) if i not in drop))
    return tuple(kept)


_Key = tuple[str, int, int]  # text, place and page height, rounded


def _repeated(pages: Sequence[tuple[Sequence[Line], float]]) -> set[_Key]:
    seen: dict[_Key, int] = defaultdict(int)
    heights: dict[int, int] = defaultdict(int)
    for number, (lines, height) in enumerate(pages):
        heights[round(height)] += 1
        keys: set[_Key] = set()
        for line in lines:
            if _marginal(line, height) and not ends_sentence(line.text):
                keys.update(_keys(line, height, number))
        for key in keys:
            seen[key] += 1
    return {
        key
        for key, count in seen.items()
        if count >= 3 and count >= 0.6 * heights[key[2]] and not _KEEP.search(key[0])
    }


def _keys(line: Line, height: float, number: int) -> tuple[_Key, _Key]:
    """Return what a running line has in common with its likes: as is, and but for page numbers."""
    top = round(line.box.top / 4) if line.box else 0
    text = re.sub(r"\s+", "", line.text)
    moved = re.sub(r"\d{1,4}", lambda m: f"<{int(m.group()) - number}>", text)
    return (text, top, round(height)), (moved, top, round(height))


def _marginal(line: Line, height: float) -> bool:
    if line.box is None or not height:
        return False
    return line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height


def is_decorated(text: str) -> bool:
    """Return whether a number is dressed as a page number (- 3 -, 第3页)."""
    return bool(re.search(r"页|^\s*[\-—–－].*[\-—–－]\s*$", text))
