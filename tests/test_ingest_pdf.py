"""PDFs drawn in the test: lines, running heads, rules, boxes; and broken files."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.sample_font import write_font
from ingest.compose import compose
from ingest.errors import BrokenFile, EncryptedFile, LimitExceeded
from ingest.layout import Composition, GridBlock
from ingest.lines import make_lines
from ingest.read_pdf import read_pdf
from ingest.settings import IngestSettings

Draw = Callable[[Any], None]
_CHARS = (
    "的一是在部年度支出预算项目工作收入合计单位万元基本情况说明决算表科目名称编码实际完成指标值培训人次"
    "第页共本级街道办事处绩效自评报告（）、，。：；“”《》党员教育管理服务社会保障和就业类款行政运行占比"
    "总分得建设任务区人民政府上海市附件二三四五六七八九十其中主要用于方面截至增加减少小计数额比例备注注金"
    "对现有资组织干群众开展活动财务有关规定执费率标准确保按时公里居民小区改造更新加强推进提升质量全"
    "门年0123456789.,%- ABCabc"
)


@pytest.fixture(scope="session")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("font") / "font.ttf"
    write_font("sans", _CHARS, path)
    return path


@pytest.fixture
def make_pdf(tmp_path: Path, font: Path) -> Callable[..., Path]:
    from fpdf import FPDF

    def make(pages: Sequence[Draw], name: str = "报告.pdf", **options: Any) -> Path:
        pdf = FPDF(unit="pt", format=(595, 842))
        pdf.set_auto_page_break(False)
        pdf.add_font("song", fname=str(font))
        for draw in pages:
            pdf.add_page()
            pdf.set_font("song", size=12)
            draw(pdf)
        if "password" in options:
            pdf.set_encryption("owner", user_password=options["password"])
        path = tmp_path / name
        pdf.output(str(path))
        return path

    return make


def _lines(texts: Sequence[str], top: float = 90, left: float = 90) -> Draw:
    """Draw paragraphs wrapped at 505 points, lines 22 points apart, set in by two blanks."""

    def draw(pdf: Any) -> None:
        y = top
        for text in texts:
            x = left + (24 if text.startswith("  ") else 0)
            for ch in text.strip():
                if x + pdf.get_string_width(ch) > 595 - left and ch not in "。，":
                    x, y = left, y + 22
                pdf.text(x, y, ch)
                x += pdf.get_string_width(ch)
            y += 22

    return draw


def _table(rows: Sequence[Sequence[str]], xs: Sequence[float], top: float, sides: bool) -> Draw:
    def draw(pdf: Any) -> None:
        bottom = top + 20 * len(rows)
        for i in range(len(rows) + 1):
            pdf.line(xs[0], top + 20 * i, xs[-1], top + 20 * i)
        for x in xs if sides else xs[1:-1]:
            pdf.line(x, top, x, bottom)
        for i, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                pdf.text(x + 4, top + 20 * i + 14, text)

    return draw


def _together(*draws: Draw) -> Draw:
    def draw(pdf: Any) -> None:
        for one in draws:
            one(pdf)

    return draw


def _read(path: Path, **settings: Any) -> Composition:
    return compose(read_pdf(path, IngestSettings(**settings)), "r")


_PROSE = [
    "  本部门按规定开展财务管理工作，加强预算执行，确保资金按时支出，有关质量标准得推进和更新。"
    "全年支出合计1200.50万元，占预算的98%，其中基本支出800万元，项目支出400.50万元，主要用于居民小区改造。",
    "  二、社会保障和就业支出的有关情况说明。",
]


def test_wrapped_lines_become_paragraphs(make_pdf: Callable[..., Path]) -> None:
    read = _read(make_pdf([_lines(_PROSE)]))
    assert [p.text for p in read.paragraphs] == [text.strip() for text in _PROSE]


def test_a_paragraph_goes_on_over_the_page(make_pdf: Callable[..., Path]) -> None:
    text = "财务管理工作规定" * 12 + "。"
    first = 32 + 34  # characters that fill the first two lines, the first set in
    upper, lower = "  " + text[:first], text[first:]
    read = _read(make_pdf([_lines([upper], top=700), _lines([lower, *_PROSE[1:]])]))
    assert [span.page for span in read.paragraphs[0].spans] == [1, 2]
    assert [p.text for p in read.paragraphs] == [text, _PROSE[1].strip()]


def test_running_heads_and_page_numbers_go(make_pdf: Callable[..., Path]) -> None:
    def page(number: int, foot: str) -> Draw:
        return _together(
            lambda pdf: pdf.text(200, 40, "街道办事处绩效自评报告"),
            _lines([f"  第{number}项工作说明。"]),
            lambda pdf: pdf.text(290, 810, foot),
        )

    for style in ("- {} -", "第{}页 共4页", "{}"):
        pages = [page(n, style.format(n)) for n in range(1, 5)]
        read = _read(make_pdf(pages))
        assert [p.text for p in read.paragraphs] == [f"第{n}项工作说明。" for n in range(1, 5)]


def test_a_title_that_repeats_on_two_of_five_pages_stays(make_pdf: Callable[..., Path]) -> None:
    pages = [_lines([head, "  说明。"], top=60) for head in ("收入表", "收入表", "一", "二", "三")]
    texts = [p.text for p in _read(make_pdf(pages)).paragraphs]
    assert texts.count("收入表") == 2


def test_every_character_has_its_box(make_pdf: Callable[..., Path]) -> None:
    xs = (90, 250, 400)
    grid = _table([["项目", "金额"], ["办公费", "12.30"]], xs, 300, True)
    read = _read(make_pdf([_together(_lines(_PROSE), grid)]))
    page = read.pages[0]
    assert len(page.boxes) == len(page.text)
    for i, ch in enumerate(page.text):
        box = page.boxes.box(i)
        assert (box is None) == (ch in " \t\n"), ch
    at = page.text.index("12.30")
    box = page.boxes.box(at)
    assert box is not None
    assert 250 < box.x0 < 260
    assert 320 < box.top < 340


def test_sides_left_open_are_closed(make_pdf: Callable[..., Path]) -> None:
    rows = [
        ["科目名称", "合计", "基本支出"],
        ["行政运行", "10.50", "8.25"],
        ["教育", "2.00", "1.00"],
    ]
    for sides in (True, False):
        path = make_pdf([_table(rows, (90, 220, 330, 450), 200, sides)])
        (table,) = _read(path).tables
        assert [[c.text for c in table.row_cells(r)] for r in range(3)] == rows


def test_a_frame_of_one_column_is_text(make_pdf: Callable[..., Path]) -> None:
    read = _read(make_pdf([_table([["附件"], ["一、情况说明"]], (90, 400), 100, True)]))
    assert not read.tables
    assert "一、情况说明" in read.pages[0].text


def test_a_number_over_a_rule_stays_in_one_cell(make_pdf: Callable[..., Path]) -> None:
    def wide(pdf: Any) -> None:
        pdf.text(178, 214, "123456.78")  # begins at 178, the rule stands at 220

    path = make_pdf([_together(_table([["", ""], ["项目", "5"]], (90, 220, 330), 200, True), wide)])
    (table,) = _read(path).tables
    assert [c.text for c in table.row_cells(0)] == ["123456.78", ""]


def test_the_title_and_unit_over_a_table_are_its_own(make_pdf: Callable[..., Path]) -> None:
    def over(pdf: Any) -> None:
        pdf.text(230, 80, "支出决算表")
        pdf.text(90, 110, "编制部门：街道办事处")
        pdf.text(400, 110, "单位：万元")

    rows = [["科目名称", "合计"], ["行政运行", "10.50"]]
    (table,) = _read(make_pdf([_together(over, _table(rows, (90, 300, 450), 130, True))])).tables
    assert (table.caption, table.unit) == ("支出决算表", "万元")


def test_unit_and_amount_on_two_lines(make_pdf: Callable[..., Path]) -> None:
    def over(pdf: Any) -> None:
        pdf.text(440, 80, "单位：")
        pdf.text(90, 96, "部门名称（公）街道办事处")
        pdf.text(440, 96, "万元")

    rows = [["科目名称", "合计"], ["行政运行", "10.50"]]
    read = _read(make_pdf([_together(over, _table(rows, (90, 300, 480), 110, True))]))
    assert read.tables[0].unit == "万元"
    assert "部门名称（公）街道办事处" in [p.text for p in read.paragraphs]


def test_a_password_is_asked_for_and_used(make_pdf: Callable[..., Path]) -> None:
    path = make_pdf([_lines(_PROSE)], password="1234")
    with pytest.raises(EncryptedFile):
        read_pdf(path)
    with pytest.raises(EncryptedFile):
        read_pdf(path, IngestSettings(password="0000"))
    assert "1200.50万元" in _read(path, password="1234").pages[0].text


def test_too_many_pages(make_pdf: Callable[..., Path]) -> None:
    path = make_pdf([_lines(["一"])] * 3)
    with pytest.raises(LimitExceeded) as caught:
        read_pdf(path, IngestSettings(max_pages=2))
    assert "3" in str(caught.value)


def test_a_truncated_file_is_named(make_pdf: Callable[..., Path], tmp_path: Path) -> None:
    whole = make_pdf([_lines(_PROSE)] * 4).read_bytes()
    path = tmp_path / "半截.pdf"
    path.write_bytes(whole[: len(whole) // 8])
    with pytest.raises(BrokenFile) as caught:
        read_pdf(path)
    assert "半截.pdf" in str(caught.value)


def test_one_bad_page_does_not_lose_the_others(
    make_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingest.read_pdf as reader

    path = make_pdf([_lines([f"  第{n}项说明。"]) for n in (1, 2, 3)])
    good = reader.read_page

    def bad(page: Any) -> Any:
        if page.page_number == 2:
            raise KeyError("stream")
        return good(page)

    monkeypatch.setattr(reader, "read_page", bad)
    draft = read_pdf(path)
    assert draft.pages_unreadable == (2,)
    assert draft.warnings[0].page == 2
    assert [p.text for p in compose(draft, "r").paragraphs] == ["第1项说明。", "第3项说明。"]


def test_an_image_without_ocr_is_named(make_pdf: Callable[..., Path]) -> None:
    from PIL import Image

    picture = Image.new("L", (300, 400), 240)
    path = make_pdf([lambda pdf: pdf.image(picture, 0, 0, 595, 842), _lines(_PROSE)])
    draft = read_pdf(path, IngestSettings(ocr=False))
    assert draft.pages_unreadable == (1,)
    assert draft.pages[1].blocks


def _char(text: str, x: float, top: float = 100.0, size: float = 10.0) -> dict[str, Any]:
    width = size if ord(text[0]) > 0x2E80 else size / 2
    return {"text": text, "x0": x, "x1": x + width, "top": top, "bottom": top + size}


def test_characters_drawn_twice_and_radicals() -> None:
    chars = [_char("年", 0), _char("年", 0.3), _char("\u2f47", 10), _char("5", 24)]
    (line,) = make_lines(chars)
    assert line.text == "年日 5"
    assert len(line.boxes) == len(line.text)


def test_far_apart_is_two_lines_but_a_contents_line_is_one() -> None:
    left = [_char(ch, 10 * i) for i, ch in enumerate("单位")]
    right = [_char(ch, 200 + 10 * i) for i, ch in enumerate("万元")]
    assert [ln.text for ln in make_lines(left + right)] == ["单位", "万元"]
    page = [_char("3", 300)]
    assert [ln.text for ln in make_lines(left + page)] == ["单位 3"]


def test_real_pages_keep_all_their_characters(real_reports: Path) -> None:
    import pdfplumber

    path = real_reports / "panyu2022_report.pdf"
    read = _read(path)
    with pdfplumber.open(path) as pdf:
        for page, raw in zip(read.pages, pdf.pages, strict=True):
            want = sorted(c["text"] for c in raw.chars if c["text"].strip())
            have = sorted(ch for ch in page.text if ch.strip())
            # what is missing is the page number at the foot: — 3 —
            for ch in have:
                want.remove(ch)
            assert set(want) <= set("—-0123456789"), (page.number, want)
            assert len(want) <= 4


def test_grid_cells_cover_the_grid_once(real_reports: Path) -> None:
    for name in ("liwan2021_selfeval.pdf", "panyu2022_report.pdf"):
        for page in read_pdf(real_reports / name).pages:
            for block in page.blocks:
                if not isinstance(block, GridBlock):
                    continue
                area = sum(c.row_span * c.col_span for c in block.cells)
                assert area == block.n_rows * block.n_cols
                assert dataclasses.is_dataclass(block)


def test_a_table_of_three_rules(make_pdf: Callable[..., Path]) -> None:
    """Level rules only: over and under the header and at the end."""
    rows = [
        ["科目名称", "基本支出", "项目支出"],
        ["行政运行", "10.50", "8.25"],
        ["社会保障", "2.00", "100.00"],
        ["教育", "", "3.00"],
    ]

    def draw(pdf: Any) -> None:
        for y in (200, 222, 292):
            pdf.line(90, y, 505, y)
        pdf.line(90, 60, 300, 60)  # an underline elsewhere
        for i, row in enumerate(rows):
            for x, text in zip((94, 260, 400), row, strict=True):
                pdf.text(x, 215 + 22 * i, text)

    (table,) = _read(make_pdf([_together(_lines(["收入表说明"], top=50), draw)])).tables
    assert [[c.text for c in table.row_cells(r)] for r in range(table.n_rows)] == rows
    last = table.row_cells(3)[2]
    assert (last.row_path, last.col_path) == (("教育",), ("项目支出",))


def test_ruled_prose_is_no_table(make_pdf: Callable[..., Path]) -> None:
    def rules(pdf: Any) -> None:
        for y in (70, 400, 420):
            pdf.line(90, y, 505, y)

    assert not _read(make_pdf([_together(_lines(_PROSE), rules)])).tables


def test_rows_without_rules_between_are_taken_apart(make_pdf: Callable[..., Path]) -> None:
    def draw(pdf: Any) -> None:
        for y in (200, 222, 292):
            pdf.line(90, y, 450, y)
        for x in (90, 260, 350, 450):
            pdf.line(x, 200, x, 292)
        for i, row in enumerate(rows):
            for x, text in zip((94, 264, 354), row, strict=True):
                pdf.text(x, 215 + 22 * i, text)

    rows = [
        ["科目名称", "预算", "决算"],
        ["教育", "10.5", "8.5"],
        ["社会保障", "2.0", ""],
        ["合计", "12.5", "8.5"],
    ]
    (table,) = _read(make_pdf([draw])).tables
    assert [[c.text for c in table.row_cells(r)] for r in range(table.n_rows)] == rows


def test_a_wrapped_cell_is_not_taken_apart(make_pdf: Callable[..., Path]) -> None:
    def draw(pdf: Any) -> None:
        for y in (200, 222, 268):
            pdf.line(90, y, 450, y)
        for x in (90, 260, 450):
            pdf.line(x, 200, x, 268)
        pdf.text(94, 215, "科目名称")
        pdf.text(264, 215, "金额")
        pdf.text(94, 237, "社会保障和就业支")
        pdf.text(94, 259, "出项目")
        pdf.text(264, 248, "10.5")

    (table,) = _read(make_pdf([draw])).tables
    assert table.n_rows == 2


@pytest.mark.parametrize("angle", [90, 270])
def test_text_along_the_page_is_read(make_pdf: Callable[..., Path], angle: int) -> None:
    rows = [["科目名称", "合计"], ["行政运行", "10.50"], ["社会保障", "2.25"]]

    def draw(pdf: Any) -> None:
        with pdf.rotation(angle, 297.5, 421):
            _lines(_PROSE[1:], top=300, left=150)(pdf)
            _table(rows, (150, 300, 420), 340, True)(pdf)

    read = _read(make_pdf([draw]))
    (table,) = read.tables
    assert [[c.text for c in table.row_cells(r)] for r in range(3)] == rows
    page = read.pages[0]
    assert (round(page.width), round(page.height)) == (595, 842)
    box = page.boxes.box(page.text.index("10.50"))
    assert box is not None
    # 304 from the left and about 370 from the top before turning about the middle
    across, down = 304 - 297.5, 370 - 421
    x, y = (297.5 + down, 421 - across) if angle == 90 else (297.5 - down, 421 + across)
    assert abs((box.x0 + box.x1) / 2 - x) < 15
    assert abs((box.top + box.bottom) / 2 - y) < 15
