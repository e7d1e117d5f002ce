"""Find why something is so: the sentence that gives the cause of the very measure asked about.

A report gives one cause after another (每个科目一段，各有 决算数小于预算数的主要原因);
a cause answers only if the words before it, in its own paragraph, carry the
question, and if it explains the same direction (增加, 减少).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts
from ingest.model import Span
from qa.sentences import Sentence
from qa.sources import Source
from qa.terms import cover, lacks
from qa.understand import Question
from qa.words import Term

_CAUSE = re.compile(
    r"原因|由于|因为|缘于|源于|得益于|导致|所致|致使|系因|鉴于|受[^，。；]{1,14}(?:影响|制约)|(?:主要|系|均|全部)?因(?!此|公|素|地制宜|人|特)[^，。；]{2}|主要是|又因"
)
_HINT = re.compile(
    r"不够|不足|不强|不畅|不统一|有限|难度|偏[慢低少弱高大]|较[慢低少弱多长]|滞后|有待|尚未|缺乏|薄弱|未能"
)
_TROUBLES = re.compile(r"问题|不足|困难|短板|薄弱|原因")
_REASON_HEAD = re.compile(r"原因|说明|偏差")
_UP = re.compile(
    r"增加|增长|增支|增收|上升|提高|上涨|大于|高于|多于|超过|超出|超支|追加|扩大|变多|涨"
)
_DOWN = re.compile(
    r"减少|下降|降低|减支|减收|下滑|小于|低于|少于|压减|压缩|偏低|偏慢|结余|结转|节约|滞后|变少"
    r"|[没未]有?(?:全部)?(?:花|用|执行|支付|使用)[完掉光]|[没未]有?完成|[没未]有?达到?标?"
)
_FLAT = re.compile(r"持平|保持不变|没有变化|未发生|无变化")
_ASKING = re.compile(
    r"原因|缘故|理由|主因|起因|何因|相比|同比|相较|[增加减少长降上升提高支变化动]{2}|[小大低高多少]于|偏[低高慢少多]"
    r"|(?:没有?|未)?达标|(?:没有?|未)?完成|达到|[花用]完|[没未][花用]完|目标|花钱|用钱|花得|喃|情况|笔|钱|会|这样|样|主要|回事|是因|还是|官方|解释|说法|给出|造成|导致|引起|时候|[没未]?(?:有)?达到目标"
)
# Within a point, behind what it is of: …低于目标，主要是…; …因施工单位退场停工.
_OWN_CAUSE = re.compile(
    r"(?<=[^是、.．])[，,](?:其中)?(?:主要)?(?:是(?:因|由于)?|系|原因|因|由于|受)|(?<=[\u4e00-\u9fff]{2})因(?!此|公|素)[^，。；]{4}"
)
# A cause's words that say of what it is; 减少的主要 says of nothing.
_NAMES_OWN = re.compile(
    r"(?:(?!增加|减少|增长|下降|减|增|的|主要|上述|以上|变动|变化|偏差)[\u4e00-\u9fff]){2}"
)
_GENERIC = re.compile(r"(?:总|整体|部门|全部)?(?:支出|收入|收支|预算|决算|经费|资金)(?:总额)?")
_COUNTED = re.compile(r"\s*(?:[一二三四五六]是|其[一二三四五]|第[一二三四五])")
_GOES_ON = re.compile(
    r"^\s*(?:[二三四五六七八九]是|其[二三四五]|第[二三四五]|此外|另外|同时|加之|再加上)"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that gives a cause, and how well it is the one asked for (higher is better)."""

    sentences: tuple[Sentence, ...]
    source: Source
    coverage: float
    score: float


