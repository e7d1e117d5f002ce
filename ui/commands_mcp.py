"""`mcp`: the verbs as tools for a program that speaks the Model Context Protocol."""

from __future__ import annotations

from ui.settings import Settings


def run_mcp(settings: Settings, may_change: bool = False) -> int:
    """Serve tools on stdin and stdout until the client hangs up.

    With `may_change` they may also ingest, identify and remove reports.
    """
    from ui.desk import open_desk
    from ui.mcp_server import build_mcp_server

    with open_desk(settings) as desk:
        build_mcp_server(desk, may_change).run("stdio")
    return 0
