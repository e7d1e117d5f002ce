"""Read a list whole: the points of a section, of a cell, or of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.fold import squeeze
from ingest.model import Cell, Report, Section, Span, Table
from ingest.numerals import scan_numbers
from ingest.sections import Point, find_points
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.settings import QASettings
from qa.sources import Source
from qa.terms import cover, lacks, pairs_in
from qa.understand import Question

_TRIGGER = re.compile(
    r"(?:分别是|分别为|分别有|主要包括|具体包括|包括|包含|主要有|下设|设有|设立了?|即|如下|例如|有|为|是)[:：]?|[:：]"
)
_MARKER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+[部章节条][分]?|[（(][一二三四五六七八九十百\d]+[)）]|[一二三四五六七八九十百]+[、.．]|\d{1,3}[.．、)）](?!\d)|[①-⑳]|[一二三四五六七八九十]是)\s*"
)
_LAST = re.compile(r"(?:以及|[及和与])(?![^（(]*[)）])")
_LISTS = re.compile(r"、|《.*《|(?:包括|分别|即|[:：]).*[及和与]")
_TITLES = re.compile(r"《[^》]{1,60}》")
_ASKS_TITLES = re.compile(
    r"片|影|作品|文件|办法|意见|制度|方案|书|法规|政策|条例|规定|细则|课件|课程"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list found: its items, how much of the question it carries, its places."""

    items: tuple[str, ...]
    coverage: float
    rank: int  # lower is the better kind of place
    exact: float  # 0..1, share of the place's own name that the question says
    evidence: tuple[Evidence, ...]


def read_list(
    question: Question,
    sources: Sequence[Source],
    settings: QASettings,
    headed: bool = False,
) -> Reading:
    """Return all items of the list asked for, or not_in_reports.

    headed  take only what stands under a heading or header that says the
            whole of what is asked
    """
    found = []
    for source in sources:
        best = find_listing(question, source, settings, headed)
        if best is not None:
            found.append((source, best))
    if not found:
        return Reading(Outcome.NOT_IN_REPORTS, AnswerKind.LIST)
    found.sort(key=lambda pair: -pair[1].coverage)
    if len(found) > 1 and found[1][1].coverage > found[0][1].coverage - 0.1:
        names = [describe(s.card.identity, s.card.title) for s, _ in found]
        return Reading(Outcome.UNCLEAR, AnswerKind.LIST, options=tuple(names))
    source, listing = found[0]
    who = describe(source.card.identity, source.card.title)
    numbered = "；".join(f"{i}. {item}" for i, item in enumerate(listing.items, 1))
    text = f"{who}，共{len(listing.items)}项：{numbered}"
    return Reading(
        Outcome.ANSWERED,
        AnswerKind.LIST,
        (Claim(text, listing.evidence),),
        items=listing.items,
    )


def find_listing(
    question: Question, source: Source, settings: QASettings, headed: bool = False
) -> Listing | None:
    """Return the best list of a report for a question, or None."""
    candidates = [
        *_section_lists(question, source.report),
        *_cell_lists(question, source.report),
        *_column_lists(question, source.report),
        *(() if headed else _sentence_lists(question, source)),
    ]
    least = 0.95 if headed else settings.text_coverage
    passing = [c for c in candidates if c.coverage >= least]
    return max(passing, key=_best, default=None)


def _best(listing: Listing) -> tuple[float, float, int, int]:
    return round(listing.coverage, 1), round(listing.exact, 1), -listing.rank, len(listing.items)


def _section_lists(question: Question, report: Report) -> Iterable[Listing]:
    for section in report.sections:
        heading = squeeze(section.path[-1])
        coverage = cover(question.terms, heading, squeeze(" ".join(section.path[:-1])))
        if coverage < 0.4:
            continue
        children = [s for s in report.sections if s.path[:-1] == section.path]
        if len(children) > 1:
            items = tuple(strip_marker(child.path[-1]) for child in children)
            places = tuple(_heading_evidence(report, child) for child in children)
            yield Listing(items, coverage, 0, _exact(heading, question), places)
            continue
        if coverage >= 0.75 and (body := _body_sentences(report, section)):
            items = tuple(report.text(span).rstrip("。") for span in body)
            places = tuple(Evidence(span, context=section.path) for span in body)
            yield Listing(items, coverage, 1, _exact(heading, question), places)
        for span in section.spans:
            text = report.text(span)
            points = find_points(text)
            if len(points) > 1:
                yield _points_listing(
                    span, points, coverage, _exact(heading, question), section.path
                )


def _body_sentences(report: Report, section: Section) -> list[Span]:
    """The sentences under a heading, the heading itself left out; [] if there are many."""
    found = []
    for span in section.spans:
        text = report.text(span)
        for match in re.finditer(r"[^。！？\n]+[。！？]?", text):
            words = match.group().strip()
            if len(words) > 8 and section.path[-1] not in words:
                start = span.start + match.start() + match.group().index(words)
                found.append(Span(span.report_id, span.page, start, start + len(words)))
    return found if len(found) <= 6 else []


def _points_listing(
    span: Span,
    points: Sequence[Point],
    coverage: float,
    exact: float,
    path: tuple[str, ...],
) -> Listing:
    items, places = [], []
    for point in points:
        start, end = point.start, point.end
        items.append(_first_clause(point.text))
        places.append(
            Evidence(
                Span(span.report_id, span.page, span.start + start, span.start + end), context=path
            )
        )
    return Listing(tuple(items), coverage, 1, exact, tuple(places))


def _exact(name: str, question: Question) -> float:
    return pairs_in(_MARKER.sub("", name), squeeze(question.core))


