"""Know the agencies a question names, in full, shortened or by their characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.measures import find_concepts
from ingest.model import ReportIdentity
from ingest.regions import short_region
from qa.places import Place, find_places
from qa.typos import sounds_alike
from vectorstore.model import ReportCard

_AGENCY_FILLER = re.compile(
    r"中国共产党|中共|人民政府|委员会|办公室|（.*?）|\(.*?\)|本级|部门|单位"
)

_AGENCY = re.compile(
    r"([\u4e00-\u9fff]{1,10}?(?:局|厅|街道|镇|乡|法院|检察院|办事处|(?:组织|宣传|统战|武装|社会工作)部|纪委|政法委|编办|妇联|残联|团委|政协|人大))"
    r"(?=的|\d|在|是|[？?]|$|部门|整体|预算|决算|自评|年|有|花|支出|执行)"
)


def strange_agency(
    question: str,
    known: Sequence[tuple[Place, Sequence[ReportCard]]],
    agencies: Sequence[tuple[int, int, frozenset[str]]],
) -> str:
    """An agency named right behind a region that no report is of: 普陀区财政局."""
    for place, _ in known:
        found = _AGENCY.match(question, place.end)
        if found and not any(a < found.end() and place.end <= b for a, b, _ in agencies):
            return place.name + found[1]
    return ""


def of_the_wider(
    question: str,
    start: int,
    end: int,
    known: Sequence[tuple[Place, Sequence[ReportCard]]],
) -> bool:
    """Whether an agency is the wider region's own: 广州市委组织部, but not 上海市万里街道."""
    if re.search(r"街道|镇|乡|村", question[start:end]):
        return False
    start = with_rank(question, start)
    return any(place.end in (start, start + 1) for place, _ in known)


def agency_core(identity: ReportIdentity) -> str:
    """Return an agency's name without region and filler: 规划和自然资源局, 委组织部."""
    name = identity.agency
    if name.endswith("区管理委员会"):  # of a zone: 管委会
        return "管理委员会"
    for region in (*identity.region_path, identity.region):
        name = name.replace(region, "")
    return _AGENCY_FILLER.sub("", name)


def agency_mentions(
    question: str, cards: Sequence[ReportCard]
) -> list[tuple[int, int, frozenset[str]]]:
    """Runs of the question that name an agency: (start, end, ids of its reports).

    A run counts if its characters stand in the agency's name in that order
    (规资局 in 规划和自然资源局), it shares the name's last character or a
    whole word of it, and no longer run of the question does.
    """
    found: dict[tuple[int, int], set[str]] = {}
    for start, end, ids in _bare_mentions(question, cards):
        found.setdefault((start, end), set()).update(ids)
    for card in cards:
        core, full = agency_core(card.identity), card.identity.agency
        if len(core) < 2:
            continue
        best = max(_runs(question, core, full), key=lambda run: run[1] - run[0], default=None)
        if best is not None:  # 西湖民政局比江岸民政局: named again, it is the same name
            for again in re.finditer(re.escape(question[best[0] : best[1]]), question):
                found.setdefault(again.span(), set()).add(card.id)
    return [(a, b, frozenset(ids)) for (a, b), ids in found.items()]


def _runs(question: str, core: str, full: str) -> Iterable[tuple[int, int]]:
    ends = {core[-1], *("街道" if "街道" in core else "")}
    for start in range(len(question)):
        for end in range(min(len(question), start + len(full)), start + 1, -1):
            run = question[start:end]
            if run in full and (run in core or core in run) and len(run) >= 3:
                yield start, end
                break
            if len(run) >= 3 and len(run) <= len(full) and run[-1] in ends and _in_order(run, core):
                yield start, end
                break


def with_rank(question: str, start: int) -> int:
    """Take in the rank before an agency's name: 区委 in 区委组织部."""
    rank = re.search(r"(?:[区县市省](?:委|政府)?|委)$", question[:start])
    return rank.start() if rank else start


def _in_order(run: str, name: str) -> bool:
    characters = iter(name)
    return all(character in characters for character in run)


# Behind the place: 青桥城管2021年, 江岸民政的; but 教育 in 望海教育支出 is a measure's word.
_BEHIND_NAME = r"(?=系统|部门|的|\d|\s|年|有|花|用|自评|整体|一共|总共|今年|去年|上年|[？?，,]|$)"


def _bare_mentions(
    question: str, cards: Sequence[ReportCard]
) -> Iterable[tuple[int, int, frozenset[str]]]:
    """Agencies called by their field alone, right behind their region (青桥城管)."""
    named = [(m.start, m.end) for m in find_concepts(question)]
    for card in cards:
        core = agency_core(card.identity)
        for region in _regions(card):
            for found in re.finditer(rf"{re.escape(region)}(\w{{2,4}}?){_BEHIND_NAME}", question):
                start, end = found.span(1)
                if any(a < end and start < b for a, b in named):
                    continue
                if names_field(found[1], core):
                    end += 2 * question.startswith(("系统", "部门"), end)
                    yield start, end, frozenset([card.id])


def _regions(card: ReportCard) -> set[str]:
    path = (*card.identity.region_path, card.identity.region)
    return {n for name in path if name for n in (name, short_region(name))}


def names_field(word: str, core: str) -> bool:
    """Whether a word is an agency's field shortened from its name: 城管, 卫健, 人社, 民政."""
    return 2 <= len(word) < len(core) and word[0] == core[0] and _in_order(word, core)


def mend_agency(question: str, cards: Sequence[ReportCard]) -> str:
    """Mend one misspelt character of an agency's short name: 卫建局 is 卫健局."""
    for card in cards:
        core = agency_core(card.identity)
        for found in re.finditer(rf"(?=(\w{{2,4}}{re.escape(core[-1:])}))", question):
            run = found[1] if len(core) > 2 else ""
            if any(_in_order(run, agency_core(c.identity)) for c in cards):
                continue
            for at, now in enumerate(run[:-1]):
                for meant in dict.fromkeys(core):
                    mended = run[:at] + meant + run[at + 1 :]
                    same = mended[0] == core[0] and _in_order(mended, core)
                    if same and sounds_alike(now, meant) and not find_places(run):
                        start = found.start(1)
                        return question[:start] + mended + question[start + len(run) :]
    return question
