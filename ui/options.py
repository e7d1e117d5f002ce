"""The arguments and options of the commands, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def option(name: str, metavar: str | None, help: str, **more: Any) -> Any:
    """Return an option without a default worth showing; `metavar` None for a switch."""
    return typer.Option(name, metavar=metavar, help=help, show_default=False, **more)


Store = Annotated[
    Path | None,
    option("--store", "目录", "数据放在哪里；默认 YOUJU_STORE，再默认为本机的用户数据目录。"),
]
Json = Annotated[bool, option("--json", None, "输出 JSON。")]
Only = Annotated[
    list[str] | None,
    option("--in", "报告", "只在这份报告里找，写编号、编号开头或文件名；可以写多次。"),
]
Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="路径", help="报告文件或装报告的目录。")
]  # fmt: skip
Rebuild = Annotated[
    bool,
    option("--rebuild", None, "把库重建一遍：换了检索模型、版本更新或数据损坏时用；不必写路径。"),
]
Password = Annotated[str | None, option("--password", "密码", "打开加密文件的密码。")]
NoOcr = Annotated[bool, option("--no-ocr", None, "扫描页不做文字识别，只记下页码。")]
Detail = Annotated[
    str | None,
    option("--detail", "报告", "详看一份报告：身份、读入情况、没读出来的地方。"),
]
Agency = Annotated[str | None, option("--agency", "部门", "这是哪个部门或单位的报告。")]
Region = Annotated[str | None, option("--region", "行政区", "属于哪个省、市、区或县。")]
Year = Annotated[
    int | None,
    option("--year", "年度", "写的是哪一年的事（不是公布的年份）。", min=1949, max=2100),
]
Kind = Annotated[str | None, option("--kind", "类型", "报告类型，例如：自评报告、部门决算。")]
Unit = Annotated[str | None, option("--unit", "单位", "没有另写单位的金额用什么单位：元、万元……")]
AsRead = Annotated[bool, option("--as-read", None, "收回以前的指定，照报告里读到的算。")]
Report = Annotated[str, typer.Argument(metavar="报告", help="编号、编号开头或文件名。")]
Reports = Annotated[
    list[str], typer.Argument(metavar="报告", help="编号、编号开头或文件名。")
]  # fmt: skip
Question = Annotated[
    str, typer.Argument(metavar="问题", help="用一句话问，例如：项目支出是多少？")
]  # fmt: skip
NoLlm = Annotated[
    bool, option("--no-llm", None, "不用大模型改写（设置了 YOUJU_LLM 时）。")
]  # fmt: skip
Write = Annotated[
    bool, option("--write", None, "也允许读入、改身份和移除报告；默认只读。")
]  # fmt: skip
Explain = Annotated[bool, option("--explain", None, "列出从问题到证据的每一步。")]
Source = Annotated[
    Path,
    typer.Argument(
        metavar="输入.jsonl",
        help='每行一个问题：{"id", "question", "history"?}；- 表示标准输入。',
    ),
]
Target = Annotated[
    Path,
    typer.Argument(metavar="输出.jsonl", help="每行一个回答，与输入逐行对应；- 表示标准输出。"),
]
Host = Annotated[str | None, option("--host", "地址", "默认 127.0.0.1，只有本机能打开。")]
Port = Annotated[
    int | None, option("--port", "端口", "默认 7860；被占用时用后面第一个空着的。")
]  # fmt: skip
Samples = Annotated[bool, option("--samples", None, "先读入自带的两份示例报告。")]
Sets = Annotated[list[Path] | None, option("--set", "文件", "题集（JSONL）；可以写多次。")]
Trial = Annotated[
    list[Path] | None,
    option("--reports", "路径", "用这些报告答题（读进临时库）；可以写多次。"),
]
Tags = Annotated[
    list[str] | None, option("--tag", "标签", "只做带这个标签的题；可以写多次。")
]  # fmt: skip
Without = Annotated[
    list[str] | None, option("--without", "标签", "不做带这个标签的题；可以写多次。")
]  # fmt: skip
Failures = Annotated[bool, option("--failures", None, "列出每道没过的题。")]
Seeds = Annotated[
    int,
    typer.Option("--seeds", metavar="份数", min=0, help="每种版式随机生成几份来读。"),
]
NoScans = Annotated[bool, option("--no-scans", None, "不读扫描件（识别一页要十来秒）。")]
Faults = Annotated[bool, option("--faults", None, "列出每处没读对的地方。")]
User = Annotated[str, typer.Argument(metavar="用户名", help="登录时用的名字。")]
RemoveUser = Annotated[bool, option("--remove", None, "移除这个用户。")]
Mend = Annotated[bool, option("--mend", None, "能修的就修：重做索引和向量，重读原文件。")]
Backup = Annotated[Path, typer.Argument(metavar="文件.zip", help="导出的库。")]
Measure = Annotated[
    str, typer.Argument(metavar="指标", help="要比较的指标，例如：项目支出、预算完成率。")
]  # fmt: skip
RoleName = Annotated[
    str | None,
    option("--role", "身份", "比较哪一种数：年初预算数、预算数、执行数……；默认取多数报告给出的。"),
]
Years = Annotated[
    list[int] | None,
    option("--year", "年度", "只比较这一年的报告；可以写多次。", min=1949, max=2100),
]
Kinds = Annotated[
    list[str] | None, option("--kind", "类型", "只比较这一类报告；可以写多次。")
]  # fmt: skip
Xlsx = Annotated[Path | None, option("--xlsx", "文件", "另存为 Excel 工作簿。")]
Csv = Annotated[Path | None, option("--csv", "文件", "另存为 CSV（Excel 可直接打开）。")]
Claims = Annotated[
    str,
    typer.Argument(metavar="文字", help="要核对的文字，或者 .txt、.docx 文件；- 表示标准输入。"),
]
Audited = Annotated[
    list[str] | None,
    typer.Argument(metavar="报告", help="编号、编号开头或文件名；也可以是没读入的文件。"),
]
Every = Annotated[bool, option("--all", None, "库里的每一份报告。")]
Paper = Annotated[Path | None, option("--xlsx", "文件", "另写一份底稿（Excel）。")]
Marked = Annotated[
    Path | None,
    option("--pdf", "文件", "另写一份 PDF，把不符和存疑的地方标出来（不动原文件）。"),
]
Passed = Annotated[bool, option("--passed", None, "通过和不适用的也列出来。")]
Sizes = Annotated[
    str, option("--reports", "份数", "量哪几级，用逗号隔开，从小到大；默认 100,1000。")
]
Seed = Annotated[int, option("--seed", "整数", "造报告的种子；默认 1。")]
BenchFolder = Annotated[
    Path | None, option("--folder", "目录", "报告和库留在这里，下次接着量；不写就用完删去。")
]
Peers = Annotated[
    int,
    option(
        "--peers",
        "份数",
        "另与 LangChain、LlamaIndex、Haystack 在这么多份 PDF 上比一比；默认不比。",
    ),
]
BenchOut = Annotated[Path | None, option("--out", "文件", "每量完一级，把结果（JSON）写进去。")]
