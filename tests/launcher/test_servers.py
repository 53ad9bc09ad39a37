"""The launcher owns the embedded servers: it stops them however it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from launcher.postgres import Postgres
from launcher.servers import Servers
from launcher.state import LauncherError
from tests.support.waiting import came_true

pytestmark = pytest.mark.faults
REPOSITORY = Path(__file__).resolve().parent.parent.parent
SLEEPER = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(120)"


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short state folder of the test's own, and no servers from outside."""
    with tempfile.TemporaryDirectory(prefix="onr-", dir="/var/tmp") as folder:
        monkeypatch.setenv("ONRECORD_STATE", folder)
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
            monkeypatch.delenv(name, raising=False)
        yield Path(folder)


def launch(*words: str, cwd: Path = REPOSITORY) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "launcher", *words],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=60)[0]


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def server_pids(folder: Path) -> list[int]:
    """PostgreSQL's and Valkey's process, from their pid files."""
    postgres = (folder / "pg" / "postmaster.pid").read_text().split()[0]
    valkey = (folder / "valkey.pid").read_text().split()[0]
    return [int(postgres), int(valkey)]


def running(pids: list[int]) -> list[int]:
    found = []
    for pid in pids:
        try:
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
        except psutil.NoSuchProcess:
            continue
    return found


