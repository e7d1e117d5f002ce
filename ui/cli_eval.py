"""The commands of `youju eval`: which there are and what they take."""

from __future__ import annotations

from typing import Any

import typer

from ui import options, options_eval
from ui.commanding import commands_of, settings_of
from ui.words import ChineseGroup

eval_app = typer.Typer(
    cls=ChineseGroup,
    help="用已知答案检验系统有多可信。",
    rich_markup_mode=None,
    add_completion=False,
)
_command = commands_of(eval_app)


@_command("run")
def eval_run(
    ctx: typer.Context,
    sets: options.Sets = None,
    reports: options.Trial = None,
    tags: options.Tags = None,
    without: options.Without = None,
    embedder: options_eval.Embedder = None,
    llm: options_eval.Llm = None,
    gate: options_eval.Gate = None,
    out: options_eval.Out = None,
    failures: options.Failures = False,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """做一套已知答案的题，打印成绩，存下成绩和网页。

    什么都不写时，用自带的示例报告答自带的题；有真实报告（YOUJU_REAL_REPORTS，
    默认 ../shared/reports）时，它们的每种格式也各答一遍。写了 --store 就用那个库
    里的报告答。退出码：0 做完，5 没到 --gate 的门槛，1 出错。
    """
    from ui.commands_eval import EvalChoice, run_eval

    own = store is not None or ctx.obj is not None
    choice = EvalChoice(sets or (), reports or (), tags or (), without or (), own, gate or (), out)
    settings = settings_of(ctx, store, _flags(embedder, llm))
    raise typer.Exit(run_eval(choice, settings, as_json, failures))


@_command("compare")
def eval_compare(
    ctx: typer.Context,
    before: options_eval.Before,
    after: options_eval.After,
    out: options_eval.Out = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """比较两次成绩：哪些题变对了，哪些变错了。"""
    from ui.commands_eval import run_compare

    raise typer.Exit(run_compare(before, after, settings_of(ctx, store), out, as_json))


@_command("baselines")
def eval_baselines(
    ctx: typer.Context,
    sets: options.Sets = None,
    reports: options.Trial = None,
    tags: options.Tags = None,
    without: options.Without = None,
    embedder: options_eval.Embedder = None,
    llm: options_eval.Llm = None,
    only: options_eval.OnlyAnswerers = None,
    out: options_eval.Out = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """同样的题，让几种办法都答一遍，并排打印成绩。

    有据自己、去掉某一部分的有据、教科书式的检索链（500 字一段、取最近的 4 段）、
    只按字词检索、只按意思检索。不写 --llm 时，后三种以找到的第一段作答。
    """
    from ui.commands_baselines import run_baselines
    from ui.commands_eval import EvalChoice

    choice = EvalChoice(sets or (), reports or (), tags or (), without or (), out=out)
    settings = settings_of(ctx, store, _flags(embedder, llm))
    raise typer.Exit(run_baselines(choice, settings, only or (), as_json))


@_command("draft")
def eval_draft(
    ctx: typer.Context,
    report: options_eval.DraftOf = None,
    feedback: options_eval.Feedback = None,
    target: options_eval.Target = None,
    limit: options_eval.Limit = 20,
    password: options.Password = None,
    store: options.Store = None,
) -> None:
    """由一份报告的数字，或由 👎 的反馈，起草题目，等人核对。

    起草的题带“unconfirmed”标签，eval run 不做它们；核对答案以后删去这个标签。
    """
    from ui.commands_draft import run_draft

    if (report is None) == (feedback is None):
        raise typer.BadParameter("写一份报告，或写 --feedback 文件，二者取一")
    settings = settings_of(ctx, store, {"ingest": {"password": password}})
    raise typer.Exit(run_draft(report, feedback, target, limit, settings))


@_command("validate")
def eval_validate(files: options_eval.Files) -> None:
    """检查题集写得对不对：错在第几行、哪一项、为什么；对的话报告各类题数。"""
    from ui.commands_draft import run_validate

    raise typer.Exit(run_validate(files))


@_command("public")
def eval_public(
    ctx: typer.Context,
    name: options_eval.PublicName,
    files: options_eval.Files,
    limit: options_eval.PublicLimit = 0,
    embedder: options_eval.Embedder = None,
    llm: options_eval.Llm = None,
    out: options_eval.Out = None,
    as_json: options.Json = False,
    store: options.Store = None,
) -> None:
    """用本机上的公开题集（cmrc2018、drcd、rgb、im-tqa）打分；文件要自己备好。"""
    from ui.commands_public import run_public

    settings = settings_of(ctx, store, _flags(embedder, llm))
    raise typer.Exit(run_public(name, files, limit, settings, out, as_json))


@_command("reading")
def eval_reading(
    seeds: options.Seeds = 20,
    no_scans: options.NoScans = False,
    faults: options.Faults = False,
    as_json: options.Json = False,
) -> None:
    """量一量报告读得准不准，打印每种格式的成绩。

    读真实报告（YOUJU_REAL_REPORTS，默认 ../shared/reports）的每种格式和随机生成的
    报告，与标准答案比对：表格的行、数字连同含义与页码、多出的数字，以及正文各项是否
    在表里找得到。各项的意思见 docs/reading.md。
    """
    from ui.commands_eval import run_reading

    raise typer.Exit(run_reading(seeds, not no_scans, as_json, faults))


def _flags(embedder: str | None, llm: str | None) -> dict[str, dict[str, Any]]:
    """Return the flags of a run: a language model takes part only where it is named."""
    return {"store": {"embedder": embedder}, "llm": {"model": llm or ""}}
