"""A place that a verdict rests on, shown like a citation of the chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.desk import Desk
from ui.marking import escape
from ui.render import render_place
from ui.say import Say


def place_html(
    desk: Desk, places: Sequence[Mapping[str, Any]], n: int, computation: str, say: Say
) -> str:
    """Return place `n` (from 0) of a verdict in its report, as the chat shows evidence."""
    place = places[n]
    card = desk.card(place["report_id"])
    identity = card.identity if card else None
    citation = {
        **place,
        "n": n + 1,
        "title": card.title if card else "",
        "agency": identity.agency if identity else "",
        "region": identity.region if identity else "",
        "fiscal_year": identity.fiscal_year if identity else None,
        "context": [place["label"]] if place["label"] else [],
    }
    figure = {"printed": place["text"], "verdict": "read", "citations": [n + 1]}
    answer = {
        "citations": [citation],
        "figures": [figure] if any(c.isdigit() for c in place["text"]) else [],
        "computation": computation,
    }
    return desk.evidence(answer, n + 1, say)


def place_buttons(
    places: Sequence[Mapping[str, Any]], item: int, say: Say, shown: int, on: int = -1
) -> str:
    """Return the places of verdict `item` as buttons; those beyond `shown` folded away."""
    buttons = [_button(place, item, n, n == on, say) for n, place in enumerate(places)]
    if not buttons:
        return ""
    rest = "".join(buttons[shown:])
    more = say("还有 {n} 个数").format(n=len(buttons) - shown) if rest else ""
    folded = f"<details><summary>{more}</summary>{rest}</details>" if rest else ""
    return f'<div class="yj-operands">{"".join(buttons[:shown])}{folded}</div>'


def _button(place: Mapping[str, Any], item: int, n: int, on: bool, say: Say) -> str:
    label = f"<small>{escape(place['label'])}</small>" if place["label"] else ""
    state = " yj-on" if on else ""
    return (
        f'<button type="button" class="yj-operand{state}" data-item="{item}" data-place="{n}">'
        f"{label}<b>{escape(place['text'])}</b><i>{escape(render_place(place, say))}</i></button>"
    )
