"""Lists that sections hold: their subheadings, their points, their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.fold import squeeze
from ingest.model import Report, Section, Span
from ingest.sections import Point, find_points
from ingest.wraps import item_number
from qa.items import name_of
from qa.listing import (
    Listing,
    asks_points,
    exactness,
    first_clause,
    list_terms,
    of_another_side,
    points_listing,
    strip_marker,
    whole_points,
)
from qa.reading import Evidence
from qa.terms import cover
from qa.understand import Question

# A lead that only says that a list follows (主要有以下几个方面) leaves the naming to the heading.
_BARE_LEAD = re.compile(
    r"主要|具体|以下|如下|几个?|[一二三四五六七八九十两\d]|方面|有|为|是|包括|内容|情况|个|点|在于|的|：|:|，"
)


_INLINE = re.compile(
    r"(?<=[。；])(?P<heading>[一二三四五六七八九十]{1,3}、[^，。；：\n]{2,14})\n(?P<body>[^\n]+；[^\n]+)"
)
_AMOUNT = re.compile(r"\d[\d,.]*\s*(?:万|亿|元|%|％)")


@dataclass(frozen=True, slots=True)
class PointRun:
    """Points that count up, and what leads to them: the last sentence, and all on their line."""

    lead: str
    before: str
    span: Span
    points: tuple[Point, ...]

    def places(self) -> list[Span]:
        """Where its points stand."""
        rid, page, at = self.span.report_id, self.span.page, self.span.start
        return [Span(rid, page, at + p.start, at + p.end) for p in self.points]


def section_lists(question: Question, report: Report) -> Iterator[Listing]:
    """Lists under headings, and under the words that lead to numbered points."""
    asked, whole = squeeze(question.core), whole_points(question)
    for section in report.sections:
        yield from _inline(question, report, section)
        heading, above = squeeze(section.path[-1]), squeeze(" ".join(section.path[:-1]))
        coverage = cover(list_terms(question), heading, above)
        exact = exactness(heading, asked)
        children = [s for s in report.sections if s.path[:-1] == section.path]
        aside = of_another_side(question, *reversed(section.path))
        if len(children) > 1 and coverage >= 0.4 and not _organise(children) and not aside:
            listing = _headings(report, children, coverage, exact, whole)
            if _from_the_first(children):
                yield listing
            elif (first := _first_point(report, section)) is not None:
                item = strip_marker(report.text(first))
                places = (Evidence(first, context=section.path), *listing.evidence)
                yield replace(listing, items=(item, *listing.items), evidence=places)
            continue
        runs = [run for span in section.spans for run in point_runs(report, span)]
        for run in runs:
            lead = squeeze(run.lead)
            named = bool(_BARE_LEAD.sub("", lead)) and lead != heading
            around = squeeze(" ".join(section.path))
            own = max(
                cover(list_terms(question), lead, around) if named else 0.0,
                0.95 * cover(list_terms(question), squeeze(run.before), around)
                if run.before
                else 0.0,
            )
            if max(own, coverage) < 0.4 or len(run.points) < 2:
                continue
            if of_another_side(question, run.lead, *reversed(section.path)):
                continue
            told = own if named and (len(runs) > 1 or own > coverage) else exact
            listing = points_listing(
                run.span, run.points, max(own, coverage), told, section.path, whole
            )
            more = _over_page(report, section, run) if asks_points(question) else []
            texts = [report.text(span) for span in more]
            yield replace(
                listing,
                items=(
                    *listing.items,
                    *(strip_marker(t) if whole else first_clause(t) for t in texts),
                ),
                evidence=(*listing.evidence, *(Evidence(s, context=section.path) for s in more)),
            )
        if not runs and coverage >= 0.75 and (body := _body(report, section)):
            items = _named([strip_marker(report.text(span)) for span in body])
            places = tuple(Evidence(span, context=section.path) for span in body)
            yield Listing(items, coverage, 1, exact, places)


def _from_the_first(children: list[Section]) -> bool:
    """Whether numbered subheadings begin with the first: （二）、（三） are a list cut short."""
    marker = re.match(
        r"[（(]?([一二三四五六七八九十]+|\d{1,2})[)）、.．]", children[0].path[-1].strip()
    )
    return marker is None or marker[1] in ("一", "1")


def _first_point(report: Report, section: Section) -> Span | None:
    """The first point where it stands in the text and only those behind it are headings."""
    for span in section.spans:
        text = report.text(span)
        found = re.search(r"^\s*[（(]?[一1][)）、.．][^\n]+", text, re.M)
        if found:
            words = found[0].strip()
            start = span.start + text.index(words, found.start())
            return Span(span.report_id, span.page, start, start + len(words))
    return None


def _organise(children: list[Section]) -> bool:
    """Whether subheadings only divide the text (总体情况, 结构情况, 具体情况)."""
    return all(re.search(r"(?:情况|说明|概况)$", squeeze(c.path[-1])) for c in children)


def _inline(question: Question, report: Report, section: Section) -> Iterator[Listing]:
    """Clauses under a heading that stands at the end of the line before (…养成。六、整改措施)."""
    for span in section.spans:
        for found in _INLINE.finditer(report.text(span)):
            heading = squeeze(found["heading"])
            coverage = cover(list_terms(question), heading, "")
            start = span.start + found.start("body")
            body = Span(span.report_id, span.page, start, span.start + found.end("body"))
            clauses = _clauses(report, body)
            if coverage >= 0.75 and len(clauses) > 1:
                items = tuple(strip_marker(report.text(clause)) for clause in clauses)
                places = tuple(Evidence(c, context=(found["heading"],)) for c in clauses)
                yield Listing(items, coverage, 1, 1.0, places)


def point_runs(report: Report, span: Span) -> Iterator[PointRun]:
    """Return each run of points of a text with the words that lead to it.

    Points within one line are a run of that line; lines that begin with a
    number are one run together.
    """
    text = report.text(span)
    group_at, lead, before, at = -1, _heading_before(report, span), "", 0
    for line, led in _lines(text):
        points = find_points(line)
        inline = len(points) > 1 and points[0].start > 1
        words = line.strip()
        numbered = strip_marker(words) != words.strip(" 。；;，,")
        if group_at >= 0 and (not numbered or inline):
            yield from _run(span, text, group_at, at, lead)
            group_at = -1
        if inline:
            yield _shifted(span, at, points, led + line[: points[0].start])
        elif numbered and group_at < 0:
            group_at = at
        if words and not numbered:
            lead = before + words if words[-1] in "：:" else ""
            before = words if words[-1] in "。；;" else ""
        at += len(line)


_AGAIN = re.compile(r"(?<=[。；])(?=[^。；\n]{2,20}[：:]\s*(?:一是|1[.．、]|（一）|①))")
_COUNT = re.compile(r"一是|1[.．、]|（一）|①")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text, cut where a second count begins, each with what led to the first.

    问题：一是…二是…。措施：一是…二是…。 are two runs of one subject.
    """
    for line in [*text.splitlines(keepends=True), ""]:
        first = _COUNT.search(line)
        cuts = [m.start() for m in _AGAIN.finditer(line) if first and m.start() > first.start()]
        edges = [0, *cuts, len(line)]
        led = line[: first.start()] if first and cuts else ""
        for start, end in pairwise(edges):
            yield line[start:end], led if start else ""


