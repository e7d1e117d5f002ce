"""A file's format is told by its content; what cannot be read says so in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import decode
from ingest.detect import detect_format
from ingest.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    FileMissing,
    LimitExceeded,
    ReadingError,
    UnsupportedFile,
)
from ingest.packages import check_package
from ingest.read import read_report
from ingest.settings import IngestSettings

_PROSE = "本部门2022年预算数为1200.50万元，支出完成率98%。\n工作情况说明如下。\n"


def _zip(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return path


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"%PDF-1.7\n...", "pdf"),
        ("a.pdf", _PROSE.encode(), "txt"),
        ("a.pdf", b"<!DOCTYPE html><html><body>x</body></html>", "html"),
        ("a.txt", "<html><head></head><body>年度</body></html>".encode("gb18030"), "html"),
        ("a.csv", "项目,金额\n办公费,12.3\n".encode("gb18030"), "csv"),
        ("a", _PROSE.encode("utf-16"), "txt"),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert detect_format(path) == kind


def test_zipped_formats_by_their_parts(tmp_path: Path) -> None:
    assert detect_format(_zip(tmp_path / "a.pdf", "word/document.xml")) == "docx"
    assert detect_format(_zip(tmp_path / "b", "xl/workbook.xml")) == "xlsx"
    with pytest.raises(UnsupportedFile):
        detect_format(_zip(tmp_path / "c.docx", "ppt/presentation.xml"))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"  \n\n \t", EmptyFile),
        (b"PK\x03\x04half", BrokenFile),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html>=E6=89=A7</html>", UnsupportedFile),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), UnsupportedFile),
        (bytes(range(256)) * 40, UnsupportedFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnsupportedFile),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            EncryptedFile,
        ),
    ],
)
def test_what_is_no_report_is_named(tmp_path: Path, data: bytes, error: type[ReadingError]) -> None:
    path = tmp_path / "报告.pdf"
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        read_report(path)
    message = str(caught.value)
    assert "报告.pdf" in message
    assert "\n" not in message
    assert message.endswith("。")
    assert caught.value.remedy


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        detect_format(tmp_path / "没有.pdf")
    with pytest.raises(UnsupportedFile):
        detect_format(tmp_path)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_text(_PROSE * 50, encoding="utf-8")
    with pytest.raises(LimitExceeded):
        read_report(path, IngestSettings(max_bytes=1000))


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(LimitExceeded):
        check_package(path, 10_000_000)
    check_package(path, 30_000_000)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings_of_chinese_text(encoding: str) -> None:
    assert decode(_PROSE.encode(encoding)) == _PROSE


def test_a_cut_character_does_not_hide_the_encoding() -> None:
    data = _PROSE.encode("utf-8") * 10
    assert decode(data[:-2], partial=True) is not None
    assert decode((_PROSE * 10).encode("gb18030")[:-1], partial=True) is not None


_HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60)


@given(_HAN)
def test_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    assert decode(text.encode("utf-8")) == text


@given(st.text(st.sampled_from("的年度支出预算项目工作收入0123456789，。万元%\n"), min_size=6))
def test_gb18030_of_common_words_is_read_back(text: str) -> None:
    assert decode(text.encode("gb18030")) == text
