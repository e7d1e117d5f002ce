"""The commands that look after a store: `doctor`, `export`, `import`; and `bench`."""

from __future__ import annotations

import typer

from ui import options
from ui.commanding import commands_of, settings_of


def add_store_commands(app: typer.Typer) -> None:
    """Add the commands to the program."""
    command = commands_of(app)

    @command("doctor")
    def doctor(
        ctx: typer.Context,
        mend: options.Mend = False,
        as_json: options.Json = False,
        store: options.Store = None,
    ) -> None:
        """查库是否完好：目录、逐字索引、向量互相对得上吗。

        退出码：0 完好或已修好，6 还有不对的地方，1 出错。
        """
        from ui.commands_store import run_doctor

        raise typer.Exit(run_doctor(mend, settings_of(ctx, store), as_json))

    @command("export")
    def export(ctx: typer.Context, target: options.Backup, store: options.Store = None) -> None:
        """把整个库写成一个文件（备份，或搬到别的机器）；不含报告原文件。"""
        from ui.commands_store import run_export

        raise typer.Exit(run_export(target, settings_of(ctx, store)))

    @command("import")
    def import_(ctx: typer.Context, source: options.Backup, store: options.Store = None) -> None:
        """取回导出的库，放进空的（或还没有的）库文件夹；逐个文件核对校验和。"""
        from ui.commands_store import run_import

        raise typer.Exit(run_import(source, settings_of(ctx, store)))

    @command("bench")
    def bench(
        reports: options.Sizes = "100,1000",
        seed: options.Seed = 1,
        peers: options.Peers = 0,
        folder: options.BenchFolder = None,
        out: options.BenchOut = None,
        as_json: options.Json = False,
    ) -> None:
        """量一量快慢：造出报告读入、提问、比较、增减，逐级加多（不动你的库）。

        向量用不花时间的替身（hashing）；一万份要几个小时，可以写 --folder 分几次做。
        --peers 用真的向量模型，第一次要装那几个系统（pip，在 --folder 里，不动现在的环境）。
        """
        from ui.commands_bench import run_bench

        try:
            sizes = [int(size) for size in reports.replace("，", ",").split(",")]
        except ValueError:
            raise typer.BadParameter("份数写整数，用逗号隔开，例如 100,1000") from None
        raise typer.Exit(run_bench(sizes, seed, peers, folder, out, as_json))
