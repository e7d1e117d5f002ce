"""Know the agencies a question names, in full, shortened or by their characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.measures import find_concepts
from qa.agency_index import AgencyIndex, Core, in_order
from qa.holdings import held
from qa.places import Place, find_places
from qa.sounds import sounds_alike
from vectorstore.model import ReportCard

_AGENCY = re.compile(
    r"([\u4e00-\u9fff]{1,10}?(?:局|厅|街道|镇|乡|法院|检察院|办事处|(?:组织|宣传|统战|武装|社会工作)部|纪委|政法委|编办|妇联|残联|团委|政协|人大))"
    r"(?=的|\d|在|是|[？?]|$|部门|整体|预算|决算|自评|年|有|花|支出|执行)"
)


_OTHER = re.compile(r"(?![这那咱我你他本该各全])[\u4e00-\u9fff]{2,6}(?<![的和与跟及、个里])")


def strange_agency(
    question: str,
    known: Sequence[tuple[Place, Sequence[ReportCard]]],
    agencies: Sequence[tuple[int, int, frozenset[str]]],
) -> str:
    """An agency named right behind a region that no report is of: 普陀区财政局."""
    for place, _ in known:
        found = _AGENCY.match(question, place.end)
        if not found:
            continue
        meant = [a for a, b, _ in agencies if a < found.end() and place.end <= b]
        # 澄州市药品监管局 is not 澄州市市场监督管理局, though its last characters name that.
        before = question[place.end : with_rank(question, min(meant, default=found.end()))]
        within = any(place.end <= p.start < found.end() for p, _ in known)
        if not meant or (_OTHER.fullmatch(before) and not within):
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


def agency_mentions(
    question: str, cards: Sequence[ReportCard]
) -> list[tuple[int, int, frozenset[str]]]:
    """Runs of the question that name an agency: (start, end, ids of its reports).

    A run counts if its characters stand in the agency's name in that order
    (规资局 in 规划和自然资源局), it shares the name's last character or a
    whole word of it, and no longer run of the question does.
    """
    index = held(cards).derive(AgencyIndex)
    found: dict[tuple[int, int], set[str]] = {}
    for start, end, ids in (*_bare_mentions(question, index), *_bare_streets(question, index)):
        found.setdefault((start, end), set()).update(ids)
    best = [
        (rank, run, ids)
        for core in index.named_in(question)
        if len(core.name) >= 2
        for rank, run, ids in _best_runs(question, core)
    ]
    for _, run, ids in sorted(best):  # in the cards' order
        # 西湖民政局比江岸民政局: named again, it is the same name
        for again in re.finditer(re.escape(run), question):
            found.setdefault(again.span(), set()).update(ids)
    return [(a, b, frozenset(ids)) for (a, b), ids in found.items()]


def _best_runs(question: str, core: Core) -> Iterable[tuple[int, str, list[str]]]:
    """For each full name of a core the longest run that names it, the first of equal ones."""
    ends = {core.name[-1], *("街道" if "街道" in core.name else "")}
    everything = "|".join(core.fulls)
    runs: dict[str, bool] = {}  # longest first; whether it names any of the core
    for length in range(min(len(question), max(map(len, core.fulls))), 2, -1):
        for start in range(len(question) - length + 1):
            run = question[start : start + length]
            if run[-1] in ends and in_order(run, core.name):
                runs.setdefault(run, True)
            elif (
                (run in core.name or core.name in run)
                and run in everything
                and not _spent_on(run, core.name, question)
            ):
                runs.setdefault(run, False)
    best: dict[str, str] = {}
    longest: dict[tuple[str, str], str] = {}  # of one agency, however its name is printed
    for full in core.fulls if runs else ():
        fits = (r for r, any_of in runs.items() if len(r) <= len(full) and (any_of or r in full))
        best[full] = next(fits, "")
        longest[core.same[full]] = max(longest.get(core.same[full], ""), best[full], key=len)
    for full in best:
        if longest[core.same[full]]:
            yield core.fulls[full][0], longest[core.same[full]], core.fulls[full][1]


def _spent_on(run: str, name: str, question: str) -> bool:
    """Whether the name's beginning says what is spent on: 卫生健康支出, whoever reports it."""
    rest = name[name.find(run) + len(run) :]
    return any(f"{run}{rest[:n]}支出" in question for n in range(len(rest) + 1))


