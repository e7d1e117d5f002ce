"""Tell the branches of a table's rows apart: parents, leaves, and those a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.fold import squeeze
from qa.understand import Question
from qa.views import FigureView

Member = tuple[str, FigureView]

_AROUND_NAME = re.compile(r"^[一二三四五六七八九十\d]+[、.．]|[（(][^（()）]*[）)]|^其中[：:]?")
_TOP = re.compile(r"(?:哪|什么)(?:一|几)?(?:个|种)?(?:大类|类(?!别|型)|一级)|类级|一级指标")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a row's name without its number and what stands in brackets: 产出（35分）."""
    return squeeze(_AROUND_NAME.sub("", "".join(name.split())))


def said_parents(question: Question, views: Sequence[FigureView]) -> tuple[str, ...]:
    """Return the names over these rows that a question says, the longest first."""
    core = squeeze(question.core).replace("指标", "")
    names = {plain_name(head) for view in views for head in view.figure.row_path[:-1]}
    said = {n for n in names if len(n) > 1 and (short := _short(n)) and short in core}
    return tuple(sorted(said, key=lambda n: (-len(n), n)))


def _short(name: str) -> str:
    """What a question says of such a name: 效益指标, 按资金来源分."""
    divided = re.fullmatch(r"按(.{2,})分", name)
    return (divided[1] if divided else name).replace("指标", "")


def under(view: FigureView, parent: str) -> bool:
    """Whether a row stands under one of that name."""
    return any(plain_name(head) == parent for head in view.figure.row_path[:-1])


def leaves(members: Sequence[Member], question: Question) -> list[Member]:
    """Return the members of one level: a parent row is not ranked beside its parts.

    The lowest level, unless the question asks for classes (哪一类支出最多).
    """
    paths = [(v.figure.table_id, v.figure.row_path) for _, v in members]
    nested = any(_over(a, b) for a in paths for b in paths)
    if not nested:
        return list(members)
    if _TOP.search(question.core):
        top = min(len(path) for _, path in paths)
        return [m for m in members if len(m[1].figure.row_path) == top]
    return [
        m for m, path in zip(members, paths, strict=True) if not any(_over(path, p) for p in paths)
    ]


def _over(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> bool:
    """Whether one row is a parent of another of its table."""
    (table, path), (other_table, longer) = one, other
    return (
        bool(table)
        and table == other_table
        and len(path) < len(longer)
        and longer[: len(path)] == path
    )
