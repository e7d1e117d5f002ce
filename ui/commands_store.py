"""`doctor`, `export` and `import`: a store's health, its backup, and its way back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from ui.render import to_line
from ui.settings import Settings

UNWELL = 6  # exit code: something is wrong and has not been mended


def run_doctor(mend: bool, settings: Settings, as_json: bool = False) -> int:
    """Examine the store, mend it if wanted, say what was found.

    Returns 0 for a store that is (or now is) whole, else 6.
    """
    from vectorstore.examining import examine_store

    faults = examine_store(settings.store, mend=mend, ingest_settings=settings.ingest)
    if as_json:
        print(to_line([asdict(fault) for fault in faults]))
    else:
        for fault in faults:
            print(f"{'✓ 已修好' if fault.mended else '✗'} {fault.name}：{fault.words}")
        left = sum(not fault.mended for fault in faults)
        if not faults:
            print("库是完好的：目录、逐字索引和向量互相对得上。")
        elif left and not mend:
            print(f"共 {left} 处不对。用 youju doctor --mend 修。")
        elif left:
            print(f"还有 {left} 处没有修好，见上。")
    return 0 if all(fault.mended for fault in faults) else UNWELL


def run_export(target: Path, settings: Settings) -> int:
    """Write the whole store into one file."""
    from vectorstore.exporting import export_store

    count = export_store(settings.store.path, target)
    print(f"已写 {target}（{count} 个文件，{target.stat().st_size / 1e6:.1f} MB）。")
    return 0


def run_import(source: Path, settings: Settings) -> int:
    """Unpack an exported store into the (empty) folder of this one."""
    from vectorstore.exporting import import_store
    from vectorstore.library import open_library

    import_store(source, settings.store.path)
    with open_library(settings.store) as library:
        reports = len(library.reports())
    print(f"已导入 {settings.store.path}：{reports} 份报告。")
    return 0
