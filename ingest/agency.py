"""Whose report this is: the name of the organisation a title, a header or an opening gives."""

from __future__ import annotations

import re

# What may tell: the title, the header block, the opening and the file name, each with what it is.
Places = tuple[tuple[str, str], ...]

_ORGANISATION = (
    r"(?:委员会|管委会|办公室|办事处|人民政府|人民法院|人民检察院|检察院|法院|委组织部|委宣传部|委统战部|委政法委|政法委|"
    r"组织部|宣传部|统战部|机关工委|工委|纪委监委|监察委|纪委|党校|人大常委会|人大|政协|总工会|工会|联合会|妇联|残联|工商联|"
    r"联社|协会|学会|商会|基金会|红十字会|研究院|研究所|设计院|医院|卫生院|大学|学院|学校|中学|小学|幼儿园|图书馆|博物馆|文化馆|"
    r"档案馆|体育馆|纪念馆|美术馆|科技馆|公司|集团|银行|中心|支队|大队|总队|执法队|管理站|服务站|监督所|监督站|"
    r"[\u4e00-\u9fff]{1,12}(?:局|厅|部|委|办|院|署|处|室|所|馆|站|队|校|会|社|团))"
)
# Of a project's title only its beginning is the organisation: the rest names the project.
_LEADS = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,}?(?:委员会|管委会|办公室|办事处|人民政府|人民法院|检察院|[厅局]|研究院|研究所|"
    r"职业学校|职业中学|学院|大学|医院|卫生院|图书馆|博物馆|文化馆))"
    r"(?!附属|直属|下属|生|系统|[厅局院校馆])(?=.*(?:项目|工程|专项|资金|经费))"
)
_SORT = re.compile(r"全[国省市县区]|公立|基层|农村|城乡|各|中等|高等|普通")  # a sort, no name
_ORG_END = re.compile(rf".*?{_ORGANISATION}$")
_LABEL = re.compile(
    r"(?:预算主管部门|主管部门及代码|主管部门|部门\s*[（(]?单位[）)]?\s*名称|部门名称|单位名称|预算部门|编制部门|填报部门|"
    r"填报单位|编制单位|公开部门|公开单位|预算单位|自评部门|自评单位|项目实施单位|实施单位|申报单位|部门\s*[（(]公章[）)])"
    r"\s*(?:[（(]\s*(?:盖章|公章|签章)\s*[）)])?(?P<apart>\s*[:：]?[ \t\u3000]*[\n\t]?[ \t\u3000]*)"
    r"(?P<name>[^\n\t：:；;，,。]{3,60})"
)


def read_agency(places: Places) -> tuple[str, str]:
    """Return the organisation's full name and which of the places gives it, or two empty texts."""
    said = ((name, place) for place, text in places if (name := _agency(text)))
    named = next(said, None) or _leading(places)
    return _fuller(named[0], places) or named


def drop_typesetting(text: str) -> str:
    """Drop blanks beside Chinese characters: they are the typesetter's."""
    return re.sub(r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff\d])", "", text).strip()


def _fuller(agency: str, places: Places) -> tuple[str, str] | None:
    """Take the whole name where the title only has its end: 盖章 gives region and rank."""
    for place, text in places[1:3]:
        found = _LABEL.search(text)
        name = _clean_name(found["name"]) if found else ""
        if agency and name != agency and name.endswith(agency):
            return name, place
    return None


def _agency(text: str) -> str:
    """Return the full name of the organisation a title, header or opening names."""
    if found := _LABEL.search(text):
        name = _clean_name(found["name"])
        # 预算单位共5家 is a sentence; 部门名称荔湾区委组织部 a form that was flattened.
        if len(name) >= 3 and (found["apart"] or _ORG_END.fullmatch(name)):
            return name
    flat = drop_typesetting(re.sub(r"[#*]", "", text)).split("\n")[0]
    head = re.split(
        r"(?:关于)?(?<!\d)(?:(?:19|20)\d{2}|\d{2}\s*年度|二[〇○零])|关于|部门整体|整体支出|部门预算|单位预算|部门决算|单位决算|"
        r"项目支出|绩效|预算|决算|政府信息|国民经济",
        flat,
        maxsplit=1,
    )[0]
    name = _clean_name(head)
    return name if len(name) >= 4 and _ORG_END.fullmatch(name) else ""


def _leading(places: Places) -> tuple[str, str]:
    """The organisation whose name begins a project's title, if the body speaks of it, too.

    溪洲职业技术学院实训基地建设项目绩效自评报告, and later: 溪洲职业技术学院启动…
    """
    title, opening = places[0][1], places[2][1]
    if found := _LEADS.match(title):
        name = found["name"]
        if opening.replace(title, "").count(name) and not _SORT.search(name):
            return name, places[0][0]
    return "", ""


def _clean_name(name: str) -> str:
    name = re.split(r"[ \t\u3000]+(?=(?:(?:万|亿|千)?元|单位|金额|\d{4})\s*(?:$|[:：年]))", name)[0]
    name = re.sub(r"\s+", "", name)
    name = re.sub(r"[（(](?:部门|单位|盖章|公章|签章|本级|机关|汇总)[）)]$", "", name)
    return re.sub(r"(?:金额)?单位[:：].*$", "", name).strip("_—-、")
