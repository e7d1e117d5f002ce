"""Tell whether figures are what a question ranks by: money, income, what was done, its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.fold import squeeze
from ingest.model import Figure, FigureKind, Role
from qa.understand import Question

# 支出最多, 金额最大的: by money, never by the number of schools beside it.
_BY_MONEY = re.compile(
    r"(?:花钱?|支出|用钱|金额|经费|费用|投入)(?:数|额)?(?:花|用)?[得的]?最[多少大小高低]"
)
_SIDES = (("收入", "支出"), ("计划", "完成"))


def ranked_by(core: str, figure: Figure) -> bool:
    """Whether a figure's column may be what a question ranks by.

    core  the question without scope, squeezed
    """
    if _BY_MONEY.search(core) and figure.kind is not FigureKind.MONEY and figure.unit:
        return False
    header = squeeze("".join(figure.col_path))
    for pair in _SIDES:  # 计划面积 is not what 完成面积最大 asks for
        asked, given = ([side for side in pair if side in words] for words in (core, header))
        if len(asked) == len(given) == 1 and asked != given:
            return False
    return True


def is_spent(question: Question, figure: Figure) -> bool:
    """Whether money without a role is of what was spent, by its header: 支出（万元）."""
    plain = figure.role is Role.OTHER and figure.kind is FigureKind.MONEY
    return plain and question.roles == (Role.EXECUTION,) and "支出" in "".join(figure.col_path)


def looks_into(core: str, wholes: Iterable[str]) -> bool:
    """Whether all members are told as parts of what a question looks into: 项目支出里.

    wholes  squeezed, of what each member is a part, "" if of nothing
    """
    return all(
        whole and re.search(rf"{re.escape(whole)}(?:当|之)?[里中内]", core) for whole in wholes
    )
