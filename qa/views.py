"""Put the texts around each figure of a report side by side, folded once for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.fold import squeeze
from ingest.measures import find_roles
from ingest.model import Figure, FigureKind, Report
from qa.item_heads import ItemHeads
from qa.tense import tense_of

GENERAL = frozenset({"支出", "收入", "经费", "资金", "总体", "整体", "全部", "部门", "单位"})
_TOTAL = re.compile(r"合计|总计|小计")
_BOUNDARY = re.compile(r"[，。；：！？,;:!?\n\t]")
_NEXT = re.compile(r"[，。；：！？,;:!?\n\t、和及与]")  # behind a number: what the next one is of
_GROUP = re.compile(r"[。；;：！？\n\t]")
_LABEL = 60  # characters: up to here a cell says what its row is of
_PARTS = re.compile(r"其中|包括")
NEUTRAL = re.compile(
    r"^(?:全年|累计|共)*(?:举办|开展|组织|召开)|线上线下|年末有?|年底有?|期末|共有|全体|全[区县市镇乡省]|全街道|保有量|拥有量|实有|现有|全局|全系统|合计|总计|小计|金额|数额|指标值|年度|本年|全年|年中|当年|部门|整体|数$|^后$|（.*?）|\(.*?\)|[\s\d.%、，。：；—\-]"
)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure with the texts around it, folded once."""

    figure: Figure
    own: str  # the words it measures and its own clause
    name: str  # the words it measures, without the agency that reports it
    heads: str  # row and column headers
    sentence: str
    at: int  # where the number begins in `sentence`
    rivals: tuple[int, ...]  # where the other numbers of the sentence begin
    group: tuple[int, int]  # its part of the sentence, between semicolons
    bare: bool  # it is only called by a role (执行数): its sentence says of what
    plain: bool  # prose states it of nothing narrower: 决算支出 …, 全年预算 …
    total: bool  # the 合计 row of a table: what its caption names
    mates: str  # headers and words of the other cells of its row; the project its item is of
    around: str  # section, caption
    whole: str  # what stands before 其中 or over its list: of what it is a part
    lead: str  # its measure and what its clause says before the number
    tense: str  # "spent", "planned" where its words or its report tell, else ""
    topic: str  # what opens its part of the sentence: 小学 in 小学172所，在校学生24.6万人

    def own_words(self, words: Iterable[str]) -> bool:
        """Whether a word of two characters or more stands in its own clause."""
        return any(len(word) > 1 and word in self.own for word in words)


def view_figures(report: Report) -> tuple[FigureView, ...]:
    """Return the figures of a report with their surroundings."""
    rows, forms, leads = _row_words(report), form_names(report), listed_under(report)
    items = ItemHeads(report)
    by_quote: dict[object, list[Figure]] = {}
    for figure in report.figures:
        by_quote.setdefault((figure.quote.page, figure.quote.start, figure.quote.end), []).append(
            figure
        )
    return tuple(
        _view(
            report,
            figure,
            by_quote[(figure.quote.page, figure.quote.start, figure.quote.end)],
            "|".join(
                (rows.get((figure.table_id, figure.cell_row), ""), forms.get(figure.table_id, ""))
                if figure.table_id
                else (items.over(figure.quote),)
            ).strip("|"),
            leads.get(figure.id, ""),
        )
        for figure in report.figures
    )


_FORM_OF = re.compile(r"(?:项目|专项|任务|政策)(?:\(政策\))?名称")


def form_names(report: Report) -> dict[str, str]:
    """For each table that is one form of one project, the project's name, squeezed."""
    found: dict[str, list[str]] = {}
    for table in report.tables:
        for cell in table.cells:
            label = squeeze(cell.row_path[-1]) if cell.row_path else ""
            value = cell.row < 3 and not cell.is_header and not cell.col_path
            if value and cell.text.strip() and _FORM_OF.fullmatch(label):
                found.setdefault(table.id, []).append(squeeze(cell.text))
    return {table: names[0] for table, names in found.items() if len(names) == 1}


def listed_under(report: Report) -> dict[str, str]:
    """For figures that stand alone in lines (青禾县 25.1), by id the line that heads the list."""
    found: dict[str, str] = {}
    held: tuple[int, int, str] | None = None  # page, end of the list so far, its heading
    for figure in report.figures:
        quote = figure.quote
        alone = not figure.table_id and squeeze(report.text(quote)) == squeeze(
            f"{figure.measure}{figure.printed}"
        )
        if not alone or not figure.measure or figure.kind is FigureKind.DATE:
            continue
        text = report.pages[quote.page - 1].text
        if held and held[0] == quote.page and not text[held[1] : quote.start].strip():
            held = (quote.page, quote.end, held[2])
        else:
            line = text[: quote.start].rstrip().rsplit("\n", 1)[-1]
            held = (quote.page, quote.end, squeeze(line) if len(line) < _LABEL else "")
        found[figure.id] = held[2]
    return found


