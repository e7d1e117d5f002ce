"""What the numbers of a running text measure: measure, role, concept, period.

A number takes its meaning from the words before it in its clause, and what
these leave out from the clauses before: 「项目支出预算数 A，执行数 B，完成预算的
98%」 states three figures of 项目支出.  Nothing is inherited over a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.amounts import state_amount
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
from ingest.measures import find_concepts
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from ingest.statement import Lead, Statement
from ingest.wording import DONE_BY, PARTS, SINCE_LAST, bare, head_of


def read_statements(text: str, topic: str = "") -> tuple[Statement, ...]:
    """Return what each number of a paragraph or cell states, in reading order.

    `topic` is what the text is about before it says so itself (its heading).
    """
    tokens = scan_numbers(text)
    if not tokens:
        return ()
    named = find_concepts(topic)
    lead = Lead(bare(topic), named[-1].name) if len({m.name for m in named}) == 1 else Lead()
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
    lead: Lead,
    period: str,
) -> tuple[list[Statement], Lead, Lead, str]:
    """Return a sentence's statements, what its first amount is about, what its last, its period."""
    found: list[Statement] = []
    opening: Lead | None = None
    outside = lead  # what it was about before the bracket (甲 1元、乙 2元) now open
    before = ""  # the clause before, if it states no number
    compared = ""  # 与 2023 年度相比
    whole: Lead | None = None  # what the parts behind 其中 are of
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
            statement, lead = state_amount(token, pre, post, lead, before, period, quote)
            if counted_on:
                lead = Lead(head_of(pre)) if head_of(pre) else inherited
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


def _named(clause: str, lead: Lead) -> Lead:
    """Let a clause without numbers name what the following ones are about."""
    if _ASIDE.search(clause):
        return lead
    label = clause.rstrip().endswith(("：", ":"))
    mentions = find_concepts(clause)
    if mentions and len({m.name for m in mentions}) == 1:
        return Lead(head_of(clause) or bare(clause), mentions[-1].name)
    if label and (head := head_of(clause)) and len(head) <= 20 and not mentions:
        return Lead(head, "")
    return lead


def _topic_of(sentence: str, found: Sequence[Statement], lead: Lead) -> Lead | None:
    """Return what a paragraph is about, from a sentence that opens it."""
    if found:
        return lead if not found[0].concept else Lead(lead.head, lead.concept)
    marked = re.match(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．])", sentence)
    if marked or len(sentence.strip()) <= 40:
        head = bare(sentence[marked.end() :] if marked else sentence)
        mentions = find_concepts(head)
        same = len({m.name for m in mentions}) == 1 and "（项）" not in sentence
        return Lead(head[:80], mentions[-1].name if same else "")
    return None


_ASIDE = re.compile(r"用于|包括|根据|按照|依据|由于|围绕|贯彻|落实|通过|是指|指单位|有关|列明|规定")


def _dated(
    text: str, token: NumberToken, a: int, b: int, after: str, quote: tuple[int, int]
) -> Statement:
    by = token.end + len(token.qualifier)  # 10月底前: its 前 is of the date
    words = bare(text[a : token.start] + text[by:b]) or bare(after)
    if token.kind is not FigureKind.DATE:
        token = replace(token, kind=FigureKind.DATE, unit="年")
    period = date_text(token) if token.unit not in ("月", "月日") else ""
    return Statement(token, words[:120], "", Role.OTHER, period, quote)
