"""Bad files: each a named error of one line, or a bounded reading that says what it left out."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    LimitExceeded,
    ReadingError,
    UnsupportedFile,
)
from ingest.read import read_report
from ingest.settings import IngestSettings
from ui.cli import main

TEXT = "安和市云山区民政局2023年部门预算为12.50万元。"


def _pdf(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, size = out.tell(), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


_TREE = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_SAY = b"BT /F1 12 Tf 50 700 Td (Budget 2023: 123.45) Tj ET"


def _pages(contents: Sequence[bytes], box: bytes = b"0 0 595 842", more: bytes = b"") -> bytes:
    """Return a PDF with one page for each content stream; equal streams are one object."""
    streams = list(dict.fromkeys(contents))
    first = 4 + len(streams)
    kids = b" ".join(b"%d 0 R" % (first + n) for n in range(len(contents)))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]"
        b"/Resources<</Font<</F1 3 0 R>>/XObject<<%s>>>>/Contents %d 0 R>>"
    )
    return _pdf(
        _TREE,
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        _FONT,
        *map(_stream, streams),
        *(page % (box, more, 4 + streams.index(content)) for content in contents),
    )


def _image_bomb(box: bytes, side: int) -> bytes:
    """Return a PDF whose page shows a white image of `side` by `side` points of ink."""
    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(b"\xff" * side * 50) for _ in range(side // 50))
    image = _stream(
        rows + packed.flush(),
        b"/Type/XObject/Subtype/Image/Width %d/Height %d"
        b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode" % (side, side),
    )
    draw = b"q %s 0 0 %s 0 0 cm /I Do Q" % tuple(box.split()[2:])
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>"
    )
    kids = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return _pdf(_TREE, kids, page % box, _stream(draw), image)


def _docx(change: Callable[[str], str] = str, more: bytes = b"") -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph(TEXT)
    whole, made = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = change(data.decode()).encode() + more
            new.writestr(name, data)
    return made.getvalue()


def _laughs(xml: str) -> str:
    """Put in an entity that unfolds ten thousand million times."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ha">' for n in range(11)
    )
    head, _, rest = xml.partition("?>")
    return f"{head}?><!DOCTYPE d [{entities}]>{rest.replace(TEXT, '&e10;')}"


def _nested(xml: str, deep: int = 5000) -> str:
    opened, closed = "<w:sdt><w:sdtContent>" * deep, "</w:sdtContent></w:sdt>" * deep
    return xml.replace("<w:body>", "<w:body>" + opened).replace("</w:body>", closed + "</w:body>")


def _encrypted() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.text(20, 20, "Budget 2023: 123.45")
    pdf.set_encryption("owner", user_password="1234")
    return bytes(pdf.output())


