"""The command line where no server is needed: exit codes, one line for each error, safe output."""

import subprocess
import sys
from pathlib import Path

import pytest

from onrecord_client import (
    ConnectionFailed,
    FollowTimeout,
    Run,
    RunFailed,
    WorkerState,
    cli,
    display,
)

SOURCE = Path(__file__).resolve().parents[2] / "clients" / "python" / "src"
WITHOUT_APPLICATION = """
import sys
import onrecord_client.cli
ours = ("accounts", "api", "audit", "claims", "config", "desk", "django", "launcher",
        "notify", "transcripts", "worker")
print([name for name in sys.modules if name.split(".")[0] in ours])
"""


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_URL", raising=False)
    monkeypatch.delenv("ONRECORD_TOKEN", raising=False)


def test_without_url_or_token_it_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["claims", "--url", "http://127.0.0.1:1"]) == 2
    assert cli.main(["claims", "--token", "abc"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "ONRECORD_TOKEN" in said[0]
    assert "ONRECORD_URL" in said[1]


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["send", "/no/such/file", "--url", "http://127.0.0.1:1", "--token", "abc"]
    assert cli.main(words) == 2
    assert (
        capsys.readouterr().err
        == "onrecord: [Errno 2] No such file or directory: '/no/such/file'\n"
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionFailed("gone"), 3),
        (RunFailed(Run(id=3, status="failed")), 4),
        (FollowTimeout(Run(id=3, status="queued", worker=WorkerState(alive=False))), 5),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes_are_those_in_the_readme(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_client", fail)
    assert cli.main(["checks"]) == code


def test_a_run_nobody_works_on_says_so() -> None:
    idle = WorkerState(alive=False)
    assert display.stage_of(Run(id=3, status="queued", worker=idle)) == "queued: no worker alive"
    assert display.stage_of(Run(id=3, status="running", stage="scoring")) == "scoring"
    assert display.stage_of(Run(id=3, status="succeeded", worker=idle)) == "succeeded"


def test_what_others_wrote_does_not_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    display.show_rows(("claim",), [("It \x1b[2Jrose\tby\n4%.\u202e",)])
    assert capsys.readouterr().out == "It [2Jrose by 4%.\n"


def test_the_client_loads_nothing_of_the_application() -> None:
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})" + WITHOUT_APPLICATION
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE
    )
    assert done.stdout == "[]\n"
