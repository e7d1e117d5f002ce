"""Cut a question into its content words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from ingest.measures import Mention, concept, find_concepts
from ingest.measurewords import MEASURE_WORDS
from ingest.model import Role
from qa.asking import aspects, stands_for, stop_words
from qa.phrases import NOUN_UNITS
from qa.roles import asked_roles


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and how much finding it counts (0..1].

    noun   it carries the question: an answer that lacks it is of something else
    loose  a run of characters that the word cutter left single
    run    the unbroken words it stands among (党群服务队伍), "" if alone
    others what the reports in scope say for it where it stands in none of them
    """

    text: str
    weight: float
    noun: bool = True
    loose: bool = False
    run: str = ""
    others: tuple[str, ...] = ()


_COUNTING = "|".join(
    word + (f"(?![{after}])" if after else "")
    for word, after in sorted(MEASURE_WORDS.items(), key=lambda item: -len(item[0]))
    if word not in NOUN_UNITS
)
ASKING = re.compile(
    r"(?:总共|一共|合计|大概|大约|到底|究竟)?(?:有|是|为|达|达到)?(?:多少|几多|百分之几|哪几|几|哪一)"
    rf"(?:百分点|[百千]?[万亿]?(?:元|{_COUNTING})|分|方面|钱|级(?!别))?"
    r"|列(?:了|出|有|着)(?=哪|什么|几)|哪些|哪(?:一|几)?(?:个|位|家|所|栋|条|座|辆|片|部|项|笔|支|台|类|种|块|处|间|件|天|本|场|批|名)(?![人家员级])|什么时候|什么|为什么|怎么样?|如何|是不是|是否|有没有|有吗|对吗|对不对|请问|一下|分别是|分别|各自|各是|各有"
)
_NAMES = re.compile(
    r"[“\"「『](?P<quoted>[^”\"」』]{2,30})[”\"」』]|(?P<label>(?:任务|指标|项目|附件|附表|表|第)\s?\d{1,2})(?![\d.个项年月])"
    r"|(?P<code>(?<![A-Za-z\d])[A-Za-z]{1,5}-?\d{1,3}(?:\.\d{1,2})?(?![\dA-Za-z.%％万亿元]))"
    r"|(?P<hotline>(?<![\d.])12[1-9]\d\d(?=[\u4e00-\u9fff])(?![万亿元人名个件次条户家项年月日]))"
)
_HEADS = re.compile(
    r"(?:哪些|哪几个?|几个|多少个?|(?=(?:单位|部门)\s*(?:都?有哪|名单|包括哪)))(单位|部门)"
    r"|(?:哪些|哪几个?|什么|些什么|怎么)(?:个?方面|主要|突出|具体|的)*(打算|计划安排|要求|不足)|(打算|要求|不足)(?=(?:都?是|有)(?:哪|什么))"
)
# Parts of speech that only hold a sentence together (ICTCLAS tags): pronouns,
# particles, prepositions, conjunctions, adverbs, interjections, positions, measure words.
_FUNCTION = frozenset("rupcdyeofkq")
_NOUNS = frozenset("nbjilsz")


