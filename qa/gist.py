"""Find the one question in a text that tells much besides.

「我常去听讲座，有几次发现取消了，别是没办够吧。请问某馆2024年讲座的场次目标有没有完成？」
asks only its last sentence.  What stands around it is left out where that
sentence says of itself what it asks for: its report is named in it, or by
what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.measures import find_concepts
from qa.leads import goes_on, is_interest, is_tag, is_talk, speaks_of_asker, without_lead
from qa.manner import manner_spans
from qa.phrases import MONEY_UNITS
from qa.scope import Scope, find_scope
from qa.selfsaid import ASKS, points, stands_alone
from qa.spelt import spelt_out
from qa.understand import understand
from qa.words import cut
from vectorstore.model import ReportCard

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_CLAUSE = re.compile(r"[^，,：:]+[，,：:]*")
_MARKED = re.compile(r"[？?]")
_COUNTS = re.compile(r"多少|几|哪[些个几]|列出")
# 他们2023年的采购, 它的支出: whose it is was said before.
_THEIR = re.compile(r"(?:他们|它们?)的?")
_IT = re.compile(r"(?<=[，,])它(?=是)")  # 2023年的预算总数，它是多少
_THAT = re.compile(r"(?:也?就是|比如说?|例如|譬如|好比|像)")  # 就是某局2023年的预算总数
# 换了一茬又一茬, 觉得不直观, 挺多的呀: particles and adverbs of telling.
_TELLS = re.compile(
    r"[了过着吧啊呀嘛哈呢](?![\u4e00-\u9fff]?[率度费额])|得[很挺不]|觉得|感觉|[很挺真太老总都也还就才又却可](?=[\u4e00-\u9fff])|反而|居然|竟然|好像|似乎"
)
_FOR = re.compile(r"为|[用拿]来|用[于在]|给|替|让")  # what money is for narrows it
_THING = re.compile(r"项目|工程|专项|资金|经费|补贴|补助")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: as it stands, without its lead, and what of it asks or names a report."""

    words: str
    said: str
    asks: bool
    tags: bool
    talks: bool
    places: str
    years: str


def gist_of(text: str, cards: Sequence[ReportCard]) -> str:
    """Return the question of a text without what is told around it.

    text   normalised
    cards  name what scope words mean
    "" where several things are asked, or the question leans on what is told.
    """
    sentences = [_clauses(found, cards) for found in _SENTENCE.findall(text)]
    main = _main(sentences)
    if main is None:
        return ""
    clauses = sentences[main]
    around = [c for at, other in enumerate(sentences) if at != main for c in other]
    last = max(at for at, c in enumerate(clauses) if c.asks)
    start = next((at for at, c in enumerate(clauses[: last + 1]) if c.places), 0)
    topics = [c for c in clauses[:start] if _is_topic(c)]
    kept = [c for c in clauses[start:] if c.asks or c.tags or not c.talks]
    left = [*around, *(c for c in clauses if c not in kept and c not in topics)]
    scope = _scope(left, [*topics, *kept])
    asked = "".join(c.said for c in (*topics, *kept))
    asked = scope + (_THEIR.sub("", asked) if scope else asked)
    asked = _IT.sub("", asked)
    told = [*around, *clauses[:start]]
    if not (stands_alone(asked, cards) or _of_all(asked, clauses[start], told)):
        return ""
    behind = [c for other in sentences[main + 1 :] for c in other]
    how = "".join(c.words for c in behind if manner_spans(c.words) or spelt_out(c.words))
    return f"{asked}{how}".strip("，,：: ")


def _clauses(sentence: str, cards: Sequence[ReportCard]) -> list[_Clause]:
    clauses: list[_Clause] = []
    of_asker = False
    for words in _CLAUSE.findall(sentence):
        said = without_lead(words)
        that = _THAT.match(said)
        if that and any(a == 0 for a, _ in find_scope(said[that.end() :], cards).spans):
            said = said[that.end() :]
        scope = find_scope(words, cards)
        spans = [words[a:b] for a, b in scope.spans]
        known = bool(scope.named or scope.missing)
        of_asker = speaks_of_asker(words) or of_asker
        clauses.append(
            _Clause(
                words,
                said,
                bool(said and ASKS.search(said)),
                is_tag(said),
                is_talk(said) or (of_asker and said == words.lstrip() and goes_on(said)),
                "".join(s for s in spans if known and not re.search(r"\d", s)),
                "".join(s for s in spans if known and re.search(r"\d", s)),
            )
        )
    return clauses


def _main(sentences: Sequence[Sequence[_Clause]]) -> int | None:
    """Which sentence asks, None if several do: the one that names its report before others."""
    asking = [at for at, clauses in enumerate(sentences) if any(c.asks for c in clauses)]
    if not asking:
        return None
    shut = [at for at in asking if _MARKED.search(sentences[at][-1].words)]
    if shut and not any(_asks_of(sentences[at]) for at in asking if at not in shut):
        asking = shut  # 实际是不是这么回事，挑了番禺来验证。 is no question
    own = [at for at in asking if any(c.places for c in sentences[at])] or asking[-1:]
    main = own[-1]
    for at in asking:
        marked = _MARKED.search(sentences[at][-1].words)
        said = "".join(c.said for c in sentences[at] if not c.tags)
        if (at > main and said and not _only_lists(said)) or (
            at < main and marked and _COUNTS.search(said)
        ):
            return None
    return main if len(own) == 1 else None


def _asks_of(clauses: Sequence[_Clause]) -> bool:
    """Whether a sentence asks for a number or names of a report: 番禺2022年支出多少。"""
    return any(c.places for c in clauses) and any(_COUNTS.search(c.said) for c in clauses)


def _of_all(asked: str, first: _Clause, told: Sequence[_Clause]) -> bool:
    """Whether a question names its report and asks of all of it, and nothing narrower is told."""
    counts = understand(asked, Scope(())).unit not in ("", *MONEY_UNITS)
    if not first.places or counts or points(asked):
        return False
    return not any(
        is_interest(c.said)
        or _THING.search(c.said)
        or find_concepts(c.said)
        or (_FOR.match(c.said) and not c.talks)
        for c in told
    )


def _only_lists(words: str) -> bool:
    """Whether a request names nothing that could be found (一个不漏地列出来)."""
    asked = understand(words, Scope(()))
    return "列" in words and not (asked.concepts or any(t.noun for t in asked.terms))


def _is_topic(clause: _Clause) -> bool:
    """Whether a clause names what is asked about: 针对持证率不足, not 路老不好走."""
    if clause.asks or clause.talks or not clause.said:
        return False
    words = clause.said.rstrip("，,：: ")
    ends = any(m.end >= len(words) - 2 for m in find_concepts(words))
    return ends or not _TELLS.search(words) or not any(tag == "v" for _, tag in cut(words))


def _scope(left: Sequence[_Clause], kept: Sequence[_Clause]) -> str:
    """What is left out names of a report that is kept names nothing of."""
    places = "" if any(c.places for c in kept) else _one(c.places for c in left)
    years = "" if any(c.years for c in kept) else _one(c.years for c in left)
    return places + years


def _one(words: Iterable[str]) -> str:
    said = list(dict.fromkeys(w for w in words if w))
    return said[0] if len(said) == 1 else ""
