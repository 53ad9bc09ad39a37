"""Saying something on a claim and taking it back: what is kept, who may, what the record says."""

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, NotVisible, WrongState
from audit.models import AuditEvent
from audit.services import text_digest
from audit.verify import verify_chains
from claims import limits
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.lifecycle import ClaimStatus
from claims.models import Claim, Post
from tests.factories import UploadFactory, UserFactory

BODY = "Which table is meant, and of which year?"


def say(actor, claim, body=BODY):
    return post_to_discussion(actor=actor, claim=claim, body=body)


def take_back(actor, post, reason="Settled by phone."):
    return withdraw_post(actor=actor, post=post, reason=reason)


def test_the_same_words_again_within_seconds_are_one_post(desk, claim, monkeypatch):
    first = say(desk.one, claim)
    assert say(desk.one, claim) == first
    assert say(desk.two, claim) != first
    assert say(desk.one, claim, "Another question.") != first
    assert Post.objects.count() == AuditEvent.objects.filter(action="post").count() == 3
    take_back(desk.one, first)
    assert say(desk.one, claim) != first
    monkeypatch.setattr(limits, "SAID_TWICE", 0)
    say(desk.one, claim)
    assert Post.objects.filter(author=desk.one, body=BODY).count() == 3


@pytest.mark.parametrize("status", [status.value for status in ClaimStatus])
def test_reviewers_and_editors_talk_in_every_status(desk, claim, status):
    Claim.objects.filter(pk=claim.pk).update(status=status)
    for person in (desk.one, desk.editor):
        post = say(person, claim)
        assert (post.author, post.round, post.body) == (person, claim.round, BODY)


def test_others_do_not_talk_here(desk, claim):
    integrator = UserFactory(role=Role.INTEGRATOR)
    UploadFactory(transcript=claim.transcript, user=integrator)
    with pytest.raises(Forbidden):
        say(integrator, claim)
    for person in (UserFactory(role=Role.ADMINISTRATOR), UserFactory(role=None)):
        with pytest.raises(NotVisible):
            say(person, claim)
    assert not Post.objects.exists()
    assert not Post.objects.visible_to(integrator).exists()


def test_the_record_keeps_a_digest_and_no_word(desk, claim):
    post = say(desk.one, claim)
    take_back(desk.one, post, "Settled by phone.")
    said, withdrawn = AuditEvent.objects.for_target(post)
    assert (said.action, said.actor) == ("post", desk.one.opaque_id)
    assert said.digests == {"body": [None, text_digest(BODY)]}
    assert (withdrawn.action, withdrawn.reason) == ("withdraw_post", "Settled by phone.")
    assert BODY not in str([said.values, said.reason, withdrawn.values, withdrawn.digests])
    assert list(verify_chains()) == []


def test_a_post_protects_the_claim_from_the_next_run_and_moves_no_version(desk, claim):
    before = desk.fresh(claim)
    say(desk.one, claim)
    after = desk.fresh(claim)
    assert before.worked_on_at is None
    assert after.worked_on_at is not None
    assert (after.version, after.status) == (before.version, before.status)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * (limits.POST + 1), "a\x00b", None])
def test_what_is_no_text_is_refused(desk, claim, body):
    with pytest.raises(InvalidInput):
        say(desk.one, claim, body)
    assert not Post.objects.exists()
    assert not AuditEvent.objects.filter(action="post").exists()


def test_a_withdrawn_post_stays_without_its_words(desk, claim):
    post = take_back(desk.one, say(desk.one, claim))
    (seen,) = Post.objects.visible_to(desk.two).filter(claim=claim)
    assert seen.pk == post.pk
    assert seen.shown_body is None
    assert (seen.withdrawn_by, seen.shown_reason) == (desk.one, "Settled by phone.")
    assert Post.objects.get(pk=post.pk).body == BODY


def test_who_withdraws(desk, claim):
    post = say(desk.one, claim)
    with pytest.raises(Forbidden):
        take_back(desk.two, post)
    with pytest.raises(InvalidInput):
        take_back(desk.editor, post, " ")
    assert take_back(desk.editor, post, "Not our tone.").withdrawn_by == desk.editor
    with pytest.raises(WrongState):
        take_back(desk.one, post)
    with pytest.raises(NotVisible):
        take_back(desk.one, Post(pk=10**9))


def test_a_post_that_one_cannot_read_cannot_be_withdrawn(desk, claim):
    desk.do("take", desk.one, claim)
    post = say(desk.one, claim, "The table says 5.1, so it is plainly wrong.")
    for person in (desk.two, desk.editor):
        with pytest.raises(NotVisible):
            take_back(person, post)
    assert take_back(desk.one, post).withdrawn_at is not None


def test_the_database_refuses_what_no_service_does(desk, claim):
    post = say(desk.one, claim)

    def refused(act):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    mine = Post.objects.filter(pk=post.pk)
    refused(lambda: mine._raw_delete("default"))
    for change in ({"author": desk.two}, {"blind": True}, {"round": 2}, {"withdrawn_by": desk.one}):
        refused(lambda change=change: mine.update(**change))
    take_back(desk.one, post)
    refused(lambda: mine.update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=""))
