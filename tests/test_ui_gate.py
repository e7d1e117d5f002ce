"""What the page refuses: other sites, other addresses, other people's things, endless guessing."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from ui import accounts
from ui.accounts import Accounts, read_accounts, set_password
from ui.chat import open_chat
from ui.desk import Desk, open_desk
from ui.samples import sample_reports
from ui.settings import ChatSettings, Settings
from vectorstore.settings import StoreSettings

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
PASSWORDS = {"甲": "password of a", "乙": "password of b"}
MOST = 200_000  # bytes of an upload
REFUSED = (400, 401, 403, 404, 405, 413, 422)
SECRET = "root:x:0:0"


@pytest.fixture(scope="module")
def desk(litter: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store = tmp_path_factory.mktemp("gate") / "store"
    with open_desk(Settings(StoreSettings(store, embedder="hashing"))) as desk:
        desk.add(sample_reports()[1:])
        yield desk


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    for name, password in PASSWORDS.items():
        set_password(path, name, password)
    return path


@pytest.fixture(scope="module")
def server(desk: Desk) -> Iterator[Any]:
    with open_chat(desk, ChatSettings(port=0, upload_bytes=MOST)) as server:
        yield server


@pytest.fixture(scope="module")
def url(server: Any) -> str:
    return str(server.url)


@pytest.fixture(scope="module")
def locked(desk: Desk, users: Path) -> Iterator[str]:
    with open_chat(desk, ChatSettings(port=0, auth=users, upload_bytes=MOST)) as server:
        yield server.url


def send(
    url: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Send a request exactly as it is written; `_` in a header's name stands for `-`."""
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request(method, path, body or None, given)
        answer = client.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        stream = "event-stream" in found.get("content-type", "")
        return answer.status, found, b"" if stream else answer.read()
    finally:
        client.close()


def log_in(url: str, name: str) -> str:
    """Return the cookie of somebody who logged in."""
    form = f"username={quote(name)}&password={quote(PASSWORDS[name])}".encode()
    kind = "application/x-www-form-urlencoded"
    status, headers, _ = send(url, "POST", "/login", form, Content_Type=kind)
    assert status == 200
    return headers["set-cookie"].partition(";")[0]


ASK = json.dumps({"data": ["项目支出是多少？", None, None]}).encode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[::1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
        {"Host": "evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example"},
        {"Host": "127.0.0.1.evil.example"},
    ],
)
def test_other_sites_have_no_say(url: str, elsewhere: dict[str, str]) -> None:
    for method, path, body in (
        ("POST", "/gradio_api/call/ask", ASK),
        ("POST", "/gradio_api/upload", b"x"),
        ("GET", "/gradio_api/info", b""),
    ):
        status, headers, _ = send(
            url, method, path, body, Content_Type="application/json", **elsewhere
        )
        assert status == 403, (path, elsewhere)
        assert headers.get("access-control-allow-origin") in (None, elsewhere.get("Origin"))


def test_its_own_page_and_programs_have(url: str) -> None:
    own = f"http://{urlsplit(url).netloc}"
    for headers in ({}, {"Origin": own, "Sec_Fetch_Site": "same-origin"}):
        status, found, _ = send(
            url, "POST", "/gradio_api/call/ask", ASK, Content_Type="application/json", **headers
        )
        assert status == 200
        assert found["x-frame-options"] == "SAMEORIGIN"
        assert found["x-content-type-options"] == "nosniff"
    follows = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert send(url, "GET", "/", **follows)[0] == 200
    assert send(url, "GET", "/logout", **follows)[0] == 403


def test_a_login_does_not_make_other_sites_own(locked: str) -> None:
    cookie = log_in(locked, "甲")
    for origin, status in (("https://evil.example", 403), ("", 200)):
        origins = {"Origin": origin} if origin else {}
        asked = send(
            locked,
            "POST",
            "/gradio_api/call/reports",
            b'{"data": []}',
            Cookie=cookie,
            Content_Type="application/json",
            **origins,
        )
        assert asked[0] == status


def addresses(server: Any) -> list[tuple[str, str]]:
    """Return every address that the application knows, with nonsense for its parameters."""
    found = []
    routes = list(server.page.app.routes)
    while routes:
        route = routes.pop()
        if inner := getattr(route, "original_router", None):
            routes += inner.routes
        else:
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            methods = getattr(route, "methods", None) or {"GET"}
            found += [(method, path) for method in sorted(methods)]
    return found


