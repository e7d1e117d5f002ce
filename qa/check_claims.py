"""Check somebody else's text: each of its figures against the reports.

A figure is looked for as a question would be (`qa.understand`, `qa.match`):
by whose it is, what it measures, in what role and for when.  Only what fits
in all of these agrees or contradicts; digits that merely coincide do neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.meaning import Statement, read_statements
from ingest.model import FigureKind, Role
from ingest.units import convert, split_unit
from qa.audit_finding import Operand
from qa.check_amount import judge_amount
from qa.check_compute import compute, derives
from qa.check_model import Checked, CheckedFigure, CheckVerdict, Place
from qa.check_scope import Sentence, scoped_sentences
from qa.match import Candidate
from qa.model import AnswerKind
from qa.read_figure import Found, find_figures, nearest_words
from qa.reading import printed
from qa.roles import ROLE_WORDS, measure_words
from qa.scope import Scope, describe, find_scope
from qa.settings import QASettings
from qa.sources import Source, Sources
from qa.understand import Question, normalise, understand
from vectorstore.model import ReportCard

_DATE_WORDS = re.compile(
    r"截至|截止|\d{4}\s*年度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:年?[底末初])?"
)
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
        opened = [self.sources.open(card) for card in scope.reports or scope.neighbours]
        question = _question(statement, statement.measure, scope, self.cards, opened)
        if above and not _names_something(question):
            words = f"{above} {statement.measure}"
            question = _question(statement, words, scope, self.cards, opened)
        core = " ".join(question.core.split())
        blank = CheckedFigure(
            printed=token.printed,
            start=self.offset + token.start,
            end=self.offset + token.end,
            sentence=self.text[self.sentence.start : self.sentence.end].strip(),
            sought=_sought(statement, core, scope),
            role=statement.role,
            verdict=CheckVerdict.NOT_FOUND,
            words="",
        )
        if scope.missing or not opened:
            missing = "、".join(scope.missing)
            words = f"库里没有{missing or '所说部门或年度'}的报告"
            return replace(blank, words=words), core
        judged = self._judge(blank, statement, question, opened)
        return judged, core

    def _judge(
        self,
        blank: CheckedFigure,
        statement: Statement,
        question: Question,
        opened: Sequence[Source],
    ) -> CheckedFigure:
        words = self.text[self.sentence.start : self.sentence.end]
        at = blank.start - self.sentence.start
        derived = derives(words, at, statement)
        found, missed = ([], None) if derived else find_figures(question, opened, self.settings)
        agreeing = _agreeing(statement, found)
        if agreeing is not None:
            return _read(blank, *agreeing)
        computed = compute(
            words, at, statement, question, self.sentence.scope, opened, self.settings
        )
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
        return _otherwise(blank, statement, question, found, nearest_words(missed, opened))


def _question(
    statement: Statement,
    measure: str,
    scope: Scope,
    cards: Sequence[ReportCard],
    opened: Sequence[Source],
) -> Question:
    """Return the question that a figure of the text answers; `measure` says of what."""
    words = normalise(_DATE_WORDS.sub(" ", measure))
    named = find_scope(words, cards)
    texts = [source.text for source in opened]
    asked = understand(words, replace(scope, spans=named.spans, plural=False), texts)
    token = statement.token
    counted = token.unit if token.kind is FigureKind.COUNT else ""
    roles = asked.roles if statement.role is Role.OTHER else (statement.role,)
    if statement.role is Role.RATE and not asked.roles:
        roles = ()  # 覆盖率, 满意度: the name of what is measured, not a role
    if not scope.reports:
        asked = replace(asked, other_years=scope.years)
    return replace(
        asked,
        kind=AnswerKind.FIGURE,
        numbers=(),
        roles=roles,
        unit=counted,
        wants=None if token.kind is FigureKind.PLAIN else token.kind,
    )


def _agreeing(
    statement: Statement, found: Sequence[Found]
) -> tuple[Source, Candidate, CheckVerdict] | None:
    """Return the figure of a report that the stated one is, best agreement first."""
    ranked: list[tuple[int, Source, Candidate, CheckVerdict]] = []
    for one in found:
        for number, group in enumerate(one.groups):
            for candidate in group:
                figure = candidate.figure
                if not _in_time(statement, one.source, candidate):
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


def _in_time(statement: Statement, source: Source, candidate: Candidate) -> bool:
    """Whether a figure is of the year that is spoken of."""
    if not statement.period:
        return True
    own = candidate.figure.period[:4] or str(source.card.identity.fiscal_year or "")
    return not own or own == statement.period[:4]


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


def _otherwise(
    blank: CheckedFigure,
    statement: Statement,
    question: Question,
    found: Sequence[Found],
    nearest: str | None,
) -> CheckedFigure:
    """A figure that agrees with nothing: contradicted where the report has it, else not found."""
    rivals = [
        (one, group[0])
        for one in found
        for group in one.groups[:1]
        if _in_time(statement, one.source, group[0]) and _comparable(statement, group[0])
    ]
    if len({one.source.card.id for one, _ in rivals}) == 1 and _specific(question):
        one, candidate = rivals[0]
        place = _place(one.source, candidate)
        figure = candidate.figure
        words = (
            f"报告写的是 {figure.qualifier}{printed(figure)}"
            f"（{place.who} {_where(one.source, candidate)}，{measure_words(figure)}）"
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


def _specific(question: Question) -> bool:
    """Whether the text says what is measured, not only a role or a unit."""
    return bool(question.concepts or question.roles or any(t.noun for t in question.terms))


def _names_something(question: Question) -> bool:
    return bool(question.concepts) or any(term.noun for term in question.terms)


def _sought(statement: Statement, core: str, scope: Scope) -> str:
    who = "、".join(dict.fromkeys(describe(c.identity, c.title) for c in scope.reports[:3]))
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
