"""Coverage-guided fuzzing of the parsers that are ours; run by hand, not by pytest.

    pip install atheris        # not among the locked tools
    python tests/fuzz_parsers.py -max_total_time=600 -timeout=20

Text becomes a report (characters decoded, sections, figures, passages), a page
of HTML one, and a question is normalised.  What is refused is refused by name;
anything else that is raised is a find, and so is a case that takes 20 s.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["ingest", "qa"]):
    from ingest.errors import ReadingError
    from ingest.read import read_report
    from ingest.settings import IngestSettings
    from qa.wording import normalise

FOLDER = Path(tempfile.mkdtemp())
SETTINGS = IngestSettings(ocr=False)


def one(data: bytes) -> None:
    """Read one input as text or as a web page, and take it for a question."""
    path = FOLDER / ("a.html" if data[:1] < b"\x40" else "a.txt")
    path.write_bytes(data[1:])
    with suppress(ReadingError):
        read_report(path, SETTINGS)
    normalise(data.decode("utf-8", "surrogateescape"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
