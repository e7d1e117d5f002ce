"""`ask` and `answer`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from ingest.errors import QuestionError, YoujuError
from qa.model import Answer, AnswerKind, Outcome, Turn
from ui.commands_reports import find_report
from ui.render import render_answer, render_steps, to_line
from ui.settings import Settings

if TYPE_CHECKING:
    from qa.chain import Answerer
    from vectorstore.library import Library

EXIT_CODES = {
    Outcome.ANSWERED: 0,
    Outcome.NOT_IN_REPORTS: 3,
    Outcome.UNCLEAR: 4,
    Outcome.FAILED: 1,
}


def run_ask(
    question: str,
    only: Sequence[str],
    settings: Settings,
    as_json: bool = False,
    explain: bool = False,
) -> int:
    """Ask one question, print its answer, return the exit code of its outcome.

    With `explain` the steps from question to proof come first; beside JSON
    they go to stderr, so that stdout stays one JSON object.
    """
    with _open(settings) as (library, answerer):
        answer = answerer.ask(question, scope=_scope(library, only))
    if explain:
        print(render_steps(answer.steps), file=sys.stderr if as_json else sys.stdout)
        print(file=sys.stderr if as_json else sys.stdout)
    if as_json:
        print(to_line(answer.to_json()))
    elif answer.outcome is Outcome.FAILED:
        print(render_answer(answer.to_json()), file=sys.stderr)
    else:
        print(render_answer(answer.to_json()))
    return EXIT_CODES[answer.outcome]


def run_answer(source: Path, target: Path, only: Sequence[str], settings: Settings) -> int:
    """Answer a JSONL file line by line; every line in gives one line out.

    A line that cannot be asked (no JSON, no question, a wrong history) gives
    an answer of outcome `failed` that says what is wrong with it.  Returns 0
    once every line is written.  Raises QuestionError if a file cannot be
    opened.
    """
    with _input(source) as stream:
        lines = stream.read().split(b"\n")
    if lines and not lines[-1].strip():
        lines.pop()  # the newline that ends the last line opens no other
    if str(source) != "-" and target.exists() and target.samefile(source):
        raise QuestionError(f"{target}：输出不能是输入文件本身。请换一个文件名。")
    counts = dict.fromkeys(Outcome, 0)
    start = time.perf_counter()
    with _open(settings) as (library, answerer), _output(target) as out:
        scope = _scope(library, only)
        for number, line in enumerate(lines, 1):
            answer = answer_line(line, number, answerer, scope)
            counts[Outcome(answer["outcome"])] += 1
            out.write(to_line(answer) + "\n")
            out.flush()
            _show_progress(number, len(lines))
    words = {
        "answered": "答出",
        "not_in_reports": "报告没有",
        "unclear": "不明确",
        "failed": "出错",
    }
    parts = "，".join(f"{words[o]} {n}" for o, n in counts.items() if n)
    seconds = time.perf_counter() - start
    print(f"{len(lines)} 个问题：{parts or '无'}。用时 {seconds:.1f} 秒。", file=sys.stderr)
    return 0


def answer_line(
    line: bytes, number: int, answerer: Answerer, scope: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return the JSON answer to one line of a batch; never raises for the line's content.

    The line's `id` comes back as it was given, whatever its type.
    """
    data: Any = None
    try:
        data = _parse(line)
        question, history = _check(data)
        answer = answerer.ask(question, history, scope)
    except YoujuError as error:
        text = data.get("question") if isinstance(data, dict) else None
        answer = _failed(text if isinstance(text, str) else "", f"第{number}行：{error}")
    result = answer.to_json()
    result["id"] = data.get("id") if isinstance(data, dict) else None
    return result


def parse_history(value: Any) -> tuple[Turn, ...]:
    """Return a JSON history as turns; raises QuestionError if it is none."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise QuestionError("history 应当是列表")
    turns = []
    for item in value:
        if not isinstance(item, dict) or item.get("role") not in ("user", "assistant"):
            raise QuestionError('history 的每一项应当写成 {"role": "user|assistant", "content"}')
        if not isinstance(item.get("content"), str):
            raise QuestionError("history 里的 content 应当是文字")
        turns.append(Turn(item["role"], item["content"]))
    return tuple(turns)


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise QuestionError("不是 UTF-8 文字") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError("不是有效的 JSON") from error


def _check(data: Any) -> tuple[str, tuple[Turn, ...]]:
    if not isinstance(data, dict):
        raise QuestionError('应当是 {"id", "question", "history"?}')
    question = data.get("question")
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("没有 question，或者它不是文字")
    return question, parse_history(data.get("history"))


def _failed(question: str, error: str) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        outcome=Outcome.FAILED,
        kind=AnswerKind.TEXT,
        answer="",
        error=error,
    )


def _scope(library: Library, only: Sequence[str]) -> list[str] | None:
    return [find_report(library, name).id for name in only] or None


@contextmanager
def _open(settings: Settings) -> Iterator[tuple[Library, Answerer]]:
    from qa.chain import open_answerer
    from vectorstore.library import open_library

    with open_library(settings.store) as library:
        yield library, open_answerer(library, settings.qa, settings.llm)


@contextmanager
def _input(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise QuestionError(f"{path}：打不开（{error.strerror}）。请检查路径。") from error
    with stream:
        yield stream


@contextmanager
def _output(path: Path) -> Iterator[TextIO]:
    if str(path) == "-":
        yield sys.stdout
        return
    try:
        stream = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise QuestionError(f"{path}：写不了（{error.strerror}）。请检查路径。") from error
    with stream:
        yield stream


def _show_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
