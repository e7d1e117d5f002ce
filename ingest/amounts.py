"""One amount of a running text: what it states, by the words on both sides of it."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.measures import concept
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken
from ingest.statement import Lead, Statement
from ingest.units import kind_of
from ingest.wording import (
    AGAINST,
    CHANGED,
    COMPARISON,
    FILLER,
    FROM,
    OWNER_GRAND,
    TO,
    WEAK,
    bare,
    concept_of,
    fits,
    grand_total,
    head_of,
    role_of_words,
    says_only,
    trail_of,
)


def state_amount(
    token: NumberToken,
    pre: str,
    post: str,
    lead: Lead,
    before: str,
    period: str,
    quote: tuple[int, int],
) -> tuple[Statement | None, Lead]:
    """Give one amount its meaning; returns it and what the next one inherits."""
    role = role_of_words(token, pre)
    own = CHANGED.sub("", pre) if role is Role.CHANGE else pre
    against, since = AGAINST.search(pre), FROM.search(pre) if TO.match(post) else None
    if role is Role.PRIOR_YEAR and against:
        own, post, period = pre[: against.start()], "", against["year"] or ""
    elif since:
        role, own = Role.PRIOR_YEAR, f"{pre[: since.start()]}{since['of']}"
        pre, post = own, ""
    elif TO.match(pre):
        own = ""  # 由 1,010 元提高到 1,085 元: of what was named before
    if role is Role.SHARE:
        own = pre[: pre.rfind("占")]
    elif role is Role.CHANGE:
        own = COMPARISON.sub("", own)
    head = head_of(own)
    after = trail_of(post) if token.kind is not FigureKind.MONEY else ""
    name, owner = concept_of(own, "" if head else after, token)
    if not name and token.kind is FigureKind.MONEY and (not lead.head or OWNER_GRAND.search(own)):
        name = grand_total(own)
        owner = bare(own[: own.rfind(name[:2])]) if name else owner
    if (known := concept(name)) and known.kind == "rate" and lead.head and says_only(own, name):
        head, name, owner = "", "", ""  # the rate of what was named before: 项目支出 …，执行率 98%
    weak = bool(head) and not name and not FILLER.sub("", WEAK.sub("", head))
    if head and not weak:
        words = [bare(pre)]
        lead = Lead(f"{head} {after}".strip(), name, owner)
    elif name:
        words = [bare(pre)]
        lead = lead if lead.head else Lead(bare(own), name, owner)
    elif weak:
        words = [lead.head or before, bare(pre)]
    elif lead.head and token.kind is FigureKind.SCORE:
        words = [lead.head, bare(pre)]
    elif lead.head:
        name, owner, words = lead.concept, lead.owner, [lead.head, bare(pre)]
    else:
        before = "" if before.endswith("相比") else before
        words = [before, bare(pre)]
        name, owner = concept_of(before, "", token)
        name = name or grand_total(pre)
    if name and not fits((known.kind if (known := concept(name)) else ""), token.kind):
        name = ""
    token, inferred = _with_unit(token, pre, name or lead.concept)
    if token.kind is FigureKind.PLAIN and not _stated(token, pre):
        return None, lead
    measure = " ".join(word for word in (*words, after) if word)
    return Statement(token, measure[:120], name, role, period, quote, inferred, owner), lead


def _with_unit(token: NumberToken, pre: str, name: str) -> tuple[NumberToken, bool]:
    """Complete a unit that stands in the words: 参训人次达 2 万 → 万人次; 支出 0.39 万 → 万元."""
    if token.kind is not FigureKind.PLAIN:
        return token, False
    words = re.sub(
        r"(?:累计|合计|共|总计|已)?(?:达到?|为|是|约|超过?|近|有|共计?|突破|不少于|至少)?\s*$",
        "",
        pre,
    )
    turns = re.search(r"(人次|户次|人天|架次|批次|场次|篇次|车次)数?$", words)
    heads = re.search(r"(人|户|项|个|次|件|册|部|场|期|家)数$", words)
    if counted := turns or heads:
        base = counted[1]
    elif (token.unit and ((known := concept(name)) and known.kind == "money")) or (
        token.unit and re.search(r"支出|金额|资金|经费|收入|预算|拨款|费用?$", words)
    ):
        base = "元"
    else:
        return token, False
    unit = token.unit + base
    return replace(token, unit=unit, kind=kind_of(unit)), True


def _stated(token: NumberToken, pre: str) -> bool:
    """Whether a number without unit is given as an amount rather than as a name."""
    if token.unit or token.qualifier or token.value != token.value.to_integral_value():
        return True
    return bool(re.search(r"(?:为|达到?|共|计|是|：|:|得|约)\s*$", pre)) or "," in token.printed
