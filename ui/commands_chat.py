"""`chat`: the page, served until interrupted."""

from __future__ import annotations

from ui.settings import Settings


def run_chat(settings: Settings, samples: bool = False) -> int:
    """Serve the chat until interrupted; `samples` reads the sample reports first."""
    from ui.chat import open_chat
    from ui.commands_reports import print_account
    from ui.desk import open_desk
    from ui.progress import progress_shown

    with open_desk(settings) as desk:
        if samples:
            from ui.samples import sample_reports

            with progress_shown() as progress:
                account = desk.add(sample_reports(), progress)
            print_account(account)
        with open_chat(desk, settings.chat) as server:
            if settings.chat.port and f":{settings.chat.port}" not in server.url:
                print(f"端口 {settings.chat.port} 已被占用，换用下一个空闲端口。")
            print(f"有据已打开：{server.url}　（Ctrl+C 结束）", flush=True)
            server.wait()
    return 0