def find_reasons(question: Question, source: Source) -> list[Reason]:
    """Return the causes a report gives for what is asked, the best first."""
    terms = tuple(t for t in question.terms if not _ASKING.fullmatch(t.text))
    if not any(len(t.text) > 1 for t in terms):
        return []
    years = [str(year) for year in question.other_years]
    found = [
        reason
        for paragraph in _paragraphs(source)
        for reason in _in_paragraph(question, terms, source, paragraph)
        if not years or any(y in s.text for s in paragraph for y in years)
    ]
    return sorted(found, key=lambda r: (-round(r.score, 2), r.sentences[0].span))


def _in_paragraph(
    question: Question, terms: Sequence[Term], source: Source, paragraph: Sequence[Sentence]
) -> Iterator[Reason]:
    last = -1  # the sentence that gave the cause before
    for index, sentence in enumerate(paragraph):
        marker = _CAUSE.search(sentence.text)
        told = bool(sentence.heads and _REASON_HEAD.search(sentence.heads))
        before = [*paragraph[:1], *paragraph[max(last + 1, 1) : index]] if index else []
        lead = "".join(s.text for s in before)
        head = sentence.text[: marker.start()] if marker else sentence.text
        if marker or told:
            own = _scored(question, terms, sentence, lead, head, told)
            last = index
        elif index or _TROUBLES.search(sentence.around):
            own = _hinted(terms, sentence, before)
        else:
            own = None
        if own is not None:
            more = _going_on(paragraph, index)
            yield Reason((sentence, *more), source, own[0], own[1])
        nouns = [t for t in terms if t.noun] or terms
        carrying = [p for p in _points(sentence) if cover(nouns, p.folded, "") >= 0.75]
        for point in carrying:
            own = _scored(question, nouns, point, "", _before_cause(point), told=False)
            if own is not None and len(carrying) == 1:
                yield Reason((point,), source, own[0], own[1] + 0.05)


def _points(sentence: Sentence) -> list[Sentence]:
    """Points of a sentence that each name a thing and its own cause: 四是…少完成3个，主要是…."""
    if sentence.more or sentence.table_id:
        return []
    found = [
        _part(sentence, c)
        for c in re.finditer(
            r"(?:[一二三四五六七八九]是|[1-9][.．、](?!\d))[^；]{8,}", sentence.text
        )
    ]
    own = [p for p in found if _OWN_CAUSE.search(p.text, 2)]
    return own if len(own) > 1 else []


def _before_cause(point: Sentence) -> str:
    own = _OWN_CAUSE.search(point.text, 2)
    return point.text[: own.start() + 1] if own else point.text


def _scored(
    question: Question, terms: Sequence[Term], sentence: Sentence, lead: str, head: str, told: bool
) -> tuple[float, float] | None:
    """(coverage, score) of a sentence that gives a cause; None if of the other direction."""
    asked, found = _direction(question.core), _direction(head) or _direction(lead)
    if asked and (asked != found if found else bool(_FLAT.search(f"{lead}{sentence.text}"))):
        return None
    if told and _restates(terms, sentence):
        return None
    words = squeeze(f"{lead}{head}") + f"|{sentence.heads}" + (sentence.folded if told else "")
    around = f"{sentence.around}|{sentence.folded}"
    if not lead and not _NAMES_OWN.search(head):  # 减少原因：…, of what the heading names
        words += f"|{sentence.around}"
    coverage = cover(terms, words, around)
    if lacks(terms, words, around):
        coverage = min(coverage, 0.5)
    if _of_a_part(question, terms, head, lead):
        coverage = min(coverage, 0.5)
    near = cover(terms, squeeze(head), "")
    return coverage, coverage + 0.1 * near - 0.15 * _narrower(question, head or lead)


def _restates(terms: Sequence[Term], sentence: Sentence) -> bool:
    """Whether a cell only says that it is so (老年人健康管理率未达标), and not why."""
    rest = sentence.folded
    for term in terms:
        rest = rest.replace(squeeze(term.text), "")
    return (
        len(re.sub(r"[没未不][有]?(?:达到?标?|完成)|较?[低高慢少]|低于|目标|率|[\W\d]", "", rest))
        < 4
    )


