"""Saying something while somebody else acts, on real connections."""

import pytest

from audit.models import AuditEvent
from claims import services
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.models import Post
from tests.domain.claims.conftest import Desk, new_desk
from tests.domain.claims.test_races import at_once, refusals, several_times


@pytest.fixture
def desk(committed_db: str) -> Desk:
    return new_desk()


def test_a_post_is_blind_exactly_if_its_writer_had_a_place_when_it_was_said(desk):
    @several_times
    def race(claim):
        at_once(
            lambda: services.take(actor=desk.one, claim_id=claim.pk, expected_version=None),
            lambda: post_to_discussion(actor=desk.one, claim=claim, body="Which year?"),
        )
        post = Post.objects.get(claim=claim)
        said = AuditEvent.objects.for_target(post).get()
        taken = AuditEvent.objects.for_target(claim).get(action="take")
        assert post.blind == (taken.pk < said.pk)
        # Said before or after: who has a place is not heard.
        assert not Post.objects.visible_to(desk.two).filter(pk=post.pk).exists()


def test_a_post_is_withdrawn_once(desk):
    @several_times
    def race(claim):
        post = post_to_discussion(actor=desk.one, claim=claim, body="Which year?")
        answers = at_once(
            *(
                lambda actor=actor: withdraw_post(actor=actor, post=post, reason="No.")
                for actor in (desk.one, desk.editor)
            )
        )
        assert refusals(answers) == [409]
        assert AuditEvent.objects.for_target(post).filter(action="withdraw_post").count() == 1
