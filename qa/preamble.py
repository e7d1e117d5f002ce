"""Leave out what an asker says of himself and out of politeness before the question.

「您好，我在写材料，麻烦查一下番禺2022年的项目支出」 asks 番禺2022年的项目支出.
What names a report is kept wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.scope import find_scope
from vectorstore.model import ReportCard

_CLAUSE = re.compile(r"[^，,。；;！!：:\n？?]+[，,。；;！!：:\n？?]*")
_ASKS = re.compile(
    r"多少|几|哪|什么|啥|谁|何|吗|呢|么|是否|是不是|有没有|有无|对不对|[？?]|怎|为什么|百分之|列出|\d(?!\d{0,3}年)"
)
_SELF = re.compile(
    r"我|咱|俺|您|本人|现需|需要核实|你好|各位|老师|同志|领导|同事|记者|请教|劳烦|烦请|麻烦|帮忙|帮看|急用|急着|要用|"
    r"请问|谢谢|多谢|感谢|拜托|打扰|不好意思|辛苦|有劳|写个?材料|写稿|核对一下|汇总一下|顺便"
)
_TAIL = re.compile(
    r"(?:谢谢|多谢|感谢|拜托了?|辛苦了?|急用|在线等|劳驾|一[条个项]{2}说|说清楚点?|请列[出全]|快点)[啦了哦啊您你各位！!。.]*$"
)
# 我想问一下, 麻烦帮忙查一下, 能不能告诉我: what leads into a question.
_ME = r"(?:我们?|咱们?|俺|您|你)?"
_LEAD = re.compile(
    rf"^(?:请问(?:一?下)?|请教(?:一?下|您|各位)?|请|劳烦|烦请|有劳|麻烦|打扰一?下|顺便|"
    rf"(?:本人|现|今)?(?:需要?|拟|想)(?:核实|核对|了解|查询|确认)(?:一?下)?[：:]?|(?:各位|大家|老师|同志|你|您)好|有没有人知道|有人知道|谁知道|"
    rf"{_ME}(?:就是)?(?:很|特别)?(?:想|要|需要)(?:要?(?:请教|问问?|知道|了解|查查?|核对|核实|确认|弄清楚|看看?|晓得)(?:一?下)?)|"
    rf"{_ME}(?:帮|替)(?:忙|我们?|咱们?|个忙)?(?=查|看|问|找|列|算|拉|核|数|把|翻)|"
    rf"(?:查查?|看看?|问问?|核[对实]|翻翻?|数数?|找找?|算算?)(?:一?下|清楚)(?:看看?)?|"
    rf"(?:能不能|可不可以|可否|能否|可以)?(?:告诉|跟|给)(?:我|咱)们?(?:说说?|讲讲?|列列?)?(?:一?下)?(?=[\u4e00-\u9fff]))+"
)


# 去年争取的资金（2023年总结）: the year stands beside it.
_BESIDE = re.compile(
    r"[，,（(]\s*((?:20|19)\d\d)年(?:度)?的?(?:工作)?(?:总结|报告|决算|预算|自评|自评报告|自评表|的)?[）)]?[。？?]*$"
)


def drop_preamble(text: str, cards: Sequence[ReportCard]) -> str:
    """Return a question without greetings, thanks and what is said of the asker.

    text   normalised
    cards  name what scope words mean: 「我在看柳塘镇2022年的报告，…」 keeps 柳塘镇2022年
    """
    if _BESIDE.search(text):
        text = re.sub(r"去年|上年(?!度)", "", text)
    clauses: list[str] = _CLAUSE.findall(_TAIL.sub("", text.strip()).rstrip("，,"))
    if len(clauses) < 2:
        return _led(text.strip()) if not clauses else _led("".join(clauses))
    asking = [bool(_ASKS.search(clause)) for clause in clauses]
    kept: list[str] = []
    for index, clause in enumerate(clauses):
        talk = not asking[index] and _SELF.search(clause)
        if talk and any(asking):
            kept.append(_scope_of(clause, "".join(clauses[index + 1 :]), cards))
        else:
            kept.append(_led(clause))
    return "".join(kept).strip("，, ") or text


def _led(clause: str) -> str:
    shorter = _LEAD.sub("", clause.lstrip())
    return shorter if len(shorter) > 1 else clause


def _scope_of(clause: str, rest: str, cards: Sequence[ReportCard]) -> str:
    """What a clause names of a report, unless what follows names one itself."""
    said = find_scope(rest, cards)
    if said.spans and len(said.spans) > len(said.years):
        return ""
    scope = find_scope(clause, cards)
    if not scope.reports:
        return ""
    words = "".join(clause[a:b] for a, b in scope.spans)
    return "" if said.years and scope.years else words
