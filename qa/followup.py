"""Make a follow-up stand alone: 「那番禺呢？」 becomes a whole question.

What the follow-up names replaces the same kind of thing in the questions
before it: a region a region, a year a year, a role a role, a measure a
measure; what it leaves out is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.measures import concept, find_concepts, find_roles
from ingest.model import Role
from qa.leaning import lean
from qa.model import AnswerKind, Turn
from qa.phrases import ASKS_MET
from qa.places import find_places
from qa.refuse import is_small_talk
from qa.roles import ROLE_WORDS, asked_roles
from qa.scope import find_scope
from qa.swaps import leans_on_subject, swap
from qa.turns import FRAGMENT, Asked, read_turn
from qa.wording import normalise
from qa.words import ASKING
from vectorstore.model import ReportCard

_LEAD = re.compile(
    r"^(?:不好意思|打错了|哎|唉|呃|要的?是?|我要的?是?|不好意思打错了|那么?|还有|再问一?下?|再说说|另外|对了|哦|嗯|啊|好的?|不对|不是|错了|说错了|我(?:是说|说的是|问的是|想问的?是?)"
    r"|应该是|改成|换成|换|更正一下|更正|纠正一下|等等|谢谢)[，,：:。\s]*"
)
_POINTING = re.compile(
    r"它们?的?|(?:这|该|那)(?:个|些|两个)?(?:单位|部门|区|局|报告|街道)?的?(?=[^些个]|$)"
    r"|(?:上面|刚才|前面)(?:那个|说的|提到的)?的?|其中的?"
)
_SUM = re.compile(r"一共|合计|加起来|加在一起|总共|总和|之和|总计")
_SLIP = re.compile(  # 我说错了，是全年预算; 不对，我问的是退休人员
    r"^(?:不[对是]|[^，,。]{0,5}(?:说|打|写|问|搞)?错了?|[^，,。]{0,4}(?:更正|纠正)[^，,。]{0,3}|我[^，,。]{0,3}(?:是说|说的是|问的是|要的是|想问的?是?))[，,。\s]"
)
_ASKS = re.compile(r"多少|几|哪|什么|谁|为何|怎|如何|吗|呢|是否|有没有|列")
_SPENT = re.compile(r"(?:实际)?支出(?:了|是|有)?(?:多少)?(?:呢)?[？?。]*")
_AGAINST_YEAR = re.compile(
    r"(?:比|较|[与和跟同](?=.{4,8}(?:相?比|差)))(?:20\d\d|上|去|前)年(?:的|度|相?比)*(?:[多少高低增减涨降]|相?差|提高|下降|上升)"
)
_BUDGETS = frozenset({Role.BUDGET, Role.INITIAL_BUDGET})
_EMPTY = re.compile(
    r"[哪谁更最较高低多少大小好差快慢比一共合计加起来总和两者个区份它们呢的是有人项名？?]*"
)


def standalone(question: str, history: Sequence[Turn], cards: Sequence[ReportCard]) -> str:
    """Return a question that needs no history.

    question  as typed; history oldest first; cards name what scope words mean
    """
    return readings_of(question, history, cards)[0]


def corrects(text: str) -> bool:
    """Whether the asker corrects himself: 不对，我问的是退休人员."""
    return bool(_SLIP.match(text))


def readings_of(
    question: str, history: Sequence[Turn], cards: Sequence[ReportCard]
) -> tuple[str, ...]:
    """Return what a question can mean that stands alone, the likeliest first.

    「在校学生呢？」 after 「小学有多少所？」 means 在校学生, or those of the 小学.
    """
    talk = Talk(cards)
    for turn in history:
        talk = talk.after(turn)
    return talk.readings(question)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far, each of its questions read once.

    earlier  what was asked, standing alone; told what was answered; oldest first
    """

    cards: Sequence[ReportCard]
    earlier: tuple[Asked, ...] = ()
    told: tuple[Turn, ...] = ()

    def readings(self, question: str) -> tuple[str, ...]:
        """Return what a question can mean that stands alone, the likeliest first."""
        text = normalise(question)
        return tuple(dict.fromkeys(_resolve(text, self.earlier, self.cards, self.told)))

    def after(self, turn: Turn) -> Talk:
        """Return the conversation with one more turn."""
        if turn.role != "user":
            return replace(self, told=(*self.told, turn))
        if not turn.content.strip() or is_small_talk(turn.content):
            return self
        asked = read_turn(self.readings(turn.content)[0], self.cards)
        return replace(self, earlier=(*self.earlier, asked))


