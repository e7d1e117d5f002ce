"""Make a follow-up stand alone: 「那番禺呢？」 becomes a whole question.

What the follow-up names replaces the same kind of thing in the question
before it: a region a region, a year a year, a role a role, a measure a
measure; what it leaves out is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.measures import find_concepts, find_roles
from qa.model import Turn
from qa.scope import Scope, find_scope
from qa.understand import normalise, understand
from vectorstore.model import ReportCard

_LEAD = re.compile(
    r"^(?:那么?|还有|再问一?下?|再说说|另外|对了|哦|嗯|啊|好的?|不对|不是|错了|我是说|我说的是|我问的是|应该是|改成|换成|换|更正一下|更正|纠正一下|等等|谢谢)[，,：:。\s]*"
)
_TAIL = re.compile(r"(?:呢|的呢|怎么样|又如何|如何|又是多少|是多少|多少)?[？?。！!\s]*$")
_POINTING = re.compile(
    r"它们?的?|他们的?|她们?的?|这个(?:单位|部门|区|局)?的?|该(?:部门|单位|区|局|报告)的?|那个(?:单位|部门|区|局)?的?|两者的?|前者|后者|上面(?:那个|说的)?的?|刚才(?:那个|说的)?的?|其中的?"
)


def standalone(question: str, history: Sequence[Turn], cards: Sequence[ReportCard]) -> str:
    """Return a question that needs no history.

    question  as typed; history oldest first; cards name what scope words mean
    """
    current = normalise(question)
    previous = ""
    for turn in history:
        if turn.role == "user" and turn.content.strip():
            previous = _resolve(normalise(turn.content), previous, cards)
    return _resolve(current, previous, cards)


def _resolve(question: str, previous: str, cards: Sequence[ReportCard]) -> str:
    if not previous:
        return question
    words = question
    while (shorter := _LEAD.sub("", words)) != words and shorter:
        words = shorter
    words = _POINTING.sub("", words) or words
    scope, before = find_scope(words, cards), find_scope(previous, cards)
    asked, earlier = understand(words, scope), understand(previous, before)
    own = _measure_of(words, scope)
    # A full question of another measure keeps its own words, whatever came before.
    if not asked.terms and not asked.concepts:
        body = (
            _with_role(previous, before, words, scope) if asked.roles else _body(previous, before)
        )
    elif _is_fragment(words, own) and (earlier.roles or earlier.unit) and not asked.roles:
        body = own + _asking(previous)
    else:
        body = own
    return _place_words(words, scope, previous, before) + body


def _body(text: str, scope: Scope) -> str:
    """A question without the words that name its scope."""
    kept = [c for i, c in enumerate(text) if not any(a <= i < b for a, b in scope.spans)]
    return re.sub(r"^[的在]+", "", "".join(kept)).strip()


def _measure_of(words: str, scope: Scope) -> str:
    return _body(words, scope)


def _is_fragment(words: str, own: str) -> bool:
    return bool(re.search(r"呢[？?]?$", words)) and len(own) <= 12


def _asking(previous: str) -> str:
    roles = "".join(dict.fromkeys(m.printed for m in find_roles(previous)))
    return f"的{roles}是多少？" if roles else "是多少？"


def _with_role(previous: str, before: Scope, words: str, scope: Scope) -> str:
    """The earlier measure in the role now asked for: 「执行呢？」 after 「…预算是多少？」."""
    body = _body(previous, before)
    concepts = [m.printed for m in find_concepts(body)]
    for mention in sorted(find_roles(body), key=lambda m: -m.start):
        body = body[: mention.start] + body[mention.end :]
    now = "".join(m.printed for m in find_roles(words))
    stem = concepts[0] if concepts else re.sub(r"(?:是|有)?多少.*$|[？?]", "", body).strip("的是")
    return f"{stem}的{now}是多少？"


def _place_words(words: str, scope: Scope, previous: str, before: Scope) -> str:
    """Scope words of the whole question: this one's, else the earlier one's, kind by kind."""
    if scope.plural and not scope.named:
        return ""
    now = [words[a:b] for a, b in scope.spans]
    then = [previous[a:b] for a, b in before.spans]
    has_year = any(re.search(r"\d", w) for w in now)
    has_place = any(not re.search(r"\d", w) for w in now)
    taken = [w for w in then if (not has_year if re.search(r"\d", w) else not has_place)]
    places = [w for w in (*taken, *now) if not re.search(r"\d", w)]
    years = [w for w in (*taken, *now) if re.search(r"\d", w)]
    joined = "和".join(places) if len(places) > 1 and scope.plural else "".join(places)
    return "".join((joined, *years, "的" if places or years else ""))