def cut(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text with their parts of speech; no words are guessed."""
    return _cut(text)


@lru_cache(maxsize=8192)  # questions never end
def _cut(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(rjieba.tag(text, False))  # no guessed words: 来招 is none


def names_in(text: str) -> list[tuple[int, int]]:
    """Return where a question quotes a name or gives a label with its number (任务2)."""
    return [found.span() for found in _NAMES.finditer(text)]


def asked_concepts(text: str) -> tuple[Mention, ...]:
    """Return the measures a question names.

    新冠疫情防控专项支出 is a row's name, not the measure 项目支出 with words before it, and
    高中教育支出合计 one row of all.
    """
    return tuple(m for m in find_concepts(text) if not _is_tail(text, m))


def _is_tail(text: str, mention: Mention) -> bool:
    tails = ("专项支出", "项目支出", "支出合计", "收入合计")
    printed = re.sub(r"\s+", "", mention.printed)  # 发展专项 '22 支出
    if not printed.endswith(tails) or not mention.start:
        return False
    before = re.split(r"[^\u4e00-\u9fff]", text[: mention.start])[-1]
    last = _cut(before)[-1:] if before else ()
    return any(
        tag[:1] in _NOUNS or tag in ("vn", "v") for word, tag in last if word not in stop_words()
    )


def content_words(core: str, roles: tuple[Role, ...], told: bool) -> tuple[Term, ...]:
    """Divide into content terms; a measure of the vocabulary stays whole.

    told  a list or text is asked for: role words (目标) are words like others

    The name of a rate is a role, but where its score is asked for it is what
    the score is of (预算完成率这项得了几分).
    """
    named = (Role.RATE, Role.SHARE)
    planned = {Role.SCORE, Role.WEIGHT, Role.TARGET, Role.ACTUAL}
    rates = [m for m in asked_roles(core) if m.role in named] if planned & set(roles) else []
    terms: dict[str, Term] = {}
    rest = core
    for name in _NAMES.finditer(core):
        words = name["quoted"] or name["label"] or name["code"] or name["hotline"]
        if not find_concepts(words):
            terms[words] = _term(words, "n")
            rest = without(rest, [name.span()])
    for head in _HEADS.finditer(core):  # 包括哪些单位: here the word is what is asked for
        word = next(group for group in head.groups() if group)
        terms[word] = _term(word, "n")
    core = rest
    for mention in asked_concepts(core):
        known = concept(mention.name)
        if known is None or known.role is None or mention.name == "总分":
            terms[mention.printed] = _term(mention.printed, "n")
        rest = without(rest, [(mention.start, mention.end)])
    for rate in rates:
        terms[rate.printed] = _term(rate.printed, "n")
    if not told:
        rest = without(rest, [(role.start, role.end) for role in asked_roles(core)])
    if {Role.SCORE, Role.WEIGHT} & set(roles):  # whose score it is goes without saying
        rest = re.sub(r"(?:绩效)?自评(?:价)?(?!报告|表)", lambda m: " " * len(m.group()), rest)
    for chunk in re.split(r"\s+", ASKING.sub(" ", rest)):
        cut_words = _words(chunk)
        runs = re.findall(r"[^\s]+", _marked(chunk, [word for word, _ in cut_words]))
        for word, tag in cut_words:
            run = next((r for r in runs if word in r), "")
            term = replace(_term(word, tag), run=run)
            if told and word in aspects():
                term = replace(term, weight=0.4 * term.weight, noun=False)
            terms.setdefault(word, term)
    return tuple(terms.values())


def _marked(chunk: str, kept: Sequence[str]) -> str:
    """A chunk with all but the kept words blanked."""
    marked, at = [], 0
    for word in kept:
        start = chunk.find(word, at)
        if start < 0:
            continue
        marked.append(" " * (start - at) + word)
        at = start + len(word)
    return "".join(marked)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Blank out spans, so that words on both sides are not joined."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _words(chunk: str) -> list[tuple[str, str]]:
    """Content words; single characters left side by side are one loose word (省 考)."""
    words: list[tuple[str, str]] = []
    single = False
    for word, tag in _joined(_known(_cut(chunk))):
        if word in stop_words() or not re.match(r"\w", word) or _is_function(word, tag):
            single = False
            continue
        if single and len(word) == 1:
            words[-1] = (words[-1][0] + word, _LOOSE)
        else:
            words.append((word, tag))
        single = len(word) == 1
    # 有多少辆车: the whole of them, which reports call 车辆
    words = [("车辆", "n") if word == "车" else (word, tag) for word, tag in words]
    return [(word, tag) for word, tag in words if word not in stop_words()]


_LOOSE = "loose"
_SIZES = frozenset("大小中高低新老")  # empty words alone, but 小微 says whose


def _known(words: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put together the words of a phrase that another may stand for: 学生 娃."""
    known: list[tuple[str, str]] = []
    at = 0
    while at < len(words):
        for end in range(min(at + 4, len(words)), at + 1, -1):
            phrase = "".join(word for word, _ in words[at:end])
            if phrase in stop_words() or stands_for(phrase):
                known.append((phrase, "n"))
                at = end
                break
        else:
            known.append(words[at])
            at += 1
    return known


def _joined(words: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put a size before a single character it belongs to: 小 微 企业."""
    joined: list[tuple[str, str]] = []
    for word, tag in words:
        single = len(word) == 1 and word not in stop_words() and not _is_function(word, tag)
        if single and joined and joined[-1][0] in _SIZES:
            joined[-1] = (joined[-1][0] + word, "n")
        else:
            joined.append((word, tag))
    return joined


def _is_function(word: str, tag: str) -> bool:
    if tag == "m":  # 三条 counts, 第二届 names
        return not word.startswith("第")
    if word in ("其他", "其它", "初中"):  # 其他城乡社区支出 is a row of its own
        return False
    return tag[:1] in _FUNCTION and tag != "eng"


def _term(word: str, tag: str) -> Term:
    """Nouns carry a question; verbs and the rest support it."""
    size = word_size(word)
    if tag == _LOOSE:
        return Term(word, 0.6 * size, noun=False, loose=True)
    if tag[:1] in _NOUNS or tag in {"vn", "an", "eng", "m"}:
        return Term(word, size)
    if tag[:1] == "v":
        return Term(word, 0.6 * size, noun=False)
    return Term(word, 0.35 * size, noun=False)


def word_size(word: str) -> float:
    """Return how much a word tells by its length: long ones are rarer."""
    return min(len(word), 4) / 4 + 0.25
