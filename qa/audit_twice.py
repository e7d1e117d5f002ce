"""Rules about one figure stated in two places: in prose and a table, or twice in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from ingest.fold import squeeze
from ingest.measures import concept
from ingest.model import Figure, FigureKind, Role
from ingest.units import convert
from qa.audit_finding import AuditVerdict, Finding, Operand, Rule, plain
from qa.audit_table import TOTAL
from qa.audit_tolerance import HALF, rounded_like, step_of
from qa.audit_view import Audited, Paragraph, Said
from qa.audit_words import PLANNED, SPENT, extra_words, fund_of, sentence_of, stem
from qa.reading import printed
from qa.roles import ROLE_WORDS

_CODED = re.compile(
    r"(?P<a>[^“”（）()、，。：\s]{2,}?)[（(]类[)）]"
    r"(?:(?P<b>[^“”（）()，。：\s]{2,}?)[（(]款[)）])?(?:(?P<c>[^“”，。：\s]{2,}?)[（(]项[)）])?"
)
_WHOLE_COLUMN = re.compile(r"合计|总计|决算数|预算数|金额|支出数")
_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．]\s*)"
)
_FACTOR = Decimal(10_000)


def check_prose_tables(audited: Audited) -> Iterator[Finding]:
    """What prose says of a measure against the table that has it, role and year alike."""
    rows = _paths(audited)
    for paragraph in audited.paragraphs:
        for item in paragraph.said:
            figure = item.figure
            if figure.kind is not FigureKind.MONEY or figure.high is not None:
                continue
            if figure.role not in _STATED or audited.period(figure) != audited.year:
                continue
            path = code_path(figure.measure)
            places = _by_path(rows, path, figure) if path else _by_concept(audited, figure)
            if places:
                yield _compare(audited, paragraph, item, places, bool(path))


def check_restated(audited: Audited) -> Iterator[Finding]:
    """One measure of one year and role, stated in two paragraphs, and once otherwise."""
    seen: dict[tuple[object, ...], list[tuple[int, Figure]]] = {}
    for number, paragraph in enumerate(audited.paragraphs):
        for item in paragraph.said:
            if (key := _identity(audited, item.figure)) is not None:
                seen.setdefault(key, []).append((number, item.figure))
    for found in seen.values():
        first_number, first = found[0]
        for number, other in found[1:]:
            if number == first_number and not code_path(first.measure):
                continue
            yield _twice(audited, first, other)


def check_scores_restated(audited: Audited) -> Iterator[Finding]:
    """The total score as running text gives it against the table's."""
    tables = [
        f
        for grid in audited.grids
        for f in grid.figures.values()
        if f.concept == "总分" and f.role is Role.SCORE
    ]
    prose = [
        f
        for f in audited.prose
        if f.role is Role.SCORE
        and f.kind is FigureKind.SCORE
        and (f.concept == "总分" or re.search(r"整体.*自评(?:得分|分)", f.measure))
        and audited.period(f) == audited.year
    ]
    for figure in prose:
        if len({f.value for f in tables}) == 1:
            yield _twice(audited, figure, tables[0])


