"""Find the sum that a question spells out (编制减在职) or means by one word (空编).

Words that stand for a sum are listed in `asking.toml` under `[[implied]]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.asking import implied_sums


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum in words: the operands in order, and the sign before each but the first."""

    operands: tuple[str, ...]
    signs: tuple[str, ...]  # one of + − ÷
    name: str  # what the result is called


_SIGNS = {"减": "−", "扣": "−", "-": "−", "−": "−", "加": "+", "+": "+", "除": "÷", "÷": "÷"}
# 追加, 增加, 参加, 加强, 减少, 减免 are words of their own.
_SIGN = re.compile(
    r"\s*(?:再)?(?:减去|(?<![增追削核递裁缩])减(?![少免值排负税压轻缓灾半]|掉了)掉?|扣除|扣掉"
    r"|(?<![追增新参附添更外递叠])加(?![强快装大班权工上了起一总固油盟深厚急密]|减)上?|加上"
    r"|除以|÷|(?<!\d)[+−-](?!\d))\s*"
)
_CLAUSES = re.compile(r"[，,。？?；;：:（）()]|就是|也就是|即(?!将|可|便)|等于")
_LEAD = re.compile(
    r"^(?:请问|麻烦|帮(?:我|忙)?|给我)?(?:算|计算|求|按|用|拿|把|以)?(?:一?下|一算)?[的是]?\s*"
)
_TAIL = re.compile(
    r"[，,=]?\s*(?:之?后)?(?:一?共|总共|合计)?(?:还|等于|得|剩下?|余下?|是|有|差|的?结果|总数|总和)*"
    r"(?:多少\S{0,3}|几\S{0,3})?[呢啊呀吗]?\s*$"
)


def spelt_out(text: str) -> Formula | None:
    """Return the sum that one clause of a text spells out in signs, None if none does."""
    for clause in _CLAUSES.split(text):
        clause = clause.strip()
        signs = list(_SIGN.finditer(clause))
        if not signs:
            continue
        edges = [0, *(i for sign in signs for i in sign.span()), len(clause)]
        pieces = [clause[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
        pieces[0] = _LEAD.sub("", pieces[0])
        pieces[-1] = _TAIL.sub("", pieces[-1])
        operands = tuple(p.strip(" 的") for p in pieces)
        if all(2 <= len(p) <= 24 and not re.search(r"多少|几|哪|比", p) for p in operands):
            found = (next(s for c, s in _SIGNS.items() if c in sign[0]) for sign in signs)
            return Formula(operands, tuple(found), clause_name(operands, clause))
    return None


def clause_name(operands: tuple[str, ...], clause: str) -> str:
    """Return what a sum is called: its own words from the first operand to the last."""
    start = clause.find(operands[0])
    return clause[start : clause.rfind(operands[-1]) + len(operands[-1])]


def implied(text: str, reports: Sequence[str]) -> Formula | None:
    """Return the sum that a word of the question stands for, None if none does.

    reports  squeezed texts of the reports in scope: a word that one of them uses
             itself (缺编13人) is looked up there, not worked out
    """
    for entry in implied_sums():
        found = re.search(entry["words"], text)
        if found and not any(found[0] in report for report in reports):
            formula = spelt_out(entry["sum"])
            kind = re.search(r"行政|事业|工勤|参公", text[: found.end()])
            if formula is not None and kind and "编制" in entry["sum"]:  # 事业编制还空几个
                operands = tuple(kind[0] + words for words in formula.operands)
                return Formula(operands, formula.signs, kind[0] + entry["name"])
            if formula is not None:
                return Formula(formula.operands, formula.signs, entry["name"])
    return None
