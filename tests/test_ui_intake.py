"""Files on their way into the store, and what forms say, without a page."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.doubts import find_doubts
from ingest.errors import SettingsError
from ingest.given import Given
from ingest.model import ReportIdentity
from ui.desk import Desk, open_desk
from ui.drop import drop_html, handed_in, safe_name
from ui.identity_form import given_of
from ui.intake import Intake, Row, RowState
from ui.intake_view import intake_html
from ui.say import CHINESE
from ui.settings import Settings
from ui.shelf import kept_choice, reports_html
from vectorstore.settings import StoreSettings

_KNOWN = ReportIdentity(
    agency="云山区民政局",
    region="云山区",
    fiscal_year=2023,
    kind="自评报告",
    sources=(("agency", "标题 第1页"), ("region", "标题 第1页"), ("fiscal_year", "表头")),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Settings(StoreSettings(tmp_path / "store", embedder="hashing"))) as desk:
        yield desk


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, int], Path]:
    def write(name: str, count: int) -> Path:
        path = tmp_path / name
        path.write_text(
            f"安和市云山区民政局2023年自评报告\n在职人员{count}人。\n", encoding="utf-8"
        )
        return path

    return write


def run(intake: Intake, desk: Desk, password: str = "") -> None:
    for _ in intake.run(desk, intake.rows, password):
        pass


def test_each_row_ends_with_what_became_of_it(
    desk: Desk, write: Callable[[str, int], Path], tmp_path: Path
) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.7\nbroken")
    files = [write("一.txt", 36), write("二.txt", 36), bad]
    intake = Intake([Row(path.name, path) for path in files])
    run(intake, desk)
    assert [row.state for row in intake.rows] == ["added", "known", "failed"]
    assert str(tmp_path) not in intake.rows[2].message
    kept = [p.name for p in desk.settings.store.path.joinpath("uploads").rglob("*.*")]
    assert kept == ["一.txt"]  # what no report came of does not stay
    said = intake_html(intake, {c.id: c for c in desk.cards()}, {}, CHINESE)
    assert "已在库中" in said and "内容相同：一.txt" in said
    assert not intake.running


def test_a_disk_that_is_full_leaves_no_copies(
    desk: Desk, write: Callable[[str, int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    copyfile = shutil.copyfile

    def copy(source: Path, target: Path) -> None:
        copyfile(source, target)
        if source.name == "二.txt":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ui.desk.shutil.copyfile", copy)
    intake = Intake([Row(path.name, path) for path in (write("一.txt", 36), write("二.txt", 37))])
    run(intake, desk)
    assert "No space left" in intake.failure
    assert not any(desk.settings.store.path.joinpath("uploads").iterdir())


def test_stopping_leaves_nothing_of_what_was_under_way(
    desk: Desk, write: Callable[[str, int], Path]
) -> None:
    paths = [write(f"{count}.txt", count) for count in (36, 41, 52)]
    intake = Intake([Row(path.name, path) for path in paths])
    for _ in intake.run(desk, intake.rows):
        if intake.rows[0].state in (RowState.READING, RowState.EMBEDDING, RowState.ADDED):
            intake.stop()
    states = {row.state for row in intake.rows}
    assert states <= {RowState.ADDED, RowState.STOPPED}
    assert len(desk.cards()) == sum(row.state is RowState.ADDED for row in intake.rows)
    run(intake, desk)  # the store is as good as before
    assert {row.state for row in intake.rows} <= {RowState.ADDED, RowState.KNOWN}
    assert len(desk.cards()) == 3


def test_what_ends_everything_is_said(desk: Desk, tmp_path: Path) -> None:
    intake = Intake([Row("没有.txt", tmp_path / "没有.txt")])
    run(intake, desk)
    assert intake.rows[0].state is RowState.STOPPED
    assert "存不下来" in intake.failure
    assert intake.failure in intake_html(intake, {}, {}, CHINESE)


def test_only_what_was_uploaded_is_read(tmp_path: Path) -> None:
    uploads, secret = tmp_path / "uploads", tmp_path / "secret.txt"
    uploads.mkdir()
    good = uploads / "a.txt"
    good.write_text("甲")
    secret.write_text("密")
    (uploads / "link.txt").symlink_to(secret)
    asked = [
        {"path": str(path), "name": "名.txt"}
        for path in (good, secret, uploads / ".." / "secret.txt", uploads / "link.txt", uploads)
    ]
    assert list(handed_in(asked, uploads)) == [(good, "名.txt")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\x00b\\c.txt", "a_b_c.txt"),
        (".hidden.txt", "hidden.txt"),
        ("", "报告"),
        ("字" * 200 + ".xlsx", "字" * 65 + ".xlsx"),
    ],
)
def test_names_that_the_store_can_keep(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_doubtful_is_what_is_missing_or_read_in_a_weak_place() -> None:
    assert find_doubts(_KNOWN) == {}
    weak = ReportIdentity(
        region="云山区",
        fiscal_year=2023,
        sources=(("region", "文件名"), ("fiscal_year", "用户指定")),
    )
    assert find_doubts(weak) == {"agency": "", "region": "文件名"}


def test_a_form_says_only_what_is_new() -> None:
    same = {"agency": "云山区民政局", "region": "云山区", "fiscal_year": "2023", "kind": "自评报告"}
    assert given_of(same, _KNOWN) is None
    assert given_of({**same, "fiscal_year": " 2022 "}, _KNOWN) == Given(fiscal_year=2022)
    assert given_of({**same, "kind": ""}, _KNOWN) == Given(kind="")
    # What was doubtful is confirmed by sending it unchanged.
    assert given_of({"kind": ""}, ReportIdentity()) == Given(agency="", region="")
    for year in ("", "二三", "23", "20233", "²023"):
        with pytest.raises(SettingsError, match="年度"):
            given_of({**same, "fiscal_year": year}, _KNOWN)


def test_lists_show_names_as_text(desk: Desk, write: Callable[[str, int], Path]) -> None:
    path = write("<img src=x onerror=alert(1)>.txt", 36)
    intake = Intake([Row(path.name, path)])
    run(intake, desk)
    cards = desk.cards()
    for html in (
        reports_html(cards, [cards[0].id], CHINESE),
        intake_html(intake, {c.id: c for c in cards}, {}, CHINESE),
    ):
        assert "<img" not in html
    assert " checked" in reports_html(cards, [cards[0].id], CHINESE)
    assert kept_choice([cards[0].id, "gone"], cards) == [cards[0].id]
    assert "读入示例报告" in reports_html([], [], CHINESE)
    assert "20 MB" in drop_html(20 * 2**20, CHINESE)
