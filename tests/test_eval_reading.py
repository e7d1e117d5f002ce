"""The measure of reading itself: it must see what is wrong, and nothing that is right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from eval.reading import ReadingScore, measure_reading
from eval.reading_figures import match_figures
from eval.reading_lines import check_lines
from eval.reading_rows import rows_right, rows_right_naively
from eval.reading_samples import make_reading
from eval.reading_scan import loosen, scan_pdf
from eval.reading_truth import Truth, clause_role, column_role, load_truth, row_name, tight
from ingest.model import Figure, Report, Role, Table
from ingest.ocr import PageImages, read_scan
from ingest.read import read_report

REAL = Path(os.environ.get("YOUJU_REAL_REPORTS") or "../shared/reports")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Report, Truth, Path]]:
    """A generated document as read, its truth and its file; each made once."""
    folder = tmp_path_factory.mktemp("reading")
    made: dict[tuple[str, int], tuple[Report, Truth, Path]] = {}

    def reading(kind: str, seed: int) -> tuple[Report, Truth, Path]:
        if (kind, seed) not in made:
            pdf, truth = make_reading(kind, seed)
            path = folder / f"{kind}-{seed}.pdf"
            path.write_bytes(pdf)
            made[kind, seed] = read_report(path), truth, path
        return made[kind, seed]

    return reading


# form-6: goals short enough to be taken for values; report-3: lines broken at a space
# between number and unit; layout-5: parents over two breaks, half-empty code columns.
@pytest.mark.parametrize(("kind", "seed"), [("form", 6), ("report", 3), ("layout", 5), ("form", 9)])
def test_generated_layouts_are_read_whole(
    read: Callable[..., tuple[Report, Truth, Path]], kind: str, seed: int
) -> None:
    report, truth, _ = read(kind, seed)
    assert set(rows_right(truth.rows, report)) == set(truth.rows)
    matches, invented = match_figures(truth, report)
    assert len(matches) > 30
    assert not [m.true for m in matches if m.read is None]
    assert not [m.true for m in matches if False in (m.role, m.headers, m.page)]
    assert not invented


def test_a_layout_is_the_same_for_the_same_seed() -> None:
    first, second, other = (make_reading("layout", seed) for seed in (7, 7, 8))
    assert first == second
    assert first[0] != other[0]
    assert first[1].rows != other[1].rows


def test_layouts_set_their_traps() -> None:
    """Among few seeds: tables over three pages, repeated headers, parents over two breaks."""
    longest = 0
    for seed in range(1, 6):
        _, truth = make_reading("layout", seed)
        spread: dict[str, set[int]] = {}
        for row in truth.rows:
            spread.setdefault(row.table, set()).update(row.pages)
        longest = max(longest, *(len(pages) for pages in spread.values()))
        assert len(spread) == 4
    assert longest >= 3


def _changed(report: Report, change: Callable[[Figure], Figure | None]) -> Report:
    figures = (change(figure) for figure in report.figures)
    return replace(report, figures=tuple(f for f in figures if f is not None))


def test_what_is_wrong_is_seen(read: Callable[..., tuple[Report, Truth, Path]]) -> None:
    report, truth, _ = read("form", 6)
    target = next(f for f in report.figures if f.role is Role.TARGET and f.row_path)
    number = target.id

    def wrong(**changes: object) -> tuple[tuple[object, ...], tuple[Figure, ...]]:
        bent = _changed(report, lambda f: replace(f, **changes) if f.id == number else f)  # type: ignore[arg-type]
        matches, invented = match_figures(truth, bent)
        seen = [
            name
            for name in ("role", "headers", "page")
            for match in matches
            if getattr(match, name) is False
        ]
        return (sum(m.read is None for m in matches), *seen), invented

    assert wrong() == ((0,), ())
    assert wrong(value=target.value + 1)[0] == (1,)
    assert wrong(unit="公里")[0] == (1,)
    assert wrong(role=Role.SCORE)[0] == (0, "role")
    assert wrong(row_path=("别的指标",), measure="")[0] == (0, "headers")
    invented = wrong(value=Decimal(31415), printed="31415件")[1]
    assert [f.printed for f in invented] == ["31415件"]


def test_a_wrong_page_is_seen(read: Callable[..., tuple[Report, Truth, Path]]) -> None:
    report, truth, _ = read("form", 6)
    elsewhere = tuple(replace(figure, pages=(99,)) for figure in truth.figures)
    matches, _ = match_figures(replace(truth, figures=elsewhere), report)
    assert {m.page for m in matches} == {False}


def test_a_figure_left_out_is_missed(read: Callable[..., tuple[Report, Truth, Path]]) -> None:
    report, truth, _ = read("report", 3)
    money = next(f for f in report.figures if f.unit in ("元", "万元"))
    matches, _ = match_figures(truth, _changed(report, lambda f: None if f == money else f))
    missed = [m.true for m in matches if m.read is None]
    assert len(missed) == 1
    assert missed[0].value == money.value


def test_a_row_is_right_only_in_all_columns(
    read: Callable[..., tuple[Report, Truth, Path]],
) -> None:
    report, truth, _ = read("layout", 5)

    def spoil(table: Table) -> Table:
        last = table.cells[-1]
        return replace(table, cells=(*table.cells[:-1], replace(last, text=last.text + "0")))

    spoiled = replace(report, tables=tuple(map(spoil, report.tables)))
    lost = len(rows_right(truth.rows, report)) - len(rows_right(truth.rows, spoiled))
    assert lost == len(report.tables)


def test_equal_rows_are_each_read_once() -> None:
    row = make_reading("layout", 5)[1].rows[0]
    empty = Report("", "", "", "", "pdf", "", None, ())  # type: ignore[arg-type]
    assert rows_right((row, row), empty) == ()


def test_the_baseline_loses_rows_over_page_breaks(
    read: Callable[..., tuple[Report, Truth, Path]],
) -> None:
    report, truth, path = read("layout", 5)
    naive = rows_right_naively(truth.rows, path)
    assert 0 < len(naive) < len(rows_right(truth.rows, report))


def test_line_items_are_found_again(read: Callable[..., tuple[Report, Truth, Path]]) -> None:
    report, _, _ = read("layout", 5)
    lines = check_lines(report)
    assert len(lines) == 8
    assert {line.state for line in lines} == {"found"}
    assert all(len(line.names) == 3 for line in lines)


def test_line_items_that_differ_are_told(
    read: Callable[..., tuple[Report, Truth, Path]],
) -> None:
    report, _, _ = read("layout", 5)
    first = check_lines(report)[0]

    def bend(old: str, new: str) -> list[str]:
        passages = tuple(
            p if p.table_id else replace(p, text=p.text.replace(old, new)) for p in report.passages
        )
        return [line.state for line in check_lines(replace(report, passages=passages))]

    number = first.printed.rstrip("万元")
    assert bend(number, "7" + number).count("differs") == 1
    assert bend(f"{first.names[2]}（项）", "没有的科目（项）")[0] == "renamed"
    assert bend(f"{first.names[1]}（款）", "没有的款（款）")[0] == "missing"


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("整体支出年初预算数", Role.INITIAL_BUDGET),
        ("整体支出预算调整数", Role.ADJUSTMENT),
        ("整体年度实际支出数", Role.EXECUTION),
        ("预算完成率", Role.RATE),
        ("分值(权重)", Role.WEIGHT),
        ("自评得分", Role.SCORE),
        ("年度指标值", Role.TARGET),
        ("实际完成指标值", Role.ACTUAL),
        ("目标完成情况", Role.ACTUAL),
        ("资金来源", None),
    ],
)
def test_the_expected_role_of_a_column(header: str, role: Role | None) -> None:
    assert column_role(header) is role


def test_the_expected_role_in_prose() -> None:
    assert clause_role("项目支出预算数", "303.90万元", "money") is Role.BUDGET
    assert clause_role("预算数1.00万元，年度预算完成数", "2万元", "money") is Role.EXECUTION
    assert clause_role("涉及资金", "2万元", "money") is None
    assert clause_role("完成预算的", "98%", "percent") is Role.RATE
    assert clause_role("占项目支出总额的", "98%", "percent") is Role.SHARE


def test_a_row_is_named_by_words_not_by_codes() -> None:
    columns = {"序号": ["1", "2"], "任务": ["甲", "甲"], "指标": ["乙", "丙"]}
    assert row_name(columns, {"任务"}) == "指标"


def test_scans_are_compared_without_the_width_of_forms(
    read: Callable[..., tuple[Report, Truth, Path]],
) -> None:
    report, truth, _ = read("layout", 5)
    narrow = str.maketrans("（）“”", '()""')

    def plain(text: str) -> str:
        return text.translate(narrow)

    bent = replace(
        report,
        pages=tuple(replace(p, text=plain(p.text)) for p in report.pages),
        tables=tuple(
            replace(t, cells=tuple(replace(c, text=plain(c.text)) for c in t.cells))
            for t in report.tables
        ),
    )
    assert len(rows_right(truth.rows, bent)) < len(truth.rows)
    loose, seen = loosen(truth, bent)
    assert len(rows_right(loose.rows, seen)) == len(truth.rows)
    assert all(m.read for m in match_figures(loose, seen)[0])


def test_scores_are_json() -> None:
    scores = measure_reading(None, seeds=0, scans=False)
    assert [score.group for score in scores] == ["form", "report"]
    told = json.loads(json.dumps([score.to_json() for score in scores]))
    assert told[0]["rows"]["hits"] == told[0]["rows"]["total"] > 10
    assert told[1]["figures"]["total"] > 30


@pytest.mark.skipif(not REAL.is_dir(), reason="no real reports here")
class TestRealReports:
    """The goals of reading, on every form that is quick to read."""

    @pytest.fixture(scope="class")
    def scores(self) -> dict[str, ReadingScore]:
        return {s.name: s for s in measure_reading(REAL, seeds=0, scans=False)}

    def test_rows_of_every_form_with_tables(self, scores: dict[str, ReadingScore]) -> None:
        told = [
            s.rows for s in scores.values() if s.name.endswith((".pdf", "docx", "html", "xlsx"))
        ]
        told = [rows for rows in told if rows.total]
        assert len(told) == 7
        assert sum(r.hits for r in told) >= 0.99 * sum(r.total for r in told)

    def test_figures_of_every_form(self, scores: dict[str, ReadingScore]) -> None:
        for score in scores.values():
            if score.figures.total and "panyu2022_report.txt" not in score.name:
                assert score.figures.hits >= 0.99 * score.figures.total, score.faults
                assert score.roles.hits >= 0.97 * score.roles.total, score.faults
                assert score.headers.hits >= 0.97 * score.headers.total, score.faults
                assert score.places.hits == score.places.total, score.faults
                assert score.invented == 0, score.faults

    def test_the_baseline_is_the_known_one(self) -> None:
        truth = load_truth(REAL / "groundtruth_panyu2022.json")
        assert len(rows_right_naively(truth.rows, REAL / "panyu2022_report.pdf")) == 22

    def test_line_items_of_budgets(self, scores: dict[str, ReadingScore]) -> None:
        """What is not found again is printed otherwise in the reports themselves."""
        lines = [line for score in scores.values() for line in score.lines]
        assert len(lines) > 120
        odd = {
            (line.names[-1], line.printed, line.state) for line in lines if line.state != "found"
        }
        assert odd == {
            ("住房公积金", "352.67万元", "differs"),
            ("机关事业单位退休人员活动费支出", "0.88万元", "renamed"),
            ("其他国土资源事务支出", "45.00万元", "renamed"),
        }


@pytest.mark.slow
def test_a_short_line_of_a_scan_is_not_turned_round(
    read: Callable[..., tuple[Report, Truth, Path]], tmp_path: Path
) -> None:
    """A 99% in a narrow cell was once read as 66%."""
    report, _, path = read("form", 1)
    figure = next(f for f in report.figures if f.printed == "99%" and f.role is Role.ACTUAL)
    span = figure.span
    box = next(report.pages[span.page - 1].boxes.lines(span.start, span.end))
    scan_pdf(path, tmp_path / "scan.pdf", 1)
    with PageImages(tmp_path / "scan.pdf") as images:
        image, dots = images.image(span.page, 200, 40_000_000)
    top, bottom = int((box.top - 20) * dots), int((box.bottom + 20) * dots)
    left, right = int((box.x0 - 120) * dots), int((box.x1 + 120) * dots)
    found = read_scan(image[top:bottom, left:right].copy(), dots)
    assert "100%99%" in "".join(char["text"] for char in found.chars)


def test_texts_are_compared_without_white_space() -> None:
    assert tight(" 303.90 万元\n") == "303.90万元"
