"""Whether a text states something: words and figures compared as a reader would.

White space, full-width forms, quotation marks and thousands separators make
no difference; neither does the unit a figure is written in.
"""

from __future__ import annotations

import re
import unicodedata

from eval.equality import quantities, same_quantity_as
from ingest.numerals import NumberToken

_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』\"'`", ""))
_EDGES = " \t\n。，；、：,.;:!?！？《》()（）[]【】·"
_MARK = re.compile(r"\[\d{1,3}\]")


def plain(text: str) -> str:
    """Return the text without white space, quotation marks, thousands
    separators and full-width forms, in small letters."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return _SEPARATOR.sub("", re.sub(r"\s+", "", folded))


def bare(text: str) -> str:
    """Return `plain` text without punctuation at its ends."""
    return plain(text).strip(_EDGES)


def without_marks(text: str) -> str:
    """Return the text without its citation marks [1]."""
    return _MARK.sub("", text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for form."""
    return bare(one) == bare(other)


def states(text: str, form: str) -> bool:
    """Whether `text` states `form`: its words, or, if it is a figure, the
    same quantity in whatever unit.

    A figure's digits are not found inside longer ones (96% not in 75.96%).
    """
    text = without_marks(text)
    if _stands_in(plain(form), plain(text)):
        return True
    wanted = _lone_quantity(form)
    return wanted is not None and any(same_quantity_as(wanted, got) for got in quantities(text))


def _stands_in(form: str, text: str) -> bool:
    before = r"(?<![\d.])" if form[:1].isdigit() else ""
    after = r"(?!\.?\d)" if form[-1:].isdigit() else ""
    return bool(form) and re.search(before + re.escape(form) + after, text) is not None


def _lone_quantity(form: str) -> NumberToken | None:
    found = quantities(form)
    whole = len(found) == 1 and plain(form) == plain(found[0].printed)
    return found[0] if whole and found[0].unit else None
