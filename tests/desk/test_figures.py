"""The figures' page: what is asked, what is drawn, what is missing, and what nobody may learn."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims import services
from claims.models import Claim
from tests.desk.conftest import Blind, words
from tests.domain.claims.conftest import Desk, new_desk
from tests.domain.figures.readings import read
from tests.factories import (
    ClaimFactory,
    ScaleFactory,
    SpeakerFactory,
    TranscriptFactory,
    UserFactory,
)
from transcripts.models import ExtractionRun, Heartbeat

SignIn = Callable[..., Client]
SECTIONS = ("standing", "course", "waiting", "agreeing", "verdicts", "balance", "recall", "health")


@pytest.fixture
def people(db: None, settings: Any) -> Desk:
    settings.PUBLIC_URL = "https://newsroom.example"
    settings.PUBLISHER_NAME = "Newsroom Example"
    return new_desk()


def shown(client: Client, **query: Any) -> str:
    answer = client.get(reverse("admin:desk_figures"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def said(client: Client, **query: Any) -> str:
    return words(client.get(reverse("admin:desk_figures"), query))


def section(page: str, name: str) -> str:
    found = re.search(rf'<section class="figure[^"]*" id="{name}".*?</section>', page, re.S)
    assert found, name
    return found[0]


def by(name: str, party: str = "") -> Claim:
    claim: Claim = ClaimFactory(suggested_speaker=SpeakerFactory(name=name, party=party))
    return claim


# What is drawn ----------------------------------------------------------------------------------


def test_every_drawing_has_its_table(sign_in: SignIn, people: Desk) -> None:
    for name in ("Ada Lund", "Bo Karlsen"):
        read(people.publish(by(name)).claim.transcript)
    page = shown(sign_in(Role.REVIEWER))
    for name in SECTIONS:
        found = section(page, name)
        drawings, tables = found.count('role="img"'), found.count("<table")
        assert tables >= max(drawings, 1), name
        for label in re.findall(r'role="img"\s+aria-label="([^"]*)"', found):
            assert len(label) > 10, name
    assert 'role="img"' not in re.sub(r'role="img"\s+aria-label="[^"]+"', "", page), "all are named"


def test_statuses_are_counted_and_lead_to_the_queue(sign_in: SignIn, people: Desk) -> None:
    ClaimFactory(), ClaimFactory()
    claim = people.publish(by("Ada Lund")).claim
    page = shown(sign_in(Role.REVIEWER))
    standing = section(page, "standing")
    assert "Of 3 claims: 2 waiting for a reviewer" in standing
    assert "1 published" in standing
    page = shown(sign_in(Role.REVIEWER), transcript=claim.transcript_id)
    standing = section(page, "standing")
    assert "Of 1 claim: 0 waiting" in standing
    assert f"?status=published&amp;transcript={claim.transcript_id}" in standing


def test_verdicts_stand_by_party_and_by_speaker(sign_in: SignIn, people: Desk) -> None:
    people.publish(by("Ada Lund", "Harbour"))
    people.publish(by("Bo Karlsen"))
    found = words_of(section(shown(sign_in(Role.REVIEWER)), "verdicts"))
    for name in ("Harbour", "No party known", "Ada Lund", "Bo Karlsen", "All"):
        assert name in found
    assert "1 · 100 %21 to 100 %" in found, "a share of one is told with its interval"


def test_agreement_says_what_it_rests_on(sign_in: SignIn, people: Desk) -> None:
    for number in (1, 2, 3, 4):
        people.resolve(ClaimFactory(), number, number)
    found = words_of(section(shown(sign_in(Role.REVIEWER)), "agreeing"))
    assert "This rests on 4 rounds of ratings by 2 people." in found
    assert "Too few rounds to judge by: an interval needs 6 more." in found
    assert f"{people.one} and {people.two}" in found


def test_another_scale_can_be_asked_for(sign_in: SignIn, people: Desk) -> None:
    people.resolve(ClaimFactory(), 1, 1)
    client = sign_in(Role.REVIEWER)
    assert 'name="scale"' not in shown(client), "there is one"
    other = ScaleFactory(name="Short scale")
    page = shown(client, scale=other.pk)
    assert 'name="scale"' in page
    assert "there are 0" in words_of(section(page, "agreeing"))


def test_what_a_version_missed_is_told_with_its_caveat(sign_in: SignIn, people: Desk) -> None:
    marked, missed = by("Ada Lund"), by("Bo Karlsen")
    for claim, at in ((marked, (0,)), (missed, ())):
        read(claim.transcript, marked=at, version="rules 7")
        people.do("take", people.one, claim)
    found = words_of(section(shown(sign_in(Role.REVIEWER)), "recall"))
    assert (
        "Of 2 claims that people found worth checking, the version used last had marked 1" in found
    )
    assert "What neither saw is in no count: the true share is lower." in found
    assert "rules 7 2 2 1 · 50 %9 to 91 % 1 0" in found, "the table has the interval"


def test_a_transcript_that_waits_is_named_with_nobody_to_read_it(sign_in: SignIn) -> None:
    run = ExtractionRun.objects.create(
        transcript=TranscriptFactory(), max_attempts=3, not_before="2026-01-01T00:00:00Z"
    )
    found = section(shown(sign_in(Role.REVIEWER)), "health")
    assert "No worker has ever been seen. Transcripts that wait are safe" in found
    assert reverse("admin:desk_transcript", args=[run.transcript_id]) in found


def test_all_is_well_where_workers_are_alive_and_transcripts_were_read(sign_in: SignIn) -> None:
    for kind in ("worker", "sweep", "reap"):
        Heartbeat.objects.create(
            process="host:1",
            kind=kind,
            queues=["extraction"] if kind == "worker" else [],
            last_seen=now(),
        )
    ExtractionRun.objects.create(
        transcript=TranscriptFactory(),
        status="succeeded",
        max_attempts=3,
        not_before=now(),
        started_at=now() - timedelta(seconds=42),
        finished_at=now() - timedelta(seconds=2),
    )
    found = words_of(section(shown(sign_in(Role.REVIEWER)), "health"))
    assert "Yes: workers are alive and the sweeps run on time." in found
    assert "Workers alive1" in found
    assert "succeeded 1 40 s failed 0 – cancelled 0 –" in found
    assert "host:1 alive" in found


# What is asked ----------------------------------------------------------------------------------


def test_only_claims_of_the_asked_dates_count(sign_in: SignIn) -> None:
    for day in (date(2026, 3, 1), date(2026, 4, 1), None):
        ClaimFactory(transcript=TranscriptFactory(event_date=day))
    client = sign_in(Role.REVIEWER)
    assert "Of 3 claims" in said(client)
    assert "Of 1 claim:" in said(client, **{"from": "2026-03-15"})
    assert "Of 1 claim:" in said(client, to="2026-03-15")
    none = said(client, **{"from": "2026-05-01"})
    assert "None of these claims: the filters leave 0. All claims" in none


@pytest.mark.parametrize(
    ("query", "field", "why"),
    [
        ({"from": "yesterday"}, "from", "A date is written as 2026-11-24. It was left out."),
        ({"since": "0001-01-01", "step": "day"}, "since", "Too many days to draw."),
        ({"since": "1999-01-01", "step": "week"}, "since", "Too many weeks to draw."),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "since", "This is after the end."),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "to", "This is before “Said from”"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_its_field(
    sign_in: SignIn, query: dict[str, str], field: str, why: str
) -> None:
    ClaimFactory()
    page = shown(sign_in(Role.REVIEWER), **query)
    assert f'id="{field}-wrong"' in page
    assert why in page
    assert f'value="{query[field]}"' in page, "what was typed is kept"
    assert section(page, "course")


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31", "2026-03-01"])
@pytest.mark.parametrize("step", ["day", "week", "month", "century"])
def test_any_end_and_step_can_be_drawn(sign_in: SignIn, until: str, step: str) -> None:
    ClaimFactory()
    assert section(shown(sign_in(Role.REVIEWER), until=until, step=step), "course")


def test_a_transcript_that_is_not_there_is_a_page_that_says_so(sign_in: SignIn) -> None:
    url = reverse("admin:desk_figures")
    assert sign_in(Role.REVIEWER).get(url, {"transcript": 999_999}).status_code == 404


def test_the_key_for_tables_has_a_link_that_works_without_script(
    sign_in: SignIn, people: Desk
) -> None:
    people.publish(by("Ada Lund"))
    client = sign_in(Role.REVIEWER)
    closed = shown(client, step="day")
    link = re.search(r'data-key="=" data-tables\s+href="([^"]+)"', closed)
    assert link
    assert link[1] == "?step=day&amp;tables=open"
    assert 'class="as-table" open' not in closed
    opened = shown(client, step="day", tables="open")
    assert opened.count('class="as-table" open') == opened.count('class="as-table"') > 6


# What is missing --------------------------------------------------------------------------------


def test_an_empty_newsroom_is_told_how_much_is_missing(sign_in: SignIn) -> None:
    page = shown(sign_in(Role.REVIEWER))
    missing = {
        "standing": "No claim has been found yet; there are 0.",
        "course": "No claim was there in this time; there were 0.",
        "waiting": "This needs a published verdict; in this time there are 0.",
        "agreeing": "ratings of the same claims, rated in full and decided; there are 0.",
        "verdicts": "This needs a published verdict; there are 0.",
        "balance": "This needs claims; there are 0.",
        "recall": "This needs claims that somebody worked on, in a transcript that was read;",
        "health": "There are 0: no transcript was read in this time.",
    }
    for name, why in missing.items():
        assert why in words_of(section(page, name)), name


@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.ADMINISTRATOR])
def test_who_does_not_rate_gets_no_figures(sign_in: SignIn, role: Role) -> None:
    answer = sign_in(role).get(reverse("admin:desk_figures"))
    assert answer.status_code in (302, 403)


# What nobody may learn --------------------------------------------------------------------------


def test_no_blind_rating_moves_anything_on_the_page(sign_in: SignIn, blind: Blind) -> None:
    three = UserFactory()
    claim = ClaimFactory(scale=ScaleFactory(ratings_required=3))
    for person in (blind.one, blind.two, three):
        services.take(actor=person, claim_id=claim.pk, expected_version=None)
    rate_on(claim, blind.one, 1)
    before = {role: figures_of(sign_in(role)) for role in (Role.REVIEWER, Role.EDITOR)}
    rate_on(claim, blind.two, 5)
    after = {role: figures_of(sign_in(role)) for role in before}
    assert before == after
    assert before[Role.REVIEWER] == before[Role.EDITOR], "one newsroom, one figure"


def figures_of(client: Client) -> list[str]:
    page = shown(client, tables="open")
    return [section(page, name) for name in SECTIONS]


def rate_on(claim: Claim, person: Any, number: int) -> None:
    claim.refresh_from_db()
    assert claim.scale is not None
    services.rate(
        actor=person,
        claim_id=claim.pk,
        level=claim.scale.levels.get(number=number),
        confidence="high",
        rationale="Because.",
        wording=claim.wording,
    )


# What it costs ----------------------------------------------------------------------------------


def test_fifty_cost_as_many_queries_as_two(sign_in: SignIn, people: Desk) -> None:
    client = sign_in(Role.EDITOR)

    def add(count: int) -> None:
        for number in range(count):
            claim = by(f"Speaker {number}", f"Party {number}")
            if number % 4 == 0:  # by two people of its own
                Desk(UserFactory(), UserFactory(), people.three, people.editor).publish(claim)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client)
        return len(caught)

    add(2)
    queries()
    few = queries()
    add(48)
    assert queries() == few <= 45


def words_of(found: str) -> str:
    class Answer:
        content = found.encode()

    return words(Answer())
