"""``python -m launcher platforms``: where every pinned wheel exists, written to docs/platforms.md.

uv is asked, as for an installation, for each pin by itself; nothing is installed. The digest in
the page is over the locks, so that a test sees when it is out of date.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from launcher.state import REPOSITORY, LauncherError

LOCKS = ("web", "worker", "dev")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: The words of the page, and uv's.
PLATFORMS = {
    "Linux x86_64, glibc 2.28": "x86_64-unknown-linux-gnu",
    "Linux aarch64, glibc 2.28": "aarch64-unknown-linux-gnu",
    "Linux x86_64, musl 1.2": "x86_64-unknown-linux-musl",
    "Linux aarch64, musl 1.2": "aarch64-unknown-linux-musl",
    "macOS arm64": "aarch64-apple-darwin",
    "macOS x86_64": "x86_64-apple-darwin",
    "Windows x86_64": "x86_64-pc-windows-msvc",
}
PAGE = REPOSITORY / "docs" / "platforms.md"
BEGIN, END = "<!-- written by `python -m launcher platforms` -->", "<!-- end -->"
_MISSING = re.compile(r"(\S+?)==\S+ has no (?:wheels|usable wheels|source)")

Pins = dict[str, str]


def pins(lock: str) -> Pins:
    """Each `name==version` of a lock file with its whole entry, hashes included."""
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text()
    entries = re.findall(r"^\S+==.*(?:\n[ \t].*)*", text, re.MULTILINE)
    return {entry.split()[0]: entry for entry in entries}


def digest() -> str:
    """Of all pins, without their hashes; the page carries it."""
    names = sorted({pin for lock in LOCKS for pin in pins(lock)})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def missing(entries: Pins, platform: str, python: str) -> set[str]:
    """The pins without a wheel there. uv names one at a time: it is left out, and asked again."""
    left, found = dict(entries), set[str]()
    while said := _refused("\n".join(left.values()), platform, python):
        name = missing_in(said)
        pin = next((pin for pin in left if pin.split("==")[0] == name), None)
        if pin is None:
            raise LauncherError(f"uv: {said.strip()}")
        found.add(pin)
        del left[pin]
    return found


def missing_in(said: str) -> str | None:
    """The package that uv's refusal names."""
    match = _MISSING.search(" ".join(said.split()))
    return match[1] if match else None


def _refused(requirements: str, platform: str, python: str) -> str:
    """What uv says against an installation; empty where it would go ahead."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(requirements + "\n")
        words = ["install", "--dry-run", "--no-deps", "--require-hashes", "--target", folder]
        words += ["--only-binary", ":all:", "-r", str(wanted)]
        done = _uv(*words, platform=platform, python=python)
    return "" if done.returncode == 0 else done.stderr or "failed without a word"


def unpinned(without: set[str], platform: str, python: str) -> set[str]:
    """What is needed there and stands in no lock: the locks are made for Linux and Python 3.11.

    `without`: pins that have no wheel there, which uv would stop at.
    """
    requirements = REPOSITORY / "requirements"
    asked = [
        line
        for lock in LOCKS
        for line in (requirements / f"{lock}.in").read_text().splitlines()
        if line and not line.startswith(("-r", "#"))
    ]
    names = {pin.split("==")[0] for pin in without}
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.in"
        wanted.write_text("\n".join(line for line in asked if _name(line) not in names))
        words = ["compile", "--no-header", "--no-annotate", "-c", str(requirements / "dev.txt")]
        done = _uv(*words, str(wanted), platform=platform, python=python)
    if done.returncode:
        raise LauncherError(f"uv: {done.stderr.strip()}")
    return {pin.split("==")[0] for pin in re.findall(r"^\S+==\S+", done.stdout, re.MULTILINE)} - {
        pin.split("==")[0] for pin in pins("dev")
    }


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0]


def _uv(*words: str, platform: str, python: str) -> subprocess.CompletedProcess[str]:
    uv = str(Path(sys.executable).parent / "uv")
    there = ("--python-platform", platform, "--python-version", python)
    return subprocess.run(
        [uv, "pip", *words, "--quiet", *there], capture_output=True, text=True, check=False
    )


def table() -> Iterator[str]:
    """The page's table: platforms down, Pythons across; a cell names what has no wheel."""
    locks = {lock: pins(lock) for lock in LOCKS}
    everything = {pin: entry for entries in locks.values() for pin, entry in entries.items()}
    yield f"| | {' | '.join(PYTHONS)} |"
    yield f"|---{'|---' * len(PYTHONS)}|"
    for words, platform in PLATFORMS.items():
        cells = []
        for python in PYTHONS:
            print(f"{words}, Python {python}", flush=True)
            without = missing(everything, platform, python)
            cells.append(_cell(locks, without, unpinned(without, platform, python)))
        yield f"| {words} | {' | '.join(cells)} |"


def _cell(locks: dict[str, Pins], without: set[str], beyond: set[str]) -> str:
    """`all`, or by lock what is missing; worker holds web, dev holds worker."""
    parts, told = [], set[str]()
    for lock in LOCKS:
        names = sorted(pin.split("==")[0] for pin in without & locks[lock].keys() - told)
        told |= without & locks[lock].keys()
        if names:
            parts.append(f"{lock}: {', '.join(names)}")
    if beyond:
        parts.append(f"not pinned: {', '.join(sorted(beyond))}")
    return "; ".join(parts) or "all"


def main() -> int:
    """Rewrites the table between the page's two marks."""
    lines = [f"Locks {digest()}.", "", *table()]
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}")
    print(f"{PAGE.relative_to(REPOSITORY)} is written.")
    return 0
