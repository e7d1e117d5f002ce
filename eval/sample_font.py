"""Noto Serif/Sans SC as small TrueType fonts that every PDF reader understands.

The fonts (SIL Open Font Licence) come as CFF outlines in the package
`mplfonts`.  Embedded as CFF they need an embedded encoding map, which
pdfminer (and so pdfplumber) does not read: the page looks right and has no
text.  So the few hundred glyphs a document needs are redrawn with TrueType
curves (within a unit of an em of 1000) and embedded from there.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PACKAGE = "mplfonts"
_FILES = {"serif": "NotoSerifCJKsc-Regular.otf", "sans": "NotoSansCJKsc-Regular.otf"}
_MAX_ERROR = 0.8  # font units; an em has 1000
_ASCENT, _DESCENT = 880, -120  # the em box, as CJK fonts have it
_MADE = 3_786_912_000  # 2024-01-01 in seconds since 1904, so that no clock gets into the bytes


def write_font(face: str, characters: Collection[str], path: Path) -> None:
    """Write a TrueType font that holds `characters` to `path`.

    `face` is "serif" or "sans".  The bytes depend on nothing but the
    arguments and the installed font.  Raises KeyError for another face,
    ValueError for a character the font does not have and FileNotFoundError if
    the package with the fonts is not installed.
    """
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]

    wanted = sorted({*characters, " "})
    outlines = {char: _glyph(face, char) for char in wanted}
    names = {char: f"uni{ord(char):05X}" for char in wanted}
    source = _source(face)
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    glyphs = {".notdef": _empty()} | {names[c]: outlines[c][0] for c in wanted}
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    metrics = {".notdef": (1000, 0)}
    for char in wanted:
        left = getattr(table[names[char]], "xMin", 0)
        metrics[names[char]] = (outlines[char][1], left)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    family = f"Noto {face.title()} SC Sample"
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=733)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = _MADE
    builder.font.recalcTimestamp = False
    builder.save(path)


@cache
def advance(face: str, char: str) -> float:
    """Return a character's width in ems."""
    font = _source(face)
    name = font.getBestCmap().get(ord(char))
    if name is None:
        raise ValueError(f"the {face} font has no glyph for {char!r} (U+{ord(char):04X})")
    return float(font["hmtx"].metrics[name][0]) / float(font["head"].unitsPerEm)


@cache
def _source(face: str) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    return TTFont(_find(face), lazy=True)


def _find(face: str) -> Path:
    # Looked up without importing: the package would bring matplotlib along.
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the font comes with the package {_PACKAGE}, which is not here")
    return Path(spec.submodule_search_locations[0], "fonts", _FILES[face])


@cache
def _glyph(face: str, char: str) -> tuple[Any, int]:
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    font = _source(face)
    name = font.getBestCmap().get(ord(char))
    if name is None:
        raise ValueError(f"the {face} font has no glyph for {char!r} (U+{ord(char):04X})")
    pen = TTGlyphPen(None)
    font.getGlyphSet()[name].draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
    return pen.glyph(), int(font["hmtx"].metrics[name][0])


def _empty() -> Any:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    return TTGlyphPen(None).glyph()
