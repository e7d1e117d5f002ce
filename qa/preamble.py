"""Leave out what an asker says of himself and out of politeness beside the question.

「您好，我在写材料，麻烦查一下番禺2022年的项目支出」 asks 番禺2022年的项目支出.
What names a report is kept wherever it stands, and so is what a clause says
that is no talk of the asker: it may narrow what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.gist import gist_of
from qa.leads import (
    goes_on,
    is_interest,
    is_tag,
    is_talk,
    speaks_of_asker,
    tells_passage,
    without_finding,
    without_lead,
)
from qa.manner import without_manner
from qa.model import AnswerKind
from qa.scope import find_scope
from qa.selfsaid import ASKS, is_specific, stands_alone
from qa.understand import aside, understand
from qa.words import cut
from vectorstore.model import ReportCard

_CLAUSE = re.compile(r"[^，,。；;！!：:\n？?]+[，,。；;！!：:\n？?]*")
_TAIL = re.compile(
    r"(?:谢谢|多谢|感谢|拜托了?|辛苦了?|急用|在线等|劳驾|一[条个项]{2}说|说清楚点?|请列[出全]|快点)[啦了哦啊您你各位！!。.]*$"
)
# 去年争取的资金（2023年总结）: the year stands beside it.
_BESIDE = re.compile(
    r"[，,（(]\s*((?:20|19)\d\d)年(?:度)?的?(?:工作)?(?:总结|报告|决算|预算|自评|自评报告|自评表|的)?[）)]?[。？?]*$"
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
    text = gist_of(text, cards) or text
    clauses: list[str] = _CLAUSE.findall(_TAIL.sub("", text.strip()).rstrip("，,"))
    said = [without_lead(clause) for clause in clauses]
    if not any(said):
        return (text,)
    asking = _asking(said)
    said = [_found(s, asks, cards) for s, asks in zip(said, asking, strict=True)]
    said = _named(said, asking)
    kept: list[str] = []
    beside: list[str] = []
    asked = next(s for s, asks in zip(said, asking, strict=True) if asks)
    alone = stands_alone(asked, cards)
    of_asker = False
    for index, words in enumerate(said):
        before = not any(asking[: index + 1])
        talked = not asking[index] and is_talk(words) and (alone or not is_interest(words))
        of_asker = before and (speaks_of_asker(clauses[index]) or of_asker)
        untold = words == clauses[index].lstrip()  # 想确认一下校舍改造这个项目 leads in
        talked = talked or (of_asker and untold and not asking[index] and goes_on(words))
        if is_tag(words) and any(asking[:index]):
            words = "" if "对吗？" in kept else "对吗？"
        if asking[index] or words == "对吗？":
            kept.append(words)
            beside.append(words)
        elif talked or not words:
            scope = _scope_of(clauses[index], "".join(said[index + 1 :]), cards)
            kept.append(scope)
            beside.append(scope)
        else:
            kept.append(words)
            if before and tells_passage(words) and is_specific(asked):
                beside.append(_scope_of(words, "".join(said[index + 1 :]), cards))
                continue
            told = before and alone and (_tells(words) or _ABOUT.match(words))
            beside.append(aside(words) if told else words)
    plain = "".join(kept).strip("，, ：:") or text
    other = "".join(beside).strip("，, ：:") or text
    if other == plain or not _of_one(other, cards):
        return (plain,)
    return (plain, other)


def _found(words: str, asks: bool, cards: Sequence[ReportCard]) -> str:
    """A clause without how the asker came upon it; 查到多少起 asks, 注意到某地设了几个 tells."""
    rest = without_finding(words)
    named = asks and rest != words and any(a == 0 for a, _ in find_scope(rest, cards).spans)
    return rest if named or not asks else words


# 预算里好像有个加装电梯的采购项目: a thing is brought in, to be asked about.
_BRINGS_IN = re.compile(
    r"(?:好像|似乎|应该|可能|大概|就|也|还|又|专门)*(?:有|安排了?|列了?|提到了?|写了?|讲到?了?|说到?了?|搞了?|做了?|建了?)"
    r"(?:着|过)?一?(?:个|项|笔|段|条|座|家|处|块)(?:叫做?|关于|讲的?(?:是)?)?(?P<thing>[^，,。；;]{3,}?)[，,。；;]?\s*$"
)
_POINTER = re.compile(
    r"它的?|其(?!中|他|它|余|实)的?|(?:这|该|那|此)(?:一)?(?:个|项|笔|座|家|处|块)?(?:项目|工程|资金|经费|专项)的?|(?:这|那)(?:一)?(?:个|项|笔|块)的?(?=[\u4e00-\u9fff])"
)


def _named(said: Sequence[str], asking: Sequence[bool]) -> list[str]:
    """Put the thing that one clause brings in where the question behind it points at it."""
    named = list(said)
    first = next(at for at, asks in enumerate(asking) if asks) if any(asking) else 0
    pointer = _POINTER.search(said[first])
    for at in reversed(range(first)) if pointer else ():
        found = None if is_talk(said[at]) else _BRINGS_IN.search(said[at])
        if pointer and found:
            asked = said[first]
            thing = f"{found['thing'].strip()}的"
            named[first] = asked[: pointer.start()] + thing + asked[pointer.end() :]
            named[at] = said[at][: found.start()]
            break
    return named


def _asking(said: Sequence[str]) -> list[bool]:
    """Which clauses ask: with an asking word, or a claim before 「这个说法对不对」."""
    tags = [is_tag(words) for words in said]
    asking = [bool(ASKS.search(words)) for words in said]
    if any(asks and not tag for asks, tag in zip(asking, tags, strict=True)):
        return asking
    own = [
        bool(without_manner(words).strip(" ，,。")) and not tag and not is_talk(words)
        for words, tag in zip(said, tags, strict=True)
    ]
    return own if any(own) else [bool(words) for words in said]


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
    return kind in (AnswerKind.FIGURE, AnswerKind.TEXT, AnswerKind.LIST, AnswerKind.YES_NO)


def _scope_of(clause: str, rest: str, cards: Sequence[ReportCard]) -> str:
    """What a clause names of a report, unless what follows names one itself."""
    said = find_scope(rest, cards)
    if said.reports and len(said.named) > len(said.years):
        return ""
    scope = find_scope(clause, cards)
    if not scope.reports:
        return ""
    words = "".join(clause[a:b] for a, b in scope.spans)
    return "" if said.years and scope.years else words
