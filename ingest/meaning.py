"""What the numbers of a running text measure: measure, role, concept, period.

A number takes its meaning from the words before it in its clause, and what
these leave out from the clauses before: 「项目支出预算数 A，执行数 B，完成预算的
98%」 states three figures of 项目支出.  Nothing is inherited over a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.clauses import (
    CLAUSE,
    SENTENCE,
    date_text,
    in_brackets,
    is_date,
    period_at,
    quotation,
    split,
    tokens_within,
    without,
)
from ingest.inherited import in_its_role
from ingest.measures import concept, find_concepts
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from ingest.units import kind_of
from ingest.wording import (
    AGAINST,
    CHANGED,
    COMPARISON,
    DONE_BY,
    FILLER,
    FROM,
    OWNER_GRAND,
    PARTS,
    SINCE_LAST,
    TO,
    WEAK,
    bare,
    concept_of,
    fits,
    grand_total,
    head_of,
    role_of_words,
    says_only,
    trail_of,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a text and what it states.

    `quote` is the range of the sentence (or clause) that holds it; `inferred`
    tells that the unit stands in its words, not beside it.
    """

    token: NumberToken
    measure: str
    concept: str
    role: Role
    period: str
    quote: tuple[int, int]
    inferred: bool = False
    owner: str = ""  # the organisation the words name as the measure's, if they do


@dataclass(frozen=True, slots=True)
class _Lead:
    """What the numbers to come are about until something else is named."""

    head: str = ""
    concept: str = ""
    owner: str = ""


def read_statements(text: str, topic: str = "") -> tuple[Statement, ...]:
    """Return what each number of a paragraph or cell states, in reading order.

    `topic` is what the text is about before it says so itself (its heading).
    """
    tokens = scan_numbers(text)
    if not tokens:
        return ()
    named = find_concepts(topic)
    lead = _Lead(bare(topic), named[-1].name) if len({m.name for m in named}) == 1 else _Lead()
    first_topic = lead
    period = ""
    statements: list[Statement] = []
    for index, (start, end) in enumerate(split(text, 0, len(text), SENTENCE, tokens)):
        inside = tokens_within(tokens, start, end)
        lead = first_topic if not re.match(r"\s*其中", text[start:end]) else lead
        found, opening, lead, sentence_period = _sentence(text, start, end, inside, lead, period)
        amounts = any(s.token.kind is not FigureKind.DATE for s in statements)
        statements.extend(found)
        if index == 0 or not (first_topic.head or amounts):  # what opens it is its topic
            first_topic = _topic_of(text[start:end], found, opening) or first_topic
        if index == 0 and re.match(
            r"\s*(?:\d{4}\s*年|[（(]?[一二三四五\d]{1,2}[)）.、．]\s*\d{4}\s*年)", text
        ):
            period = sentence_period
    return tuple(statements)


