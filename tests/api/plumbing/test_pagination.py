"""Keyset pages show each row once, in order, whatever the order and the ties."""

from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User

URL = "/api/v1/users/"


def walk(api, **query):
    rows, url, pages = [], URL, 0
    while url:
        answer = api.get(url, query if pages == 0 else None)
        assert answer.status_code == 200, answer.content
        rows += answer.json()["results"]
        url, pages = answer.json()["next"], pages + 1
    return rows


def make(names):
    User.objects.bulk_create(
        User(username=f"u{i}", first_name=name) for i, name in enumerate(names)
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(st.sampled_from(["", "a", "b", "ä", "B", "%"]), max_size=12),
    size=st.integers(1, 5),
    order=st.sampled_from(
        ["first_name,id", "-first_name,-id", "-first_name,id", "first_name,-id", "id", "-id"]
    ),
)
def test_pages_are_the_whole_list_in_order(api, names, size, order):
    with transaction.atomic():
        make(names)
        rows = walk(api, page_size=size, order=order)
        expected = User.objects.order_by(*order.split(",")).values_list("id", flat=True)
        assert [row["id"] for row in rows] == list(expected)
        transaction.set_rollback(True)


def test_datetimes_keep_their_microseconds_in_a_cursor(api):
    make(["a"] * 7)
    assert len(walk(api, page_size=2, order="date_joined,id")) == 8


def test_one_direction_is_a_row_comparison_and_nothing_is_counted(api):
    make(["a"] * 5)
    url = api.get(URL, {"page_size": 2}).json()["next"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        api.get(url)
    text = " ".join(query["sql"] for query in queries)
    assert '("accounts_user"."first_name", "accounts_user"."id") > (' in text
    assert "COUNT(" not in text


def test_a_row_added_meanwhile_neither_repeats_nor_skips_others(api):
    make(["b"] * 4)
    first = api.get(URL, {"page_size": 3}).json()
    User.objects.create(username="new", first_name="a")
    second = api.get(first["next"]).json()
    seen = [row["username"] for row in first["results"] + second["results"]]
    assert seen == ["ann", "u0", "u1", "u2", "u3"]


@pytest.mark.parametrize("change", [{"name": "u"}, {"order": "id"}, {"cursor": "forged"}])
def test_a_cursor_is_refused_with_other_filters_or_order(api, change):
    make(["b"] * 4)
    url = api.get(URL, {"page_size": 2}).json()["next"]
    cursor = dict(pair.split("=", 1) for pair in urlsplit(url).query.split("&"))["cursor"]
    answer = api.get(URL, {"page_size": 2, "cursor": cursor, **change})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor")


def test_the_page_size_may_change_between_pages(api):
    make(["b"] * 4)
    url = api.get(URL, {"page_size": 2}).json()["next"]
    assert len(api.get(url.replace("page_size=2", "page_size=3")).json()["results"]) == 3


@pytest.mark.parametrize("size", ["0", "201", "-1", "x", "", "9" * 50, "٣"])
def test_a_page_size_out_of_bounds_is_400(api, size):
    answer = api.get(URL, {"page_size": size})
    assert answer.json()["errors"][0]["pointer"] == "/page_size"
