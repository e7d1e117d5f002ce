"""Put what a follow-up names in the place of its like in the question before it.

「职工医保呢？」 after 「居民医保年末参保多少人？」 takes the place of 居民医保, 「支出呢？」
after 「居民医保基金收入多少？」 that of 收入; what only tells more of the subject
(比上年多了几天, 由哪个科室负责) is asked of it.
"""

from __future__ import annotations

import re

from ingest.measures import find_concepts
from qa.asking import light_verbs, stop_words
from qa.turns import FRAGMENT, Asked
from qa.words import cut

_MONEY = (
    r"(?:(?:调整(?:以|之)?后|年初|全年|实际)的?)?"
    r"(?:预算|决算|支出|收入|执行|结余|结转|安排)(?:安排|执行|支出)?数?"
)
_MONEY_ONLY = re.compile(rf"(?:实际|全年)?(?:的)?(?P<word>{_MONEY})")
_LAST_MONEY = re.compile(
    rf"^(?P<of>.*?[\u4e00-\u9fff])(?<!年初)(?<!全年)(?<!实际)(?P<word>{_MONEY})(?P<rest>[^\u4e00-\u9fff]*(?:[是为有达]|一共|总共|合计)*(?:多少|几).*|[^\u4e00-\u9fff]*)$"
)
# What is asked for stands behind 哪个: 科室 is no subject of its own.
_CATEGORY = re.compile(
    r"(?:哪一?个?|哪些|哪几个|什么|啥)(?:科室|股室|处室|单位|部门|机构|地方|位置|公司|类型|性质|级别|等级|等次|时候|人|用途|作用|意思|内容|问题)"
)
_TELLS_MORE = re.compile(
    r"^(?:又|也|还|都|一共|总共|最后|具体|主要|大概)*(?:比(?![例重])|较(?!大)|同比|[与和跟](?=.{1,8}比)|超(?=[出过额了多几])|完成了?(?=多少|几|百分))"
)
_SHARE = re.compile(
    r"^(?P<part>[^占]{2,})占(?:了|到|的?比例?|比重)*(?:是|有|为)?(?:多[少大]|几成|百分|比例|比重|几)"
)


def swap(body: str, last: Asked) -> list[str]:
    """Return what the question before asks with the follow-up's words in it, [] if nothing fits.

    body  the follow-up without its scope
    """
    share = _SHARE.match(body)
    if share and last.stem and last.stem not in body:
        return [f"{share['part']}占{last.stem}的比例是多少？"]
    if not FRAGMENT.search(body):
        return []
    stem = FRAGMENT.sub("", body).strip("的 ，,")
    money = _MONEY_ONLY.fullmatch(stem)
    place = _LAST_MONEY.match(last.body)
    if money and place and not place["of"].endswith(("总", "、")) and not _in_measure(place):
        word = "实际支出" if stem == "支出" and not place["word"].endswith("收入") else stem
        return [f"{place['of'].removesuffix('的')}{word}是多少？"]
    alike = _elsewhere(stem, last.body) or _alike(stem, last.body)
    return [alike] if alike else []


def _in_measure(place: re.Match[str]) -> bool:
    """Whether the word to be replaced is part of a measure's name: 支出 of 项目支出."""
    start, end = place.span("word")
    return any(m.start < start < m.end and end <= m.end for m in find_concepts(place.string))


def leans_on_subject(body: str) -> bool:
    """Whether a follow-up says nothing but what is asked of the subject before it."""
    if FRAGMENT.search(body):
        return False
    if _TELLS_MORE.match(body):
        return True
    found = _CATEGORY.search(body)
    rest = _CATEGORY.sub("", body)
    words = [w for w, tag in cut(rest) if tag[:1] not in "wyupcd" and w not in stop_words()]
    return bool(found) and all(w in light_verbs() or w in _ASKED for w in words)


_ASKED = frozenset({"由", "属于", "用途", "牵头", "承担", "用", "归", "管", "落实", "实施"})


_TOWN = re.compile(r"(?P<town>[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|村|社区))(?:的(?P<what>.+))?")


def _elsewhere(stem: str, body: str) -> str:
    """The body with another town in the place of its own (大垅乡, 大垅乡的完成率), else ""."""
    found = _TOWN.fullmatch(stem)
    if not found or (found["what"] and found["what"] not in body):
        return ""
    edges = {0}
    for word, _ in cut(body):
        edges.add(max(edges) + len(word))
    sizes = (len(found["town"]), *range(2, 6))
    for end in sorted(edges, reverse=True):
        for size in sizes:
            start = end - size
            if start in edges and _TOWN.fullmatch(body[start:end]):
                return f"{body[:start]}{found['town']}{body[end:]}"
    return ""


def _alike(stem: str, body: str) -> str:
    """The body with a fragment in the place of the words that end as it does, else ""."""
    if len(stem) < 3 or stem in body:
        return ""
    for size in range(len(stem) - 1, 1, -1):
        at = body.find(stem[-size:])
        if at <= 0:
            continue
        before = ""
        for word, tag in reversed(cut(body[:at])):
            if tag[:1] in "wupcr" or len(before) + len(word) > len(stem) - size + 1:
                break
            before = word + before
        if before:
            return f"{body[: at - len(before)]}{stem}{body[at + size :]}"
        return ""
    return ""
