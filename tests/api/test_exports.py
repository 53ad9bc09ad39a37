"""Exports over REST: asked for, followed, and the file by its link."""

import hashlib

from claims.models import Claim, Export
from claims.publishing.exports import building
from tests.api.conftest import Client


def test_a_file_is_asked_for_followed_and_fetched(
    reviewer: Client, second: Client, nobody: Client, claim: Claim
) -> None:
    asked = reviewer.post("exports/", {"kind": "claims", "format": "csv"})
    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    assert asked.json()["file"] is None
    where = asked["Location"]
    building.build(asked.json()["id"])
    ready = reviewer.get(where).json()
    assert (ready["status"], ready["done"], ready["total"]) == ("succeeded", 1, 1)

    answer = reviewer.get(ready["file"], headers={"Accept": "text/csv"})
    data = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="claims-{ready["id"]}.csv"'
    assert answer["Content-Length"] == str(len(data))
    assert answer["Cache-Control"] == "private, no-store"
    assert hashlib.sha256(data).hexdigest() == ready["sha256"]
    assert claim.text in data.decode()

    assert second.get(where).status_code == 404
    assert second.get(ready["file"]).status_code == 404  # a link that was passed on
    assert nobody.get(ready["file"]).status_code == 401
    assert reviewer.get(ready["file"][:-3] + "x/").status_code == 404
    assert [one["id"] for one in reviewer.get("exports/").json()["results"]] == [ready["id"]]
    assert second.get("exports/").json()["results"] == []


def test_what_cannot_be_exported_is_refused_and_nothing_is_stored(
    reviewer: Client, stranger: Client, editor: Client, claim: Claim
) -> None:
    for who, body, status, pointer in (
        (reviewer, {"kind": "ratings", "format": "csv"}, 403, None),
        (stranger, {"kind": "citations", "format": "csv"}, 403, None),
        (reviewer, {"kind": "secrets", "format": "csv"}, 400, "/kind"),
        (reviewer, {"kind": "claims", "format": "xlsx"}, 400, "/format"),
        (editor, {"kind": "claims", "format": "csv", "transcript": 10**9}, 400, "/transcript"),
        (
            stranger,
            {"kind": "claims", "format": "csv", "transcript": claim.transcript_id},
            400,
            "/transcript",
        ),
    ):
        answer = who.post("exports/", body)
        assert answer.status_code == status, body
        if pointer:
            assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert not Export.objects.exists()


def test_an_export_at_work_is_cancelled_by_its_owner_alone(
    reviewer: Client, second: Client, claim: Claim
) -> None:
    asked = reviewer.post("exports/", {"kind": "claims", "format": "csv"}).json()
    where = f"exports/{asked['id']}/cancel/"
    assert second.post(where, {}).status_code == 404
    done = reviewer.post(where, {})
    assert (done.status_code, done.json()["status"], done.json()["file"]) == (
        200,
        "cancelled",
        None,
    )
    building.build(asked["id"])  # its message comes late
    again = reviewer.post(where, {})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert Export.objects.get().status == "cancelled"


def test_the_same_key_is_one_export(reviewer: Client) -> None:
    body, key = {"kind": "claims", "format": "csv"}, {"Idempotency-Key": "k1"}
    one = reviewer.post("exports/", body, headers=key)
    two = reviewer.post("exports/", body, headers=key)
    assert one.json()["id"] == two.json()["id"]
    assert Export.objects.count() == 1
