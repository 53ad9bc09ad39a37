"""docs/operations.md names every setting that the application reads, with its default."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from launcher.state import REPOSITORY

PAGE = (REPOSITORY / "docs" / "operations.md").read_text()
APPLICATION = ("accounts", "api", "audit", "claims", "config", "desk", "notify", "transcripts",
               "worker")  # fmt: skip
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}
WORDS = {"false": False, "true": True, "empty": "", "none": ""}


def rows() -> Iterator[tuple[list[str], list[str]]]:
    """Names and defaults of each row of the page's table of settings."""
    table = PAGE.split("\n## Settings\n")[1].split("\n## ")[0]
    for line in re.findall(r"^\| ([A-Z][A-Z0-9_, ]*) \| (.*?) \|", table, re.MULTILINE):
        names, default = line
        yield names.split(", "), default.split(", ")


def told() -> set[str]:
    return {name for names, _ in rows() for name in names}


@functools.cache
def reads() -> tuple[tuple[str, ast.expr | None], ...]:
    """Every environment variable the application reads, and its default in the code."""
    files = (path for package in APPLICATION for path in (REPOSITORY / package).rglob("*.py"))
    return tuple(read for path in files for read in _reads_of(path))


def _reads_of(path: Path) -> Iterator[tuple[str, ast.expr | None]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of = ast.unparse(node.func)
        if re.fullmatch(r"env\.[a-z_]+|os\.environ\.(get|setdefault|pop)|os\.getenv", of):
            name = ast.literal_eval(node.args[0])
            default = next((one.value for one in node.keywords if one.arg == "default"), None)
            yield name, default


def test_every_setting_is_told_and_every_told_one_is_read() -> None:
    assert {name for name, _ in reads()} - NOT_SETTINGS == told()


def test_what_compose_passes_on_is_a_setting() -> None:
    document = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    assert set(document["x-environment"]) <= told()


def literal(default: ast.expr | None) -> object:
    """The default in the code; None where it is computed from other settings."""
    if default is None:
        return None
    try:
        return eval(compile(ast.Expression(default), "default", "eval"), {"__builtins__": {}})
    except NameError:
        return None


@pytest.mark.parametrize(("names", "defaults"), list(rows()), ids=lambda words: ",".join(words))
def test_the_defaults_are_those_of_the_code(names: list[str], defaults: list[str]) -> None:
    code = {name: literal(default) for name, default in reads()}
    if isinstance(code.get(names[0]), list):
        names, defaults = names[:1], [", ".join(defaults)]
    assert len(names) == len(defaults)
    for name, said in zip(names, defaults, strict=True):
        if code[name] is None:
            continue
        if isinstance(code[name], list):
            assert ", ".join(map(str, code[name] or ["none"])) == said, name
        elif isinstance(code[name], bool) or said in WORDS:
            assert WORDS[said] == code[name], name
        elif isinstance(code[name], int | float):
            assert float(said) == code[name], name
        else:
            assert said.strip("`") == code[name], name
