"""The characters of a quick page are pdfplumber's, those attributes that are read."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from ingest.quick_page import QuickPage

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "eval" / "samples").glob("*.pdf"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_characters_are_pdfplumbers(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            quick = QuickPage.of(page).chars
            assert len(quick) == len(page.chars) > 0
            for char, read in zip(page.chars, quick, strict=True):
                assert {key: char[key] for key in read} == read


def test_characters_of_a_page_that_does_not_begin_at_zero(tmp_path: Path) -> None:
    """Some writers give the sheet's corner another place than 0, 0."""
    path = tmp_path / "moved.pdf"
    path.write_bytes(
        SAMPLES[0].read_bytes().replace(b"/MediaBox [0 0 595.28", b"/MediaBox [9 7 595.28")
    )
    with pdfplumber.open(path) as document:
        page = document.pages[0]
        assert page.mediabox[0] == 9
        quick = QuickPage.of(page).chars
        assert [(c["x0"], c["top"]) for c in quick] == [(c["x0"], c["top"]) for c in page.chars]
