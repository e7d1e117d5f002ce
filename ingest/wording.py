"""The words around a number: the thing they name, its role, what narrows it down."""

from __future__ import annotations

import re

from ingest.measures import concept, find_concepts, find_roles
from ingest.model import FigureKind, Role
from ingest.numerals import NumberToken

CHANGED = re.compile(
    r"(?:(?<!新)增加|减少|增长|下降|上升|降低|提高|提升|压减|压缩|回落|下滑|缩减|增幅|降幅|增减|上涨|下调|上调|净增|"
    r"(?<=[\d年度数算])[多少])(?:\s*[（(][^）)]{1,6}[）)])?\s*(?:了|约|近|超|为|达|额|额为)?\s*$"
)
_SHARED = re.compile(r"占(?!地|用|道|据)[^，。；]*$|(?:占比|比重|比例)\s*(?:为|是|达到?|约)?\s*$")
COMPARISON = re.compile(
    r"[，,\s]*(?:同?比|较|环比|与|比照)(?:上年|去年|上一年|\d{4}|年初|预算|同期|前|决算)?[^，,]*$"
)
_RATED = re.compile(
    r"为(?:年初|年度|全年|调整)?(?:预算|目标|计划|任务)数?的\s*$|完成(?:了)?(?:年初|年度|全年|调整后?|整体|当年)*(?:预算|目标|计划|任务)?的?\s*$|率|进度|满意度|达标|比例|程度|合格"
)
# 比2023年 7,312.80万元: the number itself is the earlier one; 比2023年增加 7.5 is a change.
AGAINST = re.compile(
    r"(?:比|较|与|同|和|相比于?)\s*(?:(?P<year>(?:19|20)\d\d)\s*年|上年|去年|上一年|前一年|上年同期|去年同期)(?:度|末|底)?(?:同期)?"
    r"\s*(?:的|全年|实际|决算数?|预算数?|支出|收入|执行数?|总额|总数|合计|完成)*\s*$"
)
FROM = re.compile(r"(?:由|从)(?P<of>[^，。；由从]{0,12})$")  # 由 1,010 元提高到 1,085 元
TO = re.compile(
    r"^\s*(?:提高|增加|上升|上调|扩大|缩小|缩减|降低|下降|减少|压减|下调|调整|增长|提升|升|降)(?:到|至|为)\s*$"
)
DONE_OF = re.compile(r"完成了?(?P<initial>年初)?(?:全年|调整后?|当年|年度)?的?预算数?的?\s*$")
# 三公经费 9.92 万元，其中甲 3.82、乙 6.10，比上年减少 0.74: the change is of the whole.
PARTS = re.compile(r"\s*其中[：:]?")
SINCE_LAST = re.compile(r"\s*(?:同?比|较|与)(?:上年|去年|上一年|\d{4}\s*年)")
DONE_BY = re.compile(r"完成了?[^，。；\d]{0,6}预算数?的?\s*[\d,.]+\s*[亿万千]*元的\s*$")  # 103.03%
FILLER = re.compile(
    r"其中|分别|主要|累计|共计|合计|总计|总共|一共|全年|当年|本年|年度|年末|年底|截至|截止|"
    r"[我本](?:部门?|单位|级|局|委|办|院|校|厅|处|站|所|队|会|中心|街道|镇|乡|区|市|县|省|馆)|其|为|是|达到?|约|共|的|了|有|已|以|占|比|较|与|同期?|相比|上一?年度?|安排|批复|核定|下达|数额|数|实际|完成|年初|支出决算|"
    r"[\s、，,；;：:。（）()“”\"'‘’—\-]|万|亿|至|到|计|不超过|不高于|不多于|不大于|超过?|近|不少于|至少|不低于|各|每|均|又|并|在|中|将|由|于|按|经|原|拟|第"
)
WEAK = re.compile(
    r"涉及|资金|金额|经费|总额|数量|人数|总数|数目|规模|使用|支付|支出|投入|预算|安排|下达|完成|实现"
)
_SELF = re.compile(
    r"^(?:截[至止])?\s*[，,]?\s*"
    r"[我本](?:部门?|单位|局|委|办|院|校|厅|处|站|所|队|会|中心|街道|镇|乡|区|市|县|省|馆)(?!级)"
)
_GRAND = re.compile(r"^(.*?)(收入|支出)(?:预算|决算)(?:数|总额|总计|合计|为)*\s*$", re.DOTALL)
OWNER_GRAND = re.compile(
    r"[局厅部委办院署处站所队校社会心府道司园馆](?:[（(][^）)]*[）)])?\s*(?:收入|支出)(?:预算|决算)"
)
_OWNER = re.compile(
    r"(?:单位|机关|局|厅|部|委|办|院|署|处|站|所|队|校|中心|委员会|办公室|办事处|政府|街道|公司|学校|学院|大学|医院|[省市区县乡镇])"
    r"(?:\s*[（(][^）)]{1,8}[）)])?(?:所属.{0,8}单位|及所属.{0,8}单位|各.{0,4}单位)?(?:开支)?(?:财政拨款)?的?$"
)
_EXCEPTED = re.compile(r"(?:其他|其它|其余|部分|个别|非|除|不含|扣除)\s*$|涉及")
_RATING = re.compile(r"整体支出|绩效|自评|评价|综合|平均|最终|考核")
_MODIFIER = re.compile(
    r"财政拨款|一般公共预算|[市区县省]级|本级|部门|单位|全[区市县省]|实有|现有|核定|人员|情况|下列|具体|此外|另外|同时|上述|以上|从.{2,10}看|"
    r"[上今]半?年|完成情况|占比|结构|方面|为了"
)


