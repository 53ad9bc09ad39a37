"""``make run``: everything up until Ctrl-C; ``launcher manage``: its management commands."""

import json
import os
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from launcher.servers import Servers
from launcher.stack import Login, Stack
from launcher.state import running_folder

PURPOSE = "dev"
PREFERRED_PORT = 8000
SETTINGS = "settings.json"


def run(port: int = 0) -> int:
    """Serve until Ctrl-C or SIGTERM; LauncherError if a service dies."""
    console = Console()
    with Servers(PURPOSE, keep=True) as servers:
        wanted = port or PREFERRED_PORT
        stack = Stack(servers, port=wanted, concurrency=2)
        _keep(servers.folder / SETTINGS, stack.settings)
        console.print("Migrating the database ...")
        stack.manage("migrate", "--noinput")
        logins = stack.create_logins()
        kept = servers.folder / "logins.json"
        if logins:
            _keep(kept, [vars(login) for login in logins])
        console.print("Starting web, workers and beat ...")
        with stack:
            if stack.port != wanted:
                console.print(f"Port {wanted} is taken: this one is {stack.port}.")
            console.print(f"\n[bold]Onrecord is up: {stack.url}[/bold]")
            console.print(
                f"  review desk  {stack.url}/admin/\n  API          {stack.url}/api/v1/docs/"
            )
            if logins:
                console.print(_table(logins))
            if kept.exists():
                console.print(f"  demo logins: {kept}", soft_wrap=True)
            console.print(f"  logs: {servers.folder}/*.log", soft_wrap=True)
            console.print("  commands: .venv/bin/python -m launcher manage COMMAND ...")
            console.print("Ctrl-C stops everything.")
            try:
                with suppress(KeyboardInterrupt):
                    stack.watch()
            finally:
                console.print("\nStopping ...")
    console.print("Everything is stopped.")
    return 0


def running_settings() -> dict[str, str]:
    """The settings of the ``make run`` that is up; LauncherError where none is."""
    settings: dict[str, str] = json.loads((running_folder(PURPOSE) / SETTINGS).read_text())
    return settings


def _keep(path: Path, content: object) -> None:
    text = json.dumps(content, indent=2)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text + "\n")


def _table(logins: list[Login]) -> Table:
    table = Table("username", "password", "role", title="Demo logins (shown once)")
    for login in logins:
        table.add_row(login.username, login.password, login.role)
    return table
