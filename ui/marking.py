"""Text from outside as HTML, with a quote and the figures in it set off.

All that comes from a report or a person is escaped here (`escape`) before it
becomes part of a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Ranges = Sequence[tuple[int, int]]

_NUMERAL = re.compile(r"\d[\d,，]*(?:\.\d+)?%?")


def escape(text: str) -> str:
    """Return text from outside as HTML that shows it and does nothing else.

    Braces and dollar signs become entities too: the page's components expand
    `${...}` and `{{...}}`.
    """
    escaped = html.escape(text, quote=True)
    return escaped.replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;")


def find_quote(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where a quote stands in a text, white space aside."""
    wanted = "".join(quote.split())
    if not wanted:
        return []
    places = [i for i, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(text[i] for i in places)
    found = []
    at = squeezed.find(wanted)
    while at >= 0:
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        at = squeezed.find(wanted, at + 1)
    return found


def marks_in(quote: str, figures: Sequence[Mapping[str, Any]], computation: str) -> Ranges:
    """Return which characters of a quote are the figures it proves.

    A figure stands there as it is printed, or, where its unit is in a header,
    as its number alone; what a computed figure was computed from is found by
    the numbers of the computation.
    """
    wanted = [figure["printed"] for figure in figures if figure["verdict"] != "computed"]
    for exact in (True, False):
        ranges = {r for text in wanted for r in _numbers(text, quote, exact)}
        if ranges:
            return _merged(ranges)
    numbers = _NUMERAL.findall(computation)
    ranges = {r for text in numbers for r in _numbers(text, quote, exact=True)}
    alone = list(_NUMERAL.finditer(quote))
    if (
        not ranges and figures and len(alone) == 1
    ):  # converted: its words differ, its place is plain
        ranges = {alone[0].span()}
    return _merged(ranges)


def find_number(printed: str, text: str) -> list[tuple[int, int]]:
    """Return where a figure as printed stands in a text, never inside a longer number."""
    return _numbers(printed, text, exact=True)


def marks_onto(quote: str, text: str, start: int, end: int, ranges: Ranges) -> Ranges:
    """Return ranges of a quote as ranges of the page it stands on."""
    there = [i for i in range(start, end) if not text[i].isspace()]
    here = [i for i, char in enumerate(quote) if not char.isspace()]
    at = dict(zip(here, there, strict=False))
    out = []
    for first, last in ranges:
        covered = [at[i] for i in range(first, last) if i in at]
        if covered:
            out.append((covered[0], covered[-1] + 1))
    return out


def render_run(text: str, start: int, end: int, quote: tuple[int, int], marks: Ranges) -> str:
    """Return characters `start:end` with the quote's part and the figures set off."""
    cuts = sorted({start, end, *(c for r in (quote, *marks) for c in r if start < c < end)})
    out = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last]).replace("\n", " ").replace("\t", " ")
        if any(a <= first < b for a, b in marks):
            piece = f"<mark>{piece}</mark>"
        if quote[0] <= first < quote[1]:
            piece = f'<span class="yj-quote">{piece}</span>'
        out.append(piece)
    return "".join(out)


def _numbers(text: str, quote: str, exact: bool) -> list[tuple[int, int]]:
    if not exact:
        numeral = _NUMERAL.search(text)
        if numeral is None:
            return []
        text = numeral.group().rstrip("%")
    return [
        (start, end)
        for start, end in find_quote(text, quote)
        if not _goes_on(quote[:start][::-1], text[:1]) and not _goes_on(quote[end:], text[-1:])
    ]


def _goes_on(beyond: str, edge: str) -> bool:
    """Whether a number goes on past its edge: 20 inside 2022 or 1,20 is another number."""
    return edge.isdigit() and re.match(r"[.,．，]?\d", beyond) is not None


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
