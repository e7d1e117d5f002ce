"""Follow-ups that lean wholly on what was just asked: 为什么？ 上年呢？ 差多少？ 第二个呢？

Such a question names nothing of its own, so it is put as a question about
what the turns before it asked: the reason of it, the same of the year before,
the sum, difference or share of the last two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.measures import find_roles
from qa import phrases
from qa.model import AnswerKind, Turn
from qa.turns import Asked
from qa.words import cut
from vectorstore.model import ReportCard

_BEFORE = re.compile(
    r"(?:那么?)?(?:它|其|同期)?(?:前一年|上一?年度?|去年|前年度?|上年同期|[上前]一个?年度?)(?:的|同期)?(?:的?(?:预算|决算|实际|支出|执行|完成)?(?:安排|情况)?数?)?(?:又)?(?:呢|是多少|有多少|多少|如何|花了多少)*[？?。]*"
)
_MORE = re.compile(
    r"(?:就|只有?|仅)?(?:这些|这么多|这几[个项条]|这点)?(?:就)?(?:没了|没有了|没别的了|全了|完了|全部了?)?(?:吗|么|嘛)?[？?]*"
    r"|还有(?:别的|其他的?|其它的?)?(?:吗|没有?|么|呢)?[？?]*|(?:没有)?(?:别的|其他的?|其它的?)(?:吗|没有?|了吗|呢)?[？?]*"
    r"|(?:都|全)(?:在这|列全)(?:里|儿)?了?(?:吗|么)?[？?]*"
)
_NAMES = re.compile(
    r"(?:它们)?(?:分别|具体|各|都|又|全|到底|名字|名称)*(?:叫|是|有)(?:什么|哪(?:些|几)?[个项家所部条种类方面支]*|谁|啥)(?:名字|名称)?(?:呢|呀|啊)?[？?。]*"
    r"|(?:请|麻烦|给我|全部|都|把它们|具体|一一)*(?:列一?下|列出来?|列举|说说|说一下|列全)(?:看看|一下)?[？?。]*|哪(?:几|些)[个项家所部条种类]?(?:呢)?[？?]*"
)
_NTH = re.compile(
    r"(?:其中的?)?(?:第\s?(?P<n>[一二三四五六七八九十\d]+)|(?P<last>最后一))(?:个|项|条|点|家|部|所|类|方面|名)"
)
_NTH_ONLY = re.compile(
    r"(?:的|具体)*(?:是|指|说|讲|包括|内容)*(?:的|是)*(?:什么|啥|怎么说的?|内容)?(?:内容|意思)?(?:呢|的)?[？?。]*"
)
_DIFFERENCE = re.compile(
    r"(?:(?:两者|二者|两个|这两个?|之间|相比|比较|比起来|一比|前后)*(?:之间)?(?:相?差(?:了|距|额)?(?:是|有)?(?:多少|几|多大)?|[多少高低增减](?:了|出)(?:来)?(?:多少|几)|(?:增加|减少|增长|下降|降低|提高|超)(?:出|过|额)?了?(?:多少|几)|还(?:空|差|剩|缺)(?:着|下|了)?(?:多少|几)|多(?:多少)|少多少|变化(?:了)?多少)|[还尚](?:剩|有|差|余)(?:着|下|了)?(?:多少|几)[^，。]{0,3}(?:没有?|未))[^，。]{0,3}[？?]*"
)
_SUM = re.compile(
    r"(?:这|那)?(?:两|二|三|几)?(?:者|个|项|样|年|笔)?(?:数|费用|钱)?(?:一共|合计|加起来|加在一起|总共|总和|之和|总计|相加|合起来|加一块儿|一起)(?:的?(?:和|总数|总额))?(?:是|有|花了|用了|得|为)?(?:多少|几)?[^，。呢多几]{0,3}(?:呢)?[？?]*"
)
_SHARE = re.compile(
    r"(?:它|这|那)?(?:占比|占多少|占了多少|占百分之[几多]少?|占几成|比例|比重|占的?比[例重])(?:是|有|多大|为)?(?:多少|几|百分之几)?(?:呢)?[？?]*"
)
_DIGITS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))


def lean(
    words: str,
    now: Asked,
    earlier: Sequence[Asked],
    cards: Sequence[ReportCard],
    told: Sequence[Turn] = (),
) -> str:
    """Return the whole question that a leaning follow-up asks, "" if it does not lean.

    words    the follow-up without opening words (那, 不对)
    now      what was understood of it
    earlier  the questions before it, standing alone, oldest first
    told     the answers before it, oldest first
    """
    last = earlier[-1]
    bare = words.strip(" ，,")
    if not bare.strip("？?。!！ "):
        return ""
    if _BEFORE.fullmatch(bare):
        return _year_before(last, cards)
    if now.scope.named:
        return ""
    if _MORE.fullmatch(bare) and not _NAMES.fullmatch(bare):
        return last.text
    if _NAMES.fullmatch(bare) and last.question.kind is not AnswerKind.TEXT:
        return last.text if last.question.kind is AnswerKind.LIST else _names(last)
    if phrases.ASKS_WHY.search(bare) and _names_nothing(now):
        return _why(bare, earlier)
    if _DIFFERENCE.fullmatch(bare):
        return _difference(bare, earlier)
    if _SUM.fullmatch(bare):
        return _total(earlier)
    if _SHARE.fullmatch(bare) and len(earlier) > 1:
        whole = earlier[-2]
        if whole.places == last.places and whole.subject != last.subject:
            return f"{_led(last)}{last.stem}占{whole.stem}的比例是多少？"
        return ""
    return _nth(bare, last, told)


def names_them(words: str) -> bool:
    """Whether a clause only asks what the things just counted are (是哪些, 都叫什么)."""
    return bool(_NAMES.fullmatch(words.strip(" ，,")))


def _led(asked: Asked) -> str:
    return f"{asked.own}的" if asked.own else ""


def _names_nothing(now: Asked) -> bool:
    """Whether it only asks (为什么没完成): no measure and no noun of its own."""
    return not now.question.concepts and all(
        _ASKED_OF_ANY.fullmatch(t.text) or all(tag[:1] in "vadmrcupzfqy" for _, tag in cut(t.text))
        for t in now.question.terms
    )


_ASKED_OF_ANY = re.compile(r"原因|缘故|缘由|理由|目标|年初|上年|去年|主要|这样|达标|标准|幅度|.")


def _why(bare: str, earlier: Sequence[Asked]) -> str:
    """Why it is so: of the newest question that a report stands behind."""
    last = earlier[-1]
    stands = next((e for e in reversed(earlier) if e.scope.reports), last)
    led = _led(last if last.scope.reports else stands)
    change = re.search(r"增加|增长|减少|下降|降低|提高|上升", last.body)
    same = re.search(r"这样|这么?样|这是|^(?:那?为什么|原因)", bare)
    if change and same and not re.search(r"[增减降升高低多少]", bare):
        return f"{led}{last.subject}为什么{change[0]}？"
    return f"{led}{last.subject}{bare.lstrip('这那它')}"


def _year_before(last: Asked, cards: Sequence[ReportCard]) -> str:
    """The same of the year before: its own report's, else what this report says of it."""
    mine = last.scope.reports or last.scope.neighbours
    year = next(iter(last.scope.years), None)
    if year is None and len(mine) == 1:
        year = mine[0].identity.fiscal_year
    if year is None:
        return ""
    agencies = {card.identity.agency for card in mine}
    if any(c.identity.fiscal_year == year - 1 and c.identity.agency in agencies for c in cards):
        if last.scope.years:
            return re.sub(rf"{year}|(?<!\d){year % 100}(?=年)", str(year - 1), last.text)
        return f"{last.places}{year - 1}年的{last.body}"
    return f"{_led(last)}{last.subject}上年是多少？"


