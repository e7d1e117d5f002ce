"""The words of the page in the language of its reader.

The page is written in Chinese; `say("提问")` is that text itself on the
Chinese page and its English on the English one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

Say = Callable[[str], str]

_ENGLISH = Path(__file__).parent / "assets" / "english.toml"


def CHINESE(text: str) -> str:  # noqa: N802 - a constant that happens to be callable
    """Return the text as it was written."""
    return text


def ENGLISH(text: str) -> str:  # noqa: N802
    """Return the English for a text of the page; raises KeyError where there is none."""
    return english()[text]


@cache
def english() -> dict[str, str]:
    """Return Chinese text → English text."""
    words: dict[str, str] = tomllib.loads(_ENGLISH.read_text(encoding="utf-8"))
    return words
