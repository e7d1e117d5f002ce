"""Words for every outcome that is not an answer: each says what was looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.model import AnswerKind, Outcome
from qa.reading import Reading
from qa.scope import Scope, describe
from qa.understand import Question
from vectorstore.model import ReportCard

_GREETING = re.compile(
    r"^(?:你好|您好|嗨|哈喽|hello|hi|早上好|下午好|晚上好|在吗|谢谢|多谢|感谢|再见|拜拜)[呀啊吗哦~！!。，,\s]*$",
    re.I,
)
_ABOUT = re.compile(
    r"^(?:你是谁|你叫什么|你是什么|你能做(?:什么|啥)|你会(?:什么|啥|做什么)|怎么用(?:你|这个系统)?|如何使用(?:本系统|你)?|这个系统(?:是什么|能做什么|怎么用)|帮助|help|有哪些报告|有什么报告|库里有(?:哪些|什么)报告)[？?。!！\s]*$",
    re.I,
)

# Words that only point at something said before: 它的原因是什么, 跟去年比怎么样, 那第二个呢.
_POINTS_BACK = re.compile(
    r"(?:那么?|它们?|他们?|她们?|这个?|那个?|这些|那些|其中?|的|是|为什么|为何|怎么|咋|会|这样|那样|原因|缘故|理由|主要"
    r"|呢|什么|啥|跟|和|与|同|比|相比|较|上年|去年|前年|上一年|往年|同期|怎么样|如何|多少|几|第[一二三四五六七八九十\d]+"
    r"|个|条|项|具体|哪些|有|就|两个|两者|三者|加起来|加在一起|一共|总共|合计|相?差|占比|占|比例|增加|减少|增长|下降|变化"
    r"|完成|达标|达到|[没未]|这么|那么|掉|降|涨|下滑|缘由|了|过|多|少|大|小|好|差|高|低|吗|呀|啊|吧|没|还|又|也|都|别的|其他|后来|然后|之后|呃|嗯|请问|想问|问一?下|[\s？?，,。！!、])+"
)


def is_small_talk(text: str) -> bool:
    """Whether a turn greets or thanks, or asks what the system is."""
    return bool(_GREETING.match(text.strip()) or _ABOUT.match(text.strip()))


def without_search(text: str, cards: Sequence[ReportCard]) -> Reading | None:
    """Return the reply to what is no question of reports, or None if it is one."""
    holdings = tuple(describe(c.identity, c.title) for c in cards[:8])
    have = (
        f"现有{len(cards)}份报告：{'、'.join(holdings[:8])}"
        if cards
        else "现在还没有报告，请先读入报告（youju ingest 文件）"
    )
    if not re.search(r"\w", text):
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.TEXT,
            words="没有看到能读懂的问题。请用中文写出想查的指标，例如“某区2022年的项目支出是多少？”。",
        )
    if _GREETING.match(text):
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.TEXT,
            options=holdings[:8],
            words=f"您好。请问想查哪份报告的哪项数据？{have}。",
        )
    if _ABOUT.match(text):
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.TEXT,
            options=holdings[:8],
            words=f"我从已读入的报告里查数字和原文，每个数字都注明出处；报告没写的，会直说没有。{have}。",
        )
    if _POINTS_BACK.fullmatch(text):
        return Reading(
            Outcome.UNCLEAR,
            AnswerKind.TEXT,
            options=holdings[:8],
            words="没有说明问的是什么。请写出是哪份报告的哪一项，例如“某区2022年的项目支出为什么减少？”。",
        )
    if not cards:
        return Reading(
            Outcome.NOT_IN_REPORTS,
            AnswerKind.TEXT,
            words="库里还没有任何报告，请先用 youju ingest 读入报告。",
        )
    return None


_A_PROJECT = re.compile(r"^[\s，,的在]*(?:这个|该|那个|此)(?:项目|工程|专项)")


def points_at_project(question: Question, scope: Scope) -> bool:
    """Whether 这个项目 is asked of a report that is of no one project."""
    named = any(t.noun and not re.search("项目|工程|专项", t.text) for t in question.terms)
    one = all(card.identity.kind.startswith("项目") for card in scope.reports)
    return bool(_A_PROJECT.search(question.core)) and not named and not one


def out_of_scope(scope: Scope, cards: Sequence[ReportCard], kind: AnswerKind) -> Reading:
    """Return the refusal when no report is of what the question names."""
    wanted = "、".join(scope.missing or scope.named) or "所问范围"
    holdings = "、".join(describe(c.identity, c.title) for c in cards[:8])
    more = f"等{len(cards)}份" if len(cards) > 8 else ""
    return Reading(
        Outcome.NOT_IN_REPORTS,
        kind,
        words=f"报告里没有{wanted}的数据。现有报告：{holdings}{more}。",
    )


def worded(
    reading: Reading, question: Question, scope: Scope, cards: Sequence[ReportCard]
) -> Reading:
    """Add the words of a refusal or of a question back."""
    if reading.answered or reading.words:
        return reading
    asked = _asked(question)
    if reading.outcome is Outcome.UNCLEAR:
        listed = "；".join(reading.options)
        return replace(reading, words=f"“{asked}”可以指不止一项，请说明是哪一个：{listed}。")
    names = "、".join(describe(c.identity, c.title) for c in scope.reports[:4])
    more = f"等{len(scope.reports)}份报告" if len(scope.reports) > 4 else ""
    words = f"报告没有给出“{asked}”。查找范围：{names or '全部报告'}{more}。"
    if reading.nearest:
        words += f"最接近的记载：{reading.nearest}。"
    return replace(reading, words=words)


def _asked(question: Question) -> str:
    core = " ".join(question.core.split())
    core = re.sub(r"(?:是|有|为)?(?:多少|几|什么|哪些|吗|呢).*$|[？?。]", "", core).strip(" 的")
    return core or question.text.strip("？?。")
