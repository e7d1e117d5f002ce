"""Take a question in each meaning it can have until one is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable

from ingest.errors import QuestionError
from qa.agencies import mend_agency
from qa.editions import primary_editions
from qa.followup import corrects, readings_of
from qa.holdings import Holdings
from qa.parts import Part
from qa.plain_words import in_plain_words
from qa.preamble import askings_of
from qa.readers import merge
from qa.scope import names_of
from qa.shorthand import longhand
from qa.typos import Names, correct_names
from qa.wording import legible, normalise


def wholes(state: dict[str, Any], longest: int) -> tuple[str, ...]:
    """What the question can mean that stands alone, the likeliest first; "" where it says nothing.

    Raises QuestionError for a question longer than `longest` characters.
    """
    question = state["question"]
    if not isinstance(question, str):
        raise QuestionError("问题必须是文字。")
    if len(question) > longest:
        raise QuestionError(
            f"问题太长（{len(question)}字，最多{longest}字）。请只写要问的那一句；"
            "要核对一段文字，请用“核数”（youju check）。"
        )
    if not legible(question):
        return ("",)
    cards = primary_editions(state["cards"])
    names = cards.derive(_names)
    if state.get("proposed"):
        return (normalise(state["proposed"]),)

    def plain(text: str) -> tuple[str, ...]:
        plainer = normalise(mend_agency(correct_names(text, names), cards))
        plainer = longhand(in_plain_words(plainer), cards)
        return (plainer,) if corrects(plainer) else askings_of(plainer, cards)

    # An answer is kept as printed: its items may be pointed at (第二个).
    history = [
        replace(t, content=plain(t.content)[0]) if t.role == "user" else t
        for t in state["history"]
        if t.role != "user" or len(t.content) <= longest  # a longer one was refused
    ]
    read = (readings_of(asked, history, cards) for asked in plain(question))
    return tuple(dict.fromkeys(whole for readings in read for whole in readings))


def _names(cards: Holdings) -> Names:
    return Names(names_of(cards))


def tried(parts: Runnable[dict[str, Any], list[Part]]) -> Callable[[dict[str, Any]], list[Part]]:
    """Read the question in the first of its meanings that is answered, else in the likeliest."""

    def attempt(state: dict[str, Any]) -> list[Part]:
        read: list[list[Part]] = []
        for whole in state["wholes"]:
            read.append(parts.invoke({**state, "standalone": whole}))
            if all(part["reading"].answered for part in read[-1]):
                return read[-1]
        return next((r for r in read if merge([p["reading"] for p in r]).answered), read[0])

    return attempt
