"""docs/api.md is true: its commands run against the running stack and print what it promises."""

from pathlib import Path
from typing import Any

import pytest

from accounts.roles import Role
from accounts.services import create_user
from tests.support.walkthrough import steps, walk

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PEOPLE = {
    "integrator": Role.INTEGRATOR,
    "reviewer1": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "editor": Role.EDITOR,
}


@pytest.mark.faults
def test_every_command_prints_what_the_document_says(live_stack: Any) -> None:
    passwords = {}
    for name, role in PEOPLE.items():
        passwords[name.upper()] = f"a-long-password-of-{name}"
        create_user(username=name, password=passwords[name.upper()], roles=[role])
    walked = walk(DOCUMENT, environment={"ONRECORD": live_stack.url, **passwords}, folder=ROOT)
    assert len(walked) > 10
    wrong = [
        f"docs/api.md line {step.line} promises\n{step.promised}\nbut it printed\n{step.printed}"
        for step in walked
        if not step.kept()
    ]
    assert not wrong, "\n".join(wrong)


def test_a_command_that_prints_is_followed_by_what_it_prints() -> None:
    silent = ("login() {", "I=$(login")
    for step in steps(DOCUMENT):
        assert step.promised or any(word in step.commands for word in silent), step.line


def test_a_promise_that_is_not_kept_is_noticed(tmp_path: Path) -> None:
    document = (
        "```sh\nx=1; echo $x\n```\n```text\n1\n```\n\n```sh\necho a$x b\n```\n```text\n...2\n```\n"
    )
    kept, broken = walk(document, environment={}, folder=tmp_path)
    assert kept.kept()
    assert (broken.line, broken.printed, broken.kept()) == (8, "a1 b\n", False)
    with pytest.raises(AssertionError, match="commands in line 8 failed"):
        walk(document.replace("echo a$x b", "false"), environment={}, folder=tmp_path)
