"""The reports over HTTP: only those of the store, only to those who may, only as they were read."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ui.accounts import set_password
from ui.chat import open_chat
from ui.desk import Desk, open_desk
from ui.samples import sample_reports
from ui.settings import ChatSettings, Settings
from ui.viewer import parse_place
from vectorstore.settings import StoreSettings

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
_PAGE = f"""<html><head><title>{EVIL}</title></head><body>
<h1>安和市云山区民政局2023年部门整体支出绩效自评报告</h1>
<p>云山区民政局&lt;script&gt;alert(1)&lt;/script&gt;在职人员36人。</p><script>alert(1)</script>
<table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>20</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def desk(litter: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("documents")
    page = folder / "网页<b>.html"
    page.write_text(_PAGE, encoding="utf-8")
    with open_desk(Settings(StoreSettings(folder / "store", embedder="hashing"))) as desk:
        desk.add([*sample_reports(), page])
        yield desk


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    with open_chat(desk, ChatSettings(port=0)) as server:
        yield server.url


def fetch(url: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """Ask for a path exactly as it is written."""
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()
    finally:
        client.close()


def ids(desk: Desk, kind: str) -> str:
    return next(card.id for card in desk.cards() if card.format == kind)


def test_a_report_is_shown_by_its_id(desk: Desk, url: str) -> None:
    card = next(card for card in desk.cards() if card.format == "pdf")
    status, headers, content = fetch(url, f"/report/{card.id}/page/1.jpg")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert content.startswith(b"\xff\xd8")
    assert "private" in headers["cache-control"]
    status, headers, content = fetch(url, f"/report/{card.id}/original.pdf")
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert content == Path(card.path).read_bytes()
    status, headers, content = fetch(url, f"/report/{card.id}?page=2&quote=5-20&marks=6-9")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert content.decode().count(f"{card.id}/page/") >= 2
    assert 'id="here"' in content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/report/../../etc/passwd",
        "/report/..%2f..%2f..%2fetc%2fpasswd",
        "/report/%2e%2e/%2e%2e/etc/passwd",
        "/report/{id}/../../../etc/passwd",
        "/report/{id}/page/..%2f..%2fetc%2fpasswd.jpg",
        "/report/{id}/page/../../original.pdf",
        "/report/{id}/page/-1.jpg",
        "/report/{id}/page/0.jpg",
        "/report/{id}/page/999999999999999999999.jpg",
        "/report/{id}/page/1.jpg%00.pdf",
        "/report/{id}%00/original.pdf",
        "/report/{store}",
        "/report/{store}/original.pdf",
        "/report/0123456789ab",
        "/report/0123456789ab/page/1.jpg",
        "/report/0123456789AB/original.pdf",
    ],
)
def test_nothing_else_is(desk: Desk, url: str, path: str) -> None:
    store = str(desk.settings.store.path).replace("/", "%2f")
    status, _, content = fetch(url, path.format(id=ids(desk, "pdf"), store=store))
    assert status in (404, 422)
    assert b"root:" not in content
    assert not content.startswith((b"%PDF", b"\xff\xd8"))


def test_a_web_page_is_shown_as_its_text_only(desk: Desk, url: str) -> None:
    page = ids(desk, "html")
    status, headers, content = fetch(url, f"/report/{page}?page=1")
    assert status == 200
    assert b"<script" not in content.lower()
    assert b"<img" not in content.lower()
    assert "在职人员36人" in content.decode()
    assert headers["x-content-type-options"] == "nosniff"
    assert fetch(url, f"/report/{page}/original.pdf")[0] == 404
    assert fetch(url, f"/report/{page}/page/1.jpg")[0] == 404


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=99999999", "quote=9-3", "quote=1-99999999", "marks=%3Cb%3E", "lang=en&page="],
)
def test_an_address_that_makes_no_sense_opens_the_report(desk: Desk, url: str, query: str) -> None:
    assert fetch(url, f"/report/{ids(desk, 'pdf')}?{query}")[0] == 200


def test_a_place_is_taken_from_an_address(desk: Desk) -> None:
    report = desk.library.report(ids(desk, "pdf"))
    number, place = parse_place(report, "2", "3-9", "4-5,5-7,8-2,0-999999")
    assert number == 2
    assert place is not None
    assert (place.quote, place.marks) == ((3, 9), [(4, 5), (5, 7)])
    assert parse_place(report, "2", "", "")[1] is None


def test_a_login_guards_the_reports(desk: Desk, tmp_path: Path) -> None:
    users = tmp_path / "users"
    set_password(users, "guest", "correct horse")
    with open_chat(desk, replace(ChatSettings(port=0), auth=users)) as server:
        pdf = ids(desk, "pdf")
        for path in ("", "/page/1.jpg", "/original.pdf"):
            status, _, content = fetch(server.url, f"/report/{pdf}{path}")
            assert status == 401
            assert len(content) < 500
