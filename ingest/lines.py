"""Characters of a PDF page become printed lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from ingest.boxes import BBox
from ingest.layout import Line
from ingest.radicals import character_of

Char = dict[str, Any]

# CJK and Kangxi radicals, compatibility ideographs, Latin ligatures
_LOOKALIKES = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"), ("\ufb00", "\ufb06"))


def make_lines(
    chars: Iterable[Char], gap: float = 4.0, *, contents: bool = True
) -> tuple[Line, ...]:
    """Return the lines that `chars` (pdfplumber's) print, top to bottom.

    Texts on one height but more than `gap` character heights apart are lines
    of their own.  A blank is put where the page shows a gap; characters drawn twice (fake
    bold) are taken once; look-alike radicals become the ordinary ideographs.
    """
    rows: list[list[Char]] = []
    middles: list[float] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        if not char["text"]:
            continue
        middle = (char["top"] + char["bottom"]) / 2
        height = char["bottom"] - char["top"]
        if rows and middle - middles[-1] <= 0.4 * max(height, _height(rows[-1])):
            rows[-1].append(char)
            # the line's middle follows its tallest printed characters
            if not char["text"].isspace() and height >= _height(rows[-1]):
                middles[-1] = middle
            continue
        rows.append([char])
        middles.append(middle)
    made = (
        _line(run)
        for row in rows
        for run in _apart(sorted(row, key=lambda c: c["x0"]), gap, contents)
    )
    return tuple(line for line in made if line.text.strip())


def _apart(row: Sequence[Char], gap: float, contents: bool) -> list[list[Char]]:
    """Divide a row where a gap of `gap` character heights says: two texts side by side.

    In a table of contents a page number after a gap stays with its title.
    """
    runs: list[list[Char]] = []
    last: Char | None = None
    for char in row:
        if char["text"].isspace():
            if runs:
                runs[-1].append(char)
            continue
        far = last is not None and char["x0"] - last["x1"] > gap * (char["bottom"] - char["top"])
        if last is None or (far and not (contents and char["text"].isdigit())):
            runs.append([])
        runs[-1].append(char)
        last = char
    return runs


def _height(row: Sequence[Char]) -> float:
    last = row[-1]
    return float(last["bottom"] - last["top"])


def _line(row: Sequence[Char]) -> Line:
    text: list[str] = []
    boxes: list[BBox | None] = []
    last: Char | None = None
    for char in row:
        if char["text"].isspace():
            if text and text[-1] != " ":
                text.append(" ")
                boxes.append(None)
            continue
        if last is not None and _same(last, char):
            continue
        if last is not None and text[-1] != " " and _gap(last, char):
            text.append(" ")
            boxes.append(None)
        box = BBox(float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"]))
        for letter in _plain(char["text"]):
            text.append(letter)
            boxes.append(box)
        last = char
    while text and text[-1] == " ":
        text.pop()
        boxes.pop()
    whole: BBox | None = None
    for part in boxes:
        if part is not None:
            whole = part if whole is None else whole.union(part)
    return Line("".join(text), tuple(boxes), whole)


def _same(last: Char, char: Char) -> bool:
    """Return whether a character is drawn again over the one before."""
    if last["text"] != char["text"]:
        return False
    width = max(char["x1"] - char["x0"], 0.1)
    return bool(
        abs(last["x0"] - char["x0"]) < 0.3 * width and abs(last["top"] - char["top"]) < 0.3 * width
    )


def _gap(last: Char, char: Char) -> bool:
    space = char["x0"] - last["x1"]
    size = max(last["bottom"] - last["top"], char["bottom"] - char["top"])
    wide = all(unicodedata.east_asian_width(c["text"][0]) in "WFA" for c in (last, char))
    return bool(space > (1.0 if wide else 0.28) * size)


def _plain(text: str) -> str:
    """Return the ordinary form of what only looks like it."""
    if text.startswith("(cid:"):
        return "\ufffd"
    out = []
    for letter in map(character_of, text):
        if any(low <= letter <= high for low, high in _LOOKALIKES):
            out.append(unicodedata.normalize("NFKC", letter))
        elif unicodedata.category(letter) in ("Cc", "Cf"):
            continue
        else:
            out.append(letter)
    return "".join(out)
