"""Every error under /api/ is an RFC 9457 problem that names what is wrong and where."""

from rest_framework.test import APIClient

from api.exceptions import FieldProblem
from api.problems import pointers

URL = "/api/v1/problem/"


def test_nested_validation_errors_become_pointers():
    answer = APIClient().post(URL, {"items": [{"name": "a"}, {"tags": ["ok", "long!"]}]})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert [(e["pointer"], e["code"]) for e in document["errors"]] == [
        ("/items/1/name", "required"),
        ("/items/1/tags/1", "max_length"),
    ]
    assert document["type"] == "urn:onrecord:problem:invalid"
    assert document["request_id"] == answer["X-Request-ID"]


def test_an_error_of_the_whole_object_points_at_it():
    answer = APIClient().post(URL, {"items": [{"name": "a"}] * 3})
    assert answer.json()["errors"] == [{"pointer": "", "detail": "Too many.", "code": "crowd"}]


def test_a_pointer_escapes_slashes_and_tildes():
    assert list(pointers({"a/b~c": ["no"]})) == [FieldProblem("/a~1b~0c", "no")]


def test_a_wrong_state_says_what_is_allowed():
    answer = APIClient().get(URL, {"raise": "state"})
    assert answer.status_code == 409
    assert answer.json()["allowed_actions"] == ["take", "rate"]
    assert answer.json()["code"] == "wrong_state"


def test_broken_json_is_a_problem():
    answer = APIClient().post(URL, b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_an_unknown_media_type_is_415():
    answer = APIClient().post(URL, b"x", content_type="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_without_a_token_401_says_how_to_authenticate(db):
    answer = APIClient().get("/api/v1/users/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_authenticated"


def test_an_unknown_route_under_api_is_a_problem_and_elsewhere_a_page():
    answer = APIClient().get("/api/v1/nothing/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert APIClient().get("/nothing/")["Content-Type"].startswith("text/html")


def test_a_crash_answers_500_without_its_cause(api):
    api.raise_request_exception = False
    answer = api.post("/api/v1/effect/", {"what": "crash"})
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "boom" not in answer.content.decode()


def test_a_body_over_the_limit_is_413(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = APIClient().post(URL, {"items": ["x" * 100]})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_sane_request_id_is_kept_and_another_replaced():
    client = APIClient()
    assert client.get(URL + "x", headers={"X-Request-ID": "abc-123"})["X-Request-ID"] == "abc-123"
    made = client.get(URL + "x", headers={"X-Request-ID": "a b<script>"})["X-Request-ID"]
    assert len(made) == 32


def test_api_answers_are_private_and_not_stored(api):
    assert api.get("/api/v1/users/")["Cache-Control"] == "private, no-store"
