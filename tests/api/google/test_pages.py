"""pages: our checks and the archive are read; the archive alone is written, by editors."""

import json
from typing import Any

import pytest

from audit.models import AuditEvent
from claims.archive import imports
from claims.models import FactCheck, FactCheckPage
from tests.api.google.conftest import archive, publish
from tests.domain.archive.conftest import claim_review

PAGE = {
    "pageUrl": "https://www.checkers.example/1",
    "publishDate": "2026-02-03",
    "claimReviewAuthor": {"name": "Checkers", "imageUrl": "https://checkers.example/logo.png"},
    "claimReviewMarkups": [
        {
            "url": "https://www.checkers.example/1#first",
            "claimReviewed": "Crime rose by 1 percent",
            "claimDate": "2026-01-29",
            "claimLocation": "City hall",
            "claimFirstAppearance": "https://tv.example/debate",
            "claimAppearances": ["https://paper.example/9", "https://radio.example/3"],
            "claimAuthor": {
                "name": "Vera Quill",
                "jobTitle": "Mayor",
                "imageUrl": "https://tv.example/quill.png",
                "sameAs": "https://www.wikidata.org/wiki/Q1",
            },
            "rating": {
                "ratingValue": 2,
                "worstRating": 1,
                "bestRating": 5,
                "textualRating": "Mostly false",
                "ratingExplanation": "It fell.",
                "imageUrl": "https://checkers.example/2.png",
            },
        },
        {"claimReviewed": "Crime doubled", "rating": {"textualRating": "False"}},
    ],
}
WRITTEN = {"format": "json"}


def test_a_page_is_created_read_replaced_and_deleted(google: Any, editor: Any) -> None:
    made = google("post", "pages", PAGE, user=editor, **WRITTEN)
    assert made.status_code == 200, made.content
    name = made.json()["name"]
    assert made.json() == {**PAGE, "name": name, "versionId": "1"}
    assert google("get", name).json() == made.json()
    assert FactCheck.objects.count() == 2

    changed = {**made.json(), "claimReviewMarkups": PAGE["claimReviewMarkups"][1:]}
    put = google("put", name, changed, user=editor, **WRITTEN)
    assert put.json() == {**changed, "versionId": "2"}
    stale = google("put", name, changed, user=editor, **WRITTEN)
    assert (stale.status_code, stale.json()["error"]["status"]) == (409, "ABORTED")
    same = google("put", name, {**changed, "versionId": ""}, user=editor, **WRITTEN)
    assert same.json()["versionId"] == "2", "nothing changed"

    assert google("delete", name, user=editor).json() == {}
    assert google("get", name).status_code == 404
    assert google("get", "pages", {"url": PAGE["pageUrl"]}).json() == {}
    assert google("delete", name, user=editor).status_code == 404
    page = FactCheckPage.objects.get()
    events = AuditEvent.objects.for_target(page).order_by("seq")
    assert [one.action for one in events] == ["create", "edit", "withdraw"]
    assert {one.actor for one in events} == {editor.opaque_id}


def test_no_import_brings_back_what_was_deleted_but_an_editor_may(google: Any, editor: Any) -> None:
    name = google("post", "pages", PAGE, user=editor, **WRITTEN).json()["name"]
    google("delete", name, user=editor)
    job = imports.request_import(actor=editor, data=json.dumps(claim_review(1)).encode())
    imports.work()
    job.refresh_from_db()
    assert [one["code"] for one in job.report] == ["withdrawn"]
    assert google("post", "pages", PAGE, user=editor, **WRITTEN).json()["name"] == name
    twice = google("post", "pages", PAGE, user=editor, **WRITTEN)
    assert (twice.status_code, twice.json()["error"]["status"]) == (409, "ALREADY_EXISTS")


def test_our_checks_are_read_and_never_written_here(google: Any, editor: Any) -> None:
    verdict = publish()
    name = f"pages/check-{verdict.claim_id}"
    url = f"https://newsroom.example/checks/{verdict.claim_id}/"
    read = google("get", name).json()
    assert (read["name"], read["pageUrl"], read["publishDate"]) == (name, url, "2026-02-01")
    (markup,) = read["claimReviewMarkups"]
    assert markup["claimReviewed"] == verdict.claim_normalised
    assert markup["rating"]["ratingValue"] == 2
    assert google("get", "pages", {"url": url.rstrip("/") + "/?utm_source=x"}).json() == {
        "claimReviewMarkupPages": [read]
    }
    assert google("get", "pages", {"organization": "newsroom.example"}).json() == {
        "claimReviewMarkupPages": [read]
    }
    for answer in (
        google("put", name, read, user=editor, **WRITTEN),
        google("delete", name, user=editor),
        google("post", "pages", {**PAGE, "pageUrl": url}, user=editor, **WRITTEN),
    ):
        assert answer.status_code == 403, answer.content
        assert answer.json()["error"]["status"] == "PERMISSION_DENIED"
    assert google("get", f"pages/check-{verdict.claim_id + 999}").status_code == 404


