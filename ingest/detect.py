"""Tell a file's format by its content; the suffix only breaks ties between texts."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ingest.errors import BrokenFile, EmptyFile, FileMissing, UnsupportedFile

_HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|div)\b", re.I)
_MHTML = re.compile(r"^MIME-Version:", re.I | re.M)
_REMEDY = "支持 PDF、HTML、TXT、DOCX、XLSX、XLS、CSV，请换成其中一种"
_BINARY = {
    b"\x89PNG": "PNG 图片",
    b"\xff\xd8\xff": "JPEG 图片",
    b"GIF8": "GIF 图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"{\\rtf": "RTF 文档",
}


def detect_format(path: Path) -> str:
    """Return pdf, html, txt, docx, xlsx, xls or csv for the file at `path`.

    Raises FileMissing, EmptyFile, UnsupportedFile, BrokenFile (a damaged zip).
    """
    if not path.exists():
        raise FileMissing(path, "没有这个文件", "请检查路径是否写对")
    if not path.is_file():
        raise UnsupportedFile(path, "不是普通文件", _REMEDY)
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except PermissionError as error:
        raise FileMissing(path, "没有读取权限", "请修改文件权限后再试") from error
    if not head:
        raise EmptyFile(path, "文件是空的（0 字节）", "请重新下载或导出这份报告")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(_OLE):
        return _compound(path, head)
    for magic, name in _BINARY.items():
        if head.startswith(magic):
            raise UnsupportedFile(path, f"内容是{name}", _REMEDY)
    return _textual(path, head)


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise BrokenFile(path, "文件残缺，无法解压", "请重新下载或导出这份报告") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnsupportedFile(path, "是压缩包，但不是 DOCX 或 XLSX", _REMEDY)


def _compound(path: Path, head: bytes) -> str:
    """Tell apart the formats that share Microsoft's compound container."""
    try:
        body = head + path.read_bytes()[_HEAD:]
    except OSError as error:
        raise BrokenFile(path, "读不出文件内容", "请重新下载或导出这份报告") from error
    if "EncryptedPackage".encode("utf-16-le") in body:
        from ingest.errors import EncryptedFile

        raise EncryptedFile(path, "文件已加密", "请在 Office 中取消密码后另存一份")
    if "Workbook".encode("utf-16-le") in body or "Book".encode("utf-16-le") in body:
        return "xls"
    raise UnsupportedFile(path, "是旧版 Office 文档（如 .doc）", "请另存为 DOCX 或 PDF 再读")


def _textual(path: Path, head: bytes) -> str:
    from ingest.decode import decode

    text = decode(head, partial=True)
    if text is None:
        raise UnsupportedFile(path, "内容不是文本，也不是认得的格式", _REMEDY)
    if not text.strip() and path.stat().st_size <= _HEAD:
        raise EmptyFile(path, "文件里没有文字", "请重新下载或导出这份报告")
    if _MHTML.search(text[:4096]):
        reason = "是单个文件网页（MHTML），表格和文字都编成了代码"
        raise UnsupportedFile(path, reason, "请用原来的软件另存为 HTML、DOCX 或 XLSX")
    if _HTML.search(text[:4096]):
        return "html"
    if path.suffix.lower() == ".csv":
        return "csv"
    return "txt"
