"""Fold text for search, keeping the way back to the text as printed.

Full-width forms become half-width (NFKC), Traditional characters Simplified,
letters lower case; what is asked to be dropped (white space, quotes, brackets)
is dropped.  Every folded character remembers the character it came from, so a
match in the folded text can be shown in the text as printed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.radicals import character_of
from ingest.simplify import simplify

QUOTES = frozenset("“”\"‘’'「」『』＂＇")
BRACKETS = frozenset("()（）[]【】〔〕")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `origin[i]` is the index in the source of folded character i.

    `origin` has one more item than `text`: the length of the source.
    """

    text: str
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the source range of folded characters `start:end` (end exclusive)."""
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str, *, drop_space: bool = False, drop: frozenset[str] = frozenset()) -> Folded:
    """Return `text` folded; `drop` names source characters to leave out.

    Runs of white space become one blank, or nothing with `drop_space`.
    """
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if character in drop:
            continue
        for folded in _fold_character(character):
            if folded.isspace():
                if drop_space or (characters and characters[-1] == " "):
                    continue
                folded = " "
            characters.append(folded)
            origin.append(index)
    return Folded("".join(characters), (*origin, len(text)))


def fold_text(text: str) -> str:
    """Return `text` folded, white space collapsed: the form that is indexed."""
    return fold(text).text.strip()


@lru_cache(maxsize=8192)  # the passages and labels of the reports asked of last
def squeeze(text: str) -> str:
    """Return `text` folded without white space, quotes and brackets: the form for matching."""
    return text.translate(_SQUEEZED)


class _Squeezed(dict[int, str]):
    """What each character leaves in squeezed text, looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "" if character in QUOTES | BRACKETS else _fold_character(character)
        self[code] = "".join(folded.split())
        return self[code]


_SQUEEZED = _Squeezed()


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    if character < "\x80":
        return character.lower()
    normal = unicodedata.normalize("NFKC", character_of(character))
    return simplify(normal).lower()
