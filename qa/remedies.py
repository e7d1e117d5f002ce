"""Find what is to be done about a trouble: 停车难怎么解决, 环卫工老龄化怎么办.

A report lists its problems and, apart from them, its measures.  The measure
answers that stands in the same row as the trouble, speaks of the same thing,
or has the same number where there are as many measures as problems.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fold import squeeze
from ingest.model import Report, Span
from ingest.sections import find_points
from qa.list_sections import point_runs
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.sources import Source
from qa.terms import cover, lacks
from qa.understand import Question
from qa.words import Term

_ASKED = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:才能|来|去|样)?(?:解决|办|改(?!造)|整改|改进|应对|处理|弥补|补救|破解|缓解|加强|整治|优化|完善|提升|改善)|怎么办|(?:针对|对于).{2,20}(?:措施|办法|打算|安排|对策)"
    r"|(?:解决|整改|改进|应对)(?:的)?(?:办法|措施|方案|思路)|有(?:什么|哪些|没有)(?:办法|对策|招)"
)
# 往后打算怎么整: what is planned for a thing, whether or not it is in trouble.
_AHEAD = re.compile(
    r"(?:往后|今后|以后|接下来|下一步|后续|将来)[^，。？?]{0,4}(?:打算|计划|准备|安排|想|要)?[^，。？?]{0,3}(?:怎么|如何|怎样|做什么|干什么|有什么|有哪些)"
)
_PLANNED = re.compile(r"打算|计划|下一步|措施|安排|拟|将|力争|预计|改进|整改")
_PASSING = re.compile(
    r"往后|今后|以后|接下来|后续|将来|怎么办|不足|优化|完善|提升|改善|针对|加强|解决|整改|改进|应对|处理|弥补|破解|问题|办法|措施|方案|对策|打算|准备|下一步|[没未不]?达标|[没未]?完成|情况|现象|工作|."
)
_TROUBLES = re.compile(r"问题|不足|短板|困难|薄弱")
_MEASURES = re.compile(r"措施|打算|下一步|整改|改进")
_COMMON = frozenset(
    {"工作", "项目", "加强", "建设", "管理", "情况", "一是", "二是", "三是", "四是", "问题", "年度"}
)


@dataclass(frozen=True, slots=True)
class _Point:
    text: str
    spans: tuple[Span, ...]
    context: tuple[str, ...]


def read_remedy(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return the measure against the trouble a question names, None if it is not asked so."""
    ahead = bool(_AHEAD.search(question.core))
    if not ahead and not _ASKED.search(question.core):
        return None
    terms = tuple(t for t in question.terms if not _PASSING.fullmatch(t.text))
    if not any(t.noun for t in terms):
        return None
    found = [p for s in sources for p in (ahead and _of_form(terms, s)) or _remedies(terms, s)]
    whole = {squeeze(p.text) for p in found}
    if len(whole) != 1 and len({p.spans[0].report_id for p in found}) != 1:
        return None
    claims = tuple(
        Claim(p.text, tuple(Evidence(span, context=p.context) for span in p.spans)) for p in found
    )
    return Reading(Outcome.ANSWERED, AnswerKind.TEXT, claims) if claims else None


def beside_remedy(question: Question, reading: Reading) -> bool:
    """Whether what is to be done is asked for, and a reading tells no plan, or troubles alone."""
    asks, ahead = _ASKED.search(question.core), _AHEAD.search(question.core)
    if not (asks or ahead) or not reading.claims:
        return False
    told = "".join(f"{c.text}|{'|'.join(c.evidence[0].context)}" for c in reading.claims)
    if ahead:
        return not _PLANNED.search(told)
    return not _MEASURES.search(told) and all(
        _TROUBLES.search(f"{c.text[:16]}|{''.join(c.evidence[0].context[-1:])}")
        for c in reading.claims
    )