def _hinted(
    terms: Sequence[Term], sentence: Sentence, before: Sequence[Sentence]
) -> tuple[float, float] | None:
    """A trouble and, behind it, what it comes from, no cause named: 停车难仍突出。空间有限。"""
    if not _HINT.search(sentence.text) or sentence.table_id:
        return None
    readings = [("".join(s.folded for s in before), sentence.around, 0.3)] if before else []
    if "，" in sentence.text and _TROUBLES.search(sentence.around):
        readings.append((sentence.folded, "", 0.35))  # 电梯未完成任务，住户意见不统一
    for words, around, less in readings:
        coverage = cover(terms, words, around)
        if coverage >= 0.75 and not lacks(terms, words, around):
            return coverage, coverage - less
    return None


def _going_on(paragraph: Sequence[Sentence], index: int) -> tuple[Sentence, ...]:
    more = []
    for sentence in paragraph[index + 1 : index + 4]:
        if not _GOES_ON.match(sentence.text):
            break
        more.append(sentence)
    return tuple(more)


def _direction(text: str) -> str:
    """up, down or "": the direction named last."""
    ups = [m.start() for m in _UP.finditer(text)]
    downs = [m.start() for m in _DOWN.finditer(text)]
    if not ups and not downs:
        return ""
    return "up" if max(ups, default=-1) > max(downs, default=-1) else "down"


def _of_a_part(question: Question, terms: Sequence[Term], head: str, lead: str) -> bool:
    """Whether all spending is asked about, and the cause is of one part of it (公务接待费)."""
    if question.concepts or not all(_GENERIC.fullmatch(t.text) for t in terms if t.noun):
        return False
    named = find_concepts(head) or find_concepts(re.split(r"[，,。]", lead)[0])
    known = concept(named[0].name) if named else None
    return bool(known and known.parent and "计" not in named[0].printed)


def _narrower(question: Question, text: str) -> bool:
    """Whether the measure named last before a cause is one the question does not name."""
    named = find_concepts(text)
    if not named:
        return False
    asked = squeeze(question.core)
    return named[-1].name not in question.concepts and squeeze(named[-1].printed) not in asked


def _paragraphs(source: Source) -> Iterator[list[Sentence]]:
    """Sentences that stand in one paragraph or cell, causes after semicolons apart."""
    paragraph: list[Sentence] = []
    for sentence in source.sentences:
        if paragraph and not _runs_on(source, paragraph[-1], sentence):
            yield paragraph
            paragraph = []
        paragraph += _clauses(sentence)
    if paragraph:
        yield paragraph


def _runs_on(source: Source, one: Sentence, other: Sentence) -> bool:
    end = one.more[-1] if one.more else one.span
    if end.page != other.span.page or one.table_id != other.table_id:
        return False
    between = source.report.pages[end.page - 1].text[end.end : other.span.start]
    return not between.strip() and "\n" not in between and "\t" not in between


def _clauses(sentence: Sentence) -> list[Sentence]:
    """A sentence that gives the causes of several things, divided at its semicolons."""
    clauses = list(re.finditer(r"[^；]+", sentence.text))
    causes = [(c, m) for c in clauses if (m := _CAUSE.search(c.group()))]
    apart = [c for c, m in causes if m.start() > 2 and not _COUNTED.match(c.group())]
    if sentence.more or len(apart) < 2:
        return [sentence]
    return [_part(sentence, c) for c in clauses]


def _part(sentence: Sentence, found: re.Match[str]) -> Sentence:
    """A part of a sentence, with its place."""
    rid, page, start = sentence.span.report_id, sentence.span.page, sentence.span.start
    return replace(
        sentence,
        text=found.group(),
        folded=squeeze(found.group()),
        span=Span(rid, page, start + found.start(), start + found.end()),
    )