def _heading_before(report: Report, span: Span) -> str:
    """A heading that the line before ends with (…未发生漏保。三、存在问题), "" if none."""
    before = report.pages[span.page - 1].text[: span.start].rstrip()
    last = re.split(r"[。；;\n]", before)[-1].strip()
    return last if re.match(r"[一二三四五六七八九十]{1,3}、", last) and len(last) <= 20 else ""


def _run(span: Span, text: str, start: int, end: int, lead: str) -> Iterator[PointRun]:
    points = find_points(text[start:end])
    if len(points) > 1:
        yield _shifted(span, start, points, lead)


def _shifted(span: Span, by: int, points: tuple[Point, ...], lead: str) -> PointRun:
    inner = Span(span.report_id, span.page, span.start + by, span.end)
    before = lead.strip(" ：:。；;\n")
    return PointRun(re.split(r"[。；;]", before)[-1], before, inner, points)


def _headings(
    report: Report, children: list[Section], coverage: float, exact: float, whole: bool
) -> Listing:
    items: list[str] = []
    places: list[Evidence] = []
    for child, following in zip(children, [*children[1:], None], strict=True):
        strays = _strays(report, child, following)
        ends = min((span for span in strays), default=None)
        body = [s for s in _body(report, child) if ends is None or s < ends] if whole else []
        told = (strip_marker(child.path[-1]), *(report.text(s).strip(" 。") for s in body))
        items.append("。".join(told))
        places.append(_heading_evidence(report, child))
        places += [Evidence(span, context=child.path) for span in body]
        for span in strays:
            items.append(strip_marker(report.text(span)))
            places.append(Evidence(span, context=child.path[:-1]))
    return Listing(tuple(items), coverage, 0, exact, tuple(places))


