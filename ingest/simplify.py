"""Traditional characters become Simplified ones, by OpenCC's tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_QUOTES = str.maketrans("「」『』", "“”‘’")


def simplify(text: str) -> str:
    """Return `text` in Simplified characters and with the quotes that go with them.

    By words, where a character alone does not tell (乾燥, 乾隆).
    """
    try:
        return str(_converter().convert(text)).translate(_QUOTES)
    except UnicodeEncodeError:  # half of a surrogate pair is no character of any script
        return text


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC  # its tables load in 20 ms

    return OpenCC("t2s")
