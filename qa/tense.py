"""Tell of a figure that is given no role whether it was planned or came to pass."""

from __future__ import annotations

import re

from ingest.model import Figure, FigureKind, Role

SPENT, PLANNED = "spent", "planned"

_AHEAD = re.compile(
    r"拟(?!定)|计划|预计|力争|打算|目标|将(?!军)|预期|争取|不少于|不低于|不超过|控制在"
)
_TASKS = re.compile(r"(?:目标|任务|打算|计划)(?!.*(?:完成|情况|分析|实现|执行))")  # a heading
_GRANTED = re.compile(r"预算|安排|追加|下达|批复|核定|标准|投资|补助为|概算|控制数|申请")
_EARLIER = re.compile(r"上年|去年|上一年|[比较][^，。]{0,8}$|比\d|较\d")
_NO_SPENDING = re.compile(r"收入|结转|结余|损失|产值|增加值|资产|存款|保费|工资.{0,2}$|合同")
_SPENDING = re.compile(
    r"支出|经费|费(?!用率)|花|使用|支付|投入|开支|发放|拨付|兑付|资助|补助|补贴|扶持|贷款"
)
_SPENT_ON = re.compile(r"(?:费|款|资金)\s*支出$")
_STANDING = re.compile(r"截至|现有|共有|编制|在职|退休|保有|下设|内设|年末|总面积|共[^，。]{0,6}$")


_TO_COME = re.compile(r"工作安排|下一步|下步|工作思路|工作要点|改进|整改|来年|明年")
_CAME = (Role.EXECUTION, Role.ACTUAL, Role.SCORE, Role.INITIAL_BUDGET)
_APPENDED = re.compile(r"^\s*附|(?:明细|执行|完成|支出|情况)表$")


def is_ahead(figure: Figure) -> bool:
    """Whether a figure stands under a heading of what comes after the report's year.

    A table at the end of a report (附表) is not of its last section.
    """
    if figure.table_id and (
        figure.role in _CAME or any(_APPENDED.search(words) for words in figure.context)
    ):
        return False
    return any(_TO_COME.search(heading) for heading in figure.section)


def of_later_year(figure: Figure, asked: str) -> bool:
    """Whether a figure is of the year its heading names, and another year is asked about.

    2024年计划改厕多少户 is not answered by what stands under 五、2025年工作安排.
    """
    named = set(_YEAR.findall("|".join(figure.section)))
    years = set(_YEAR.findall(asked))
    return bool(named and years) and not named & years and not _NEXT.search(asked)


_YEAR = re.compile(r"(20\d\d)年")
_NEXT = re.compile(r"下一?步|下一?年|来年|明年|今后|接下来|报告|总结")


def tense_of(figure: Figure, before: str, report_kind: str, year: int | None) -> str:
    """Return "spent", "planned" or "" of a figure without a role.

    before       what its clause says before the number
    report_kind  a budget plans, a final account or self-evaluation looks back
    year         the report's; what it says of a later one is a plan
    """
    budget = report_kind.endswith("预算")
    if year and figure.period[:4].isdigit() and int(figure.period[:4]) > year:
        return PLANNED
    if figure.role is not Role.OTHER:
        return ""
    words = "|".join((figure.measure, before, *figure.row_path, *figure.col_path))
    if _EARLIER.search(words):
        return ""
    if (figure.section and _TASKS.search(figure.section[-1])) or is_ahead(figure):
        return PLANNED
    if figure.kind is not FigureKind.MONEY:
        if _AHEAD.search(words):
            return PLANNED
        return PLANNED if budget and not _STANDING.search(words) else ""
    if budget or _AHEAD.search(words):
        return PLANNED
    if not figure.table_id and _SPENT_ON.search(figure.measure):
        return SPENT  # 运行维护费预算46万元，支出36.92万元
    if _GRANTED.search(words) or _NO_SPENDING.search(words):
        return ""
    account = report_kind.endswith("决算") and "决算" in "|".join(figure.context)
    return SPENT if _SPENDING.search(words) or (account and figure.table_id) else ""