def head_of(pre: str) -> str:
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
    if not names and len(FILLER.sub("", bare("".join(kept)))) < 2:
        return ""
    end = len(pre)
    for mention in reversed(roles):
        if mention.end <= end and not FILLER.sub("", pre[mention.end : end]):
            end = mention.start
    start = 0
    for mention in roles:  # 年初预算批复|项目支出
        if names and mention.end <= names[0][0] and not FILLER.sub("", pre[start : mention.start]):
            start = mention.end
    return bare(pre[start:end]) or bare("".join(kept))


def bare(words: str) -> str:
    """Return words without list marker, leading filling and punctuation at the ends."""
    words = re.sub(r"[（(][\s\-—–~至]*[）)]", "", re.sub(r"\s+", " ", words))
    words = re.sub(
        r"^[\s，,；;：:。、）)”]*(?:[（(]?[\d一二三四五六七八九十]{1,2}[）).、．]\s*)?", "", words
    )
    words = re.sub(r"^(?:[（(]含[）)])?(?:以上|以下|以内)", "", words)
    words = re.sub(r"^其中[，,：:、]?\s*", "", words)
    words = _SELF.sub("", words)
    words = re.sub(
        r"(?:(?<=[\u4e00-\u9fff）) ”])\s*(?:至少|超过?|达到?|约|共|为|是|近|有|了))?"
        r"[\s，,；;：:。、（(“]+$",
        "",
        words + " ",
    )
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", " ", words).strip()


def trail_of(post: str) -> str:
    """Return the noun that follows a count: 22名|选调生, 30篇次|省市区报道."""
    if re.match(r"\s*(?:[、，,；;。]|和(?!谐)|以?及(?!以[上下])|与)", post):
        return ""
    post = re.sub(r"^\s*[或及]?(?:以上|以下|以内|左右)", "", post)
    words = re.split(r"[（(，,；;。：:）)“”]", post.strip(), maxsplit=1)[0]
    if post[:1] in "（(" or not words:
        words = re.sub(r"^[（(][^）)]*[）)]", "", post.strip())
        words = re.split(r"[（(，,；;。：:、）)]", words, maxsplit=1)[0]
    return words.strip()[:24]


def concept_of(words: str, after: str, token: NumberToken) -> tuple[str, str]:
    """Return (the measure the words before a number name, whose they say it is).

    The name must stand right before the number: in 项目支出规划服务 92% it does
    not.  Money with other words before the name is only a part of the measure:
    面向中小企业预留政府采购预算 is not the 政府采购预算.
    """
    for mention in reversed(find_concepts(words)):
        known = concept(mention.name)
        if known is None or not fits(known.kind, token.kind):
            continue
        if says_more(words[mention.end :]) or _EXCEPTED.search(words[: mention.start]):
            return "", ""
        before = bare(words[: mention.start])
        owner = before if _OWNER.search(before) else ""
        left = _MODIFIER.sub("", _without_roles(before))
        if token.kind is FigureKind.SCORE:
            left = _RATING.sub("", left)
        whole = token.kind is FigureKind.COUNT or owner or len(FILLER.sub("", left)) < 2
        return (known.name if whole else ""), owner
    for mention in find_concepts(after):
        known = concept(mention.name)
        if known and fits(known.kind, token.kind) and mention.end == len(after):
            return known.name, ""
    return "", ""


