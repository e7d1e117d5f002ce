"""Find who holds a post that a question names: 组长, 局长, 联系人."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fold import squeeze
from ingest.model import Span
from qa.asking import surnames
from qa.model import AnswerKind, Outcome
from qa.reading import Claim, Evidence, Reading
from qa.scope import describe
from qa.sources import Source
from qa.understand import Question

_WHO = re.compile(
    r"谁|哪一?位|哪个|什么人|啥人|叫什么|叫啥|姓名|名字|姓什么|姓啥|姓甚|何人|[\u4e00-\u9fff]长[？?\s]*$|人[？?\s]*$"
)
_POST = re.compile(
    r"副?(?:组长|局长|主任|镇长|乡长|区长|县长|市长|院长|校长|园长|馆长|站长|所长|科长|处长|部长|书记|队长|会长|秘书长)"
    r"|联系人|填表人|填报人|审核人|复核人|经办人|法定代表人|主管领导|分管领导"
)
# 一把手: whoever the report calls by the title of an agency's head.
_HEAD = re.compile(r"一把手|当家人?的?|头头|头儿|老大")
_HEADS = r"(?:主任|局长|镇长|乡长|部长|院长|校长)"


@dataclass(frozen=True, slots=True)
class _Holder:
    name: str
    source: Source
    span: Span
    near: str  # the words around, squeezed


def read_person(question: Question, sources: Sequence[Source]) -> Reading | None:
    """Return who holds the post asked for; None if no post is asked or nobody is named.

    A claim (组长是罗秋实，对不对) is answered yes or no by the name found.
    """
    post, claimed = _asked(question)
    if not post:
        return None
    held = [h for source in sources for h in _holders(post, source)]
    best = _meant(question, held)
    if not best or len({h.source.card.id for h in best}) > 1:
        return None
    holder = best[0]
    who = describe(holder.source.card.identity, holder.source.card.title)
    words = "" if not claimed else "是。" if claimed == holder.name else "不是。"
    title = re.sub(r"[()?:<!副]+", "", post) if post != _HEADS else "负责人"
    claim = Claim(
        f"{words}{who}，{'副' if post.startswith('副') else ''}{title}：{holder.name}",
        (Evidence(holder.span),),
    )
    kind = AnswerKind.YES_NO if claimed else AnswerKind.TEXT
    return Reading(Outcome.ANSWERED, kind, (claim,))


def _asked(question: Question) -> tuple[str, str]:
    """The post a question names, and whom it takes for its holder (\"\" if it asks who)."""
    posts = _POST.findall(question.core)
    post = posts[-1] if posts else _HEADS if _HEAD.search(question.core) else ""
    if not post:
        return "", ""
    claimed = re.search(
        rf"(?:是|叫|为)({_name()})(?![\u4e00-\u9fff])", question.core.rstrip("吗吧？? ")
    )
    if claimed and question.kind is AnswerKind.YES_NO:
        return post, claimed[1]
    return (post, "") if _WHO.search(question.text) else ("", "")


def _holders(post: str, source: Source) -> list[_Holder]:
    name, title = _name(), post if post == _HEADS else re.escape(post)
    own = "" if post.startswith("副") else "(?<!副)"
    office = r"(?:[\u4e00-\u9fff]{2,6}[室科股处部]\s+)?"  # 联系人：办公室 祁远山
    patterns = (
        rf"{own}{title}(?:[：:\t]\s*|[是为]){office}(?P<n>{name})(?![\u4e00-\u9fff])",
        rf"(?P<n>{name})(?:同志)?(?:任|为|担任|兼任)[^，。；：\n]{{0,12}}?{own}{title}",
        rf"{own}{title}(?P<n>{name})(?=同志|[任为担兼。，；、（(\s])",
    )
    found: dict[str, _Holder] = {}
    for page in source.report.pages:
        for pattern in patterns:
            for match in re.finditer(pattern, page.text):
                near = squeeze(page.text[max(match.start() - 40, 0) : match.end() + 20])
                span = Span(source.report.id, page.number, *match.span())
                found.setdefault(match["n"], _Holder(match["n"], source, span, near))
    return list(found.values())


def _meant(question: Question, held: Sequence[_Holder]) -> list[_Holder]:
    """Those around whose name most of the question's words stand: one, or none if it is a tie."""
    if len({h.name for h in held}) < 2:
        return list(held)
    words = [t.text for t in question.terms if t.noun and not _POST.fullmatch(t.text)]
    scores = [sum(w in h.near for w in words) for h in held]
    best = [h for h, score in zip(held, scores, strict=True) if score == max(scores)]
    return best if len(best) == 1 else []


def _name() -> str:
    return rf"(?:{'|'.join(surnames())})[\u4e00-\u9fff]{{1,2}}"
