"""What kind of thing a table cell says: a label, a number, running text, a code."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """The families of cell contents that tell headers from data."""

    EMPTY = "empty"
    LABEL = "label"  # short, states no quantity
    YEAR = "year"  # 2021年, 3月: a column's header or a value
    NUMBER = "number"  # a quantity, a percentage, or the dash that stands for none
    TEXT = "text"


_DIGITS = r"[\d０-９]"
_QUANTITY = re.compile(
    r"(?:[≥≤><＞＜=＝≧≦±约超近]|大于|小于|不少于|不低于|不超过|不高于|至少|等于|优于|共|第)*"
    r"[（(]?[-—–－+]?\s*(?:[¥￥$]\s*)?"
    rf"{_DIGITS}[\d,，]*(?:[.．]\d+)?[)）]?"
    rf"(?:\s*[-—–~～至/／:：]\s*[-+]?{_DIGITS}[\d,，]*(?:[.．]\d+)?)*"
    r"\s*(?:[%％‰]|[^\d\s，。；：,.]{0,5})?\s*(?:或以上|及以上|以上|以下|以内|左右|\(含\)|（含）)?"
)
_DASHES = re.compile(r"[-—–－/／\\*×xX·.…]+|无")
_YEAR = re.compile(
    r"(?:19|20)\d{2}\s*(?:年度?|年?[一二三四1-4]季度|年(?:1?\d)月)?"
    r"|1?\d(?:\s*[-—–~～至]\s*1?\d)?\s*月|第?[一二三四1-4]季度"
)
_HARMLESS = re.compile(
    r"(?:19|20)\d{2}\s*年?|第?\d{1,2}(?:\s*[-—–~～至]\s*\d{1,2})?\s*(?:月|季度)|\d$|[“\"（(]\d[”\")）]"
    r"|[（(]\s*\d+(?:[.．]\d+)?\s*分\s*[)）]"
)
# 2023年预算, 12345热线办结率: digits that belong to a name, not a quantity of it.
_NAMED = re.compile(
    rf"(?:{_DIGITS}+\s*(?![%％元万亿]))?[^\d]*(?:数|额|量|率|值|比例|占比|比重|预算|决算|支出|收入|拨款|结余|结转|安排"
    r"|实际|目标|计划|金额|资金|增减|情况|合计|小计|面积)\s*(?:[（(][^（()）\d]*[)）])?"
)
_DATED = re.compile(r"(?:(?:19|20)\d{2}\s*年)?\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_SENTENCE = re.compile(r"[。；！？;!?]")
_CODE = re.compile(r"\d{1,12}")
_ORDINAL = re.compile(r"\d{1,4}|[一二三四五六七八九十]{1,3}")
_RUNNING = re.compile(
    r"[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[、.．]?|\d{1,3}(?:[.．-]\d{1,3}){1,3}"
)

_KEY = re.compile(
    r"(?:名称|单位|部门|科室|负责人|联系人|经办人|填表人|填报人|审核人|电话|日期|时间|年度|年份|总分|得分|评分"
    r"|等级|等次|结论|问题|措施|建议|意见|备注|级次|性质|属性|类型|类别|地址|编号|编码|代码|来源|金额|资金|总额"
    r"|目标|概况|依据|起止|周期|期限|人数|编制数?|面积|情况|内容|说明|原因|预算数?|执行数?|决算数?|执行率|完成率)"
)
_KEY_TAIL = re.compile(r"\s*(?:[（(][^（()）]*[)）])?\s*[：:]?$")
_VALUE_HEAD = re.compile(
    r"(?:数|额|值|率|比|比例|占比|比重|分|权重|合计|小计|总计|总和|支出|收入|拨款|结余|经费|费|款|资金|情况|结果"
    r"|备注|原因|说明|实际|完成|措施|目标|标准|增减|变动|预算|决算|执行|上年|本年|年度?|季度|月|预期|效果|结论)$"
)
_STUB_HEAD = re.compile(
    r"(?:项目|科目|名称|编码|代码|编号|指标|任务|类别|分类|类型|序号|行次|栏次|内容|单位|部门|机构|来源|地区|区域"
    r"|事项|[一二三四]级|类|款项?|项|姓名|职务|年份|区县?|城市|街道|功能分类|经济分类)$"
)
_CODE_HEAD = re.compile(r"(?:编码|代码|编号|序号|行次|次序)$|^(?:类|款|项|目|No\.?)$")
_UNIT_HEAD = re.compile(r"(?:计量|计算|度量|统计)?单位")
_ASIDE_HEAD = re.compile(
    r"(?:资金|经费)(?:来源|性质|渠道)|(?:责任|牵头|承办|主管|实施|负责|主办|配合|归口)(?:单位|部门|科室|处室|股室|机构|人)?"
    r"|备注|说明|附注|是否.*"
)
_NOTES_HEAD = re.compile(r"原因|措施|说明|备注|建议|问题|分析")
_ROW_NUMBER_HEAD = re.compile(r"(?:序号|行次|次序|No\.?)$")


def kind_of(text: str) -> Kind:
    """Return the kind of a cell's text."""
    text = text.strip()
    if not text:
        return Kind.EMPTY
    if _YEAR.fullmatch(text):
        return Kind.YEAR
    if (_QUANTITY.fullmatch(text) and not _NAMED.fullmatch(text)) or _DASHES.fullmatch(text):
        return Kind.NUMBER
    if len(text) > 32 or _SENTENCE.search(text):
        return Kind.TEXT
    if (dated := _DATED.sub("", text)) != text and _NAMED.fullmatch(dated):
        return Kind.LABEL  # 截至12月31日余额
    return Kind.TEXT if re.search(r"\d", _HARMLESS.sub("", text)) else Kind.LABEL


