"""`bench`: how the store bears size, as a table and as JSON with machine and versions."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from ui.render import to_line

if TYPE_CHECKING:
    from eval.bench_peers import PeerSpeed
    from eval.bench_scale import SizeSpeed

_VERSIONS = ("youju", "chromadb", "langchain-chroma", "numpy", "lxml")
_STAGES = {
    "read": "读取",
    "words": "逐字索引",
    "embed": "算向量",
    "vectors": "写向量",
    "catalogue": "写目录",
}
_KINDS = {"made": "造的", "published": "公开的"}


def run_bench(
    sizes: Sequence[int],
    seed: int,
    peers: int,
    folder: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Measure at each size, print, and keep the JSON in `out` if given; returns 0.

    peers  PDFs on which other systems are measured too, 0 for not at all
    Raises SettingsError unless sizes ascend from 1.
    """
    if not sizes or sorted({*sizes, 0}) != [0, *sizes]:
        raise SettingsError("报告份数要从小到大，至少 1 份，例如：100,1000。")
    from eval.bench_scale import bench_scale, to_json

    result: dict[str, Any] = {"machine": _machine(), "seed": seed, "sizes": []}
    with tempfile.TemporaryDirectory(prefix="youju-bench-") as made:
        for speed in bench_scale(folder or Path(made), sizes, seed, _told):
            result["sizes"].append(to_json(speed))
            _keep(result, out)  # size by size: the largest takes hours
            if not as_json:
                _print(speed)
        if peers:
            from eval.bench_peers import bench_peers

            beside = bench_peers((folder or Path(made)) / "peers", peers, seed, _told)
            result["peers"] = [asdict(speed) for speed in beside]
            _keep(result, out)
            if not as_json:
                _print_peers(beside)
    if as_json:
        print(to_line(result))
    return 0


def _keep(result: dict[str, Any], out: Path | None) -> None:
    if out is not None:
        out.write_text(to_line(result) + "\n", "utf-8")


def _machine() -> dict[str, Any]:
    return {
        "date": datetime.now().isoformat(timespec="minutes"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _VERSIONS},
        "load": os.getloadavg()[0],
    }


def _print(speed: SizeSpeed) -> None:
    ask, stages = (
        speed.ask,
        "，".join(
            f"{_STAGES.get(name, name)} {seconds:.1f}" for name, seconds in speed.spent.items()
        ),
    )
    per_second = speed.records / speed.reports * speed.added / speed.seconds
    rate = f"每秒 {per_second:.0f} 条记录；秒数：{stages}" if speed.added else "上次已读入"
    million = 1e6 / speed.records
    rows = (
        ("记录", f"{speed.records:,}（段落 {speed.passages:,}，数字 {speed.figures:,}）"),
        ("读入", rate),
        ("再读没变的", f"每份 {speed.again:.1f} 毫秒"),
        ("加一份、移除一份", f"{speed.add_one:.0f}、{speed.remove_one:.0f} 毫秒"),
        ("提问（毫秒）", f"中位 {ask.median:.0f}，p95 {ask.p95:.0f}，头一问 {ask.first:.0f}"),
        ("答对", f"{ask.right}/{ask.questions}，错数 {ask.wrong_figures}"),
        ("比较一年的全部", f"{ask.compare:.1f} 秒，{ask.compared} 份"),
        ("每百万条记录", f"内存 {ask.memory * million:,.0f} MB（含 Python 本身），"
         f"目录 {speed.catalogue * million:,.0f} MB，向量 {speed.vectors * million:,.0f} MB"),
        ("此时的系统负载", f"{speed.load:.1f}"),
    )  # fmt: skip
    print(f"\n{speed.reports:,} 份报告")
    for name, words in rows:
        print(f"  {name}：{words}")


def _print_peers(beside: Sequence[PeerSpeed]) -> None:
    for speed in beside:
        if speed.name == "youju":
            ours, kind = speed, _KINDS[speed.kind]
            print(f"\n与别的系统比（{kind} PDF {ours.pages} 页，同一个向量模型，不用大模型）")
        read, took = 1000 * speed.ingest / speed.pages, ours.ingest / speed.ingest
        lent = speed is not ours and speed.embedder == ours.embedder
        name = f"{speed.name}（借用我们的向量计算）" if lent else speed.name
        print(f"  {name}：读入每页 {read:.0f} 毫秒，我们是它的 {took:.2f} 倍；")
        quick = ours.ask / speed.ask
        print(f"    一问 {speed.ask:.0f} 毫秒，我们是它的 {quick:.2f} 倍；{speed.passages} 段")


def _told(words: str) -> None:
    if sys.stderr.isatty():
        print(words, file=sys.stderr)