def test_the_archive_is_written_by_editors_alone(google: Any, integrator: Any) -> None:
    page = archive(1)
    for who, status, word in (
        (None, 401, "UNAUTHENTICATED"),
        (integrator, 403, "PERMISSION_DENIED"),
    ):
        for answer in (
            google("post", "pages", PAGE, user=who, **WRITTEN),
            google("put", f"pages/{page.pk}", PAGE, user=who, **WRITTEN),
            google("delete", f"pages/{page.pk}", user=who),
        ):
            assert (answer.status_code, answer.json()["error"]["status"]) == (status, word)
    assert FactCheckPage.objects.get().version == 1


def test_a_site_is_listed_page_by_page(google: Any) -> None:
    names = [f"pages/{archive(number).pk}" for number in range(1, 6)]
    archive(9, url="https://other.example/9")
    asked: dict[str, Any] = {"organization": "checkers.example", "pageSize": 2}
    seen = []
    while True:
        answer = google("get", "pages", asked).json()
        seen += [page["name"] for page in answer["claimReviewMarkupPages"]]
        if "nextPageToken" not in answer:
            break
        asked["pageToken"] = answer["nextPageToken"]
    assert seen == names
    rest = google("get", "pages", {"organization": "www.checkers.example", "offset": 3}).json()
    assert [page["name"] for page in rest["claimReviewMarkupPages"]] == names[3:]
    for wrong in ({}, {"url": "https://a.example/", "organization": "a.example"}):
        assert google("get", "pages", wrong).status_code == 400


def test_a_page_that_is_wrong_is_refused_with_its_fields_and_nothing_kept(
    google: Any, editor: Any
) -> None:
    (first, second) = PAGE["claimReviewMarkups"]
    wrong = {
        "pageUrl": {**PAGE, "pageUrl": "no address"},
        "mood": {**PAGE, "mood": "good"},
        "claimReviewMarkups": {**PAGE, "claimReviewMarkups": []},
        "claimReviewMarkups.1": {**PAGE, "claimReviewMarkups": [first, {**second, "rating": {}}]},
        "claimReviewMarkups.0": {
            **PAGE,
            "claimReviewMarkups": [{**first, "url": "https://b.example/"}],
        },
    }
    for field, body in wrong.items():
        answer = google("post", "pages", body, user=editor, **WRITTEN)
        assert answer.status_code == 400, (field, answer.content)
        (detail,) = answer.json()["error"]["details"]
        assert [one["field"] for one in detail["fieldViolations"]] == [field]
    assert not FactCheckPage.objects.exists()
    assert (
        google("post", "pages", "{", user=editor, content_type="application/json").status_code
        == 400
    )


ADDRESSES = {
    "page": ("claimReviewAuthor", "imageUrl"),
    "url": ("claimReviewMarkups", 0, "url"),
    "first": ("claimReviewMarkups", 0, "claimFirstAppearance"),
    "appearance": ("claimReviewMarkups", 0, "claimAppearances", 1),
    "image": ("claimReviewMarkups", 0, "claimAuthor", "imageUrl"),
    "same": ("claimReviewMarkups", 0, "claimAuthor", "sameAs"),
    "rating": ("claimReviewMarkups", 0, "rating", "imageUrl"),
}
NO_ADDRESSES = ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "tv.example/9",
                "ftp://tv.example/9", "https://")  # fmt: skip


@pytest.mark.parametrize("written", NO_ADDRESSES)
@pytest.mark.parametrize("where", ADDRESSES)
def test_what_is_no_web_address_is_refused_wherever_it_stands_and_nothing_changes(
    google: Any, editor: Any, where: str, written: str
) -> None:
    made = google("post", "pages", PAGE, user=editor, **WRITTEN).json()
    wrong = json.loads(json.dumps(made))
    *path, last = ADDRESSES[where]
    here: Any = wrong
    for step in path:
        here = here[step]
    here[last] = written
    for method, name in (("put", made["name"]), ("post", "pages")):
        url = made["pageUrl"] if method == "put" else "https://www.checkers.example/2"
        answer = google(method, name, {**wrong, "pageUrl": url}, user=editor, **WRITTEN)
        assert answer.status_code == 400, answer.content
        said = answer.json()["error"]
        assert said["status"] == "INVALID_ARGUMENT"
        fields = [one["field"] for one in said["details"][0]["fieldViolations"]]
        assert fields[0] == "claimReviewMarkups.0"
    assert google("get", made["name"]).json() == made
    assert FactCheckPage.objects.count() == 1
