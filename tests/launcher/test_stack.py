"""What the launcher's processes are given."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from launcher.run import PURPOSE, running_settings
from launcher.servers import Servers
from launcher.stack import Stack
from launcher.state import LauncherError


def test_files_of_a_stack_lie_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EVIDENCE_ROOT", "EXPORT_ROOT"):
        assert hasattr(settings, name)
        monkeypatch.delenv(name, raising=False)
    servers: Any = SimpleNamespace(folder=tmp_path, environment=dict)
    given = Stack(servers).environment
    assert given["EVIDENCE_ROOT"] == str(tmp_path / "evidence")
    assert given["EXPORT_ROOT"] == str(tmp_path / "exports")


def test_what_a_stack_has_settled_is_named_for_other_shells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISHER_NAME", "The Harbour Gazette")
    monkeypatch.setenv("EDITOR", "vi")
    servers: Any = SimpleNamespace(folder=tmp_path, environment=lambda: {"DATABASE_URL": "x"})
    settings = Stack(servers).settings
    assert settings["DATABASE_URL"] == "x"
    assert settings["PUBLISHER_NAME"] == "The Harbour Gazette"
    assert "EDITOR" not in settings


def test_commands_without_a_running_stack_are_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STATE", str(tmp_path))
    with pytest.raises(LauncherError, match="make run"):
        running_settings()
    with Servers(PURPOSE, keep=True, only=[]) as servers:
        (servers.folder / "settings.json").write_text('{"SECRET_KEY": "s"}')
        assert running_settings() == {"SECRET_KEY": "s"}
    with pytest.raises(LauncherError, match="make run"):
        running_settings()
