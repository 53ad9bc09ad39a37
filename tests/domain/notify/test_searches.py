"""Saved searches: new matches are told once, by the ways that were asked for, to who may see."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from api.exceptions import InvalidInput, NotVisible
from claims import services as claims
from claims.models import Claim
from notify.models import Delivery, Digest, Endpoint, Notice, SavedSearch, SearchMatch
from notify.searches import digests
from notify.searches.matching import match
from notify.searches.services import delete_search, edit_search, save_search
from notify.services import deliver
from notify.webhooks.announcing import announce
from tests.domain.claims.conftest import Desk
from tests.factories import ClaimFactory, TranscriptFactory, UploadFactory, UserFactory
from transcripts.models import ExtractionRun, Transcript

TEXT = (
    "Unemployment fell to four percent last year, the lowest since 1999.\n"
    "We built two hundred kilometres of road in the north.\n"
)


def found(text: str = TEXT, **fields: Any) -> Claim:
    """What a run found a moment ago, with the run's own event."""
    transcript = fields.pop("transcript", None) or TranscriptFactory(text=text)
    claim: Claim = ClaimFactory(transcript=transcript, **fields)
    run_over(claim)
    return claim


def run_over(*seen: Claim) -> None:
    """A run that saw these claims, as orchestration ends it."""
    from audit.services import record

    run = ExtractionRun.objects.create(
        transcript=seen[0].transcript, status="succeeded", max_attempts=3,
        not_before=Now(), finished_at=Now(),
    )  # fmt: skip
    Claim.objects.filter(pk__in=[claim.pk for claim in seen]).update(last_seen_run=run)
    record(actor=None, action="succeed", target=run, values={})


def saved(owner: User, query: str = "search=unemployment", **fields: Any) -> SavedSearch:
    ways = fields or {"by_inbox": True}
    return save_search(actor=owner, name="Jobs", query=query, **ways)


@pytest.fixture
def owner(db: None) -> User:
    made: User = UserFactory(email="owner@newsroom.example")
    return made


def matched(search: SavedSearch) -> list[int]:
    match()
    return list(search.matches.order_by("id").values_list("claim", flat=True))


def test_a_new_claim_that_passes_the_filters_is_told(owner: User) -> None:
    search = saved(owner)
    claim = found()
    found(start=69, end=100)  # about roads
    assert matched(search) == [claim.pk]
    deliver()
    notice = Notice.objects.for_user(owner).get()
    assert (notice.kind, notice.search_id, notice.claim_id) == ("matched", search.pk, None)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_what_a_host_with_a_wrong_clock_found_is_told_by_the_databases(
    owner: User, minutes: int
) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        before = found()
        search = saved(owner)
        claim = found(start=0, end=60)
        run_over(before, claim)
        assert before.created_at < claim.created_at
    assert matched(search) == [claim.pk]


def test_a_bulk_of_claims_knows_when_it_came_in(owner: User) -> None:
    search = saved(owner)
    first = found("Rents rose.\n")
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        row = Claim.objects.get(pk=first.pk)
        row.pk, row.end = None, row.end - 1
        (made,) = Claim.objects.bulk_create([row])
    made.refresh_from_db()
    assert made.created_at > search.since
    created = made.created_at
    made.save()
    made.refresh_from_db()
    assert made.created_at == created, "saved again"


def test_a_search_without_accents_is_told_of_words_with_them(owner: User) -> None:
    search = saved(owner, "search=zurich")
    claim = found("Rents in Zürich doubled within a year.\n", suggested_normalised="")
    assert matched(search) == [claim.pk]


def test_what_was_there_before_is_no_news(owner: User) -> None:
    claim = found()
    search = saved(owner)
    run_over(claim)
    assert matched(search) == []


def test_a_match_is_told_once_also_after_another_reading(owner: User) -> None:
    search = saved(owner)
    claim = found()
    assert matched(search) == [claim.pk]
    run_over(claim)  # found again
    shorter = ClaimFactory(transcript=claim.transcript, start=0, end=60, text=claim.text[:60])
    run_over(shorter)  # and cut elsewhere
    assert matched(search) == [claim.pk]
    deliver()
    assert Notice.objects.for_user(owner).count() == 1


def test_a_claim_that_comes_to_pass_the_filters_is_told_then(owner: User, desk: Desk) -> None:
    search = saved(owner, "status=resolved&status=disputed")
    claim = found()
    assert matched(search) == []
    desk.resolve(claim)
    assert matched(search) == [claim.pk]


def test_only_what_its_owner_may_see(db: None) -> None:
    mine, other = UserFactory(role=Role.INTEGRATOR), UserFactory(role=Role.INTEGRATOR)
    for person in (mine, other):
        Endpoint.objects.create(owner=person, url="https://receiver.example/")
    searches = [
        saved(person, endpoint=Endpoint.objects.get(owner=person)) for person in (mine, other)
    ]
    transcript = TranscriptFactory(text=TEXT)
    UploadFactory(user=mine, transcript=transcript)
    claim = found(transcript=transcript)
    assert [matched(search) for search in searches] == [[claim.pk], []]
    announce()
    delivery = Delivery.objects.get()
    assert (delivery.endpoint.owner, delivery.kind) == (mine, "search.matched")
    assert f'"claim": {claim.pk}' in delivery.body
    assert claim.text not in delivery.body


