"""Figures in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ingest.fold import squeeze
from ingest.layout import Composition
from ingest.meaning import read_statements
from ingest.model import Figure, FigureKind, ReportIdentity, Role, Section, Span, UnitSource
from ingest.regions import read_region
from ingest.sections import section_at
from ingest.statement import Statement

_NEAR = 3  # paragraphs after a heading that it may still be the subject of


def figures_in_prose(
    composition: Composition, sections: Sequence[Section], identity: ReportIdentity
) -> Iterator[Figure]:
    """Yield the figures of all paragraphs; ids are left empty."""
    locators = {page.number: page.locator for page in composition.pages}
    path: tuple[str, ...] = ()
    since = 0  # paragraphs since the heading
    for paragraph in composition.paragraphs:
        if not paragraph.spans:
            continue
        here = section_at(sections, paragraph.spans[0])
        since, path = (since + 1, path) if here == path else (0, here)
        topic = path[-1] if path and since <= _NEAR else ""
        for statement in read_statements(paragraph.text, topic):
            token = statement.token
            span = place(paragraph.spans, token.start, token.end)
            yield Figure(
                id="",
                value=token.value,
                unit=token.unit,
                kind=token.kind,
                printed=token.printed,
                measure=statement.measure,
                span=span,
                quote=quote_on(paragraph.spans, statement, span.page),
                role=with_default(statement.role, statement, identity),
                concept=statement.concept,
                subject=other_subject(statement.owner, identity),
                period=statement.period,
                qualifier=token.qualifier,
                high=token.high,
                unit_source=_source(statement),
                context=path,
                section=path,
                locator=locators.get(span.page, ""),
            )


def place(spans: Sequence[Span], start: int, end: int) -> Span:
    """Return where characters start:end of a text made of `spans` stand.

    What runs over a page break is placed on the page it begins on.
    """
    at = 0
    for span in spans:
        length = span.end - span.start
        if start < at + length:
            first = span.start + start - at
            return Span(span.report_id, span.page, first, min(span.start + end - at, span.end))
        at += length
    last = spans[-1]
    return Span(last.report_id, last.page, last.end, last.end)


def quote_on(spans: Sequence[Span], statement: Statement, page: int) -> Span:
    """Return the part of a statement's sentence that stands on the figure's page."""
    start, end = statement.quote
    at = 0
    for span in spans:
        length = span.end - span.start
        if span.page == page and start < at + length and end > at:
            low, high = max(start, at), min(end, at + length)
            if low <= statement.token.start < high:
                return Span(span.report_id, page, span.start + low - at, span.start + high - at)
        at += length
    return place(spans, statement.token.start, statement.token.end)


def other_subject(owner: str, identity: ReportIdentity) -> str:
    """Return `owner` if it is another organisation than the report's agency, else ""."""
    name, agency = squeeze(owner), squeeze(identity.agency)
    name = re.sub(r"(?:所属|及所属|各).{0,8}单位.*$|的$|本级$|部门$", "", name)
    if not name or not agency or name in agency or agency in name or not read_region(owner):
        return ""
    return "" if SequenceMatcher(None, name, agency).ratio() > 0.8 else owner


_DEFAULTS: Mapping[str, Role] = {"决算": Role.EXECUTION, "预算": Role.BUDGET}


def with_default(role: Role, statement: Statement, identity: ReportIdentity) -> Role:
    """Give money without a role that of its report: a final account tells what was spent."""
    token = statement.token
    if role is not Role.OTHER or token.kind is not FigureKind.MONEY or not statement.concept:
        return role
    year = str(identity.fiscal_year or "")
    if statement.period and not statement.period.startswith(year):
        return role
    if statement.concept.endswith(("收入", "收入合计")):
        return Role.INCOME
    return next((r for word, r in _DEFAULTS.items() if identity.kind.endswith(word)), role)


def _source(statement: Statement) -> UnitSource:
    if statement.inferred:
        return UnitSource.HEADER
    return UnitSource.EXPLICIT if statement.token.unit else UnitSource.NONE
