"""Decide which reports a question is about, before anything is searched.

A figure of another district, year, agency or kind never answers, so scope is
a hard choice: what the question names has to fit a report's identity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.model import ReportIdentity
from qa.agencies import agency_mentions, of_the_wider, strange_agency, with_rank
from qa.agency_index import agency_core
from qa.editions import primary_editions
from qa.holdings import Holdings, held
from qa.own_places import (
    Regions,
    called_names,
    contains_another,
    coordinated,
    in_the_wider,
    own_places,
    stands_alone,
)
from qa.places import Place
from vectorstore.model import ReportCard

_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s*年度?|(?![\d.]|,\d)(?![%％万亿元个名人次册本件条部期场篇份套台辆户家支米公余多]))"
    r"|(?<![\dA-Za-z.])(\d\d)年度?(?![级期内以前均])"
    r"|(?<=[比较])((?:19|20)\d\d)(?=[多少高低])"  # 比2021多挣了多少
)
_AS_OF = re.compile(r"截[至止]到?\d{4}年\d{1,2}月\d{1,2}日")
_YEAR_END = re.compile(r"[末底](?![结余数存])")  # 2022年末在职人数, but 年末结转
# 比2023年增加: the year is what is compared with, not whose report is asked.
_REFERENCE = re.compile(r"(?:比|较|相较于?|相比于?|同)\s*$|[与和跟](?=.{4,7}相比)")
_KINDS = (
    ("自评表", ("自评表",)),
    ("自评报告", ("自评报告", "自评的报告")),
    ("预算", ("部门预算", "单位预算", "预算报告", "预算公开", "预算书", "年预算", "年度预算")),
    ("决算", ("决算",)),
)  # fmt: skip
_OWN = re.compile(r"(?<!\d)20\d\d\s*预算(?!执行|调整|完成)")  # 2023预算 教育支出
_OF_TOWN = re.compile(r"[镇乡]|街道")
_REMEMBERED = 32  # questions
_EVERY = re.compile(
    r"(?<!包括)(?<!包含)(?<!涵盖)(?<!下设)(?<!下辖)(?<!下属)(?<!所属)(?<!头有)"  # its own parts
    r"(各|所有|全部|每个|哪个|哪些|哪几个|哪一个)(行政|市辖|县)?(区|县|市(?![级场民政])|街道|镇|部门|单位|局|报告|地区|地方)(?!的?[报填编写公])"
    r"|(两|(?<!哪)几|这些|三|四|五)(个|份|家)?(行政|市辖)?(区|县|市|街道|部门|单位|局|报告|地区|地方)"
    r"|[两近这几历]{1,2}年(?!度)|哪一?年(?=.*[多少高低大小])|全(市|省|区)(各|范围)|两者|二者|双方|两边|两地|两家|谁"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that may answer, and how the question named them.

    reports   the ones that fit, one edition of each
    named     what the question named, for the words of a refusal
    missing   named regions or years that no report is of
    spans     characters of the question that named the scope
    plural    whether several reports are meant (各区, 荔湾和番禺, 哪个区)
    broad     a named region wider than any report's own (广州市 for 荔湾区)
    neighbours  reports that only the year named leaves out: what they state of
              that year may answer where no report of the year does
    years     the years named
    """

    reports: tuple[ReportCard, ...]
    named: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    plural: bool = False
    broad: bool = False
    neighbours: tuple[ReportCard, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the reports in scope."""
        return tuple(card.id for card in self.reports)


def describe(identity: ReportIdentity, title: str = "") -> str:
    """Return a report's name for a person: 荔湾区委组织部 2021年度自评表."""
    who = identity.agency or identity.region or title
    year = f"{identity.fiscal_year}年度" if identity.fiscal_year else ""
    return f"{who}{year}{identity.kind}" or title


def find_scope(question: str, cards: Sequence[ReportCard]) -> Scope:
    """Return the reports a question is about.

    question  simplified characters, half-width digits (see qa.understand)
    cards     every report that may be asked

    Region, agency, year and kind each narrow the choice where the question
    names them; a named region or year that no report has leaves none.
    """
    known = held(cards).derive(_Known)
    found = known.get(question)
    if found is None:
        found = known[question] = _find_scope(question, primary_editions(cards))
        while len(known) > _REMEMBERED:
            known.pop(next(iter(known)), None)
    return found


class _Known(dict[str, Scope]):
    """Scopes of the questions asked last: one question is looked at several times."""

    def __init__(self, cards: Holdings) -> None:
        super().__init__()


def _find_scope(question: str, cards: Holdings) -> Scope:
    regions = cards.derive(Regions)
    spans: list[tuple[int, int]] = []
    named: list[str] = []
    missing: list[str] = []
    broad = False
    neighbours: list[ReportCard] = []

    pool, place_names = list(cards), []
    places = own_places(question, regions)
    matched = [(p, regions.within(p.name)) for p in places]
    known = [(p, found) for p, found in matched if found]
    if known:
        narrow = [(p, f) for p, f in known if not contains_another(p, known)]
        narrow = [(p, in_the_wider(p, f, places)) for p, f in narrow]
        missing += [_with_wider(p, places) for p, f in narrow if not f]
        pool = _unique(card for _, found in narrow for card in found)
        spans += [(p.start, _with_government(question, p.end)) for p, _ in known]
        place_names = [p.name for p, _ in narrow]
        broad = any(p.name not in regions.own for p, _ in narrow)
    strangers = [p for p, found in matched if not found and stands_alone(question, p)]
    if strangers and (not known or _EVERY.search(question) or coordinated(question, places)):
        missing += [p.name for p in strangers]
        spans += [(p.start, p.end) for p in strangers]
        if not known:
            pool = []
    named += place_names
    spans += [found.span() for found in _EVERY.finditer(question)]

    agencies = agency_mentions(question, cards)
    if agencies:
        owned = frozenset[str]().union(*_whole_mentions(agencies, pool))
        fitting = [c for c in pool if c.id in owned]
        fitting += _elsewhere(question, agencies, known, pool, cards)
        if fitting or not place_names:
            pool = fitting if fitting else pool
            spans += [
                (with_rank(question, a), _with_government(question, b)) for a, b, _ in agencies
            ]
            named += [question[a:b] for a, b, _ in agencies]
            if broad and any(of_the_wider(question, a, b, known) for a, b, _ in agencies):
                missing += place_names
                pool = []
            broad = False
    elif known and not _OF_TOWN.search(question):
        pool = [c for c in pool if not _OF_TOWN.search(c.identity.agency)]
        missing += [] if pool else place_names  # a county's revenue is not its town's

    several = _several(agencies, pool)
    stranger = strange_agency(question, known, agencies)
    if stranger:
        missing.append(stranger)
        pool = []

    have = {c.identity.fiscal_year for c in pool}
    years = []
    stands = [m.span() for m in _AS_OF.finditer(question)]  # 2024年预算里截至2023年8月31日
    dated = list(_YEAR.finditer(question))
    apart = [m for m in dated if not any(a <= m.start() < b for a, b in stands)]
    spans += stands if apart else []
    for m in apart or dated:
        reference = _REFERENCE.search(question, 0, m.start())
        if reference and _year(m) not in have:
            spans.append((reference.start(), m.end()))
        else:
            end = m.end() + bool(_YEAR_END.match(question, m.end()))
            years.append((m.start(), end, _year(m)))
    if years:
        wanted = {year for _, _, year in years}
        before = pool
        fitting = [c for c in pool if c.identity.fiscal_year in wanted]
        missing += [f"{year}年" for year in sorted(wanted - have)] if pool else []
        named += [f"{year}年" for year in sorted(wanted)]
        spans += [(a, b) for a, b, _ in years]
        pool = fitting
        kept = {c.id for c in fitting}
        neighbours = _of_kind(question, [c for c in before if c.id not in kept], several)

    pool = _of_kind(question, pool, several)
    plural = (
        bool(_EVERY.search(question))
        or len(place_names) > 1
        or len({y for _, _, y in years}) > 1
        or several
        or (len(pool) > 1 and bool(_IN_BOTH.search(question)))
    )
    return Scope(
        tuple(pool),
        tuple(dict.fromkeys(named)),
        tuple(dict.fromkeys(missing)),
        _joined(spans),
        plural,
        broad,
        tuple(neighbours),
        tuple(sorted({year for _, _, year in years})),
    )


_GOVERNMENT = re.compile(r"(?:人民)?政府(?!采购|性|购买|债|投资|工作|网|办)")


def _with_government(question: str, end: int) -> int:
    """Where a place's name ends with the government that is called by it (柳林镇政府)."""
    found = _GOVERNMENT.match(question, end)
    return found.end() if found else end


def _with_wider(place: Place, places: Sequence[Place]) -> str:
    """Return a region's name with the wider one's that stands right before it."""
    return "".join(p.name for p in places if p.end == place.start) + place.name


def _whole_mentions(
    agencies: Sequence[tuple[int, int, frozenset[str]]], pool: Sequence[ReportCard]
) -> list[frozenset[str]]:
    """Ids of the mentions within no longer one: 光明街道办事处, not its 街道办事处."""
    here = {card.id for card in pool}
    held = [(a, b) for a, b, ids in agencies if ids & here]
    return [
        ids
        for start, end, ids in agencies
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in held)
    ]


