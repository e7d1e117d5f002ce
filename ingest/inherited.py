"""What a number takes from one before it: the role of what a part in brackets adds up to."""

from __future__ import annotations

from dataclasses import replace

from ingest.model import FigureKind, Role
from ingest.statement import Statement

_SUMMED_UP = frozenset({Role.ADJUSTMENT, Role.EXECUTION, Role.BUDGET, Role.INITIAL_BUDGET})


def in_its_role(part: Statement, whole: Statement) -> Statement:
    """Give what stands in brackets the role of what it adds up to: 追加8万元（甲5万元）."""
    alike = part.token.kind is whole.token.kind is FigureKind.MONEY
    takes = alike and part.role is Role.OTHER and whole.role in _SUMMED_UP
    return replace(part, role=whole.role) if takes else part
