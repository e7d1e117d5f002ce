"""Pictures of the pages of stored PDFs, drawn from the very file that was read.

A file that was moved or changed since is not drawn: its boxes would lie.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import YoujuError
from ingest.model import Page, Report
from ui.page_frame import PageFrame, frame_of
from vectorstore.model import ReportCard

PDFIUM = threading.Lock()  # pdfium is not thread-safe: whoever calls it holds this

_SCALE = 2.0  # dots per point: sharp on a screen of two dots per pixel
_QUALITY = 85  # of JPEG
_KEPT_BYTES = 48_000_000  # of pictures
_KEPT_FILES = 3  # opened documents
_KEPT_PASSWORDS = 20

_Stamp = tuple[int, int] | None  # when a file was last changed, and its bytes; None if it is gone


class PictureMissing(YoujuError):
    """A page cannot be shown as a picture; says why."""


class PagePictures:
    """Draws pages and keeps the last of them; threads may share it.

    Passwords are kept in memory only, as long as this lives.
    """

    def __init__(self, password: str = "", max_pixels: int = 4_000_000) -> None:
        self._passwords, self._max_pixels = [password] if password else [], max_pixels
        self._documents: OrderedDict[str, tuple[_Stamp, Any]] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def close(self) -> None:
        """Let go of all documents and pictures."""
        with PDFIUM:
            while self._documents:
                self._documents.popitem()[1][1].close()
            self._pictures.clear()

    def learn(self, password: str) -> None:
        """Try this password too on files that are encrypted."""
        with PDFIUM:
            if password and password not in self._passwords:
                self._passwords = [password, *self._passwords][:_KEPT_PASSWORDS]

    def picture(self, report: Report | ReportCard, number: int) -> bytes:
        """Return page `number` (from 1) as JPEG; raises PictureMissing."""
        key = (report.content_hash, number)
        with PDFIUM:
            document = self._open(report)
            if key not in self._pictures:
                with _page(document, report, number) as page:
                    self._pictures[key] = self._draw(page)
                while sum(map(len, self._pictures.values())) > _KEPT_BYTES:
                    self._pictures.popitem(last=False)
            self._pictures.move_to_end(key)
            return self._pictures[key]

    def frame(self, report: Report | ReportCard, page: Page) -> PageFrame:
        """Return how a page lies in its PDF; raises PictureMissing."""
        with PDFIUM, _page(self._open(report), report, page.number) as shown:
            return frame_of(shown, page)

    def sizes(self, report: Report | ReportCard) -> tuple[tuple[float, float], ...]:
        """Return width and height in points of each page as shown; raises PictureMissing."""
        with PDFIUM:
            document = self._open(report)
            return tuple(document.get_page_size(index) for index in range(len(document)))

    def content(self, report: Report | ReportCard) -> bytes:
        """Return the file's bytes if they are those that were read; raises PictureMissing."""
        path = Path(report.path)
        try:
            content = path.read_bytes()
        except OSError:
            raise PictureMissing("原文件已不在读入时的位置，不能显示原页。") from None
        if hashlib.sha256(content).hexdigest() != report.content_hash:
            raise PictureMissing("原文件在读入以后改动过，不能显示原页。请重新读入这份报告。")
        return content

    def _open(self, report: Report | ReportCard) -> Any:
        """Return the document, opened anew if its file is not the one that was opened."""
        if report.format != "pdf":
            raise PictureMissing("这份报告不是 PDF，没有页面图片。")
        stamp = _stamp(Path(report.path))
        held, document = self._documents.get(report.content_hash, (None, None))
        if document is None or held != stamp:
            if document is not None:
                self._documents.pop(report.content_hash)[1].close()
            document = self._unlocked(self.content(report))
            self._documents[report.content_hash] = stamp, document
            while len(self._documents) > _KEPT_FILES:
                self._documents.popitem(last=False)[1][1].close()
        self._documents.move_to_end(report.content_hash)
        return document

    def _unlocked(self, content: bytes) -> Any:
        import pypdfium2 as pdfium

        for password in (*self._passwords, None):
            try:
                return pdfium.PdfDocument(content, password=password)
            except pdfium.PdfiumError:
                continue
        raise PictureMissing(
            "原文件有密码或打不开，不能显示原页。启动时用 YOUJU_INGEST_PASSWORD 给出密码。"
        )

    def _draw(self, page: Any) -> bytes:
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(self._max_pixels / max(width * height, 1.0)))
        image = page.render(scale=scale).to_pil().convert("RGB")
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=_QUALITY)
        return stream.getvalue()


def _stamp(path: Path) -> _Stamp:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


@contextmanager
def _page(document: Any, report: Report | ReportCard, number: int) -> Iterator[Any]:
    from pypdfium2 import PdfiumError

    try:
        page = document[number - 1] if 1 <= number <= len(document) else None
    except PdfiumError:
        page = None
    if page is None:
        raise PictureMissing(f"{report.file_name} 的第{number}页画不出来。")
    try:
        yield page
    except PdfiumError:
        raise PictureMissing(f"{report.file_name} 的第{number}页画不出来。") from None
    finally:
        page.close()
