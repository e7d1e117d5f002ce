"""Lists that sentences hold: 内设办公室、财务科等2个科室."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.fold import squeeze
from qa.items import Run, find_runs
from qa.listing import Listing, list_terms, of_another_side, strip_marker
from qa.reading import Evidence
from qa.sentences import Sentence
from qa.sources import Source
from qa.terms import cover, lacks
from qa.understand import Question

_TITLES = re.compile(r"《[^》]{1,60}》")
_ASKS_TITLES = re.compile(
    r"片|影|作品|文件|办法|意见|制度|方案|书|法规|政策|条例|规定|细则|课件|课程"
)

_OWN = 0.4  # share of the question that the lead itself has to carry


def sentence_lists(question: Question, source: Source) -> Iterator[Listing]:
    """Lists whose lead, or the sentence before it, carries the question."""
    wants_titles = bool(_ASKS_TITLES.search(question.core))
    before = ""
    for sentence in source.sentences:
        if wants_titles and "》" in sentence.text:
            yield from _titles(question, sentence)
        if "、" in sentence.text or re.search(r"[：:和与及]", sentence.text):
            around = f"{sentence.around}|{before}"
            for run in find_runs(sentence.text):
                yield from _of_run(question, sentence, run, around)
        before = sentence.folded


def _titles(question: Question, sentence: Sentence) -> Iterator[Listing]:
    titles = tuple(dict.fromkeys(_TITLES.findall(sentence.text)))
    words = f"{sentence.folded}|{sentence.heads}"
    coverage = cover(list_terms(question), words, sentence.around)
    if len(titles) > 1 and not lacks(list_terms(question), words, sentence.around):
        yield Listing(titles, coverage, 1, 0.5, (_evidence(sentence),))


def _of_run(question: Question, sentence: Sentence, run: Run, around: str) -> Iterator[Listing]:
    lead = _own_lead(run.lead)
    shared = _shared_ending(run.items)
    if run.items[-1].endswith("的"):
        return  # 选取资金量较大、社会关注度较高的3个项目: what they are like, not which
    words = f"{squeeze(lead)}|{squeeze(run.tail)}|{sentence.heads}|{shared}"
    terms = list_terms(question)
    if max((len(term.text) for term in terms), default=0) < 2:
        return  # 怎么改: one character stands in many a lead (抓整改)
    if of_another_side(question, re.split(r"[。；;]", run.lead)[-1] + run.tail, around):
        return
    coverage = cover(terms, words, around)
    own = cover(terms, f"{squeeze(lead)}|{squeeze(run.tail)}|{shared}", "")
    if own < _OWN or lacks(terms, words, around):
        return
    clause = squeeze(re.split(r"[。；;]", run.lead)[-1]) + squeeze(run.tail)
    near = cover(terms, clause, "")
    items = tuple(strip_marker(item) for item in run.items)
    yield Listing(items, coverage, 1, 0.3 * near + 0.3 * run.sure, (_evidence(sentence),))


def _shared_ending(items: Sequence[str]) -> str:
    """What the names of all items end in: 分局 of 高新区分局、东湖分局."""
    names = [squeeze(item) for item in items]
    shortest = min(names, key=len)
    return next(
        (
            e
            for i in range(1, len(shortest) - 1)
            if all(n.endswith(e := shortest[i:]) for n in names)
        ),
        "",
    )


def _own_lead(lead: str) -> str:
    """What leads to a run: its own clause, and what opens the sentence before its points.

    「三是新增质量奖企业3家；五是开展甲、乙专项整治」: 甲、乙 are no 企业.
    """
    clauses = re.split(r"[；;]", lead)
    if len(clauses) < 2:
        return lead
    opening = re.split(r"[：:]|[一1]是", clauses[0])[0]
    return f"{opening}|{clauses[-1]}"


def _evidence(sentence: Sentence) -> Evidence:
    return Evidence(sentence.span, context=sentence.section, locator=sentence.locator)
