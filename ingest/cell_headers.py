"""What the headers of a table cell say of its number: role, unit, measure, period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clauses import date_text
from ingest.labels import heads_notes
from ingest.measures import concept, find_concepts, find_roles
from ingest.model import Cell, FigureKind, ReportIdentity, Role, Table, UnitSource
from ingest.numerals import NumberToken, scan_numbers
from ingest.unit_words import unit_word
from ingest.units import kind_of
from ingest.wording import says_only

_WEIGHT = re.compile(r"分值|权重|满分|标准分")
_SCORE = re.compile(r"得分|评分|自评分|总分|扣分")
_RATE = re.compile(
    r"率|占比|比重|比例|[增降减]幅|幅度|增长(?![额数量值])|增速|同比|[%％]|进度|满意度"
)
_CHANGE = re.compile(r"增减|(?<!新)增加(?!值)|减少|增长|[增降]幅|增速|[比较同]上年|同比")
_PLANNED = re.compile(r"\s*计划(?!生育|单列|经济|内|外|财务)[\u4e00-\u9fff]")
_OWN_NAME = re.compile(r"自然增长率|增加值")  # names of measures, no changes of any
_PRICED = re.compile(r"金额|单价|总价|价款|资金|经费|投资|费用?$")
_YEAR = re.compile(r"(?:19|20)\d{2}")
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
_SUMMED = {"总分": ("自评得分",)}
_WHOLES = ("整体支出", "支出合计", "收入合计", "收入支出总计", "财政拨款收入支出总计")


def role_of(cell: Cell, table: Table) -> Role:
    """Return the role a cell's headers give it: column before row, inner before outer."""
    # A row's name is often a sentence of what was done; only a short one is a label.
    label = tuple(header for header in cell.row_path[-1:] if len(header) <= 15)
    for path in (cell.col_path, label):
        for header in reversed(path):
            if _WEIGHT.search(header):
                return Role.WEIGHT
            if _SCORE.search(header) and not heads_notes(header):
                return Role.SCORE
            roles = [m.role for m in find_roles(header) if not m.asked and m.role is not Role.RATE]
            goal = any(r in (Role.TARGET, Role.ACTUAL) for r in roles)
            if path is cell.col_path and heads_notes(header) and not goal:
                return Role.OTHER  # reasons and remarks: their numbers are no values
            own = _OWN_NAME.sub("", header)
            if _CHANGE.search(own):
                return Role.CHANGE
            if re.search(r"上年|去年|上一年", header):
                return Role.PRIOR_YEAR
            if _RATE.search(header) and not goal:
                return Role.SHARE if re.search(r"占", header) else Role.RATE
            if roles:
                return roles[-1]
            if path is cell.col_path and _PLANNED.match(header) and not _MONEY.search(header):
                return Role.TARGET  # 计划管网长度 beside 完成管网长度, both under 完成情况
    headers = "".join(cell.col_path[-1:] + cell.row_path[-1:])
    if "收入" in headers and "支出" not in headers:
        return Role.INCOME
    for word, role in (("收入决算", Role.INCOME), ("决算", Role.EXECUTION), ("预算", Role.BUDGET)):
        if word in table.caption:
            # A table of how the budget was carried out has more than budgets in it.
            done = role is Role.BUDGET and re.search(r"执行|完成|使用", table.caption)
            return Role.OTHER if done else role
    return Role.OTHER


