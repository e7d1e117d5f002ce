"""`youju` on the command line: which commands there are and what they take.

What a command does stands in `ui/commands_*.py`; those import the heavy
layers inside their functions, so `youju --help` and a cold `youju ask` pay
for nothing they do not use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from ingest.errors import YoujuError
from ui.words import ChineseCommand, ChineseGroup, explain_usage_error

_Body = TypeVar("_Body", bound=Callable[..., None])

app = typer.Typer(
    cls=ChineseGroup,
    help="有据：用中文向报告提问，每个数字都给出页码和原文。",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=False,
)
eval_app = typer.Typer(
    cls=ChineseGroup,
    help="用已知答案检验系统有多可信。",
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(eval_app, name="eval")

Store = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="目录",
        help="数据放在哪里；默认 YOUJU_STORE，再默认为本机的用户数据目录。",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。", show_default=False)]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--in",
        metavar="报告",
        help="只在这份报告里找，写编号、编号开头或文件名；可以写多次。",
        show_default=False,
    ),
]


def _command(name: str, group: typer.Typer = app) -> Callable[[_Body], _Body]:
    return group.command(name, cls=ChineseCommand)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"youju {version('youju')}")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    store: Store = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="显示版本。",
            is_eager=True,
            callback=_show_version,
            show_default=False,
        ),
    ] = False,
) -> None:
    ctx.obj = store


@_command("ingest")
def ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="路径", help="报告文件或装报告的目录。")],
    password: Annotated[
        str | None,
        typer.Option("--password", metavar="密码", help="打开加密文件的密码。", show_default=False),
    ] = None,
    no_ocr: Annotated[
        bool,
        typer.Option("--no-ocr", help="扫描页不做文字识别，只记下页码。", show_default=False),
    ] = False,
    as_json: Json = False,
    store: Store = None,
) -> None:
    """读入报告；没有变化的文件不再读。"""
    from ui.commands_reports import run_ingest

    raise typer.Exit(run_ingest(paths, _settings(ctx, store, password, no_ocr), as_json))


@_command("reports")
def reports(
    ctx: typer.Context,
    detail: Annotated[
        str | None,
        typer.Option(
            "--detail",
            metavar="报告",
            help="详看一份报告：身份、读入情况、没读出来的地方。",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    store: Store = None,
) -> None:
    """列出已读入的报告。"""
    from ui.commands_reports import run_reports

    raise typer.Exit(run_reports(detail, _settings(ctx, store), as_json))


@_command("remove")
def remove(
    ctx: typer.Context,
    report: Annotated[list[str], typer.Argument(metavar="报告", help="编号、编号开头或文件名。")],
    as_json: Json = False,
    store: Store = None,
) -> None:
    """移除报告（只从库里移除，不动原文件）。"""
    from ui.commands_reports import run_remove

    raise typer.Exit(run_remove(report, _settings(ctx, store), as_json))


@_command("ask")
def ask(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="问题", help="用一句话问，例如：项目支出是多少？")
    ],
    only: Only = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="列出从问题到证据的每一步。", show_default=False),
    ] = False,
    as_json: Json = False,
    store: Store = None,
) -> None:
    """问一个问题。

    退出码：0 答出，3 报告里没有，4 问题不明确，1 出错。
    """
    from ui.commands_ask import run_ask

    raise typer.Exit(run_ask(question, only or [], _settings(ctx, store), as_json, explain))


@_command("answer")
def answer(
    ctx: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="输入.jsonl",
            help='每行一个问题：{"id", "question", "history"?}；- 表示标准输入。',
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(metavar="输出.jsonl", help="每行一个回答，与输入逐行对应；- 表示标准输出。"),
    ],
    only: Only = None,
    store: Store = None,
) -> None:
    """成批回答：输入几行就输出几行，写错的行也有一行说明。"""
    from ui.commands_ask import run_answer

    raise typer.Exit(run_answer(source, target, only or [], _settings(ctx, store)))


@_command("chat")
def chat(
    ctx: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(
            "--host", metavar="地址", help="默认 127.0.0.1，只有本机能打开。", show_default=False
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="端口",
            help="默认 7860；被占用时用后面第一个空着的。",
            show_default=False,
        ),
    ] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="先读入自带的两份示例报告。", show_default=False)
    ] = False,
    store: Store = None,
) -> None:
    """打开网页问答。"""
    from ui.commands_chat import run_chat

    raise typer.Exit(run_chat(_settings(ctx, store, host=host, port=port), samples))


@_command("demo")
def demo(ctx: typer.Context, store: Store = None) -> None:
    """读入示例报告，开网页问答，问两个问题，打印回答，关掉。"""
    from ui.demo import run_demo

    raise typer.Exit(run_demo(_settings(ctx, store)))


@_command("run", eval_app)
def eval_run(
    ctx: typer.Context,
    sets: Annotated[
        list[Path] | None,
        typer.Option(
            "--set", metavar="文件", help="题集（JSONL）；可以写多次。", show_default=False
        ),
    ] = None,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--reports",
            metavar="路径",
            help="用这些报告答题（读进临时库）；可以写多次。",
            show_default=False,
        ),
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", metavar="标签", help="只做带这个标签的题；可以写多次。", show_default=False
        ),
    ] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="列出每道没过的题。", show_default=False)
    ] = False,
    as_json: Json = False,
    store: Store = None,
) -> None:
    """做一套已知答案的题，打印成绩。

    不写 --reports 和 --store 时，用自带的示例报告答自带的题；有真实报告
    （YOUJU_REAL_REPORTS，默认 ../shared/reports）时，它们的每种格式也各答一遍。
    """
    from ui.commands_eval import run_eval

    named = store or ctx.obj
    raise typer.Exit(
        run_eval(
            sets or [], reports or [], tags or [], _settings(ctx, store), named, as_json, failures
        )
    )


def main(args: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors become one Chinese line."""
    command = typer.main.get_command(app)
    args = sys.argv[1:] if args is None else args
    if not args or args == ["eval"]:
        args = [*args, "--help"]
    try:
        code = command.main(args=args, prog_name="youju", standalone_mode=False)
    except typer.TyperException as error:
        _complain(f"{explain_usage_error(error)}。写法见 youju --help。")
        return 2
    except YoujuError as error:
        _complain(str(error))
        return 1
    except (KeyboardInterrupt, typer.Abort):
        _complain("已中断。")
        return 130
    except BrokenPipeError:  # the reader of our output went away: nothing is wrong
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _complain(line: str) -> None:
    print(line, file=sys.stderr)


def _settings(
    ctx: typer.Context,
    store: Path | None,
    password: str | None = None,
    no_ocr: bool = False,
    host: str | None = None,
    port: int | None = None,
) -> Any:
    """Compose the run's settings from this command's flags (None: not given)."""
    from ui.settings import compose_settings

    return compose_settings(
        {
            "store": {"path": store or ctx.obj},
            "ingest": {"password": password, "ocr": False if no_ocr else None},
            "chat": {"host": host, "port": port},
        }
    )


if __name__ == "__main__":
    sys.exit(main())
