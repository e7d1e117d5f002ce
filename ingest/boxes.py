"""Where characters stand on a page: boxes in PDF points, origin top left."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BBox:
    """A box on a page, in PDF points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: BBox) -> BBox:
        """Return the smallest box that holds both."""
        return BBox(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class CharBoxes:
    """One box per character of a page's text, packed as four float32 each.

    A character without a box (white space we added) is packed as NaNs.
    """

    packed: bytes = b""

    _ITEM = struct.Struct("<4f")

    def __len__(self) -> int:
        return len(self.packed) // self._ITEM.size

    def box(self, index: int) -> BBox | None:
        """Return the box of character `index`, or None if it has none."""
        x0, top, x1, bottom = self._ITEM.unpack_from(self.packed, index * self._ITEM.size)
        return None if x0 != x0 else BBox(x0, top, x1, bottom)

    def lines(self, start: int, end: int) -> Iterator[BBox]:
        """Yield one box per printed line covered by characters `start:end`.

        Characters join the box before them while they stand on the same
        printed line and follow within twice their own height.
        """
        current: BBox | None = None
        for index in range(start, min(end, len(self))):
            box = self.box(index)
            if box is None:
                continue
            if current is not None and _same_line(current, box):
                current = current.union(box)
                continue
            if current is not None:
                yield current
            current = box
        if current is not None:
            yield current

    @classmethod
    def pack(cls, boxes: list[BBox | None]) -> CharBoxes:
        """Pack a list with one box (or None) per character."""
        nan = float("nan")
        item = cls._ITEM
        return cls(
            b"".join(
                item.pack(nan, nan, nan, nan)
                if box is None
                else item.pack(box.x0, box.top, box.x1, box.bottom)
                for box in boxes
            )
        )


NO_BOXES = CharBoxes()


def _same_line(line: BBox, box: BBox) -> bool:
    middle = (box.top + box.bottom) / 2
    height = max(box.bottom - box.top, 1.0)
    return line.top <= middle <= line.bottom and -height <= box.x0 - line.x1 <= 2 * height
