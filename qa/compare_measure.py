"""One measure over every report in scope: a ranking whose every figure is proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.errors import QuestionError
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert, same_quantity
from qa.editions import primary_editions
from qa.finding import rounds_to
from qa.model import Answer, AnswerKind, Outcome, Verdict
from qa.one_each import Picked, one_each
from qa.prove import prove
from qa.reading import Claim, Evidence, Reading, printed, state
from qa.roles import measure_words
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source, Sources
from qa.understand import understand
from qa.wording import normalise
from vectorstore.editions import is_edition
from vectorstore.model import ReportCard

_ADDABLE = (FigureKind.MONEY, FigureKind.COUNT)
_NEVER_ADDED = (Role.RATE, Role.SHARE, Role.WEIGHT, Role.SCORE)
_LONGEST = 100  # characters of a measure


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared: a measure, in a role (None: what most reports give), of some years."""

    measure: str
    role: Role | None = None
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What one report gives.

    value   in the comparison's unit
    rank    1 is the highest; equal values share a rank
    n       number of its citation in the comparison's answer
    note    what a reader must know of it, "" if nothing
    """

    card: ReportCard
    figure: Figure
    value: Decimal
    verdict: Verdict
    rank: int
    n: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report in scope that has no row, and why."""

    card: ReportCard
    reason: str


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """The rows, highest first, and all that is not among them.

    total    the sum of the rows, None where adding makes no sense; then
             `no_total` says why, "" if there is nothing to add
    answer   the proved answer whose citations the rows point into
    """

    wanted: Wanted
    unit: str
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    total: Decimal | None
    no_total: str
    answer: Answer


def compare_measure(
    wanted: Wanted,
    cards: Sequence[ReportCard],
    sources: Sources,
    settings: QASettings,
    told: Callable[[int, int], None] | None = None,
) -> MeasureComparison:
    """Return a measure over all of `cards` of the years and kinds wanted.

    `told` hears (reports looked at, reports in all).  Raises QuestionError for
    a measure that says nothing, ProofError as `prove` does.
    """
    measure = normalise(wanted.measure)[:_LONGEST]
    if not measure:
        raise QuestionError("请写出要比较的指标，例如：项目支出。")
    inside = [card for card in cards if _within(card, wanted)]
    opened = [sources.open(card) for card in inside]
    asked = understand(f"{measure}是多少", Scope(tuple(inside)), [s.text for s in opened])
    roles = (wanted.role,) if wanted.role else asked.roles
    asked = replace(asked, kind=AnswerKind.FIGURE, roles=roles)
    if not (asked.terms or asked.concepts or asked.roles):
        raise QuestionError(f"“{measure}”说不出要比较什么。请写指标的名称，例如：项目支出。")

    def looked(number: int) -> None:
        if told is not None:
            told(number, len(opened))

    found, why = one_each(asked, opened, settings, looked)
    picked, again = _one_edition(found, {card.id for card in primary_editions(inside)})
    why |= again
    left_out = [LeftOut(s.card, why[s.card.id]) for s in opened if s.card.id in why]
    return _made(wanted, picked, left_out, opened)


def _one_edition(
    found: Sequence[Picked], primary: Collection[str]
) -> tuple[list[Picked], dict[str, str]]:
    """Keep one edition of each report, the primary one if it gives the figure."""
    kept: list[Picked] = []
    why: dict[str, str] = {}
    for one in sorted(found, key=lambda p: p.source.card.id not in primary):
        card = one.source.card
        place = next((n for n, p in enumerate(kept) if is_edition(p.source.card, card)), None)
        if place is None:
            kept.append(one)
            continue
        first = kept[place]
        why[card.id] = f"与{first.source.card.file_name}是同一份报告的两个版本，只列一个"
        a, b = first.figure, one.figure
        alike = same_quantity(a.value, a.unit, b.value, b.unit)
        if not (alike or rounds_to(a, b) or rounds_to(b, a)):
            why[card.id] += f"；这一版写的是{printed(b)}"
            said = f"另一版本{card.file_name}写的是{printed(b)}"
            kept[place] = replace(first, notes=(*first.notes, said))
    return kept, why