def _names(last: Asked) -> str:
    """What was counted: 内设几个股室 counts 内设股室."""
    stem = re.sub(r"(?:一共|总共|共)?有?(?:多少|几)[个家项名条类所部支种处]?", "", last.body)
    stem = stem.strip("的，,？?。 ") or last.stem
    return f"{_led(last)}{stem}有哪些？" if stem else ""


def _difference(bare: str, earlier: Sequence[Asked]) -> str:
    """How far the last two are apart: of years, roles, places or measures."""
    if len(earlier) < 2:
        return ""
    grew = re.match(r"增|减|下降|降低|提高", bare)  # 增长多少 asks of the last alone
    one, other = earlier[-2:]
    if one.places == other.places and one.subject == other.subject and one.years != other.years:
        if one.scope.reports and other.scope.reports:
            return f"{one.places}{one.years}和{other.years}的{one.stem}相差多少？"
        newer, older = sorted((one, other), key=lambda e: e.scope.years, reverse=True)
        return f"{newer.own}的{newer.stem}比{older.years}{bare}"
    before = other.text.endswith("上年是多少？") and one.subject == other.stem.removesuffix("上年")
    if before:
        return f"{_led(one)}{one.stem}比上年{bare}"
    if grew and (one.places != other.places or one.subject != other.subject):
        return ""
    if one.places != other.places:
        return f"{one.own}和{other.own}的{other.stem}相差多少？"
    if one.subject == other.subject and one.stem != other.stem:
        roles = [
            "".join(dict.fromkeys(m.printed for m in find_roles(e.stem))).rstrip("是为") or "实际"
            for e in (one, other)
        ]
        return f"{_led(other)}{one.subject}的{roles[0]}和{roles[1]}相差多少？"
    return f"{_led(other)}{one.stem}和{other.stem}相差多少？" if one.stem != other.stem else ""


