"""Runs the ```sh blocks of a document in one bash, and pairs each with the ```text after it."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = "--- end of block ---"


@dataclass(frozen=True)
class Step:
    """Commands of a document, what it promises that they print, and what they printed."""

    line: int
    commands: str
    promised: str
    printed: str = ""

    def kept(self) -> bool:
        """Whether they printed it; `...` stands for anything within a line."""
        pattern = re.escape(self.promised.strip()).replace(r"\.\.\.", ".*")
        exact = self.promised.strip() == self.printed.strip()
        return exact or re.fullmatch(pattern, self.printed.strip()) is not None


def steps(document: str) -> list[Step]:
    """In their order. A ```text without commands before it is a mistake of the document."""
    found: list[Step] = []
    for fence in _FENCE.finditer(document):
        kind, body = fence.groups()
        if kind == "sh":
            line = document.count("\n", 0, fence.start()) + 1
            found.append(Step(line, body, ""))
        else:
            assert found, "output before the first command"
            assert not found[-1].promised, f"two outputs of the commands in line {found[-1].line}"
            found[-1] = Step(found[-1].line, found[-1].commands, body)
    return found


def walk(document: str, *, environment: Mapping[str, str], folder: Path) -> list[Step]:
    """Runs everything in one bash, which ends at the first command that fails."""
    assert shutil.which("curl"), "The walk-through needs curl."
    found = steps(document)
    script = "set -eu -o pipefail\n" + "".join(f"{step.commands}echo '{_END}'\n" for step in found)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    printed = done.stdout.split(f"{_END}\n")
    assert done.returncode == 0, (
        f"The commands in line {found[len(printed) - 1].line} failed:\n{printed[-1]}{done.stderr}"
    )
    return [
        Step(step.line, step.commands, step.promised, text)
        for step, text in zip(found, printed, strict=False)
    ]
