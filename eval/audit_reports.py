"""Small reports written by hand, and what an audit should find in them.

They stand in `sets/audit_hand.toml` as text: a line that begins with `|` is a
row of a table, with `#` a heading, any other a paragraph.
"""

from __future__ import annotations

import html
import re
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from ingest.fold import squeeze
from ingest.model import Report
from ingest.read import read_report
from qa.audit_finding import Finding


@dataclass(frozen=True, slots=True)
class HandReport:
    """A report written by hand; `wrong` are the runs of it that are wrong, none if all is right."""

    id: str
    why: str
    text: str
    wrong: tuple[str, ...]

    def read(self) -> Report:
        """Return the report as read from a web page with this text."""
        with tempfile.TemporaryDirectory(prefix="youju-audit-") as folder:
            path = Path(folder) / f"{self.id}.html"
            path.write_text(as_html(self.text), "utf-8")
            return read_report(path)


def hand_reports() -> tuple[HandReport, ...]:
    """Return the reports of the shipped set."""
    data = tomllib.loads(files("eval").joinpath("sets/audit_hand.toml").read_text("utf-8"))
    return tuple(
        HandReport(r["id"], r["why"], r["text"].strip(), tuple(r.get("wrong", ())))
        for r in data["report"]
    )


def names_wrong(report: Report, finding: Finding, wrong: str) -> bool:
    """Whether a finding is about a wrong number (among its operands) or a wrong run of words."""
    number = _NUMBER.search(wrong)
    if number is None:
        return any(squeeze(wrong) in squeeze(o.text) for o in finding.operands)
    shown = (squeeze(report.text(o.span)) for o in finding.operands)
    return any(found[0] == number[0] for text in shown for found in _NUMBER.finditer(text))


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def as_html(text: str) -> str:
    """Return a text of headings, paragraphs and rows as a web page.

    Cells of the first row that repeat the one before (收入|收入) are one merged cell.
    """
    body = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for rows, run in groupby(lines, key=lambda line: line.startswith("|")):
        block = list(run)
        if rows:
            body.append(
                f'<table border="1">{"".join(_row(n, r) for n, r in enumerate(block))}</table>'
            )
            continue
        for line in block:
            tag = "h2" if line.startswith("#") else "p"
            body.append(f"<{tag}>{html.escape(line.lstrip('# '))}</{tag}>")
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(body)}</body></html>'


def _row(number: int, line: str) -> str:
    cells = line.strip().strip("|").split("|") if not line.endswith("||") else line[1:-1].split("|")
    tag = "th" if number == 0 else "td"
    merged = [(text, len(list(same))) for text, same in groupby(cells)] if number == 0 else None
    if merged is None:
        merged = [(text, 1) for text in cells]
    return "<tr>" + "".join(_cell(tag, text, span) for text, span in merged) + "</tr>"


def _cell(tag: str, text: str, span: int) -> str:
    wide = f' colspan="{span}"' if span > 1 else ""
    return f"<{tag}{wide}>{html.escape(text.strip())}</{tag}>"
