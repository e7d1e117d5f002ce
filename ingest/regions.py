"""Names of administrative regions: province, city, district or county.

The provinces are known by name (there are 34); cities and districts are read
by their endings, as far as a text names them, so that no list of a few
thousand names has to be kept.
"""

from __future__ import annotations

import re

_PROVINCES = [
    "北京市",
    "天津市",
    "上海市",
    "重庆市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
    "台湾省",
    "内蒙古自治区",
    "广西壮族自治区",
    "西藏自治区",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "香港特别行政区",
    "澳门特别行政区",
]
_PROVINCE = re.compile("|".join(_PROVINCES))
_NAME = r"(?:(?![省区县旗])[\u4e00-\u9fff])"
_CITY = re.compile(rf"{_NAME}{{1,9}}?(?:自治州|地区|盟|市(?!区))")
_DISTRICT = re.compile(rf"{_NAME}{{1,9}}?(?:区|县|旗|市(?!区))")
# Words that end like a region and are none.
_NO_REGION = re.compile(
    r"城市|都市|上市|超市|股市|楼市|集市|门市|小区|地区|辖区|片区|城区|郊区|市区|老区|山区|牧区|专区|军区|校区|"
    r"[我全本各该两跨]?[区县市旗]|[我全本各该]省|县区|市县|区县|.*(?:社区|园区|景区|街区|库区|灾区|大湾区|保护区|功能区|"
    r"示范区|实验区|产业区|工业区|住宅区|经济区|生活区|办公区|辖区|片区)|.*[的与].*|.*(?:规划|管理|建设|部门|单位|机关).*"
)
_PREFIX = re.compile(
    r"^(?:中国共产党|中共|中国国民党革命委员会|中国民主同盟|共青团|中国共产主义青年团)"
)
_SUFFIX = re.compile(
    r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|自治旗|新区|省|市|区|县|旗|盟)$"
)


def read_region(text: str) -> tuple[str, ...]:
    """Return the regions a name or title begins with, outermost first.

    "中国共产党广州市番禺区委员会组织部" → ("广州市", "番禺区"); () if none.
    """
    rest = _PREFIX.sub("", re.sub(r"\s+", "", text))
    path: list[str] = []
    if found := _PROVINCE.match(rest):
        path.append(found[0])
        rest = rest[found.end() :]
    for pattern in (_CITY, _DISTRICT):
        if (found := pattern.match(rest)) and not _NO_REGION.fullmatch(found[0]):
            path.append(found[0])
            rest = rest[found.end() :]
    if len(path) >= 2 and path[-1].endswith("市") and path[-2].endswith("区"):
        path.pop()
    return tuple(path)


def short_region(name: str) -> str:
    """Return a region's name without its ending: 荔湾区 → 荔湾 (names of one character keep it)."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


_ZONE = re.compile(
    r"(?P<name>.{2,}?)(?P<sort>经济技术|高新技术产业|高新技术|经济|综合保税|旅游度假|产业|工业)?"
    r"(?P<end>开发区|示范区|度假区|保税区|园区|区)$"
)
_ZONE_SHORT = {
    "经济技术": "经开区",
    "经济": "经开区",
    "高新技术产业": "高新区",
    "高新技术": "高新区",
}


def called(name: str) -> tuple[str, ...]:
    """Return what a region is called: in full, without its ending, a zone also shortened.

    青石湾经济技术开发区 → itself, 青石湾经开区, 青石湾开发区, 青石湾.
    """
    names = [name, short_region(name)]
    zone = _ZONE.fullmatch(name)
    if zone and (zone["sort"] or zone["end"] != "区"):
        short = _ZONE_SHORT.get(zone["sort"] or "", "")
        names += [zone["name"] + end for end in (short, zone["end"], "") if end or zone["sort"]]
    return tuple(dict.fromkeys(names))