def unit_of(
    token: NumberToken, cell: Cell, table: Table, identity: ReportIdentity, row_unit: str = ""
) -> tuple[str, UnitSource]:
    """Return a number's unit: beside it, in its headers, over its table, of its report.

    `row_unit` is what the table's column of units says of the cell's row.
    """
    if token.unit and token.kind is not FigureKind.PLAIN:
        return token.unit, UnitSource.EXPLICIT
    if token.kind is FigureKind.DATE:
        return token.unit, UnitSource.EXPLICIT
    col, row = " ".join(cell.col_path), " ".join(cell.row_path)
    inner = innermost(cell.col_path)
    scored = _WEIGHT.search(inner) or _SCORE.search(inner) or _is_score_row(cell)
    for headers in reversed(cell.col_path):
        noted = _noted(headers)
        if noted and not (scored and kind_of(noted) is FigureKind.MONEY):  # 自评得分 under 万元
            return noted, UnitSource.HEADER
    for headers in () if scored or _RATE.search(inner) else reversed(cell.row_path):
        # 行政运行（项） names its level of the classification, no unit of money.
        if (noted := _noted(headers)) and not (noted in "类款项" and _MONEY.search(col)):
            return noted, UnitSource.HEADER
    goal = role_of(cell, table) in (Role.TARGET, Role.ACTUAL)
    if same := _same_in_row(token, cell):
        return same, UnitSource.HEADER
    if scored or (not cell.col_path and _SCORE.search(row)):
        return "分", UnitSource.HEADER
    priced = bool(_PRICED.search(inner)) and kind_of(row_unit) is not FigureKind.MONEY
    if row_unit and not priced and not _RATE.search(inner):
        return row_unit, UnitSource.HEADER
    if _RATE.search(inner):
        return ("%", UnitSource.HEADER) if re.search(r"[%％]", inner) else ("", UnitSource.NONE)
    named = re.sub(r"\s*[（(][^（）()]*[)）]$", "", innermost(cell.row_path))
    for headers in (inner, named) if not goal else (named,):
        counted = _COUNT.search(headers)
        if counted and headers is named and _MONEY.search(inner):
            people = counted[1] == "人员" and bool(table.unit)
            if people or counted.end() < len(named):
                continue  # the budget of 特困人员救助供养 counts nobody
        if counted and not re.search(r"经费|支出|费", headers):
            return _COUNTED.get(counted[1], ""), UnitSource.HEADER
    if goal:
        return "", UnitSource.NONE
    if table.unit:
        return table.unit, UnitSource.CAPTION
    if identity.money_unit and _MONEY.search(col or row):
        return identity.money_unit, UnitSource.REPORT
    return "", UnitSource.NONE


def _is_score_row(cell: Cell) -> bool:
    """Whether a cell's row is headed 分值 or 得分, each indicator a column."""
    head = "".join(innermost(cell.row_path).split())
    return bool(cell.col_path) and bool(_SCORE_ROW.fullmatch(head))


_SCORE_ROW = re.compile(r"(?:标准|指标|自评|评价|实际)?(?:分值|满分|得分)")


def _noted(header: str) -> str:
    """Return the unit a header states in brackets: 金额（万元） → 万元, 数量（个） → 个."""
    for found in _UNIT_NOTE.finditer(header):
        if word := unit_word(found[1] or found[2]):
            return word
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
            return name if rate or across in ("", name, *_WHOLES, *_SUMMED.get(name, ())) else ""
        if not total:
            return ""
    for header in reversed(cell.col_path):
        if name := _fitting(header, token):
            return "总分" if name == "自评得分" and len(rows) == 1 else name
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


def period_of(cell: Cell, table: Table, identity: ReportIdentity) -> str:
    """Return the year a cell's headers or its table's title state, "" if none.

    The report's own year in a title goes without saying.
    """
    headers = (*reversed(cell.col_path), *reversed(cell.row_path))
    for header in headers:
        if _YEAR.fullmatch(header.strip()):
            return header.strip()
        for token in scan_numbers(header):
            if token.kind is FigureKind.DATE and token.unit.startswith("年"):
                return date_text(token)
    years = set(re.findall(r"(?<!\d)((?:19|20)\d{2})\s*年", table.caption))
    if len(years) != 1 or any(re.search(r"上[一]?年|去年|[下次]年", h) for h in headers):
        return ""
    year = years.pop()
    return "" if year == str(identity.fiscal_year) else year


def plain_path(headers: Sequence[str]) -> list[str]:
    """Return headers without white space and list markers."""
    return [word for header in headers if (word := _MARKER.sub("", re.sub(r"\s+", "", header)))]


def innermost(path: Sequence[str]) -> str:
    """Return the last header of a path without white space, "" if there is none."""
    return re.sub(r"\s+", "", path[-1]) if path else ""
