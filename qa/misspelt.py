"""Mend a misspelt word of those that questions are asked with: 予算 is 预算, 末完成 is 未完成.

These words (`asking.toml`, `[frame]`) need no report to be known by.  A run is taken for
one only where one character differs, sounds or looks alike, and where the sentence falls
into fewer words with it: what makes sense as it stands is meant.
"""

from __future__ import annotations

import re
from functools import cache

import rjieba

from qa.asking import frame_words
from qa.sounds import looks_alike, sounds_near

_LONGEST = 5
_WHICH = re.compile(r"多少|几|哪|什么|怎|谁|吗|呢|是否|是不是|有没有|为何")
# 有那些, 的是那个: nothing else asks.
_THAT = re.compile(
    r"(?<=[了有是在于用为属的])那(?=[些几]|一?[个类项家种年位条块笔](?![\u4e00-\u9fff]{4}))|(?<=最[高低多少大小]的)那(?=一?[个类项家种])"
)
_REQUEST = re.compile(r"列[出一明举]|查[一下询]|告诉|说[说一明]|讲[讲一]|给我|介绍|提供|请|帮")
# Words of the grammar are meant as they stand.
_HELD = frozenset(
    "的了着过得地在有是都没不多少大小高低也又还就从到对为把被和或及自说所一个几这那哪人名提拿"
)
_SEEN = frozenset("人自")  # 收人, 项自
_IS = re.compile(r"(?<=[额数率值费分])[使事时](?=多少|几)")
_SOUNDED = re.compile(r"(?<=[了的到有过对是超高低多少成])[马麻妈](?=[?？。!\s]*$)")
_OF = re.compile(r"(?<=[局委院部厅镇乡处校馆道会])得(?=\d|[,，。?？\s]|$)")


def mend_asking(text: str) -> str:
    """Return a question with its misspelt words of asking mended."""
    text = _IS.sub("是", _OF.sub("的", _SOUNDED.sub("吗", text)))
    at = 0
    while at < len(text):
        mended = _mended_at(text, at)
        text, at = (mended, at) if mended else (text, at + 1)
    if not _WHICH.search(text) and not _REQUEST.search(text):
        text = _THAT.sub("哪", text, count=1)
    return text


def _mended_at(text: str, start: int) -> str:
    """The text with the word that begins at a place mended, "" if none is misspelt there."""
    for size in range(min(_LONGEST, len(text) - start), 1, -1):
        run = text[start : start + size]
        if run in frame_words():
            return ""
        for at in range(size):
            for word in _shapes().get((run[:at], run[at + 1 :]), ()):
                now, then = run[at], word[at]
                if now in _HELD and not (looks_alike(now, then) and now in _SEEN):
                    continue
                if not (looks_alike(now, then) or (now >= "\u4e00" and sounds_near(now, then))):
                    continue
                mended = text[:start] + word + text[start + size :]
                if _pieces(mended) < _pieces(text) or (size > 2 and _apart(text, start, size)):
                    return mended
    return ""


def _pieces(text: str) -> int:
    return len(rjieba.cut(text, False))


def _apart(text: str, start: int, size: int) -> bool:
    """Whether a run falls into single characters: 执节率, though 执结率 does so, too."""
    at = 0
    for word in rjieba.cut(text, False):
        if at < start + size and start < at + len(word) and len(word) > 1:
            return False
        at += len(word)
    return True


@cache
def _shapes() -> dict[tuple[str, str], tuple[str, ...]]:
    """Words of asking by what stands before and behind each of their characters."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for word in sorted(frame_words()):
        for at in range(len(word)):
            shape = (word[:at], word[at + 1 :])
            found[shape] = (*found.get(shape, ()), word)
    return found