def fits(kind: str, unit: FigureKind) -> bool:
    """Whether a measure of `kind` can have a number of that unit family."""
    if unit is FigureKind.PERCENT:
        return True
    wanted = {"money": FigureKind.MONEY, "count": FigureKind.COUNT, "score": FigureKind.SCORE}
    return unit is FigureKind.PLAIN or wanted.get(kind) is unit


def grand_total(words: str) -> str:
    """Return 收入合计 or 支出合计 for 某部门收入预算, 支出预算 with nothing narrowing it down."""
    found = _GRAND.match(bare(words))
    if not found:
        return ""
    before = bare(found[1])
    if before and not _OWNER.search(before) and len(FILLER.sub("", _MODIFIER.sub("", before))) >= 2:
        return ""
    return f"{found[2]}合计"


def says_only(words: str, name: str) -> bool:
    """Whether words say no more than the measure of that canonical name, its role and filling."""
    for mention in find_concepts(words):
        if mention.name == name:
            around = words[: mention.start] + " " + words[mention.end :]
            excepted = _EXCEPTED.search(words[: mention.start])
            return not excepted and not says_more(_MODIFIER.sub("", around))
    return False


def says_more(words: str) -> bool:
    """Whether words say more than roles and filling."""
    plain = re.sub(r"[（(][^）)]*[）)]", "", _without_roles(words))
    return len(FILLER.sub("", WEAK.sub("", bare(plain)))) >= 2


def _without_roles(words: str) -> str:
    """Return words with blanks in place of the role words reports print."""
    kept = list(words)
    for mention in find_roles(words):
        if not mention.asked:
            kept[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(kept)


_COMPARED = re.compile(r"分|比|较|上年|去年|同")


def _names(before: str) -> bool:
    """Whether a word of change ends the name of what is scored: …与能力提升96.4分."""
    clause = re.split(r"[，,。；;、：:\s]", before)[-1]
    return len(clause) > 1 and not _COMPARED.search(clause)


def role_of_words(token: NumberToken, pre: str) -> Role:
    """Return the role the words right before a number give it."""
    if (changed := CHANGED.search(pre)) and not (
        token.kind is FigureKind.SCORE and _names(pre[: changed.start()])
    ):
        return Role.CHANGE
    if AGAINST.search(pre):
        return Role.PRIOR_YEAR
    if token.kind is FigureKind.PERCENT:
        if _SHARED.search(pre):
            return Role.SHARE
        return Role.RATE if _RATED.search(pre) else Role.OTHER
    mentions = [m for m in find_roles(pre) if not m.asked]
    if token.kind is FigureKind.COUNT and re.match(
        r"实际(?:完成|举办|开展|达到|新增|共)", bare(pre)
    ):
        return Role.ACTUAL
    if token.kind is FigureKind.SCORE:
        if re.search(r"扣(?:了|减|除|分)?\s*$", pre):
            return Role.OTHER
        stated = [m.role for m in mentions if m.role in (Role.WEIGHT, Role.SCORE)]
        return stated[-1] if stated else Role.SCORE
    if re.search(r"上年|去年|上一年", pre) and not re.search(
        r"[比较与同].{0,4}(?:上年|去年|上一年)", pre
    ):
        return Role.PRIOR_YEAR
    money = token.kind in (FigureKind.MONEY, FigureKind.PLAIN)
    if money and (done := DONE_OF.search(pre)):  # 完成年初预算 5,620 万元的 103%
        return Role.INITIAL_BUDGET if done["initial"] else Role.BUDGET
    wrong = {Role.RATE, Role.SHARE, Role.CHANGE, Role.SCORE, Role.WEIGHT, Role.PRIOR_YEAR}
    spending = {Role.BUDGET, Role.INITIAL_BUDGET, Role.EXECUTION, Role.INCOME, Role.ADJUSTMENT}
    for mention in reversed(mentions):
        if mention.role in wrong or (not money and mention.role in spending):
            continue
        opens = not bare(pre[: mention.start]) and not pre[mention.end :].startswith("的")
        if mention.role is Role.TARGET and not opens and says_more(pre[mention.end :]):
            continue
        if mention.role is Role.ACTUAL and token.kind is FigureKind.MONEY:
            return Role.EXECUTION  # 完成数 566,200 元: money that came of it was spent
        return mention.role
    spent = r"(?:共|已|累计|实际|全年|年度|合计)(?:支出|使用)|执行|支付|花费|开支"
    if money and re.search(rf"(?:{spent})(?:了|约|共|为)?\s*$", pre):
        return Role.EXECUTION
    return Role.OTHER
