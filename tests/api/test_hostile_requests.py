"""Requests that nobody means well: each gets a problem that says what, none a 500."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Claim
from claims.services import adjudicate, dismiss, reopen
from tests.api.conftest import Client
from transcripts.services import withdraw_transcript


@pytest.mark.parametrize("path", ["tokens/", "transcripts/"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000])
def test_json_nested_without_end_is_400(integrator: Client, path: str, body: bytes) -> None:
    answer = integrator.http.post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"text": "One.", "text": "Two."}', "given twice"),
        (b'{"text": NaN}', "NaN is not JSON"),
        (b'{"text": "\xff"}', "not UTF-8"),
    ],
)
def test_ambiguous_json_is_400(integrator: Client, body: bytes, says: str) -> None:
    answer = integrator.http.post("/api/v1/transcripts/", body, content_type="application/json")
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"text": "\ud800"}', "/text"),
        (rb'{"mode": "\udfff\ud83d"}', "/mode"),
        (rb'{"\ud800": 1}', ""),
        (rb'{"segments": [{"a/b~": {"c": ["ok", "\uDBFFx"]}}]}', "/segments/0/a~1b~0/c/1"),
    ],
)
def test_half_of_a_surrogate_pair_is_400_where_it_stands(
    integrator: Client, body: bytes, pointer: str
) -> None:
    answer = integrator.http.post("/api/v1/transcripts/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "surrogate")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_whole_surrogate_pair_is_its_character(integrator: Client) -> None:
    body = rb'{"text": "Mayor Quill: Rents rose by 4 percent.", "title": "\ud83d\ude42"}'
    answer = integrator.http.post("/api/v1/transcripts/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["title"] == "\N{SLIGHTLY SMILING FACE}"


@pytest.mark.parametrize("charset", ["rot13", "zlib", "hex", "undefined", "utf-16"])
def test_an_odd_charset_does_not_change_how_a_query_is_read(editor: Client, charset: str) -> None:
    kind = f"text/html; charset={charset}"
    assert editor.get("claims/?search=a%20b", CONTENT_TYPE=kind).status_code == 200
    assert editor.http.get("/health/live?x=1", CONTENT_TYPE=kind).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/claims/", "/v1alpha1/claims:search?query=rents"])
@pytest.mark.parametrize("token", ["\xff", "a b", "\xe4" * 64, "a" * 8000])
def test_a_header_that_is_no_token_is_401(nobody: Client, path: str, token: str) -> None:
    answer = nobody.http.get(path, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401, answer.content


def test_a_chunked_body_is_refused_and_never_taken_for_an_empty_one(integrator: Client) -> None:
    answer = integrator.post("transcripts/", {}, headers={"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_two_files_or_titles_in_one_upload_are_refused_by_name(integrator: Client) -> None:
    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.txt", b"Mayor Vera Quill: Rents rose by 4 percent.")

    for sent in ({"file": [file(), file()]}, {"file": file(), "title": ["One", "Two"]}):
        answer = integrator.http.post("/api/v1/transcripts/", sent, format="multipart")
        assert (answer.status_code, answer.json()["code"]) == (400, "given_twice")


def test_a_token_request_is_strict_too(nobody: Client) -> None:
    answer = nobody.post("tokens/", {"username": "a", "password": "b", "x": 1})
    assert answer.status_code == 400
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/x"]
    assert nobody.post("tokens/", {"username": "a", "password": 1}).status_code == 400


def test_a_verdict_rests_on_no_day_that_has_not_come(
    full_round: "tuple[object, ...]", editor: Client
) -> None:
    claim, level = full_round
    path = f"claims/{claim.pk}/"
    answer = editor.post(
        f"{path}adjudicate/",
        {"level": level.pk, "as_of": str(date.today() + timedelta(days=3))},
        etag=editor.get(path).headers["ETag"],
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/as_of"


def test_a_reason_written_with_the_ratings_in_view_stays_blind_in_the_next_round(
    full_round: "tuple[object, ...]", editor: Client, third: Client
) -> None:
    claim, _ = full_round
    words = "the second rater is wrong"
    claim.refresh_from_db()
    dismiss(actor=editor.user, claim_id=claim.pk, expected_version=None, reason=words)
    reopen(actor=third.user, claim_id=claim.pk, expected_version=None)
    assert words not in third.get(f"claims/{claim.pk}/history/").content.decode()


def test_a_published_claim_stays_with_its_integrator_when_the_transcript_is_withdrawn(
    full_round: "tuple[object, ...]", editor: Client, integrator: Client, make_claim: object
) -> None:
    claim, level = full_round
    other = make_claim("We spent 31 million euros on buses in 2014.")
    adjudicate(actor=editor.user, claim_id=claim.pk, expected_version=None, level=level)
    type(claim).objects.filter(pk=claim.pk).update(status="published")
    withdraw_transcript(
        actor=editor.user,
        transcript_id=claim.transcript_id,
        expected_version=None,
        reason="Wrong meeting.",
    )
    assert integrator.get(f"claims/{claim.pk}/").status_code == 200
    assert integrator.get(f"claims/{other.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["speaker", "date_to", "search", "assignee", "cursor"])
def test_an_empty_parameter_is_no_wish_for_everything(editor: Client, name: str) -> None:
    answer = editor.get(f"claims/?{name}=")
    assert (answer.status_code, answer.json()["code"]) == (400, "empty_parameter")


@pytest.mark.parametrize("path", ["claims/{}/draft/", "claims/{}/", "claims/{}/take/", "claims/"])
def test_options_tells_the_methods_of_a_path_and_nothing_of_an_object(
    reviewer: Client, stranger: Client, claim: Claim, path: str
) -> None:
    told = reviewer.options(f"{path.format(claim.pk)}", {"rationale": ""})
    assert told.status_code == 200
    assert set(told.json()) == {"allowed_methods"}
    assert "OPTIONS" in told.json()["allowed_methods"]
    assert stranger.options(path.format(10**6)).json() == told.json()
