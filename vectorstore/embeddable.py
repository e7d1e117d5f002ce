"""Which passages get a vector: those that say more than names and numbers.

A row of a table, or a sentence of one amount after the other, is found by its
words and by the index of figures; its vector costs as much as any and tells a
model of meaning next to nothing.  What explains, sets a goal or names a fault
needs one: there a question may use other words than the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.model import Passage

_CELLS = re.compile(r"[\t\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"(?<![A-Za-z\d,.])\d[\d,.]*(?![\d,.]*号)")  # no name: W060701, 168号
_PAUSE = re.compile(r"[，。；！？]")
_SPEAKS = 20  # Chinese characters in one cell, from which on it may be a sentence
_STATES = 20  # Chinese characters to a number; with fewer, prose states figures
_SHORT = 60  # characters, up to which a vector costs too little to do without


def embeddable(passages: Sequence[Passage]) -> dict[int, str]:
    """Return what is embedded of the passages that get a vector, by their positions."""
    return {at: passage.embedded for at, passage in enumerate(passages) if _speaks(passage)}


def _speaks(passage: Passage) -> bool:
    text = passage.text
    if passage.table_id:
        cells = _CELLS.split(text)
        return any(_letters(cell) >= _SPEAKS and _PAUSE.search(cell) for cell in cells)
    if passage.section and text.strip() == passage.section[-1]:
        return False  # a heading stands over all that follows it
    return len(text) <= _SHORT or _letters(text) >= _STATES * len(_NUMBER.findall(text))


def _letters(text: str) -> int:
    return len(_HAN.findall(text))
