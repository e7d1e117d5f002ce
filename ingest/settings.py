"""The settings of this layer; nothing is read from the environment here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What a reader may do and how much.

    max_pages  pages of one file; more raises `LimitExceeded`
    max_bytes  bytes of one file, and of what a zipped file unpacks to
    max_cells  cells of one table or sheet; further cells are left out and said
    max_pixels pixels of one page image given to OCR; the page is scaled to fit
    ocr        whether pages without a text layer are read by OCR
    ocr_dpi    dots per inch for that
    password   tried on encrypted files
    """

    max_pages: int = 2000
    max_bytes: int = 500_000_000
    max_cells: int = 200_000
    max_pixels: int = 25_000_000
    ocr: bool = True
    ocr_dpi: int = 150
    password: str = ""


DEFAULTS = IngestSettings()
