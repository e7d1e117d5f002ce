"""Page pictures in a real browser: the box on the screen lies on the words of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest

from ui.chat import open_chat
from ui.desk import Desk, open_desk
from ui.settings import ChatSettings, Settings
from vectorstore.settings import StoreSettings

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
LIWAN, PANYU, SCAN = "liwan2021_selfeval", "panyu2022_report", "panyu2022_report_p1-4_scan"
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def desk(
    litter: None, real_reports: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("pages")
    settings = Settings(StoreSettings(folder / "store", embedder="hashing"))
    names = [f"{LIWAN}.pdf", f"{PANYU}.pdf", f"{LIWAN}.html", "real/putuo_wanli_2025_budget.pdf"]
    files = [folder / Path(name).name for name in names]
    for name, file in zip(names, files, strict=True):
        file.write_bytes((real_reports / name).read_bytes())
    with open_desk(settings) as desk:
        desk.add(files)
        yield desk


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    with open_chat(desk, ChatSettings(port=0)) as server:
        yield server.url


def wait_for_picture(page: Any) -> None:
    page.wait_for_function("(document.querySelector('.yj-sheet img') || {}).naturalWidth > 0")


def shown(page: Any, kind: str, size: tuple[float, float]) -> list[Box]:
    """Return the boxes on the screen in points of the page they lie on.

    Sheet and boxes are measured at one moment: on a phone they may still be sliding in.
    """
    page.wait_for_selector(f".yj-sheet .yj-box-{kind}")
    sheet, *boxes = page.evaluate(
        """kind => [document.querySelector('.yj-sheet:has(.yj-box) img'),
                    ...document.querySelectorAll(`.yj-box-${kind}`)].map(e => {
            const r = e.getBoundingClientRect();
            return [r.left, r.top, r.right, r.bottom];
        })""",
        kind,
    )
    across, down = size[0] / (sheet[2] - sheet[0]), size[1] / (sheet[3] - sheet[1])
    return [
        (
            (left - sheet[0]) * across,
            (top - sheet[1]) * down,
            (right - sheet[0]) * across,
            (bottom - sheet[1]) * down,
        )
        for left, top, right, bottom in boxes
    ]


def printed(path: Path, number: int, words: str) -> tuple[Box, tuple[float, float]]:
    """Return where words stand on a page, and its size, by pdfplumber alone."""
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[number - 1]
        chars = [c for c in page.chars if not c["text"].isspace()]
        at = "".join(c["text"] for c in chars).index(words)
        run = chars[at : at + len(words)]
        box = (
            min(c["x0"] for c in run),
            min(c["top"] for c in run),
            max(c["x1"] for c in run),
            max(c["bottom"] for c in run),
        )
        return box, (float(page.width), float(page.height))


def assert_near(box: Box, wanted: Box, points: float = 4.0) -> None:
    assert all(abs(a - b) <= points for a, b in zip(box, wanted, strict=True)), (box, wanted)


def test_figure_in_a_table_of_a_pdf(visit: Visit, real_reports: Path) -> None:
    page = visit.page
    visit.ask("荔湾有多少名党员报到？")
    cites = page.locator(".yj-source", has_text=f"{LIWAN}.pdf")
    cites.first.click()
    page.wait_for_selector(".yj-sheet")
    wait_for_picture(page)
    wanted, size = printed(real_reports / f"{LIWAN}.pdf", 2, "57546名")
    (figure,) = shown(page, "figure", size)
    assert_near(figure, wanted)
    lines = shown(page, "quote", size)
    assert len(lines) > 2
    assert any(y0 - 2 <= figure[1] <= y1 for _, y0, _, y1 in lines)
    pane = page.locator(".yj-pane").bounding_box()
    box = page.locator(".yj-box-figure").bounding_box()
    assert pane["x"] <= box["x"] and box["x"] + box["width"] <= pane["x"] + pane["width"]
    assert pane["y"] <= box["y"] and box["y"] + box["height"] <= pane["y"] + pane["height"]
    page.get_by_role("button", name="看整页").click()
    (figure,) = shown(page, "figure", size)
    assert_near(figure, wanted)
    assert page.locator("#evidence mark").inner_text() == "57546名"


def test_figures_in_prose_of_a_pdf(visit: Visit, real_reports: Path) -> None:
    page = visit.page
    visit.ask("番禺的项目支出是多少？")
    for number, words in ((1, "298.57万元"), (2, "303.90万元")):
        page.locator(f'.yj-cite[data-cite="{number}"]').click()
        page.wait_for_selector(f'.yj-evidence[data-n="{number}"] .yj-sheet')
        wait_for_picture(page)
        at = int(page.locator(".yj-sheet img").get_attribute("src").split("/")[-1][:-4])
        wanted, size = printed(real_reports / f"{PANYU}.pdf", at, words)
        (figure,) = shown(page, "figure", size)
        assert_near(figure, wanted)


def test_bare_cell_of_a_budget(visit: Visit, real_reports: Path) -> None:
    page = visit.page
    visit.ask("万里街道2025年收入预算是多少？")
    assert "18,976.76万元" in page.locator(".yj-answer").inner_text()
    page.locator('.yj-cite[data-cite="2"]').click()  # said in prose, and here in a table
    page.wait_for_selector('.yj-evidence[data-n="2"] .yj-sheet')
    wait_for_picture(page)
    wanted, size = printed(real_reports / "real" / "putuo_wanli_2025_budget.pdf", 9, "189,767,551")
    boxes = shown(page, "figure", size)
    assert len(boxes) == 1
    # The number may stand twice on its page: it is one of the places.
    assert abs((boxes[0][2] - boxes[0][0]) - (wanted[2] - wanted[0])) <= 6


def test_whole_report_opens_at_the_place(visit: Visit, real_reports: Path) -> None:
    page = visit.page
    visit.ask("番禺的项目支出是多少？")
    page.wait_for_selector(".yj-open")
    with page.context.expect_page() as opened:
        page.locator(".yj-open").click()
    viewer = opened.value
    viewer.wait_for_selector("#here")
    viewer.wait_for_function("document.querySelector('section:has(#here) img').naturalWidth > 0")
    number = int(viewer.locator("section:has(#here) h2").inner_text()[1:-1])
    wanted, size = printed(real_reports / f"{PANYU}.pdf", number, "298.57万元")
    (figure,) = shown(viewer, "figure", size)
    assert_near(figure, wanted)
    top = viewer.locator("#here").bounding_box()["y"]
    assert 0 < top < 800
    assert viewer.locator("section").count() == 18
    original = viewer.get_by_role("link", name="原文件").get_attribute("href")
    assert original.endswith(f"original.pdf#page={number}")


def test_web_page_opens_as_text_with_the_words_marked(visit: Visit, desk: Desk) -> None:
    report = next(c for c in desk.cards() if c.format == "html")
    text = desk.library.report(report.id).pages[0].text
    at = text.index("57546名")
    place = f"page=1&quote={at - 5}-{at + 7}&marks={at}-{at + 6}"
    visit.page.goto(f"{visit.page.url}report/{report.id}?{place}")
    assert visit.page.locator("mark").inner_text() == "57546名"
    assert visit.page.locator("td").count() > 20


def test_file_that_changed_is_said_and_the_text_is_shown(visit: Visit, desk: Desk) -> None:
    page = visit.page
    card = next(c for c in desk.cards() if c.file_name == f"{PANYU}.pdf")
    kept = Path(card.path).read_bytes()
    Path(card.path).write_bytes(kept + b"\n%")
    try:
        visit.ask("番禺的项目支出是多少？")
        page.wait_for_selector(".yj-no-picture")
        assert "改动过" in page.locator(".yj-no-picture").inner_text()
        assert "298.57" in page.locator("#evidence mark").inner_text()
        assert page.locator(".yj-sheet").count() == 0
    finally:
        Path(card.path).write_bytes(kept)


def test_phone_sees_the_box(phone: Visit, real_reports: Path) -> None:
    page = phone.page
    phone.ask("番禺的项目支出是多少？")
    page.locator('.yj-cite[data-cite="1"]').click()
    page.wait_for_selector('.yj-evidence[data-n="1"] .yj-sheet')
    wait_for_picture(page)
    at = int(page.locator(".yj-sheet img").get_attribute("src").split("/")[-1][:-4])
    wanted, size = printed(real_reports / f"{PANYU}.pdf", at, "298.57万元")
    assert_near(shown(page, "figure", size)[0], wanted)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_figure_on_a_scan(browser: Any, real_reports: Path, tmp_path: Path) -> None:
    settings = Settings(StoreSettings(tmp_path / "store", embedder="hashing"))
    with open_desk(settings) as desk:
        desk.add([real_reports / f"{SCAN}.pdf"])
        with open_chat(desk, ChatSettings(port=0)) as server:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(60_000)
            page.goto(server.url)
            page.wait_for_selector(".yj-welcome")
            page.locator("#question textarea").fill("番禺的项目支出是多少？")
            page.locator("#question textarea").press("Enter")
            page.wait_for_selector(".yj-sheet")
            wait_for_picture(page)
            # The scan is the typeset report, leaning a little.
            wanted, size = printed(real_reports / f"{PANYU}.pdf", 3, "298.57万元")
            (figure,) = shown(page, "figure", size)
            assert_near(figure, wanted, points=15)
            assert "识别" in page.locator("#evidence").inner_text()
            page.close()
