"""claims.services.speakers: merging two records of one person."""

import pytest

from accounts.roles import Role
from accounts.services import create_user
from api.exceptions import Conflict, Forbidden, InvalidInput
from audit.models import AuditEvent
from claims.services.speakers import merge_speakers
from tests.factories import ClaimFactory
from transcripts.models import Speaker


def user(role):
    return create_user(username=role.value, password="a long enough secret", roles=[role])


@pytest.fixture
def editor(db):
    return user(Role.EDITOR)


def test_what_was_said_by_one_is_then_said_by_the_other(editor):
    one = Speaker.objects.create(name="Mayor Quill", role="Mayor")
    two = Speaker.objects.create(name="Vera Quill", party="Harbour Party")
    claim = ClaimFactory(speaker=one, suggested_speaker=one)
    kept = merge_speakers(actor=editor, speaker_id=one.pk, into_id=two.pk)
    version = claim.version
    claim.refresh_from_db()
    one.refresh_from_db()
    assert (claim.speaker, claim.suggested_speaker, claim.version) == (two, two, version + 1)
    assert (one.merged_into, kept.aliases) == (two, ["Mayor Quill"])
    assert (kept.role, kept.party) == ("Mayor", "Harbour Party")
    assert AuditEvent.objects.for_target(two).get().action == "merge"


def test_two_people_are_not_merged(editor):
    one = Speaker.objects.create(name="Vera Quill", wikidata_id="Q1")
    two = Speaker.objects.create(name="Vera Quill", wikidata_id="Q2")
    with pytest.raises(Conflict):
        merge_speakers(actor=editor, speaker_id=one.pk, into_id=two.pk)
    with pytest.raises(InvalidInput):
        merge_speakers(actor=editor, speaker_id=one.pk, into_id=one.pk)


def test_only_an_editor_merges(db):
    one, two = Speaker.objects.create(name="A B"), Speaker.objects.create(name="A C")
    with pytest.raises(Forbidden):
        merge_speakers(actor=user(Role.REVIEWER), speaker_id=one.pk, into_id=two.pk)
