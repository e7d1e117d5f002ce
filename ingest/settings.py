"""The settings of this layer; nothing is read from the environment here."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
    processes  files read at once, each by a process of its own; 0 is one for each core
    silence    seconds of processor time without a page being done until a file is given up
    max_memory bytes one reading process may take
    """

    max_pages: int = 2000
    max_bytes: int = 500_000_000
    max_cells: int = 200_000
    max_pixels: int = 25_000_000
    ocr: bool = True
    ocr_dpi: int = 150
    password: str = ""
    processes: int = 0
    silence: float = 300.0
    max_memory: int = 4_000_000_000

    def how(self) -> IngestSettings:
        """Return the settings that decide what is read of a file, all others as by default.

        A password opens a file and changes nothing of what stands in it.
        """
        plain = DEFAULTS
        return replace(
            self,
            password=plain.password,
            processes=plain.processes,
            silence=plain.silence,
            max_memory=plain.max_memory,
        )


DEFAULTS = IngestSettings()
