"""What parsers of other people's make raise on files that are not as they should be."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

# None of these parsers promises what it raises.  Seen on damaged files:
# pdfminer, python-docx, openpyxl and xlrd raise what their own code trips over.
PARSER_FAULTS: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    SyntaxError,  # of XML: lxml's and the standard library's
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


def describe_fault(error: BaseException) -> str:
    """Return an exception's type and the line of code that raised it, for a message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    place = Path(trace.tb_frame.f_code.co_filename)
    return f"{type(error).__name__}，{place.parent.name}/{place.name}:{trace.tb_lineno}"