def _elsewhere(
    question: str,
    agencies: Sequence[tuple[int, int, frozenset[str]]],
    known: Sequence[tuple[Place, Sequence[ReportCard]]],
    pool: Sequence[ReportCard],
    cards: Sequence[ReportCard],
) -> list[ReportCard]:
    """Reports of an agency named without a place beside one with: 青岭县卫健局与红星街道."""
    here = {card.id for card in pool}
    found: list[ReportCard] = []
    for start, _, ids in agencies:
        led = any(place.end == start for place, _ in known)
        joined = re.search(r"[和与跟及、比同]$|还是$", question[:start])
        if known and joined and not led and not ids & here:
            found += [c for c in cards if c.id in ids]
    return found


def _several(
    agencies: Sequence[tuple[int, int, frozenset[str]]], pool: Sequence[ReportCard]
) -> bool:
    """Whether two agencies are named, each in words of its own (教育局与民政局)."""
    kept = {c.id for c in pool}
    owners = {frozenset(ids & kept) for _, _, ids in agencies} - {frozenset()}
    return any(a.isdisjoint(b) for a in owners for b in owners)


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that overlap taken together."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _year(match: re.Match[str]) -> int:
    return 2000 + int(match[2]) if match[2] else int(match[1] or match[3])


_IN_BOTH = re.compile(
    r"决算(?:里|中|上|报告|书).{0,16}预算(?:里|中|上|报告|书)|预算(?:里|中|上|报告|书).{0,16}决算(?:里|中|上|报告|书)"
    r"|(?:决算数?比预算|预算数?比决算).{0,6}(?:多少|几)个?(?:[人名所辆户家]|学生|教师)"  # no money
)