def test_exec_passes_the_exit_code_on_and_leaves_nothing(state: Path) -> None:
    process = launch("exec", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"; exit 7')
    output = finish(process)
    assert process.returncode == 7, output
    assert "postgresql://" in output
    assert "redis://127.0.0.1:" in output
    assert not (state / "test" / "pg").exists()
    assert not (state / "test" / "valkey.pid").exists()


def test_exec_starts_only_what_is_asked_for(state: Path) -> None:
    output = finish(launch("exec", "--only", "valkey", "--", "sh", "-c", "env"))
    assert "REDIS_URL=" in output
    assert "DATABASE_URL=" not in output


def test_urls_in_the_environment_replace_the_servers(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:1/0")
    with Servers("test") as servers:
        assert servers.environment()["DATABASE_URL"] == "postgresql://elsewhere/db"
        assert servers.environment()["REDIS_URL"] == "redis://elsewhere:1/0"
        assert not (servers.folder / "pg").exists()


def test_the_secret_key_stays_and_is_private(state: Path) -> None:
    first = finish(launch("exec", "--only", "", "--", "sh", "-c", "echo $SECRET_KEY"))
    second = finish(launch("exec", "--only", "", "--", "sh", "-c", "echo $SECRET_KEY"))
    assert first == second
    assert len(first.strip()) >= 50
    assert (state / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["SIGTERM", "SIGHUP"]
)
def test_a_signal_stops_command_and_servers(state: Path, number: signal.Signals, code: int) -> None:
    process = launch("exec", "--", sys.executable, "-c", SLEEPER)
    first_line(process)
    pids = server_pids(state / "test")
    below = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    assert running(pids) == pids
    process.send_signal(number)
    finish(process)
    assert process.returncode == code
    assert running(pids + below) == []


def test_ctrl_c_stops_command_and_servers(state: Path) -> None:
    command = [sys.executable, "-m", "launcher", "exec", "--", sys.executable, "-c", SLEEPER]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A suite that runs in the background has SIGINT ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    first_line(process)
    pids = server_pids(state / "test")
    os.killpg(process.pid, signal.SIGINT)  # what a terminal does
    process.wait(timeout=60)
    assert process.returncode == 130
    assert running(pids) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_after_sigkill_the_kernel_stops_the_servers(state: Path) -> None:
    process = launch("exec", "--", sys.executable, "-c", SLEEPER)
    first_line(process)
    pids = server_pids(state / "test")
    below = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    process.kill()
    assert came_true(lambda: not running(pids + below), 20)


@pytest.mark.parametrize("purpose", ["test", "dev"])
def test_the_next_start_stops_what_a_killed_launcher_left(state: Path, purpose: str) -> None:
    keep = purpose == "dev"
    orphaning = f"""
        import os, signal, sys
        from launcher import postgres, processes, servers, valkey
        # As on a system without the kernel's death signal.
        for module in (postgres, valkey, processes):
            module.die_with_parent = lambda number: None
        with servers.Servers({purpose!r}, keep={keep}) as started:
            one = processes.ManagedProcess(
                "sleeper", [sys.executable, "-c", "import time; time.sleep(300)"],
                environment=os.environ, folder=started.folder, ready=lambda log: True,
                mark="time.sleep(300)",
            )
            one.start()
            print(one.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    dead = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(orphaning)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert dead.returncode == -signal.SIGKILL
    orphans = [*server_pids(state / purpose), int(dead.stdout)]
    assert running(orphans) == orphans
    with Servers(purpose, keep=keep) as servers:
        assert running(orphans) == []
        with psycopg.connect(servers.urls["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_stale_pid_file_harms_no_stranger(state: Path) -> None:
    with Servers("dev", keep=True, only=["postgres"]) as servers:
        folder = servers.folder
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        stale = f"{stranger.pid}\n{folder}/pg\n1\n5432\n{folder}/s\n\n1 1\nready\n"
        (folder / "pg" / "postmaster.pid").write_text(stale)
        (folder / "valkey.pid").write_text(f"{stranger.pid} 1\n")
        with Servers("dev", keep=True):
            assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_database_of_make_run_outlives_the_launcher(state: Path) -> None:
    with (
        Servers("dev", keep=True, only=["postgres"]) as servers,
        psycopg.connect(servers.urls["DATABASE_URL"]) as connection,
    ):
        connection.execute("CREATE TABLE kept (id int)")
    with (
        Servers("dev", keep=True, only=["postgres"]) as servers,
        psycopg.connect(servers.urls["DATABASE_URL"]) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_two_launchers_of_one_clone_do_not_meet(state: Path) -> None:
    with Servers("dev", keep=True) as dev, Servers("test") as first, Servers("test") as second:
        for kind in ("DATABASE_URL", "REDIS_URL"):
            assert len({dev.urls[kind], first.urls[kind], second.urls[kind]}) == 3
        with pytest.raises(LauncherError, match="already running"):
            Servers("dev", keep=True).__enter__()
    with Servers("dev", keep=True):
        pass  # free again


def test_a_clone_at_a_150_character_path_works(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONRECORD_STATE")
    clone = state / ("long-" * 40)[: 150 - len(str(state)) - 1]
    clone.mkdir()
    assert len(str(clone)) == 150
    shutil.copytree(REPOSITORY / "launcher", clone / "launcher")
    show = 'import os, psycopg; psycopg.connect(os.environ["DATABASE_URL"]); '
    show += 'print(os.environ["DATABASE_URL"])'
    process = launch("exec", "--", sys.executable, "-c", show, cwd=clone)
    output = finish(process)
    assert process.returncode == 0, output
    found = re.search(r"host=(\S+)", output)
    assert found
    assert len(f"{found.group(1)}/.s.PGSQL.5432.lock") <= 107
    finish(launch("clean", cwd=clone))
    assert not Path(found.group(1)).parent.parent.exists()


def test_a_state_folder_too_long_for_sockets_is_refused(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STATE", str(state / ("x" * 100)))
    process = launch("exec", "--", "true")
    assert "ONRECORD_STATE" in finish(process)
    assert process.returncode == 1


def test_as_root_from_a_private_home_the_programs_are_copied(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs another user")
    monkeypatch.setattr("launcher.postgres._readable_by_others", lambda path: False)
    folder = state / "test"
    folder.mkdir()
    state.chmod(0o711)
    postgres = Postgres(folder, durable=False)
    try:
        postgres.start()
        assert str(state) in psutil.Process(postgres.process.pid).cmdline()[0]  # type: ignore[union-attr]
        assert psutil.Process(postgres.process.pid).uids().real != 0  # type: ignore[union-attr]
    finally:
        postgres.stop()