def test_every_address_refuses_a_stranger(server: Any, locked: str) -> None:
    """Without a login only the form that asks for one, and what it is made of, is there."""
    plain = re.compile(
        r"/(en/?|login/?|logout|theme\.css|robots\.txt|manifest\.json|favicon\.ico|pwa_icon.*"
        r"|(static|assets|svelte)/.*)?"
        r"|/gradio_api/(user/?|app_id/?|startup-events|theme\.css|heartbeat/x|reset/?|cancel)"
    )
    known = addresses(server)
    assert len(known) > 80
    let_in = []
    for method, path in known:
        status, _, _ = send(locked, method, path, b"{}", Content_Type="application/json")
        if status not in REFUSED and not plain.fullmatch(path):
            let_in.append((method, path, status))
    assert let_in == []


TRAVERSALS = [
    *("/static/", "/assets/", "/svelte/", "/report/", "/gradio_api/file=", "/gradio_api/file/"),
    *("/gradio_api/proxy=", "/gradio_api/custom_component/", "/gradio_api/run/", "/pwa_icon/"),
    *("/gradio_api/heartbeat/", "/gradio_api/vibe-code", "/"),
]
CLIMBS = [
    *("/etc/passwd", "../../../../../../../../etc/passwd", "%2e%2e%2f" * 9 + "etc%2fpasswd"),
    *("..%5c..%5cetc%5cpasswd", "....//....//....//etc/passwd", "%00/etc/passwd"),
    *("file:///etc/passwd", "/proc/self/environ", "/proc/self/cwd/pyproject.toml"),
    *("~/.ssh/id_rsa", "%252e%252e%252f" * 9 + "etc/passwd"),
]


def test_no_address_leads_to_a_file_outside_the_store(desk: Desk, url: str, users: Path) -> None:
    store = desk.settings.store.path
    inside = [store / "catalogue.sqlite3", store / "write.lock", users, Path(__file__)]
    inside += [Path(card.path) for card in desk.cards()]
    for start in TRAVERSALS:
        for climb in [*CLIMBS, *map(str, inside)]:
            path = quote(start + climb, safe="/%=.:~\\")
            status, _, content = send(url, "GET", path)
            text = content.decode("latin-1")
            assert not content.startswith((b"SQLite", b"%PDF")), path
            assert SECRET not in text, path
            assert "$2b$12$" not in text, path
            assert "[build-system]" not in text, path
            assert status in REFUSED or start == "/", (path, status)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/proxy=https://evil.example/x.js",
        "/gradio_api/file=http://127.0.0.1:1/x",
        "/gradio_api/file=HTTPS://evil.example/x",
        "/gradio_api/vibe-code",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/component_server",
        "/monitoring",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_the_page_does_not_need_is_not_there(url: str, path: str) -> None:
    assert send(url, "GET", path)[0] == 404
    assert send(url, "POST", path, b"{}", Content_Type="application/json")[0] == 404


def upload(url: str, name: str, content: bytes, **headers: str) -> tuple[int, bytes]:
    body = (
        b"--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n"
        b"Content-Type: application/pdf\r\n\r\n%s\r\n--B--\r\n" % (name.encode(), content)
    )  # fmt: skip
    kind = "multipart/form-data; boundary=B"
    status, _, said = send(url, "POST", "/gradio_api/upload", body, Content_Type=kind, **headers)
    return status, said


def test_an_upload_over_the_limit_is_refused(url: str) -> None:
    assert upload(url, "大.pdf", b"%PDF-" + b"x" * MOST)[0] == 413
    assert upload(url, "小.pdf", b"%PDF-" + b"x" * 100)[0] == 200


def test_an_upload_stays_where_uploads_are_kept(url: str) -> None:
    from gradio.utils import get_upload_folder

    for name in (
        "../../../../tmp/climbed.pdf",
        "/etc/climbed.pdf",
        "..\\..\\climbed.pdf",
        "a/b/..",
    ):
        status, said = upload(url, name, b"%PDF-1.4")
        if status == 200:
            (kept,) = json.loads(said)
            assert Path(get_upload_folder()).resolve() in Path(kept).resolve().parents
        assert not Path("/tmp/climbed.pdf").exists()
        assert not Path("/etc/climbed.pdf").exists()