def _of_form(terms: Sequence[Term], source: Source) -> list[_Point]:
    """The measures of the form (自评表) that is about the thing named: its 项目名称 says so."""
    found = []
    for table in source.report.tables:
        names = [c for c in table.cells if c.row_path and _NAME.search(squeeze(c.row_path[-1]))]
        named = squeeze("|".join(c.text for c in names if c.row < 4))
        if not named or lacks(terms, named, "") or cover(terms, named, "") < 0.8:
            continue
        for cell in table.cells:
            head = "".join(cell.row_path[-1:])
            if not cell.is_header and cell.spans and len(head) <= 12 and _MEASURES.search(head):
                found.append(_Point(cell.text, cell.spans, (table.caption, named, head)))
    return found if len(found) == 1 else []


_NAME = re.compile(r"^项目名称|^项目$")


def _remedies(terms: Sequence[Term], source: Source) -> list[_Point]:
    for sentence in source.sentences:
        heads = sentence.heads
        answers = _MEASURES.search(sentence.column) and len(sentence.text) > 8
        if answers and cover(terms, heads, "") >= 0.8 and not lacks(terms, heads, ""):
            return [_Point(sentence.text, sentence.spans, sentence.section)]
    report = source.report
    troubles, measures = _points(report, _TROUBLES), _points(report, _MEASURES)
    told = [m for m in measures if _carries(terms, m) >= 0.8]
    if len(told) == 1:
        return told
    best = sorted(troubles, key=lambda p: -_carries(terms, p))
    if not best or _carries(terms, best[0]) < 0.7:
        return []
    trouble = best[0]
    alike = [(_alike(trouble, m), m) for m in measures]
    if len(measures) == len(troubles):
        at = troubles.index(trouble)
        alike[at] = (alike[at][0] + 1.5, alike[at][1])
    top = max((score for score, _ in alike), default=0.0)
    return [m for score, m in alike if score == top] if top else measures


def _carries(terms: Sequence[Term], point: _Point) -> float:
    words = squeeze(point.text)
    return 0.0 if lacks(terms, words, "") else cover(terms, words, "")


def _alike(one: _Point, other: _Point) -> float:
    """How many pairs of characters two points share, those of any report left out."""
    shared = _pairs(one.text) & _pairs(other.text)
    return float(len(shared - _COMMON))


def _pairs(text: str) -> set[str]:
    words = squeeze(text)
    return {
        words[i : i + 2]
        for i in range(len(words) - 1)
        if re.match(r"[\u4e00-\u9fff]{2}", words[i:])
    }


def _points(report: Report, named: re.Pattern[str]) -> list[_Point]:
    """The points under the first heading, or in the first cell, that is so named."""
    for section in report.sections:
        if not named.search(section.path[-1]):
            continue
        children = [s for s in report.sections if s.path[:-1] == section.path]
        if children:
            return [
                _Point("".join(report.text(s) for s in c.spans).strip(), c.spans, section.path)
                for c in children
            ]
        points = [p for span in section.spans for p in _in_span(report, span, section.path)]
        if points:
            return points
    for section in report.sections:  # 改进措施：一是…；二是…, under a heading of more
        for span in section.spans:
            for run in point_runs(report, span):
                if named.search(run.lead) and len(run.lead) <= 20:
                    return [
                        _Point(report.text(place), (place,), section.path) for place in run.places()
                    ]
    for table in report.tables:
        for cell in table.cells:
            heads = "".join(cell.row_path[-1:])
            if cell.is_header or len(heads) > 12 or not named.search(heads):
                continue
            context = tuple(filter(None, (table.caption, heads)))
            points = [p for span in cell.spans for p in _in_span(report, span, context)]
            if points:
                return points
    return []


def _in_span(report: Report, span: Span, context: tuple[str, ...]) -> list[_Point]:
    text = report.text(span)
    found = [(p.start, p.end) for p in find_points(text)]
    if not found:
        clauses = list(re.finditer(r"[^；;。\n]{6,}", text))
        found = [
            c.span() for c in clauses if context and squeeze(c.group()) != squeeze(context[-1])
        ]
    return [
        _Point(
            text[a:b].strip(),
            (Span(span.report_id, span.page, span.start + a, span.start + b),),
            context,
        )
        for a, b in found
    ]
