"""Take a bare 支出 for what was spent: 某镇2023年支出是多少, where the year is over."""

from __future__ import annotations

from dataclasses import replace

from ingest.model import Role
from qa.scope import Scope
from qa.understand import Question

_SPENDING = frozenset({"支出", "总支出", "支出总额", "全年支出", "开支", "总开支"})


def as_spent(question: Question, scope: Scope) -> Question:
    """Return the question with the role that a bare 支出 means, else as it is.

    A budget plans its 支出, so nothing is said of questions to one.
    """
    bare = not question.roles and not question.concepts and question.terms
    budget = any(card.identity.kind.endswith("预算") for card in scope.reports)
    if bare and not budget and all(term.text in _SPENDING for term in question.terms):
        return replace(question, roles=(Role.EXECUTION,))
    return question
