"""What the launcher's processes are given."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from launcher.stack import Stack


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
