"""The project that a report is about: naming it says which report, not what is asked of it.

实训基地项目的到位资金, of the report 某学院智能网联汽车实训基地建设项目绩效自评报告,
asks for 到位资金: no figure in it says 实训基地 once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.model import ReportCard

_TITLE = re.compile(r"(?P<name>[^\d\s]{4,}?(?:项目|工程|专项|资金|经费))(?=支出|绩效|自评|\d{4}|$)")
_FORM = re.compile(r"项目名称(?P<name>.{4,40}?)(?:主管部门|实施单位|项目单位|预算单位|项目负责人)")
_LETTERS = re.compile(r"\w")
_OF_PHASE = re.compile(r"[一二三四五]期")
_PHASE = r"[（(]?第?[一二三四五]期[）)]?"
_SORT = re.compile(
    rf"(?:建设|实施)?(?:(?:项目|工程|专项|资金)(?:{_PHASE})?|{_PHASE}(?:建设)?(?:项目|工程)?)"
)
# 某学院那个项目的采购: in a report about one project there is no other.
_THE_ONE = re.compile(r"(?:[那这该此]一?个|该|此)(?:项目|工程)的?")
_LEAST = 4  # characters of its name that a question has to say in one


def project_spans(
    text: str, cards: Sequence[ReportCard], texts: Sequence[str]
) -> list[tuple[int, int]]:
    """Return where a question names the one project that the one report in scope is about.

    cards, texts  the reports in scope and their squeezed texts, if known yet
    """
    if len(cards) != 1 or not cards[0].identity.kind.startswith("项目"):
        return []
    spans = [span for name in _names(cards[0], texts) if (span := _said(text, name))]
    return spans[:1] or [found.span() for found in _THE_ONE.finditer(text)][:1]


def _names(card: ReportCard, texts: Sequence[str]) -> list[str]:
    title = card.title.removeprefix(card.identity.agency)
    found = [m["name"] for text in texts for m in _FORM.finditer(text)]
    forms = found if len(found) == 1 else []  # of several forms, none is the report's own
    return forms + [m["name"] for m in [_TITLE.match(title)] if m]


def _said(text: str, name: str) -> tuple[int, int] | None:
    """The longest run of a question that stands in a name, with 项目 behind it."""
    whole = "".join(_LETTERS.findall(name))
    best = (0, 0)
    for start in range(len(text)):
        said, end = "", start
        for at in range(start, len(text)):
            if not _LETTERS.match(text[at]):
                if not said or text[at] not in "（）()“”":
                    break
                continue
            if said + text[at] not in whole:
                break
            said, end = said + text[at], at + 1
        if len(said) >= _LEAST and end - start > best[1] - best[0]:
            best = (start, end)
    if best == (0, 0):
        return None
    behind = _SORT.match(text, best[1])
    phase = _OF_PHASE.search(behind[0]) if behind else None
    if phase and phase[0] not in whole:  # 一期, of a report about 二期
        return None
    return best[0], behind.end() if behind else best[1]
