"""``make check``: every step that needs no test run; all are tried, then a summary.

``python -m launcher.check MODULE ...`` with the modules that are type-checked; needs
DATABASE_URL, which ``python -m launcher exec`` provides.
"""

import difflib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from launcher.processes import manage
from launcher.state import REPOSITORY

BIN = Path(sys.executable).parent
SCHEMA = REPOSITORY / "docs" / "openapi.yaml"
COMPOSE = REPOSITORY / "docker-compose.yml"

Step = tuple[str, Callable[[], bool]]


def command(*words: str | Path) -> Callable[[], bool]:
    """A step that passes when its command ends with 0."""

    def step() -> bool:
        return not subprocess.run(
            [str(word) for word in words], cwd=REPOSITORY, check=False
        ).returncode

    return step


def schema_is_current() -> bool:
    """The generated OpenAPI schema is valid, free of warnings and the committed one."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "openapi.yaml"
        spectacular = manage("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
        if not command(*spectacular)():
            return False
        new = made.read_text().splitlines()
    old = SCHEMA.read_text().splitlines() if SCHEMA.exists() else []
    difference = list(difflib.unified_diff(old, new, "docs/openapi.yaml", "generated", lineterm=""))
    if difference:
        print("\n".join(difference[:40]))
        print("The committed schema is not the generated one: run `make schema` and commit it.")
    return not difference


def compose_is_valid() -> bool:
    """docker-compose.yml follows the compose specification."""
    import yaml
    from compose_spec import PyCompose

    try:
        # Variables and merge keys (`<<`) come before the specification: resolved here.
        text = re.sub(r"\$\{\w+(?::([-?])([^}]*))?\}", _interpolated, COMPOSE.read_text())
        merged = json.dumps(yaml.safe_load(text))
        names = PyCompose.from_json(merged).service_names()
    except ValueError as problem:
        print(problem)
        return False
    print("services: " + ", ".join(sorted(names)))
    return True


def _interpolated(found: re.Match[str]) -> str:
    return found[2] if found[1] == "-" else "given"


def steps(modules: list[str]) -> list[Step]:
    """What is checked, in order; the quick ones first."""
    return [
        ("lint (ruff check)", command(BIN / "ruff", "check", ".")),
        ("format (ruff format)", command(BIN / "ruff", "format", "--check", ".")),
        ("import contracts (lint-imports)", command(BIN / "lint-imports")),
        ("migrations are complete", command(*manage("makemigrations", "--check", "--dry-run"))),
        ("system checks", command(*manage("check", "--fail-level", "WARNING"))),
        ("API schema is valid and committed", schema_is_current),
        ("Dockerfile (hadolint)", command(BIN / "hadolint", "Dockerfile")),
        ("docker-compose.yml (compose-spec)", compose_is_valid),
        ("types (mypy strict)", command(BIN / "mypy", *modules)),
    ]


def main(modules: list[str]) -> int:
    """Run all steps; 1 if any failed."""
    results: list[tuple[str, bool, float]] = []
    for name, step in steps(modules):
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        results.append((name, step(), time.monotonic() - started))
    print("\n== summary")
    for name, passed, seconds in results:
        print(f"{'ok  ' if passed else 'FAIL'} {name} ({seconds:.1f} s)")
    failed = [name for name, passed, _ in results if not passed]
    print(
        f"make check: {len(failed)} of {len(results)} steps failed."
        if failed
        else "make check: all passed."
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
