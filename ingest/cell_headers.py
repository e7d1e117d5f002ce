"""What the headers of a table cell say of its number: role, unit, measure, period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clauses import date_text
from ingest.measures import concept, find_concepts, find_roles
from ingest.model import Cell, FigureKind, ReportIdentity, Role, Table, UnitSource
from ingest.numerals import NumberToken, scan_numbers
from ingest.units import money_unit
from ingest.wording import says_only

_WEIGHT = re.compile(r"分值|权重|满分|标准分")
_SCORE = re.compile(r"得分|评分|自评分|总分|扣分")
_RATE = re.compile(r"率|占比|比重|比例|增幅|增长|增减|[%％]|进度|满意度")
_COUNT = re.compile(
    r"(人次|户次|人数|户数|次数|个数|项数|件数|册数|家数|数量|编制数?|人员|面积|台数|辆数|场次|批次)"
)
_COUNTED = {
    "人数": "人",
    "户数": "户",
    "次数": "次",
    "个数": "个",
    "项数": "项",
    "件数": "件",
    "册数": "册",
    "家数": "家",
}
_COUNTED |= {
    "人次": "人次",
    "户次": "户次",
    "场次": "场次",
    "批次": "批次",
    "台数": "台",
    "辆数": "辆",
}
_MONEY = re.compile(
    r"预算|决算|支出|收入|金额|资金|经费|费用?|拨款|结转|结余|调整数|执行数|到位|投入|采购|合计|总计|成本|资产|负债|补助|工资|款"
)
_UNIT_NOTE = re.compile(
    r"[（(]\s*(?:单位\s*[:：]\s*)?([^（）()]{1,6}?)\s*[）)]|单位\s*[:：]\s*([^\s，,；;）)]{1,6})"
)
_TOTAL = re.compile(
    r"^[\s　]*(?:本年|全年|部门|单位|支出|收入)?(?:合\s*计|总\s*计|小\s*计|总\s*数|总额)[\s　]*$"
)
_MARKER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])\s*"
)
_WHOLES = ("整体支出", "支出合计", "收入合计", "收入支出总计", "财政拨款收入支出总计")


def role_of(cell: Cell, table: Table) -> Role:
    """Return the role a cell's headers give it: column before row, inner before outer."""
    # A row's name is often a sentence of what was done; only a short one is a label.
    label = tuple(header for header in cell.row_path[-1:] if len(header) <= 15)
    for path in (cell.col_path, label):
        for header in reversed(path):
            if _WEIGHT.search(header):
                return Role.WEIGHT
            if _SCORE.search(header):
                return Role.SCORE
            roles = [m.role for m in find_roles(header) if not m.asked and m.role is not Role.RATE]
            if re.search(r"增减|(?<!新)增加|减少|[比较同]上年|同比", header):
                return Role.CHANGE
            if re.search(r"上年|去年|上一年", header):
                return Role.PRIOR_YEAR
            if _RATE.search(header) and not any(r in (Role.TARGET, Role.ACTUAL) for r in roles):
                changed = re.search(r"增长|增幅", header)
                shared = re.search(r"占比|比重|占", header)
                return Role.CHANGE if changed else Role.SHARE if shared else Role.RATE
            if roles:
                return roles[-1]
    headers = "".join(cell.col_path[-1:] + cell.row_path[-1:])
    if "收入" in headers and "支出" not in headers:
        return Role.INCOME
    for word, role in (("收入决算", Role.INCOME), ("决算", Role.EXECUTION), ("预算", Role.BUDGET)):
        if word in table.caption:
            return role
    return Role.OTHER


