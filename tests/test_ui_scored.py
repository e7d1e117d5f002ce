"""Evaluations as HTML: the drawing of runs, progress, both languages."""

from __future__ import annotations

from xml.etree import ElementTree

from eval.kept import Kept
from ui.chart import Line, Point, draw_runs
from ui.evaluating import Stage
from ui.say import CHINESE, ENGLISH
from ui.scored import history_html, stage_html


def share(hits: int, total: int) -> dict[str, object]:
    return {
        "hits": hits,
        "total": total,
        "share": hits / total if total else None,
        "low": 0.1,
        "high": 0.9,
    }


def kept(number: int, name: str, hits: int) -> Kept:
    summary = {
        "cases": 4,
        "answered_right": share(hits, 4),
        "declined_right": share(0, 0),
        "wrong_figures": share(0, 4),
    }
    return Kept(f"r{number}", f"2026-11-2{number}T09:30:00", ((name, summary),))


def test_runs_are_drawn_oldest_first_and_only_those_of_the_set() -> None:
    runs = (kept(3, "甲", 3), kept(2, "乙", 1), kept(1, "甲", 2))
    html = history_html(runs, "甲", CHINESE)
    assert html.index("11-21 09:30") < html.index("11-23 09:30")
    assert "11-22" not in html
    assert html.count('class="dot good"') == 3  # two runs and the legend
    assert html.count('class="dot plain"') == 1  # nothing was to be declined
    assert "还没有成绩" in history_html(runs, "丙", CHINESE)
    history_html(runs, "甲", ENGLISH)


def test_a_drawing_is_sound_and_shows_text_as_text() -> None:
    point = Point(0, 1.0, 0.8, 1.0, "<b>")
    svg = draw_runs(["<i>"] * 30, [Line("a", "good", (point,)), Line("b", "bad", ())])
    root = ElementTree.fromstring(svg)
    labels = [node.text for node in root.iter() if node.text == "<i>"]
    assert 4 <= len(labels) <= 8


def test_progress_says_how_far_it_is() -> None:
    assert stage_html(Stage(), CHINESE) == ""
    half = stage_html(Stage("<甲>", 1, 2, running=True), CHINESE)
    assert "width:50.0%" in half
    assert "&lt;甲&gt; 1/2" in half
    assert "正在读报告" in stage_html(Stage("甲", 0, 2, running=True), CHINESE)
    assert "做完了" in stage_html(Stage("甲", 2, 2, record="x"), CHINESE)
    assert "坏了" in stage_html(Stage("甲", words="坏了"), CHINESE)
