"""What a word of the question earns by where it stands relative to a figure's number."""

from __future__ import annotations

import re

from qa.terms import pairs_in, shortens
from qa.views import GENERAL, FigureView
from qa.words import Term

_AMOUNT = re.compile(r"(?:总额|总数|总量|金额|数额|数量|额度?|数|量|值)$")

OWN, HEAD, SHORT, MATE, NEAR, FAR, AROUND = 1.0, 0.95, 0.8, 0.75, 0.7, 0.3, 0.45


def credit_of(word: str, view: FigureView) -> float:
    """Return what a word earns by where it stands relative to the figure's number."""
    if word in view.own or word in view.heads:
        return OWN
    amount = _AMOUNT.search(word)  # 进口额: 进口243亿元
    if amount and amount.start() > 1 and word[: amount.start()] in view.own:
        return HEAD
    best = OWN * 0.8 * max(_overlap(word, view.own), _overlap(word, view.heads))
    if shortens(word, view.own) or shortens(word, view.heads):
        best = max(best, SHORT)
    for found in re.finditer(re.escape(word), view.sentence):
        low, high = sorted((found.start(), view.at))
        between = any(low < rival < high for rival in view.rivals)
        at = found.start()
        # What stands between a number's clause and another number is of that one.
        of_next = at > view.at and any(rival > at for rival in view.rivals)
        apart = of_next or not view.group[0] <= at < view.group[1]
        leads = view.bare and all(found.start() < rival for rival in view.rivals)
        best = max(best, HEAD if leads else FAR if between or apart else NEAR)
    if word in view.mates or word in view.whole:
        best = max(best, MATE)
    if word in view.topic:
        best = max(best, NEAR)
    if word in view.around:
        best = max(best, AROUND)
    return best


def credit_of_run(term: Term, view: FigureView) -> float:
    """Return the credit of a word whose run (党群服务队伍) mostly stands there, cut otherwise.

    Something of the word itself must: 高中在校学生 does not stand in 初中…，在校学生.
    """
    heads = view.own + view.heads
    if len(term.run) <= len(term.text) or not any(c in heads for c in term.text):
        return 0.0
    bound = not term.loose and term.text not in GENERAL
    if bound and not set(term.text) <= set(view.own + view.heads):
        return 0.0  # 镇级河湖长 is no 县级河湖长
    share = max(pairs_in(term.run, view.own), pairs_in(term.run, view.heads))
    return SHORT * share if share >= 0.6 else 0.0


def credit_of_initials(word: str, view: FigureView) -> float:
    """Return the credit of a word made of the first characters of two: 社矫 of 社区矫正."""
    if len(word) != 2:
        return 0.0
    full = re.compile(rf"{re.escape(word[0])}[\u4e00-\u9fff]{re.escape(word[1])}[\u4e00-\u9fff]")
    return SHORT if full.search(view.own) or full.search(view.heads) else 0.0


def _overlap(word: str, text: str) -> float:
    """Share of the word's character pairs that stand in the text.

    A word of two characters counts half if both stand close together: 报到 in
    报名到场.
    """
    share = pairs_in(word, text)
    if share == 0 and len(word) == 2:
        spread = re.search(re.escape(word[0]) + r".{1,4}" + re.escape(word[1]), text)
        return 0.5 if spread else 0.0
    return share
