"""Words without an end (addresses, hashes, names of ministries) break lines, and no page."""

from __future__ import annotations

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from accounts.models import User
from claims import services
from claims.discussion.services import post_to_discussion
from notify.services import deliver
from tests.e2e.conftest import Seat
from tests.e2e.test_accessibility import scrolls_sideways
from tests.factories import ClaimFactory, SpeakerFactory, TranscriptFactory, VerdictFactory
from transcripts.models import ExtractionRun

WORD = "Donaudampfschifffahrtsgesellschaftskapitaen" * 4
PLACES = ("", "desk/transcripts/", "desk/runs/", "desk/inbox/", "desk/figures/?tables=open")


def overflowing(page: Page, url: str) -> str:
    """What stands out of the page at this address, the widest element first."""
    page.goto(url)
    if not scrolls_sideways(page):
        return ""
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
            .map((node) => node.tagName + "." + node.className).slice(0, 4)"""
    )
    return f"{url}: {wide}"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_word_without_an_end_breaks_no_page(
    people: dict[str, User], seat: Seat, width: int
) -> None:
    transcript = TranscriptFactory(title=WORD, text=f"{WORD} rose by 4 percent.\n", publisher=WORD)
    speaker = SpeakerFactory(name=WORD, role=WORD, party=WORD)
    claim = ClaimFactory(
        transcript=transcript, suggested_speaker=speaker, suggested_normalised=f"{WORD} rose."
    )
    ExtractionRun.objects.create(
        transcript=transcript,
        status="failed",
        failure_code="internal",
        failure_detail=WORD,
        worker=WORD,
        max_attempts=3,
        not_before=now(),
        finished_at=now(),
    )
    services.take(actor=people["one"], claim_id=claim.pk, expected_version=None)
    services.cite(
        actor=people["one"],
        claim_id=claim.pk,
        url=f"https://source.example/{WORD}",
        title=WORD,
        publisher=WORD,
        kind="primary",
        excerpt=WORD,
        stance="supports",
    )
    claim.refresh_from_db()
    post_to_discussion(actor=people["one"], claim=claim, body=f"@ed {WORD}")
    verdict = VerdictFactory(claim_normalised=WORD, summary=WORD, speaker_name=WORD)
    deliver()
    page = seat(people["ed"], "/admin/", viewport={"width": width, "height": 800})
    site = page.url.removesuffix("/admin/")
    paths = [f"/admin/{place}" for place in PLACES]
    paths += [f"/admin/desk/claims/{claim.pk}/", f"/admin/desk/transcripts/{transcript.pk}/"]
    paths += ["/checks/", f"/checks/{verdict.claim_id}/"]
    found = [line for path in paths if (line := overflowing(page, site + path))]
    assert not found, "\n".join(found)
