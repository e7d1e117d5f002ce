"""How questions are put in Chinese: the patterns that tell what kind of answer is asked for."""

from __future__ import annotations

import re

import rjieba

from ingest.measurewords import MEASURE_WORDS
from qa.asking import stop_words

ASKS_WHY = re.compile(
    r"为什么|为何|为啥|为嘛|为咋|咋会|因何|因为(?:什么|啥|哪)|因啥|理由|起因|主因|何故|何因|何以|怎么搞的|原因|缘故|缘由|怎么回事|咋回事|缘何|点解|怎么(?:会|就|还|又|都)*(?:这么|那么|没|未|掉|降|跌|涨|少了|多了)"
)
ASKS_HOW = re.compile(r"如何|怎么|怎样|咋|哪些举措|采取|做法|点样")
ASKS_WHO = re.compile(
    r"(?:是|由|属于?)?哪个?(?:部门|单位|机构|局|机关)(?:的|报的?|填的?|编的?|写的?|出的?|做的?|公开的?|编制的?)*[？?]?$|谁(?:编|报|填|写|公开)的?[？?]?$"
)
ASKS_LIST = re.compile(
    r"哪些|哪几|哪[两二三四五六七八九十]|有什么|有啥|些啥|啥科室|名称|片名|列要点|列出来|全列|都是谁|都是哪|列出|列举|罗列|名单|分别叫|都叫|分别是什么|包括什么|包含什么|包括啥|由什么组成|都是什么|是哪(?!里|一?[天日年月位]|个)|什么(?:主要|突出)?(?:问题|不足|困难|短板|措施|举措|打算|成效|成绩|亮点)|几方面|几个方面|清单|边啲"
)
ASKS_WHEN = re.compile(r"什么时候|何时|哪一?天|哪一?年|几月|几号|哪个月|日期|时间是|啥时候|几时")
ASKS_YES = re.compile(
    r"([\u4e00-\u9fff])[不没]\1[^，。]{0,8}[？?]?$|吗[？?]?$|(?<![什怎那这])[么嘛][？?]?$|是否|是不是|有没有|对不对|对吗|属实|真的|能不能|[\u4e00-\u9fff]不[？?]?$|达没达到|对吧[？?]?$|没有?[？?]?$|了没[？?]?$|吧[？?]?$|是真是假"
)
# What, who, where: the answer is words.
ASKS_WHAT = re.compile(r"什么|哪(?!一?[天日年月]|个月)|谁|何处|何地|怎么回事")
ASKS_MUCH = re.compile(
    r"多少|多[长远]|几(?:[元万%百千成号多钱科分]|"
    + "|".join(sorted(MEASURE_WORDS))
    + r")|百分之几|多大|多高|几多|几何|占比|金额|总额|数额"
)
ASKS_RATE = re.compile(
    r"增幅|降幅|增速|涨幅|跌幅|增长率|下降率|百分之|百分比|占比|比例|率|几成|%|完成了?多少$|完成预算的?多少"
)
COMPARES = re.compile(
    r"(?:哪|谁).{0,14}?(?:更|最|较|比较)?(?:高|低|多|少|大|小|好|差|快|慢)|比较|对比|相比|相差|差距|差多少|排名|排序|排一?下|最[高低多少大小]|高于|低于|多于|少于|比.{1,14}(?:高|低|多|少)"
)
COMPUTES = re.compile(
    r"差额|相差|差多少|差了|差几|剩了?(?:多少|几)|没[花用]掉|没花完|加一起|还剩|剩下|剩余|结余|未执行|没有?执行|没花|没有花|未花|未使用|没用完|没有?支出|未完成的?金额|合计|加起来|加在一起|之和|总和|一共|总共"
    r"|比.{1,20}[多少高低大小][了出]?(?:多少|几|多)|占.{0,14}(?:多少|几成|百分|比例|比重|几)|占比|比重|几倍|倍数|多少倍|扣了?多少|扣了?几|扣分|少了多少|多了多少|超出多少|平均|人均|复算|复核|重新算|算下|算一下|算出|怎么算|如何计算|怎么得出|怎么来的"
)
WANTS_CHANGE = re.compile(
    r"(?<!自然)(?<!新)(?:增加|增长|减少|下降|降低|提高|上升|涨|降|增|减|变化)了?(?:多少|几|百分之|幅度|率|额)|同比"
    r"|[与同和](?:上年|去年|上一年|(?:19|20)\d\d年?度?)(?:相)?比"
    r"|[比较](?:上年|去年|上一年|前一年|上年度|(?:19|20)\d\d年?).*[多少增减升降涨高低]"
)
ENUMERATION = re.compile(r"分别|各(?:是|有|自|为|多)|和|与|及|、|以及|还有")

