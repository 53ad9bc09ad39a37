"""Which problems an operation may answer, each with the document that shows it.

Each app keeps its own in `problems.json` (beside its serializers), by code. `at` says where:
paths after /api/v1/, or marks of an operation: `@any`, `@write`, `@list`, and `@idempotent` and
`@conditional` as its view method is marked. A test finds the codes that are missing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from api.problems import problem

_PREFIX = "/api/v1/"
_GIVEN = frozenset({"at", "status", "title", "detail", "errors"})


@dataclass(frozen=True)
class ProblemExample:
    """One document, and the paths and marks of the operations that may answer it."""

    status: str
    paths: frozenset[str]
    marks: frozenset[str]
    document: dict[str, Any]


def problems_at(path: str, marks: frozenset[str]) -> dict[str, ProblemExample]:
    """By code, what an operation with this path and these marks may answer."""
    where = path.removeprefix(_PREFIX)
    return {code: one for code, one in _known().items() if where in one.paths or one.marks & marks}


def statuses(path: str, marks: frozenset[str]) -> list[str]:
    """Of all problems that operations with this path and these marks may answer."""
    return sorted({one.status for one in problems_at(path, marks).values()})


@cache
def _known() -> dict[str, ProblemExample]:
    return {
        code: _read(code, said)
        for found in read_of_all_apps("problems.json")
        for code, said in found.items()
    }


def _read(code: str, said: dict[str, Any]) -> ProblemExample:
    extra = {key: value for key, value in said.items() if key not in _GIVEN}
    document = problem(said["status"], code, said["title"], said["detail"], extra=extra)
    document["errors"] = said.get("errors", [])
    document["request_id"] = "5f0c3f8f2b7d4f0c9d8a6b1e2c3d4e5f"
    marks = frozenset(one[1:] for one in said["at"] if one.startswith("@"))
    paths = frozenset(one for one in said["at"] if not one.startswith("@"))
    return ProblemExample(str(said["status"]), paths, marks, document)


def read_of_all_apps(name: str) -> Iterator[dict[str, Any]]:
    """The JSON files of this name beside the apps' serializers."""
    for config in apps.get_app_configs():
        for folder in (Path(config.path), Path(config.path) / "api"):
            if (file := folder / name).is_file():
                yield json.loads(file.read_text(encoding="utf-8"))