def _of_kind(question: str, cards: list[ReportCard], several: bool) -> list[ReportCard]:
    if _IN_BOTH.search(question):  # 决算里写的比预算里写的多了多少人
        return [c for c in cards if c.identity.kind.endswith(("决算", "预算"))] or cards
    for kind, words in _KINDS:
        if any(word in question for word in words) or (kind == "预算" and _OWN.search(question)):
            fitting = [c for c in cards if kind in c.identity.kind]
            if fitting:  # 司法局的决算比水利局2024年预算: the other agency has no budget here
                owners = {c.identity.agency for c in fitting}
                return [
                    c
                    for c in cards
                    if kind in c.identity.kind or (several and c.identity.agency not in owners)
                ]
    return cards


def _unique(cards: Iterable[ReportCard]) -> list[ReportCard]:
    return list({card.id: card for card in cards}.values())


def names_of(cards: Iterable[ReportCard]) -> tuple[str, ...]:
    """Return the names by which a question may call the reports' regions and agencies."""
    names: dict[str, None] = {}
    for card in cards:
        for region in (*card.identity.region_path, card.identity.region):
            if region:
                names |= dict.fromkeys(called_names(region))
        core = agency_core(card.identity)
        names |= dict.fromkeys(filter(None, (core, core.removesuffix("办事处"))))
        street = re.search(r"(\w{2,4})街道$", core.removesuffix("办事处"))
        if street:
            names[street[1]] = None
    return tuple(names)
