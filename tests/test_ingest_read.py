"""The door: a file becomes a report with an honest account."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from eval.make_samples import make_samples
from ingest.errors import EmptyFile
from ingest.read import read_report
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("samples")
    return [folder / sample.file_name for sample in make_samples(folder)]


def test_a_report_is_complete(samples: list[Path]) -> None:
    for path in samples:
        told: list[tuple[int, int]] = []
        report = read_report(path, progress=lambda done, of, told=told: told.append((done, of)))
        assert report.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
        assert report.id == report.content_hash[:12]
        assert (report.file_name, report.format, report.paged) == (path.name, "pdf", True)
        assert told[-1] == (len(report.pages), len(report.pages))
        assert [page.number for page in report.pages] == list(range(1, len(report.pages) + 1))
        account = report.account
        assert account.pages == len(report.pages)
        assert account.tables == len(report.tables) > 0
        assert account.tables_joined == 1
        assert account.figures == len(report.figures) > 0
        assert account.passages == len(report.passages) > 0
        assert account.pages_unreadable == ()
        assert {table.id for table in report.tables} == {f"{report.id}-t1"}
        for span in (f.span for f in report.figures):
            assert span.report_id == report.id
            assert report.text(span)


def test_tables_know_their_headings(samples: list[Path]) -> None:
    report = next(r for r in map(read_report, samples) if r.sections and len(r.pages) > 5)
    assert report.tables[0].section
    assert report.tables[0].section[-1].startswith("（")


def test_twice_read_is_the_same(samples: list[Path]) -> None:
    assert read_report(samples[0]) == read_report(samples[0])


def test_pages_that_cannot_be_read_are_counted(tmp_path: Path, samples: list[Path]) -> None:
    from fpdf import FPDF
    from PIL import Image

    pdf = FPDF(unit="pt", format=(400, 400))
    pdf.add_page()
    pdf.image(Image.new("L", (100, 100), 200), 0, 0, 400, 400)
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.text(20, 50, "Budget 12.5 of the year 2022 in the report of the office")
    path = tmp_path / "half.pdf"
    pdf.output(str(path))
    report = read_report(path, IngestSettings(ocr=False))
    assert report.account.pages_unreadable == (1,)
    assert [w.page for w in report.account.warnings] == [1]
    assert "12.5" in report.pages[1].text


def test_nothing_but_images_says_so(tmp_path: Path) -> None:
    from fpdf import FPDF
    from PIL import Image

    pdf = FPDF(unit="pt", format=(400, 400))
    pdf.add_page()
    pdf.image(Image.new("L", (100, 100), 200), 0, 0, 400, 400)
    path = tmp_path / "扫描.pdf"
    pdf.output(str(path))
    with pytest.raises(EmptyFile) as caught:
        read_report(path, IngestSettings(ocr=False))
    assert "ocr" in caught.value.remedy


@pytest.mark.parametrize(
    "name",
    [
        "liwan2021_selfeval.html",
        "liwan2021_selfeval.xlsx",
        "panyu2022_report.docx",
        "panyu2022_report.txt",
    ],
)
def test_forms_without_pages(real_reports: Path, name: str) -> None:
    report = read_report(real_reports / name)
    assert not report.paged
    assert len(report.pages) == 1
    assert len(report.pages[0].boxes) == 0
    for table in report.tables:
        assert all(cell.locator for cell in table.cells)
