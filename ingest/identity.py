"""Whose report this is, of what kind, for which year, in which money unit.

Read from the title, then the header block (名称：, 单位：万元 ...), then the
first paragraphs, then the file name: the first that says it is believed, and
`ReportIdentity.sources` tells which it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.agency import Places, drop_typesetting, read_agency
from ingest.layout import Composition
from ingest.model import FigureKind, ReportIdentity
from ingest.numerals import scan_numbers
from ingest.regions import read_region
from ingest.units import money_unit

# Most telling first: the first that a title holds is its kind.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"项目.{0,8}绩效自评表", "项目自评表"),
    (r"项目.{0,8}绩效自评报告", "项目自评报告"),
    (r"绩效自评表|自评表|自我评价表", "自评表"),
    (r"绩效自评报告|自评报告|自我评价报告|绩效自评情况", "自评报告"),
    (r"绩效评价报告|重点评价报告|评价报告", "评价报告"),
    (r"绩效目标(?:申报)?表", "绩效目标表"),
    (r"预算执行情况", "预算执行报告"),
    (r"单位决算", "单位决算"),
    (r"部门决算", "部门决算"),
    (r"单位预算", "单位预算"),
    (r"部门预算", "部门预算"),
    (r"统计公报", "统计公报"),
    (r"政府工作报告|工作报告", "工作报告"),
    (r"审计(?:结果)?(?:报告|公告)", "审计报告"),
    (r"信息公开.{0,6}年度报告|年度报告|年报", "年度报告"),
    (r"工作总结", "工作总结"),
    (r"统计年鉴", "统计年鉴"),
    (r"决算(?:公开|草案|报表|报告|说明|信息|表)*$", "决算"),
    (r"预算(?:公开|草案|报表|报告|说明|信息|表)*$", "预算"),
    (r"规划(?:纲要|（[^）]*）)*$", "规划"),
    (r"(?:实施方案|行动方案|行动计划|工作方案)(?:（[^）]*）)*$", "方案"),
    (r"情况说明$", "情况说明"),
)
_KIND = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)
_TRAIL = re.compile(r"首页|当前位置|您的位置|[>»›＞]")  # where on a site a page stands
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?\s*[—\-–~至]\s*((?:19|20)\d{2})\s*年|(?<!\d)((?:19|20)\d{2})\s*年(?!\s*\d{1,2}\s*月)"
)
_LABEL_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*((?:万|亿|千|百万)?元)\s*[）)]")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_HAN_YEAR = re.compile(r"二[〇○零Oo][〇○零一二三四五六七八九]{2}(?=\s*年)")
# The unit may stand apart from its label, at the end of the line a form's head is read as.
_UNIT = re.compile(
    r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*((?:万|亿|千|百万)?元)"
    r"|(?<![\u4e00-\u9fff])(?:金额)?单位\s*[:：][^\n\t]{0,60}[ \u3000]"
    r"((?:万|亿|千|百万)?元)\s*(?:\n|$)"
)


@dataclass(frozen=True, slots=True)
class _Front:
    """What stands before the body: the title, the header block, the first paragraphs."""

    title: str
    title_page: int
    header: str
    opening: str


def identify(
    composition: Composition, file_name: str, title_hint: str = ""
) -> tuple[str, ReportIdentity]:
    """Return the report's title and identity; what it does not say stays empty."""
    front = _front(composition, title_hint, file_name)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
    sources: dict[str, str] = {}
    places = (
        (f"标题 第{front.title_page}页" if front.title_page else "标题", front.title),
        ("表头", front.header),
        ("正文开头", front.opening),
        ("文件名", stem),
    )
    agency, told = read_agency(places)
    if told:
        sources["agency"] = told
    region_path = _region(agency, places, sources)
    year = _first("fiscal_year", places, sources, _year)
    kind = _kind(places, sources)
    unit = _money_unit(composition, places, sources)
    return front.title or title_hint or stem, ReportIdentity(
        agency=agency,
        region=region_path[-1] if region_path else "",
        region_path=region_path,
        fiscal_year=int(year) if year else None,
        kind=kind,
        money_unit=unit,
        sources=tuple(sources.items()),
    )


# --------------------------------------------------------------------- front


