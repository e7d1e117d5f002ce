"""What programs may ask of 有据: the same verbs over HTTP and MCP.

Each function's arguments, types and docstring are what a client sees as the
endpoint's documentation.  All of them only read (those that change the store
are in `ui.verbs_store`); they raise YoujuError with one clear line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ingest.errors import QuestionError, YoujuError
from ui.commands_ask import parse_history
from ui.commands_compare import read_role
from ui.commands_reports import card_json, find_report
from ui.desk import Desk

Verb = Callable[..., Any]

_LONGEST = 20_000  # characters of a page handed out at once


def verbs_of(desk: Desk) -> tuple[Verb, ...]:
    """Return the verbs over one open desk."""

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        reports: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question in Chinese from the stored reports, every figure with its proof.

        question: one question, for example 番禺的项目支出是多少？
        history: earlier turns, each {"role": "user" or "assistant", "content": text}
        reports: ids, id prefixes or file names of the reports that may answer; none means all

        Returns the answer as JSON: outcome (answered, not_in_reports, unclear,
        failed), answer, figures with verdicts, citations with report, page,
        quote and boxes (PDF points, origin top left).
        """
        return desk.ask(question, parse_history(history), _ids(desk, reports))

    def reports() -> list[dict[str, Any]]:
        """List the stored reports: id, title, whose, which year, what kind, what was read."""
        # Where a file lies on the server is nobody's business.
        return [{k: v for k, v in card_json(c).items() if k != "path"} for c in desk.cards()]

    def read_page(report: str, page: int) -> dict[str, Any]:
        """Return the text of one page of a report, to read around a citation.

        report: id, id prefix or file name
        page: from 1; reports without pages (web pages, text, workbooks) count their parts
        """
        card = find_report(desk.library, report)
        pages = desk.library.report(card.id).pages
        if not 1 <= page <= len(pages):
            raise QuestionError(f"{card.file_name}：没有第{page}页，共{len(pages)}页。")
        text = pages[page - 1].text
        return {
            "report": card.file_name,
            "report_id": card.id,
            "page": page,
            "pages": len(pages),
            "text": text[:_LONGEST],
            "cut": len(text) > _LONGEST,
        }

    def compare(
        measure: str,
        role: str = "",
        years: list[int] | None = None,
        reports: list[str] | None = None,
    ) -> dict[str, Any]:
        """Set one measure side by side over every report that has it, the rest named with why not.

        measure: as reports call it, for example 项目支出
        role: which figure of it, for example 预算 or 执行; empty takes what most reports give
        years: fiscal years to keep; none means all
        reports: ids, id prefixes or file names to compare; none means all

        Returns rows with figure, rank, report, page and quote in one unit, a
        total where adding makes sense, and the reports left out.
        """
        from qa.compare_measure import Wanted, compare_measure
        from ui.comparison import comparison_json

        if not measure.strip():
            raise QuestionError("没有写要比较哪个指标。")
        cards = desk.chosen(_ids(desk, reports))
        wanted = Wanted(measure, read_role(role) if role else None, tuple(years or ()))
        with desk.sources() as sources:
            return comparison_json(compare_measure(wanted, cards, sources, desk.settings.qa))

    def check(text: str, reports: list[str] | None = None) -> dict[str, Any]:
        """Check every figure of somebody's text against the reports.

        text: up to 100 000 characters
        reports: ids, id prefixes or file names to check against; none means all

        Returns the figures with their verdict (read, converted, computed,
        approximate, contradicted, not_found), what the reports say instead,
        and where.
        """
        from qa.check_claims import check_claims

        if not text.strip():
            raise QuestionError("没有要核对的文字。")
        cards = desk.chosen(_ids(desk, reports))
        if not cards:
            raise QuestionError("库里还没有报告。")
        with desk.sources() as sources:
            return check_claims(text, cards, sources, desk.settings.qa).to_json()

    def audit(report: str) -> dict[str, Any]:
        """Check a report against itself: sums, rates, scores, prose against tables.

        report: id, id prefix or file name

        Returns each finding (contradicted, doubtful, passed, not_applicable)
        with its arithmetic and the place of every operand.
        """
        card = find_report(desk.library, report)
        with desk.sources() as sources:
            return sources.open(card).audit.to_json()

    return ask, reports, read_page, compare, check, audit


def raising(verb: Verb, kind: Callable[[str], Exception]) -> Verb:
    """Return the verb with the errors it raises on purpose as those of its door."""

    @wraps(verb)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return verb(*args, **kwargs)
        except YoujuError as error:
            raise kind(str(error)) from error

    return told


def _ids(desk: Desk, names: list[str] | None) -> tuple[str, ...]:
    return tuple(find_report(desk.library, name).id for name in names or ())
