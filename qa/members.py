"""Tell whether what is ranked or listed is what the question speaks of: how many, and of what kind.

「三个项目哪个分数垫底」 is never answered by eleven indicators, 「哪个局」 never
by a list of projects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_KINDS = (
    r"项目|任务|指标|单位|部门|科室|县区|区县|街道|镇街|维度|产品|科目|学校|医院|机构|季度"
    r"|局|县|区|市|镇|科|项|类|种|家|个"
)
_TOLD = re.compile(
    rf"(?:[这那]|全部|总共|一共)?(?P<n>\d{{1,2}}|[两二三四五六七八九]|十[一二三四五六七八九]?)(?:个|项|类|种|家|大)?(?P<kind>{_KINDS})"
    r"(?!以上|以下|月|季度|工作日|百分)"
)
_ASKED = re.compile(
    r"(?:哪|什么)(?:一|几)?(?:个|项|家|种|类)?"
    r"(?P<kind>项目|任务|指标|单位|部门|科室|处室|股室|县区|区县|区|县|镇|街道|局|科|处|股|维度|产品|作物)"
)
_BODIES = (
    r"[局科室处股办站所院馆队校部]|中心|大队|支队|公司|单位|本级|街道|镇|乡|村|社区|管委会"
    r"|学校|小学|中学"
)
_ENDS = {
    "单位": _BODIES,
    "部门": _BODIES,
    "科室": _BODIES,
    "处室": _BODIES,
    "股室": _BODIES,
    "局": _BODIES,
    "科": _BODIES,
    "处": _BODIES,
    "股": _BODIES,
    "县区": r"[县区市]",
    "区县": r"[县区市]",
    "区": r"[县区市]",
    "县": r"[县区市]",
    "镇": r"[镇乡]|街道",
    "街道": r"[镇乡]|街道",
}
_SAID = {"项目": "项目|专项", "任务": "任务|工作", "指标": "指标", "维度": "维度|指标|内容"}


_SOURCE = re.compile(
    r"(?:中央|省级?|市级?|县级?|区级?|上级|财政|其他|自筹|结转)(?:补助)?资金$"
    r"|^(?:项目|基本)支出$|拨款$"
)


def told_number(core: str) -> int | None:
    """Return how many members a question speaks of (八个项目), None if it does not say."""
    found = _TOLD.search(core)
    if found is None:
        return None
    word = found["n"]
    if word.isdigit():
        return int(word)
    return 10 + _DIGITS[word[1]] if len(word) == 2 else _DIGITS[word]


def asked_kind(core: str) -> str:
    """Return what kind of member is asked for (项目, 部门), "" if none is named."""
    found = _ASKED.search(core) or _TOLD.search(core)
    kind = found["kind"] if found else ""
    return kind if kind in _ENDS or kind in _SAID else ""


def of_other_kind(kind: str, corner: str, names: Sequence[str]) -> bool:
    """Whether the header over the members' names, or they themselves, say another kind."""
    if kind in _ENDS:  # 责任部门 over a list of projects: their names tell what they are
        return not of_kind(kind, "", names)
    named = set(re.findall(r"项目|任务|指标|单位|部门|科室|科目", corner))
    return bool(kind and named) and not re.search(_SAID.get(kind, kind), corner)


def of_kind(kind: str, about: str, names: Sequence[str]) -> bool:
    """Whether members are of a kind, by what heads them or by how their names end.

    about  squeezed caption, section and corner of the members
    """
    if kind in _ENDS:
        ends = re.compile(rf"(?:{_ENDS[kind]})(?:[（(].*[）)])?$")
        return 2 * sum(bool(ends.search(name)) for name in names) > len(names)
    if kind == "项目" and all(_SOURCE.search(name) for name in names):
        return False  # what it is paid from, or the kinds of spending
    said = _SAID.get(kind, kind)
    return bool(re.search(said, about)) or any(re.search(said, name) for name in names)
