"""`youju check`, `youju audit` and `youju eval audit`: what they take."""

from __future__ import annotations

import typer

from ui import options, options_eval
from ui.commanding import commands_of, settings_of


def add_commands(app: typer.Typer, eval_app: typer.Typer) -> None:
    """Add the commands to the command line and to `youju eval`."""
    commands_of(app)("check")(check)
    commands_of(app)("audit")(audit)
    commands_of(eval_app)("audit")(eval_audit)


def check(
    ctx: typer.Context,
    text: options.Claims,
    only: options.Only = None,
    xlsx: options.Paper = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """核数：一段文字里的每个数字，逐个与报告核对。

    退出码：0 没有不符，5 有不符，1 出错。
    """
    from ui.commands_check import Output, run_check

    output = Output(as_json=as_json, xlsx=xlsx)
    raise typer.Exit(run_check(text, only or [], settings_of(ctx, store), output))


def audit(
    ctx: typer.Context,
    reports: options.Audited = None,
    every: options.Every = False,
    passed: options.Passed = False,
    xlsx: options.Paper = None,
    pdf: options.Marked = None,
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
    raise typer.Exit(run_audit(reports or [], every, settings_of(ctx, store), output))


def eval_audit(
    seed: options_eval.Seed = 1, failures: options.Failures = False, as_json: options.Json = False
) -> None:
    """量一量核数和勾稽准不准，打印查准率和查全率。

    把示例报告和真实报告（YOUJU_REAL_REPORTS，默认 ../shared/reports）里的数字随机改错，
    看勾稽找不找得到；用报告里的数字造句，看核数判得对不对；加上手写的题和原样的报告。
    """
    from ui.commands_audit import run_eval_audit

    raise typer.Exit(run_eval_audit(seed, failures, as_json))
