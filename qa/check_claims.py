"""Check somebody else's text: each of its figures against the reports.

A figure is looked for as a question would be (`qa.understand`, `qa.match`):
by whose it is, what it measures, in what role and for when.  Only what fits
in all of these agrees or contradicts; digits that merely coincide do neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.meaning import read_statements
from ingest.model import FigureKind
from ingest.statement import Statement
from ingest.units import convert, split_unit
from qa.audit_finding import Operand
from qa.check_amount import judge_amount
from qa.check_compute import compute, derives
from qa.check_find import (
    find_stated,
    in_time,
    is_specific,
    names_something,
    question_for,
    year_of,
)
from qa.check_model import Checked, CheckedFigure, CheckVerdict, Place
from qa.check_scope import Sentence, scoped_sentences
from qa.finding import Found
from qa.match import Candidate
from qa.read_figure import nearest_words
from qa.reading import printed
from qa.roles import ROLE_WORDS, measure_words
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source, Sources
from qa.understand import Question
from vectorstore.model import ReportCard

_SURE = 0.9  # share of what is said that a figure must carry to contradict it
_LONGEST = 100_000  # characters of a text that are still checked


def check_claims(
    text: str,
    cards: Sequence[ReportCard],
    sources: Sources,
    settings: QASettings | None = None,
) -> Checked:
    """Return a text with every figure in it judged.

    cards    the reports it may be checked against
    sources  where they are opened

    Dates are no figures.  What is beyond the first 100 000 characters is not read.
    """
    settings = settings or QASettings()
    text = text[:_LONGEST]
    sentences = list(scoped_sentences(text, cards))
    found: list[CheckedFigure] = []
    at = 0
    for paragraph in text.split("\n"):
        above = ""
        for statement in read_statements(paragraph):
            if statement.token.kind is FigureKind.DATE:
                continue
            start = at + statement.token.start
            sentence = next((s for s in sentences if s.start <= start < s.end), None)
            if sentence is not None:
                checker = _Checker(text, at, sentence, cards, sources, settings)
                checked, above = checker.check(statement, above)
                found.append(checked)
        at += len(paragraph) + 1
    return Checked(text, tuple(found))


@dataclass(frozen=True, slots=True)
class _Checker:
    """Checks the figures of one sentence; `offset` is where its paragraph begins."""

    text: str
    offset: int
    sentence: Sentence
    cards: Sequence[ReportCard]
    sources: Sources
    settings: QASettings

    def check(self, statement: Statement, above: str) -> tuple[CheckedFigure, str]:
        """Return a figure's verdict, and what it measures for those after it that leave it out.

        above  what the figure before it measures
        """
        scope, token = self.sentence.scope, statement.token
        year = statement.period[:4] or self.sentence.year
        opened = [self.sources.open(card) for card in scope.reports]
        question = question_for(statement, statement.measure, scope, self.cards, opened)
        borrowed = bool(above) and not (statement.concept or names_something(question))
        if borrowed:
            question = question_for(
                statement, f"{above} {statement.measure}", scope, self.cards, opened
            )
        core = " ".join(question.core.split())
        carried = core if names_something(question) and not borrowed else above
        blank = CheckedFigure(
            printed=token.printed,
            start=self.offset + token.start,
            end=self.offset + token.end,
            sentence=self.text[self.sentence.start : self.sentence.end].strip(),
            sought=_sought(statement, core, scope, year),
            role=statement.role,
            verdict=CheckVerdict.NOT_FOUND,
            words="",
        )
        if scope.missing or not opened:
            missing = "、".join(scope.missing)
            words = f"库里没有{missing or '所说部门'}的报告"
            return replace(blank, words=words), carried
        judged = self._judge(blank, statement, question, opened, year, borrowed)
        return judged, carried

    def _judge(
        self,
        blank: CheckedFigure,
        statement: Statement,
        question: Question,
        opened: Sequence[Source],
        year: str,
        borrowed: bool,
    ) -> CheckedFigure:
        words = self.text[self.sentence.start : self.sentence.end]
        at = blank.start - self.sentence.start
        derived = derives(words, at, statement)
        dated = "-" in statement.period
        found, missed = find_stated(question, opened, year, self.settings, dated)
        agreeing = None if derived else _agreeing(statement, found, year)
        if agreeing is not None:
            return _read(blank, *agreeing)
        of_year = [s for s in opened if not year or year_of(s) in ("", year)]
        scope = self.sentence.scope
        computed = compute(words, at, statement, question, scope, of_year, self.settings)
        if computed is not None and (computed.agrees or derived):
            lead = "计算得出一致" if computed.agrees else "按报告的数计算不是这个数"
            verdict = CheckVerdict.COMPUTED if computed.agrees else CheckVerdict.CONTRADICTED
            return replace(
                blank,
                verdict=verdict,
                words=f"{lead}：{computed.computation}",
                computation=computed.computation,
                places=computed.places,
            )
        rivals = [] if derived or borrowed else _rivals(statement, question, found, year)
        nearest = nearest_words(missed, opened) if missed and not derived else None
        return _otherwise(blank, rivals, nearest)


def _agreeing(
    statement: Statement, found: Sequence[Found], year: str
) -> tuple[Source, Candidate, CheckVerdict] | None:
    """Return the figure of a report that the stated one is, best agreement first."""
    ranked: list[tuple[int, Source, Candidate, CheckVerdict]] = []
    for one in found:
        for number, group in enumerate(one.groups):
            for candidate in group:
                figure = candidate.figure
                if not in_time(year, one.source, candidate):
                    continue
                verdict = judge_amount(statement.token, figure.value, figure.unit, figure.qualifier)
                rank = _ORDER.index(verdict) if verdict else -1
                if verdict is not None and not (
                    verdict is CheckVerdict.APPROXIMATE and number > 0 and statement.concept
                ):
                    ranked.append((rank, one.source, candidate, verdict))
    if not ranked:
        return None
    _, source, candidate, verdict = min(ranked, key=lambda item: item[0])
    return source, candidate, verdict


_ORDER = [CheckVerdict.READ, CheckVerdict.CONVERTED, CheckVerdict.APPROXIMATE]


def _read(
    blank: CheckedFigure, source: Source, candidate: Candidate, verdict: CheckVerdict
) -> CheckedFigure:
    place = _place(source, candidate)
    lead = {
        CheckVerdict.READ: "与报告一致",
        CheckVerdict.CONVERTED: "单位换算后一致",
        CheckVerdict.APPROXIMATE: "约数一致",
    }[verdict]
    figure = candidate.figure
    computation = ""
    if verdict is CheckVerdict.CONVERTED:
        computation = f"{printed(figure)} = {blank.printed}"
    stated = "" if verdict is CheckVerdict.READ else f"，报告写 {figure.qualifier}{printed(figure)}"
    words = f"{lead}{stated}（{place.who} {_where(source, candidate)}）"
    return replace(blank, verdict=verdict, words=words, places=(place,), computation=computation)


def _rivals(
    statement: Statement, question: Question, found: Sequence[Found], year: str
) -> list[tuple[Source, Candidate]]:
    """Return the figures that a stated one contradicts: surely of the same thing.

    An agreeing figure may fit loosely, its amount speaks for it; one that
    differs must carry nearly all that is said.
    """
    if not is_specific(question):
        return []
    return [
        (one.source, group[0])
        for one in found
        for group in one.groups[:1]
        if in_time(year, one.source, group[0])
        and _comparable(statement, group[0])
        and group[0].coverage >= _SURE
    ]


def _otherwise(
    blank: CheckedFigure,
    rivals: Sequence[tuple[Source, Candidate]],
    nearest: str | None,
) -> CheckedFigure:
    """A figure that agrees with nothing: contradicted where the report has it, else not found."""
    if len({source.card.id for source, _ in rivals}) == 1:
        source, candidate = rivals[0]
        place = _place(source, candidate)
        figure = candidate.figure
        words = (
            f"报告写的是 {figure.qualifier}{printed(figure)}"
            f"（{place.who} {_where(source, candidate)}，{measure_words(figure)}）"
        )
        return replace(blank, verdict=CheckVerdict.CONTRADICTED, words=words, places=(place,))
    if rivals:
        words = "几份报告都有这一项，各不相同，请写明部门和年度"
    else:
        words = f"报告里没有找到{blank.sought}" + (f"；最接近的：{nearest}" if nearest else "")
    return replace(blank, words=words)


def _comparable(statement: Statement, candidate: Candidate) -> bool:
    figure, token = candidate.figure, statement.token
    if not token.unit or not figure.unit:
        return token.kind is figure.kind
    if token.kind is FigureKind.COUNT:
        return figure.kind is FigureKind.COUNT
    return convert(figure.value, figure.unit, token.unit) is not None or (
        split_unit(figure.unit)[1] == split_unit(token.unit)[1]
    )


def _sought(statement: Statement, core: str, scope: Scope, year: str) -> str:
    of_year = [c for c in scope.reports if not year or str(c.identity.fiscal_year or "") == year]
    bodies = dict.fromkeys(c.identity.agency or c.title for c in scope.reports[:2])
    if year and scope.reports and not of_year:
        return f"{'、'.join(bodies)}{year}年的“{core[:40]}”"
    if len(scope.reports) > 3 and not year:
        return f"“{core[:40]}”"
    who = "、".join(
        dict.fromkeys(describe(c.identity, c.title) for c in (of_year or scope.reports)[:2])
    )
    role = ROLE_WORDS[statement.role]
    measure = core[:40] or " ".join(statement.measure.split())[:40]
    name = measure if not role or role in measure else f"{measure}（{role}）"
    return f"{who}的“{name}”" if who else f"“{name}”"


def _place(source: Source, candidate: Candidate) -> Place:
    who = describe(source.card.identity, source.card.title)
    return Place(source.report, who, Operand.of(candidate.figure, measure_words(candidate.figure)))


def _where(source: Source, candidate: Candidate) -> str:
    figure = candidate.figure
    if source.report.paged:
        return f"第{figure.span.page}页"
    return figure.locator or source.report.file_name