def _resolve(
    text: str, earlier: Sequence[Asked], cards: Sequence[ReportCard], told: Sequence[Turn]
) -> list[str]:
    if not earlier:
        return [text]
    words = re.sub(r"^(?:就?是|问的是)", "", _SLIP.sub("", text)) if _SLIP.match(text) else text
    while (shorter := _LEAD.sub("", words)) != words and shorter:
        words = shorter
    told_only = len(words) <= 12 and words != text and not re.search(r"[？?]", text)
    if (_SLIP.match(text) or told_only) and not _ASKS.search(words):
        words = f"{words.strip('。！!，, ')}呢？"
    now = read_turn(_POINTING.sub("", words) or words, cards)
    last = earlier[-1]
    leaning = lean(words, now, earlier, cards, told)
    if leaning:
        return [leaning]
    if (
        _SPENT.fullmatch(now.body)
        and _BUDGETS & set(last.question.roles)
        and "收入" not in last.body
    ):
        return [f"{_scope_words(now, last)}{last.subject}的实际支出是多少？"]
    continued = _continued(words, last)
    if continued:
        return [f"{_scope_words(now, last)}{continued}"]
    if _AGAINST_YEAR.match(words) and last.scope.years and last.stem:
        return [f"{last.own}的{last.stem}{words}"]  # 比2023年多多少: of the year spoken of
    led = _scope_words(now, last)
    swapped = swap(now.body, last)
    if swapped:
        return _in_kind([f"{_scope_words(now, last)}{body}" for body in swapped], now, last, cards)
    if ASKS_MET.match(now.body.strip()) and last.subject:  # 14.2%。达到目标了吗？
        return [f"{led}{last.subject}{now.body}"]
    own = _names_measure(now, last) or not _EMPTY.fullmatch(
        "".join(t.text for t in now.question.terms)
    )
    if not own and (now.question.compares or _SUM.search(now.body)):
        together = _together(now, earlier)
        if together:
            return [together]
    if leans_on_subject(now.body) and last.subject:
        asked = _POINTING.sub("", words).lstrip("，, ") or now.body
        return _in_kind([f"{led}{last.subject}{asked}"], now, last, cards)
    if own:
        return _in_kind([led + body for body in _whole(now, last)], now, last, cards)
    body = _in_role(now, last).removeprefix("的") if now.question.roles else last.body
    if now.question.unit and now.question.unit != last.question.unit and last.stem:
        body = f"{last.stem}{now.body}"  # 接待多少批次？多少人次？
    wholes = [led + body]
    theirs = {card.identity.fiscal_year for card in now.scope.reports}
    if now.places and not now.years and theirs and theirs.isdisjoint(last.scope.years):
        wholes.append(f"{_places(now, last)}的{body}")  # it has a report of another year only
    return _in_kind(wholes, now, last, cards)


def _in_kind(wholes: list[str], now: Asked, last: Asked, cards: Sequence[ReportCard]) -> list[str]:
    """Keep to the kind of report spoken of (部门决算) where a question would be of others too."""
    kinds = {card.identity.kind for card in last.scope.reports}
    if len(kinds) != 1 or (now.scope.named and now.years):
        return wholes
    [kind] = kinds
    kept = []
    for whole in wholes:
        scope = find_scope(whole, cards)
        mine = {card.id for card in last.scope.reports} < {card.id for card in scope.reports}
        end = scope.spans[-1][1] if mine and scope.spans else 0
        kept.append(f"{whole[:end]}{kind.removesuffix('报告')}报告{whole[end:]}" if end else whole)
    return kept


def _continued(words: str, last: Asked) -> str:
    """A follow-up that only adds to what was asked: 它占…的多少, 加上…一共多少, 涉及资金多少."""
    bare = _POINTING.sub("", words).lstrip("，, ")
    if bare.startswith("占"):
        return f"{last.stem}{bare}"
    added = re.match(r"(?:再|还|如果)?加上?(?!起来|总|强|快|大)", bare)
    if added and _SUM.search(bare):
        return f"{last.stem}和{bare[added.end() :]}"
    return ""