BAD: dict[str, tuple[Callable[[], bytes], type[ReadingError]]] = {
    "空.pdf": (lambda: b"", EmptyFile),
    "加密.pdf": (_encrypted, EncryptedFile),
    "半截.pdf": (lambda: _pages([_SAY] * 3)[:300], BrokenFile),
    "没有页.pdf": (lambda: _pdf(_TREE, b"<</Type/Pages/Count 0/Kids[]>>"), BrokenFile),
    "页成圈.pdf": (lambda: _pdf(_TREE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"), BrokenFile),
    "页太多.pdf": (lambda: _pages([_SAY] * 2001), LimitExceeded),
    "其实是图.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), UnsupportedFile),
    "其实是乱码.pdf": (lambda: bytes(range(256)) * 40, UnsupportedFile),
    "没有字.pdf": (lambda: _pages([b""]), EmptyFile),
    "半截.docx": (lambda: _docx(lambda xml: xml[:-60]), BrokenFile),
    "实体炸弹.docx": (lambda: _docx(_laughs), BrokenFile),
    "嵌套.docx": (lambda: _docx(_nested), BrokenFile),
    "压缩炸弹.docx": (lambda: _docx(more=b" " * 510_000_000), LimitExceeded),
    "半截.xlsx": (lambda: b"PK\x03\x04" + bytes(60), BrokenFile),
    "只有脚本.html": (
        lambda: "<html><body><script>alert('999万元')</script></body></html>".encode(),
        EmptyFile,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_in_one_line(name: str, tmp_path: Path) -> None:
    make, error = BAD[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(ReadingError) as caught:
        read_report(path, IngestSettings(ocr=False))
    assert type(caught.value) is error, caught.value
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    assert message.endswith("。")


def test_a_folder_of_bad_files_stores_the_good_one_and_says_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_EMBEDDER", "hashing")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "报告"
    folder.mkdir()
    for name in ("空.pdf", "半截.pdf", "其实是图.pdf", "嵌套.docx", "只有脚本.html"):
        (folder / name).write_bytes(BAD[name][0]())
    (folder / "好.txt").write_text(TEXT, encoding="utf-8")
    assert main(["ingest", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "没读成 5" in out
    assert "新增 1" in out
    assert err.count("✗") == err.count("\n") == 5
    assert "Traceback" not in err
    assert main(["reports"]) == 0
    listed = capsys.readouterr().out
    assert "好.txt" in listed
    assert "共 1 份报告" in listed


def test_a_password_opens_what_it_closes(tmp_path: Path) -> None:
    path = tmp_path / "加密.pdf"
    path.write_bytes(_encrypted())
    with pytest.raises(EncryptedFile, match="密码不对"):
        read_report(path, IngestSettings(password="4321"))
    with pytest.raises(EncryptedFile, match="密码不对"):
        read_report(path, IngestSettings(password="不对"))
    assert "123.45" in read_report(path, IngestSettings(password="1234")).pages[0].text


@pytest.mark.parametrize("content", [b"q " * 50_000, b"[" * 50_000, b"<<" * 50_000, b"(" * 9999])
def test_a_page_that_makes_no_sense_costs_that_page_at_most(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "一页坏.pdf"
    path.write_bytes(_pages([_SAY, content, _SAY]))
    report = read_report(path, IngestSettings(ocr=False))
    assert report.account.pages == 3
    assert "123.45" in report.pages[0].text
    assert "123.45" in report.pages[2].text
    assert set(report.account.pages_unreadable) <= {2}


@pytest.mark.slow
@pytest.mark.parametrize("box", [b"0 0 595 842", b"0 0 2000000 2000000"])
def test_a_huge_image_is_scaled_not_unpacked_whole(box: bytes, tmp_path: Path) -> None:
    from ingest.ocr import PageImages

    path = tmp_path / "巨图.pdf"
    path.write_bytes(_image_bomb(box, 10_000))
    with PageImages(path) as images:
        pixels, scale = images.image(1, 150, 1_000_000)
    assert pixels.size <= 1_100_000
    assert scale > 0
    with pytest.raises(EmptyFile):
        read_report(path, IngestSettings(max_pixels=1_000_000))


def test_scripts_are_not_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_text(
        f"<html><head><script>var x='支出999万元'</script></head><body><p onclick='y()'>{TEXT}</p>"
        "<script>document.write('支出888万元')</script><style>p{}</style></body></html>",
        encoding="utf-8",
    )
    report = read_report(path)
    assert report.pages[0].text == TEXT + "\n"
    assert [str(f.value) for f in report.figures if f.unit == "万元"] == ["12.50"]


@pytest.mark.parametrize("deep", ["<div>" * 1900, "<table><tr><td>" * 600, "<b>" * 1900])
def test_deeply_nested_pages_are_read(deep: str, tmp_path: Path) -> None:
    path = tmp_path / "深.html"
    path.write_text(f"<html><body>{deep}{TEXT}", encoding="utf-8")
    assert TEXT in read_report(path).pages[0].text


def test_what_is_nested_too_deeply_is_said(tmp_path: Path) -> None:
    path = tmp_path / "太深.html"
    path.write_text(f"<html><body><p>{TEXT}</p>{'<div>' * 20_000}后面", encoding="utf-8")
    report = read_report(path)
    assert report.pages[0].text == TEXT + "\n"
    assert "嵌套太深" in report.account.warnings[0].reason
    path.write_text("<html><body>" + "<div>" * 20_000 + TEXT, encoding="utf-8")
    with pytest.raises(LimitExceeded, match="嵌套太深"):
        read_report(path)


def _big_tables(rows: int, cols: int) -> dict[str, bytes]:
    values = [[f"{r * cols + c}.5" if c else "办公费" for c in range(cols)] for r in range(rows)]
    sheet = io.StringIO()
    csv.writer(sheet).writerows(values)
    cells = "".join(f"<tr>{''.join(f'<td>{v}</td>' for v in row)}</tr>" for row in values)
    return {
        "大.csv": sheet.getvalue().encode(),
        "大.html": f"<html><body><table>{cells}</table></body></html>".encode(),
    }


@pytest.mark.parametrize("name", ["大.csv", "大.html"])
def test_a_table_over_the_limit_is_cut_and_said(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(_big_tables(60, 20)[name])
    report = read_report(path, IngestSettings(max_cells=500))
    assert sum(len(table.cells) for table in report.tables) <= 500
    assert any("500" in warning.reason for warning in report.account.warnings), report.account
    whole = read_report(path, IngestSettings(max_cells=1200))
    assert sum(len(table.cells) for table in whole.tables) == 1200
    assert not whole.account.warnings


def test_a_colliding_html_span_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "大跨.html"
    cell = "<td rowspan=65000 colspan=5>12.5万元</td>"
    rows = "<tr><td>1</td><td>2</td></tr>" * 300
    path.write_text(f"<table><tr>{cell * 300}</tr>{rows}</table>", encoding="utf-8")
    report = read_report(path)
    assert any("只读前" in warning.reason for warning in report.account.warnings)


def test_a_reader_that_trips_is_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no parser promised to raise is named with the place that raised it."""

    def trips(path: Path, settings: IngestSettings) -> None:
        raise KeyError("w:val")

    monkeypatch.setattr("ingest.read_text.read_text", trips)
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(BrokenFile, match=r"KeyError，.*test_ingest_bad_input\.py:\d+"):
        read_report(path)
