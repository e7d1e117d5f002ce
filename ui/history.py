"""Conversations that come back from the browser, where they are kept.

A browser may hold anything: what is not an answer as this version gives it,
and all that followed it, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.model import Answer, AnswerKind, Citation, Outcome, Verdict
from ui.feedback import RATINGS

_MOST = 200  # turns of one conversation
_NUMBER = (int, float)
_TEXT = (str,)
_CITATION: Mapping[str, tuple[type, ...]] = {
    "n": (int,),
    "report": _TEXT,
    "report_id": _TEXT,
    "title": _TEXT,
    "agency": _TEXT,
    "region": _TEXT,
    "fiscal_year": (int, type(None)),
    "page": (int, type(None)),
    "locator": (str, type(None)),
    "quote": _TEXT,
}
_ANSWER: Mapping[str, tuple[type, ...]] = {
    "question": _TEXT,
    "standalone_question": _TEXT,
    "outcome": _TEXT,
    "answer": _TEXT,
    "nearest": (str, type(None)),
    "computation": (str, type(None)),
    "error": (str, type(None)),
    "note": (str, type(None)),
}
_FIGURE: Mapping[str, tuple[type, ...]] = {"printed": _TEXT, "unit": _TEXT, "value": _TEXT}
_KEYS = set(Answer("", "", Outcome.FAILED, AnswerKind.TEXT, "").to_json())
_CITED = set(Citation(1, "", "", "", "", "", None, None, None, "").to_json())


def kept_turns(raw: Any) -> list[dict[str, Any]]:
    """Return the answers of a conversation up to the first that is none."""
    turns = []
    for answer in raw[:_MOST] if isinstance(raw, list) else []:
        if not _is_answer(answer):
            break
        rated = answer.get("rated")
        plain = {key: answer[key] for key in answer if key in _KEYS}
        turns.append(plain | ({"rated": rated} if rated in RATINGS else {}))
    return turns


def _is_answer(raw: Any) -> bool:
    if not (isinstance(raw, dict) and set(raw) >= _KEYS and _fits(raw, _ANSWER)):
        return False
    coverage = raw["coverage"]
    return (
        raw["outcome"] in set(Outcome)
        and _each(raw["options"], lambda text: isinstance(text, str))
        and _each(raw["citations"], _is_citation)
        and _each(raw["figures"], _is_figure)
        and (coverage is None or _is_coverage(coverage))
    )


def _is_citation(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and set(raw) >= _CITED
        and _fits(raw, _CITATION)
        and _each(raw["context"], lambda text: isinstance(text, str))
        and _each(raw["boxes"], _is_box)
    )


def _is_box(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and isinstance(raw.get("page"), int)
        and len(_list(raw.get("bbox"))) == 4
        and all(isinstance(number, _NUMBER) for number in raw["bbox"])
    )


def _is_figure(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and _fits(raw, _FIGURE)
        and str(raw.get("verdict")) in set(Verdict)
        and _each(raw.get("citations"), lambda n: isinstance(n, int))
    )


def _is_coverage(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and isinstance(raw.get("matched"), int)
        and isinstance(raw.get("with_data"), int)
        and _each(raw.get("missing"), lambda text: isinstance(text, str))
    )


def _fits(raw: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]]) -> bool:
    return all(isinstance(raw.get(key), kind) for key, kind in kinds.items())


def _each(raw: Any, is_one: Any) -> bool:
    return isinstance(raw, list) and all(map(is_one, raw))


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []
