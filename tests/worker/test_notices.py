"""Notices arrive by a real maintenance worker and its beat, and by the command that stands in."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims import services
from notify.models import Notice
from tests.factories import ClaimFactory
from tests.support.waiting import wait_for

PASSWORD = "a long enough secret"


@pytest.fixture
def reviewer(committed_db: str) -> User:
    """Who was assigned a claim a moment ago."""
    editor = create_user(username="edda", password=PASSWORD, roles=[Role.EDITOR])
    anna = create_user(username="anna", password=PASSWORD, roles=[Role.REVIEWER])
    services.assign(actor=editor, claim_id=ClaimFactory().pk, expected_version=None, reviewer=anna)
    return anna


def told(user: User) -> list[str]:
    return [notice.kind for notice in Notice.objects.for_user(user)]


@pytest.mark.faults
def test_beat_has_the_maintenance_worker_deliver(
    reviewer: User, worker_process: Any, tmp_path: Path
) -> None:
    assert told(reviewer) == []
    periods = {"NOTICE_INTERVAL": "0.5", "BEAT_SCHEDULE_FILE": str(tmp_path / "beat")}
    worker_process("maintenance", env=periods, options=["-B"])
    wait_for(lambda: told(reviewer) == ["assigned"], 30, "the notice")


def test_supervise_delivers_where_there_is_no_beat(reviewer: User, capsys: Any) -> None:
    call_command("supervise", once=True)
    assert told(reviewer) == ["assigned"]
    assert "deliver-notices: 1" in capsys.readouterr().out
