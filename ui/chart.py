"""Shares of several runs as a drawing (SVG): one line a measure, one stroke an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.marking import escape

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 14, 52
_APART = 7  # between the measures of one run, so that their intervals do not hide one another


@dataclass(frozen=True, slots=True)
class Point:
    """One run's share: its number among the runs, the share and its interval (0..1)."""

    run: int
    share: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over the runs; `style` is a class of the drawing's style sheet."""

    name: str
    style: str
    points: tuple[Point, ...]


def draw_runs(runs: Sequence[str], lines: Sequence[Line]) -> str:
    """Return the drawing; `runs` are the labels under it, oldest first."""
    grid = "".join(
        f'<path class="grid" d="M{_LEFT} {_y(v):.1f}H{_WIDTH - _RIGHT}"/>'
        f'<text x="{_LEFT - 8}" y="{_y(v) + 4:.1f}" text-anchor="end">{v:.0%}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    every = -(-len(runs) // 8)  # labels that fit below
    labels = "".join(
        f'<text x="{_x(number, len(runs)):.1f}" y="{_HEIGHT - 30}" text-anchor="middle">'
        f"{escape(label)}</text>"
        for number, label in enumerate(runs)
        if (len(runs) - 1 - number) % every == 0
    )
    legend, at = [], _LEFT
    for line in lines:
        legend.append(
            f'<circle class="dot {line.style}" cx="{at + 5}" cy="{_HEIGHT - 10}" r="4"/>'
            f'<text x="{at + 14}" y="{_HEIGHT - 6}">{escape(line.name)}</text>'
        )
        at += 40 + 13 * len(line.name)
    aside = [_APART * (number - (len(lines) - 1) / 2) for number in range(len(lines))]
    drawn = "".join(_line(line, len(runs), dx) for line, dx in zip(lines, aside, strict=True))
    return (
        f'<svg class="yj-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg">{grid}{labels}{drawn}{"".join(legend)}</svg>'
    )


def _line(line: Line, runs: int, dx: float) -> str:
    places = [(_x(point.run, runs) + dx, _y(point.share)) for point in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks = "".join(
        f'<line class="span {line.style}" x1="{x:.1f}" x2="{x:.1f}" '
        f'y1="{_y(point.high):.1f}" y2="{_y(point.low):.1f}"/>'
        f'<circle class="dot {line.style}" cx="{x:.1f}" cy="{y:.1f}" r="4">'
        f"<title>{escape(point.words)}</title></circle>"
        for point, (x, y) in zip(line.points, places, strict=True)
    )
    return f'<polyline class="{line.style}" points="{path}"/>{marks}'


def _x(run: int, runs: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return _LEFT + room * (run + 0.5) / runs


def _y(share: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)
