"""Choose the figures of a sum or comparison that belong together, and tell if they do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from ingest.units import split_unit
from qa.counted import in_unit
from qa.finding import Found
from qa.match import Candidate
from qa.roles import rank_role
from qa.tense import PLANNED, SPENT

_SURE = 0.9  # coverage from which on an operand is what it is asked as, wherever it stands
_LIKELY = 0.8
_OUTCOME = frozenset({Role.EXECUTION, Role.ACTUAL, Role.OTHER, Role.INCOME})
_PERSONS = dict.fromkeys(("名", "位"), "人")
_MARGIN = 0.02  # two ways nearer than this, an operand, fit alike
_NEAR = 4  # groups of an operand that are looked at


def belonging(
    operands: Sequence[Found], roles: Sequence[tuple[Role, ...]], *, share: bool
) -> list[Candidate]:
    """Return one figure an operand, those that belong together.

    roles  that the question says of each operand
    share  one is a part of the other

    Where the question tells no two roles apart they have one, and statements in
    one column or sentence come first.  Nothing is returned where others of one
    role would do as well.
    """
    first = [o.groups[0][0] for o in operands]
    if share and len({c.figure.table_id for c in first}) > 1:
        groups = [[c for g in o.groups for c in g if c.figure.table_id] for o in operands]
        pairs = ((a, b) for b in groups[-1] for a in groups[0])
        same = next(((a, b) for a, b in pairs if _of_one_table(a.figure, b.figure)), None)
        if same and len(operands) == 2:
            return list(same)
    told = first[0].figure.table_id == ""
    if share and told and not any(roles):
        first[1] = _nearest(first[0], operands[1])
    elif share and not any(roles):
        first = _of_one_sort(operands) or first
    elif not share and len(set(roles)) < 2:
        ways, shared = _alongside(operands, roles[0] if roles else ())
        if shared and not ways:
            return []
        named = any(roles) and _distinct(first) and akin(first)
        first = first if named else next(filter(akin, ways), ways[0] if ways else first)
    for table in (c.figure.table_id for c in first):
        beside = [_in_table(o, c, table) for o, c in zip(operands, first, strict=True)]
        if table and all(beside):
            return [c for c in beside if c is not None]
    return first


def _of_one_sort(operands: Sequence[Found]) -> list[Candidate] | None:
    """The best figures of a role and kind that all operands share, None if they share none."""
    keys = [{(g[0].figure.role, g[0].figure.kind) for g in o.groups} for o in operands]
    shared = min(set.intersection(*keys), key=lambda k: rank_role(k[0]), default=None)
    if shared is None:
        return None
    return [
        next(g[0] for g in o.groups if (g[0].figure.role, g[0].figure.kind) == shared)
        for o in operands
    ]


def _alongside(
    operands: Sequence[Found], asked: tuple[Role, ...]
) -> tuple[list[list[Candidate]], bool]:
    """For each sort that all operands share, the figures given nearest to each other.

    Also whether any sort is shared: one of which others would do as well is left out.
    """
    shared = set.intersection(*({_sort(g[0].figure) for g in o.groups} for o in operands))
    found = []
    for key in sorted(shared, key=lambda k: (k[0] not in asked, rank_role(k[0]), k[1:])):
        held = [
            [c for g in o.groups for c in g if _sort(c.figure) == key][:_NEAR] for o in operands
        ]
        ways = [(_besides(w), sum(c.score for c in w), w) for w in product(*held) if _distinct(w)]
        ways.sort(key=_fit)
        if ways and not _rivalled(ways):
            found.append(list(ways[0][2]))
    return found, bool(shared)


def _distinct(way: Sequence[Candidate]) -> bool:
    return len({c.figure.span for c in way}) == len(way)


_Way = tuple[int, float, tuple[Candidate, ...]]  # how near to each other, how well they fit


def _fit(way: _Way) -> tuple[int, float]:
    return -way[0], -way[1]


def _rivalled(ways: Sequence[_Way]) -> bool:
    """Whether other figures of the same names would do as well: 中央资金 of another project."""
    near, score, best = ways[0]
    values, names = [_amount(c) for c in best], [squeeze(c.figure.measure) for c in best]
    return any(
        other_near == near
        and other >= score - _MARGIN * len(best)
        and [squeeze(c.figure.measure) for c in way] == names
        and [_amount(c) for c in way] != values
        for other_near, other, way in ways[1:]
    )


def _amount(candidate: Candidate) -> object:
    unit = split_unit(candidate.figure.unit)
    return candidate.figure.value * unit[0], unit[1]


def _besides(way: Sequence[Candidate]) -> int:
    return sum(_beside(way[0].figure, c.figure) for c in way[1:])


def _sort(figure: Figure) -> tuple[Role, str, str]:
    """What operands must share: 172所 and 11.37万人 are of two sorts."""
    base = split_unit(figure.unit)[1] if figure.kind is FigureKind.COUNT else ""
    return figure.role, figure.kind.value, _PERSONS.get(base, base)


def _beside(one: Figure, other: Figure) -> int:
    """How near two figures are given to each other, 0 for not at all."""
    if one.table_id or other.table_id:
        return 2 * (one.table_id == other.table_id and one.col_path == other.col_path)
    return 1 * (one.quote == other.quote)


def akin(chosen: Sequence[Candidate]) -> bool:
    """Whether figures are of one basis, so that adding or subtracting them says something.

    They stand in one row, column or sentence, or are each surely what is asked
    for and given in one unit and one role.
    """
    figures = [c.figure for c in chosen]
    sure = all(c.coverage >= _SURE and (c.precision >= 0.5 or c.figure.concept) for c in chosen)
    units = {_PERSONS.get(u := split_unit(f.unit)[1], u) for f in figures}
    if len(units - {""}) > 1:  # 925个党支部, 921支队伍
        beside = len({(f.table_id, f.cell_row, f.section) for f in figures}) == 1
        alike = all(in_unit(f, figures[0].unit) is not None for f in figures)
        return alike and (sure or (beside and all(c.coverage >= _SURE for c in chosen)))
    roles = {_meant(c) for c in chosen}
    if len(roles) > 1 and not roles <= _OUTCOME:
        money = {f.kind for f in figures} == {FigureKind.MONEY}
        if not money or len({f.concept for f in figures}) > 1:
            return False
    places = {(f.table_id, f.cell_row if f.table_id else f.quote) for f in figures}
    columns = {(f.table_id, f.col_path) for f in figures if f.table_id}
    if len(places) == 1 or (len(columns) == 1 and all(f.table_id for f in figures)):
        return True
    if figures[0].concept and len({f.concept for f in figures}) == 1:
        return True
    wholes = {(c.view.whole, c.figure.section) for c in chosen}
    if len(wholes) == 1 and chosen[0].view.whole:  # lines of one list, parts of one sum
        return True
    return sure or _of_one_name(chosen)


def _of_one_name(chosen: Sequence[Candidate]) -> bool:
    """Whether each is the same thing of another: 居民医保…当期结余, 职工医保…当期结余."""
    names = {squeeze(c.figure.measure) for c in chosen}
    told = all(c.coverage >= _LIKELY and c.precision >= _SURE for c in chosen)
    return told and len(names) == 1 and len({c.figure.quote for c in chosen}) == len(chosen)


def _meant(candidate: Candidate) -> Role:
    """The role of a figure, by its tense where it is printed with none: all of a budget is 预算."""
    role = candidate.figure.role
    if role is Role.OTHER and candidate.figure.kind is FigureKind.MONEY:
        return {PLANNED: Role.BUDGET, SPENT: Role.EXECUTION}.get(candidate.view.tense, role)
    return role


def one_of_another(chosen: Sequence[Candidate]) -> bool:
    """Whether one figure is a part of another, so that both are never added up."""
    return any(_part_of(a, b) for a in chosen for b in chosen if a is not b)


def _part_of(part: Candidate, whole: Candidate) -> bool:
    one, other = part.figure, whole.figure
    if not one.table_id or one.table_id != other.table_id:
        return bool(part.view.whole) and squeeze(other.printed) in part.view.whole
    paths = ((one.row_path, other.row_path), (one.col_path, other.col_path))
    return any(0 < len(b) < len(a) and a[: len(b)] == b for a, b in paths) and any(
        a == b for a, b in paths
    )


def in_one_row(figures: Sequence[Figure]) -> bool:
    """Whether all stand in one row of a table, or none in a table.

    What heads a group of rows (效益指标（30分）) stands in the first of them, and is not of it.
    """
    rows = {(f.table_id, f.table_id and (f.cell_row, bool(f.row_path))) for f in figures}
    return len(rows) == 1


def _of_one_table(one: Figure, other: Figure) -> bool:
    return one.table_id == other.table_id and one.role == other.role


def _nearest(part: Candidate, whole: Found) -> Candidate:
    """The statement of the whole that the part is given beside: of its table, section, page."""

    def distance(candidate: Candidate) -> tuple[bool, bool, int, int]:
        one, other = part.figure, candidate.figure
        return (
            one.table_id != other.table_id,
            one.section != other.section,
            rank_role(other.role),
            abs(one.span.start - other.span.start) + 10_000 * abs(one.span.page - other.span.page),
        )

    return min((group[0] for group in whole.groups), key=distance)


def _in_table(found: Found, like: Candidate, table: str) -> Candidate | None:
    """Another statement of the same figure that stands in a table."""
    for group in found.groups:
        if like in group:
            return next((c for c in group if c.figure.table_id == table), None)
    return None
