"""The sample reports that come with the project, and the two questions of the demo."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ingest.errors import ReadingError

# Question, and what its answer has to state: the demo fails if it does not.
QUESTIONS = (
    ("荔湾有多少名党员报到？", "57546", "名"),
    ("番禺的项目支出是多少？", "298.57", "万元"),
)


def sample_reports() -> list[Path]:
    """Return the sample reports' files; raises ReadingError if they were not installed."""
    folder = Path(str(files("eval"))) / "samples"
    found = sorted(folder.glob("*.pdf"))
    if not found:
        raise ReadingError(folder, "没有示例报告", "请重新安装，或运行 make samples")
    return found
