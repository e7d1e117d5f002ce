"""Page pictures: boxes lie on the words, whatever the page's boxes and turns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.boxes import BBox
from ingest.model import Report
from ingest.read import read_report
from ui.page_frame import PageFrame
from ui.page_pictures import PagePictures, PictureMissing

SHIFTED = (40.0, -30.0, 640.0, 770.0)
CROP = (90.0, 20.0, 590.0, 700.0)


def write_pdf(path: Path, rotation: int = 0, media: Any = None, crop: Any = None) -> Path:
    """Write a page with one number on it."""
    import pypdfium2 as pdfium
    from fpdf import FPDF

    pdf = FPDF(unit="pt", format=(600, 800))
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("Helvetica", size=20)
    pdf.text(200, 300, "57546")
    document = pdfium.PdfDocument(bytes(pdf.output()))
    page = document[0]
    page.set_rotation(rotation)
    if media:
        page.set_mediabox(*media)
    if crop:
        page.set_cropbox(*crop)
    with path.open("wb") as stream:
        document.save(stream)
    document.close()
    return path


@pytest.fixture
def pictures() -> Iterator[PagePictures]:
    pictures = PagePictures()
    yield pictures
    pictures.close()


def ink(picture: bytes) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is dark, as shares of the picture."""
    from PIL import Image

    dark = np.asarray(Image.open(io.BytesIO(picture)).convert("L")) < 128
    rows, cols = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    high, wide = dark.shape
    return cols[0] / wide, rows[0] / high, (cols[-1] + 1) / wide, (rows[-1] + 1) / high


@pytest.mark.parametrize("crop", [None, CROP])
@pytest.mark.parametrize("media", [None, SHIFTED])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_lies_on_its_number(
    tmp_path: Path, pictures: PagePictures, rotation: int, media: Any, crop: Any
) -> None:
    report = read_report(write_pdf(tmp_path / "页.pdf", rotation, media, crop))
    page = report.pages[0]
    at = page.text.index("64575" if rotation == 180 else "57546")  # it stands on its head
    box = reduce(BBox.union, page.boxes.lines(at, at + 5))  # a box a character if it runs upwards
    left, top, wide, high = pictures.frame(report, page).shares(box)
    x0, y0, x1, y1 = ink(pictures.picture(report, 1))
    assert left - 0.01 <= x0 < x1 <= left + wide + 0.01
    assert top - 0.01 <= y0 < y1 <= top + high + 0.01
    assert wide * high < 4 * (x1 - x0) * (y1 - y0)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("as_shown", [False, True])
def test_own_space_and_shown_page_agree(rotation: int, as_shown: bool) -> None:
    frame = PageFrame(rotation, SHIFTED, CROP, as_shown)
    left, bottom, right, top = frame.user_space(BBox(120, 130, 160, 142))
    assert (right - left, top - bottom) in ((40, 12), (12, 40))
    x, y, wide, high = frame.shares(BBox(120, 130, 160, 142))
    assert round(wide * frame.size[0]), round(high * frame.size[1]) == (40, 12)
    assert 0 < x < 1
    assert 0 < y < 1


def test_what_is_outside_the_page_is_cut_off() -> None:
    frame = PageFrame(0, (0, 0, 100, 100), (0, 0, 100, 100))
    assert frame.shares(BBox(-10, 90, 20, 130)) == (0, 0.9, 0.2, 0.1)
    assert frame.shares(BBox(10, 10, 20, 20), pad=5)[:2] == (0.05, 0.05)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return read_report(write_pdf(tmp_path / "页.pdf"))


def test_file_that_moved_or_changed_is_not_drawn(report: Report, pictures: PagePictures) -> None:
    path = Path(report.path)
    kept = path.read_bytes()
    assert pictures.picture(report, 1)
    path.write_bytes(kept + b"\n% changed")
    with pytest.raises(PictureMissing, match="改动过"):
        pictures.picture(report, 1)
    path.unlink()
    with pytest.raises(PictureMissing, match="不在"):
        pictures.picture(report, 1)
    path.write_bytes(kept)
    assert pictures.picture(report, 1)


@pytest.mark.parametrize("number", [0, -1, 2, 10**9])
def test_page_that_is_not_there(report: Report, pictures: PagePictures, number: int) -> None:
    with pytest.raises(PictureMissing, match=f"第{number}页"):
        pictures.picture(report, number)


def test_only_pdfs_have_pictures(report: Report, pictures: PagePictures) -> None:
    with pytest.raises(PictureMissing, match="不是 PDF"):
        pictures.picture(replace(report, format="html"), 1)


def test_broken_file_is_said(report: Report, pictures: PagePictures) -> None:
    import hashlib

    content = b"%PDF-1.7\nbroken"
    Path(report.path).write_bytes(content)
    with pytest.raises(PictureMissing, match="打不开"):
        pictures.picture(replace(report, content_hash=hashlib.sha256(content).hexdigest()), 1)


def test_large_page_is_scaled_down(report: Report) -> None:
    from PIL import Image

    pictures = PagePictures(max_pixels=90_000)
    image = Image.open(io.BytesIO(pictures.picture(report, 1)))
    pictures.close()
    assert image.width * image.height <= 91_000
