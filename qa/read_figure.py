"""Read the figure a question asks for out of the figures in scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.fold import squeeze
from ingest.measures import find_roles
from ingest.model import Figure, Role
from qa.finding import Found, find_figures
from qa.match import Candidate
from qa.model import AnswerKind, Outcome, Verdict
from qa.reading import Claim, Evidence, Reading, printed, state
from qa.role_fit import accepted_roles
from qa.roles import ROLE_WORDS, measure_words
from qa.scope import describe
from qa.settings import QASettings
from qa.sources import Source
from qa.terms import cover
from qa.understand import Question


def read_figure(question: Question, sources: Sequence[Source], settings: QASettings) -> Reading:
    """Return the figure asked for, or why there is none.

    One report answers; if several would and the question names none of them,
    it is unclear and they are listed.
    """
    found, missed = find_figures(question, sources, settings)
    if not found and {Role.TARGET, Role.ACTUAL} >= set(question.roles) > set():
        flattened = _without_roles(question, sources, settings)
        if flattened is not None:
            return flattened
    if not found:
        return Reading(
            Outcome.NOT_IN_REPORTS, AnswerKind.FIGURE, nearest=nearest_words(missed, sources)
        )
    rivals = rival_reports(found)
    if len(rivals) > 1:
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.FIGURE,
            options=tuple(describe(f.source.card.identity, f.source.card.title) for f in rivals),
        )
    return _read_one(question, found[0], settings)


def _without_roles(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Quote a target and what came of it where a flattened table no longer tells them apart.

    Both figures must stand in the text under the words asked for; neither is
    given a role that the text does not give it.
    """
    found, _ = find_figures(replace(question, roles=()), sources, settings)
    if len(found) != 1 or found[0].groups[0][0].figure.table_id:
        return None
    source, named = found[0].source, found[0].groups[0][0].figure
    bare = [
        view.figure
        for view in source.figures
        if view.figure.unit == named.unit
        and squeeze(view.figure.printed) == view.sentence
        and cover(question.terms, squeeze(_line_before(source, view.figure)), "") >= 0.95
    ]
    if not bare:
        return None
    figures = sorted((*bare, named), key=lambda figure: figure.span)
    who = describe(source.card.identity, source.card.title)
    claims: list[Claim] = []
    for figure in figures:
        evidence = (Evidence.of(figure),)
        words = f"{who}，原文的表已散成文字，未分目标与实际，照录：" if not claims else ""
        stated = state(figure, evidence, measure_words(named))
        claims.append(Claim(f"{words}{qualified(figure)}", evidence, (stated,)))
    return Reading(Outcome.ANSWERED, AnswerKind.FIGURE, tuple(claims))


def _line_before(source: Source, figure: Figure) -> str:
    text = source.report.pages[figure.quote.page - 1].text[: figure.quote.start]
    return text.rstrip("\n").rsplit("\n", 1)[-1]


def rival_reports(found: Sequence[Found]) -> list[Found]:
    """The reports that would answer as well as the best: one must be chosen by the asker."""
    best = max(f.groups[0][0].coverage for f in found)
    return [f for f in found if f.groups[0][0].coverage >= best - 0.1]


def _read_one(question: Question, found: Found, settings: QASettings) -> Reading:
    main = _wanted(question, found)
    rest = [g for g in found.groups if g not in main]
    twin = next((g for g in rest if disagrees(main[0][0].figure, g[0].figure)), None)
    if twin is not None and len(main) == 1:
        who = describe(found.source.card.identity, found.source.card.title)
        both = (
            claim_of(main[0], f"报告中两处不一致。{who}，"),
            claim_of(twin, "另一处记为："),
        )
        return Reading(Outcome.ANSWERED, AnswerKind.FIGURE, both)
    rival = next((g for g in rest if contradicts(main[0][0], g[0], settings)), None)
    if rival is not None:
        pair = (main[0][0], rival[0])
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.FIGURE,
            options=tuple(f"{measure_words(c.figure)}（{printed(c.figure)}）" for c in pair),
        )
    beside = [g for g in rest if _belongs_beside(question, main[0][0], g[0])][:3]
    who = describe(found.source.card.identity, found.source.card.title)
    claims = [claim_of(group, f"{who}，" if i == 0 else "") for i, group in enumerate(main)]
    claims += [claim_of(group, "另：") for group in beside]
    return Reading(Outcome.ANSWERED, AnswerKind.FIGURE, tuple(claims))


