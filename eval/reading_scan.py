"""A PDF as a scanner would give it, and what of a scan can be compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from eval.reading_truth import Truth
from ingest.model import Report

_DPI = 150
_NOISE = 14.0  # grey levels, standard deviation


def scan_pdf(source: Path, target: Path, seed: int | None) -> None:
    """Write `source` to `target` as images only, each page turned by up to 0.6 degrees."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    rng = Random(f"youju/scan/{seed}")
    noise = np.random.default_rng(rng.randrange(2**32))
    sheets: list[Image.Image] = []
    with pypdfium2.PdfDocument(source) as document:
        for page in document:
            sheet = page.render(scale=_DPI / 72).to_pil().convert("L")
            sheet = sheet.rotate(
                rng.uniform(-0.6, 0.6), resample=Image.Resampling.BICUBIC, fillcolor=255
            )
            grey = np.asarray(sheet, dtype=np.float32)
            grey = np.clip(grey - 8 + noise.normal(0, _NOISE, grey.shape), 0, 255)
            sheets.append(Image.fromarray(grey.astype(np.uint8)))
    sheets[0].save(target, "PDF", resolution=_DPI, save_all=True, append_images=sheets[1:])


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(mark): ord(plain) for mark, plain in zip("“”‘’—–", "\"\"''--", strict=True)
}


def loosen(truth: Truth, report: Report) -> tuple[Truth, Report]:
    """Return both with full-width forms, quotation marks and dashes made plain.

    OCR cannot tell these apart; what is compared keeps its length.
    """
    rows = tuple(replace(row, texts=tuple(map(_plain, row.texts))) for row in truth.rows)
    figures = tuple(
        replace(
            figure,
            printed=_plain(figure.printed),
            before=_plain(figure.before),
            place=_plain(figure.place),
            row=_plain(figure.row),
            column=_plain(figure.column),
        )
        for figure in truth.figures
    )
    texts = tuple(map(_plain, truth.texts))
    tables = tuple(
        replace(t, cells=tuple(replace(c, text=_plain(c.text)) for c in t.cells))
        for t in report.tables
    )
    read = tuple(
        replace(
            figure,
            printed=_plain(figure.printed),
            measure=_plain(figure.measure),
            row_path=tuple(map(_plain, figure.row_path)),
            col_path=tuple(map(_plain, figure.col_path)),
        )
        for figure in report.figures
    )
    pages = tuple(replace(page, text=_plain(page.text)) for page in report.pages)
    return (
        replace(truth, rows=rows, figures=figures, texts=texts),
        replace(report, tables=tables, figures=read, pages=pages),
    )


def _plain(text: str) -> str:
    return text.translate(_WIDE)