def _total(earlier: Sequence[Asked]) -> str:
    """The sum of what was asked one after another of one agency: measures, or years."""
    last = earlier[-1]
    mine = [e for e in earlier[-6:] if e.places == last.places and e.stem]
    years = list(dict.fromkeys(e.years for e in mine if e.stem == last.stem and e.years))
    if len(years) > 1 and all(e.stem == last.stem for e in mine):
        return f"{last.places}{'和'.join(years)}的{last.stem}合计是多少？"
    mine = [e for e in mine if e.years == last.years]
    stems = list(dict.fromkeys(e.stem for e in mine))
    if len(stems) < 2:
        return ""
    roles = ["".join(dict.fromkeys(m.printed for m in find_roles(s))) for s in stems]
    subjects = list(dict.fromkeys(e.subject for e in mine))
    if len(set(roles)) == 1 and roles[0] and len(subjects) == len(stems):
        return f"{_led(last)}{'、'.join(subjects[:-1])}和{subjects[-1]}的{roles[0]}合计是多少？"
    if all(e.question.kind is AnswerKind.FIGURE for e in mine) and last.question.unit not in (
        "",
        *phrases.MONEY_UNITS,
    ):
        return ""
    return f"{_led(last)}{'、'.join(stems[:-1])}和{stems[-1]}合计是多少？"


def _nth(bare: str, last: Asked, told: Sequence[Turn]) -> str:
    """「第二个呢」 after a list: its second item takes the place of the pointer."""
    found = _NTH.search(bare)
    if not found or not told:
        return ""
    items = _items(told[-1].content)
    at = -1 if found["last"] else _number(found["n"]) - 1
    if not items or at >= len(items):
        return ""
    rest = bare[found.end() :]
    item = items[at]
    if _NTH_ONLY.fullmatch(rest):
        return f"{_led(last)}“{item}”的具体内容是什么？"
    return f"{_led(last)}{item}{rest}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _DIGITS.get(word, 99)


def _items(text: str) -> list[str]:
    """The items of an answer that lists (1. …；2. …, 一是…；二是…, or 甲、乙、丙)."""
    numbered = re.split(
        r"(?:^|[；;。：:，\s])\s*(?:\d{1,2}[.．、]|[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]+[)）])\s*",
        text,
    )
    if len(numbered) > 2:
        return [
            re.sub(r"(?:\[\d+\])+|[。；;]\s*$", "", item).strip(" ；;。") for item in numbered[1:]
        ]
    listed = re.split(r"[：:]", text)[-1]
    items = [i for i in re.split(r"[、；;]|和", listed.strip(" 。")) if i]
    return [re.sub(r"(?:\[\d+\])+", "", i).strip() for i in items] if len(items) > 1 else []
