"""Posts among the records: redacted with their transcript, exported and renamed with an account."""

import pytest

from accounts.personal import erase_account, export_account, handle_of
from accounts.roles import Role
from accounts.services import create_user
from api.models import IdempotencyRecord
from audit.models import AuditEvent
from audit.verify import verify_chains
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.models import Post
from claims.services.passages import REDACTED
from claims.services.redaction import redact_transcript
from tests.factories import UserFactory
from tests.support.columns import columns_with

NAME = "quillfeather"


@pytest.fixture
def person(db):
    return create_user(
        username=NAME, password="correct horse battery", roles=[Role.REVIEWER], first_name="Ida"
    )


def erase(person):
    admin = UserFactory(role=Role.ADMINISTRATOR)
    return erase_account(user=person, actor=admin, reason="Asked for in writing.")


def test_a_redacted_transcript_takes_its_passages_out_of_posts(desk, claim):
    quote = claim.text
    post = post_to_discussion(actor=desk.one, claim=claim, body=f"He says: “{quote}” Which year?")
    withdraw_post(actor=desk.one, post=post, reason=f"It is only about “{quote}”.")
    done = redact_transcript(
        actor=desk.editor, transcript_id=claim.transcript_id, reason="Court order 12/26."
    )
    post = Post.objects.get(pk=post.pk)
    assert post.body == f"He says: “{REDACTED}.” Which year?"
    assert quote not in post.withdrawn_reason
    assert done.blanked["post texts"] == 1
    event = AuditEvent.objects.for_target(post).get(action="withdraw_post")
    assert event.pk in done.quoting_events
    assert list(verify_chains()) == []


def test_what_somebody_said_is_in_their_export_and_nobody_elses(desk, claim, person):
    post_to_discussion(actor=person, claim=claim, body="Which year?")
    post_to_discussion(actor=desk.one, claim=claim, body=f"@{NAME} 2025.")
    assert [row["body"] for row in export_account(user=person)["work"]["posts"]] == ["Which year?"]


def test_an_erased_name_goes_from_the_posts_that_mention_it(desk, claim, person):
    said = post_to_discussion(actor=person, claim=claim, body="Which year?")
    named = post_to_discussion(actor=desk.one, claim=claim, body=f"@{NAME.upper()}: 2025. @{NAME}?")
    IdempotencyRecord.objects.create(
        user=desk.one, key="k", fingerprint="f", status=201, headers={}, body=f'"@{NAME}"'
    )
    assert "claims_post.body" in columns_with(NAME)
    done = erase(person)
    assert columns_with(NAME) == []
    assert done["mentions"] == 1
    handle = handle_of(person)
    assert Post.objects.get(pk=named.pk).body == f"@{handle}: 2025. @{handle}?"
    kept = Post.objects.get(pk=said.pk)
    assert (kept.body, kept.author_id) == ("Which year?", person.pk)
    assert list(verify_chains()) == []
