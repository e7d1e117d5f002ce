"""A pdfplumber page that makes less of each character.

pdfplumber copies and resolves every attribute pdfminer gives a character, a third
of the time of reading a page; what reading asks for is few of them, and plain.
"""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTChar, LTItem
from pdfplumber.page import Page

from ingest.lines import Char


class QuickPage(Page):
    """A page whose characters have place, text, colour, matrix and `upright` only."""

    @classmethod
    def of(cls, page: Page) -> QuickPage:
        """Return the same page, not parsed yet."""
        doctop = page.initial_doctop
        return cls(page.pdf, page.page_obj, page_number=page.page_number, initial_doctop=doctop)

    def process_object(self, obj: LTItem) -> dict[str, Any]:
        """Return a layout object in pdfplumber's form."""
        if type(obj) is not LTChar:
            return super().process_object(obj)
        return self._char(obj)

    def _char(self, obj: LTChar) -> Char:
        left, above = self.mediabox[:2]
        color = obj.graphicstate.ncolor
        return {
            "object_type": "char",
            "text": obj.get_text(),
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": self.height - obj.y1 + above,
            "bottom": self.height - obj.y0 + above,
            "upright": obj.upright,
            "matrix": obj.matrix,
            "ncs": obj.ncs.name,
            "non_stroking_color": color if isinstance(color, tuple) else (color,),
        }
