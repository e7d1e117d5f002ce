"""The project that a numbered item of a text is of: 4.适老化改造项目，预算安排…。绩效目标：….

What the later sentences of an item state is of that project, though only its first one names it.
"""

from __future__ import annotations

import re

from ingest.fold import squeeze
from ingest.model import Report, Span

_MARKED = re.compile(
    r"(?m)^[ \t\u3000]*(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳])"
    r"\s*(?=[^\d\s])"
)
_HEAD = re.compile(
    r"(?P<name>[^，。；：！？,;:!?\n\d]{4,30}?(?:项目|工程|专项|津贴|补助|经费|试点|改造|建设))(?=[，：,:])"
)
_ENDED = re.compile(r"[。！？!?]\s*\n")  # of a paragraph
_FAR = 600  # characters that an item is looked back for


class ItemHeads:
    """Finds the head of the item that a place of a report stands in; each page is read once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._marks: dict[int, list[tuple[int, str]]] = {}

    def over(self, quote: Span) -> str:
        """Return the name of the project that a sentence's item is of, squeezed, "" if none."""
        text = self._report.pages[quote.page - 1].text
        heads = self._marks.setdefault(quote.page, _heads(text))
        start, name = next(((a, n) for a, n in reversed(heads) if a <= quote.start), (0, ""))
        between = text[start : quote.start]
        if not name or len(between) > _FAR or _ENDED.search(between):
            return ""
        return name


def _heads(text: str) -> list[tuple[int, str]]:
    found = []
    for mark in _MARKED.finditer(text):
        head = _HEAD.match(text, mark.end())
        found.append((mark.start(), squeeze(head["name"]) if head else ""))
    return found
