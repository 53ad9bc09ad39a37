"""A repeated request gets its first answer, once, whoever repeats it and however fast."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from accounts.models import User
from api.idempotency import purge_expired
from api.models import IdempotencyRecord
from tests.api.plumbing import urls

URL = "/api/v1/effect/"


def send(client, body=None, key="k1", **kwargs):
    return client.post(URL, body or {"what": "x"}, headers={"Idempotency-Key": key}, **kwargs)


def made():
    return User.objects.filter(username__startswith="made-").count()


def test_a_repetition_gets_the_first_answer_and_no_second_effect(api):
    first, second = send(api), send(api)
    assert (first.status_code, second.status_code, made()) == (201, 201, 1)
    assert (second.content, second["ETag"], second["Location"]) == (first.content, '"x"', "/x")
    assert second["Idempotency-Replayed"] == "true"
    assert not first.has_header("Idempotency-Replayed")


def test_another_body_under_the_same_key_is_422(api):
    send(api)
    answer = send(api, {"what": "y"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_keys_belong_to_their_user(api, client_of):
    send(api)
    assert send(client_of(User.objects.create(username="bob"))).json() == {"n": 2}


def test_a_bad_request_is_remembered_and_leaves_nothing(api):
    first, second = send(api, {"what": "bad"}), send(api, {"what": "bad"})
    assert (first.status_code, second.status_code) == (400, 400)
    assert second.json()["errors"] == first.json()["errors"]
    assert second["Content-Type"] == "application/problem+json"
    assert (len(urls.CALLS), made()) == (1, 0)


def test_a_wrong_state_is_asked_again(api):
    assert [send(api, {"what": "state"}).status_code for _ in "ab"] == [409, 409]
    assert (len(urls.CALLS), made(), IdempotencyRecord.objects.count()) == (2, 0, 0)


def test_a_crash_leaves_neither_effect_nor_record(api):
    with pytest.raises(RuntimeError):
        send(api, {"what": "crash"})
    assert (made(), IdempotencyRecord.objects.count()) == (0, 0)


def test_what_a_service_kept_before_it_refused_stays(api):
    assert send(api, {"what": "draft"}).status_code == 409
    assert made() == 1


def test_files_are_compared_by_content_not_by_boundary(api):
    def upload(content):
        file = SimpleUploadedFile("a.txt", content)
        return send(api, {"what": "x", "file": file}, format="multipart")

    assert [upload(b"one").status_code for _ in "ab"] == [201, 201]
    assert made() == 1
    assert upload(b"two").status_code == 422


@pytest.mark.parametrize("key", ["", "k" * 256, "schlüssel"])
def test_a_key_out_of_bounds_is_400(api, key):
    answer = api.post(URL, {"what": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key")


def test_records_end_after_a_day(api):
    send(api)
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert send(api).json() == {"n": 2}
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert purge_expired() == 1


def test_two_at_once_have_one_effect_and_the_other_may_try_again(
    committed_db, client_of, monkeypatch
):
    user = User.objects.create(username="ann")
    entered, leave = threading.Event(), threading.Event()
    plain = urls.EffectView.post.__wrapped__

    def slow(self, request):
        entered.set()
        assert leave.wait(20)
        return plain(self, request)

    from api.idempotency import idempotent

    monkeypatch.setattr(urls.EffectView, "post", idempotent(slow))
    answers = []

    def first():
        try:
            answers.append(send(client_of(user)))
        finally:
            connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(20)
    second = send(client_of(user))
    leave.set()
    thread.join(20)
    assert (second.status_code, second["Retry-After"]) == (409, "1")
    assert second.json()["code"] == "idempotency_in_progress"
    assert answers[0].status_code == 201
    third = send(client_of(user))
    assert (third.status_code, third["Idempotency-Replayed"], made()) == (201, "true", 1)