def _within(card: ReportCard, wanted: Wanted) -> bool:
    who = card.identity
    return (not wanted.years or who.fiscal_year in wanted.years) and (
        not wanted.kinds or who.kind in wanted.kinds
    )


def _made(
    wanted: Wanted,
    picked: Sequence[Picked],
    left_out: Sequence[LeftOut],
    opened: Sequence[Source],
) -> MeasureComparison:
    units = Counter(one.figure.unit for one in picked)
    unit = units.most_common(1)[0][0] if units else ""
    valued = [(_value(one.figure, unit), one) for one in picked]
    valued.sort(key=lambda pair: -pair[0])  # stable: equals stay in the reports' order
    answer = _proved(wanted, [one for _, one in valued], len(left_out), opened)
    ranks = {value: n for n, (value, _) in reversed(list(enumerate(valued, 1)))}
    rows = tuple(
        Row(
            one.source.card,
            one.figure,
            value,
            Verdict.READ if one.figure.unit == unit else Verdict.CONVERTED,
            ranks[value],
            answer.figures[number].citations[0],
            _note(one),
        )
        for number, (value, one) in enumerate(valued)
    )
    no_total = _why_no_total(rows)
    total = sum((r.value for r in rows), Decimal(0)) if len(rows) > 1 and not no_total else None
    return MeasureComparison(wanted, unit, rows, tuple(left_out), total, no_total, answer)


def _proved(
    wanted: Wanted, picked: Sequence[Picked], missing: int, opened: Sequence[Source]
) -> Answer:
    """Return an answer with one claim and one figure a row, in the rows' order."""
    claims = []
    for one in picked:
        card, figure = one.source.card, one.figure
        evidence = tuple(Evidence.of(c.figure) for c in one.group[:3])
        name = measure_words(figure)
        text = f"{describe(card.identity, card.title)}，{name}：{printed(figure)}"
        claims.append(Claim(text, evidence, (state(figure, evidence, name),)))
    outcome = Outcome.ANSWERED if claims else Outcome.NOT_IN_REPORTS
    words = "" if claims else f"范围内的 {missing} 份报告都没有这个数。"
    reading = Reading(outcome, AnswerKind.COMPARISON, tuple(claims), words=words)
    return prove(wanted.measure, wanted.measure, reading, {s.card.id: s for s in opened})


def _note(one: Picked) -> str:
    notes = list(one.notes)
    if one.figure.qualifier:
        notes.append(f"原文说的是“{one.figure.qualifier}”")
    if one.figure.high is not None:
        notes.append(f"原文是一个范围：{printed(one.figure)}")
    return "；".join(notes)


def _why_no_total(rows: Sequence[Row]) -> str:
    """Return why the rows must not be added, "" if they may be or there is nothing to add."""
    if len(rows) < 2:
        return ""
    figures = [row.figure for row in rows]
    if figures[0].kind not in _ADDABLE or any(f.role in _NEVER_ADDED for f in figures):
        return "比率和得分不能相加"
    if any(f.high is not None for f in figures):
        return "其中有范围，不能相加"
    if len({f.role for f in figures}) > 1:
        return "各份报告给出的口径不同，不能相加"
    who = [(r.card.identity.agency, r.card.identity.fiscal_year) for r in rows]
    if _repeated(who):
        return "同一部门同一年度有几份报告，相加会重复"
    agencies, years = {agency for agency, _ in who}, {year for _, year in who}
    if len(years) > 1 and (len(agencies) > 1 or figures[0].kind is FigureKind.COUNT):
        return "年度不同，不能相加"
    return ""


def _repeated(items: Collection[object]) -> bool:
    return len(set(items)) < len(items)


def _value(figure: Figure, unit: str) -> Decimal:
    value = convert(figure.value, figure.unit, unit)
    assert value is not None  # one_each kept those that convert
    return value