def _sentence(
    text: str,
    start: int,
    end: int,
    tokens: Sequence[NumberToken],
    lead: _Lead,
    period: str,
) -> tuple[list[Statement], _Lead, _Lead, str]:
    """Return a sentence's statements, what its first amount is about, what its last, its period."""
    found: list[Statement] = []
    opening: _Lead | None = None
    outside = lead  # what it was about before the bracket (甲 1元、乙 2元) now open
    before = ""  # the clause before, if it states no number
    compared = ""  # 与 2023 年度相比
    whole: _Lead | None = None  # what the parts behind 其中 are of
    clauses = split(text, start, end, CLAUSE, tokens)
    for number, (a, b) in enumerate(clauses):
        inside = tokens_within(tokens, a, b)
        amounts = [t for t in inside if not is_date(t, text)]
        if not amounts:
            period = period_at(text, a, b, inside, period)
            lead = outside = _named(text[a:b], lead)
            clause_after = text[slice(*clauses[number + 1])] if number + 1 < len(clauses) else ""
            for token in inside:
                found.append(
                    _dated(
                        text, token, a, b, clause_after, quotation(text, start, end, a, b, token)
                    )
                )
            before = bare(without(text, a, b, inside))
            compared = before if before.endswith("相比") else compared
            continue
        if whole and SINCE_LAST.match(text, a):
            lead = outside = whole
        if PARTS.match(text, a) and len(amounts) > 1:
            whole = lead
        at = a
        counted_on = False  # 14 个行政村、2 个社区: what stands between is the first one's
        for token in amounts:
            dates = [t for t in inside if at <= t.start < token.start and t not in amounts]
            period = period_at(text, at, token.start, dates, period)
            upto = min([t.start for t in amounts if t.start > token.start], default=b)
            pre = "" if counted_on else without(text, at, token.start, inside)
            post = without(text, token.end, upto, inside)
            counted_on = _counts_on(token, post, text[upto:b], upto < b)
            post = post.rstrip(" 、和及") if counted_on else post
            bracketed = in_brackets(text[start : token.start])
            if in_brackets(text[a : token.start]) and not in_brackets(text[a:at]):
                pre = re.split(r"[（(]", pre)[-1]
            lead = lead if bracketed else outside
            quote = quotation(text, start, end, a, b, token)
            inherited = lead
            statement, lead = _state(token, pre, post, lead, before, period, quote)
            if counted_on:
                lead = _Lead(head_of(pre)) if head_of(pre) else inherited
            if statement and bracketed and found:
                statement = in_its_role(statement, found[-1])
            outside = outside if bracketed else lead
            opening = opening or lead
            if statement and DONE_BY.search(text[a : token.start]):
                statement = replace(statement, role=Role.RATE)
            if statement and compared and statement.role is Role.CHANGE:
                statement = replace(statement, measure=f"{compared} {statement.measure}")
            if statement:
                found.append(statement)
            at = token.end
        for token in inside:
            if token not in amounts:
                quote = quotation(text, start, end, a, b, token)
                found.append(_dated(text, token, a, b, "", quote))
        before = ""
    found.sort(key=lambda statement: statement.token.start)
    return found, opening or lead, lead, period


def _counts_on(token: NumberToken, post: str, rest: str, more: bool) -> bool:
    """Whether a count's own noun follows it, and a parallel count with its noun after that."""
    if not more or token.kind is not FigureKind.COUNT:
        return False
    parallel = re.fullmatch(r"\s*[^\s、，,；;。：:（(）)和及]{1,12}(?:、|和|以?及)\s*", post)
    return bool(parallel) and bool(re.match(r"[\d,.]+\s*[\u4e00-\u9fff]{2}", rest))


def _state(
    token: NumberToken,
    pre: str,
    post: str,
    lead: _Lead,
    before: str,
    period: str,
    quote: tuple[int, int],
) -> tuple[Statement | None, _Lead]:
    """Give one amount its meaning; returns it and what the next one inherits."""
    role = role_of_words(token, pre)
    own = CHANGED.sub("", pre) if role is Role.CHANGE else pre
    against, since = AGAINST.search(pre), FROM.search(pre) if TO.match(post) else None
    if role is Role.PRIOR_YEAR and against:
        own, post, period = pre[: against.start()], "", against["year"] or ""
    elif since:
        role, own = Role.PRIOR_YEAR, f"{pre[: since.start()]}{since['of']}"
        pre, post = own, ""
    elif TO.match(pre):
        own = ""  # 由 1,010 元提高到 1,085 元: of what was named before
    if role is Role.SHARE:
        own = pre[: pre.rfind("占")]
    elif role is Role.CHANGE:
        own = COMPARISON.sub("", own)
    head = head_of(own)
    after = trail_of(post) if token.kind is not FigureKind.MONEY else ""
    name, owner = concept_of(own, "" if head else after, token)
    if not name and token.kind is FigureKind.MONEY and (not lead.head or OWNER_GRAND.search(own)):
        name = grand_total(own)
        owner = bare(own[: own.rfind(name[:2])]) if name else owner
    if (known := concept(name)) and known.kind == "rate" and lead.head and says_only(own, name):
        head, name, owner = "", "", ""  # the rate of what was named before: 项目支出 …，执行率 98%
    weak = bool(head) and not name and not FILLER.sub("", WEAK.sub("", head))
    if head and not weak:
        words = [bare(pre)]
        lead = _Lead(f"{head} {after}".strip(), name, owner)
    elif name:
        words = [bare(pre)]
        lead = lead if lead.head else _Lead(bare(own), name, owner)
    elif weak:
        words = [lead.head or before, bare(pre)]
    elif lead.head and token.kind is FigureKind.SCORE:
        words = [lead.head, bare(pre)]
    elif lead.head:
        name, owner, words = lead.concept, lead.owner, [lead.head, bare(pre)]
    else:
        before = "" if before.endswith("相比") else before
        words = [before, bare(pre)]
        name, owner = concept_of(before, "", token)
        name = name or grand_total(pre)
    if name and not fits((known.kind if (known := concept(name)) else ""), token.kind):
        name = ""
    token, inferred = _with_unit(token, pre, name or lead.concept)
    if token.kind is FigureKind.PLAIN and not _stated(token, pre):
        return None, lead
    measure = " ".join(word for word in (*words, after) if word)
    return Statement(token, measure[:120], name, role, period, quote, inferred, owner), lead


