"""`youju check`, `youju audit` and `youju eval audit`: what they take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui import options
from ui.words import ChineseCommand

Claims = Annotated[
    str,
    typer.Argument(metavar="文字", help="要核对的文字，或者 .txt、.docx 文件；- 表示标准输入。"),
]
Audited = Annotated[
    list[str] | None,
    typer.Argument(metavar="报告", help="编号、编号开头或文件名；也可以是没读入的文件。"),
]
Every = Annotated[
    bool, typer.Option("--all", help="库里的每一份报告。", show_default=False)
]  # fmt: skip
Xlsx = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="文件", help="另写一份底稿（Excel）。", show_default=False),
]
Marked = Annotated[
    Path | None,
    typer.Option(
        "--pdf",
        metavar="文件",
        help="另写一份 PDF，把不符和存疑的地方标出来（不动原文件）。",
        show_default=False,
    ),
]
Passed = Annotated[
    bool, typer.Option("--passed", help="通过和不适用的也列出来。", show_default=False)
]  # fmt: skip
Seed = Annotated[int, typer.Option("--seed", metavar="数", help="随机改数用的种子。")]


def add_commands(app: typer.Typer, eval_app: typer.Typer) -> None:
    """Add the commands to the command line and to `youju eval`."""
    app.command("check", cls=ChineseCommand)(check)
    app.command("audit", cls=ChineseCommand)(audit)
    eval_app.command("audit", cls=ChineseCommand)(eval_audit)


def check(
    ctx: typer.Context,
    text: Claims,
    only: options.Only = None,
    xlsx: Xlsx = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """核数：一段文字里的每个数字，逐个与报告核对。

    退出码：0 没有不符，5 有不符，1 出错。
    """
    from ui.commands_check import Output, run_check

    output = Output(as_json=as_json, xlsx=xlsx)
    raise typer.Exit(run_check(text, only or [], _settings(ctx, store), output))


def audit(
    ctx: typer.Context,
    reports: Audited = None,
    every: Every = False,
    passed: Passed = False,
    xlsx: Xlsx = None,
    pdf: Marked = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """勾稽：一份报告自己对不对得上——合计、比率、增减、得分、前后说法。

    退出码：0 没有不符，5 有不符，1 出错。
    """
    from ui.commands_check import Output, run_audit

    if bool(reports) == every:
        raise typer.BadParameter("写明报告，或写 --all")
    output = Output(as_json=as_json, xlsx=xlsx, pdf=pdf, passed=passed)
    raise typer.Exit(run_audit(reports or [], every, _settings(ctx, store), output))


def eval_audit(
    seed: Seed = 1, failures: options.Failures = False, as_json: options.Json = False
) -> None:
    """量一量核数和勾稽准不准，打印查准率和查全率。

    把示例报告和真实报告（YOUJU_REAL_REPORTS，默认 ../shared/reports）里的数字随机改错，
    看勾稽找不找得到；用报告里的数字造句，看核数判得对不对；加上手写的题和原样的报告。
    """
    from ui.commands_audit import run_eval_audit

    raise typer.Exit(run_eval_audit(seed, failures, as_json))


def _settings(ctx: typer.Context, store: Path | None) -> Any:
    from ui.settings import compose_settings

    return compose_settings({"store": {"path": store or ctx.obj}})
