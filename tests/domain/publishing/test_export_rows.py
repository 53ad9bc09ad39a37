"""What is in an export for whom, and what becomes blind again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from api.exceptions import Forbidden, NotVisible
from claims.models import Export, Rating
from claims.publishing.exports import building, life, links
from claims.publishing.exports.kinds import kinds
from claims.publishing.exports.kinds.base import Kind
from tests.domain.publishing.exporting import content, made, rows, token
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory


def test_every_kind_holds_what_was_said_by_whom_when_and_why(desk, claim):
    verdict = desk.publish(claim)
    ratings = rows(made(desk.editor, "ratings"))
    assert [(one["rater"], one["number"], one["rationale"]) for one in ratings] == [
        (str(who), 2, "The office's table says 5.1.") for who in (desk.one, desk.two)
    ]
    stored = Rating.objects.order_by("pk").values_list("created_at", flat=True)
    assert [one["created_at"] for one in ratings] == [at.isoformat() for at in stored]
    (found,) = rows(made(desk.editor, "verdicts"))
    assert found["url"] == f"https://newsroom.example/checks/{claim.pk}/"
    assert (found["level"], found["decided_by"]) == ("Mostly false", str(desk.editor))
    assert found["published_at"] == verdict.published_at.isoformat()
    assert [one["kind"] for one in found["citations"]] == ["primary", "secondary"]
    (row,) = rows(made(desk.editor, "claims"))
    assert (row["text"], row["status"]) == (claim.text, "published")
    assert row["speaker"] == claim.suggested_speaker.name
    assert {one["stance"] for one in rows(made(desk.one, "citations"))} == {"refutes"}


def test_a_round_that_is_still_blind_is_in_no_export(desk, claim):
    desk.do("take", desk.two, claim)
    desk.take_and_rate(desk.one, claim)
    desk.cite(desk.one, claim, stance="supports")
    assert rows(made(desk.editor, "ratings")) == []
    for person, stance in ((desk.editor, None), (desk.two, None), (desk.one, "supports")):
        assert [one["stance"] for one in rows(made(person, "citations"))] == [stance], person
    assert b"office" not in content(made(desk.editor, "ratings", "csv"))

    desk.rate(desk.two, claim)
    assert len(rows(made(desk.editor, "ratings"))) == 2


def test_an_editor_who_revealed_a_round_has_its_ratings(desk, claim):
    desk.do("take", desk.two, claim)
    desk.take_and_rate(desk.one, claim)
    desk.do("reveal", desk.editor, claim, reason="A complaint came in.")
    assert len(rows(made(desk.editor, "ratings"))) == 1
    assert rows(made(UserFactory(role=Role.EDITOR), "ratings")) == []


@pytest.mark.parametrize("kind", ["ratings", "citations", "verdicts"])
def test_what_became_blind_again_can_no_longer_be_fetched(desk, claim, kind):
    desk.publish(claim)
    export = made(desk.editor, kind)
    others = made(desk.editor, kind, transcript=TranscriptFactory())
    of_claims = made(desk.editor, "claims")
    assert links.followed(actor=desk.editor, export_id=export.pk, token=token(export))
    desk.do("retract", desk.editor, claim, reason="A table was forged.")
    with pytest.raises(NotVisible):
        links.followed(actor=desk.editor, export_id=export.pk, token=token(export))
    for safe in (others, of_claims, made(desk.editor, kind)):
        assert links.followed(actor=desk.editor, export_id=safe.pk, token=token(safe))


def test_what_became_blind_again_stays_closed_where_two_hosts_differ_on_the_time(desk, claim):
    desk.publish(claim)
    export = made(desk.editor, "ratings")
    Export.objects.update(created_at=timezone.now() + timedelta(minutes=10))
    export.refresh_from_db()
    assert links.followed(actor=desk.editor, export_id=export.pk, token=token(export))
    desk.do("retract", desk.editor, claim, reason="A table was forged.")
    with pytest.raises(NotVisible):
        links.followed(actor=desk.editor, export_id=export.pk, token=token(export))


def test_who_may_have_which_kind(desk, claim):
    integrator, administrator = (
        UserFactory(role=Role.INTEGRATOR),
        UserFactory(role=Role.ADMINISTRATOR),
    )
    allowed = {
        person: [name for name, kind in kinds().items() if kind.allows(who)]
        for person, who in (
            ("editor", desk.editor),
            ("reviewer", desk.one),
            ("integrator", integrator),
            ("administrator", administrator),
        )
    }
    assert allowed == {
        "editor": ["citations", "claims", "ratings", "verdicts"],
        "reviewer": ["citations", "claims", "verdicts"],
        "integrator": ["claims", "verdicts"],
        "administrator": [],
    }
    assert rows(made(integrator, "claims")) == []  # somebody else's
    with pytest.raises(Forbidden):
        life.request_export(actor=desk.one, kind="ratings", format="csv")


def test_who_lost_the_role_meanwhile_gets_nothing(desk, claim):
    desk.publish(claim)
    export = life.request_export(actor=desk.editor, kind="ratings", format="csv")
    desk.editor.groups.clear()
    building.build(export.pk)
    export.refresh_from_db()
    assert (export.status, export.failure_code) == ("failed", "not_allowed")


def test_an_export_of_one_transcript_holds_no_other(desk, claim):
    ClaimFactory(transcript=TranscriptFactory())
    found = rows(made(desk.one, "claims", transcript=claim.transcript))
    assert [one["id"] for one in found] == [claim.pk]


def test_a_column_that_no_row_has_is_an_error(claim):
    misspelt = Kind(label="", roles=frozenset(), rows=lambda user: None, columns={"a": "txt"})
    with pytest.raises(AttributeError):
        misspelt.line(claim)
