"""If-Match: 428 without, the version it names, and 412 under the lock."""

from types import SimpleNamespace

import pytest

from accounts.models import User
from api.exceptions import StaleVersion
from api.preconditions import NO_SUCH_VERSION, check_version, etag


def ask(api, user, header):
    headers = {} if header is None else {"If-Match": header}
    return api.post(f"/api/v1/users/{user.pk}/act/", headers=headers)


def test_without_if_match_428(api, user):
    answer = ask(api, user, None)
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_the_tag_of_a_detail_answer_is_what_if_match_takes(api, user):
    tag = api.get(f"/api/v1/users/{user.pk}/")["ETag"]
    assert ask(api, user, tag).json() == {"expected": 5}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("*", None),
        ('W/"user-{pk}-v4"', 4),
        ('"other", "user-{pk}-v3" , "user-{pk}-v7"', 7),
        ('"user-{pk}9-v3"', NO_SUCH_VERSION),
        ("user-{pk}-v3", NO_SUCH_VERSION),
        ('"user-{pk}-v"', NO_SUCH_VERSION),
    ],
)
def test_forms_of_if_match(api, user, header, expected):
    assert ask(api, user, header.format(pk=user.pk)).json() == {"expected": expected}


def test_a_stale_version_is_412_with_the_current_tag():
    obj = User(pk=3)
    obj.version = 6
    check_version(obj, 6)
    check_version(obj, None)
    with pytest.raises(StaleVersion) as caught:
        check_version(obj, 5)
    assert caught.value.headers == {"ETag": etag(User, 3, 6)}
    assert SimpleNamespace(**vars(caught.value)).code == "stale_version"


def test_an_id_beyond_the_database_is_404(api, user):
    assert api.get(f"/api/v1/users/{10**30}/").status_code == 404
