"""Find, among thousands of agencies, the few whose names a question may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise

from ingest.model import ReportIdentity
from ingest.regions import short_region
from qa.holdings import Holdings
from vectorstore.model import ReportCard

_FORMAL = re.compile(r"中国共产党|中共|人民政府|委员会|办公室")
_COMMITTEE = re.compile(r"^委(?=..)")  # 区委组织部 is the 委员会组织部
_EDITION = re.compile(r"（.*?）|\(.*?\)|本级|部门|单位")


_STREET = re.compile(r"([\u4e00-\u9fff]{2,4})(?:镇|乡|街道)(?:办事处)?")


def agency_core(identity: ReportIdentity) -> str:
    """Return an agency's name without region and filler: 规划和自然资源局, 组织部."""
    return _core(identity.agency, (*identity.region_path, identity.region))


@lru_cache(maxsize=1 << 16)
def _core(name: str, regions: tuple[str, ...]) -> str:
    if name.endswith("区管理委员会"):  # of a zone: 管委会
        return "管理委员会"
    return _EDITION.sub("", _informal(name, regions))


def _informal(name: str, regions: tuple[str, ...]) -> str:
    for region in regions:
        name = name.replace(region, "")
    return _COMMITTEE.sub("", _FORMAL.sub("", name))


def in_order(run: str, name: str) -> bool:
    """Whether the characters of a run stand in a name in that order."""
    characters = iter(name)
    return all(character in characters for character in run)


@dataclass(slots=True)
class Core:
    """Agencies whose names are the same but for their regions.

    `rank` is the place of their first card, `fulls` their names as printed with
    the ranks of first cards and the reports' ids.  `same` tells of such a name
    which agency it is: 长安区委组织部 and 中国共产党长安区委员会组织部 are one.
    """

    name: str
    rank: int
    fulls: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    same: dict[str, tuple[str, str]] = field(default_factory=dict)  # region and informal name


class AgencyIndex:
    """The cores of the agencies of some cards, by the characters in them."""

    def __init__(self, cards: Holdings) -> None:
        self._cores: dict[str, Core] = {}
        # region name → first character of a core → core → ids
        self._fields: dict[str, dict[str, dict[str, list[str]]]] = {}
        for rank, card in enumerate(cards):
            name = agency_core(card.identity)
            core = self._cores.setdefault(name, Core(name, rank))
            full, region = card.identity.agency, card.identity.region
            core.fulls.setdefault(full, (rank, []))[1].append(card.id)
            core.same[full] = (region, _informal(full, (*card.identity.region_path, region)))
            for region in regions_of(card):
                by_first = self._fields.setdefault(region, {})
                by_first.setdefault(name[:1], {}).setdefault(name, []).append(card.id)
        # name of a town or street without its ending → (regions, id)
        self._streets: dict[str, list[tuple[set[str], str]]] = {}
        for card in cards:
            street = _STREET.fullmatch(agency_core(card.identity))
            if street:
                self._streets.setdefault(street[1], []).append((regions_of(card), card.id))
        # Two characters that follow each other in a core, not always at once.
        self._pairs: dict[tuple[str, str], list[str]] = {}
        self._ends: dict[tuple[str, str], list[str]] = {}  # first and last character
        for name in self._cores:
            for pair in set(combinations(name, 2)):
                self._pairs.setdefault(pair, []).append(name)
            if name:
                self._ends.setdefault((name[0], name[-1]), []).append(name)
        self._longest = max(map(len, self._fields), default=0)

    def named_in(self, question: str) -> list[Core]:
        """Return the cores that a run of the question may name, in the cards' order.

        A run of three characters or more names a core whose characters it
        shares in order, so that all its neighbours are pairs of the core; a
        core of two characters has to stand there itself.
        """
        found: set[str] = set()
        before: set[str] = set()
        for pair in pairwise(question):
            here = set(self._pairs.get(pair, ()))
            found |= before & here
            if "".join(pair) in self._cores:
                found.add("".join(pair))
            before = here
        return sorted((self._cores[name] for name in found), key=lambda core: core.rank)

    def regions_in(self, question: str) -> Iterable[str]:
        """Return the regions of the agencies that the question names."""
        found = {
            question[start:end]
            for start in range(len(question))
            for end in range(start + 1, min(len(question), start + self._longest) + 1)
            if question[start:end] in self._fields
        }
        return sorted(found)

    def streets_in(self, question: str) -> Iterable[tuple[str, list[tuple[set[str], str]]]]:
        """Return the towns and streets whose bare names stand in the question (柳林 of 柳林镇)."""
        runs = {
            question[start : start + size] for start in range(len(question)) for size in (2, 3, 4)
        }
        return [(name, self._streets[name]) for name in sorted(runs & self._streets.keys())]

    def beginning_with(self, region: str, character: str) -> dict[str, list[str]]:
        """Return the cores of a region that begin with a character, and the ids of each."""
        return self._fields.get(region, {}).get(character, {})

    def known(self, run: str) -> bool:
        """Whether the run's characters stand in some agency's core in that order."""
        if len(run) < 2:
            return not run or any(run in name for name in self._cores)
        return any(in_order(run, name) for name in self._pairs.get((run[0], run[1]), ()))

    def misspelt_in(self, run: str) -> list[tuple[int, str]]:
        """Return the cores that a run may be but for one character, each with its rank.

        They end as the run does, and either begin as it does or hold its
        other characters in order.
        """
        names = set(self._ends.get((run[0], run[-1]), ()))
        names |= {n for n in self._pairs.get((run[1], run[2]), ()) if n[-1] == run[-1]}
        return [(self._cores[name].rank, name) for name in names]

    def last_characters(self) -> set[str]:
        """Return the characters that agencies' cores end with."""
        return {last for _, last in self._ends}


def regions_of(card: ReportCard) -> set[str]:
    """Return the names, long and short, of the regions an agency is in."""
    path = (*card.identity.region_path, card.identity.region)
    return {n for name in path if name for n in (name, short_region(name))}
