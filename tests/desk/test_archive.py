"""The archive at the desk: searching it, bringing more, and what became of it."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from claims import limits
from claims.archive import imports
from claims.models import FactCheckImport
from desk.views import archive as views
from tests.desk.conftest import words
from tests.domain.archive.conftest import claim_review

PAGE = "/admin/desk/archive/"
IMPORTS = f"{PAGE}imports/"


@pytest.fixture
def archive(db: None) -> FactCheckImport:
    """Three checks by others and one that was refused."""
    reviews = [claim_review(n) for n in (1, 2)]
    reviews.append(claim_review(3, claimReviewed="Buses are free", url="https://other.example/b"))
    reviews.append(claim_review(4, claimReviewed=""))
    job = imports.request_import(actor=None, data=json.dumps(reviews).encode(), name="feed.json")
    imports.work()
    job.refresh_from_db()
    assert (job.created, job.refused) == (3, 1)
    return job


def test_only_who_may_import_is_sent_there_from_an_empty_archive(
    sign_in: Callable[..., Client],
) -> None:
    assert "Import fact-checks" in words(sign_in(Role.EDITOR).get(PAGE))
    page = words(sign_in(Role.REVIEWER).get(PAGE))
    assert "Import fact-checks" not in page
    assert "An editor imports fact-checks." in page


def test_the_archive_is_listed_and_searched(
    sign_in: Callable[..., Client], archive: FactCheckImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(Role.REVIEWER)
    page = client.get(PAGE)
    listed = page.context["checks"]
    assert {check.claim_text for check in listed} == {
        "Buses are free",
        "Crime rose by 1 percent in Alderton",
        "Crime rose by 2 percent in Alderton",
    }
    assert [check.pk for check in listed] == sorted((one.pk for one in listed), reverse=True)
    assert 'href="https://other.example/b"' in page.content.decode()
    assert "Mostly false" in words(page)
    found = client.get(PAGE, {"q": "buses"}).context["checks"]
    assert [check.site for check in found] == ["other.example"]
    found = client.get(PAGE, {"q": "crime", "site": "https://www.checkers.example/x"})
    assert len(found.context["checks"]) == 2
    assert "No fact-check matches." in words(client.get(PAGE, {"q": "zeppelin"}))
    monkeypatch.setattr(views, "PAGE", 2)
    first = client.get(PAGE, {"page": "1"})
    assert (len(first.context["checks"]), first.context["more"]) == (2, True)
    rest = client.get(PAGE, {"page": "2"})
    assert (len(rest.context["checks"]), rest.context["more"]) == (1, False)
    assert client.get(PAGE, {"page": "9" * 18}).context["checks"] == []
    assert client.get(PAGE, {"page": "x", "q": "a\x00b"}).status_code == 200


def test_an_editor_brings_a_file_and_reads_its_report(
    sign_in: Callable[..., Client], archive: FactCheckImport
) -> None:
    client = sign_in(Role.EDITOR)
    file = SimpleUploadedFile("more.json", json.dumps(claim_review(9)).encode())
    page = client.post(IMPORTS, {"file": file, "url": ""}, follow=True)
    job = FactCheckImport.objects.latest("id")
    assert "The import is queued" in words(page)
    where = f"{IMPORTS}{job.pk}/"
    assert page.redirect_chain[-1][0] == where
    assert "hx-get" in page.content.decode().split('id="import"')[1].split(">")[0]
    imports.work()
    done = client.get(where)
    assert "hx-get" not in done.content.decode().split('id="import"')[1].split(">")[0]
    assert "JSON-LD 1 new Nothing was refused." in words(done)
    told = client.get(f"{IMPORTS}{archive.pk}/")
    assert "claimReviewed is missing." in words(told)
    assert "1 refused" in words(told)


def test_an_address_is_asked_for_and_a_bad_one_is_refused_beside_its_field(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.EDITOR)
    client.post(IMPORTS, {"url": "https://checkers.example/feed"})
    job = FactCheckImport.objects.get()
    assert (job.url, job.fetched_at) == ("https://checkers.example/feed", None)
    page = client.get(IMPORTS)
    assert "waiting for the site" in words(page)
    assert 'hx-trigger="every 3s"' in page.content.decode()
    for sent, field in (
        ({"url": "ftp://checkers.example/"}, "import-url"),
        ({}, "import-file"),
        ({"url": "https://a.example/", "file": SimpleUploadedFile("f", b"{}")}, "import-file"),
        ({"file": SimpleUploadedFile("f", b"")}, "import-file"),
    ):
        refused = client.post(IMPORTS, sent)
        assert refused.status_code == 400, sent
        (wrong,) = [one for one in refused.context["fields"] if one.wrong]
        assert wrong.id == field
        assert f'id="{field}-wrong"' in refused.content.decode()
    assert FactCheckImport.objects.count() == 1


def test_a_file_past_the_limit_is_not_read_to_its_end(
    sign_in: Callable[..., Client], settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    answer = sign_in(Role.EDITOR).post(IMPORTS, {"file": SimpleUploadedFile("f", b"x" * 5000)})
    assert answer.status_code == 413
    assert not FactCheckImport.objects.exists()


def test_reviewers_read_and_do_not_import_and_others_see_nothing(
    sign_in: Callable[..., Client], archive: FactCheckImport
) -> None:
    reviewer = sign_in(Role.REVIEWER)
    page = reviewer.get(IMPORTS)
    assert page.status_code == 200
    assert 'id="import-form"' not in page.content.decode()
    assert reviewer.post(IMPORTS, {"url": "https://a.example/"}).status_code == 403
    assert reviewer.get(f"{IMPORTS}{archive.pk}/").status_code == 200
    assert reviewer.get(f"{IMPORTS}999999/").status_code == 404
    other = sign_in(Role.ADMINISTRATOR)
    assert {other.get(path).status_code for path in (PAGE, IMPORTS)} == {403}
    assert other.get(f"{IMPORTS}{archive.pk}/").status_code == 404
    assert FactCheckImport.objects.count() == 1


def test_more_refusals_than_are_listed_are_counted(
    sign_in: Callable[..., Client], archive: FactCheckImport
) -> None:
    FactCheckImport.objects.update(refused=limits.IMPORT_REPORT + 40)
    told = sign_in(Role.REVIEWER).get(f"{IMPORTS}{archive.pk}/")
    assert f"{limits.IMPORT_REPORT + 39} more are not listed." in words(told)
