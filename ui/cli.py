"""`youju` on the command line: which commands there are and what they take.

What a command does stands in `ui/commands_*.py`; those import the heavy
layers inside their functions, so `youju --help` and a cold `youju ask` pay
for nothing they do not use.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from ingest.errors import YoujuError
from ui import options
from ui.cli_check import add_commands
from ui.cli_eval import eval_app
from ui.cli_store import add_store_commands
from ui.commanding import commands_of
from ui.commanding import settings_of as _settings
from ui.words import ChineseGroup, explain_usage_error

# Libraries that would report their use, or look models up, are told not to.
_AT_HOME = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
_INTERRUPTED = 130  # what shells expect after Ctrl-C

app = typer.Typer(
    cls=ChineseGroup,
    help="有据：用中文向报告提问，每个数字都给出页码和原文。",
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(eval_app, name="eval")
_command = commands_of(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"youju {version('youju')}")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    store: options.Store = None,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本。", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    ctx.obj = store


@_command("ingest")
def ingest(
    ctx: typer.Context,
    paths: options.Paths = None,
    rebuild: options.Rebuild = False,
    password: options.Password = None,
    no_ocr: options.NoOcr = False,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """读入报告；没有变化的文件不再读。"""
    from ui.commands_reports import run_ingest

    if not paths and not rebuild:
        raise typer.BadParameter("缺少路径")
    flags = {"ingest": {"password": password, "ocr": False if no_ocr else None}}
    raise typer.Exit(run_ingest(paths or [], _settings(ctx, store, flags), as_json, rebuild))


@_command("reports")
def reports(
    ctx: typer.Context,
    detail: options.Detail = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """列出已读入的报告。"""
    from ui.commands_reports import run_reports

    raise typer.Exit(run_reports(detail, _settings(ctx, store), as_json))


@_command("identify")
def identify(
    ctx: typer.Context,
    report: options.Report,
    agency: options.Agency = None,
    region: options.Region = None,
    year: options.Year = None,
    kind: options.Kind = None,
    unit: options.Unit = None,
    as_read: options.AsRead = False,
    password: options.Password = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """指定报告是谁的、哪一年的；以后重读也照此。"""
    from ingest.given import Given
    from ui.commands_reports import run_identify

    given = Given(agency or None, region or None, year, kind or None, unit or None)
    if as_read == bool(given.parts()):
        raise typer.BadParameter("写至少一项，或只写 --as-read")
    settings = _settings(ctx, store, {"ingest": {"password": password}})
    raise typer.Exit(run_identify(report, given, settings, as_json))


@_command("remove")
def remove(
    ctx: typer.Context,
    report: options.Reports,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """移除报告（只从库里移除，不动原文件）。"""
    from ui.commands_reports import run_remove

    raise typer.Exit(run_remove(report, _settings(ctx, store), as_json))


@_command("ask")
def ask(
    ctx: typer.Context,
    question: options.Question,
    only: options.Only = None,
    explain: options.Explain = False,
    as_json: options.Json = False,
    no_llm: options.NoLlm = False,
    store: options.Store = None,
) -> None:
    """问一个问题。

    退出码：0 答出，3 报告里没有，4 问题不明确，1 出错。
    """
    from ui.commands_ask import run_ask

    settings = _settings(ctx, store, _llm(no_llm))
    raise typer.Exit(run_ask(question, only or [], settings, as_json, explain))


@_command("answer")
def answer(
    ctx: typer.Context,
    source: options.Source,
    target: options.Target,
    only: options.Only = None,
    no_llm: options.NoLlm = False,
    store: options.Store = None,
) -> None:
    """成批回答：输入几行就输出几行，写错的行也有一行说明。"""
    from ui.commands_ask import run_answer

    settings = _settings(ctx, store, _llm(no_llm))
    raise typer.Exit(run_answer(source, target, only or [], settings))


@_command("compare")
def compare(
    ctx: typer.Context,
    measure: options.Measure,
    role: options.RoleName = None,
    year: options.Years = None,
    kind: options.Kinds = None,
    only: options.Only = None,
    xlsx: options.Xlsx = None,
    csv: options.Csv = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """在所有报告里比较一个指标：排名、合计，没有的写明原因。

    退出码：0 有数，3 都没有，1 出错。
    """
    from qa.compare_measure import Wanted
    from ui.commands_compare import read_role, run_compare

    wanted = Wanted(
        measure, read_role(role) if role else None, tuple(year or ()), tuple(kind or ())
    )
    raise typer.Exit(run_compare(wanted, only or [], _settings(ctx, store), xlsx, csv, as_json))


@_command("chat")
def chat(
    ctx: typer.Context,
    host: options.Host = None,
    port: options.Port = None,
    samples: options.Samples = False,
    no_llm: options.NoLlm = False,
    store: options.Store = None,
) -> None:
    """打开网页问答。"""
    from ui.commands_chat import run_chat

    flags = {"chat": {"host": host, "port": port}, **_llm(no_llm)}
    raise typer.Exit(run_chat(_settings(ctx, store, flags), samples))


@_command("user")
def user(ctx: typer.Context, name: options.User, remove: options.RemoveUser = False) -> None:
    """设定谁能登录网页问答（密码只存哈希，文件由 YOUJU_AUTH 指定）。"""
    from ui.commands_user import run_user

    raise typer.Exit(run_user(name, remove, _settings(ctx, None)))


@_command("mcp")
def mcp(
    ctx: typer.Context,
    write: options.Write = False,
    no_llm: options.NoLlm = False,
    store: options.Store = None,
) -> None:
    """作为 MCP 工具供别的程序调用（标准输入输出）。"""
    from ui.commands_mcp import run_mcp

    raise typer.Exit(run_mcp(_settings(ctx, store, _llm(no_llm)), write))


@_command("demo")
def demo(ctx: typer.Context, store: options.Store = None) -> None:
    """读入示例报告，开网页问答，问两个问题，打印回答，关掉。"""
    from ui.demo import run_demo

    raise typer.Exit(run_demo(_settings(ctx, store)))


add_commands(app, eval_app)
add_store_commands(app)


def main(args: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors become one Chinese line."""
    for name, value in _AT_HOME.items():
        os.environ.setdefault(name, value)
    root = typer.main.get_command(app)
    args = sys.argv[1:] if args is None else args
    if not args or args == ["eval"]:
        args = [*args, "--help"]
    try:
        code = root.main(args=args, prog_name="youju", standalone_mode=False)
    except typer.TyperException as error:
        _complain(f"{explain_usage_error(error)}。写法见 youju --help。")
        return 2
    except YoujuError as error:
        _complain(str(error))
        return 1
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away: nothing is wrong
        sys.stderr.close()
        return 0
    if code == _INTERRUPTED:  # typer turns some interruptions into this code itself
        _complain("已中断。")
    return code if isinstance(code, int) else 0


def _complain(line: str) -> None:
    print(line, file=sys.stderr)


def _llm(unwanted: bool) -> dict[str, dict[str, Any]]:
    return {"llm": {"model": "" if unwanted else None}}


if __name__ == "__main__":
    sys.exit(main())
