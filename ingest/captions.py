"""What stands over a table: its title and its money unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout import Paragraph
from ingest.wraps import ends_sentence

_MONEY = r"(?:人民币)?\s*(元|千元|万元|百万元|亿元)"
_UNIT = re.compile(
    r"(?:金额单位|计量单位|货币单位|单位)\s*[：:]?\s*[（(]?\s*" + _MONEY + r"(?![\u4e00-\u9fff])"
)
_BRACKETED = re.compile(r"[（(]\s*(?:单位\s*[：:]?\s*)?" + _MONEY + r"\s*[)）]")
_UNIT_TAIL = re.compile(
    r"\s*[（(]?\s*(?:金额单位|计量单位|货币单位|单位)\s*[：:]\s*" + _MONEY + r"\s*[)）]?\s*$"
)
_HANGING = re.compile(r"单位\s*[：:]\s*$")
_ALONE = re.compile(_MONEY + r"\s*[)）]?")
_TITLE = re.compile(
    r"(?:表|一览|清单|目录)\s*\d*\s*(?:[（(][^（()）]*[)）])?$|^(?:附?表|图表)\s*[\d一二三四五六七八九十]"
)
_IN_BRACKETS = re.compile(r"[（(].*[)）]")
_ASIDE = re.compile(r"[：:]|盖章|填报|编制|日期")
_LONGEST = 45  # characters of a title line
_FAR = 6  # paragraphs within which a unit line belongs to the table below


def caption_over(paragraphs: Sequence[Paragraph], page: int, *, first: bool) -> tuple[str, str]:
    """Return (caption, money unit) of a table that begins after `paragraphs`.

    `page` is the table's page (from 1); `first` says that it stands at the top
    of it: then a title left alone at the foot of the page before is its own.
    """
    near = _since_table([p for p in paragraphs[-_FAR:] if p.spans[-1].page == page])
    if not near and first:
        near = [p for p in paragraphs[-3:] if p.spans[-1].page == page - 1]
    texts = [p.text.strip() for p in near]
    unit = find_unit(texts)
    titles: list[str] = []
    for text in map(title_of, reversed(texts)):
        if (
            not text
            or (find_unit([text]) and len(text) <= 20)
            or _ALONE.fullmatch(text)
            or _aside(text)
        ):
            continue
        if len(text) > _LONGEST or ends_sentence(text):
            break
        titles.append(text)
        if _TITLE.search(text):
            break
    named = [place for place, text in enumerate(titles) if _TITLE.search(text)]
    if named:  # the nearest line that calls itself a table, and what it has in brackets below
        below = [t for t in reversed(titles[: named[0]]) if _IN_BRACKETS.fullmatch(t)]
        return " ".join([titles[named[0]], *below]), unit
    return titles[0] if titles else "", unit


def says_table(text: str) -> bool:
    """Return whether a line calls itself a table."""
    return bool(_TITLE.search(text))


def title_of(line: str) -> str:
    """Return a line over a table without the unit that stands at its end."""
    bare = _UNIT_TAIL.sub("", line.strip())
    return bare or line.strip()


def _since_table(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the last of a page's paragraphs between which no other table stands."""
    kept: list[Paragraph] = []
    for paragraph in reversed(paragraphs):
        if kept and kept[-1].spans[0].start > paragraph.spans[-1].end + 1:
            break
        kept.append(paragraph)
    return kept[::-1]


def find_unit(texts: Sequence[str]) -> str:
    """Return the money unit that the lines over a table name, the nearest one; else ""."""
    for place in range(len(texts) - 1, -1, -1):
        text = texts[place]
        found = [*_UNIT.finditer(text), *_BRACKETED.finditer(text)]
        if found:
            return found[-1].group(1)
        if _HANGING.search(text):
            for later in texts[place + 1 :]:
                alone = _ALONE.fullmatch(later.strip())
                if alone:
                    return alone.group(1)
    return ""


def _aside(text: str) -> bool:
    """Return whether a line names who filled the table in, not what it is."""
    return bool(_HANGING.search(text)) or (
        len(text) <= 60 and bool(_ASIDE.search(text)) and not _TITLE.search(text)
    )
