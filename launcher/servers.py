"""The one owner of the embedded PostgreSQL and Valkey: starts, names and stops them.

They are real servers from wheels, for development and tests only. On Linux the kernel stops
them when the launcher dies; elsewhere, and for whatever slipped through, the next start finds
them by their pid files and stops them. DATABASE_URL and REDIS_URL in the environment replace
them one by one.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from launcher.children import uninterrupted
from launcher.orphans import clean_up_processes
from launcher.postgres import Postgres
from launcher.state import LauncherError, purpose_folder, remove_tree, secret_key, state_root
from launcher.valkey import Valkey

KNOWN = frozenset({"postgres", "valkey"})


class Servers:
    """The servers of one purpose, as a context manager; ``environment()`` is what others see.

    ``keep`` keeps the database between starts (``make run``); without it each start is fresh
    and the data is removed at the end. ``only`` names the servers wanted. Those whose URL is
    in ``outside`` (by default the environment) are not started.
    """

    def __init__(
        self,
        purpose: str,
        *,
        keep: bool = False,
        only: Iterable[str] = KNOWN,
        outside: Mapping[str, str] | None = None,
    ) -> None:
        unknown = set(only) - KNOWN
        if unknown:
            raise LauncherError(f"No such server: {', '.join(sorted(unknown))}.")
        self.purpose = purpose
        self.keep = keep
        self.only = frozenset(only)
        self.outside = os.environ if outside is None else outside
        self.folder = Path()
        self.urls: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Servers":
        with ExitStack() as stack:  # what was started is stopped if a later part fails
            self.folder = stack.enter_context(purpose_folder(self.purpose, shared=not self.keep))
            clean_up_processes(self.folder)
            postgres = Postgres(self.folder, durable=self.keep)
            valkey = Valkey(self.folder)
            postgres.clean_up()
            valkey.clean_up()
            self._discard()
            for name in ("DATABASE_URL", "REDIS_URL"):
                if self.outside.get(name):
                    self.urls[name] = self.outside[name]
            if "postgres" in self.only and "DATABASE_URL" not in self.urls:
                stack.callback(self._discard)
                stack.callback(postgres.stop)
                postgres.start()
                self.urls["DATABASE_URL"] = postgres.url
            if "valkey" in self.only and "REDIS_URL" not in self.urls:
                stack.callback(valkey.stop)
                valkey.start()
                self.urls["REDIS_URL"] = valkey.url
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with uninterrupted():
            self._stack.close()

    def environment(self) -> dict[str, str]:
        """DATABASE_URL, REDIS_URL and SECRET_KEY for every other process."""
        chosen = dict(self.urls)
        chosen["SECRET_KEY"] = self.outside.get("SECRET_KEY") or secret_key(state_root())
        return chosen

    def _discard(self) -> None:
        if not self.keep:
            remove_tree(self.folder / "pg")


def clean(root: Path) -> None:
    """Stop what was left behind and remove the state folder; refuses while one is in use."""
    with ExitStack() as held:
        for folder in [child for child in root.iterdir() if (child / "lock").exists()]:
            held.enter_context(purpose_folder(folder.name, shared=False))
            clean_up_processes(folder)
            Postgres(folder, durable=False).clean_up()
            Valkey(folder).clean_up()
        remove_tree(root)
