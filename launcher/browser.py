"""Chromium for the browser tests: where it is, and installing it by apt where that may be done."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = (
    "Install Chromium (Debian: `apt-get install --no-install-recommends chromium`) "
    "or set ONRECORD_CHROMIUM to one, then run `make test` again."
)


def find() -> str | None:
    """The path of a Chromium that starts, or None (Ubuntu's is a stub without its snap)."""
    named = os.environ.get("ONRECORD_CHROMIUM")
    for name in (named,) if named else NAMES:
        path = shutil.which(name)
        if path is None:
            continue
        try:
            asked = subprocess.run(
                [path, "--version"], capture_output=True, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if asked.returncode == 0:
            return path
    return None


def ensure() -> int:
    """Install Chromium if it is missing and we may. Never fails: the tests say what they miss."""
    if find():
        return 0
    prefix = _privilege()
    if shutil.which("apt-get") is None or prefix is None:
        print(f"No Chromium, and it cannot be installed here. {HOW}", file=sys.stderr)
        return 0
    print("Installing Chromium by apt for the browser tests ...", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    for command in (
        [*apt, "update"],
        [*apt, "install", "-y", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            print("\n".join(done.stdout.splitlines()[-10:]), file=sys.stderr)
            print(f"apt could not do it. {HOW}", file=sys.stderr)
            return 0
    return 0


def _privilege() -> list[str] | None:
    """What to put before a command to run it as root; None where that asks for a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None
