"""Which parts of a report's identity a person should confirm before relying on them."""

from __future__ import annotations

from ingest.model import ReportIdentity

_ASKED = ("agency", "region", "fiscal_year")  # what scope is decided by
_WEAK = ("正文开头", "文件名")  # places that often name another's


def find_doubts(identity: ReportIdentity) -> dict[str, str]:
    """Return part → the weak place it was read in, "" if it was not found at all.

    What a person has said, were it that there is none, is not doubtful.
    """
    sources = dict(identity.sources)
    doubts = {}
    for part in _ASKED:
        place = sources.get(part, "")
        if not getattr(identity, part) and not place:
            doubts[part] = ""
        elif place in _WEAK:
            doubts[part] = place
    return doubts
