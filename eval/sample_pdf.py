"""Printing marks — text, rules, boxes — as a PDF that is the same every time."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sample_font import write_font


@dataclass(frozen=True, slots=True)
class Mark:
    """Text printed from (x, baseline y), or a rule or box from (x, y) to `to` if `text` is "".

    Lengths in points, origin at the top left of the page; pages from 1.
    """

    page: int
    x: float
    y: float
    text: str = ""
    face: str = ""
    size: float = 0.0
    stretch: float = 0.0  # points added after each character
    to: tuple[float, float] = (0.0, 0.0)
    box: bool = False


def print_pdf(
    marks: Iterable[Mark], pages: int, size: tuple[float, float], title: str, subject: str
) -> bytes:
    """Return a PDF of `pages` pages of `size` (width, height) with the marks on them.

    Raises ValueError if the font lacks a character.
    """
    from fpdf import FPDF

    every = list(marks)
    pdf: Any = FPDF(unit="pt", format=size)
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
    pdf.set_title(title)
    pdf.set_subject(subject)
    pdf.set_lang("zh-CN")
    with tempfile.TemporaryDirectory(prefix="youju-font-") as folder:
        for face in sorted({mark.face for mark in every if mark.text}):
            used = {char for mark in every if mark.face == face for char in mark.text}
            path = Path(folder, f"{face}.ttf")
            write_font(face, used, path)
            pdf.add_font(face, fname=str(path))
        for page in range(1, pages + 1):
            pdf.add_page()
            pdf.set_line_width(0.5)
            for mark in _in_order(mark for mark in every if mark.page == page):
                _draw(pdf, mark)
        return bytes(pdf.output())


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Rules once each and first, then text in the order it was set."""
    every = list(marks)
    rules = {(m.x, m.y, m.to): m for m in every if not m.text}
    return [*rules.values(), *(m for m in every if m.text)]


def _draw(pdf: Any, mark: Mark) -> None:
    if mark.text:
        pdf.set_font(mark.face, size=mark.size)
        pdf.set_char_spacing(mark.stretch)
        pdf.text(mark.x, mark.y, mark.text)
    elif mark.box:
        pdf.rect(mark.x, mark.y, mark.to[0] - mark.x, mark.to[1] - mark.y)
    else:
        pdf.line(mark.x, mark.y, *mark.to)
