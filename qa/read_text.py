"""Read sentences that tell why, how or what: exact, few, in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.fold import squeeze
from ingest.model import FigureKind
from ingest.numerals import scan_numbers
from qa.charged import read_charged
from qa.grid import pick_cells
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.reasons import find_reasons
from qa.recast import DUTY
from qa.scope import describe
from qa.sentences import Sentence
from qa.settings import QASettings
from qa.sources import Source
from qa.terms import cover, credit, lacks
from qa.understand import Question
from qa.words import Term

_WHY = re.compile(
    r"为什么|为何|为啥|原因|缘何|怎么(?:会|就|还|又|都|钱)*(?:[没未](?:有|能)*(?:完成|达到|达标|建成)|这么|那么|[少多晚][\u4e00-\u9fff]{1,2}了)"
)
_WHERE = re.compile(
    r"(?:哪里|哪儿)(?!不|没|有问题|出|做|差|需)|何处|何地|[什哪](?:么|个)(?:位置|地方|地点|城市)|在哪(?![个些几年月天种项])"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,4}[省市区县镇乡村路街]|[\u4e00-\u9fff]{2,4}[河湖江山湾港园馆站院校厂楼]"
)
# 城乡, 新建村级: of no one place.
_ANY_PLACE = re.compile(
    r"服务站点?|站点|城乡|乡镇|城镇|镇村|农村|乡村|[村镇乡县区市省][级内]|[全各跨][省市区县镇乡村]|(?:新建|建成|改造)(?=[村镇])"
)
_SPENT = re.compile(r"(?:用|花|投|使|体现|表现|存在|集中)(?:在|到|于)|用途|干什么用|做什么用")
_PLACED = re.compile(
    r"位于|地处|坐落|地址|地点|东至|设在|设于|驻地|建在|[省市区县镇路街]\S{0,12}(?:号|村|路|街)|赴|前往"
)
_PLACE_WORDS = frozenset({"位置", "地点", "地方", "地址"})
_DOER = re.compile(
    r"(?:哪[一个家]*(?:科室|股室|处室|部门|单位|公司|企业|机构)|谁)(?:来|在|具体)*(牵头|承建|承办|承担|运营|托管)"
)
_IS_FOR = re.compile(r"是.{0,20}(?:主管|负责|承担).{4,}|主要职[责能]|主要(?:负责|承担)")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、[^，。；：,;:\d]{2,14}")
_LEANS = re.compile(r"\s*(?:该|此|其|上述|前述|这[一些个项])")
_MOST, _LONGEST = 4, 420


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how well it answers (higher is better)."""

    sentence: Sentence
    source: Source
    coverage: float
    score: float


def read_text(
    question: Question,
    sources: Sequence[Source],
    meaning: Mapping[tuple[str, int, int], float],
    settings: QASettings,
    dated: bool = False,
) -> Reading:
    """Return the sentences that answer, or not_in_reports.

    dated    only sentences that give a day, month or year

    meaning  fused retrieval score (0..1) of the passages brought, by
             (report id, page, start of passage)
    """
    if question.asks_why:
        reasons = _reasons(question, sources, settings)
        if reasons.answered or _WHY.search(question.core):
            return reasons
    if question.asks_what:
        picked = _picked(question, sources)
        if picked is not None:
            return picked
        charged = read_charged(question, sources)
        if charged is not None:
            return charged
    scored = sorted(
        (s for source in sources for s in _score(question, source, meaning)),
        key=lambda s: (-s.score, s.sentence.span),
    )
    passing = [s for s in scored if s.coverage >= settings.text_coverage]
    if dated:
        passing = [
            s for s in passing if s.coverage >= 0.75 and _has_date(question, s.sentence.text)
        ]
    if not passing:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT, nearest=_nearest(scored))
    best = passing[0]
    others = {s.source.card.id: s for s in passing if s.score > best.score - 0.1}
    alike = {s.sentence.folded for s in others.values()}
    if len(alike) > 1:
        names = [describe(s.source.card.identity, s.source.card.title) for s in others.values()]
        return Reading(Outcome.UNCLEAR, AnswerKind.TEXT, options=tuple(sorted(names)))
    return _told(_choose(best, passing))


def _told(sentences: Sequence[Sentence]) -> Reading:
    claims = tuple(
        Claim(
            s.text,
            tuple(Evidence(span, context=s.section, locator=s.locator) for span in s.spans),
        )
        for s in sentences
    )
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, claims)


def _reasons(question: Question, sources: Sequence[Source], settings: QASettings) -> Reading:
    """The one cause that is given for what is asked; no sentence about something else."""
    found = sorted(
        (r for source in sources for r in find_reasons(question, source)[:4]),
        key=lambda r: (-round(r.score, 2), r.sentences[0].span),
    )
    passing = [r for r in found if r.coverage >= settings.text_coverage]
    if not passing:
        nearest = [Scored(r.sentences[0], r.source, r.coverage, r.score) for r in found[:1]]
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.TEXT, nearest=_nearest(nearest))
    best = passing[0]
    others = {r.source.card.id: r for r in passing if r.score > best.score - 0.1}
    if len(others) > 1:
        names = [describe(r.source.card.identity, r.source.card.title) for r in others.values()]
        return Reading(Outcome.UNCLEAR, AnswerKind.TEXT, options=tuple(sorted(names)))
    return _told(best.sentences)