def with_rank(question: str, start: int) -> int:
    """Take in the rank before an agency's name: 区委 in 区委组织部."""
    rank = re.search(r"(?:[区县市省](?:委|政府)?|委)$", question[:start])
    return rank.start() if rank else start


# Behind the place: 青桥城管2021年, 江岸民政的; but 教育 in 望海教育支出 is a measure's word.
_BEHIND_NAME = r"(?=系统|部门|的|\d|\s|年|有|花|用|自评|整体|一共|总共|今年|去年|上年|[？?，,]|$)"


def _bare_mentions(question: str, index: AgencyIndex) -> Iterable[tuple[int, int, Sequence[str]]]:
    """Agencies called by their field alone, right behind their region (青桥城管, 岚陵县法院)."""
    named = [(m.start, m.end) for m in find_concepts(question)]
    for region in index.regions_in(question):
        for found in re.finditer(rf"{re.escape(region)}(\w{{2,4}}?){_BEHIND_NAME}", question):
            start, end = found.span(1)
            if any(a < end and start < b for a, b in named):
                continue
            end += 2 * question.startswith(("系统", "部门"), end)
            for core, ids in index.beginning_with(region, found[1][0]).items():
                if names_field(found[1], core):
                    yield start, end, ids
        for found in re.finditer(rf"{re.escape(region)}(法院)", question):  # 人民法院
            for core, ids in index.beginning_with(region, "人").items():
                if core.endswith(found[1]):
                    yield *found.span(1), ids


def _bare_streets(question: str, index: AgencyIndex) -> Iterable[tuple[int, int, Sequence[str]]]:
    """Towns and streets called by their name alone, first or behind their region: 柳林2022年."""
    for name, streets in index.streets_in(question):
        for regions, id in streets:
            led = "|".join(map(re.escape, sorted(regions, key=len, reverse=True)))
            head = (
                rf"(?:^|[\s，,。；;和与跟及、比])(?:{led})?"
                if led
                else r"(?:^|[\s，,。；;和与跟及、比])"
            )
            head = rf"(?:{head}|{led})" if led else head
            for found in re.finditer(rf"{head}({re.escape(name)}){_BEHIND_NAME}", question):
                yield *found.span(1), [id]


def names_field(word: str, core: str) -> bool:
    """Whether a word is an agency's field shortened from its name: 城管, 卫健, 人社, 民政."""
    return 2 <= len(word) < len(core) and word[0] == core[0] and in_order(word, core)


def mend_agency(question: str, cards: Sequence[ReportCard]) -> str:
    """Mend one misspelt character of an agency's short name: 卫建局 is 卫健局."""
    index = held(cards).derive(AgencyIndex)
    suspects = [
        (found.start(1), found[1])
        for last in index.last_characters() & set(question)
        for found in re.finditer(rf"(?=(\w{{2,4}}{re.escape(last)}))", question)
        if not index.known(found[1])
    ]
    tries = [
        (rank, start, core, run)
        for start, run in suspects
        for rank, core in index.misspelt_in(run)
        if len(core) > 2
    ]
    for _, start, core, run in sorted(tries):
        for at, now in enumerate(run[:-1]):
            for meant in dict.fromkeys(core):
                mended = run[:at] + meant + run[at + 1 :]
                same = mended[0] == core[0] and in_order(mended, core)
                if same and sounds_alike(now, meant) and not find_places(run):
                    return question[:start] + mended + question[start + len(run) :]
    return question
