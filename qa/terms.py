"""How much of a question's content words a text carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.spelling import spellings
from qa.words import Term

_TITLE = re.compile(r"^(?:局长|主任|组长|书记|[处科所院镇乡区县市部队会校站]长|主席|经理|总监)$")
_AROUND = 0.6  # a word that only stands in the headings over a text


def cover(terms: Sequence[Term], text: str, around: str) -> float:
    """Return the share (0..1) of the terms' weight that a squeezed text carries.

    Words that stand only in `around` (headings over the text) count in part,
    a word half of whose character pairs stand in the text counts half.
    """
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    return sum(term.weight * credit(term, text, around) for term in terms) / total


def lacks(terms: Sequence[Term], text: str, around: str) -> bool:
    """Whether a noun that carries the question stands neither in a text nor over it."""
    return any(
        term.noun and term.weight >= 0.6 and credit(term, text, around) < 0.25 for term in terms
    )


def forms(term: Term) -> tuple[str, ...]:
    """Return the words a term may stand as in a text, its own first."""
    return (*spellings(term.text), *term.others)


def credit(term: Term, text: str, around: str) -> float:
    """Return how far (0..1) one word stands in a squeezed text, in one of its forms."""
    best = 0.0
    title = term.text
    if _TITLE.search(title) and title in text and not _in_full(title, text):
        return 0.0  # 局长 is no 副局长
    for word in forms(term):
        if word in text:
            return 1.0
        best = max(best, 0.8 * pairs_in(word, text), 0.7 * float(shortens(word, text)))
        if word in around:
            best = max(best, _AROUND)
    return best


def _in_full(title: str, text: str) -> bool:
    return any(
        text[found.start() - 1 : found.start()] != "副" for found in re.finditer(title, text)
    )


def pairs_in(word: str, text: str) -> float:
    """Return the share of a word's character pairs that stand in a text."""
    pairs = _pairs(word)
    if not pairs:
        return float(word in text)
    return sum(pair in text for pair in pairs) / len(pairs)


@lru_cache(maxsize=8192)
def _pairs(word: str) -> tuple[str, ...]:
    return tuple(word[i : i + 2] for i in range(len(word) - 1))


def shortens(word: str, text: str) -> bool:
    """Whether a word of three or more characters may shorten a run of the text.

    All its characters stand within a run of at most twice its length, in any
    order: 电教片 in 教育电视片.
    """
    if len(word) < 3 or not all(character in text for character in word):
        return False
    wanted, reach = set(word), 2 * len(word)
    return any(wanted <= set(text[at : at + reach]) for at, c in enumerate(text) if c in wanted)