def _picked(question: Question, sources: Sequence[Source]) -> Reading | None:
    """The one cell in which a row and a column that the question names meet (由哪个科室牵头)."""
    found: dict[tuple[str, str], tuple[str, Evidence]] = {}
    for source in sources:
        for picked in pick_cells(question, source.report):
            if picked.coverage < 0.95:
                continue
            context = (picked.table.caption, picked.rows, picked.header)
            for cell in picked.cells:
                text = " ".join(cell.text.split())
                evidence = Evidence(cell.spans[0], context=context, locator=cell.locator)
                found.setdefault(
                    (source.card.id, text), (f"{picked.rows} {picked.header}：{text}", evidence)
                )
    if len(found) != 1:
        return None
    [(text, evidence)] = found.values()
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, (Claim(text, (evidence,)),))


def _has_date(question: Question, text: str) -> bool:
    """Whether a text gives a day or month, or, asked for the year alone, a year."""
    return any(
        n.kind is FigureKind.DATE and (question.asks_year or re.search(r"[月日\-/.]", n.printed))
        for n in scan_numbers(text)
    )


def _score(
    question: Question, source: Source, meaning: Mapping[tuple[str, int, int], float]
) -> list[Scored]:
    starts = sorted(
        (page, start, score)
        for (rid, page, start), score in meaning.items()
        if rid == source.card.id
    )
    found = []
    years = [str(year) for year in question.other_years]
    spent = bool(_SPENT.search(question.core))
    where = bool(_WHERE.search(question.core)) and not spent
    terms = [t for t in question.terms if not (where and t.text in _PLACE_WORDS)]
    does = _DOER.search(question.core)
    captions = {squeeze(table.caption) for table in source.report.tables if table.caption}
    before = ""
    for sentence in source.sentences:
        leaning = before if _LEANS.match(sentence.text) else ""  # 该项目延至2023年6月
        before = sentence.folded
        if years and not any(year in sentence.text for year in years):
            continue
        if sentence.folded in captions or _says_no_more(sentence):
            continue
        if sentence.column and not any(
            credit(t, f"{sentence.folded}|{sentence.column}", "") >= 0.5 for t in terms
        ):
            continue  # only its row is named: any cell of the row would do as well
        near = [
            s
            for page, start, s in starts
            if page == sentence.span.page and 0 <= sentence.span.start - start <= 400
        ]
        duty = terms == [DUTY] and bool(_IS_FOR.search(sentence.text))
        if not near and not duty:
            continue
        words = f"{sentence.folded}|{sentence.heads}|{leaning}"
        coverage = 1.0 if duty else cover(terms, words, sentence.around)
        if not duty and lacks(terms, words, sentence.around):
            coverage = min(coverage, 0.5)  # nearest at best, no answer
        bonus = 0.25 * max(near, default=0.0)
        if does and not _is_done(does, terms, sentence):
            coverage = min(coverage, 0.5)  # who heads it is not told where nobody does
        if where and not (
            _PLACED.search(_ANY_PLACE.sub(" ", sentence.text))
            or names_place(sentence.text, question.text)
        ):
            coverage = min(coverage, 0.5)
        if spent and "用于" in sentence.text:
            bonus += 0.3
        if len(sentence.text) < 12:
            bonus -= 0.2
        found.append(Scored(sentence, source, coverage, coverage + bonus))
    return found


def _is_done(does: re.Match[str], terms: Sequence[Term], sentence: Sentence) -> bool:
    """Whether a sentence says who does a thing, and of the very thing (由哪个科室牵头)."""
    words = f"{sentence.folded}|{sentence.heads}"
    thing = [t for t in terms if t.text not in does[0]]
    return does[1] in words and (not thing or cover(thing, words, sentence.around) >= 0.6)


def names_place(text: str, question: str, kind: str = "") -> bool:
    """Whether a text names a place that the question does not; of one kind (村), if given."""
    found = _PLACE.findall(_ANY_PLACE.sub(" ", text))
    return any(name not in question and name.endswith(kind) for name in found)


def _says_no_more(sentence: Sentence) -> bool:
    """Whether a sentence only leads on (单位包括：), or is a bare number or its own heading."""
    if sentence.text.rstrip().endswith(("：", ":")):
        return True
    if sentence.table_id and not re.search(r"[\u4e00-\u9fff]{2}", sentence.text):
        return True
    if not sentence.table_id and _HEADING.fullmatch(sentence.text.strip()):
        return True  # a heading that was not set apart: …养成。六、整改措施
    if len(sentence.text) > 16 and "，" in sentence.text:
        return False  # （三）由计财科牵头，修订指标库: a heading that says all there is to say
    return bool(sentence.section) and squeeze(sentence.section[-1]) == sentence.folded.rstrip("。")


def _choose(best: Scored, passing: Sequence[Scored]) -> list[Sentence]:
    """The best sentence and those of its section that score as well, in reading order."""
    alike = [
        s
        for s in passing
        if s.source is best.source
        and s.sentence.section == best.sentence.section
        and s.score >= best.score - 0.15
    ]
    chosen: list[Sentence] = []
    size = 0
    for scored in alike[:_MOST]:
        size += len(scored.sentence.text)
        if chosen and size > _LONGEST:
            break
        chosen.append(scored.sentence)
    return sorted(chosen, key=lambda s: (s.span.page, s.span.start))


def _nearest(scored: Sequence[Scored]) -> str | None:
    if not scored or scored[0].coverage < 0.3:
        return None
    best = scored[0]
    text = best.sentence.text if len(best.sentence.text) <= 80 else best.sentence.text[:80] + "…"
    place = f" 第{best.sentence.span.page}页" if best.source.report.paged else ""
    return f"{text}（{best.source.card.file_name}{place}）"