def test_a_role_that_is_gone_matches_nothing(owner: User) -> None:
    search = saved(owner, "assignee=me&search=unemployment")
    owner.groups.clear()
    found()
    assert matched(search) == []


def test_a_paused_search_misses_what_comes_meanwhile_and_goes_on(owner: User) -> None:
    search = saved(owner)
    edit_search(actor=owner, search_id=search.pk, expected_version=1, changes={"paused": True})
    missed = found()
    assert matched(search) == []
    edit_search(actor=owner, search_id=search.pk, expected_version=2, changes={"paused": False})
    run_over(missed)
    later = found()
    assert matched(search) == [later.pk]


def test_one_mail_a_pass_with_everything_new(owner: User) -> None:
    roads = saved(owner, "search=road", by_mail=True)
    jobs = saved(owner, by_mail=True)
    transcript = TranscriptFactory(text=TEXT)
    claim = found(transcript=transcript)
    other = ClaimFactory(transcript=transcript, start=68, end=121)
    run_over(other)
    match()
    assert digests.send_digests() == 1
    sent = mail.outbox[0]
    assert sent.to == [owner.email]
    assert sent.subject == "2 new claims match your saved searches"
    assert claim.text in sent.body
    assert other.text in sent.body
    assert f"/claims/{claim.pk}/" in sent.body
    assert digests.send_digests() == 0
    assert SearchMatch.objects.filter(search__in=[roads, jobs], digest__isnull=False).count() == 2


def test_a_mail_that_fails_is_tried_again_and_given_up_after_a_day(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(owner, by_mail=True)
    found()
    match()

    def refuse(self: Any, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError("no mail server")

    sending = digests.EmailMessage.send
    monkeypatch.setattr(digests.EmailMessage, "send", refuse)
    assert digests.send_digests() == 0
    digest = Digest.objects.get()
    assert (digest.sent_at, digest.error) == (None, "no mail server")
    assert digests.send_digests() == 0  # not due yet
    Digest.objects.update(not_before=Now())
    monkeypatch.setattr(digests.EmailMessage, "send", sending)
    assert digests.send_digests() == 1
    assert len(mail.outbox) == 1
    Digest.objects.update(sent_at=None, not_before=Now(), give_up_at=Now())
    monkeypatch.setattr(digests.EmailMessage, "send", refuse)
    digests.send_digests()
    assert Digest.objects.get().failed_at is not None


def test_nothing_is_mailed_of_what_was_withdrawn_meanwhile(owner: User) -> None:
    saved(owner, by_mail=True)
    claim = found()
    match()
    Transcript.objects.filter(pk=claim.transcript_id).update(
        withdrawn_at=Now(), withdrawn_reason="Wrong file."
    )
    assert digests.send_digests() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "at least one"),
        ("colour=red", "no such filter: colour"),
        ("ordering=id", "no such filter"),
        ("superseded=true", "no such filter"),
        ("status=asleep", "status"),
        ("min_score=7", "min_score"),
        ("search=" + "x" * 3_000, "2000"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(owner: User, query: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(owner, query)
    assert says in f"{refused.value.detail} {refused.value.errors}"
    assert not SavedSearch.objects.exists()


def test_the_ways_to_be_told_are_checked(owner: User) -> None:
    nobody, integrator = UserFactory(email=""), UserFactory(role=Role.INTEGRATOR)
    theirs = Endpoint.objects.create(owner=nobody, url="https://receiver.example/")
    for person, ways in (
        (nobody, {"by_mail": True}),
        (integrator, {"by_inbox": True}),
        (owner, {"endpoint": theirs}),
        (owner, {"by_inbox": False}),
    ):
        with pytest.raises(InvalidInput):
            saved(person, **ways)


def test_a_search_is_its_owners_alone(owner: User) -> None:
    search = saved(owner)
    with pytest.raises(NotVisible):
        delete_search(actor=UserFactory(), search_id=search.pk, expected_version=None)
    delete_search(actor=owner, search_id=search.pk, expected_version=None)
    assert not SavedSearch.objects.exists()


def test_how_many(owner: User) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=owner, name=f"s{n}", query="type=law", since=Now()) for n in range(50)
    )
    with pytest.raises(Exception, match="50 saved searches"):
        saved(owner)


def test_filters_are_kept_in_one_spelling(owner: User) -> None:
    search = saved(owner, "?type=law&search=tax%20cut&status=&min_score=0.5")
    assert search.query == "min_score=0.5&search=tax+cut&type=law"


def test_acts_on_claims_added_by_hand_are_seen(owner: User, desk: Desk) -> None:
    search = saved(owner, "search=roads or road")
    transcript = TranscriptFactory(text=TEXT)
    added = claims.add_claim(actor=desk.one, transcript_id=transcript.pk, start=69, end=121)
    made = added[0] if isinstance(added, tuple) else added
    assert matched(search) == [made.pk]
    assert SearchMatch.objects.get().created_at - made.created_at < timedelta(minutes=1)
