"""Divide a question into its parts, later ones leaning on earlier ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ingest.errors import QuestionError
from qa.editions import primary_editions
from qa.followup import Talk
from qa.leaning import names_them
from qa.manner import without_manner
from qa.model import Turn
from qa.scope import Scope, find_scope
from qa.series import RANKS
from qa.spelt import spelt_out
from qa.understand import understand
from vectorstore.model import ReportCard

_PARTS = re.compile(r"(?<=[？?；;])(?![（(])|\n+")

_MOST = 20  # questions in one, each of which takes its time
_BY_HOW_MUCH = re.compile(r"(?:相差|差|多|少|高|低)[出了]?(?:多少|几\w{0,3})[？?]?")

_EACH = re.compile(r"(?:分别|各)(?:是|为|有)?(?:多少|几)[^，。]{0,3}[？?]?")
_OF_TWO = re.compile(r"还是|哪|谁|[比跟和与].{2,}[多少高低]")  # whose comparison gives both

_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_WHICH = re.compile(
    r"(?:哪一?[年个项家种块类边]?|谁)(?:的)?(?:更|最|比较)?[多少高低大小][？?。呢呀]*"
)

_CLAUSES = re.compile(r"[，,、]")

_AND_CHANGE = re.compile(
    r"(?P<what>.{4,}?)(?:以及|及其?|和)(?P<change>(?:比|较|同比|与)(?:上年|去年|上一年|\d{4}年).*[增减升降变].*)"
)

# 农林水支出预算及占一般公共预算支出的比例
_AND_SHARE = re.compile(
    r"(?P<what>.{4,}?)(?:以及|及其?|和|、)(?P<share>占.{2,}的?(?:比例|比重|百分比|多少).*)"
)
_ASKED = re.compile(r"多少|几(?!乎|率)|哪|什么|百分之")

Part = dict[str, Any]  # text, cards, scope, asked, passages, sources, reading


def divide(state: dict[str, Any]) -> list[Part]:
    """Each question of a text with several, later ones leaning on earlier ones.

    Raises QuestionError where they are more than can be answered at once.
    """
    cards = primary_editions(state["cards"])
    texts = [
        clause
        for text in _sentences(state["standalone"])
        if len(text.strip(" ？?；;")) > 1
        for clause in _clauses(text.strip())
    ]
    if len(texts) > _MOST:
        raise QuestionError(f"一次问得太多（{len(texts)}问，最多{_MOST}问）。请分几次问。")
    parts: list[Part] = []
    before = talk = Talk(cards)
    for text in texts or [state["standalone"]]:
        asked_before = parts[-1]["text"] if parts else ""
        whole = talk.readings(text)[0]
        if parts and _only_scope(text, cards):
            parts[-1] = {"text": whole, "cards": state["cards"]}
            talk = before.after(Turn("user", whole))
            continue  # 主任是谁？2023年的: it says of which report, and asks nothing new
        if parts and whole != text and names_them(text):
            parts[-1] = {"text": whole, "cards": state["cards"]}
            continue  # 有几项，是哪些: the list says how many
        if parts and (
            _BY_HOW_MUCH.fullmatch(text.strip())
            or _says_nothing(text)
            or (_EACH.fullmatch(text.strip()) and _OF_TWO.search(asked_before))
            or (RANKS.search(asked_before) and _only_its_value(text))
        ):
            continue  # 谁的支出多？多多少？: the comparison says it; 请全部列出: manners
        before, talk = talk, talk.after(Turn("user", whole))
        parts.append({"text": whole, "cards": state["cards"]})
    return parts


def _sentences(text: str) -> list[str]:
    """The sentences of a question; one that says how the first is worked out stays with it.

    「空着多少编制？就是编制减在职」 「平均每场多少人？取整」
    """
    sentences: list[str] = []
    for sentence in _PARTS.split(text):
        manner = not without_manner(sentence).strip(" ，,。？?；;")
        if sentences and (manner or spelt_out(sentence)):
            sentences[-1] += sentence
        else:
            sentences.append(sentence)
    return sentences


def _only_its_value(text: str) -> bool:
    """Whether 「执行率多少」「剩多少」 behind 「哪个最低」 asks for what the ranking states."""
    asked = understand(text, Scope(()))
    return not asked.concepts and not any(t.noun for t in asked.terms)


def _only_scope(text: str, cards: Sequence[ReportCard]) -> bool:
    """Whether a clause names a report and nothing else."""
    scope = find_scope(text, cards)
    if not scope.named or re.search(r"呢|[？?]", text):
        return False
    asked = understand(text, scope)
    said = [t for t in asked.terms if t.text not in ("报告", "材料", "份")]
    return not (said or asked.concepts or asked.roles or asked.numbers or asked.unit)


def _says_nothing(text: str) -> bool:
    asked = understand(text, Scope(()))
    return not (asked.terms or asked.concepts or asked.roles or asked.numbers or asked.unit)


def _clauses(text: str) -> list[str]:
    """「分值是几分，得了几分」 asks twice; a clause that asks nothing stays with its neighbour."""
    if spelt_out(text):
        return [text]
    change = _AND_CHANGE.match(text)
    if change and not _ASKED.search(change["what"]):  # 机关运行经费及比上年减少的金额
        return [f"{change['what']}是多少？", f"{change['what']}{change['change']}"]
    share = _AND_SHARE.match(text)
    if share and not _ASKED.search(share["what"]):
        return [f"{share['what']}是多少？", f"{share['what']}{share['share']}"]
    groups: list[str] = []
    waiting = ""
    clauses = _CLAUSES.split(_BRACKETS.sub(lambda m: m[0].replace("、", "和"), text))
    if _WHICH.fullmatch(clauses[-1].strip()):
        return [text]  # 各是多少，哪年大: the comparison says both
    for clause in clauses:
        waiting += clause
        if _ASKED.search(clause):
            groups.append(waiting)
            waiting = ""
    return groups if len(groups) > 1 and not waiting.strip() else [text]
