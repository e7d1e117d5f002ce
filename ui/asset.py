"""The files that the page is made of besides its HTML: styles, scripts, words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"


@cache
def read_asset(name: str) -> str:
    """Return the text of one of them."""
    return (ASSETS / name).read_text(encoding="utf-8")