def _strays(report: Report, child: Section, following: Section | None) -> list[Span]:
    """The points behind a subheading that go on counting as no headings: （四） after （三）."""
    own, beside = (item_number(s.path[-1]) if s else None for s in (child, following))
    if own is None or (beside is not None and beside == own + 1):
        return []
    found: list[Span] = []
    for span in child.spans:
        found += _counting_on(report, span, own + len(found), child.path[-1].strip()[0])
    return found


def _counting_on(report: Report, span: Span, last: int, style: str = "") -> list[Span]:
    """The lines of a span that go on counting behind a number; of one style of marker, if given."""
    found, at = [], span.start
    for line in report.text(span).splitlines(keepends=True):
        words = line.strip()
        points = find_points(line)
        if len(points) > 1 and points[0].start <= 1 and item_number(words) == last + 1:
            found += [Span(span.report_id, span.page, at + p.start, at + p.end) for p in points]
            last += len(points)
        elif words and item_number(words) == last + 1 and words.startswith(style[:1]):
            start = at + line.index(words)
            found.append(Span(span.report_id, span.page, start, start + len(words)))
            last += 1
        at += len(line)
    return found


def _over_page(report: Report, section: Section, run: PointRun) -> list[Span]:
    """The points of a run that stand on the page behind it."""
    behind = [s for s in section.spans if s.page == run.span.page + 1]
    last = item_number(report.text(run.places()[-1]))
    closes = (
        run.places()[-1].end
        >= max((s.end for s in section.spans if s.page == run.span.page), default=0) - 3
    )
    return _counting_on(report, behind[0], last) if behind and last and closes else []


def _body(report: Report, section: Section) -> list[Span]:
    """The sentences under a heading, the heading left out; [] if there are many.

    One sentence of several clauses between semicolons is as many items.
    """
    found = []
    for span in section.spans:
        for match in re.finditer(r"[^。！？\n]+[。！？]?", report.text(span)):
            words = match.group().strip()
            if len(words) > 8 and squeeze(section.path[-1]) not in squeeze(words):
                start = span.start + match.start() + match.group().index(words)
                found.append(Span(span.report_id, span.page, start, start + len(words)))
    if len(found) <= 2 and any("；" in report.text(s) for s in found[:1]):
        return _clauses(report, found[0])
    return found if len(found) <= 6 else []


def _named(clauses: list[str]) -> tuple[str, ...]:
    """Clauses that each give an amount are called by what it is of (用于以下方面：甲类7万元；…)."""
    _, colon, first = clauses[0].partition("：")
    opened = [first, *clauses[1:]] if colon and first else clauses
    if len(clauses) > 1 and all(_AMOUNT.search(clause) for clause in opened):
        return tuple(name_of(clause) for clause in opened)
    return tuple(clauses)


def _clauses(report: Report, span: Span) -> list[Span]:
    return [
        Span(span.report_id, span.page, span.start + m.start(), span.start + m.end())
        for m in re.finditer(r"[^；;]+", report.text(span))
    ]


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
