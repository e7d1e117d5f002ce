"""Say in the reports' words what a question means that speaks of its matter only in passing.

「组织部是干什么的」 asks for duties, 「明年准备干什么」 for plans, 「哪里做得不好」
for problems: none of their words need stand in the report.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.model import AnswerKind
from qa.understand import Question
from qa.words import Term

DUTY = Term("职责", 1.0)
_DO = r"(?:些|点|了)?(?:什么|啥|哪些|哪几件)(?:事情?|活|工作)?(?:儿)?的?[？?。]*\s*$"
_DUTIES = re.compile(rf"(?:是|都是|主要|平时)*(?:干|做|管|负责)(?:哪些方面|{_DO})")
_PLANS = re.compile(
    rf"(?:下一步|接下来|今后|明年|来年|下一年|之后|打算|准备|计划|要|想)(?:[^，。？?]{{0,4}}?)(?:去|再|要)?(?:做|干|搞|办){_DO}"
    r"|(?:下一步|接下来|今后|明年|来年)(?:工作)?(?:有什么|有啥|有哪些|是什么|怎么|如何|咋)(?:打算|安排|计划|干|做|办|走|弄)?[？?。]*\s*$"
)
_TROUBLES = re.compile(
    r"(?:哪里|哪些(?:地方|方面|工作)?|什么(?:地方|方面)?|啥地方)(?:还)?(?:做得?|干得?|搞得?|完成得?)?(?:不好|不够|不到位|不行|欠缺|没做好|没做到位|有欠缺|有待加强|需要改进)"
    r"|(?:毛病|短板|软肋|欠缺|薄弱环节)"
)


def recast(question: Question) -> Question:
    """Return the question with the term that its wording stands for, else as it is."""
    core = question.core
    if _PLANS.search(core):
        kept = tuple(
            t for t in question.terms if t.noun and not re.fullmatch(r"工作|事情?", t.text)
        )
        return replace(
            question, terms=(*kept, Term("打算", 1.0)), kind=AnswerKind.LIST, asks_list=True
        )
    if _TROUBLES.search(core) and not any(
        t.noun and t.text not in ("问题", "毛病", "短板") for t in question.terms
    ):
        return replace(question, terms=(Term("问题", 1.0),), kind=AnswerKind.LIST, asks_list=True)
    if _DUTIES.search(core) and not any(t.noun for t in question.terms):
        return replace(question, terms=(DUTY,))
    return question
