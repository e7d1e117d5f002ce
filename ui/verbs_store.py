"""What programs may change in the store: the verbs over HTTP, and as MCP tools where allowed.

They raise YoujuError with one clear line; arguments and docstrings are the
documentation that a client sees, as in `ui.verbs`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.errors import QuestionError
from ingest.given import Given
from ui.commands_reports import card_json, find_report, outcome_json
from ui.desk import Desk
from ui.drop import handed_in
from ui.verbs import Verb
from vectorstore.model import FileOutcome, IngestProgress


def changing_verbs_of(desk: Desk) -> tuple[Verb, ...]:
    """Return the verbs that change what stored reports are, over one open desk."""

    def identify(
        report: str,
        agency: str = "",
        region: str = "",
        fiscal_year: int | None = None,
        kind: str = "",
        money_unit: str = "",
        password: str = "",
    ) -> dict[str, Any]:
        """Say whose report it is and of which year; this goes before what was read of it.

        report: id, id prefix or file name
        agency, region, fiscal_year, kind, money_unit: what is left out stays as read
        password: opens the file if it is encrypted

        Returns the report as `reports` lists it.
        """
        given = Given(agency or None, region or None, fiscal_year, kind or None, money_unit or None)
        if not given.parts():
            raise QuestionError("没有写要改哪一项：部门、行政区、年度、类型或金额单位。")
        card = find_report(desk.library, report)
        return _public(card_json(desk.identify(card.id, given, password=password)))

    def remove(reports: list[str]) -> list[dict[str, Any]]:
        """Take reports out of the store; files that were not uploaded stay where they are.

        reports: ids, id prefixes or file names

        Returns the reports that were removed.
        """
        cards = [find_report(desk.library, name) for name in reports]
        desk.remove([card.id for card in cards])
        return [_public(card_json(card)) for card in cards]

    return identify, remove


def upload_verb_of(desk: Desk, uploads: Callable[[], Path]) -> Verb:
    """Return the verb that stores files sent over HTTP, which come to lie in `uploads`."""

    def ingest(files: list[dict[str, Any]], password: str = "") -> list[dict[str, Any]]:
        """Read reports into the store: PDF (scans too), Word, Excel, web pages, text.

        files: each as gradio_client's handle_file(path) makes it
        password: opens those that are encrypted

        Returns, for each file, what became of it: file, state (added, replaced,
        unchanged, duplicate, failed), report_id, message, what was read.
        """
        named = [
            {"path": file.get("path", ""), "name": file.get("orig_name") or "报告"}
            for file in files
        ]
        received = list(handed_in(named, uploads()))
        if len(received) < len(files) or not files:
            raise QuestionError("没有收到文件。请用 gradio_client 的 handle_file 上传。")
        names = {str(path): name for path, name in received}
        ends: dict[str, dict[str, Any]] = {}

        def told(step: IngestProgress) -> None:
            if step.outcome is not None:
                ends[step.path] = _told(step.outcome, names[step.path])

        desk.take_in(received, told, password)
        return list(ends.values())

    return ingest


def path_verb_of(desk: Desk) -> Verb:
    """Return the verb that stores files of this machine."""

    def ingest(paths: list[str], password: str = "") -> list[dict[str, Any]]:
        """Read reports into the store: PDF (scans too), Word, Excel, web pages, text.

        paths: files or folders on the machine that the store is on
        password: opens those that are encrypted

        Returns, for each file, what became of it: file, state (added, replaced,
        unchanged, duplicate, failed), report_id, message, what was read.
        """
        account = desk.add([Path(path) for path in paths], password=password)
        return [_told(outcome, outcome.path) for outcome in account.outcomes]

    return ingest


def _told(outcome: FileOutcome, file: str) -> dict[str, Any]:
    """Return what became of a file; clients take what is called "path" for a file to fetch."""
    return {"file": file, **_public(outcome_json(outcome))}


def _public(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a report or file: where it lies is nobody's business."""
    return {name: value for name, value in data.items() if name != "path"}
