"""Leave out what an asker says of himself and out of politeness beside the question.

「您好，我在写材料，麻烦查一下番禺2022年的项目支出」 asks 番禺2022年的项目支出.
What names a report is kept wherever it stands, and so is what a clause says
that is no talk of the asker: it may narrow what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.leads import is_interest, is_tag, is_talk, without_lead
from qa.manner import without_manner
from qa.model import AnswerKind
from qa.scope import find_scope
from qa.understand import aside, understand
from qa.views import GENERAL
from qa.words import cut
from vectorstore.model import ReportCard

_CLAUSE = re.compile(r"[^，,。；;！!：:\n？?]+[，,。；;！!：:\n？?]*")
_ASKS = re.compile(
    r"多少|几|哪|什么|啥|谁|何|吗|呢|么|是否|是不是|有没有|有无|对不对|[？?]|怎|为什么|百分之|列出|多[大高长远久]"
)
_TAIL = re.compile(
    r"(?:谢谢|多谢|感谢|拜托了?|辛苦了?|急用|在线等|劳驾|一[条个项]{2}说|说清楚点?|请列[出全]|快点)[啦了哦啊您你各位！!。.]*$"
)
# 去年争取的资金（2023年总结）: the year stands beside it.
_BESIDE = re.compile(
    r"[，,（(]\s*((?:20|19)\d\d)年(?:度)?的?(?:工作)?(?:总结|报告|决算|预算|自评|自评报告|自评表|的)?[）)]?[。？?]*$"
)
# 这一块实际支出, 这类车: what is asked about stands in a clause before.
_POINTS = re.compile(
    r"(?:[这该此其]|上述|前述|那(?=一?[块笔类]))(?:[个些类种项块笔件方面部分里中家条支]|一[项块类笔件])|其中|它|^\s*(?:那么?)?(?:都|又|具体|分别|各|一共|到底)*(?:是|叫|有)(?:哪|什么)"
)


_IN_ALL = re.compile(r"一共|总共|拢共|统共")
# 关于招商的情况, 争取的资金中: the field of what is asked.
_ABOUT = re.compile(r"\s*(?:关于|至于|对于)|.{4,}[里中内](?:头|面|边)?[，,\s]*$")


def askings_of(text: str, cards: Sequence[ReportCard]) -> tuple[str, ...]:
    """Return what a question with its preamble can ask, the likeliest first.

    A statement before the question first counts as part of it, then as an
    aside: 「驻外招商人手不够，缺口有多少人」 asks for a 缺口 that has to do with it.
    text   normalised
    cards  name what scope words mean: 「我在看柳塘镇2022年的报告，…」 keeps 柳塘镇2022年
    """
    if _BESIDE.search(text):
        text = re.sub(r"去年|上年(?!度)", "", text)
    clauses: list[str] = _CLAUSE.findall(_TAIL.sub("", text.strip()).rstrip("，,"))
    said = [without_lead(clause) for clause in clauses]
    if not any(said):
        return (text,)
    asking = _asking(said)
    kept: list[str] = []
    beside: list[str] = []
    alone = _stands_alone(next(s for s, asks in zip(said, asking, strict=True) if asks), cards)
    for index, words in enumerate(said):
        before = not any(asking[: index + 1])
        talked = not asking[index] and is_talk(words) and (alone or not is_interest(words))
        if is_tag(words) and any(asking[:index]):
            words = "对吗？"
        if asking[index] or words == "对吗？":
            kept.append(words)
            beside.append(words)
        elif talked or not words:
            scope = _scope_of(clauses[index], "".join(said[index + 1 :]), cards)
            kept.append(scope)
            beside.append(scope)
        else:
            kept.append(words)
            told = before and alone and (_tells(words) or _ABOUT.match(words))
            beside.append(aside(words) if told else words)
    plain = "".join(kept).strip("，, ：:") or text
    other = "".join(beside).strip("，, ：:") or text
    if other == plain or not _of_one(other, cards):
        return (plain,)
    return (plain, other)


def _asking(said: Sequence[str]) -> list[bool]:
    """Which clauses ask: with an asking word, or a claim before 「这个说法对不对」."""
    tags = [is_tag(words) for words in said]
    asking = [bool(_ASKS.search(words)) for words in said]
    if any(asks and not tag for asks, tag in zip(asking, tags, strict=True)):
        return asking
    own = [
        bool(without_manner(words).strip(" ，,。")) and not tag and not is_talk(words)
        for words, tag in zip(said, tags, strict=True)
    ]
    return own if any(own) else [bool(words) for words in said]


def _stands_alone(words: str, cards: Sequence[ReportCard]) -> bool:
    """Whether a clause says of itself what it asks about: 缺口有多少人, not 花了多少."""
    if _POINTS.search(words):
        return False
    question = understand(words, find_scope(words, cards))
    return bool(question.concepts) or any(
        t.noun and len(t.text) > 1 and t.text not in GENERAL for t in question.terms
    )


def _tells(words: str) -> bool:
    """Whether a clause is a statement, with a verb, and no mere topic (关于体育场馆)."""
    topic = re.match(
        r"\s*(?:关于|至于|对于|就|在|截至|截止|除|到)|.*[里中内上]的?[，,：: ]*$", words
    )
    return not topic and any(tag == "v" for _, tag in cut(words))


def _of_one(text: str, cards: Sequence[ReportCard]) -> bool:
    """Whether one thing is asked for: a sum or comparison is put together of all its words."""
    text = _IN_ALL.sub("", text)  # 行政罚款一共罚了多少: one figure, however many it sums
    kind = understand(text, find_scope(text, cards)).kind
    return kind in (AnswerKind.FIGURE, AnswerKind.TEXT, AnswerKind.LIST)


def _scope_of(clause: str, rest: str, cards: Sequence[ReportCard]) -> str:
    """What a clause names of a report, unless what follows names one itself."""
    said = find_scope(rest, cards)
    if said.reports and len(said.spans) > len(said.years):
        return ""
    scope = find_scope(clause, cards)
    if not scope.reports:
        return ""
    words = "".join(clause[a:b] for a, b in scope.spans)
    return "" if said.years and scope.years else words
