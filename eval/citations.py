"""Whether the citations of an answer are true, checked against the stored reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.cases import ExpectedReport
from ingest.errors import ReportMissing
from ingest.model import Report
from ingest.numerals import scan_numbers
from ingest.units import money_unit, same_quantity, split_unit
from qa.model import Answer, AnswerFigure, Citation, Verdict

_LONGEST_QUOTE = 300
_MONEY = ("元", "千元", "万元", "亿元")

ReportOf = Callable[[str], Report]  # id → report; raises ReportMissing


@dataclass(frozen=True, slots=True)
class CitationFault:
    """What is wrong with one citation (n from 1), or with the lack of one (n 0)."""

    n: int
    reason: str


def check_citations(
    answer: Answer,
    report_of: ReportOf,
    reports: Sequence[ExpectedReport] = (),
    pages: Sequence[tuple[str, tuple[int, ...]]] = (),
    quotes: Sequence[str] = (),
) -> tuple[CitationFault, ...]:
    """Return everything wrong with the citations of an answer; nothing if all are true.

    Each quote must stand in the report at the page it names (white space
    aside, running over to the next page at most) and be no longer than 300
    characters; the citation must name its report rightly; each figure must
    stand in a quote it points to; and the case's own demands must be met.
    """
    faults: list[CitationFault] = []
    known: dict[str, Report] = {}
    for citation in answer.citations:
        try:
            known[citation.report_id] = report_of(citation.report_id)
        except ReportMissing:
            faults.append(CitationFault(citation.n, f"库里没有报告 {citation.report_id}"))
            continue
        faults += _place(citation, known[citation.report_id])
    faults += _figures(answer)
    faults += wrong_reports(answer.citations, known, reports)
    faults += _demands(answer.citations, known, pages, quotes)
    return tuple(faults)


def wrong_reports(
    citations: Sequence[Citation], known: dict[str, Report], wanted: Sequence[ExpectedReport]
) -> list[CitationFault]:
    """Return a fault for each citation of a report that was not asked for, and
    for each report that was asked for and is not cited.

    What a report is, its stored identity says; where it is not at hand
    (`known`), what the citation says of it.
    """
    if not wanted:
        return []
    faults, met = [], set()
    for citation in citations:
        fitting = {i for i, want in enumerate(wanted) if _fits(want, citation, known)}
        met |= fitting
        if not fitting:
            faults.append(
                CitationFault(citation.n, f"引自别的报告 {citation.title or citation.report}")
            )
    for index, want in enumerate(wanted):
        if index not in met:
            faults.append(CitationFault(0, f"没有引用 {_name(want)} 的报告"))
    return faults


def holds_figure(figure: AnswerFigure, quote: str, context: Sequence[str] = ()) -> bool:
    """Whether a quote holds a figure: as printed, or as the same quantity.

    A cell's bare number takes its unit from the headers, which stand in the
    context; it holds the figure if the value agrees under a unit named there
    or, for money, under the unit the figure was converted from.
    """
    if figure.printed and _bounded(_squeezed(figure.printed), _squeezed(quote)):
        return True
    named = [unit for text in context if (unit := money_unit(text))]
    for token in scan_numbers(quote):
        units = [token.unit]
        if not token.unit:
            units.append(figure.unit)
        elif not split_unit(token.unit)[1]:  # 2 万, its base in the words around it
            units.append(token.unit + split_unit(figure.unit)[1])
        if not token.unit and figure.verdict is Verdict.CONVERTED:
            units += named or _MONEY
        for unit in units:
            values = [token.value] if token.high is None else [token.value, token.high]
            if any(_agrees(value, unit, figure) for value in values):
                return True
    return False


def _place(citation: Citation, report: Report) -> list[CitationFault]:
    faults = []
    quote = _squeezed(citation.quote)
    if not quote:
        return [CitationFault(citation.n, "没有引文")]
    if len(citation.quote) > _LONGEST_QUOTE:
        faults.append(CitationFault(citation.n, f"引文超过 {_LONGEST_QUOTE} 字"))
    if report.paged != (citation.page is not None):
        wrong = "没有页码" if report.paged else "这种格式没有页，却写了页码"
        faults.append(CitationFault(citation.n, wrong))
    if citation.page is None:
        if quote not in _squeezed("".join(page.text for page in report.pages)):
            faults.append(CitationFault(citation.n, "报告里没有这句引文"))
    elif not _stands_on(quote, report, citation.page):
        faults.append(CitationFault(citation.n, f"第{citation.page}页没有这句引文"))
    identity = report.identity
    claimed = (citation.report, citation.region, citation.fiscal_year, citation.agency)
    if claimed != (report.file_name, identity.region, identity.fiscal_year, identity.agency):
        faults.append(CitationFault(citation.n, "报告的名称、地区、年度或部门写得与报告不符"))
    return faults


def _stands_on(quote: str, report: Report, page: int) -> bool:
    if not 1 <= page <= len(report.pages):
        return False
    here = _squeezed(report.pages[page - 1].text)
    if quote in here:
        return True
    # A sentence may run over the page break; it has to begin on its page.
    following = _squeezed(report.pages[page].text) if page < len(report.pages) else ""
    start = (here + following).find(quote, max(0, len(here) - len(quote)))
    return 0 <= start < len(here)


def _figures(answer: Answer) -> list[CitationFault]:
    by_number = {citation.n: citation for citation in answer.citations}
    faults = []
    for figure in answer.figures:
        cited = [by_number[n] for n in figure.citations if n in by_number]
        if not cited:
            faults.append(CitationFault(0, f"{figure.printed} 没有出处"))
        elif figure.verdict is not Verdict.COMPUTED and not any(
            holds_figure(figure, c.quote, c.context) for c in cited
        ):
            faults.append(CitationFault(cited[0].n, f"引文里没有 {figure.printed}"))
    if answer.answer and not answer.citations:
        faults.append(CitationFault(0, "一条引用也没有"))
    return faults


def _demands(
    citations: Sequence[Citation],
    known: dict[str, Report],
    pages: Sequence[tuple[str, tuple[int, ...]]],
    quotes: Sequence[str],
) -> list[CitationFault]:
    faults = []
    for name, wanted in pages:
        cited = [c for c in citations if c.report == name and c.page is not None]
        if cited and not any(c.page in wanted for c in cited):
            faults.append(CitationFault(cited[0].n, f"应引 {name} 第{_or(wanted)}页"))
    texts = [_squeezed(c.quote) for c in citations]
    for form in quotes:
        if not any(_bounded(_squeezed(form), text) for text in texts):
            faults.append(CitationFault(0, f"没有一条引文含“{form}”"))
    return faults


def _fits(want: ExpectedReport, citation: Citation, known: dict[str, Report]) -> bool:
    report = known.get(citation.report_id)
    if report is None:
        names = (citation.agency, citation.region, citation.title)
        year, kind = citation.fiscal_year, citation.title
    else:
        identity = report.identity
        names = (identity.agency, identity.region, report.title)
        year, kind = identity.fiscal_year, identity.kind + report.title
    text = _squeezed(" ".join(names))
    return (
        _squeezed(want.region) in text
        and _squeezed(want.agency) in text
        and want.kind in kind
        and want.fiscal_year in (None, year)
    )


def _name(want: ExpectedReport) -> str:
    year = f"{want.fiscal_year}年" if want.fiscal_year else ""
    return f"{want.region}{want.agency}{year}{want.kind}"


def _agrees(value: Decimal, unit: str, figure: AnswerFigure) -> bool:
    return same_quantity(value, unit, figure.value, figure.unit)


def _bounded(form: str, text: str) -> bool:
    before = r"(?<![\d.,])" if form[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if form[-1:].isdigit() else ""
    return bool(form) and re.search(before + re.escape(form) + after, text) is not None


def _or(pages: Sequence[int]) -> str:
    return "、".join(str(page) for page in pages)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
