"""`ingest`, `reports`, `remove`: what is in the store and how it got there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import ReportMissing
from ingest.given import SOURCE
from ingest.model import ReadingAccount
from ui.progress import progress_shown
from ui.render import to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from ingest.given import Given
    from vectorstore.library import Library
    from vectorstore.model import Edition, FileOutcome, IngestAccount, ReportCard

STATES = {
    "added": "新增",
    "replaced": "更新",
    "unchanged": "没有变化",
    "duplicate": "重复",
    "failed": "没读成",
}


def run_ingest(
    paths: Sequence[Path], settings: Settings, as_json: bool = False, rebuild: bool = False
) -> int:
    """Read files and folders into the store, print the account, return the exit code.

    With `rebuild` the store is made anew first.  The code is 0 if at least
    one file could be read or was there already, or nothing had to be read.
    """
    from vectorstore.library import open_library
    from vectorstore.rebuild import rebuild_store

    accounts = []
    if rebuild:
        with progress_shown() as progress:
            accounts.append(
                rebuild_store(settings.store, ingest_settings=settings.ingest, progress=progress)
            )
    if paths:
        with open_library(settings.store) as library, progress_shown() as progress:
            accounts.append(
                library.ingest(paths, ingest_settings=settings.ingest, progress=progress)
            )
    outcomes = [outcome for account in accounts for outcome in account.outcomes]
    if as_json:
        print(to_line([outcome_json(outcome) for outcome in outcomes]))
        for outcome in outcomes:
            if outcome.state == "failed":
                print(outcome.message, file=sys.stderr)
        for note in (note for account in accounts for note in account.notes):
            print(f"注意：{note}。", file=sys.stderr)
    else:
        for account in accounts:
            print_account(account)
    return 0 if not outcomes or any(o.state != "failed" for o in outcomes) else 1


def print_account(account: IngestAccount) -> None:
    """Print what became of each file and the total; failures go to stderr."""
    for outcome in account.outcomes:
        if outcome.state == "failed":
            print(f"✗ {outcome.message}", file=sys.stderr)
            continue
        name = Path(outcome.path).name
        print(
            f"✓ {name}　{STATES[outcome.state]}　{describe_account(outcome.account)}".rstrip("　")
        )
        if outcome.message:
            print(f"    {outcome.message}")
        for warning in outcome.account.warnings if outcome.account else ():
            print(f"    注意{f' 第{warning.page}页' if warning.page else ''}：{warning.reason}")
    for note in account.notes:
        print(f"注意：{note}。")
    counts = [
        f"{text} {sum(o.state == state for o in account.outcomes)}"
        for state, text in STATES.items()
        if any(o.state == state for o in account.outcomes)
    ]
    print(
        f"共 {len(account.outcomes)} 个文件：{'，'.join(counts)}。用时 {account.seconds:.1f} 秒。"
    )


def describe_account(account: ReadingAccount | None) -> str:
    """Return pages, tables and figures of a reading in a few words."""
    if account is None:
        return ""
    parts = [f"{account.pages} 页"]
    if account.pages_ocr:
        parts.append(f"其中 {account.pages_ocr} 页靠文字识别")
    joined = f"（跨页接回 {account.tables_joined} 处）" if account.tables_joined else ""
    parts += [f"{account.tables} 张表{joined}", f"{account.figures} 个数字"]
    if account.pages_unreadable:
        pages = "、".join(str(page) for page in account.pages_unreadable)
        parts.append(f"第 {pages} 页没读出来")
    return "，".join(parts)


def run_reports(detail: str | None, settings: Settings, as_json: bool = False) -> int:
    """Print the stored reports, or all that is known of one of them."""
    from vectorstore.library import open_library

    with open_library(settings.store) as library:
        if detail is not None:
            card = find_report(library, detail)
            _show_detail(card, library.editions(card.id), as_json)
            return 0
        cards = library.reports()
    if as_json:
        print(to_line([card_json(card) for card in cards]))
    elif not cards:
        print("还没有报告。用 youju ingest 路径 读入。")
    else:
        _print_table(cards)
    return 0


def run_remove(names: Sequence[str], settings: Settings, as_json: bool = False) -> int:
    """Take reports out of the store; all names are looked up before any is removed."""
    from vectorstore.library import open_library

    with open_library(settings.store) as library:
        cards = {card.id: card for card in (find_report(library, name) for name in names)}
        for card in cards.values():
            library.remove(card.id)
    if as_json:
        print(to_line([card_json(card) for card in cards.values()]))
    else:
        for card in cards.values():
            print(f"已移除：{card.file_name}（{card.id}）")
    return 0


def run_identify(name: str, given: Given, settings: Settings, as_json: bool = False) -> int:
    """Take a person's word on whose report it is, read it again, print what is known of it.

    Nothing given takes back what was given before.
    """
    from vectorstore.library import open_library

    with open_library(settings.store) as library, progress_shown() as progress:
        report = find_report(library, name)
        card = library.identify(
            report.id, given, ingest_settings=settings.ingest, progress=progress
        )
        editions = library.editions(card.id)
    _show_detail(card, editions, as_json)
    return 0


def find_report(library: Library, name: str) -> ReportCard:
    """Return the report of this id, beginning of an id, or file name.

    Raises ReportMissing if there is none, or more than one.
    """
    cards = library.reports()
    for found in (
        [card for card in cards if card.id == name],
        [card for card in cards if card.file_name == name],
        [card for card in cards if len(name) >= 4 and card.id.startswith(name)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = "、".join(card.id for card in found)
            raise ReportMissing(f"“{name}”有 {len(found)} 份：{ids}。请写编号。")
    raise ReportMissing(f"没有编号或文件名是“{name}”的报告。用 youju reports 查看。")


def card_json(card: ReportCard) -> dict[str, Any]:
    """Return a report's card as plain data."""
    from dataclasses import asdict

    data = asdict(card)
    data["identity"]["sources"] = dict(card.identity.sources)
    return data


