"""The happy loop, and what every act leaves behind."""

from audit.models import AuditEvent
from claims.models import Citation


def test_a_claim_goes_from_two_ratings_to_a_published_verdict(desk, claim):
    verdict = desk.publish(claim)

    claim = desk.fresh(claim)
    assert claim.status == "published"
    assert (verdict.level_label, verdict.number, verdict.worst, verdict.best) == (
        "Mostly false",
        2,
        1,
        5,
    )
    assert verdict.claim_text == claim.text
    assert verdict.claim_normalised == claim.suggested_normalised == claim.normalised
    assert verdict.speaker_name == claim.speaker.name
    assert [one["kind"] for one in verdict.citations] == ["primary", "secondary"]
    assert (verdict.ratings_count, verdict.ratings_required) == (2, 2)
    assert verdict.published_at is not None
    assert verdict.published_by == desk.editor


def test_every_act_writes_one_event_on_the_claims_chain(desk, claim):
    desk.publish(claim)
    desk.do("correct", desk.editor, claim, note="The year was wrong.", summary="It was 5.2.")
    desk.do("retract", desk.editor, claim, reason="The table was withdrawn.")

    events = list(AuditEvent.objects.for_target(claim))
    assert [event.action for event in events] == [
        "take",
        "rate",
        "take",
        "rate",
        "cite",
        "cite",
        "adjudicate",
        "publish",
        "correct",
        "retract",
    ]
    assert [event.seq for event in events] == list(range(1, 11))


def test_additions_leave_the_version_and_everything_else_moves_it(desk, claim):
    versions = [claim.version]

    def step(act):
        act()
        versions.append(desk.fresh(claim).version)

    step(lambda: desk.do("take", desk.one, claim))
    step(lambda: desk.rate(desk.one, claim))  # leaves the status alone
    step(lambda: desk.do("take", desk.two, claim))
    step(lambda: desk.cite(desk.two, claim))  # an addition
    step(lambda: desk.rate(desk.two, claim))  # fills the round
    step(lambda: desk.cite(desk.two, claim, 1))
    step(lambda: desk.decide(claim))
    step(lambda: desk.do("publish", desk.editor, claim))
    step(lambda: desk.do("correct", desk.editor, claim, note="A typo."))
    step(lambda: desk.do("retract", desk.editor, claim, reason="Wrong."))
    assert versions == [1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8]


def test_the_first_take_copies_what_is_unset_without_a_new_wording(desk, claim):
    taken = desk.do("take", desk.one, claim)

    assert taken.normalised == claim.suggested_normalised
    assert taken.type == claim.suggested_type
    assert taken.speaker == claim.suggested_speaker
    assert taken.wording == claim.wording
    assert taken.scale.used_at is not None


def test_a_source_is_kept_once_under_its_canonical_url(desk, claim):
    desk.cite(desk.one, claim, url="HTTPS://Statistics.Example:443/labour?utm_source=x#table")
    desk.cite(desk.two, claim, url="https://statistics.example/labour")

    one, two = Citation.objects.filter(claim=claim)
    assert one.source == two.source
