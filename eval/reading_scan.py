"""A PDF as a scanner would give it: pictures of its pages, a little askew and noisy."""

from __future__ import annotations

from pathlib import Path
from random import Random

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
