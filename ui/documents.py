"""The reports of the store over HTTP: page pictures, the viewer, the original PDF.

An address holds a report's id and numbers, never a path: what is served is
looked up by id in the catalogue, and the file there is served only if its
bytes are those that were read.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote as percent

from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse, Response

from ingest.errors import ReportMissing
from ui.desk import Desk
from ui.page_pictures import PictureMissing
from ui.say import CHINESE, ENGLISH
from ui.viewer import parse_place, viewer_html
from vectorstore.model import ReportCard

_ID = re.compile(r"[0-9a-f]{12}")
_KEEP = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
_VIEWER = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}


def offer_documents(app: FastAPI, desk: Desk) -> None:
    """Add the addresses to Gradio's app, behind its login where it has one."""
    guard = _login_check(app)

    def page_picture(report_id: str, number: int) -> Response:
        card = _card(desk, report_id)
        try:
            content = desk.pictures.picture(card, number)
        except PictureMissing as error:
            raise HTTPException(404, str(error)) from None
        return Response(content, media_type="image/jpeg", headers=_KEEP)

    def original(report_id: str) -> Response:
        card = _card(desk, report_id)
        if card.format != "pdf":  # a web page of others would run its scripts as ours
            raise HTTPException(404)
        try:
            content = desk.pictures.content(card)
        except PictureMissing as error:
            raise HTTPException(404, str(error)) from None
        name = f"inline; filename*=UTF-8''{percent(card.file_name)}"
        headers = {**_KEEP, "Content-Disposition": name}
        return Response(content, media_type="application/pdf", headers=headers)

    def viewer(
        report_id: str, page: str = "1", quote: str = "", marks: str = "", lang: str = ""
    ) -> Response:
        _card(desk, report_id)
        try:
            report = desk.library.report(report_id)
        except ReportMissing:
            raise HTTPException(404) from None
        say = ENGLISH if lang == "en" else CHINESE
        number, place = parse_place(report, page, quote, marks)
        shown = viewer_html(report, place, number, desk.pictures, say)
        return HTMLResponse(shown, headers=_VIEWER)

    for path, answer in (
        ("/report/{report_id}/page/{number:int}.jpg", page_picture),
        ("/report/{report_id}/original.pdf", original),
        ("/report/{report_id}", viewer),
    ):
        app.add_api_route(path, answer, dependencies=guard, include_in_schema=False)


def _card(desk: Desk, report_id: str) -> ReportCard:
    card = desk.card(report_id) if _ID.fullmatch(report_id) else None
    if card is None:
        raise HTTPException(404, "库里没有这份报告。")
    return card


def _login_check(app: FastAPI) -> list[Any]:
    """Return what Gradio asks before it gives out the page's own configuration."""
    for route in app.routes:
        if getattr(route, "path", "") == "/config":
            guard = list(getattr(route, "dependencies", []))
            if guard:
                return guard
    raise RuntimeError("gradio guards /config no longer: the reports would be open to all")
