"""The boxes in which a person says whose report it is, and what they have said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.doubts import find_doubts
from ingest.errors import SettingsError
from ingest.given import Given
from ingest.model import ReportIdentity
from ui.marking import escape
from ui.say import Say

IDENTITY = ("agency", "region", "fiscal_year", "kind")
_YEARS = range(1949, 2101)
_LONGEST = 60  # characters of one part


def labels(say: Say) -> dict[str, str]:
    """Return part → what it is called on the page."""
    return {
        "agency": say("部门"),
        "region": say("行政区"),
        "fiscal_year": say("年度"),
        "kind": say("类型"),
    }


def doubt_words(place: str, say: Say) -> str:
    """Return why a part is doubtful, given the weak place it was read in ("": nowhere)."""
    if not place:
        return say("没有读到")
    return say("只见于文件名") if place == "文件名" else say("只见于正文")


def identity_field(identity: ReportIdentity, part: str, say: Say, doubtful: bool = False) -> str:
    """Return the box of one part, labelled, with what is known in it."""
    year = part == "fiscal_year"
    kind = ' inputmode="numeric" maxlength="4"' if year else f' maxlength="{_LONGEST}"'
    mark = ' class="yj-doubt"' if doubtful else ""
    text = escape(_text(identity, part))
    return f'<label{mark}>{labels(say)[part]}<input name="{part}" value="{text}"{kind}></label>'


def given_of(fields: Mapping[str, Any], identity: ReportIdentity) -> Given | None:
    """Return what a filled-in form says beyond what is known; None if it says nothing new.

    What was doubtful counts as said, even unchanged.  Raises SettingsError for
    a year that is none.
    """
    doubts = find_doubts(identity)
    said: dict[str, Any] = {}
    for part in IDENTITY:
        text = " ".join(str(fields.get(part, "")).split())[:_LONGEST]
        if text == _text(identity, part) and part not in doubts:
            continue
        if part != "fiscal_year":
            said[part] = text
        elif text or identity.fiscal_year is not None:
            if not (text.isdecimal() and int(text) in _YEARS):
                raise SettingsError(f"年度“{text}”不能用，请写四位数字，例如 2023。")
            said[part] = int(text)
    return Given(**said) if said else None


def _text(identity: ReportIdentity, part: str) -> str:
    value = getattr(identity, part)
    return "" if value is None else str(value)
