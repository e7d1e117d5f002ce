"""The arguments and options of `youju eval`, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.options import option

Embedder = Annotated[
    str | None, option("--embedder", "模型", "检索用的向量模型；默认照设置，hashing 最快。")
]
Llm = Annotated[
    str | None,
    option("--llm", "模型", "让这个大模型参与，写法同 YOUJU_LLM；不写就不用大模型。"),
]
Gate = Annotated[
    list[str] | None,
    option(
        "--gate",
        "门槛",
        "门槛文件（TOML），或一条门槛，例如 answered_right>=0.75；没到就以 5 退出；可以写多次。",
    ),
]
Out = Annotated[Path | None, option("--out", "目录", "成绩存在哪里；默认在数据目录下的 eval。")]
Before = Annotated[
    str, typer.Argument(metavar="先", help="前一次成绩：文件、编号或编号开头；latest 是最近一次。")
]
After = Annotated[str, typer.Argument(metavar="后", help="后一次成绩，写法相同。")]
OnlyAnswerers = Annotated[
    list[str] | None, option("--only", "名称", "只让名称里有这几个字的办法答；可以写多次。")
]
DraftOf = Annotated[
    str | None,
    typer.Argument(metavar="报告", help="库里报告的编号、编号开头或文件名，或一个报告文件的路径。"),
]
Feedback = Annotated[
    Path | None, option("--feedback", "文件", "由网页问答记下的反馈（JSONL）里的 👎 起草。")
]
Target = Annotated[Path | None, option("--to", "文件", "写进这个文件；不写就打印出来。")]
Limit = Annotated[int, typer.Option("--limit", metavar="题数", min=1, help="每类题最多起草几道。")]
Files = Annotated[list[Path], typer.Argument(metavar="文件", help="一个或几个文件。")]
PublicName = Annotated[str, typer.Argument(metavar="题集", help="cmrc2018、drcd、rgb 或 im-tqa。")]
PublicLimit = Annotated[
    int, typer.Option("--limit", metavar="题数", min=0, help="只做前几道；0 是全部。")
]
Seed = Annotated[int, typer.Option("--seed", metavar="数", help="随机改数用的种子。")]
