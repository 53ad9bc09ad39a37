"""What workers brought over the network and wrote to files, as rows: in tests nothing is fetched.

The sources of the newsroom's work in each state that a citation can be in, webhooks that were
answered and that failed, exports that are ready and at work.
"""

import json
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from claims.archive.fetching import request_import_of_url
from claims.archive.imports import request_import, work
from claims.models import Citation, PassageCheck, Snapshot
from claims.publishing.exports.life import request_export
from notify.models import Attempt, Delivery, Endpoint
from notify.searches.matching import match
from notify.searches.services import save_search
from notify.webhooks.announcing import announce
from notify.webhooks.services import create_endpoint
from transcripts.models import Transcript

_SAYS = "The series stands at 3.9 for the year, up from 3.4 in the year before."
_KEPT = {
    "status": "kept",
    "http_status": 200,
    "media_type": "text/html",
    "size": 48_211,
    "sha256": "5" * 64,
    "text_sha256": "7" * 64,
    "warc_sha256": "9" * 64,
}
_LOST = {"status": "failed", "failure_code": "gone", "http_status": 404}
#: By a part of its address: what was found of a source, and how far from the words cited.
_FOUND: tuple[tuple[str, str, float, str], ...] = (
    ("statistics", "exact", 1, ""),
    ("archive", "approximate", 0.82, _SAYS),
    ("gazette", "absent", 0.1, ""),
)


def subscribe(person: User) -> None:
    """A saved search and an endpoint, which hear of what comes from now on."""
    made = create_endpoint(
        actor=person,
        url="https://newsroom.example/hooks/onrecord",
        description="The newsroom's channel",
        kinds=["verdict.published", "verdict.retracted"],
    )
    save_search(
        actor=person,
        name="Numbers worth checking",
        query="type=quantity&min_score=0.9",
        by_inbox=True,
        endpoint=made.endpoint,
    )


def bring() -> None:
    """Looks at every source, and tells who subscribed."""
    _keep()
    match()
    announce()
    _answer()


def export(person: User, transcript: Transcript) -> None:
    """One file is ready, the next is at work."""
    ready = request_export(actor=person, kind="verdicts", format="csv")
    request_export(actor=person, kind="claims", format="jsonl", transcript=transcript)
    type(ready).objects.filter(pk=ready.pk).update(
        status="succeeded",
        done=41,
        total=41,
        size=18_340,
        sha256="c" * 64,
        finished_at=Now(),
        expires_at=Now() + timedelta(days=1),
    )


#: What was checked elsewhere: who said it, the words, and the rating.
_CHECKED = (
    ("Vera Quill", "Crime in Alderton rose by 12 percent last year.", "Mostly false"),
    ("Ada Penhallow", "No city of our size has built more homes since 2022.", "Half true"),
    ("", "A letter from the council says that all buses will be free from May.", "Fake"),
    ("Tom Hale", "The hospital lost 340 nurses in three years.", "True, but it lacks context"),
    ("Vera Quill", "", "False"),
)


def import_fact_checks(editor: User) -> None:
    """One import that was read, with a report; one that failed; one that is to be fetched."""
    feed = [
        {
            "@type": "ClaimReview",
            "url": f"https://www.checkers.example/2026/{number}",
            "inLanguage": "en",
            "datePublished": f"2026-02-0{number}",
            "claimReviewed": words,
            "author": {"@type": "Organization", "name": "Checkers"},
            "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": who}},
            "reviewRating": {"@type": "Rating", "ratingValue": 9, "alternateName": rating},
        }
        for number, (who, words, rating) in enumerate(_CHECKED, 1)
    ]
    request_import(actor=editor, data=json.dumps(feed).encode(), name="checkers-february.json")
    request_import(actor=editor, data=b"<!doctype html><p>No markup", name="saved-page.html")
    work()
    request_import_of_url(actor=editor, url="https://www.checkers.example/feed.json")


def _keep() -> None:
    looked: Any = {"finished_at": Now(), "not_before": Now()}
    waiting = Snapshot.objects.filter(status="queued")
    waiting.filter(source__url__contains="audit.").update(**_LOST, **looked)
    for part, outcome, similarity, passage in _FOUND:
        ours = waiting.filter(source__url__contains=part)
        for snapshot in list(ours):
            ours.filter(pk=snapshot.pk).update(**_KEPT, **looked, retrieved_at=Now())
            for citation in Citation.objects.filter(source=snapshot.source_id):
                PassageCheck.objects.create(
                    citation=citation,
                    snapshot=snapshot,
                    outcome=outcome,
                    similarity=similarity,
                    passage=passage,
                )
    gone = Snapshot.objects.filter(source__url__contains="statistics").latest("id")
    Snapshot.objects.create(
        source_id=gone.source_id, origin="schedule", max_attempts=3, **_LOST, **looked
    )


def _answer() -> None:
    """All but the newest were taken; that one was refused for three times."""
    sent = Delivery.objects.filter(status="queued")
    *taken, last = sent.order_by("id")
    for delivery in taken:
        Attempt.objects.create(
            delivery=delivery, number=1, at=Now(), duration_ms=84, code=204, excerpt=""
        )
    for number in (1, 2, 3):
        Attempt.objects.create(
            delivery=last,
            number=number,
            at=Now(),
            duration_ms=3_020,
            code=502,
            excerpt=json.dumps({"error": "upstream is away"}),
        )
    ended = {"finished_at": Now(), "attempt": 2}
    sent.exclude(pk=last.pk).update(status="delivered", **ended)
    sent.filter(pk=last.pk).update(status="failed", **ended)
    Endpoint.objects.filter(deliveries=last.pk).update(
        failures=3, failing_since=Now(), last_success_at=Now()
    )
