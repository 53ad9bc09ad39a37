"""Several files at once: each a transcript of its own, and a bad one takes nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.roles import Role
from accounts.services import create_user
from desk.forms import MAX_FILES
from launcher.processes import free_port, web
from launcher.stack import stack_environment
from tests.conftest import DEFAULT_HASHERS
from transcripts.models import Transcript, Upload

SAID = "ANNA BERG: We built {} bridges in 2024.\n"
PASSWORD = "a-long-password-for-tests-1"


def file(name: str, content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def post(client: Client, *files: SimpleUploadedFile, **data: Any) -> Any:
    return client.post(reverse("admin:desk_upload"), {"file": list(files), **data})


def outcomes(answer: Any) -> list[tuple[str, str]]:
    return [(result.name, result.outcome) for result in answer.context["results"]]


def test_a_bad_file_is_listed_with_its_line_and_the_good_ones_are_kept(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.REVIEWER)
    post(client, file("old.txt", SAID.format(9)))
    answer = post(
        client,
        file("a.txt", SAID.format(1)),
        file("bad.txt", "ANNA: fine\nANNA: no\x00t\n"),
        file("none.txt", ""),
        file("old copy.txt", SAID.format(9)),
        file("z.json", '{"text": "", "segments": [{"id": 0, "text": "Hm", "start": 2, "end": 1}]}'),
        file("b.txt", SAID.format(2)),
        publisher="Post",
    )
    assert answer.status_code == 200
    assert outcomes(answer) == [
        ("a.txt", "stored"),
        ("bad.txt", "refused"),
        ("none.txt", "refused"),
        ("old copy.txt", "known"),
        ("z.json", "refused"),
        ("b.txt", "stored"),
    ]
    shown = answer.content.decode()
    assert "3 of 6 files were refused; the others are in" in shown
    assert "Line 2, column 9 holds" in shown
    assert "At /segments/0/end: " in shown
    assert "Not applied, since it differs: publisher." in shown
    stored = Transcript.objects.filter(publisher="Post")
    assert sorted(one.title for one in stored) == ["a.txt", "b.txt"]
    for one in stored:
        assert reverse("admin:desk_transcript", args=[one.pk]) in shown
        assert one.runs.get().status == "queued"


def test_what_was_said_of_all_is_kept_for_the_mended_files(sign_in: Callable[..., Client]) -> None:
    answer = post(sign_in(Role.EDITOR), file("a.txt", ""), file("b.txt", ""), publisher="The Post")
    assert answer.status_code == 400
    assert 'value="The Post"' in answer.content.decode()
    assert "All files were refused" in answer.content.decode()


def test_a_file_and_pasted_text_are_two_transcripts(sign_in: Callable[..., Client]) -> None:
    answer = post(sign_in(Role.REVIEWER), file("a.txt", SAID.format(1)), text=SAID.format(2))
    assert outcomes(answer) == [("a.txt", "stored"), ("The pasted text", "stored")]
    assert "All 2 files are in" in answer.content.decode()


def test_the_same_file_twice_is_stored_once(sign_in: Callable[..., Client]) -> None:
    answer = post(sign_in(Role.REVIEWER), file("a.txt", SAID), file("b.txt", SAID))
    assert [outcome for _, outcome in outcomes(answer)] == ["stored", "known"]
    assert (Transcript.objects.count(), Upload.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"title": "One title"}, "title", "A title fits a single transcript"),
        ({"language": "english please"}, "language", "is not a BCP 47 language tag"),
        ({"event_date": "soon"}, "event_date", "Enter a valid date"),
    ],
)
def test_what_is_wrong_for_all_stores_none(
    sign_in: Callable[..., Client], data: dict[str, str], field: str, said: str
) -> None:
    answer = post(sign_in(Role.REVIEWER), file("a.txt", SAID), file("b.txt", SAID * 2), **data)
    assert answer.status_code == 400
    assert said in answer.context["form"].errors[field][0]
    assert not Transcript.objects.exists()


def test_more_files_than_the_bound_are_refused_together(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    files = [file(f"{n}.txt", SAID.format(n)) for n in range(MAX_FILES + 1)]
    answer = post(client, *files)
    assert answer.status_code == 400
    assert "At most 20 files at once. These were 21; none was stored." in answer.content.decode()
    assert not Transcript.objects.exists()
    assert "Up to 20 at once" in answer.content.decode()
    files = [file(f"{n}.txt", SAID.format(n)) for n in range(MAX_FILES)]
    assert {outcome for _, outcome in outcomes(post(client, *files))} == {"stored"}


@pytest.fixture
def site(committed_db: str, valkey_url: str, tmp_path: Path, settings: Any) -> Iterator[str]:
    """The address of a web server on a database of the test's own."""
    settings.PASSWORD_HASHERS = DEFAULT_HASHERS
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    urls = {"DATABASE_URL": committed_db, "REDIS_URL": valkey_url}
    server = web(stack_environment(urls, url), tmp_path, port)
    server.start()
    try:
        server.wait_until_ready()
        yield url
    finally:
        server.stop()


@pytest.mark.browser
def test_several_files_without_javascript(site: str, browser_page: Page, tmp_path: Path) -> None:
    create_user(username="one", password=PASSWORD, roles=[Role.REVIEWER])
    files = tmp_path / "files"
    files.mkdir()
    for name, text in (("a.txt", SAID.format(1)), ("bad.txt", "a\nb\x00\n"), ("c.txt", SAID)):
        (files / name).write_text(text)
    assert browser_page.context.browser is not None
    page = browser_page.context.browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/admin/login/?next={reverse('admin:desk_upload')}")
    page.fill("[name=username]", "one")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.set_input_files("[name=file]", sorted(files.iterdir()))
    page.get_by_role("button", name="Upload").click()
    rows = page.get_by_role("list", name="What became of each file").get_by_role("listitem")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Line 2, column 2 holds")
    expect(rows.nth(2)).to_contain_text("stored")
    page.get_by_role("link", name="a.txt").click()
    expect(page.get_by_role("heading", name="a.txt")).to_be_visible()
