"""Running heads and page numbers: what a page shows that is not the report's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.layout import Line

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
    page number, or says the same (numbers aside) at the same height on most
    pages of that height.
    """
    repeated = _repeated(pages)
    kept = []
    for lines, height in pages:
        drop = set()
        for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
            for i in order:  # from the outside in, until something stays
                line = lines[i]
                if not _marginal(line, height):
                    break
                foot = order.step < 0
                numbered = NUMBER_LINE.fullmatch(line.text) and (foot or is_decorated(line.text))
                if not numbered and _key(line, height) not in repeated:
                    break
                drop.add(i)
        kept.append(tuple(line for i, line in enumerate(lines) if i not in drop))
    return tuple(kept)


def _repeated(
    pages: Sequence[tuple[Sequence[Line], float]],
) -> set[tuple[str, int, int]]:
    seen: dict[tuple[str, int, int], int] = defaultdict(int)
    heights: dict[int, int] = defaultdict(int)
    for lines, height in pages:
        heights[round(height)] += 1
        marginal = {_key(line, height) for line in lines if _marginal(line, height)}
        for key in marginal:
            seen[key] += 1
    return {
        key
        for key, count in seen.items()
        if count >= 3 and count >= 0.6 * heights[key[2]] and not _KEEP.search(key[0])
    }


def _key(line: Line, height: float) -> tuple[str, int, int]:
    top = round(line.box.top / 4) if line.box else 0
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text)), top, round(height)


def _marginal(line: Line, height: float) -> bool:
    if line.box is None or not height:
        return False
    return line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height


def is_decorated(text: str) -> bool:
    """Return whether a number is dressed as a page number (- 3 -, 第3页)."""
    return bool(re.search(r"页|^\s*[\-—–－].*[\-—–－]\s*$", text))
