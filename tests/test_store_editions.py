"""Editions of one report: found, paired figure by figure, and their differences said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.read import read_report
from ingest.settings import IngestSettings
from vectorstore.library import Library, open_library
from vectorstore.model import FileState
from vectorstore.pairing import pair_figures
from vectorstore.settings import StoreSettings

TITLE = "安和市云山区民政局2023年部门整体支出绩效自评报告"
PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>
<p>一、基本情况</p><p>{year}年部门整体支出年初预算数{budget}，全年培训{trained}人次、举办活动12场。</p>
<p>二、支出情况</p><p>单位：{unit}</p><table>
<tr><th>项目</th><th>预算数</th><th>执行数</th></tr>
<tr><td>养老服务</td><td>{a}</td><td>{b}</td></tr>
<tr><td>社会救助</td><td>{c}</td><td>{d}</td></tr></table>{more}</body></html>"""
SAID = {
    "title": TITLE, "year": 2023, "budget": "1,200.50万元", "trained": 300, "unit": "万元",
    "a": "400.00", "b": "380.25", "c": "800.50", "d": "790.00", "more": "",
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(StoreSettings(tmp_path / "store", "hashing")) as opened:
        yield opened


def _page(path: Path, **changes: object) -> Path:
    path.write_text(PAGE.format(**{**SAID, **changes}), encoding="utf-8")
    return path


def _differences(library: Library, file_name: str) -> list[tuple[str, str]]:
    (card,) = (c for c in library.reports() if c.file_name == file_name)
    (edition,) = library.editions(card.id)
    return [(d.figure.printed, d.other_figure.printed) for d in edition.differences]


def test_where_they_agree_nothing_is_said(library: Library, tmp_path: Path) -> None:
    files = [_page(tmp_path / "甲.html"), _page(tmp_path / "乙.html", more="<p>附：无。</p>")]
    account = library.ingest(files)
    assert [o.message for o in account.outcomes] == ["", ""]
    for card in library.reports():
        (edition,) = library.editions(card.id)
        assert edition.compared >= 6
        assert edition.differences == ()


def test_where_they_differ_both_figures_are_given(library: Library, tmp_path: Path) -> None:
    files = [
        _page(tmp_path / "甲.html"),
        _page(tmp_path / "乙.html", b="381.25", budget="1,300.50万元"),
    ]
    account = library.ingest(files)
    assert account.outcomes[1].state is FileState.ADDED
    assert "另一版本 甲.html" in account.outcomes[1].message
    assert "有 2 处数字不同" in account.outcomes[1].message
    assert _differences(library, "甲.html") == [
        ("1,200.50万元", "1,300.50万元"),
        ("380.25", "381.25"),
    ]
    assert _differences(library, "乙.html")[1] == ("381.25", "380.25")
    (card,) = (c for c in library.reports() if c.file_name == "甲.html")
    difference = library.editions(card.id)[0].differences[1]
    assert (difference.card, difference.other_card.file_name) == (card, "乙.html")
    assert difference.figure.row_path[-1] == "养老服务"


def test_units_are_made_equal_and_rounding_is_no_difference(
    library: Library, tmp_path: Path
) -> None:
    exact = {"a": "4,000,049.00", "b": "3,802,500.00", "c": "8,005,000.00", "d": "7,911,000.00"}
    library.ingest([_page(tmp_path / "甲.html"), _page(tmp_path / "乙.html", unit="元", **exact)])
    # 4,000,049元 is 400.00万元 rounded; 7,911,000元 is not 790.00万元
    assert _differences(library, "甲.html") == [("790.00", "7,911,000.00")]


def test_what_stands_in_one_edition_only_contradicts_nobody(
    library: Library, tmp_path: Path
) -> None:
    text = tmp_path / "乙.txt"  # its table is lost, one sentence is new
    text.write_text(
        f"{TITLE}\n一、基本情况\n2023年部门整体支出年初预算数1,200.50万元，全年培训300人次、"
        "举办活动12场。\n另有志愿者45人。\n",
        encoding="utf-8",
    )
    more = "<p>三、不足</p><p>未完成项目3个。</p>"
    account = library.ingest([_page(tmp_path / "甲.html", more=more), text])
    assert account.outcomes[1].message == ""
    assert _differences(library, "甲.html") == []


def test_another_year_agency_or_kind_is_no_edition(library: Library, tmp_path: Path) -> None:
    others = {
        "年.html": TITLE.replace("2023", "2022"),
        "局.html": TITLE.replace("民政局", "教育局"),
        "表.html": TITLE.replace("自评报告", "自评表"),
        "无.html": "情况说明",
    }
    files = [_page(tmp_path / "甲.html")]
    for name, title in others.items():
        year = 2022 if "2022" in title else 2023
        files.append(_page(tmp_path / name, title=title, year=year, b="1.00"))
    library.ingest(files)
    assert len(library.reports()) == 5
    assert all(library.editions(card.id) == () for card in library.reports())


def test_editions_follow_the_store(library: Library, tmp_path: Path) -> None:
    first, second = _page(tmp_path / "甲.html"), _page(tmp_path / "乙.html", b="381.25")
    library.ingest([first, second])
    assert len(_differences(library, "甲.html")) == 1
    _page(second, more="<p>更正后。</p>")
    library.ingest([second])
    assert _differences(library, "甲.html") == []
    (card,) = (c for c in library.reports() if c.file_name == "乙.html")
    library.remove(card.id)
    assert library.editions(library.reports()[0].id) == ()


def test_rows_of_one_name_are_paired_only_where_most_agree(tmp_path: Path) -> None:
    def report(name: str, values: list[str]) -> Path:
        rows = "".join(f"<tr><td>合计</td><td>{v}</td></tr>" for v in values)
        path = tmp_path / name
        path.write_text(
            f"<html><body><p>{TITLE}</p><table><tr><th>项目</th><th>金额（万元）</th></tr>{rows}"
            "</table></body></html>",
            encoding="utf-8",
        )
        return path

    settings = IngestSettings()
    left = read_report(report("甲.html", ["11.10", "22.20", "33.30"]), settings)
    one = read_report(report("乙.html", ["11.10", "22.20", "33.90"]), settings)
    shifted = read_report(report("丙.html", ["22.20", "33.30", "44.40"]), settings)
    assert [(a.printed, b.printed) for a, b in pair_figures(left, one)][-1] == ("33.30", "33.90")
    assert pair_figures(left, shifted) == ()