def _front(composition: Composition, title_hint: str, file_name: str) -> _Front:
    if not composition.pages:
        return _Front("", 0, "", "")
    lines: list[tuple[int, str]] = []
    for paragraph in composition.paragraphs[:40]:
        if paragraph.spans and paragraph.spans[0].page <= composition.pages[0].number + 3:
            text = paragraph.text.strip().lstrip("#").strip()
            lines.extend(
                (paragraph.spans[0].page, part) for part in text.split("\n") if part.strip()
            )
    title, page = _title(lines)
    if not title and any(pattern.search(title_hint) for pattern, _ in _KIND):
        title = title_hint.strip()
    if not title and composition.tables and (caption := composition.tables[0].caption):
        title, page = caption, composition.tables[0].pages[0] if composition.tables[0].pages else 0
    first = composition.pages[0].text
    second = composition.pages[1].text if len(composition.pages) > 1 else ""
    return _Front(title, page, first[:1500], (first + second)[:6000])


def _title(lines: list[tuple[int, str]]) -> tuple[str, int]:
    """Join the lines of the title: those before the body up to the one that names the kind."""
    gathered: list[str] = []
    page = 0
    for number, line in lines[:14]:
        flat = re.sub(r"\s+", " ", line)
        if re.match(r"附\s*[件表录]\s*\d*\s*[:：]?$", flat) or flat in ("目录", "目 录"):
            continue
        if _TRAIL.search(flat):
            continue
        if len(flat) > 70 or re.search(r"[。；]$", flat):
            break
        if re.match(r"(?:[一二三四五六七八九十]、|[（(]一[）)]|第一部分|1[.、])", flat):
            break
        if re.search(r"[:：]", flat) or (gathered and number != page):
            if gathered and _names_kind(" ".join(gathered)):
                break
            continue
        if gathered and flat.startswith("".join(gathered)):
            gathered.clear()  # a letterhead over a title that says it again
        gathered.append(flat)
        page = page or number
        joined = "".join(gathered)
        if _names_kind(joined):
            return drop_typesetting(joined), page
    return "", 0


def _names_kind(text: str) -> bool:
    return any(pattern.search(re.sub(r"\s", "", text)) for pattern, _ in _KIND)


# --------------------------------------------------------------------- parts


def _first(name: str, places: Places, sources: dict[str, str], read: object) -> str:
    assert callable(read)
    for place, text in places:
        if found := str(read(text) or ""):
            sources[name] = place
            return found
    return ""


def _region(agency: str, places: Places, sources: dict[str, str]) -> tuple[str, ...]:
    if path := read_region(agency):
        sources["region"] = sources.get("agency", "")
        title = read_region(places[0][1])
        return title if len(title) > len(path) else path
    for place, text in places[:2] + places[3:]:
        for line in text.split("\n")[:12]:
            if path := read_region(line.strip("#　 \t")):
                sources["region"] = place
                return path
    return ()


def _year(text: str) -> str:
    """Return the year a title or header is about, not the month it was published in."""
    if found := _HAN_YEAR.search(text):
        digits = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
            "○零Oo", "0"
        )
        return "".join(digits.get(c, "2") for c in found[0])
    for pattern in (re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年度"), _YEAR):
        if found := pattern.search(text):
            return next(group for group in found.groups()[::-1] if group)
    if "\n" not in text and len(text) < 80 and (found := _ANY_YEAR.search(text)):
        return found[1]
    return ""


def _kind(places: Places, sources: dict[str, str]) -> str:
    for place, text in (places[0], places[3], places[1]):
        flat = re.sub(r"\s", "", text)
        for pattern, kind in _KIND:
            if pattern.search(flat):
                sources["kind"] = place
                return kind
    return ""


def _money_unit(composition: Composition, places: Places, sources: dict[str, str]) -> str:
    for place, text in places[:2]:
        if found := _UNIT.search(text):
            sources["money_unit"] = place
            return money_unit(found[1] or found[2])
    stated = Counter(table.unit for table in composition.tables if table.unit)
    if stated:
        sources["money_unit"] = "表格单位"
        return stated.most_common(1)[0][0]
    labelled = {
        unit[1]
        for table in composition.tables
        for cell in table.cells
        for unit in _LABEL_UNIT.finditer(cell.text)
    }
    if len(labelled) == 1:  # 部门资金（万元）, an outer label of a form
        sources["money_unit"] = "表格单位"
        return labelled.pop()
    used = Counter(_prose_units(composition))
    if used:
        unit, times = used.most_common(1)[0]
        if times == sum(used.values()):
            sources["money_unit"] = "正文"
            return unit
    return ""


def _prose_units(composition: Composition) -> Iterator[str]:
    for paragraph in composition.paragraphs[:200]:
        for token in scan_numbers(paragraph.text):
            if token.kind is FigureKind.MONEY and "/" not in token.unit:
                yield token.unit
