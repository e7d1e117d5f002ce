"""The places a question names: the regions of the stored reports first, then the official ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from ingest.regions import called, short_region
from qa.holdings import Holdings
from qa.places import Place, find_places
from vectorstore.model import ReportCard


class Regions:
    """The regions of the reports' agencies by what they are called."""

    def __init__(self, cards: Holdings) -> None:
        self._paths: dict[str, tuple[str, ...]] = {}
        self._within: dict[str, list[ReportCard]] = {}
        self.own: set[str] = set()  # what the reports' own regions are called
        for card in cards:
            path, region = card.identity.region_path, card.identity.region
            names = dict.fromkeys(a for n in (*path, region) if n for a in called_names(n))
            for alias in names:
                self._paths.setdefault(alias, path)
                self._within.setdefault(alias, []).append(card)
            self.own.update(called_names(region) if region else ())
        self._longest = max(map(len, self._paths), default=0)

    def within(self, name: str) -> Sequence[ReportCard]:
        """Return the cards of a region and of those in it, in their order."""
        return self._within.get(name, ())

    def named_in(self, question: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return the names that stand in the question, the longest first, with a path each."""
        found = {
            question[start:end]
            for start in range(len(question))
            for end in range(start + 1, min(len(question), start + self._longest) + 1)
            if question[start:end] in self._paths
        }
        return [(name, self._paths[name]) for name in sorted(found, key=lambda n: (-len(n), n))]


def own_places(question: str, regions: Regions) -> list[Place]:
    """Return the regions named in the question: the reports' own first, then the official ones.

    临泾县 is not the official 泾县 behind a character; 上城区 none where 上城区 is official too.
    """
    official = find_places(question)
    places: list[Place] = []
    taken: set[int] = set()
    for alias, path in regions.named_in(question):
        for match in re.finditer(re.escape(alias), question):
            span = set(range(*match.span()))
            wider = any(p.start <= match.start() and match.end() < p.end for p in official)
            if taken.isdisjoint(span) and not wider:
                same = [p for p in official if (p.start, p.end) == match.span()]
                places.append(same[0] if same else Place(*match.span(), alias, (path,)))
                taken |= span
    places += [p for p in official if taken.isdisjoint(range(p.start, p.end))]
    return sorted(places, key=lambda p: p.start)


@cache
def called_names(name: str) -> tuple[str, ...]:
    """Return what a region is called, but not by another's name: 苏州 is no 苏州工业园区."""
    own = (name, short_region(name))
    return tuple(a for a in called(name) if a in own or not find_places(f"{a}市{a}区"))


def contains_another(place: Place, known: Sequence[tuple[Place, Sequence[ReportCard]]]) -> bool:
    """Return whether a narrower region stands right behind it: 广州市 in 「广州市番禺区」."""
    return any(
        other.start == place.end
        and any(
            place.name in map(short_region, path[:-1]) or place.name in path[:-1]
            for path in other.paths
        )
        for other, _ in known
    )


def in_the_wider(
    place: Place, found: Sequence[ReportCard], places: Sequence[Place]
) -> list[ReportCard]:
    """Return the cards of a region that are not known to be of another's region of that name.

    Asked of 西安市长安区, a report of 石家庄市长安区 is out, whether or not there is one of 西安市.
    """
    before = (p for p in places if p.end == place.start)
    # A full name leads whatever stands behind it: 邢台市桥西区, though there is none today.
    wider = [p for p in before if p.name[-1] in "省市州盟" or contains_another(p, [(place, ())])]
    return [card for card in found if not any(_elsewhere(card, place, p) for p in wider)]


def _elsewhere(card: ReportCard, place: Place, wider: Place) -> bool:
    """Whether a report's region lies in another city (or province) than the one named."""
    ends = {path[-1][-1] for path in wider.paths if path}
    path = (*card.identity.region_path, card.identity.region)
    above = [name for name in path if name and place.name not in called_names(name)]
    if any(wider.name in called_names(name) for name in above):
        return False
    return any(name[-1] in ends for name in above)


def stands_alone(question: str, place: Place) -> bool:
    """Return whether a name that no report has is meant as a place (新建 in 新建工程 is not)."""
    if place.name != short_region(place.name) or len(place.name) > 3:
        return True
    before = re.search(
        r"(?:^|[和与跟及、比同，,。？?\s年问下查看]|还是|以及)$", question[: place.start]
    )
    behind = re.match(r"区|县|市|的|和|与|、|呢|\d|[？?]|$", question[place.end :])
    return bool(before and behind)


def coordinated(question: str, places: Sequence[Place]) -> bool:
    """Return whether two places are named side by side: 荔湾和番禺."""
    pairs = pairwise(places)
    return any(
        re.fullmatch(r"[和与跟及、比同]|还是|以及|相比", question[a.end : b.start])
        for a, b in pairs
    )
