"""docker-compose.yml and Dockerfile read as an engine reads them, run as processes of this machine.

A container becomes a process with the command and the environment of its service and nothing
else, in a folder that holds what the Dockerfile copies and nothing else. Three things of the
engine's are played here: a host name for each container (sitecustomize), the names of other
services (the embedded servers' URLs), and its own port 8000 and /tmp.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.processes import ManagedProcess, free_port
from launcher.state import REPOSITORY

_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<word>[^}]*))?\})")
HOST_NAME = "import os, socket\nsocket.gethostname = lambda: os.environ['HOSTNAME']\n"


class MissingVariableError(Exception):
    """`${NAME:?why}` without NAME: compose starts nothing."""


def interpolate(value: Any, outside: Mapping[str, str]) -> Any:
    """The document with ${NAME}, ${NAME:-default} and ${NAME:?why} replaced, as compose does."""
    if isinstance(value, dict):
        return {key: interpolate(member, outside) for key, member in value.items()}
    if isinstance(value, list):
        return [interpolate(member, outside) for member in value]
    if not isinstance(value, str):
        return value

    def replaced(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        found = outside.get(match["name"], "")
        if not found and match["how"] == "?":
            raise MissingVariableError(match["word"])
        return found or (match["word"] if match["how"] == "-" else "") or ""

    return _VARIABLE.sub(replaced, value)


@dataclass
class Image:
    """One build target: what its stages say, those it is built from first."""

    environment: dict[str, str] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)  # of the target's own stage only
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def image(target: str) -> Image:
    """Read the Dockerfile for `--target`."""
    stages = _stages((REPOSITORY / "Dockerfile").read_text())
    chain = [target]
    while (parent := stages[chain[0]][0]) in stages:
        chain.insert(0, parent)
    made = Image()
    for name in chain:
        made.runs = []
        for word, rest in stages[name][1]:
            _instruct(made, word, rest)
    return made


def _stages(text: str) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Name of each stage to what it is built from and its instructions."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    current: list[tuple[str, str]] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            base, _, name = rest.split()
            current = []
            found[name] = (base, current)
        elif word:
            current.append((word, rest.strip()))
    return found


def _instruct(made: Image, word: str, rest: str) -> None:
    if word == "ENV":
        made.environment.update(one.split("=", 1) for one in shlex.split(rest))
    elif word == "COPY" and not rest.startswith("--from"):
        source, target = rest.split()
        made.copies.append((source, target))
    elif word == "RUN":
        made.runs.append(rest)
    elif word == "CMD":
        made.command = json.loads(rest)
    elif word == "HEALTHCHECK":
        made.health = json.loads(rest.partition(" CMD ")[2])


class Engine:
    """Builds the images' folders and starts containers, all under one folder."""

    def __init__(self, services: Mapping[str, Any], servers: Mapping[str, str], folder: Path):
        self.services = services
        self.servers = servers
        self.folder = folder
        self.port = free_port()
        self.started: list[Container] = []
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(HOST_NAME)

    def build(self, target: str) -> Path:
        """The folder that is /app in the image, made once."""
        app = self.folder / f"app-{target}"
        if app.exists():
            return app
        app.mkdir()
        made = image(target)
        for source, to in made.copies:
            here, there = REPOSITORY / source, app / to
            if here.is_dir():
                shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                there = there / here.name if to.endswith("/") else there
                there.parent.mkdir(exist_ok=True)
                shutil.copy(here, there)
        check = app / "docker" / "healthcheck.py"
        check.write_text(check.read_text().replace("8000", str(self.port)))
        return app

    def run_build_steps(self, target: str) -> None:
        """The RUN lines of the target's own stage, in its folder."""
        app, made = self.build(target), image(target)
        for run in made.runs:
            environment = self.environment(made, {}, "build", self.folder)
            subprocess.run(run, shell=True, cwd=app, env=environment, check=True)

    def environment(
        self, made: Image, given: Mapping[str, str], host: str, tmp: Path
    ) -> dict[str, str]:
        """What the container's processes see; nothing of ours but the paths to Python."""
        path = made.environment["PATH"].replace("/opt/venv/bin", str(Path(sys.executable).parent))
        own = {
            "PATH": path.replace("$PATH", "/usr/local/bin:/usr/bin:/bin"),
            "HOSTNAME": host,
            "HOME": "/nonexistent",
            "TMPDIR": str(tmp),
            "BEAT_SCHEDULE_FILE": f"{tmp}/onrecord-beat",
            "EVIDENCE_ROOT": f"{self.folder}/evidence",  # the volume that web and network share
            "PYTHONPATH": str(self.folder / "site"),
        }
        return {**made.environment, **given, **self.servers, **own}

    def container(self, service: str, host: str = "") -> Container:
        """One container of a service, not started yet."""
        return Container(self, service, host or service)

    def start(self, service: str, ready: Callable[[str], bool], *, host: str = "") -> Container:
        """Start one without waiting; `ready` is asked with its log."""
        made = self.container(service, host)
        made.start(ready)
        self.started.append(made)
        return made


class Container:
    """One container of a service: its process, its health check."""

    def __init__(self, engine: Engine, service: str, host: str) -> None:
        self.engine = engine
        self.service = service
        self.host = host
        self.spec = engine.services[service]
        target = self.spec["build"]["target"]
        self.image = image(target)
        self.app = engine.build(target)
        self.tmp = engine.folder / f"tmp-{host}"
        self.tmp.mkdir(exist_ok=True)
        given = {key: str(value) for key, value in self.spec["environment"].items()}
        self.environment = engine.environment(self.image, given, host, self.tmp)
        self.process: ManagedProcess | None = None

    @property
    def command(self) -> list[str]:
        return self.local(self.spec.get("command", self.image.command))

    def local(self, words: Sequence[str]) -> list[str]:
        """A command with the container's port and folders replaced by this machine's."""
        replaced = []
        for word in words:
            if word.startswith("0.0.0.0:"):
                word = f"127.0.0.1:{self.engine.port}"
            if word == "/dev/shm" and not os.path.isdir(word):
                word = str(self.tmp)
            replaced.append(re.sub(r"(?<!\S)/tmp\b", str(self.tmp), word))
        return replaced

    def run(self, *, seconds: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command in the foreground, for a service that ends by itself."""
        return self.execute(self.command, seconds=seconds, **environment)

    def execute(
        self, command: Sequence[str], *, seconds: float = 60, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """What `compose exec` would run, in the foreground."""
        return subprocess.run(
            self._in_app(command),
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def start(self, ready: Callable[[str], bool]) -> None:
        self.process = ManagedProcess(
            self.host,
            self._in_app(self.command),
            environment=self.environment,
            folder=self.engine.folder,
            ready=ready,
            mark="config",
        )
        self.process.start()

    def health(self) -> subprocess.CompletedProcess[str]:
        """Runs the health check once: the service's own, else the image's."""
        test = self.spec.get("healthcheck", {}).get("test")
        if test is None:
            command = self.image.health
        elif test[0] == "CMD-SHELL":
            command = ["sh", "-c", re.sub(r"(?<!\S)/tmp\b", str(self.tmp), test[1])]
        else:
            command = test[1:]
        return self.execute(command, seconds=30)

    def _in_app(self, command: Sequence[str]) -> list[str]:
        # By way of a shell, so that the program is looked for in the container's own PATH.
        return ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(self.app), *command]
