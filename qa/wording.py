"""Bring a question as typed into one wording: half-width, simplified, the standard language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ingest.measures import find_concepts
from ingest.simplify import simplify
from qa.asking import everyday, spoken
from qa.misspelt import mend_asking

_AMOUNT = re.compile(r"([\d一二两三四五六七八九十]+)个([万亿])")  # 一个亿
_QUOTED = re.compile(r"[“\"「『'‘]([^”\"」』'’“「『‘]{2,12})[”\"」』'’]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LETTERS = re.compile(rf"{_HAN.pattern}|[A-Za-z\d]")
_ENGLISH = re.compile(r"[a-z]{5}\W+\w|\w\W+[a-z]{5}")  # a word and one more: no name
_AGAIN = re.compile(r"(\W)\1+")
_LEAST_WORDS = 0.65  # of the characters
_FEW = 6  # signs
_MANY = re.compile(r"好多(?!年来|人家)")
# 完成了那三条道路改造: where nothing asks, 那 is written for 哪.
_WHICH = re.compile(r"(?<=[了有是在])那(?=[几些]|[两三四五六七八九十][\u4e00-\u9fff])")
_REQUEST = re.compile(r"列|查|告诉|说|讲|给|介绍|提供|请|帮|呢")
# 几个项目支出里，金额最大的: however many there are, no number is asked for.
_AMONG = re.compile(
    r"[这那]?几[个项类种家](?P<of>[^，,。？?几]{2,10}(?:当|之)?[里中](?:面|头)?)[，,]?(?=[^，,。？?]{0,12}最)"
)
# 到年底账上的结转和结余: what is left at the year's end has a name of its own.
_YEAR_END = re.compile(r"年[末底终]|期末|岁末|截[至止]")
_LEFT = re.compile(
    r"(?<!年末)(?<!年初)(?<!上年)(?:账上的?|账面的?)?结转(?:[和与及、]?结余)(?:资金)?的?(?:余额|数额|金额)?"
)
# 2022年高还是2023年高
_EITHER = re.compile(
    r"(?P<one>20\d\d年)(?P<way>[高低多少大小])(?:一?些|一?点)?[,，]?还是(?P<other>20\d\d年)(?P=way)(?:一?些|一?点)?"
)
# 在职/退休/编外 最少一类: kinds of people, each of whom a report calls 人员.
_STAFF_KIND = re.compile(r"(在职|在编|退休|离休|编外|聘用)的?")
_STAFF = re.compile(
    r"(?:在职|在编|退休|离休|编外|聘用)的?(?:[、/,，和与及跟](?:在职|在编|退休|离休|编外|聘用)的?)+"
    r"(?=[\s,，、]|[哪三两这]|[里中](?:面|头|哪|的)?|$)"
)
_SENTENCE = re.compile(r"[^。？?；;！!]+[。？?；;！!]*")
_ASKS_OTHERWISE = re.compile(
    r"多少|几|哪|什么|怎|谁|为何|是否|是不是|有没有|有无|对不对|吗|真假|属实"
)


def normalise(text: str) -> str:
    """Return a question with half-width forms, simplified characters and no control characters.

    What people say in dialect is put in the words of the standard language, and
    the name of a measure stands without its quotation marks.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    for said, meant in spoken():  # before 嗰 becomes the simplified 𠮶
        text = text.replace(said, meant)
    text = _AMOUNT.sub(_of_money, _unquoted(simplify(text).strip()))
    for said, meant in spoken():
        text = text.replace(said, meant)
    text = mend_asking(text)
    for pattern, plain in _everyday():
        text = pattern.sub(plain, text)
    if _YEAR_END.search(text):
        text = _LEFT.sub("年末结转和结余", text)
    text = _EITHER.sub(r"\g<one>和\g<other>哪年更\g<way>", text)
    text = _STAFF.sub(lambda m: _STAFF_KIND.sub(r"\1人员", m[0]), text)
    return _which(_how_many(_AMONG.sub(r"\g<of>", text)))


def legible(text: str) -> bool:
    """Whether a question is words in Chinese rather than signs or another language.

    A sign again and again counts once, and a letter of another script is a sign
    to these reports.  Of 2,771 questions people asked none has more than three
    signs in ten characters; a few signs are always well: “三公”经费？  GDP 2022
    can be looked up, a sentence in English cannot.
    """
    dense = _AGAIN.sub(r"\1", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    words = _LETTERS.findall(dense)
    if len(set(words)) < min(2, len(dense)) or (_ENGLISH.search(text) and not _HAN.search(text)):
        return False
    return len(dense) - len(words) <= _FEW or len(words) > _LEAST_WORDS * len(dense)


@cache
def _everyday() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(entry["words"]), entry["plain"]) for entry in everyday())


def _of_money(found: re.Match[str]) -> str:
    """一个亿 and nothing behind it is money; 两个亿的投资 says so itself."""
    ends = not re.match(r"(?![吗吧了呢么啊])[\u4e00-\u9fff]", found.string[found.end() :])
    return f"{found[1]}{found[2]}{'元' if ends else ''}"


def _unquoted(text: str) -> str:
    """Take the marks off what is quoted of a measure's name (“三公”经费), off no other name."""
    for found in reversed(list(_QUOTED.finditer(text))):
        bare = text[: found.start()] + found[1] + text[found.end() :]
        start, end = found.start(), found.start() + len(found[1])
        if any(m.start <= start and end <= m.end for m in find_concepts(bare)):
            text = bare
    return text


def _how_many(text: str) -> str:
    """Take 好多 for 多少 in a sentence in which nothing else asks."""
    return _SENTENCE.sub(
        lambda m: m[0] if _ASKS_OTHERWISE.search(m[0]) else _MANY.sub("多少", m[0]), text
    )


def _which(text: str) -> str:
    """Take 那三条 for 哪三条 in a sentence in which nothing asks and nothing is requested."""
    return _SENTENCE.sub(
        lambda m: (
            m[0]
            if _ASKS_OTHERWISE.search(m[0]) or _REQUEST.search(m[0])
            else _WHICH.sub("哪", m[0], count=1)
        ),
        text,
    )
