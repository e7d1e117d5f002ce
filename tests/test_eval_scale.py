"""Reports made in numbers, and the benchmark over them, on a small scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.scale_reports import make_reports, make_scale_report
from ingest.errors import SettingsError
from ingest.read import read_report
from ui.commands_bench import run_bench


def test_a_report_is_the_same_however_many_are_made() -> None:
    few = list(make_reports(3, 0, 4))
    assert make_scale_report(3, 2) == few[2]
    assert make_scale_report(4, 2) != few[2]
    assert len({report.file_name for report in make_reports(3, 30, 10)}) == 10


@pytest.mark.parametrize("number", [0, 40])
def test_what_is_made_is_read_as_what_it_is(tmp_path: Path, number: int) -> None:
    made = make_scale_report(1, number)
    path = tmp_path / made.file_name
    path.write_text(made.html, "utf-8")
    report = read_report(path)
    who = report.identity
    assert (who.region, who.fiscal_year) == (made.whose.district, made.whose.year)
    assert who.kind == {"report": "自评报告", "form": "自评表"}[made.kind]
    values = {figure.value for figure in report.figures}
    for case in made.cases:
        assert str(made.whose.year) in case.question
        assert values.issuperset(figure.value for figure in case.expected.figures)


def test_sizes_ascend() -> None:
    for sizes in ([], [0], [100, 10], [5, 5]):
        with pytest.raises(SettingsError, match="从小到大"):
            run_bench(sizes, 1, None, None, False)
