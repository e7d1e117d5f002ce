"""Our own stores do what any store behind `Library` has to do."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

_FILE = Path(__file__).with_name("library_conformance.py")
_SPEC = importlib.util.spec_from_file_location("library_conformance", _FILE)
assert _SPEC is not None and _SPEC.loader is not None
conformance = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(conformance)


@pytest.mark.parametrize("direct_rows", [5_000, 0], ids=["exact", "index"])
def test_the_store_in_a_folder_conforms(tmp_path: Path, direct_rows: int) -> None:
    settings = StoreSettings(tmp_path / "store", "hashing", direct_rows=direct_rows)
    conformance.check_library(lambda: open_library(settings))