def _named(clause: str, lead: _Lead) -> _Lead:
    """Let a clause without numbers name what the following ones are about."""
    if _ASIDE.search(clause):
        return lead
    label = clause.rstrip().endswith(("：", ":"))
    mentions = find_concepts(clause)
    if mentions and len({m.name for m in mentions}) == 1:
        return _Lead(head_of(clause) or bare(clause), mentions[-1].name)
    if label and (head := head_of(clause)) and len(head) <= 20 and not mentions:
        return _Lead(head, "")
    return lead


def _topic_of(sentence: str, found: Sequence[Statement], lead: _Lead) -> _Lead | None:
    """Return what a paragraph is about, from a sentence that opens it."""
    if found:
        return lead if not found[0].concept else _Lead(lead.head, lead.concept)
    marked = re.match(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．])", sentence)
    if marked or len(sentence.strip()) <= 40:
        head = bare(sentence[marked.end() :] if marked else sentence)
        mentions = find_concepts(head)
        same = len({m.name for m in mentions}) == 1 and "（项）" not in sentence
        return _Lead(head[:80], mentions[-1].name if same else "")
    return None


_ASIDE = re.compile(r"用于|包括|根据|按照|依据|由于|围绕|贯彻|落实|通过|是指|指单位|有关|列明|规定")


def _with_unit(token: NumberToken, pre: str, name: str) -> tuple[NumberToken, bool]:
    """Complete a unit that stands in the words: 参训人次达 2 万 → 万人次; 支出 0.39 万 → 万元."""
    if token.kind is not FigureKind.PLAIN:
        return token, False
    words = re.sub(
        r"(?:累计|合计|共|总计|已)?(?:达到?|为|是|约|超过?|近|有|共计?|突破|不少于|至少)?\s*$",
        "",
        pre,
    )
    turns = re.search(r"(人次|户次|人天|架次|批次|场次|篇次|车次)数?$", words)
    heads = re.search(r"(人|户|项|个|次|件|册|部|场|期|家)数$", words)
    if counted := turns or heads:
        base = counted[1]
    elif (token.unit and ((known := concept(name)) and known.kind == "money")) or (
        token.unit and re.search(r"支出|金额|资金|经费|收入|预算|拨款|费用?$", words)
    ):
        base = "元"
    else:
        return token, False
    unit = token.unit + base
    return replace(token, unit=unit, kind=kind_of(unit)), True


def _stated(token: NumberToken, pre: str) -> bool:
    """Whether a number without unit is given as an amount rather than as a name."""
    if token.unit or token.qualifier or token.value != token.value.to_integral_value():
        return True
    return bool(re.search(r"(?:为|达到?|共|计|是|：|:|得|约)\s*$", pre)) or "," in token.printed


def _dated(
    text: str, token: NumberToken, a: int, b: int, after: str, quote: tuple[int, int]
) -> Statement:
    by = token.end + len(token.qualifier)  # 10月底前: its 前 is of the date
    words = bare(text[a : token.start] + text[by:b]) or bare(after)
    if token.kind is not FigureKind.DATE:
        token = replace(token, kind=FigureKind.DATE, unit="年")
    period = date_text(token) if token.unit not in ("月", "月日") else ""
    return Statement(token, words[:120], "", Role.OTHER, period, quote)