def _names_measure(now: Asked, last: Asked) -> bool:
    """Whether it names a measure of its own; a rate after money is a rate of that money."""
    if now.question.concepts:
        return True
    named = [m for m in find_concepts(now.body) if (known := concept(m.name)) and not known.role]
    of_money = any((known := concept(n)) and known.kind == "money" for n in last.question.concepts)
    rated = any(
        (known := concept(m.name)) and known.role is Role.RATE for m in find_concepts(now.body)
    )
    return bool(named) or (rated and not of_money and not last.question.terms)


def _together(now: Asked, earlier: Sequence[Asked]) -> str:
    """A total or comparison over the questions just asked: their places, or their measures."""
    recent = [e for e in earlier[-6:] if e.stem]
    places = list(dict.fromkeys(e.places for e in recent if e.stem == recent[-1].stem and e.places))
    if len(places) > 1:
        return f"{'和'.join(places)}的{recent[-1].stem}{now.body}"
    if _SUM.search(now.body) and recent[-1:] and recent[-1].question.coordinated:
        return f"{_scope_words(now, recent[-1])}{recent[-1].stem}一共多少？"
    stems = list(dict.fromkeys(e.stem for e in recent if e.places == recent[-1].places))
    if len(stems) > 1 and _SUM.search(now.body):
        lead = f"{recent[-1].places}{recent[-1].years}"
        asked = now.body if re.search(r"多少|几", now.body) else "合计是多少？"
        return f"{lead}{'的' if lead else ''}{'、'.join(stems[:-1])}和{stems[-1]}{asked}"
    return ""


def _whole(now: Asked, last: Asked) -> list[str]:
    """A fragment (退休人员呢？) asks what the question before it asked."""
    if not FRAGMENT.search(now.body):
        return [now.body, f"{last.subject}{now.body}"]
    stem = FRAGMENT.sub("", now.body).strip("的 ")
    # 落实率 behind 学生满意度完成值 is a rate of its own; 教师的 is asked of 满意度, too.
    mentions = asked_roles(last.body) if stem.endswith(("率", "度")) else find_roles(last.body)
    roles = "".join(dict.fromkeys(m.printed for m in mentions))
    if last.question.kind is AnswerKind.LIST:
        return [f"{stem}有哪些？"]
    if last.question.asks_why:
        return [f"{stem}的原因是什么？", f"{stem}如何？"]
    if last.question.kind is AnswerKind.TEXT:
        return [f"{stem}如何？"]
    if roles and not now.question.roles:
        return [f"{stem}的{roles}是多少？"]
    counted = f"{stem}有多少{last.question.unit}？"
    if not last.question.unit or now.question.concepts:
        return [counted]
    return [f"{stem}有多少？", f"{last.subject}{stem}有多少？", counted]


def _in_role(now: Asked, last: Asked) -> str:
    """The earlier measure in the role now asked for: 「执行呢？」 after 「…预算是多少？」."""
    body = last.body
    concepts = [
        m.printed for m in find_concepts(body) if (known := concept(m.name)) and known.role is None
    ]
    roles = "".join(dict.fromkeys(m.printed for m in find_roles(now.body)))
    roles = roles or ROLE_WORDS[now.question.roles[0]]
    for mention in sorted(find_roles(body), key=lambda m: -m.start):
        body = body[: mention.start] + body[mention.end :]
    stem = concepts[0] if len(concepts) == 1 else _unasked(body)
    return f"{stem}的{roles}是多少{now.question.unit or last.question.unit}？"


def _unasked(body: str) -> str:
    """A question without the words that ask: 要求做几部电教片 asks of 要求做电教片."""
    return re.sub(r"\s+", "", ASKING.sub(" ", body)).strip("的是，,？?。 ")


def _places(now: Asked, last: Asked) -> str:
    """Region and agency: an agency alone (财政局的) stays in the region spoken of."""
    if not now.places or find_places(now.places) or len(now.scope.reports) < 2:
        return now.places or last.places
    region = next(iter(find_places(last.places)), None)
    return (last.places[: region.end] if region else "") + now.places


def _scope_words(now: Asked, last: Asked) -> str:
    """Scope words of the whole question: this one's, else the earlier one's, kind by kind."""
    if now.scope.plural:
        places, years = "和".join(filter(None, [now.places])), now.years
    else:
        places, years = _places(now, last), now.years or last.years
    if now.scope.plural and len(now.scope.named) > 1:
        return now.text[: now.scope.spans[-1][1]] + "的"
    return f"{places}{years}的" if places or years else ""