def _heading_evidence(report: Report, section: Section) -> Evidence:
    first = section.spans[0]
    heading = section.path[-1]
    text = report.text(first)
    at = max(text.find(heading), 0)
    start = first.start + at
    return Evidence(
        Span(first.report_id, first.page, start, min(start + len(heading), first.end)),
        context=section.path[:-1],
    )


def _cell_lists(question: Question, report: Report) -> Iterable[Listing]:
    for table in report.tables:
        for cell in table.cells:
            if cell.is_header or not cell.spans:
                continue
            heads = squeeze(" ".join((*cell.row_path, *cell.col_path)))
            coverage = cover(question.terms, heads, squeeze(table.caption))
            if coverage < 0.4:
                continue
            exact = _exact(squeeze("".join((*cell.row_path[-1:], *cell.col_path[-1:]))), question)
            yield from _cell_items(report, table, cell, coverage, exact)


def _cell_items(
    report: Report, table: Table, cell: Cell, coverage: float, exact: float
) -> Iterable[Listing]:
    context = tuple(filter(None, (table.caption, *cell.row_path, *cell.col_path)))
    for span in cell.spans:
        text = report.text(span)
        points = find_points(text)
        if len(points) > 1:
            yield _points_listing(span, points, coverage, exact, context)
            continue
        items = split_items(text.rstrip("。；;.")) if "、" in text else ()
        if len(items) > 1:
            evidence = Evidence(span, context=context, locator=cell.locator)
            yield Listing(items, coverage, 0 if coverage >= 0.95 else 2, exact, (evidence,))


def _column_lists(question: Question, report: Report) -> Iterable[Listing]:
    """All different texts under a column header: 年度主要任务有哪几项."""
    for table in report.tables:
        columns: dict[tuple[int, str], list[Cell]] = {}
        for cell in table.cells:
            if cell.text.strip() and cell.col_path and cell.text not in cell.col_path:
                columns.setdefault((cell.col, cell.col_path[-1]), []).append(cell)
        for (_, header), cells in columns.items():
            name = squeeze(header)
            if len(name) > 20 or any(scan_numbers(c.text) for c in cells[:1]):
                continue
            coverage = cover(question.terms, name, "")
            texts = dict.fromkeys(" ".join(c.text.split()) for c in cells)
            if coverage >= 0.95 and len(texts) > 1 and max(map(len, texts)) <= 60:
                places = tuple(
                    Evidence(c.spans[0], context=(table.caption, header), locator=c.locator)
                    for c in {" ".join(c.text.split()): c for c in reversed(cells)}.values()
                    if c.spans
                )
                ordered = tuple(sorted(places, key=lambda e: (e.quote.page, e.quote.start)))
                yield Listing(tuple(texts), coverage, 0, _exact(name, question), ordered)


def _sentence_lists(question: Question, source: Source) -> Iterable[Listing]:
    wants_titles = bool(_ASKS_TITLES.search(question.core))
    for sentence in source.sentences:
        if not _LISTS.search(sentence.text):
            continue
        words = f"{sentence.folded}|{sentence.heads}"
        coverage = cover(question.terms, words, sentence.around)
        if coverage < 0.4 or lacks(question.terms, words, sentence.around):
            continue
        titles = tuple(dict.fromkeys(_TITLES.findall(sentence.text)))
        items = titles if wants_titles and titles else enumerated(sentence.text, question)
        if len(items) > 1:
            evidence = Evidence(sentence.span, context=sentence.section, locator=sentence.locator)
            yield Listing(items, coverage, 1, 0.5, (evidence,))


def enumerated(sentence: str, question: Question) -> tuple[str, ...]:
    """Return the items a sentence lists after 包括/分别是/：, or () if it lists none.

    Of several listing clauses, the one whose lead carries the question wins,
    then the longer one.
    """
    best: tuple[float, int, tuple[str, ...]] | None = None
    for trigger in _TRIGGER.finditer(sentence):
        tail = re.split(r"[。；;]", sentence[trigger.end() :], maxsplit=1)[0]
        items = split_items(tail)
        if len(items) < 2:
            continue
        clause = re.split(r"[。；;]", sentence[: trigger.start()])[-1][-20:]
        lead = cover(question.terms, squeeze(clause), "")
        strength = 1 if len(trigger.group()) > 1 or trigger.group() in ":：" else 0
        key = (round(lead, 1) + 0.2 * strength, len(items), items)
        if best is None or key[:2] > best[:2]:
            best = key
    return best[2] if best else ()


def split_items(text: str) -> tuple[str, ...]:
    """Divide 「甲、乙（丙、丁）及戊」 into its items; brackets keep theirs together."""
    parts, depth, current = [], 0, ""
    for character in text.strip():
        depth += character in "（(《“「"
        depth -= character in "）)》”」"
        if character == "、" and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    parts[-1:] = _split_last(parts[-1])
    cleaned = (re.sub(r"等(?:\S{0,6})?$", "", p.strip(" ，。；;：:")).strip() for p in parts)
    items = tuple(p for p in cleaned if p)
    return items if len(items) > 1 else ()


def _split_last(last: str) -> list[str]:
    last = re.split(r"[，。；;]", last, maxsplit=1)[0]
    found = [m for m in _LAST.finditer(last) if 0 < m.start() < len(last) - 1]
    if len(found) == 1:
        return [last[: found[0].start()], last[found[0].end() :]]
    return [last]


def strip_marker(heading: str) -> str:
    """Return a heading without its number and closing stop."""
    return _MARKER.sub("", heading).strip(" 。；;")


def _first_clause(text: str) -> str:
    words = strip_marker(text)
    first = re.split(r"[。；;]", words, maxsplit=1)[0]
    return first.strip() or words.strip()
