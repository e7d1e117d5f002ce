"""One figure a report for a measure, all of one role: what a comparison is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.finding import Found, find_figures
from qa.match import Candidate
from qa.read_figure import contradicts, disagrees
from qa.reading import printed
from qa.roles import ROLE_WORDS, measure_words, rank_role
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question

_NEAR = 0.3  # coverage from which on a miss is worth naming
_OUTCOME = (Role.EXECUTION, Role.ACTUAL)
Key = tuple[FigureKind, Role]


@dataclass(frozen=True, slots=True)
class Picked:
    """The figure a report gives; `notes` say what else a reader must know of it."""

    source: Source
    group: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.group[0].figure


def one_each(
    question: Question,
    sources: Sequence[Source],
    settings: QASettings,
    told: Callable[[int], None] | None = None,
) -> tuple[list[Picked], dict[str, str]]:
    """Return one figure a report, and by report id why the others have none.

    A question that names no role is answered in the one that most reports
    give.  Unlike a question to one report, nothing is ever asked back: a report
    with two figures that fit alike is left out.  `told` hears how many reports
    have been looked at.
    """
    held: list[Found] = []
    why: dict[str, str] = {}
    for number, source in enumerate(sources, 1):
        found, missed = find_figures(question, [source], settings)
        if found:
            held.append(found[0])
        else:
            near = missed if missed is not None and missed.coverage >= _NEAR else None
            said = f"，最接近的是{_called(near)}" if near else ""
            why[source.card.id] = f"没有找到{said}"
        if told is not None:
            told(number)
    key = _shared(held, bool(question.roles))
    picked = []
    for found_here in held:
        taken = _pick(found_here, key, bool(question.roles), settings)
        if isinstance(taken, Picked):
            picked.append(taken)
        else:
            why[found_here.source.card.id] = taken
    units = Counter(p.figure.unit for p in picked)
    unit = units.most_common(1)[0][0] if units else ""
    fitting = []
    for one in picked:
        if convert(one.figure.value, one.figure.unit, unit) is None:
            why[one.source.card.id] = f"给出的是{printed(one.figure)}，不能换算成{unit}"
        else:
            fitting.append(one)
    return fitting, why


def _pick(found: Found, key: Key, named: bool, settings: QASettings) -> Picked | str:
    group = next((g for g in found.groups if _key(g[0].figure, named) == key), None)
    if group is None:
        figure = found.groups[0][0].figure
        role = ROLE_WORDS[key[1]]
        lacking = f"没有{role}，" if role and figure.kind is key[0] else ""
        return f"{lacking}给出的是{_called(found.groups[0][0])}"
    rest = [g for g in found.groups if g is not group]
    other = next((g[0] for g in rest if disagrees(group[0].figure, g[0].figure)), None)
    if other is None:
        rival = next((g[0] for g in rest if contradicts(group[0], g[0], settings)), None)
        if rival is not None:
            return f"有两个数都说得通：{_called(group[0])}、{_called(rival)}"
    said = (f"报告中两处不一致，另一处是{printed(other.figure)}",) if other else ()
    return Picked(found.source, group, said)


def _called(candidate: Candidate) -> str:
    return f"{measure_words(candidate.figure)} {printed(candidate.figure)}"


def _shared(held: Sequence[Found], named: bool) -> Key:
    """Return kind and role that most reports give; of equals the one meant soonest."""
    counted = Counter(
        key for found in held for key in {_key(g[0].figure, named) for g in found.groups}
    )
    return max(
        counted,
        key=lambda key: (counted[key], -rank_role(key[1])),
        default=(FigureKind.PLAIN, Role.OTHER),
    )


def _key(figure: Figure, named: bool) -> Key:
    """Return kind and role of a figure; a role that was asked for has been seen to."""
    if named:
        return figure.kind, Role.OTHER
    # 实际完成 in a table and a plain count in prose say the same of a thing counted.
    if figure.role in _OUTCOME or (figure.role is Role.OTHER and figure.kind is FigureKind.COUNT):
        return figure.kind, Role.EXECUTION
    return figure.kind, figure.role