def _wanted(question: Question, found: Found) -> list[tuple[Candidate, ...]]:
    """The groups that are asked for: one, or one for each role named."""
    if len(question.roles) < 2:
        return [found.groups[0]]
    wanted = []
    for role in question.roles:
        accepted = accepted_roles((role,))
        if role is Role.BUDGET and Role.INITIAL_BUDGET in question.roles:
            accepted = frozenset({role})
        group = next((g for g in found.groups if g[0].figure.role in accepted), None)
        if group is not None and group not in wanted:
            wanted.append(group)
    return wanted or [found.groups[0]]


def disagrees(one: Figure, other: Figure) -> bool:
    """Whether two places state one measure, one in prose and one in a table, differently."""
    return (
        bool(one.concept)
        and one.concept == other.concept
        and one.role == other.role
        and one.kind == other.kind
        and one.period[:4] == other.period[:4]
        and bool(one.table_id) != bool(other.table_id)
        and _leaf(one) == _leaf(other)
    )


def _leaf(figure: Figure) -> str:
    """The measure without what only sums it up: 人员经费合计 is 人员经费."""
    heads = figure.row_path[-1:] if figure.table_id else (figure.measure,)
    words = squeeze("".join(heads))
    for mention in find_roles(words):
        words = words.replace(mention.printed, "")
    return re.sub(r"合计|总计|小计|支出$", "", words)


def contradicts(main: Candidate, other: Candidate, settings: QASettings) -> bool:
    """Two values of one role, neither fitting the question better."""
    return (
        main.figure.role == other.figure.role
        and main.figure.kind == other.figure.kind
        and abs(main.score - other.score) < settings.margin
    )


def _belongs_beside(question: Question, main: Candidate, other: Candidate) -> bool:
    """The same measure in another role: the budget beside what was executed."""
    if question.roles or main.figure.role == other.figure.role:
        return False
    a, b = main.figure, other.figure
    if a.kind is not b.kind:
        return False
    if a.table_id and a.table_id == b.table_id:
        return a.cell_row == b.cell_row
    return bool(a.concept) and a.concept == b.concept


def claim_of(group: Sequence[Candidate], lead: str = "") -> Claim:
    """Return the statement of one figure with all the places that state it."""
    figure = group[0].figure
    evidence = tuple(Evidence.of(c.figure) for c in group[:3])
    measure = measure_words(figure)
    role = ROLE_WORDS[figure.role]
    name = measure if not role or _says(measure, figure.role) else f"{measure} {role}"
    text = f"{lead}{name}：{qualified(figure)}"
    stated = [state(figure, evidence, measure)]
    if figure.role is Role.CHANGE and figure.value < 0:  # -410.00 is a decrease of 410.00
        less = f"{-figure.value:f}{figure.unit}"
        text += f"，即减少{less}"
        shown = replace(stated[0].figure, value=-figure.value, printed=less)
        stated.append(replace(stated[0], figure=replace(shown, verdict=Verdict.CONVERTED)))
    return Claim(text, evidence, tuple(stated))


def lead_of(name: str, figure: Figure) -> str:
    """Return what a question calls a figure, to stand before it, "" where its measure says it."""
    return "" if not name or squeeze(name) in squeeze(measure_words(figure)) else f"{name}，"


def qualified(figure: Figure) -> str:
    """Return a figure's words with its qualifier on the side it is printed on."""
    words, qualifier = printed(figure), figure.qualifier
    if not qualifier or qualifier in words:
        return words
    return words + qualifier if _BEHIND.match(qualifier) else qualifier + words


_BEHIND = re.compile(r"以[上下内外]|及以[上下]|[或和]以[上下]|余|多|左右|上下|之内|前|后")


def _says(measure: str, role: Role) -> bool:
    return any(m.role is role for m in find_roles(measure))


def nearest_words(missed: Candidate | None, sources: Sequence[Source]) -> str | None:
    """Return the nearest thing found, with its place, or None if nothing comes near."""
    if missed is None or missed.coverage < 0.3:
        return None
    source = next(s for s in sources if s.card.id == missed.report_id)
    figure = missed.figure
    place = f"第{figure.span.page}页" if source.report.paged else figure.locator
    who = describe(source.card.identity, source.card.title)
    where = " ".join(filter(None, (source.card.file_name, place)))
    return f"{who}给出的是：{measure_words(figure)} {printed(figure)}（{where}）"
