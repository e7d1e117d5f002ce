"""Keep to the whole agency's figures where a question names only a role: 执行数, 预算完成率."""

from __future__ import annotations

import re

from ingest.fold import squeeze
from ingest.measures import concept, find_concepts, find_roles
from ingest.model import Figure, Role
from qa.match import WHOLE, Candidate
from qa.understand import Question
from qa.views import GENERAL, FigureView


def of_the_whole(question: Question, passing: list[Candidate]) -> list[Candidate]:
    """What a question means that names only a role (执行数, 预算完成率): the whole agency's.

    A rate or sum of one project is not it, however well its words fit.
    """
    specific = [n for n in question.concepts if n not in WHOLE and concept(n)]
    if specific or (question.terms and not _only_roles(question)):
        return passing
    if Role.SCORE in question.roles:
        whole = [c for c in passing if c.figure.concept == "总分" or _scores_all(c.figure)]
        return whole or passing
    if Role.ADJUSTMENT in question.roles:
        of_all = [c for c in passing if _adjusts_all(c.figure, question.core)]
        if of_all:
            return of_all
    form = [c for c in passing if c.figure.row_path and _FORM_S.fullmatch(_leaf(c.figure))]
    if len({c.figure.table_id for c in form}) == 1 and not _sums_up(passing, form[0].figure):
        return form
    whole = [c for c in passing if _names_whole(c.figure) and not _of_part(c.view)]
    stated = [c for c in passing if c.view.plain and not _of_part(c.view)]
    named = [c for c in whole if c.figure.concept in WHOLE and not c.view.total]
    if found := named or stated or whole:
        return found
    alike = {(c.figure.value, c.figure.unit) for c in passing}
    # The part of a part is not the whole; a change that all state alike is of the whole.
    agreed = Role.CHANGE in question.roles and len(alike) == 1
    return passing if question.terms or agreed else []


# All the money of the one project that a form is of.
_FORM_S = re.compile(r"(?:年度|项目)?资金总额(?:[（(]万?元[）)])?")


def _leaf(figure: Figure) -> str:
    return squeeze(figure.row_path[-1])


def _sums_up(passing: list[Candidate], form: Figure) -> bool:
    """Whether another table sums up forms of several projects, of which one is not all."""
    totals = [c.figure for c in passing if "合计" in c.figure.row_path[-1:]]
    return any(f.table_id != form.table_id and f.value > form.value for f in totals)


def _of_part(view: FigureView) -> bool:
    """Whether a total is only that of a part: its table's caption or its heading names one."""
    figure = view.figure
    over = (*figure.context, *figure.section[-1:]) if figure.table_id else figure.section[-1:]
    if figure.concept and (known := concept(figure.concept)) and known.parent:
        return True
    return any(_PART_OF.search(words) for words in over)


_PART_OF = re.compile(
    r"项目(?:支出|资金|明细)|(?:主要|重点)项目|基本支出|三公|采购|政府性基金|国有资本|专项|机关运行"
)


def _scores_all(figure: Figure) -> bool:
    return figure.concept == "自评得分" and not figure.table_id


def _only_roles(question: Question) -> bool:
    return all(
        find_roles(t.text) or find_concepts(t.text) or not t.noun or t.text in GENERAL
        for t in question.terms
    )


_ALL_OF = re.compile(r"(?:部门|本年)?(?:收入|支出|收支)总")  # 收入总预算…，比上年减少


def _names_whole(figure: Figure) -> bool:
    if figure.concept in WHOLE or (figure.role is Role.CHANGE and _ALL_OF.match(figure.measure)):
        return True
    heads = (*figure.row_path, *figure.col_path, figure.measure)
    return any(m.name in WHOLE for head in heads for m in find_concepts(head)) or (
        "合计" in figure.row_path[-1:]
    )


_BUDGET_MOVED = re.compile(
    r"(?:年度?|年中|年内|执行|中|当年|全年|本年|预算|净|共|累计|因[^，。]*?|由于[^，。]*?)*"
    r"(?P<way>追加|追减|调增|调减|压减)"
)


def _adjusts_all(figure: Figure, asked: str) -> bool:
    """Whether prose tells how the whole budget was moved, for what reason ever: 因上级下达…追加."""
    moved = None if figure.table_id else _BUDGET_MOVED.fullmatch(squeeze(figure.measure))
    return moved is not None and moved["way"] in asked
