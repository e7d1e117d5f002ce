"""Judge a claim that bounds a share: 工程类占了一半以上, by the share its figures make."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.measures import find_concepts
from ingest.model import FigureKind, Role
from qa.claim_number import bound_of
from qa.compute import read_computed
from qa.finding import find_figures
from qa.model import AnswerKind, Outcome
from qa.read_figure import claim_of
from qa.reading import Reading
from qa.scope import Scope, describe
from qa.settings import QASettings
from qa.sources import Source
from qa.understand import Question, understand

_HOLDS = re.compile(r"占(?:了|到|比)?|超过?了?|达到?了?|过")


def _divided(named: str) -> tuple[str, str]:
    """The part and the whole it is of: 政府采购里工程类, 政府采购货物; ("", "") if none is said."""
    inside = re.match(r"(?P<whole>.{2,}?)(?:里头?|中|当中|内)(?:的|，|,)?(?P<part>.{2,})", named)
    if inside:
        return inside["part"].removesuffix("类"), inside["whole"]
    for end in range(len(named) - 2, 3, -1):
        whole = named[:end]
        if any(m.start == 0 and m.end == end for m in find_concepts(whole)):
            return named[end:].removeprefix("的").removesuffix("类"), whole
    return "", ""


def judge_share(
    question: Question, sources: Sequence[Source], settings: QASettings
) -> Reading | None:
    """Return whether a part makes up as much of its whole as is claimed.

    None where no bounded share of a named whole is claimed, or the figures do not tell.
    """
    claimed = {(n.value, n.kind) for n in question.numbers}  # 八成以上，真的超过80%了
    if len(claimed) != 1 or question.numbers[0].kind is not FigureKind.PERCENT:
        return None
    token = question.numbers[0]
    holds = bound_of(token, question)
    said = question.core[: token.start]
    verb = list(_HOLDS.finditer(said))
    if holds is None or not verb:
        return None
    named = said[: verb[0].start()].strip(" 是不否有没已经都的")
    whole = said[verb[0].end() :] if verb[0][0].startswith("占") else ""
    whole = re.split(r"[，,]", whole.removeprefix("了"))[0]
    whole = _HOLDS.sub("", whole).strip(" 的")
    part, whole = (named, whole) if whole else _divided(named)
    if not part or not whole:
        return None
    if _ALL.fullmatch(whole):
        return _stated(question, part, holds, sources, settings)
    asked = understand(f"{part}占{whole}的百分之几", Scope(()), question.texts)
    for source in sources:
        worked = read_computed(asked, Scope((source.card,)), [source], settings)
        shares = [s.figure for claim in worked.claims for s in claim.stated if s.figure.unit == "%"]
        if not worked.answered or len({s.value for s in shares}) != 1:
            continue
        met = holds(Decimal(shares[0].value), token.value)
        first, *rest = worked.claims
        who = describe(source.card.identity, source.card.title)
        lead = f"{'是' if met else '不是'}。{'' if who in first.text else f'{who}，'}"
        head = replace(first, text=f"{lead}{first.text}")
        return replace(
            worked, kind=AnswerKind.YES_NO, claims=(head, *rest), outcome=Outcome.ANSWERED
        )
    return None


_ALL = re.compile(r"(?:总额|总数|总量|全部|总的)(?:的)?")  # of what is said by the share alone


def _stated(
    question: Question,
    part: str,
    holds: Callable[[Decimal, Decimal], bool],
    sources: Sequence[Source],
    settings: QASettings,
) -> Reading | None:
    """Judge by the share a report states of a part: 占到了总额的八成以上."""
    asked = understand(part, Scope(()), question.texts)
    asked = replace(asked, kind=AnswerKind.FIGURE, roles=(Role.SHARE,), wants=FigureKind.PERCENT)
    found, _ = find_figures(asked, sources, settings)
    if len(found) != 1 or len({g[0].figure.value for g in found[0].groups}) != 1:
        return None
    group = found[0].groups[0]
    met = holds(group[0].figure.value, question.numbers[0].value)
    who = describe(found[0].source.card.identity, found[0].source.card.title)
    claim = claim_of(group, f"{'是' if met else '不是'}。{who}，")
    return Reading(Outcome.ANSWERED, AnswerKind.YES_NO, (claim,))
