"""Google's own client, unchanged, against a running gunicorn: only the address is ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from accounts.roles import Role
from accounts.services import create_user
from accounts.tokens import create_token
from claims.models import Verdict
from launcher.processes import free_port, stop_all, web
from launcher.stack import stack_environment
from tests.api.google.conftest import archive, publish
from tests.api.google.test_pages import PAGE

PASSWORD = "a long enough secret"


@pytest.fixture
def host(committed_db: str, valkey_url: str, tmp_path: Path) -> Iterator[str]:
    """Where the web process answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    urls = {"DATABASE_URL": committed_db, "REDIS_URL": valkey_url}
    server = web(stack_environment(urls, "https://newsroom.example"), tmp_path, port)
    server.start()
    try:
        server.wait_until_ready()
        yield url
    finally:
        stop_all([server])


@pytest.fixture
def key(committed_db: str) -> str:
    """An integrator's API key."""
    wire = create_user(username="wire", password=PASSWORD, roles=[Role.INTEGRATOR])
    return create_token(user=wire)[0][:15]


def discovered(host: str, **options: Any) -> Any:
    """Built from our discovery document."""
    where = f"{host}/$discovery/rest?version={{apiVersion}}"
    return build(
        "factchecktools", "v1alpha1", discoveryServiceUrl=where, static_discovery=False, **options
    )


def bundled(host: str, **options: Any) -> Any:
    """Built from the document that comes with the client, and led here."""
    return build("factchecktools", "v1alpha1", client_options={"api_endpoint": host}, **options)


def name_of(verdict: Verdict) -> str:
    return f"pages/check-{verdict.claim_id}"


@pytest.mark.faults
def test_the_client_searches_reads_and_writes(host: str, key: str) -> None:
    for number in range(1, 4):
        archive(number)
    verdict = publish("Crime in Alderton fell last year")
    edda = create_user(username="edda", password=PASSWORD, roles=[Role.EDITOR])
    token = create_token(user=edda)[0]
    for number, connect in enumerate((discovered, bundled)):
        reads(connect, host, key, verdict)
        writes(connect, host, token, verdict, f"https://b.example/{number}")
        with connect(host, credentials=AnonymousCredentials()) as anybody:
            answer = anybody.claims().search(query="fell").execute()
            assert [one["claimant"] for one in answer["claims"]] == ["Ada Penhallow"]


def reads(connect: Any, host: str, key: str, verdict: Verdict) -> None:
    """Searches page by page, and pages of both kinds; refusals arrive as HttpError."""
    with connect(host, developerKey=key) as reader:
        searching = reader.claims()
        request = searching.search(query="crime alderton", pageSize=3, languageCode="en-US")
        found = []
        while request is not None:
            answer = request.execute()
            found += answer["claims"]
            request = searching.search_next(request, answer)
        assert len(found) == 4
        assert found[0]["claimReview"][0]["textualRating"]
        of_site = searching.search(reviewPublisherSiteFilter="newsroom.example").execute()
        assert [one["text"] for one in of_site["claims"]] == [verdict.claim_normalised]
        assert searching.search(query="zeppelin").execute() == {}

        name = name_of(verdict)
        assert reader.pages().get(name=name).execute()["versionId"] == str(verdict.pk)
        listed = reader.pages().list(organization="checkers.example", pageSize=2)
        first = listed.execute()
        second = reader.pages().list_next(listed, first).execute()
        assert (len(first["claimReviewMarkupPages"]), len(second["claimReviewMarkupPages"])) == (
            2,
            1,
        )

        for refused, status, word in (
            (searching.search(), 400, "INVALID_ARGUMENT"),
            (searching.imageSearch(imageUri="https://a.example/b.png"), 501, "UNIMPLEMENTED"),
            (reader.pages().get(name="pages/999999"), 404, "NOT_FOUND"),
            (reader.pages().create(body=PAGE), 401, "UNAUTHENTICATED"),
        ):
            with pytest.raises(HttpError) as caught:
                refused.execute()
            assert caught.value.status_code == status
            assert word in str(caught.value.content)
            assert caught.value.reason, "the client finds the message in the error's shape"


def writes(connect: Any, host: str, token: str, verdict: Verdict, url: str) -> None:
    """A page of the archive from its creation to its end; ours is refused."""
    with connect(host, credentials=Credentials(token=token)) as writer:
        pages = writer.pages()
        page = pages.create(body={**PAGE, "pageUrl": url, "claimReviewMarkups": [
            {"claimReviewed": "Crime doubled", "rating": {"textualRating": "False"}}
        ]}).execute()  # fmt: skip
        page["claimReviewMarkups"][0]["rating"]["textualRating"] = "Mostly false"
        changed = pages.update(name=page["name"], body=page).execute()
        assert changed == {**page, "versionId": "2"}
        assert pages.get(name=page["name"]).execute() == changed
        assert pages.delete(name=page["name"]).execute() == {}
        with pytest.raises(HttpError) as caught:
            pages.update(name=name_of(verdict), body=page).execute()
        assert caught.value.status_code == 403
