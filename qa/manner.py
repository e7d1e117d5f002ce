"""Read how a question wants a result given: rounded, and to how many decimals."""

from __future__ import annotations

import re
from functools import cache

from qa.asking import openings
from qa.phrases import NAMES_FIGURE
from qa.words import cut

_ROUNDED = re.compile(
    r"[，,（(；;]?\s{0,9}(?:结果|请|并|答案)*(?:四舍五入)?后?(?:取整数?|(?:保留|精确)(?:到)?(?:小数点后?)?"
    r"(?:(?P<places>[零一两二三四0-4])位?(?:小数)?|整数位?|个位数?))(?:即可|就行|就好)?[）)]?"
    r"|[，,（(；;]\s*四舍五入[）)]?"
)
# 总岗位按2.3万个算: what an operand is taken to be stands in the report as well.
_TAKEN = re.compile(
    r"(?:^|[，,（(；;？?])\s*[^，,（()）。？?；;]{0,8}按[\d.,]+[^，,（()）。？?；;]{0,4}计?算[）)]?"
)
_AS_RATE = re.compile(
    r"[，,（(；;]\s*(?:结果|请|答案)*[用以按](?:百分数|百分比)(?:形式|来)?(?:表示|给出|计)?[）)]?"
)


_PLEASE = (
    r"(?:烦请|敬请|恳请|劳请|还请|劳烦|麻烦|请)(?:您|你|贵[局单位部门]{1,2})?"
    r"(?:帮(?:我|忙)?|协助|予以|代为|逐[项条一]|分别|具体|简要|详细)*"
)
# 请列示…, 请阐明…: a verb that stands alone before what it is about, whatever it is.
_TELL = re.compile(
    rf"^\s*{_PLEASE}(?P<verb>[\u4e00-\u9fff]{{2}})(?:一下|下)?(?:[：:]|(?=\s{{4}}))[，,\s]*"
)
_LISTS = re.compile(r"列|枚举")
# What is asked hangs on these: 请比较, 请解释.
_ASKS_ITSELF = frozenset(["比较", "对比", "解释", "排序", "排列", "判断"])
# …的数额, …的具体构成: of the words of asking, as 多少 and 哪些 are.
_AMOUNT = re.compile(
    r"的?(?:(?:具体|实际|确切|准确)的?(?:数额|数值|数目|数字|金额|数据|数量)|数额|数值)(?P<end>[。.\s]*)$"
)
_MADE_OF = re.compile(r"的(?:具体)?(?:构成|组成|明细)(?:情况)?(?P<end>[。.\s]*)$")


@cache
def _bid() -> re.Pattern[str]:
    """What opens a request: 请测算…, 烦请核算：…."""
    return re.compile(
        rf"^\s*(?:烦|劳|还)?请?(?:您|你)?(?:帮(?:我|忙)?)?(?:{'|'.join(openings())})(?:一下|下)?[：:，,]?"
    )


# 平均每个法官结了多少案子？拿审结数除一下; 还有多少没花出去？按调整后预算算
_WORKED = re.compile(
    r"(?:^|[，,；;？?。])\s*(?:就|请)?(?P<how>(?:拿|用|以|按照?|根据)[^，,。？?；;多少几哪率比占]{2,16}?"
    r"(?:来|去)?(?:除|减|相除|相减|计?算)(?:以[^，,。？?；;]{2,12}?)?(?:一?下|一除|一减|就行|即可|的?话|吧)*)[。！!？?\s]*$"
)
_DIVIDED = re.compile(
    r"(?:拿|用|以)(?P<what>[\u4e00-\u9fff]{2,8}?)(?:的?总?数|数量|量)?(?:来|去)?除"
)
_DIGITS = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}


def asked_places(text: str) -> int | None:
    """Return how many decimals a question wants, None if it does not say."""
    found = _ROUNDED.search(text)
    if found is None or (not found["places"] and found[0].strip("，,（()） ") == "四舍五入"):
        return None
    places = found["places"]
    if not places:
        return 0
    return _DIGITS[places] if places in _DIGITS else int(places)


def said_how(text: str) -> str:
    """Return how a question says its sum is worked out (拿审结数除一下), "" if it does not."""
    found = _WORKED.search(text)
    return found["how"] if found else ""


def divided(text: str) -> str:
    """Return what a question says is divided (审结 of 拿审结数除一下), "" if it does not say."""
    found = _DIVIDED.match(said_how(text))
    return found["what"] if found else ""


def manner_spans(text: str) -> list[tuple[int, int]]:
    """Return the characters that only say in what form the result is wanted."""
    patterns = (_ROUNDED, _TAKEN, _AS_RATE, _bid())
    spans = [m.span() for pattern in patterns for m in pattern.finditer(text)]
    return spans + [m.span("how") for m in _WORKED.finditer(text)]


def without_manner(text: str) -> str:
    """Return a question with what it says of the form of the result blanked."""
    for start, end in manner_spans(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def as_asked(core: str) -> str:
    """Return a request put as a question: 请列示… asks 列出…, 请说明…的数额 asks 是多少.

    core  the question without scope, by which a verb of telling is known to stand alone
    """
    found = _TELL.match(core)
    verb = found["verb"] if found else ""
    if found and verb not in _ASKS_ITSELF and all(tag[:1] in "vdn" for _, tag in cut(verb)):
        listed = _LISTS.search(verb) and not NAMES_FIGURE.search(core)  # 请列示支出金额: one
        opening = "列出" if listed else ""
        core = opening.ljust(found.end()) + core[found.end() :]
    core = _AMOUNT.sub(r"是多少\g<end>", core)
    return _MADE_OF.sub(r"包括哪些\g<end>", core)
