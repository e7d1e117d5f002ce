"""What the numbers of a running text measure: measure, role, concept, period.

A number takes its meaning from the words before it in its clause, and what
these leave out from the clauses before: 「项目支出预算数 A，执行数 B，完成预算的
98%」 states three figures of 项目支出.  Nothing is inherited over a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.measures import Mention, concept, find_concepts, find_roles
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken, scan_numbers
from ingest.units import kind_of

QUOTE = 300  # characters: the longest quotation


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
    lead = _Lead(_bare(topic), named[-1].name) if len({m.name for m in named}) == 1 else _Lead()
    first_topic = lead
    period = ""
    statements: list[Statement] = []
    for index, (start, end) in enumerate(_split(text, 0, len(text), _SENTENCE, tokens)):
        inside = [t for t in tokens if start <= t.start < end]
        lead = first_topic if not re.match(r"\s*其中", text[start:end]) else lead
        found, lead, sentence_period = _sentence(text, start, end, inside, lead, period)
        statements.extend(found)
        if index == 0 or not first_topic.head:
            first_topic = _topic_of(text[start:end], found, lead) or first_topic
        if index == 0 and re.match(r"\s*(?:\d{4}\s*年|[（(]?[一二三四五\d]{1,2}[)）.、．]\s*\d{4}\s*年)", text):
            period = sentence_period
    return tuple(statements)


# ----------------------------------------------------------------- splitting

_SENTENCE = re.compile(r"[。！？\n]+[”’」）)]?")
_CLAUSE = re.compile(r"[，,；;：:。！？\n]+")
_COMPARED = re.compile(r"(?:比|较|同|与|和|对比|相比)\s*$")


def _split(
    text: str, start: int, end: int, at: re.Pattern[str], tokens: Sequence[NumberToken]
) -> list[tuple[int, int]]:
    """Cut text[start:end] after each match that lies in no number and no bracket."""
    cuts = []
    for found in at.finditer(text, start, end):
        if any(t.start <= found.start() < t.end for t in tokens):
            continue
        if at is _CLAUSE and _in_brackets(text[start : found.start()]):
            continue
        cuts.append(found.end())
    bounds = [start, *cuts]
    if bounds[-1] < end:
        bounds.append(end)
    return [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if text[a:b].strip()]


def _in_brackets(before: str) -> bool:
    opened = before.count("（") + before.count("(")
    return opened > before.count("）") + before.count(")")


# ----------------------------------------------------------------- sentences


def _sentence(
    text: str,
    start: int,
    end: int,
    tokens: Sequence[NumberToken],
    lead: _Lead,
    period: str,
) -> tuple[list[Statement], _Lead, str]:
    found: list[Statement] = []
    before = ""  # the clause before, if it states no number
    compared = ""  # 与 2023 年度相比
    clauses = _split(text, start, end, _CLAUSE, tokens)
    for number, (a, b) in enumerate(clauses):
        inside = [t for t in tokens if a <= t.start < b]
        amounts = [t for t in inside if not _is_date(t, text)]
        if not amounts:
            period = _period(text, a, b, inside, period)
            lead = _named(text[a:b], lead)
            clause_after = text[slice(*clauses[number + 1])] if number + 1 < len(clauses) else ""
            for token in inside:
                found.append(_dated(text, token, a, b, clause_after, _quote(text, start, end, a, b, token)))
            before = _bare(_without(text, a, b, inside))
            compared = before if before.endswith("相比") else compared
            continue
        at = a
        for token in amounts:
            dates = [t for t in inside if at <= t.start < token.start and t not in amounts]
            period = _period(text, at, token.start, dates, period)
            upto = min([t.start for t in amounts if t.start > token.start], default=b)
            pre = _without(text, at, token.start, inside)
            post = _without(text, token.end, upto, inside)
            if _in_brackets(text[a : token.start]) and not _in_brackets(text[a:at]):
                pre = re.split(r"[（(]", pre)[-1]
            quote = _quote(text, start, end, a, b, token)
            statement, lead = _state(token, pre, post, lead, before, period, quote)
            if statement and compared and statement.role is Role.CHANGE:
                statement = replace(statement, measure=f"{compared} {statement.measure}")
            if statement:
                found.append(statement)
            at = token.end
        for token in inside:
            if token not in amounts:
                found.append(_dated(text, token, a, b, "", _quote(text, start, end, a, b, token)))
        before = ""
    found.sort(key=lambda statement: statement.token.start)
    return found, lead, period


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
    role = _role(token, pre)
    own = _CHANGED.sub("", pre) if role is Role.CHANGE else pre
    if role is Role.SHARE:
        own = pre[: pre.rfind("占")]
    elif role is Role.CHANGE:
        own = _COMPARISON.sub("", own)
    head = _head(own)
    after = _trail(post) if token.kind is not FigureKind.MONEY else ""
    name, owner = _concept(own, "" if head else after, token)
    if not name and token.kind is FigureKind.MONEY and (not lead.head or _OWNER_GRAND.search(own)):
        name = _grand(own)
        owner = _bare(own[: own.rfind(name[:2])]) if name else owner
    weak = bool(head) and not name and not _FILLER.sub("", _WEAK.sub("", head))
    if head and not weak:
        words = [_bare(pre)]
        lead = _Lead(f"{head} {after}".strip(), name, owner)
    elif name:
        words = [_bare(pre)]
    elif weak:
        words = [lead.head or before, _bare(pre)]
    elif lead.head:
        name, owner, words = lead.concept, lead.owner, [lead.head, _bare(pre)]
    else:
        before = "" if before.endswith("相比") else before
        words = [before, _bare(pre)]
        name, owner = _concept(before, "", token)
        name = name or _grand(pre)
    if name and not _fits((known.kind if (known := concept(name)) else ""), token.kind):
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
        return _Lead(_head(clause) or _bare(clause), mentions[-1].name)
    if label and (head := _head(clause)) and len(head) <= 20 and not mentions:
        return _Lead(head, "")
    return lead


def _topic_of(sentence: str, found: Sequence[Statement], lead: _Lead) -> _Lead | None:
    """Return what a paragraph is about, from a sentence that opens it."""
    if found:
        return lead if not found[0].concept else _Lead(lead.head, lead.concept)
    marked = re.match(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．])", sentence)
    if marked or len(sentence.strip()) <= 40:
        head = _bare(sentence[marked.end() :] if marked else sentence)
        mentions = find_concepts(head)
        same = len({m.name for m in mentions}) == 1 and "（项）" not in sentence
        return _Lead(head[:80], mentions[-1].name if same else "")
    return None


# --------------------------------------------------------------------- words

_CHANGED = re.compile(
    r"(?:(?<!新)增加|减少|增长|下降|上升|降低|提高|提升|压减|压缩|回落|下滑|缩减|增幅|降幅|增减|上涨|下调|上调|净增|"
    r"(?<=[\d年度数算])[多少])(?:\s*[（(][^）)]{1,6}[）)])?\s*(?:了|约|近|超|为|达|额|额为)?\s*$"
)
_SHARED = re.compile(r"占(?!地|用|道|据)[^，。；]*$|(?:占比|比重|比例)\s*(?:为|是|达到?|约)?\s*$")
_COMPARISON = re.compile(r"[，,\s]*(?:同?比|较|环比|与|比照)(?:上年|去年|上一年|\d{4}|年初|预算|同期|前|决算)?[^，,]*$")
_RATED = re.compile(r"完成(?:了)?(?:年初|年度|全年|调整后?|整体|当年)*(?:预算|目标|计划|任务)?的?\s*$|率|进度|满意度|达标|比例|程度|合格")
_FILLER = re.compile(
    r"其中|分别|主要|累计|共计|合计|总计|总共|一共|全年|当年|本年|年度|年末|年底|截至|截止|我部门?|我局|我办|我委|我单位|我院|我校|"
    r"本部门|本单位|本级|其|为|是|达到?|约|共|的|了|有|已|以|占|比|较|与|同期?|相比|上一?年度?|安排|数额|数|实际|完成|年初|支出决算|"
    r"[\s、，,；;：:。（）()“”\"'‘’—\-]|万|亿|至|到|计|超过?|近|不少于|至少|不低于|各|每|均|又|并|在|中|将|由|于|按|经|原|拟|第"
)
_WEAK = re.compile(r"涉及|资金|金额|经费|总额|数量|人数|总数|数目|规模|使用|支付|支出|投入|预算|安排|下达|完成|实现")
_ASIDE = re.compile(r"用于|包括|根据|按照|依据|由于|围绕|贯彻|落实|通过|是指|指单位|有关|列明|规定")
_SELF = re.compile(r"^(?:截[至止])?\s*(?:[，,]?\s*)(?:我部门|我部|我局|我办|我委|我单位|我院|我校|本部门|本单位)")


def _head(pre: str) -> str:
    """Return the thing the words name, without the role words at their end; "" if none."""
    names = [(m.start, m.end) for m in find_concepts(pre)]
    roles = [
        m
        for m in find_roles(pre)
        if not m.asked and not any(a <= m.start and m.end <= b for a, b in names)
    ]
    kept = list(pre)
    for mention in roles:
        kept[mention.start : mention.end] = " " * (mention.end - mention.start)
    if not names and len(_FILLER.sub("", _bare("".join(kept)))) < 2:
        return ""
    end = len(pre)
    for mention in reversed(roles):
        if mention.end <= end and not _FILLER.sub("", pre[mention.end : end]):
            end = mention.start
    return _bare(pre[:end]) or _bare("".join(kept))


def _bare(words: str) -> str:
    """Return words without list marker, leading filling and punctuation at the ends."""
    words = re.sub(r"[（(][\s\-—–~至]*[）)]", "", re.sub(r"\s+", " ", words))
    words = re.sub(r"^[\s，,；;：:。、）)”]*(?:[（(]?[\d一二三四五六七八九十]{1,2}[）).、．]\s*)?", "", words)
    words = re.sub(r"^(?:[（(]含[）)])?(?:以上|以下|以内)", "", words)
    words = re.sub(r"^其中[，,：:、]?\s*", "", words)
    words = _SELF.sub("", words)
    words = re.sub(r"(?:(?<=[\u4e00-\u9fff）) ”])\s*(?:至少|超过?|达到?|约|共|为|是|近|有|了))?[\s，,；;：:。、（(“]+$", "", words + " ")
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", " ", words).strip()


def _trail(post: str) -> str:
    """Return the noun that follows a count: 22名|选调生, 30篇次|省市区报道."""
    if re.match(r"\s*[、，,；;。]", post):
        return ""
    post = re.sub(r"^\s*[或及]?(?:以上|以下|以内|左右)", "", post)
    words = re.split(r"[（(，,；;。：:）)“”]", post.strip(), maxsplit=1)[0]
    if post[:1] in "（(" or not words:
        words = re.sub(r"^[（(][^）)]*[）)]", "", post.strip())
        words = re.split(r"[（(，,；;。：:、）)]", words, maxsplit=1)[0]
    return words.strip()[:24]


def _concept(words: str, after: str, token: NumberToken) -> tuple[str, str]:
    """Return (the measure the words before a number name, whose they say it is).

    The name must stand right before the number: in 项目支出规划服务 92% it does
    not.  Money with other words before the name is only a part of the measure:
    面向中小企业预留政府采购预算 is not the 政府采购预算.
    """
    for mention in reversed(find_concepts(words)):
        known = concept(mention.name)
        if known is None or not _fits(known.kind, token.kind):
            continue
        if _rest(words[mention.end :]) or _EXCEPTED.search(words[: mention.start]):
            return "", ""
        before = _bare(words[: mention.start])
        owner = before if _OWNER.search(before) else ""
        whole = (
            token.kind in (FigureKind.COUNT, FigureKind.SCORE)
            or owner
            or len(_FILLER.sub("", _MODIFIER.sub("", before))) < 2
        )
        return (known.name if whole else ""), owner
    for mention in find_concepts(after):
        known = concept(mention.name)
        if known and _fits(known.kind, token.kind) and mention.end == len(after):
            return known.name, ""
    return "", ""


_GRAND = re.compile(r"^(.*?)(收入|支出)(?:预算|决算)(?:数|总额|总计|合计|为)*\s*$", re.DOTALL)


_OWNER_GRAND = re.compile(r"[局厅部委办院署处站所队校社会心府道司园馆](?:[（(][^）)]*[）)])?\s*(?:收入|支出)(?:预算|决算)")


def _grand(words: str) -> str:
    """Return 收入合计 or 支出合计 for 某部门收入预算, 支出预算 with nothing narrowing it down."""
    found = _GRAND.match(_bare(words))
    if not found:
        return ""
    before = _bare(found[1])
    if before and not _OWNER.search(before) and len(_FILLER.sub("", _MODIFIER.sub("", before))) >= 2:
        return ""
    return f"{found[2]}合计"


_OWNER = re.compile(
    r"(?:单位|机关|局|厅|部|委|办|院|署|处|站|所|队|校|中心|委员会|办公室|办事处|政府|街道|公司|学校|学院|大学|医院|[省市区县乡镇])"
    r"(?:\s*[（(][^）)]{1,8}[）)])?(?:所属.{0,8}单位|及所属.{0,8}单位|各.{0,4}单位)?(?:开支)?(?:财政拨款)?的?$"
)
_EXCEPTED = re.compile(r"(?:其他|其它|其余|部分|个别|非|除|不含|扣除)\s*$|涉及")
_MODIFIER = re.compile(
    r"财政拨款|一般公共预算|[市区县省]级|本级|部门|单位|全[区市县省]|实有|现有|核定|人员|情况|下列|具体|此外|另外|同时|上述|以上|从.{2,10}看|"
    r"[上今]半?年|完成情况|占比|结构|方面|为了"
)


def says_only(words: str, mention: Mention) -> bool:
    """Whether words say no more than a measure, its role and filling."""
    around = words[: mention.start] + " " + words[mention.end :]
    return not _EXCEPTED.search(words[: mention.start]) and not _rest(_MODIFIER.sub("", around))


def _rest(words: str) -> bool:
    """Whether words say more than roles and filling."""
    kept = list(words)
    for mention in find_roles(words):
        if not mention.asked:
            kept[mention.start : mention.end] = " " * (mention.end - mention.start)
    plain = re.sub(r"[（(][^）)]*[）)]", "", "".join(kept))
    return len(_FILLER.sub("", _WEAK.sub("", _bare(plain)))) >= 2


def _fits(kind: str, unit: FigureKind) -> bool:
    if unit is FigureKind.PERCENT:
        return True
    wanted = {"money": FigureKind.MONEY, "count": FigureKind.COUNT, "score": FigureKind.SCORE}
    return unit is FigureKind.PLAIN or wanted.get(kind) is unit


def _role(token: NumberToken, pre: str) -> Role:
    if _CHANGED.search(pre):
        return Role.CHANGE
    if token.kind is FigureKind.PERCENT:
        if _SHARED.search(pre):
            return Role.SHARE
        return Role.RATE if _RATED.search(pre) else Role.OTHER
    mentions = [m for m in find_roles(pre) if not m.asked]
    if token.kind is FigureKind.SCORE:
        stated = [m.role for m in mentions if m.role in (Role.WEIGHT, Role.SCORE)]
        return stated[-1] if stated else Role.SCORE
    if re.search(r"上年|去年|上一年", pre) and not re.search(r"[比较与同].{0,4}(?:上年|去年|上一年)", pre):
        return Role.PRIOR_YEAR
    money = token.kind in (FigureKind.MONEY, FigureKind.PLAIN)
    wrong = {Role.RATE, Role.SHARE, Role.CHANGE, Role.SCORE, Role.WEIGHT, Role.PRIOR_YEAR}
    spending = {Role.BUDGET, Role.INITIAL_BUDGET, Role.EXECUTION, Role.INCOME, Role.ADJUSTMENT}
    for mention in reversed(mentions):
        if mention.role in wrong or (not money and mention.role in spending):
            continue
        if mention.role is Role.TARGET and _rest(pre[mention.end :]):
            continue
        return mention.role
    if money and re.search(r"(?:共|已|累计|实际|全年|年度|合计)(?:支出|支付|使用|开支)(?:了|约|共)?\s*$", pre):
        return Role.EXECUTION
    return Role.OTHER


# ------------------------------------------------------- units, dates, quotes


def _with_unit(token: NumberToken, pre: str, name: str) -> tuple[NumberToken, bool]:
    """Complete a unit that stands in the words: 参训人次达 2 万 → 万人次; 支出 0.39 万 → 万元."""
    if token.kind is not FigureKind.PLAIN:
        return token, False
    words = re.sub(r"(?:累计|合计|共|总计|已)?(?:达到?|为|是|约|超过?|近|有|共计?|突破|不少于|至少)?\s*$", "", pre)
    turns = re.search(r"(人次|户次|人天|架次|批次|场次|篇次|车次)数?$", words)
    heads = re.search(r"(人|户|项|个|次|件|册|部|场|期|家)数$", words)
    if turns or heads:
        base = (turns or heads)[1]  # type: ignore[index]
    elif token.unit and ((known := concept(name)) and known.kind == "money"):
        base = "元"
    elif token.unit and re.search(r"支出|金额|资金|经费|收入|预算|拨款|费用?$", words):
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


def _is_date(token: NumberToken, text: str) -> bool:
    if token.kind is FigureKind.DATE:
        return True
    year = token.kind is FigureKind.PLAIN and not token.unit and not token.qualifier
    if not (year and re.fullmatch(r"(?:19|20)\d{2}", token.printed)):
        return False
    return not re.search(r"(?:为|达到?|共计?|约|：|:)\s*$", text[: token.start]) and bool(
        re.match(r"\s*[\u4e00-\u9fff]", text[token.end :])
    )


def _period(
    text: str, start: int, end: int, dates: Sequence[NumberToken], running: str
) -> str:
    """Return the period in force at `end`: the last one named that nothing is compared with."""
    for token in dates:
        if not start <= token.start < end or token.unit in ("月", "月日"):
            continue
        if not _is_compared(text, token):
            running = date_text(token)
    return running


def _is_compared(text: str, token: NumberToken) -> bool:
    """Whether a date is what something is compared with: 比 2023 年度减少."""
    before, after = text[max(0, token.start - 4) : token.start], text[token.end : token.end + 8]
    return bool(_COMPARED.search(before) or re.match(r"[^，。]{0,6}相比", after))


def date_text(token: NumberToken) -> str:
    """Return a date as 2022, 2022-12, 2022-12-31 or 2021-2023."""
    numbers = re.findall(r"\d+", token.printed.translate({0xFF10 + d: str(d) for d in range(10)}))
    year = f"{int(token.value):04d}"
    if token.high is not None:
        return f"{year}-{int(token.high)}"
    if token.unit == "年月日" and len(numbers) >= 3:
        return f"{year}-{int(numbers[1]):02d}-{int(numbers[2]):02d}"
    if token.unit == "年月" and len(numbers) >= 2:
        return f"{year}-{int(numbers[1]):02d}"
    return year


def _dated(
    text: str, token: NumberToken, a: int, b: int, after: str, quote: tuple[int, int]
) -> Statement:
    words = _bare(_without(text, a, b, (token,))) or _bare(after)
    if token.kind is not FigureKind.DATE:
        token = replace(token, kind=FigureKind.DATE, unit="年")
    period = date_text(token) if token.unit not in ("月", "月日") else ""
    return Statement(token, words[:120], "", Role.OTHER, period, quote)


def _without(text: str, start: int, end: int, tokens: Sequence[NumberToken]) -> str:
    """Return text[start:end] with the given numbers left out, but for dates compared with."""
    parts, at = [], start
    for token in tokens:
        if token.kind is FigureKind.DATE and _is_compared(text, token):
            continue
        if start <= token.start < end and token.start >= at:
            parts.append(text[at : token.start])
            at = token.end
    parts.append(text[at:end] if at < end else "")
    return "".join(parts)


def _quote(
    text: str, start: int, end: int, a: int, b: int, token: NumberToken
) -> tuple[int, int]:
    """Return the sentence that holds the number, or as much of it as a quotation may hold."""
    if end - start > QUOTE:
        parts = [p for p in _split(text, start, end, re.compile(r"[；;]"), ()) if p[0] <= token.start < p[1]]
        start, end = parts[0] if parts else (a, b)
        if end - start > QUOTE:
            start, end = a, b
        if end - start > QUOTE:
            start = max(start, token.start - QUOTE // 2)
            end = min(end, start + QUOTE)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, max(end, token.end)
