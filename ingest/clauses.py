"""Sentences and clauses of a text with numbers, its periods and quotations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from ingest.model import FigureKind
from ingest.numerals import NumberToken

QUOTE = 300  # characters: the longest quotation
SENTENCE = re.compile(r"[。！？\n]+[”’」）)]?")
CLAUSE = re.compile(r"[，,；;：:。！？\n]+")
_COMPARED = re.compile(r"(?:比|较|同|与|和|对比|相比)\s*$")


def split(
    text: str, start: int, end: int, at: re.Pattern[str], tokens: Sequence[NumberToken]
) -> list[tuple[int, int]]:
    """Cut text[start:end] after each match that lies in no number and no bracket."""
    cuts, brackets, at_bracket = [], 0, start
    for found in at.finditer(text, start, end):
        before = bisect_left(tokens, found.start() + 1, key=_start)
        if before and found.start() < tokens[before - 1].end:
            continue
        if at is CLAUSE:
            brackets += _opened(text[at_bracket : found.start()])
            at_bracket = found.start()
            if brackets > 0:
                continue
        cuts.append(found.end())
    bounds = [start, *cuts]
    if bounds[-1] < end:
        bounds.append(end)
    return [(a, b) for a, b in pairwise(bounds) if text[a:b].strip()]


def tokens_within(tokens: Sequence[NumberToken], start: int, end: int) -> Sequence[NumberToken]:
    """Return the numbers that begin in text[start:end]; they are in reading order."""
    first = bisect_left(tokens, start, key=_start)
    return tokens[first : bisect_left(tokens, end, first, key=_start)]


def in_brackets(before: str) -> bool:
    """Whether a bracket opened in `before` is still open at its end."""
    return _opened(before) > 0


def _opened(text: str) -> int:
    return sum(map(text.count, "（(")) - sum(map(text.count, "）)"))


def _start(token: NumberToken) -> int:
    return token.start


def without(text: str, start: int, end: int, tokens: Sequence[NumberToken]) -> str:
    """Return text[start:end] with the given numbers left out, but for dates compared with."""
    parts, at = [], start
    for token in tokens:
        if token.kind is FigureKind.DATE and is_compared(text, token):
            continue
        if start <= token.start < end and token.start >= at:
            parts.append(text[at : token.start])
            at = token.end
    parts.append(text[at:end] if at < end else "")
    return "".join(parts)


def quotation(
    text: str, start: int, end: int, a: int, b: int, token: NumberToken
) -> tuple[int, int]:
    """Return the sentence that holds the number, or as much of it as a quotation may hold."""
    if end - start > QUOTE:
        parts = [
            p
            for p in split(text, start, end, re.compile(r"[；;]"), ())
            if p[0] <= token.start < p[1]
        ]
        start, end = parts[0] if parts else (a, b)
        if end - start > QUOTE:
            start, end = a, b
        if end - start > QUOTE:
            start = max(start, token.start - QUOTE // 2)
            end = min(end, start + QUOTE)
    while start < end and text[start].isspace():
        start += 1
    if (mark := re.match(r"\d{1,2}[.．、]", text[start:end])) and start + mark.end() == token.start:
        start = token.start  # 4.12所 read alone is not item 4's 12所
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, max(end, token.end)


def is_date(token: NumberToken, text: str) -> bool:
    """Whether a number is a date, a bare year before a word included (2022 广州…)."""
    if token.kind is FigureKind.DATE:
        return True
    year = token.kind is FigureKind.PLAIN and not token.unit and not token.qualifier
    if not (year and re.fullmatch(r"(?:19|20)\d{2}", token.printed)):
        return False
    return not re.search(r"(?:为|达到?|共计?|约|：|:)\s*$", text[: token.start]) and bool(
        re.match(r"\s*[\u4e00-\u9fff]", text[token.end :])
    )


def period_at(text: str, start: int, end: int, dates: Sequence[NumberToken], running: str) -> str:
    """Return the period in force at `end`: the last one named that nothing is compared with."""
    for token in dates:
        if not start <= token.start < end or token.unit in ("月", "月日"):
            continue
        if not is_compared(text, token):
            running = date_text(token)
    return running


def is_compared(text: str, token: NumberToken) -> bool:
    """Whether a date is what something is compared with: 比 2023 年度减少."""
    before, after = text[max(0, token.start - 4) : token.start], text[token.end : token.end + 8]
    return bool(_COMPARED.search(before) or re.match(r"[^，。]{0,6}相比", after))


def date_text(token: NumberToken) -> str:
    """Return a date as 2022, 2022-12, 2022-12-31 or 2021-2023."""
    numbers = re.findall(r"\d+", token.printed.translate({0xFF10 + d: str(d) for d in range(10)}))
    year = f"{int(token.value):04d}"
    if token.high is not None:
        return f"{year}-{int(token.high)}"
    if token.unit == "年月日" and len(numbers) >= 3:
        return f"{year}-{int(numbers[1]):02d}-{int(numbers[2]):02d}"
    if token.unit == "年月" and len(numbers) >= 2:
        return f"{year}-{int(numbers[1]):02d}"
    return year
