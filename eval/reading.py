"""How exactly reports are read, measured against what truly stands in them.

See docs/reading.md for what each number means.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.reading_figures import Match, match_figures
from eval.reading_lines import LineItem, check_lines
from eval.reading_rows import rows_right, rows_right_naively
from eval.reading_samples import make_reading, sample_plan
from eval.reading_scan import loosen, scan_pdf
from eval.reading_truth import Truth, load_truth
from eval.summary import Share
from ingest.model import Report
from ingest.read import read_report

_TRUTHS = (("liwan2021", "groundtruth_liwan2021.json"), ("panyu2022", "groundtruth_panyu2022.json"))


@dataclass(frozen=True, slots=True)
class ReadingScore:
    """How one file was read; each field is defined in docs/reading.md.

    `group` is what it is counted with: the name of a form, or form, report,
    layout and scan for what is generated.  `naive` is None where there is no
    baseline, `lines` empty where there is no checker.
    """

    name: str
    group: str
    pages: int
    tables: int
    joined: int
    unreadable: int
    rows: Share
    naive: Share | None
    figures: Share
    roles: Share
    headers: Share
    places: Share
    invented: int
    seconds: float
    faults: tuple[str, ...] = ()
    lines: tuple[LineItem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        plain = ("name", "group", "pages", "tables", "joined", "unreadable", "invented")
        shares = ("rows", "figures", "roles", "headers", "places")
        data: dict[str, Any] = {key: getattr(self, key) for key in plain}
        data |= {key: getattr(self, key).to_json() for key in shares}
        data["naive"] = self.naive.to_json() if self.naive else None
        data["seconds"] = round(self.seconds, 2)
        data["faults"] = list(self.faults)
        data["lines"] = [
            {"page": i.page, "names": list(i.names), "printed": i.printed, "state": i.state}
            | {"rows": list(i.rows)}
            for i in self.lines
        ]
        return data


def measure_reading(
    real: Path | None,
    seeds: int = 20,
    scans: bool = True,
    progress: Callable[[str], None] | None = None,
) -> tuple[ReadingScore, ...]:
    """Return how each file is read: those in `real`, then the generated ones.

    `real` is a folder with ground-truth files, or None; `seeds` how many
    documents of each generated kind; `scans` whether to read scans as well,
    which takes some ten seconds a page.  `progress` is told each name.
    """
    told = progress or (lambda name: None)
    scores: list[ReadingScore] = []
    for path, truth, pages in _forms(real) if real else ():
        if pages is not None and not scans:
            continue
        told(path.name)
        scores.append(_score(path, truth, path.name, pages))
    for path in sorted((real / "real").glob("*.pdf")) if real else ():
        told(path.name)
        scores.append(_real(path))
    with tempfile.TemporaryDirectory(prefix="youju-reading-") as folder:
        for kind, seed in sample_plan(seeds):
            pdf, truth = make_reading(kind, seed)
            path = Path(folder) / f"{truth.name}.pdf"
            path.write_bytes(pdf)
            told(path.name)
            scores.append(_score(path, truth, kind))
            if scans and seed in _SCANNED:
                scanned = Path(folder) / f"{truth.name}-scan.pdf"
                scan_pdf(path, scanned, seed)
                told(scanned.name)
                scores.append(_score(scanned, truth, "scan"))
    return tuple(scores)


_SCANNED = (1, 2)  # seeds that are also read as scans


def _forms(real: Path) -> Iterator[tuple[Path, Truth, tuple[int, ...] | None]]:
    """Yield the forms of the reports with a ground truth; of a scan, which pages it shows."""
    for stem, name in _TRUTHS:
        if not (real / name).exists():
            continue
        truth = load_truth(real / name)
        for path in sorted(real.glob(f"{stem}*")):
            scanned = path.stem.endswith("_scan")
            # panyu2022_report_p1-4_scan.pdf shows pages 1 to 4
            first, last = path.stem.split("_p")[1].split("_")[0].split("-") if scanned else (0, 0)
            shown = tuple(range(int(first), int(last) + 1)) if scanned else None
            yield path, truth, shown


def _score(
    path: Path, truth: Truth, group: str, shown: tuple[int, ...] | None = None
) -> ReadingScore:
    if shown is not None:
        truth = _part(truth, shown)
    started = time.perf_counter()
    report = read_report(path)
    seconds = time.perf_counter() - started
    if report.account.pages_ocr:
        truth, report = loosen(truth, report)
    flattened = report.format == "txt" and not report.tables
    right = rows_right(truth.rows, report)
    naive = None
    if report.format == "pdf" and not report.account.pages_ocr:
        naive = Share(len(rows_right_naively(truth.rows, path)), len(truth.rows))
    matches, invented = match_figures(truth, report, flattened)
    faults = [
        f"行：{'｜'.join(t[:12] for t in row.texts)}" for row in truth.rows if row not in right
    ]
    faults += [line for match in matches if (line := _fault(match))]
    faults += [f"多出：第{f.span.page}页 {f.printed}（{f.unit}）{f.measure[:30]}" for f in invented]
    return _made(
        path.name,
        group,
        report,
        seconds,
        rows=Share(len(right), len(truth.rows)),
        naive=naive,
        figures=Share(sum(m.read is not None for m in matches), len(matches)),
        roles=_share(m.role for m in matches),
        headers=_share(m.headers for m in matches),
        places=_share(m.page for m in matches),
        invented=len(invented),
        faults=tuple(faults),
    )


def _real(path: Path) -> ReadingScore:
    """Return how a report without a ground truth was read: its account and its line items."""
    started = time.perf_counter()
    report = read_report(path)
    seconds = time.perf_counter() - started
    lines = check_lines(report)
    faults = [
        f"{_STATES[line.state]}：第{line.page}页 {' / '.join(line.names)} {line.printed}"
        + (f"；表中 {'；'.join(line.rows)}" if line.rows else "")
        for line in lines
        if line.state != "found"
    ]
    return _made(path.name, path.name, report, seconds, lines=lines, faults=tuple(faults))


_STATES = {"differs": "与表不符", "renamed": "表中另名", "missing": "表中无此项"}
_NONE = Share(0, 0)


def _made(name: str, group: str, report: Report, seconds: float, **told: Any) -> ReadingScore:
    account = report.account
    shares = dict.fromkeys(("rows", "figures", "roles", "headers", "places"), _NONE)
    known: dict[str, Any] = {"naive": None, "invented": 0, **shares, **told}
    return ReadingScore(
        name,
        group,
        account.pages,
        account.tables,
        account.tables_joined,
        len(account.pages_unreadable),
        seconds=seconds,
        **known,
    )


def _part(truth: Truth, shown: Sequence[int]) -> Truth:
    """Return the truth of some pages: rows and figures that stand on them whole."""
    rows = tuple(row for row in truth.rows if set(row.pages) <= set(shown))
    figures = tuple(figure for figure in truth.figures if set(figure.pages) <= set(shown))
    return Truth(truth.name, rows, figures, truth.complete, truth.texts)


def _share(told: Iterable[bool | None]) -> Share:
    known = [each for each in told if each is not None]
    return Share(sum(known), len(known))


def _fault(match: Match) -> str:
    """Return what is wrong with a match, "" if nothing is."""
    true, read = match.true, match.read
    where = f"第{'、'.join(map(str, true.pages))}页 {true.before[-12:]}{true.printed}"
    if true.place:
        where = (
            f"第{'、'.join(map(str, true.pages))}页 {true.row[:16]}｜{true.column} {true.printed}"
        )
    if read is None:
        return f"漏：{where}"
    if match.role is False:
        return f"角色：{where} 应为 {true.role}，读作 {read.role}"
    if match.headers is False:
        return f"表头：{where} 读作 {'/'.join(read.row_path)}｜{'/'.join(read.col_path)}"
    return f"页码：{where} 读在第{read.span.page}页" if match.page is False else ""