def is_code(text: str) -> bool:
    """Return whether a text may be a code or running number: digits only."""
    return bool(_CODE.fullmatch(re.sub(r"\s", "", text)))


def is_ordinal(text: str) -> bool:
    """Return whether a text is a bare running number."""
    return bool(_ORDINAL.fullmatch(text.strip()))


def is_running_number(text: str) -> bool:
    """Return whether a text may count a row: 3, 三, （三）, 1.2."""
    return bool(_RUNNING.fullmatch(re.sub(r"\s", "", text)))


def is_key(text: str) -> bool:
    """Return whether a text is a usual key of a form (部门名称, 联系电话, 存在问题 ...)."""
    bare = _KEY_TAIL.sub("", text.strip())
    return len(bare) <= 14 and bool(re.search(_KEY.pattern + "$", bare))


def heads_values(text: str) -> bool:
    """Return whether a column of this header holds what is said of a row."""
    bare = _KEY_TAIL.sub("", text.strip())
    if _STUB_HEAD.search(bare):
        return False
    return bool(_VALUE_HEAD.search(bare)) or kind_of(bare) is Kind.YEAR


def heads_rows(text: str) -> bool:
    """Return whether a column of this header names its rows."""
    return bool(_STUB_HEAD.search(_KEY_TAIL.sub("", text.strip())))


def heads_codes(text: str) -> bool:
    """Return whether a column of this header holds codes or running numbers."""
    return bool(_CODE_HEAD.search(text.strip()))


def heads_row_numbers(text: str) -> bool:
    """Return whether a column of this header only counts the rows."""
    return bool(_ROW_NUMBER_HEAD.search(text.strip()))


def heads_units(text: str) -> bool:
    """Return whether a column of this header may hold the units of its rows."""
    return bool(_UNIT_HEAD.fullmatch(_KEY_TAIL.sub("", text.strip())))


def heads_asides(text: str) -> bool:
    """Return whether a column of this header says something of a row that does not name it."""
    return bool(_ASIDE_HEAD.fullmatch(_KEY_TAIL.sub("", text.strip())))


def heads_notes(text: str) -> bool:
    """Return whether a column of this header gives reasons and remarks, no values."""
    return bool(_NOTES_HEAD.search(text))
