"""Headings and what stands under them; the points enumerated in a text.

Chinese official reports number their headings 第一部分, 一、, （一）, 1., （1） ...,
but not always in this order; a style that is first used inside another is
taken to be below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.fold import squeeze
from ingest.layout import Composition, Paragraph
from ingest.model import FigureKind, Section, Span
from ingest.numerals import scan_numbers

_HAN = "[一二三四五六七八九十百]{1,4}"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"\s*第\s*(?:{_HAN}|\d{{1,2}})\s*(?:部分|编|篇|章)")),
    ("节", re.compile(rf"\s*第\s*(?:{_HAN}|\d{{1,2}})\s*节")),
    ("一、", re.compile(rf"\s*{_HAN}\s*[、.．]")),
    ("（一）", re.compile(rf"\s*[（(]\s*{_HAN}\s*[）)]\s*[、.．]?")),
    ("1.1.1", re.compile(r"\s*\d{1,2}(?:[.．]\d{1,2}){2}[.．]?(?!\d)")),
    ("1.1", re.compile(r"\s*\d{1,2}[.．]\d{1,2}[.．]?(?!\s*[\d%％万亿元])")),
    ("1.", re.compile(r"\s*\d{1,2}\s*[.．](?!\d)|\s*\d{1,2}\s*[.．](?=\d{4}\s*年)")),
    ("1、", re.compile(r"\s*\d{1,2}\s*、")),
    ("（1）", re.compile(r"\s*[（(]\s*\d{1,2}\s*[）)]\s*[、.．]?")),
    ("1）", re.compile(r"\s*\d{1,2}\s*[）)]")),
    ("①", re.compile(r"\s*[①-⑳]")),
)
_LEADERS = re.compile(r"[.…·．⋯]{4,}\s*\d*\s*$|…{2,}")
_BETWEEN = re.compile(r"\s*[.…·．⋯]{4,}\s*(?:\d{1,3}(?!\s*[.、．年]|\d))?|…{2,}|\n")
_CONTENTS = re.compile(r"目\s*[录次]\s*")
_LONGEST_HEADING = 60  # characters


def find_sections(composition: Composition) -> tuple[Section, ...]:
    """Return the sections in reading order, each with its path of headings."""
    starts: list[tuple[Span, tuple[str, ...]]] = []
    stack: list[tuple[str, str]] = []  # (style, heading)
    body, listed = _without_contents(composition.paragraphs)
    for paragraph in body:
        style, heading = _heading(paragraph)
        if not heading and (heading := _listed(paragraph, listed)):
            style, stack = "contents", []
        if not heading or not paragraph.spans:
            continue
        if style == "part":
            stack = []
        styles = [known for known, _ in stack]
        stack = stack[: styles.index(style)] if style in styles else stack
        stack.append((style, heading))
        starts.append((paragraph.spans[0], tuple(text for _, text in stack)))
    return tuple(_between(composition, starts))


def _listed(paragraph: Paragraph, listed: Sequence[str]) -> str:
    """Return the text of a heading without number that the table of contents lists."""
    text = _tidy(paragraph.text)
    key = squeeze(text)
    if not 4 <= len(key) <= _LONGEST_HEADING:
        return ""
    return (
        text
        if any(key == entry or (len(entry) >= 6 and key.endswith(entry)) for entry in listed)
        else ""
    )


def section_at(sections: Sequence[Section], span: Span) -> tuple[str, ...]:
    """Return the path of the section that holds the beginning of `span`, () if none does."""
    for section in sections:
        for part in section.spans:
            if part.page == span.page and part.start <= span.start < part.end:
                return section.path
    return ()


def _between(composition: Composition, starts: list[tuple[Span, tuple[str, ...]]]) -> list[Section]:
    """Give each heading the text up to the next one, a span a page."""
    ends = [(span.page, span.start) for span, _ in starts[1:]]
    last = composition.pages[-1] if composition.pages else None
    ends.append((last.number, len(last.text)) if last else (0, 0))
    sections = []
    for (span, path), (end_page, end) in zip(starts, ends, strict=False):
        spans = []
        for page in composition.pages:
            if span.page <= page.number <= end_page:
                first = span.start if page.number == span.page else 0
                stop = end if page.number == end_page else len(page.text)
                if first < stop:
                    spans.append(Span(span.report_id, page.number, first, stop))
        sections.append(Section(path, len(path), tuple(spans)))
    return sections


def _heading(paragraph: Paragraph) -> tuple[str, str]:
    """Return (style, heading text) of a paragraph that opens a section, else ("", "")."""
    text = paragraph.text.strip().lstrip("#").strip()
    if not text or _LEADERS.search(text):
        return "", ""
    for style, pattern in _STYLES:
        if found := pattern.match(text):
            heading = _head_of(text, found.end(), style)
            return (style, heading) if heading else ("", "")
    if paragraph.heading and len(text) <= _LONGEST_HEADING:
        return f"h{paragraph.heading}", _tidy(text)
    return "", ""


def _head_of(text: str, marker_end: int, style: str) -> str:
    """Return the heading a numbered paragraph begins with, "" if it is a list item."""
    body = text[marker_end:]
    stop = re.search(r"[。；;：:\n]", body)
    head = body[: stop.start()] if stop else body
    rest = body[stop.end() :].strip() if stop else ""
    if not head.strip() or len(head) > _LONGEST_HEADING:
        return ""
    if style in ("part", "节", "一、", "（一）"):
        if stop and stop[0] in "；;":
            return ""
        if not stop and style in ("一、", "（一）") and re.search(r"[，,].*[，,]", head):
            return ""
        stated = {token.kind for token in scan_numbers(head)}
        if stated & {FigureKind.MONEY, FigureKind.PERCENT}:
            return ""  # （一）因公出国（境）费 0 万元，…: an item that states its figure
        return _tidy(text[:marker_end] + head)
    # With Arabic numbers a heading stands alone or ends in a colon; the rest are items.
    if rest or (stop and stop[0] not in "：:") or re.search(r"[，,]", head) or len(head) > 30:
        return ""
    return _tidy(text[:marker_end] + head)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _without_contents(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[str]]:
    """Leave out the table of contents; return the body and what the contents list.

    Entries end in leaders and a page number, or come again as headings.
    """
    body: list[Paragraph] = []
    listed: list[str] = []
    entries: set[str] | None = None
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text.strip()
        if entries is None and _CONTENTS.fullmatch(text):
            entries = set()
            continue
        key = squeeze(_LEADERS.sub("", text))
        if _LEADERS.search(text) or (
            entries is not None and _is_entry(paragraphs, index, key, entries)
        ):
            if entries is not None:
                entries.add(key)
            # A contents list may come as one paragraph, its lines divided by leaders.
            for line in _BETWEEN.split(text):
                if entry := squeeze(line):
                    listed.append(_unmarked(entry))
            continue
        entries = None
        body.append(paragraph)
    return body, [entry for entry in listed if len(entry) >= 4]


def _is_entry(paragraphs: Sequence[Paragraph], index: int, key: str, entries: set[str]) -> bool:
    """Whether a paragraph below 目录 is one of its lines rather than the body's first."""
    text = paragraphs[index].text.strip()
    if key in entries or len(text) > _LONGEST_HEADING or text.endswith(("。", "；")):
        return False
    rest = paragraphs[index + 1 :]
    # While something listed is still to come again, the list goes on.
    return any((later := squeeze(p.text)) == key or later in entries for p in rest)


