"""@username in a post: who is named by it."""

import pytest
from django.db.models.functions import Now

from accounts.roles import Role
from api.exceptions import InvalidInput
from claims import limits
from claims.discussion.mentions import renamed
from claims.discussion.services import post_to_discussion
from claims.models import Claim
from tests.factories import UserFactory


def named(actor, claim, body):
    post = post_to_discussion(actor=actor, claim=claim, body=body)
    return sorted(post.mentions.values_list("username", flat=True))


@pytest.fixture
def people(db):
    for username in ("bert", "cleo.v", "dora@news.example", "emil-j"):
        UserFactory(username=username)
    UserFactory(username="edda", role=Role.EDITOR)
    UserFactory(username="olga", role=Role.ADMINISTRATOR)
    UserFactory(username="ingrid", role=Role.INTEGRATOR)
    UserFactory(username="gone", is_active=False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@bert, is it?", ["bert"]),
        ("Ask @bert.", ["bert"]),
        ("(@bert) and @edda: please", ["bert", "edda"]),
        ("@Bert @BERT @bert", ["bert"]),
        ("@cleo.v.", ["cleo.v"]),
        ("@dora@news.example!", ["dora@news.example"]),
        ("@emil-j-", ["emil-j"]),
        ("@bert's table", ["bert"]),
        ("@olga @ingrid @gone @nobody", []),
        ("mail bert@news.example or x@bert", []),
        ("https://social.example/@bert", []),
        ("@ bert, @@@, @.", []),
        ("@berthold", []),
    ],
)
def test_whom_a_post_names(desk, claim, people, body, expected):
    assert named(desk.one, claim, body) == expected


def test_nobody_mentions_themselves(desk, claim):
    assert named(desk.one, claim, f"@{desk.one.username} @{desk.two.username}") == [
        desk.two.username
    ]


def test_a_spelling_in_another_case_is_nobody_where_it_could_be_two(desk, claim, people):
    UserFactory(username="Bert")
    assert named(desk.one, claim, "@bert") == ["bert"]
    assert named(desk.one, claim, "@Bert") == ["Bert"]
    assert named(desk.one, claim, "@BERT") == []


def test_who_cannot_see_the_claim_is_not_named(desk, claim, people):
    Claim.objects.get(pk=claim.pk)
    type(claim.transcript).objects.filter(pk=claim.transcript_id).update(withdrawn_at=Now())
    assert named(desk.editor, claim, "@bert @edda") == ["edda"]


def test_a_post_names_a_bounded_number_of_people(desk, claim):
    crowd = [UserFactory(username=f"p{n}") for n in range(limits.MENTIONS + 1)]
    body = " ".join(f"@{person.username}" for person in crowd)
    with pytest.raises(InvalidInput):
        named(desk.one, claim, body)
    assert len(named(desk.one, claim, body.replace("@p0 ", ""))) == limits.MENTIONS


def test_a_name_that_goes_is_replaced_in_its_mentions_only():
    body = "@Bert, ask bert or @berthold. (@bert.) x@bert"
    assert renamed(body, "bert", "erased-1") == (
        "@erased-1, ask bert or @berthold. (@erased-1.) x@bert"
    )