def unit_of(
    token: NumberToken, cell: Cell, table: Table, identity: ReportIdentity
) -> tuple[str, UnitSource]:
    """Return a number's unit: beside it, in its headers, over its table, of its report."""
    if token.unit and token.kind is not FigureKind.PLAIN:
        return token.unit, UnitSource.EXPLICIT
    if token.kind is FigureKind.DATE:
        return token.unit, UnitSource.EXPLICIT
    col, row = " ".join(cell.col_path), " ".join(cell.row_path)
    for headers in (*reversed(cell.col_path), *reversed(cell.row_path)):
        if noted := _noted(headers):
            return noted, UnitSource.HEADER
    inner = innermost(cell.col_path)
    goal = role_of(cell, table) in (Role.TARGET, Role.ACTUAL)
    if same := _same_in_row(token, cell):
        return same, UnitSource.HEADER
    if _WEIGHT.search(inner) or _SCORE.search(inner) or (not cell.col_path and _SCORE.search(row)):
        return "分", UnitSource.HEADER
    if _RATE.search(inner):
        return ("%", UnitSource.HEADER) if re.search(r"[%％]", inner) else ("", UnitSource.NONE)
    for headers in (inner, innermost(cell.row_path)) if not goal else (innermost(cell.row_path),):
        if (counted := _COUNT.search(headers)) and not re.search(r"经费|支出|费", headers):
            return _COUNTED.get(counted[1], ""), UnitSource.HEADER
    if goal:
        return "", UnitSource.NONE
    if table.unit:
        return table.unit, UnitSource.CAPTION
    if identity.money_unit and _MONEY.search(col or row):
        return identity.money_unit, UnitSource.REPORT
    return "", UnitSource.NONE


def _noted(header: str) -> str:
    """Return the unit a header states in brackets: 金额（万元） → 万元, 数量（个） → 个."""
    for found in _UNIT_NOTE.finditer(header):
        word = (found[1] or found[2]).strip()
        if money := money_unit(word):
            return money if re.fullmatch(r"(?:人民币)?\s*[万亿千百十]*\s*元", word) else ""
        if word in ("%", "％"):
            return "%"
        probe = scan_numbers(f"1{word}")
        if (
            len(probe) == 1
            and probe[0].end == len(word) + 1
            and probe[0].kind is not FigureKind.PLAIN
        ):
            return probe[0].unit
    return ""


def _same_in_row(token: NumberToken, cell: Cell) -> str:
    """Return the unit the row's own name gives this very number: 出版发行…2000册 | 2000或以上."""
    for header in reversed(cell.row_path):
        for named in scan_numbers(header):
            if named.kind is FigureKind.COUNT and named.value == token.value:
                return named.unit
    return ""


def concept_of_cell(cell: Cell, table: Table, token: NumberToken) -> str:
    """Return the measure a cell is of, "" if its headers name none exactly.

    A row that is no total and no known measure restricts its column's: the
    项目支出 of 行政运行 is not the 项目支出.
    """
    rows = plain_path(cell.row_path)
    total = bool(rows) and bool(_TOTAL.match(rows[-1]))
    if rows:
        name = _fitting(rows[-2] if total and len(rows) > 1 else rows[-1], token)
        if name:
            across = _fitting(innermost(cell.col_path), token)
            rate = (known := concept(across)) is not None and known.kind == "rate"
            return name if rate or across in ("", name, *_WHOLES) else ""
        if not total:
            return ""
    for header in reversed(cell.col_path):
        if name := _fitting(header, token):
            return name
        if not _TOTAL.match(_MARKER.sub("", re.sub(r"\s", "", header))) and not find_roles(header):
            break
    headers = "".join((*cell.col_path, table.caption))
    if token.kind is FigureKind.MONEY and ("收入" in headers) != ("支出" in headers):
        return "收入合计" if "收入" in headers else "支出合计"
    return ""


def _fitting(header: str, token: NumberToken) -> str:
    """Return the measure a header names if it says nothing else but a role."""
    wanted = {"money": FigureKind.MONEY, "count": FigureKind.COUNT, "score": FigureKind.SCORE}
    for mention in reversed(find_concepts(header)):
        known = concept(mention.name)
        loose = token.kind in (FigureKind.PERCENT, FigureKind.PLAIN)
        fitting = known and (loose or wanted.get(known.kind) is token.kind)
        if known and fitting and says_only(header, known.name):
            return known.name
    return ""


def period_of(cell: Cell) -> str:
    """Return the year a cell\'s headers state, "" if none."""
    for header in (*reversed(cell.col_path), *reversed(cell.row_path)):
        for token in scan_numbers(header):
            if token.kind is FigureKind.DATE and token.unit.startswith("年"):
                return date_text(token)
    return ""


def plain_path(headers: Sequence[str]) -> list[str]:
    """Return headers without white space and list markers."""
    return [word for header in headers if (word := _MARKER.sub("", re.sub(r"\s+", "", header)))]


def innermost(path: Sequence[str]) -> str:
    """Return the last header of a path without white space, "" if there is none."""
    return re.sub(r"\s+", "", path[-1]) if path else ""
