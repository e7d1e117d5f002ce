"""Put officialese and dialect into plain words: 系何 is 是什么, 请予列明 wants a list.

「宁川市某局结余数额若干，请予列明」 asks 结余是多少.  Families of words and the
ways they are put together are listed in `formal.toml` and `dialect.toml`; here the
request around the question is taken off, and made the question where nothing else asks.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from qa.phrases import NAMES_FIGURE

_QUOTED = re.compile(r"[“\"「『《][^”\"」』》]{1,40}[”\"」』》]")
_HIDDEN = re.compile("[\ue000-\uf8ff]")
_ASKS = re.compile(
    r"多少|几|哪|什么|怎|谁|何|孰|若干|是否|是不是|有没有|有无|能否|曾否|吗|对不对|属实|安在"
    r"|[^是能可与]否[？?。]*$"
)
_WHAT = re.compile(r"(?:为何|系何|何在|若何|何如)[？?]?$")
_STATE = re.compile(r"(?:情况|情形|概况|状况|经过|始末)$")
_CLAIMS = re.compile(r"\d(?!\d*年)|[超达逾增减]|完成|下降|上升|高于|低于|[已均皆]")


@cache
def _data(style: str) -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath(f"{style}.toml").read_text("utf-8"))


@cache
def _rules(style: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = _data(style)["rule"]
    return tuple((_compiled(rule["words"], style), rule["plain"]) for rule in rules)


@cache
def _compiled(words: str, style: str = "formal") -> re.Pattern[str]:
    for name, family in _data(style)["family"].items():
        words = words.replace("{" + name + "}", family)
    return re.compile(words)


def _put(text: str, style: str) -> str:
    for pattern, instead in _rules(style):
        text = pattern.sub(instead, text)
    return text


def in_plain_words(text: str) -> str:
    """Return a normalised question with officialese and dialect in plain words.

    What is quoted stays as it is.
    """
    quoted: list[str] = []

    def hide(found: re.Match[str]) -> str:
        quoted.append(found[0])
        return chr(0xE000 + len(quoted) - 1)

    plain = _put(_requested(_put(_QUOTED.sub(hide, text), "dialect")), "formal")
    return _HIDDEN.sub(lambda m: quoted[ord(m[0]) - 0xE000], plain)


@cache
def _request(part: str) -> re.Pattern[str]:
    shapes = _data("formal")["request"]
    return _compiled(shapes[part].replace("{verbs}", shapes["verbs"]))


def _requested(text: str) -> str:
    """A question without the request around it; it asks itself where nothing else does."""
    want = ""
    text = _request("whole").sub("", text)
    of = _request("of").search(text)
    if of:  # 松陵县教育局校舍改造一事，请示知其金额
        return f"{text[: of.start()]}的{of['what']}{_question('tell', of['what'])}"
    for part in ("tail", "head", "tail", "lead"):
        found = _request(part).search(text)
        if found is None:
            continue
        want = next(name for name in ("list", "tell", "reckon", "verify") if found[name])
        text = text[: found.start()] + text[found.end() :] if part == "tail" else found["what"]
    if want:
        text = text.rstrip("。.，, ")
    if want == "list" and _WHAT.search(text):
        return _WHAT.sub("有哪些", text)
    if not want or _ASKS.search(text):
        return text
    return text + _question(want, text)


def _question(want: str, text: str) -> str:
    """What to put behind a thing of which an account is requested."""
    if _compiled("{cause}$").search(text):
        return "是什么"
    if _STATE.search(text):
        return "如何"
    if NAMES_FIGURE.search(text) or _compiled("{amount}$").search(text) or want == "reckon":
        return "是多少"
    if text.endswith("者"):
        return "是哪个"
    if want == "verify" and _CLAIMS.search(text):
        return "，对吗？"
    return "有哪些" if want == "list" else "是什么"
