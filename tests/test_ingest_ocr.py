"""Scanned pages: text, rules and places, set straight and leaned back."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from ingest.boxes import CharBoxes
from ingest.compose import compose
from ingest.ocr import PageImages, _edges
from ingest.read_pdf import read_pdf
from ingest.ruled import ruled_tables


def _ruled_image(skew: float) -> Any:
    """Return a grey image, 2 dots per point, of a 2 by 3 grid that leans by `skew` radians."""
    import cv2
    import numpy as np

    image = np.full((800, 1000), 245, np.uint8)
    for y in (200, 300, 400):
        cv2.line(image, (100, y), (900, y), 0, 2)
    for x in (100, 300, 600, 900):
        cv2.line(image, (x, 200), (x, 400), 0, 2)
    cv2.putText(image, "text 123", (120, 260), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    turn = cv2.getRotationMatrix2D((500, 400), -math.degrees(skew), 1.0)
    return cv2.warpAffine(image, turn, (1000, 800), borderValue=245)


@pytest.mark.parametrize("skew", [0.0, 0.012, -0.02])
def test_rules_of_a_leaning_page(skew: float) -> None:
    (table,) = ruled_tables(_edges(_ruled_image(skew), skew, 2.0))
    assert len(table) == 6
    assert min(b.x0 for b in table) == pytest.approx(50, abs=2)
    assert max(b.bottom for b in table) == pytest.approx(200, abs=2)


def test_letters_are_no_rules() -> None:
    import cv2
    import numpy as np

    image = np.full((400, 600), 240, np.uint8)
    cv2.putText(image, "HILT 1111", (50, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    cv2.rectangle(image, (50, 250), (400, 350), 0, -1)  # a dark field
    assert _edges(image, 0.0, 2.0) == ()


def test_a_page_image_is_bounded(real_reports: Path) -> None:
    with PageImages(real_reports / "panyu2022_report_p1-4_scan.pdf") as images:
        image, scale = images.image(1, 150, 100_000)
    assert image.size <= 101_000
    assert scale < 150 / 72
    assert image.ndim == 2


@pytest.mark.slow
def test_the_scanned_pages(real_reports: Path) -> None:
    draft = read_pdf(real_reports / "panyu2022_report_p1-4_scan.pdf")
    read = compose(draft, "r")
    assert all(page.ocr for page in read.pages)
    known = json.loads((real_reports / "groundtruth_panyu2022.json").read_text("utf-8"))
    figures = [
        f for f in known["figures"] if f["page"] <= 4 and f["kind"] not in ("list_marker", "label")
    ]
    pages = [re.sub(r"\s", "", page.text) for page in read.pages]
    found = [f for f in figures if re.sub(r"\s", "", f["raw"]) in pages[f["page"] - 1]]
    assert len(figures) > 20
    assert len(found) >= 0.95 * len(figures)
    (table,) = read.tables
    assert [c.text for c in table.row_cells(1)][3] == "干部档案散"
    # The boxes lean with the page: the first characters of two lines far
    # apart stand where the scan has them, not where it would be straight.
    page = read.pages[3]
    boxes = CharBoxes(page.boxes.packed)
    first, last = boxes.box(0), boxes.box(page.text.index("总体上"))
    assert first is not None
    assert last is not None
    assert first.x0 - last.x0 > 3