def code_path(measure: str) -> tuple[str, ...]:
    """Return the names of 类, 款, 项 a measure gives: (教育支出, 普通教育, 小学教育)."""
    found = _CODED.search(measure)
    if found is None:
        return ()
    return _once(squeeze(part) for part in found.groups() if part)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without one that only repeats the one before (款 and 项 of one name)."""
    return tuple(name for name, _ in groupby(names))


def _by_path(
    places: Mapping[tuple[str, ...], list[Figure]], path: tuple[str, ...], figure: Figure
) -> list[Figure]:
    """Return the figures of tables whose row is that 类款项, in the column of the whole."""
    return [other for other in places.get(path, ()) if _same_role(figure, other)]


def _paths(audited: Audited) -> dict[tuple[str, ...], list[Figure]]:
    """Return the figures of whole columns of tables by the names of their rows."""
    found: dict[tuple[str, ...], list[Figure]] = {}
    for grid in audited.grids:
        for figure in grid.figures.values():
            last = squeeze(figure.col_path[-1]) if figure.col_path else ""
            if _WHOLE_COLUMN.search(last) and "收入" not in "".join(figure.col_path):
                own = _once(squeeze(_MARK.sub("", head)) for head in figure.row_path)
                found.setdefault(own, []).append(figure)
    return found


def _by_concept(audited: Audited, figure: Figure) -> list[Figure]:
    """Return the figures of tables of the same canonical measure, role and year."""
    known = concept(figure.concept)
    if known is None or known.kind != "money" or figure.concept == "一般公共预算":
        return []
    return [
        other
        for grid in audited.grids
        for other in grid.figures.values()
        if other.concept == figure.concept
        and other.kind is FigureKind.MONEY
        and audited.period(other) == audited.year
        and _same_role(figure, other)
        and _of_whole(other)
    ]


def _of_whole(figure: Figure) -> bool:
    """Whether a cell is the measure's whole: in a total's row, or its row is named so."""
    if not figure.row_path:
        return True
    last = squeeze(_MARK.sub("", figure.row_path[-1]))
    return bool(TOTAL.fullmatch(last)) or squeeze(figure.concept)[:4] in last


_STATED = frozenset({*PLANNED, *SPENT, Role.INCOME, Role.OTHER})


def _same_role(prose: Figure, table: Figure) -> bool:
    if prose.role is table.role or {prose.role, table.role} <= PLANNED:
        return True
    if prose.role is Role.OTHER or Role.INCOME in (prose.role, table.role):
        return table.role in _STATED
    return False


def _compare(
    audited: Audited, paragraph: Paragraph, item: Said, places: Sequence[Figure], exact: bool
) -> Finding:
    figure = item.figure
    agreeing = [other for other in places if _agrees(figure, other)]
    start, _ = sentence_of(paragraph, item.start)
    fund = fund_of(figure.measure) or fund_of(paragraph.text[start : item.start])
    own = [o for o in places if fund and fund in squeeze("".join(o.context))]
    if own and not any(o in own for o in agreeing) and fund in squeeze(figure.measure):
        agreeing, places = [], own
    role = ROLE_WORDS[figure.role]
    name = (figure.concept or " ".join(code_path(figure.measure)[-1:]))[:40]
    name += f"（{role}）" if role else ""
    if agreeing:
        other = agreeing[0]
        words = f"{name}：正文 {printed(figure)} 与表中 {printed(other)} 一致（{_place(other)}）"
        pair = (Operand.of(figure, "正文"), Operand.of(other, "表中"))
        return Finding("prose-table", AuditVerdict.PASSED, words, "", pair)
    operands = (Operand.of(figure, "正文"), *(Operand.of(o, "表中") for o in places[:4]))
    stated = "、".join(dict.fromkeys(printed(o) for o in places))
    converted = convert(places[0].value, places[0].unit, figure.unit)
    arithmetic = ""
    if converted is not None and places[0].unit != figure.unit:
        arithmetic = f"{plain(places[0].value)}{places[0].unit} = {plain(converted)}{figure.unit}"
    words = f"{name}：正文写 {printed(figure)}，表中是 {stated}（{_place(places[0])}）"
    if converted and _thousandfold(figure.value, converted):
        words += "，正好差一万倍，像是单位写错"
    distinct = {convert(o.value, o.unit, figure.unit) for o in places}
    sure = (
        len(distinct) == 1
        and not figure.qualifier
        and (exact or not extra_words(figure, audited))
        and (figure.role is not Role.OTHER or exact)
    )
    if not sure:
        words += "；口径可能不同，请核对"
    verdict = AuditVerdict.CONTRADICTED if sure else AuditVerdict.DOUBTFUL
    return Finding("prose-table", verdict, words, arithmetic, operands)


def _agrees(figure: Figure, other: Figure) -> bool:
    """Whether two figures are one amount, each as far as it is printed."""
    value = convert(other.value, other.unit, figure.unit)
    if value is None:
        return False
    step = step_of(figure.value)
    own = convert(step_of(other.value), other.unit, figure.unit) or Decimal(0)
    return abs(value - figure.value) <= max(step * HALF + own * HALF, min(step, own))


def _thousandfold(one: Decimal, other: Decimal) -> bool:
    return bool(one and other) and (
        rounded_like(other / _FACTOR, one) == one or rounded_like(other * _FACTOR, one) == one
    )


def _identity(audited: Audited, figure: Figure) -> tuple[object, ...] | None:
    """Return what makes a figure of running text the same as another's, or None."""
    if figure.kind in (FigureKind.DATE, FigureKind.PLAIN) or figure.qualifier:
        return None
    if figure.high is not None or figure.role in (Role.CHANGE, Role.SHARE, Role.TARGET):
        return None
    path = code_path(figure.measure)
    if not path and (not figure.concept or extra_words(figure, audited)):
        return None
    if figure.kind is FigureKind.PERCENT and figure.concept != "预算完成率":
        return None
    planned = figure.role in PLANNED
    if path and figure.role is Role.OTHER and audited.report.identity.kind.endswith("预算"):
        planned = True  # a budget that only names an item states its budget
    role = Role.BUDGET if planned else figure.role
    if figure.kind is FigureKind.MONEY and role is Role.OTHER:
        return None
    name = path or (figure.concept, fund_of(figure.measure))
    period = figure.period if figure.kind is FigureKind.COUNT else audited.period(figure)
    return (*name, role, figure.kind, figure.subject, period or audited.year)


def _twice(audited: Audited, one: Figure, other: Figure) -> Finding:
    operands = (Operand.of(one, "一处"), Operand.of(other, "另一处"))
    name = one.concept or " ".join(code_path(one.measure)[-1:]) or one.measure[:30]
    if _agrees(one, other) or _agrees(other, one):
        words = f"{name}：两处都是 {printed(one)}"
        return Finding("restated", AuditVerdict.PASSED, words, "", operands)
    first = f"第{one.span.page}页" if audited.report.paged else "一处"
    second = f"第{other.span.page}页" if audited.report.paged else "另一处"
    words = f"{name}：{first}写 {printed(one)}，{second}写 {printed(other)}，两处不一致"
    alike = stem(one)[-8:] == stem(other)[-8:] or bool(code_path(one.measure))
    verdict = AuditVerdict.CONTRADICTED if alike or one.concept == "总分" else AuditVerdict.DOUBTFUL
    return Finding("restated", verdict, words, "", operands)


def _place(figure: Figure) -> str:
    return figure.locator or f"第{figure.span.page}页"


RULES = (
    Rule("prose-table", "正文与表", "正文和表都写了的金额", check_prose_tables),
    Rule("restated", "同一个数写了两次", "正文里写了两次的指标", check_restated),
    Rule("score-restated", "正文总分与表中总分", "正文和表都写了总分的报告", check_scores_restated),
)
