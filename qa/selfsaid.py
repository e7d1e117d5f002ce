"""Tell whether a clause says of itself what it asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.measures import find_concepts
from qa.scope import Scope, find_scope
from qa.understand import understand
from qa.views import GENERAL
from vectorstore.model import ReportCard

ASKS = re.compile(
    r"多少|(?<![前近这那好])几(?!乎|率|天前|[个年]月?前)|哪|什么|啥|谁|何|吗|呢|么|是否|是不是|有没有|有无|对不对|[？?]|怎|为什么|百分之|列出|多[大高长远久]"
)
# 这一块实际支出, 这类车: what is asked about stands in a clause before.
_POINTS = re.compile(
    r"(?:[这该此其]|上述|前述|那(?=一?[块笔类]))(?:[个些类种项块笔件方面部分里中家条支]|一[项块类笔件])|其中|它|^\s*(?:那么?)?(?:都|又|具体|分别|各|一共|到底)*(?:是|叫|有)(?:哪|什么)"
)


# 项目支出这一块, 预算完成率这项的满分: what is pointed at stands right before.
_SELF = re.compile(r"(?<=[\u4e00-\u9fff]{3})[这那](?:一?[块项笔类栏格]|一?方面)(?=[，,的上里得])")
_NEXT = re.compile(r"[这那](?:一?[笔项]|个)(?=[\u4e00-\u9fff])")
_LONG = 5  # characters of a measure's own name: 这笔公务用车购置费, not 这个项目支出


def points(words: str) -> bool:
    """Whether a clause points at what stands in none of its own words (这一块, 它)."""
    words = _SELF.sub("", words)
    named = {m.start for m in find_concepts(words) if m.end - m.start >= _LONG}
    words = _NEXT.sub(lambda m: "" if m.end() in named else m[0], words)
    return bool(_POINTS.search(words))


def stands_alone(words: str, cards: Sequence[ReportCard]) -> bool:
    """Whether a clause says of itself what it asks about: 缺口有多少人, not 花了多少."""
    if points(words):
        return False
    question = understand(words, find_scope(words, cards))
    return bool(question.concepts) or any(
        t.noun and len(t.text) > 1 and t.text not in GENERAL for t in question.terms
    )


_SPECIFIC = 6  # characters of its own words


def is_specific(words: str) -> bool:
    """Whether a clause names so much that no other thing of the same name can be meant."""
    terms = understand(words, Scope(())).terms
    return not points(words) and sum(len(t.text) for t in terms) >= _SPECIFIC