def _print_table(cards: Sequence[ReportCard]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("编号", "文件", "部门", "行政区", "年度", "类型"):
        table.add_column(heading, overflow="fold")
    for heading in ("页", "表", "数字"):
        table.add_column(heading, justify="right")
    for card in cards:
        who, what = card.identity, card.account
        cells = [
            card.id,
            card.file_name,
            who.agency,
            who.region,
            str(who.fiscal_year or ""),
            who.kind,
        ]
        counts = [str(what.pages), str(what.tables), str(what.figures)]
        table.add_row(*(Text(cell) for cell in cells + counts))
    console.print(table)
    print(f"共 {len(cards)} 份报告。")


def _show_detail(card: ReportCard, editions: Sequence[Edition], as_json: bool) -> None:
    from ui.editions import edition_json, edition_lines

    if as_json:
        print(to_line({**card_json(card), "editions": [edition_json(e) for e in editions]}))
        return
    _print_detail(card)
    for edition in editions:
        for line in edition_lines(edition):
            print(line)


def _print_detail(card: ReportCard) -> None:
    who, what = card.identity, card.account
    sources = dict(who.sources)
    rows = [("编号", card.id), ("文件", card.path or card.file_name), ("标题", card.title)]
    for key, label, value in (
        ("agency", "部门", who.agency),
        ("region", "行政区", " ".join(who.region_path) or who.region),
        ("fiscal_year", "年度", str(who.fiscal_year or "")),
        ("kind", "类型", who.kind),
        ("money_unit", "金额单位", who.money_unit),
    ):
        place = sources.get(key, "")
        source = f"（{place if place == SOURCE else f'读自{place}'}）" if value and place else ""
        rows.append((label, f"{value or '没有写明'}{source}"))
    rows.append(("读入", describe_account(what)))
    for label, text in rows:
        print(f"{label}：{text}")
    for warning in what.warnings:
        print(f"注意{f' 第{warning.page}页' if warning.page else ''}：{warning.reason}")


def outcome_json(outcome: FileOutcome) -> dict[str, Any]:
    """Return what became of a file as JSON."""
    from dataclasses import asdict

    data = asdict(outcome)
    data["state"] = str(outcome.state)
    return data