def _row_words(report: Report) -> dict[tuple[str, int], str]:
    """For each table row its words and the headers of its cells, squeezed."""
    words: dict[tuple[str, int], list[str]] = {}
    for table in report.tables:
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                text = cell.text if len(cell.text) <= _LABEL else ""  # longer ones tell of more
                words.setdefault((table.id, row), []).extend((text, *cell.col_path[-1:]))
    return {key: squeeze("|".join(texts)) for key, texts in words.items()}


def _view(
    report: Report, figure: Figure, company: Sequence[Figure], mates: str, over: str
) -> FigureView:
    quote = report.text(figure.quote)
    start = figure.span.start - figure.quote.start
    end = figure.span.end - figure.quote.start
    if not (figure.span.page == figure.quote.page and 0 <= start < len(quote)):
        start, end = 0, len(quote)
    others = sorted(
        m.span.start - figure.quote.start
        for m in company
        if m.id != figure.id and m.span.page == figure.quote.page and m.kind is not FigureKind.DATE
    )
    before = quote[:start]
    parts = list(_PARTS.finditer(before))
    shut = _GROUP.search(quote, end)
    opens = max((m.end() for m in _GROUP.finditer(before)), default=0)
    left = max((m.end() for m in _BOUNDARY.finditer(before)), default=0)
    left = max([left, *(o for o in others if left < o < start)])
    stop = _NEXT.search(quote, end)
    right = stop.start() if stop else len(quote)
    right = min([right, *(o for o in others if end <= o < right)])
    if right in others:  # 追加2,258万元（疫情防控1,860万元: what is in brackets is of the next
        right = end + len(re.split(r"[（(]", quote[end:right])[0])
    return FigureView(
        figure=figure,
        name=_ASIDE.sub("", figure.measure.replace(report.identity.agency or "\n", "")),
        own=squeeze(_LESS.sub("", f"{figure.measure}|{quote[left:right]}")) + _counted(figure),
        heads=squeeze("|".join((*figure.row_path, *figure.col_path))),
        sentence=squeeze(quote),
        at=len(squeeze(quote[:start])),
        group=(len(squeeze(quote[:opens])), len(squeeze(quote[: shut.start()])) if shut else 10**6),
        rivals=tuple(len(squeeze(quote[:o])) for o in others),
        bare=not (words := NEUTRAL.sub("", without_roles(figure.measure))),
        plain=not figure.table_id and (not words or words in GENERAL),
        total=bool(figure.row_path) and bool(_TOTAL.fullmatch(squeeze(figure.row_path[-1]))),
        mates=mates,
        around=squeeze("|".join((*figure.section, *figure.context))),
        whole=squeeze(quote[: parts[-1].start()]) if parts else over,
        lead=squeeze(f"{figure.measure}|{quote[left:start]}"),
        tense=tense_of(
            figure,
            _whole_of(before, parts) + quote[left:start],
            report.identity.kind,
            report.identity.fiscal_year,
        ),
        topic=squeeze(
            _led(quote[:opens]) + quote[opens : min([*(o for o in others if o >= opens), start])]
        ),
    )


def _whole_of(before: str, parts: Sequence[re.Match[str]]) -> str:
    """What is said of the whole of a part: 年初预算1286.40万元 of 其中项目支出562.10万元."""
    if not parts:
        return ""
    return re.split(r"[，；;。]|,(?!\d)", before[: parts[-1].start()].rstrip("，,（(:："))[-1]


def _led(before: str) -> str:
    """The short lead of a group behind a colon: 城乡居民基本医疗保险：年末参保…，累计结余…."""
    lead = _GROUP.split(before[:-1])[-1] if before.endswith(("：", ":")) else ""
    return lead if len(lead) <= _LEAD and not _PARTS.search(lead) else ""


_LESS = re.compile(r"[（(](?:不含|不包括|不包含|除)[^）)]*[)）]")  # 设备（不含车辆） has none
# 柳塘镇位于宁溪县东南部，辖13个行政村; 举办“春风行动”等招聘会46场: what narrows nothing
_ASIDE = re.compile(r"\S*位于\S*\s|(?:“[^”]{1,20}”|《[^》]{1,20}》)等")
_LEAD = 24  # characters


def _counted(figure: Figure) -> str:
    """What a count is called by its unit: 改厕386户 are 改厕户数; 在职197人 are 在职人员, too."""
    if figure.kind is not FigureKind.COUNT or not figure.measure or not figure.unit:
        return ""
    last, unit = squeeze(figure.measure)[-4:], figure.unit.lstrip("万亿千百")
    names = [f"{last}{unit}数"]
    if unit in ("人", "名", "位") and not last.endswith(("人员", "人数")):
        names += [f"{last}人员", f"{last}人数"]
    return "".join(f"|{name}" for name in names)


@lru_cache(maxsize=8192)
def without_roles(measure: str) -> str:
    """Return a measure's words, squeezed, without those that only say its role."""
    kept = list(measure)
    for mention in find_roles(measure):
        kept[mention.start : mention.end] = " " * (mention.end - mention.start)
    return squeeze("".join(kept))
