"""`manage.py ingest`: a line a file, a bad one stops none behind it, and the exit code says so."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Role
from tests.factories import UserFactory
from transcripts.management.commands import ingest as command
from transcripts.models import ExtractionRun, Transcript

GOOD = "ANNA BERG: We built 20 bridges in 2024.\n"


@pytest.fixture
def ingrid(db: None) -> User:
    made: User = UserFactory(username="ingrid", role=Role.INTEGRATOR)
    return made


def run(*words: object, **options: Any) -> tuple[list[str], CommandError | None]:
    """The lines printed, and the error with which it ended."""
    out = io.StringIO()
    failure = None
    try:
        call_command("ingest", *map(str, words), "--user=ingrid", stdout=out, **options)
    except CommandError as error:
        failure = error
    return out.getvalue().splitlines(), failure


def files(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text)


def test_a_file_becomes_a_transcript_with_the_metadata_that_were_given(
    ingrid: User, tmp_path: Path
) -> None:
    files(tmp_path, talk_txt=GOOD)
    lines, failure = run(
        tmp_path / "talk.txt", "--date=2024-05-01", "--publisher=Post", "--language=en-GB",
        "--title=A talk", "--source-url=https://post.example/1",
    )  # fmt: skip
    made = Transcript.objects.get()
    assert failure is None
    queued = made.runs.get()
    path = tmp_path / "talk.txt"
    assert lines == [f"created {path}: transcript {made.pk}, run {queued.pk} queued"]
    assert (made.title, made.publisher, made.language) == ("A talk", "Post", "en-GB")
    assert (str(made.event_date), made.source_url) == ("2024-05-01", "https://post.example/1")
    upload = made.uploads.get()
    assert (upload.user, upload.name) == (ingrid, "talk.txt")


def test_a_bad_file_is_named_with_its_line_and_stops_none_behind_it(
    ingrid: User, tmp_path: Path
) -> None:
    files(tmp_path, a_txt=GOOD, b_txt="ANNA: fine\nANNA: no\x00t fine\n", c_txt=GOOD)
    files(tmp_path, d_json='{"segments": [{"text": 5}]}')
    lines, failure = run(
        *(tmp_path / f"{n}" for n in ("a.txt", "b.txt", "no.txt", "d.json", "c.txt"))
    )
    assert failure is not None
    assert (failure.returncode, str(failure)) == (1, "3 of 5 refused.")
    assert lines[0].startswith(f"created {tmp_path}/a.txt: transcript ")
    assert lines[1].startswith(f"refused {tmp_path}/b.txt:2:9: Line 2, column 9 ")
    assert lines[2] == f"refused {tmp_path}/no.txt: No such file or directory"
    assert lines[3].startswith(f"refused {tmp_path}/d.json: At /segments/0/text: ")
    assert lines[4].startswith(f"known {tmp_path}/c.txt: transcript ")
    assert Transcript.objects.count() == 1


def test_what_is_known_names_what_was_not_applied(ingrid: User, tmp_path: Path) -> None:
    files(tmp_path, talk_txt=GOOD)
    run(tmp_path / "talk.txt")
    lines, failure = run(tmp_path / "talk.txt", "--publisher=Other")
    assert failure is None
    assert lines[0].endswith("(not applied: publisher)")


def test_a_folder_is_its_transcript_files_in_order(ingrid: User, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for number, name in enumerate(("z.txt", "a.srt", "notes.docx", ".hidden.txt", "b/deep.JSON",
                                   ".git/x.txt")):  # fmt: skip
        text = GOOD.replace("20", str(number))
        if name == "a.srt":
            text = f"1\n00:00:01,000 --> 00:00:02,000\n{text}"
        if name.endswith("JSON"):
            text = '{"segments": [{"text": "Deep down there are 7."}]}'
        (tmp_path / name).write_text(text)
    flat, _ = run(tmp_path)
    assert [Path(line.split(": ")[0]).name for line in flat] == ["a.srt", "z.txt"]
    deep, failure = run(tmp_path, "--recursive")
    assert [line.split()[0] for line in deep] == ["known", "known", "created"]
    assert failure is None


def test_a_folder_without_transcripts_is_refused(ingrid: User, tmp_path: Path) -> None:
    lines, failure = run(tmp_path)
    assert lines[0].startswith(f"refused {tmp_path}: there is no transcript file in it")
    assert failure is not None


def test_standard_input(ingrid: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello there.\n"))
    monkeypatch.setattr("sys.stdin", stdin)
    lines, _ = run("-", "--title=From a pipe")
    assert lines[0].startswith("created -: transcript ")
    assert Transcript.objects.get().format == "vtt"


def test_the_format_can_be_told(ingrid: User, tmp_path: Path) -> None:
    files(tmp_path, odd_srt=GOOD)
    assert run(tmp_path / "odd.srt")[0][0].startswith("refused")
    assert run(tmp_path / "odd.srt", "--format=text")[0][0].startswith("created")


def test_a_file_beyond_the_limit_is_refused_unread(
    ingrid: User, tmp_path: Path, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 30
    files(tmp_path, long_txt=GOOD)
    assert run(tmp_path / "long.txt")[0] == [
        f"refused {tmp_path}/long.txt: The file is larger than 30 bytes."
    ]


def test_a_name_of_undecodable_bytes_is_stored_as_something_readable(
    ingrid: User, tmp_path: Path
) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/t\xffk.txt")
    Path(path).write_text(GOOD)
    lines, failure = run(tmp_path)
    assert failure is None
    assert "t\ufffdk.txt" in lines[0]
    assert Transcript.objects.get().uploads.get().name == "t\ufffdk.txt"


@pytest.mark.parametrize(
    "words",
    [["--language=english please"], ["--source-url=ftp://x"], ["--title=T", "also.txt"],
     ["--date=1 May"], ["--date=2026-02-30"], ["--format=docx"]],
)  # fmt: skip
def test_wrong_options_are_refused_before_anything_is_read(
    ingrid: User, tmp_path: Path, words: list[str]
) -> None:
    files(tmp_path, talk_txt=GOOD)
    lines, failure = run(tmp_path / "talk.txt", *words)
    assert failure is not None
    assert lines == []
    assert not Transcript.objects.exists()


def test_who_may_not_upload_is_told_once(db: None, tmp_path: Path) -> None:
    files(tmp_path, talk_txt=GOOD)
    lines, failure = run(tmp_path / "talk.txt")
    assert "no user “ingrid”" in str(failure)
    UserFactory(username="ingrid", role=Role.ADMINISTRATOR)
    lines, failure = run(tmp_path / "talk.txt")
    assert "may not upload" in str(failure)
    assert lines == []


def test_waiting_ends_with_the_runs_and_says_that_nobody_works(
    ingrid: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path, a_txt=GOOD, b_txt="BO LI: There are 9 ferries.\n")
    ends = iter([{"status": "succeeded", "claims_found": 1},
                 {"status": "failed", "failure_code": "no_extractor",
                  "failure_detail": "Nobody reads Klingon."}])  # fmt: skip

    def work(seconds: float) -> None:
        first = ExtractionRun.objects.active().order_by("pk")[:1].values("pk")
        ExtractionRun.objects.filter(pk__in=first).update(finished_at=Now(), **next(ends))

    monkeypatch.setattr(command.time, "sleep", work)
    told = io.StringIO()
    lines, failure = run(tmp_path, "--wait", stderr=told)
    numbers = Transcript.objects.order_by("pk").values_list("pk", flat=True)
    assert lines[2:] == [
        f"succeeded transcript {numbers[0]}: 1 claims",
        f"failed transcript {numbers[1]}: Nobody reads Klingon.",
    ]
    assert str(failure) == "0 of 2 refused, 1 not read."
    assert told.getvalue().count("No extraction worker has ever been seen.") == 1


def test_waiting_gives_up_after_the_timeout(ingrid: User, tmp_path: Path) -> None:
    files(tmp_path, a_txt=GOOD)
    lines, failure = run(tmp_path, "--wait", "--timeout=0", stderr=io.StringIO())
    assert lines[1].startswith("queued transcript ")
    assert str(failure) == "0 of 1 refused, 1 not read."