def test_a_wrong_type_is_said(desk: Desk, tmp_path: Path) -> None:
    program = tmp_path / "报告.pdf"
    program.write_bytes(b"\x7fELF" + bytes(range(256)) * 50)
    (outcome,) = desk.take_in([(program, "报告.pdf")]).outcomes
    assert (outcome.state.value, "支持 PDF" in outcome.message) == ("failed", True)
    uploads = desk.settings.store.path / "uploads"
    assert not [path for path in uploads.rglob("*") if path.is_file()]


def test_one_visitor_does_not_see_anothers_conversation(locked: str) -> None:
    """A conversation lives in its session; who does not know its name gets another, empty one."""
    from gradio_client import Client

    clients = [
        Client(locked, auth=(name, password), verbose=False) for name, password in PASSWORDS.items()
    ]
    asked = "荔湾区委组织部的项目支出是多少？"
    try:
        assert clients[0].session_hash != clients[1].session_hash
        clients[0].predict(asked, api_name="/ask")
        for path in ("/config", "/gradio_api/info", "/gradio_api/queue/status", "/gradio_api/user"):
            status, _, said = send(locked, "GET", path, Cookie=log_in(locked, "乙"))
            assert status == 200
            assert asked not in said.decode()
    finally:
        for client in clients:
            client.close()


def test_wrong_passwords_at_once_take_turns(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand guesses side by side are not a thousand guesses."""
    import bcrypt

    compared: Counter[bytes] = Counter()

    def compare(given: bytes, stored: bytes) -> bool:
        compared[given] += 1
        return False

    monkeypatch.setattr(bcrypt, "checkpw", compare)
    monkeypatch.setattr(accounts, "_PAUSE", 0.001)
    for name in ("甲", "nobody"):
        compared.clear()

        async def guess(accounts: Accounts, name: str = name) -> list[bool]:
            return await asyncio.gather(*(accounts.check(name, f"{n}") for n in range(1000)))

        assert not any(asyncio.run(guess(read_accounts(users))))
        assert 0 < len(compared) <= 3


def test_the_memory_of_made_up_names_is_bounded(
    users: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bcrypt

    monkeypatch.setattr(bcrypt, "checkpw", lambda given, stored: False)
    monkeypatch.setattr(accounts, "_REMEMBERED", 20)

    async def guess() -> int:
        who = read_accounts(users)
        assert not await who.check("甲", "wrong")
        for n in range(200):
            assert not await who.check(f"nobody{n}", "wrong")
        assert who._tries["甲"].wrong == 1
        return len(who._tries)

    assert asyncio.run(guess()) <= 22


def test_what_is_kept_of_visitors_is_bounded(server: Any) -> None:
    assert server.page.state_session_capacity <= 200  # a third of a MB each


def test_there_is_room_for_fifty_at_once(desk: Desk, url: str) -> None:
    with desk._turn:  # nobody is answered before all have asked
        told = [
            send(url, "POST", "/gradio_api/call/ask", ASK, Content_Type="application/json")
            for _ in range(50)
        ]
    assert [status for status, _, _ in told] == [200] * 50
    for _, _, said in told:
        client = http.client.HTTPConnection(urlsplit(url).netloc)
        client.request("GET", f"/gradio_api/call/ask/{json.loads(said)['event_id']}")
        assert b"event: complete" in client.getresponse().read()
        client.close()


def test_gradio_reports_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio import analytics

    told: list[str] = []
    monkeypatch.delenv("GRADIO_ANALYTICS_ENABLED", raising=False)
    monkeypatch.setattr(analytics, "_do_analytics_request", lambda topic, data: told.append(topic))
    with open_chat(desk, ChatSettings(port=0)):
        assert told == []


@pytest.mark.soak
def test_a_thousand_wrong_logins_over_http(locked: str) -> None:
    seen: Counter[int] = Counter()
    kind = "application/x-www-form-urlencoded"

    def guess(first: int) -> None:
        for number in range(first, first + 50):
            name = quote("甲" if number % 2 else f"nobody{number % 7}")
            form = f"username={name}&password=guess{number}".encode()
            seen[send(locked, "POST", "/login", form, Content_Type=kind)[0]] += 1

    threads = [threading.Thread(target=guess, args=(n * 50,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {400: 1000}
    assert log_in(locked, "乙")