MUCH = re.compile(r"多少|哪几|第几|几多|几")
CONVERTED = re.compile(r"(?:换算|折合|折算|合)[成为到]?(亿元|万元|千元|元)|多少(亿元|万元|千元|元)")
AGAINST_TARGET = re.compile(
    r"[比较](?:目标|预期|计划|指标值|要求).{0,6}[多少高低超]|超(?:出|过|额)?(?:了)?目标|超额完成"
    r"|(?:离|距离?|跟|和|与)(?:年初|年度|预期)?的?(?:目标|预期|计划|任务)(?:还|相|值)*(?:差|缺|欠|少)"
)
ASKS_SUM = re.compile(r"[和与及、].*(?:合计|加起来|加一起|之和|总和)[？?]?\s*$")
SUMMED = re.compile(r"\s*(?:合计|总计|加起来|总共|一共)\s*")
AGAINST_BUDGET = re.compile(
    r"比(?:年初|全年)?预算数?.{0,4}[多少省低高超节]|超(?:出|过)?了?(?:年初|全年)?预算|超支"
)
COMPLETES = re.compile(
    r"(?:花|用|支出|执行|使)[掉了完出]*.{0,4}(?:百分之[多几]|几成)|完成了?(?:年初|全年|调整后?)?预算.{0,4}(?:百分之|几成|比例|多少)|完成.{0,4}(?:百分之|几成)"
)
TAG = re.compile(
    r"[，, ]*(?:真的假的|是真的吗|是真是假|对吗|对不对|对吧|没错吧|是吗|是吧|属实吗"
    r"|真是(?:这样|咁)?吗?|是不是真的|是不是|有这回事吗)[?？!！。]*$"
)
# Behind a number these name places as often as they count them: what is asked for is they.
NOUN_UNITS = frozenset(
    {
        "学位",
        "床位",
        "张床位",
        "标段",
        "单元",
        "小区",
        "社区",
        "街道",
        "镇街",
        "平台",
        "站点",
        "泊位",
        "站",
    }
)
# What a plain 多少 in front of these asks for is money.
MONEY_NOUNS = re.compile(
    r"(?:钱|款|费|金|资|额|收入|支出|预算|决算|拨款|补贴|补助|津贴|贷款|投资|损失|产值|税收?|增加值|利润|成本|价格?)(?:总额)?$"
)
SPENDS = re.compile(r"花(?!园|木|卉|费标准)|用掉|使掉|用去|开销|开支|支出了|使了")
PLANS = re.compile(r"打算|计划|准备|预计|拟|预备|要花|想花|将花")
KIND_WORDS = re.compile(
    r"自评表|自评报告|工作总结(?:里|中|报告)?|统计公报(?:里|中)?|公报(?:里|中)|预算(?:里|中|内|报告|书|公开|草案|文本)|决算(?:里|中|内|报告|公开|文本)"
)
# 给老百姓调解了多少起: for whom it was done goes without saying.
FOR_PEOPLE = re.compile(
    r"(?:给|为|帮|替|让|向)(?:了)?(?:咱们?)?(?:当地|全[区县市镇])?(?:的)?(?:老百姓|百姓|群众|市民|村民|居民|大伙儿?|大家|乡亲)们?(?=[\u4e00-\u9fff])(?!的)"
)
MONEY_UNITS = frozenset({"元", "万元", "亿元", "千元"})
BETWEEN_ROLES = re.compile(r"[比较].*(?:增|减|多|少|高|低|升|降|调)|相差|差[多几额]")
GREW = re.compile(r"(?:增长|增加|下降|减少)了?(?:百分之|几个?百分|多少%)|增幅|降幅|增长率")
ADJUSTED = re.compile(r"调整(?:以|之)?后(?!比)")
_COUNTED = re.compile(r"(?:多少|几多)(?P<noun>[\u4e00-\u9fff]{2,6})")


# 招录职位数, 在职人数: a count; 预算数, 指数 are none.
NUMBER_OF = re.compile(
    r"(?:[人户件次家车]|单位|项目|职位|岗位|学位|床位|社区|设备|台|企业|案件)数量?[？?。\s]*$"
)
NAMES_FIGURE = re.compile(
    r"(?:支出|收入|费用?|金额|补贴|资金|经费|数|数量|率|产量|产值|面积|里程|人数|增速|投资|总额|额|存量|保有量|成本|比例|岁数|年龄|标准|余额|编制|缺口)[？?。.\s]*$"
)


def counted_noun(core: str) -> str:
    """What stands right behind 多少 if it is a thing that is counted: 多少农民工, not 多少工资."""
    found = _COUNTED.search(core)
    if found is None:
        return ""
    word, tag = rjieba.tag(found["noun"], False)[0]
    counts = tag.startswith("n") and len(word) > 1 and word not in stop_words()
    counts = counts and not MONEY_NOUNS.search(word)
    return word if counts else ""


PERSONS = re.compile(r"[人员工生师民者童]$")
# What is asked for is what was not done: 还有多少个没整治完, 没销号的有几项.
UNDONE = re.compile(
    r"(?:还有|还剩|仍有|尚有).{0,6}(?:没有?|未)(?!有|执行|支出|花|用|使用|付)|(?:没有?|未)(?:整治|完成|办结|销号|建成|完工|验收|整改)"
    r"(?!.*(?:原因|为什么|吗))"
)