def _unmarked(key: str) -> str:
    for _, pattern in _STYLES:
        if found := pattern.match(key):
            return key[found.end() :]
    return re.sub(r"^[一二三四五六七八九十\d]+(?=[\u4e00-\u9fff])", "", key)


# --------------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class Point:
    """One enumerated point: characters start:end of the text, marker included."""

    start: int
    end: int
    marker: str
    text: str


_POINT_STYLES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?:(?<=^)|(?<=[\n。；;：:，,！？]))[ \t\u3000]*({_HAN})\s*、"),
    re.compile(rf"[（(]\s*({_HAN})\s*[）)]\s*[、.．]?"),
    re.compile(rf"(?:(?<=^)|(?<=[\n。；;：:，,！？”]))[ \t\u3000]*({_HAN})是(?!否|以)"),
    re.compile(rf"(?:(?<=^)|(?<=[\n。；;：:，,！？”]))[ \t\u3000]*第({_HAN})[，,、]"),
    re.compile(
        r"(?:(?<=^)|(?<=[\n。；;：:，,！？”\s]))[ \t\u3000]*"
        r"(\d{1,2})\s*(?:[.．](?!\d)|[.．](?=\d{4}\s*年)|、)"
    ),
    re.compile(r"[（(]\s*(\d{1,2})\s*[）)]"),
    re.compile(r"(?:(?<=^)|(?<=[\n。；;：:，,！？\s]))[ \t\u3000]*(\d{1,2})[）)]"),
    re.compile(r"([①-⑳])"),
)


@lru_cache(maxsize=2048)  # each question reads the passages of the reports it means
def find_points(text: str) -> tuple[Point, ...]:
    """Return the points of the outermost enumeration of `text`, () if there is none.

    An enumeration counts 1, 2, 3 ... in one style and has at least two points.
    A point ends where the next begins; the last one with its own sentence if
    the others are one sentence each, else with its paragraph.
    """
    best: list[re.Match[str]] = []
    for pattern in _POINT_STYLES:
        run = _counting(list(pattern.finditer(text)))
        if len(run) >= 2 and (not best or run[0].start() < best[0].start()):
            best = run
    if not best:
        return ()
    points = []
    ends = [found.start() for found in best[1:]]
    ends.append(_last_end(text, best))
    for found, end in zip(best, ends, strict=True):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        piece = text[start:end].rstrip()
        points.append(Point(start, start + len(piece), found[0].strip(), piece))
    return tuple(points)


def _counting(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Keep the first run of markers that counts up from one."""
    run: list[re.Match[str]] = []
    for match in found:
        if _ordinal(match[1]) == len(run) + 1:
            run.append(match)
    return run


def _ordinal(marker: str) -> int:
    if marker.isdigit():
        return int(marker) if marker.isascii() else ord(marker) - ord("①") + 1
    if "①" <= marker <= "⑳":
        return ord(marker) - ord("①") + 1
    tens, ten, ones = marker.rpartition("十")
    digits = "一二三四五六七八九"
    value = digits.find(ones) + 1 if ones else 0
    return value + (10 * (digits.find(tens) + 1 or 1) if ten else 0)


def _last_end(text: str, run: list[re.Match[str]]) -> int:
    paragraph = text.find("\n", run[-1].end())
    paragraph = len(text) if paragraph < 0 else paragraph
    bodies = [text[a.end() : b.start()] for a, b in pairwise(run)]
    if all(len(re.findall(r"[。！？]", body)) <= 1 for body in bodies):
        sentence = re.search(r"[。！？]", text[run[-1].end() : paragraph])
        if sentence:
            return run[-1].end() + sentence.end()
    return paragraph
