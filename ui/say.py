"""The words of the page in the language of its reader.

The page is written in Chinese; `say("提问")` is that text itself on the
Chinese page and its English on the English one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache

from ui.asset import read_asset

Say = Callable[[str], str]


def CHINESE(text: str) -> str:  # noqa: N802 - a constant that happens to be callable
    """Return the text as it was written."""
    return text


def ENGLISH(text: str) -> str:  # noqa: N802
    """Return the English for a text of the page; raises KeyError where there is none."""
    return english()[text]


@cache
def english() -> dict[str, str]:
    """Return Chinese text → English text."""
    words: dict[str, str] = tomllib.loads(read_asset("english.toml"))
    return words
