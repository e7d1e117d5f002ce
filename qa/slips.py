"""Mend a word that fell apart by one wrong character: 结按率 is 结案率, 道路改照 is 道路改造.

What the word cutter leaves in pieces is no word of the language.  It is taken for one
that the reports have only where one character differs and sounds the same, and where
the reports have that word in such a place, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import rjieba

from qa.asking import same_as, stands_for
from qa.sounds import sounds_alike, sounds_near

_LONGEST = 4
MANY = 64  # reports: to cut the texts of more into words would take seconds
_OFTEN = 8  # times in the reports: what they are all about needs no neighbour beside it
# Words of the grammar are meant as they stand.
GRAMMAR = frozenset(
    "了着过的得地几多少大小高低吗呢吧啊是有在不没个哪那这和与及或也都还就才被把从到对为各共比占年月日"
)
_PLACE_ENDS = frozenset("镇乡县区市村街路")


def mend_runs(question: str, texts: Sequence[str]) -> str:
    """Return a question with the words mended that one wrong character took apart.

    texts  squeezed texts of the reports in scope
    """
    if len(texts) > MANY:
        return question
    for start, end in _pieces(question):
        run = question[start:end]
        if any(run in text for text in texts) or stands_for(run) or len(same_as(run)) > 1:
            continue
        meant = {
            word
            for at in range(len(run))
            for text in texts
            for word in _words_by_shape(text).get((run[:at], run[at + 1 :]), ())
            if _fits(question, start, end, at, word, texts)
        }
        if len(meant) == 1:
            return mend_runs(question[:start] + meant.pop() + question[end:], texts)
    return question


def _pieces(question: str) -> list[tuple[int, int]]:
    """Runs of words next to each other of which all are single characters, the longest first."""
    edges, at = [], 0
    for word in rjieba.cut(question, False):
        edges.append((at, at + len(word)))
        at += len(word)
    found = []
    for first in range(len(edges)):
        for last in range(first + 1, min(first + _LONGEST, len(edges))):
            start, end = edges[first][0], edges[last][1]
            run = question[start:end]
            if end - start != last - first + 1 or not all("\u4e00" <= c <= "\u9fff" for c in run):
                break
            found.append((start, end))
    return sorted(found, key=lambda span: (span[0] - span[1], span))


def _fits(question: str, start: int, end: int, at: int, word: str, texts: Sequence[str]) -> bool:
    """Whether a word of the reports is what the run that stands at a place was to be."""
    now, then = question[start + at], word[at]
    if now in GRAMMAR or then in GRAMMAR or not sounds_near(now, then):
        return False
    if question[end - 1] in _PLACE_ENDS or question[end : end + 1] in _PLACE_ENDS:
        return False  # 白石乡 is another place than 百石乡
    before, behind = question[start - 1 : start], question[end : end + 1]
    beside = [w for c, w in ((before, before + word), (behind, word + behind)) if c.strip()]
    if any(w in text for w in beside for text in texts):
        return True
    if not sounds_alike(now, then):
        return False
    return len(word) > 2 or sum(text.count(word) for text in texts) >= _OFTEN


@lru_cache(maxsize=MANY)
def _words_by_shape(text: str) -> dict[tuple[str, str], frozenset[str]]:
    """Words of a report by what stands before and behind each of their characters."""
    found: dict[tuple[str, str], set[str]] = {}
    for word in set(rjieba.cut(text, False)):
        if 2 <= len(word) <= _LONGEST and all("\u4e00" <= c <= "\u9fff" for c in word):
            for at in range(len(word)):
                found.setdefault((word[:at], word[at + 1 :]), set()).add(word)
    return {shape: frozenset(words) for shape, words in found.items()}
