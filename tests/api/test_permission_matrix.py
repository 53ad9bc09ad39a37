"""Who may use which route, and which act in which status: every cell of the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.timezone import now

from accounts.roles import Role, roles_of
from claims import urls as claims_urls
from claims.api.permissions import ROLES as CLAIM_ROLES
from claims.api.permissions import STATE_ACTS
from claims.archive.imports import request_import
from claims.discussion.services import post_to_discussion
from claims.evidence import store
from claims.lifecycle import Action, ClaimStatus, permits, role_for, transition
from claims.models import (
    Citation,
    Claim,
    FactCheck,
    FactCheckPage,
    Match,
    RatingLevel,
    Review,
    Snapshot,
    Source,
)
from claims.publishing.exports.life import request_export
from claims.services import supersede
from notify import urls as notify_urls
from notify.api.permissions import ROLES as NOTIFY_ROLES
from notify.models import Delivery, Endpoint, SavedSearch
from tests.api.conftest import Client, cite
from tests.factories import SourceFactory, VerdictFactory
from transcripts import urls as transcripts_urls
from transcripts.api.permissions import ROLES as TRANSCRIPT_ROLES
from transcripts.models import Transcript

TABLE = {**TRANSCRIPT_ROLES, **CLAIM_ROLES, **NOTIFY_ROLES}
IN_STATUS = "This cannot be done while the claim is"
TEXT = {"text": "Anna Berg: We built 4,120 homes.\n"}
SOURCE = {"url": "https://a.example/", "title": "A", "kind": "primary"}
LEVELS = [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}]

#: (noun, action) -> method, path, body. Names in braces are ids of the world below.
REQUESTS: dict[tuple[str, str], tuple[str, str, Any]] = {
    ("transcript", "list"): ("get", "transcripts/", None),
    ("transcript", "retrieve"): ("get", "transcripts/{transcript}/", None),
    ("transcript", "create"): ("post", "transcripts/", TEXT),
    ("transcript", "partial_update"): ("patch", "transcripts/{transcript}/", {"title": "T"}),
    ("transcript", "withdraw"): ("post", "transcripts/{transcript}/withdraw/", {"reason": "R"}),
    ("segment", "list"): ("get", "transcripts/{transcript}/segments/", None),
    ("run", "list"): ("get", "runs/", None),
    ("run", "retrieve"): ("get", "runs/{run}/", None),
    ("run", "create"): ("post", "transcripts/{transcript}/runs/", {}),
    ("run", "cancel"): ("post", "runs/{run}/cancel/", {}),
    ("run", "replay"): ("post", "runs/{run}/replay/", {}),
    ("speaker", "list"): ("get", "speakers/", None),
    ("claim", "list"): ("get", "claims/", None),
    ("claim", "retrieve"): ("get", "claims/{claim}/", None),
    ("claim", "partial_update"): ("patch", "claims/{claim}/", {"normalised": "N"}),
    ("claim", "next"): ("post", "claims/next/", {}),
    ("claim", "actions"): ("get", "claims/{claim}/actions/", None),
    ("claim", "history"): ("get", "claims/{claim}/history/", None),
    ("claim", "gate"): ("get", "claims/{claim}/gate/", None),
    ("claim", "ledger"): ("get", "claims/{claim}/ledger/", None),
    ("claim", "claim_review"): ("get", "claims/{claim}/claim_review/", None),
    ("claim", "receipt"): ("get", "claims/{claim}/receipt/", None),
    ("claim", "take"): ("post", "claims/{claim}/take/", {}),
    ("claim", "renew"): ("post", "claims/{claim}/renew/", {}),
    ("claim", "release"): ("post", "claims/{claim}/release/", {}),
    ("claim", "keep"): ("post", "claims/{claim}/keep/", {}),
    ("claim", "assign"): ("post", "claims/{claim}/assign/", {"reviewer": "{reviewer}"}),
    ("claim", "take_over"): ("post", "claims/{claim}/take_over/", {"reviewer": "{reviewer}"}),
    ("claim", "reveal"): ("post", "claims/{claim}/reveal/", {"reason": "R"}),
    ("claim", "dismiss"): ("post", "claims/{claim}/dismiss/", {"reason": "R"}),
    ("claim", "reopen"): ("post", "claims/{claim}/reopen/", {"reason": "R"}),
    ("claim", "adjudicate"): (
        "post", "claims/{claim}/adjudicate/", {"level": "{level}", "reason": "R"},
    ),
    ("claim", "publish"): ("post", "claims/{claim}/publish/", {}),
    ("claim", "correct"): ("post", "claims/{claim}/correct/", {"note": "N"}),
    ("claim", "confirm"): ("post", "claims/{claim}/confirm/", {}),
    ("claim", "retract"): ("post", "claims/{claim}/retract/", {"reason": "R"}),
    ("rating", "list"): ("get", "claims/{claim}/ratings/", None),
    ("rating", "create"): (
        "post", "claims/{claim}/ratings/", {"level": "{level}", "rationale": "R", "wording": 1},
    ),
    ("citation", "list"): ("get", "claims/{claim}/citations/", None),
    ("citation", "create"): (
        "post", "claims/{claim}/citations/", {**SOURCE, "stance": "context"},
    ),
    ("citation", "withdraw"): ("post", "citations/{citation}/withdraw/", {"reason": "R"}),
    ("post", "list"): ("get", "claims/{claim}/posts/", None),
    ("post", "create"): ("post", "claims/{claim}/posts/", {"body": "Which year?"}),
    ("post", "withdraw"): ("post", "posts/{post}/withdraw/", {"reason": "R"}),
    ("review", "list"): ("get", "claims/{claim}/reviews/", None),
    ("draft", "retrieve"): ("get", "claims/{claim}/draft/", None),
    ("draft", "update"): ("put", "claims/{claim}/draft/", {"rationale": "R"}),
    ("verdict", "list"): ("get", "claims/{claim}/verdicts/", None),
    ("sentence", "list"): ("get", "transcripts/{transcript}/sentences/", None),
    ("comparison", "list"): ("get", "runs/{run}/comparison/", None),
    ("claim_match", "list"): ("get", "claims/{claim}/matches/", None),
    ("claim_match", "confirm"): ("post", "matches/{match}/confirm/", {}),
    ("claim_match", "reject"): ("post", "matches/{match}/reject/", {}),
    ("score", "create"): ("post", "score/", {"sentences": ["We built 4,120 homes."]}),
    ("span", "create"): ("post", "transcripts/{transcript}/claims/", {"start": 20, "end": 30}),
    ("source", "list"): ("get", "sources/", None),
    ("source", "retrieve"): ("get", "sources/{source}/", None),
    ("source", "create"): ("post", "sources/", SOURCE),
    ("source", "partial_update"): ("patch", "sources/{source}/", {"title": "T"}),
    ("source", "supersede"): ("post", "sources/{source}/supersede/", {"reason": "R"}),
    ("source", "reinstate"): ("post", "sources/{marked}/reinstate/", {"reason": "R"}),
    ("supersession", "list"): ("get", "sources/{source}/supersessions/", None),
    ("import", "list"): ("get", "imports/", None),
    ("import", "retrieve"): ("get", "imports/{import}/", None),
    ("import", "create"): ("post", "imports/", {"file": b"{}"}),
    ("snapshot", "list"): ("get", "sources/{source}/snapshots/", None),
    ("snapshot", "retrieve"): ("get", "snapshots/{snapshot}/", None),
    ("snapshot", "create"): ("post", "sources/{source}/snapshots/", {}),
    ("snapshot", "text"): ("get", "snapshots/{snapshot}/text/", None),
    ("snapshot", "content"): ("get", "snapshots/{snapshot}/content/", None),
    ("snapshot", "warc"): ("get", "snapshots/{snapshot}/warc/", None),
    ("snapshot", "withdraw"): ("post", "snapshots/{snapshot}/withdraw/", {"reason": "R"}),
    ("document", "create"): ("post", "sources/{source}/documents/", {"file": b"A table"}),
    ("export", "list"): ("get", "exports/", None),
    ("export", "retrieve"): ("get", "exports/{export}/", None),
    ("export", "create"): ("post", "exports/", {"kind": "claims", "format": "csv"}),
    ("export", "cancel"): ("post", "exports/{export}/cancel/", {}),
    ("export", "download"): ("get", "exports/{export}/file/x/", None),
    ("scale", "list"): ("get", "scales/", None),
    ("scale", "retrieve"): ("get", "scales/{scale}/", None),
    ("scale", "create"): ("post", "scales/", {"name": "S", "levels": LEVELS}),
    ("scale", "retire"): ("post", "scales/{scale}/retire/", {}),
    ("scale", "make_default"): ("post", "scales/{scale}/make_default/", {}),
    ("webhook", "list"): ("get", "webhooks/", None),
    ("webhook", "retrieve"): ("get", "webhooks/{webhook}/", None),
    ("webhook", "create"): ("post", "webhooks/", {"url": "https://a.example/"}),
    ("webhook", "partial_update"): ("patch", "webhooks/{webhook}/", {"description": "D"}),
    ("webhook", "destroy"): ("delete", "webhooks/{webhook}/", None),
    ("webhook", "rotate"): ("post", "webhooks/{webhook}/rotate/", {}),
    ("webhook", "pause"): ("post", "webhooks/{webhook}/pause/", {}),
    ("webhook", "resume"): ("post", "webhooks/{webhook}/resume/", {}),
    ("webhook", "ping"): ("post", "webhooks/{webhook}/ping/", {}),
    ("delivery", "list"): ("get", "webhooks/{webhook}/deliveries/", None),
    ("delivery", "retrieve"): ("get", "deliveries/{delivery}/", None),
    ("delivery", "replay"): ("post", "deliveries/{delivery}/replay/", {}),
    ("search", "list"): ("get", "searches/", None),
    ("search", "retrieve"): ("get", "searches/{search}/", None),
    ("search", "create"): (
        "post", "searches/", {"name": "N", "query": "type=law", "webhook": "{webhook}"},
    ),
    ("search", "partial_update"): ("patch", "searches/{search}/", {"paused": True}),
    ("search", "destroy"): ("delete", "searches/{search}/", None),
    ("match", "list"): ("get", "searches/{search}/matches/", None),
}  # fmt: skip
#: What the tables cannot know and the services decide; checked in their own tests.
ALSO_FORBIDDEN = {  # somebody else's
    ("citation", "withdraw", "reviewer"),
    ("post", "withdraw", "reviewer"),
    ("source", "reinstate", "reviewer"),
}
#: Nothing is there yet: no place, so no draft; no published check.
NOT_THERE = {("draft", "retrieve"), ("claim", "claim_review"), ("claim", "receipt")}


@pytest.fixture
def people(
    nobody: Client,
    integrator: Client,
    stranger: Client,
    reviewer: Client,
    editor: Client,
    administrator: Client,
) -> dict[str, Client]:
    return {
        "anonymous": nobody,
        "owner": integrator,
        "other integrator": stranger,
        "reviewer": reviewer,
        "editor": editor,
        "administrator": administrator,
    }


@pytest.fixture
def world(
    people: dict[str, Client],
    second: Client,
    transcript: Transcript,
    claim: Claim,
    levels: list[RatingLevel],
) -> dict[str, int]:
    cited = cite(second, claim).json()
    assert second.user is not None
    said = post_to_discussion(actor=second.user, claim=claim, body="Which table?")
    owner = people["owner"].user
    hook = Endpoint.objects.create(owner=owner, url="https://a.example/")
    at = transcript.created_at
    sent = Delivery.objects.create(
        endpoint=hook, kind="ping", message_id="m", body="{}", not_before=at, give_up_at=at
    )
    search = SavedSearch.objects.create(
        owner=owner, name="N", query="type=law", since=at, by_inbox=False, endpoint=hook
    )
    return {
        "transcript": transcript.pk,
        "claim": claim.pk,
        "run": transcript.runs.get().pk,
        "post": said.pk,
        "import": request_import(actor=None, data=b"{}").pk,
        "citation": Citation.objects.get(pk=cited["id"]).pk,
        "source": Source.objects.get(pk=cited["source"]["id"]).pk,
        "marked": marked(second.user).pk,
        "snapshot": kept_snapshot(cited["source"]["id"]).pk,
        "match": matched(claim).pk,
        "scale": levels[0].scale_id,
        "level": levels[0].pk,
        "reviewer": second.user.pk if second.user else 0,
        "webhook": hook.pk,
        "delivery": sent.pk,
        "search": search.pk,
        "export": request_export(actor=second.user, kind="claims", format="csv").pk,
    }


def marked(user: Any) -> Source:
    """A source that this user said was superseded."""
    source: Source = SourceFactory()
    return supersede(actor=user, source_id=source.pk, expected_version=None, reason="R")


def matched(claim: Claim) -> Match:
    """A proposal beside what others found."""
    page = FactCheckPage.objects.create(url="https://facts.example/1", site="facts.example")
    check = FactCheck.objects.create(
        page=page, position=0, claim_key="k", markup={}, url=page.url, site=page.site,
        publisher="Facts", claim_text=claim.text, rating_text="False",
    )  # fmt: skip
    made: Match = Match.objects.create(
        claim=claim, fact_check=check, kind="same_claim", score=0.9, model="m"
    )
    return made


def kept_snapshot(source_id: int) -> Snapshot:
    """A page that was fetched and kept, with all its files."""
    digest = store.put(b"The table says so.")
    made: Snapshot = Snapshot.objects.create(
        source_id=source_id, origin="cited", status="kept", max_attempts=3, not_before=now(),
        finished_at=now(), retrieved_at=now(), media_type="text/plain", size=18,
        sha256=digest, text_sha256=digest, warc_sha256=digest,
    )  # fmt: skip
    return made


@contextmanager
def undone() -> Iterator[None]:
    """What happens within leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(person: Client, request: tuple[str, str, Any], world: dict[str, int]) -> Any:
    method, path, body = request
    if isinstance(body, dict):
        body = {
            key: world[value[1:-1]] if isinstance(value, str) and value[:1] == "{" else value
            for key, value in body.items()
        }
    kind: dict[str, Any] = {}
    if isinstance(body, dict) and isinstance(file := body.get("file"), bytes):
        body, kind = {"file": SimpleUploadedFile("f", file)}, {"format": "multipart"}
    with undone():
        return getattr(person, method)(path.format(**world), body, etag="*", **kind)


def test_every_route_has_its_cell() -> None:
    routed = {
        (pattern.callback.cls.noun, action)
        for module in (transcripts_urls, claims_urls, notify_urls)
        for pattern in module.urlpatterns
        for action in pattern.callback.actions.values()
    }
    assert routed == set(TABLE) == set(REQUESTS)


def sees(name: str, path: str) -> bool:
    """Whether the objects in the path are visible; sources and scales have no owner."""
    if "{webhook}" in path:  # an administrator sees how it fares
        return name in ("owner", "administrator")
    if "{delivery}" in path or "{search}" in path:
        return name == "owner"
    if "{export}" in path:  # another person's
        return False
    if "{post}" in path or "{import}" in path or "{snapshot}" in path:  # the newsroom's own
        return name in ("reviewer", "editor")
    if not any(
        word in path for word in ("{transcript}", "{run}", "{claim}", "{citation}", "{match}")
    ):
        return True
    return name not in ("other integrator", "administrator")


@pytest.mark.parametrize("cell", TABLE, ids=lambda cell: ".".join(cell))
def test_role_and_route(
    cell: tuple[str, str], people: dict[str, Client], world: dict[str, int]
) -> None:
    wrong = {}
    for name, person in people.items():
        answer = ask(person, REQUESTS[cell], world)
        if name == "anonymous":
            expected = answer.status_code == 401
        elif not sees(name, REQUESTS[cell][1]):
            expected = answer.status_code == 404
        elif roles_of(person.user).isdisjoint(TABLE[cell]) or (*cell, name) in ALSO_FORBIDDEN:
            expected = answer.status_code == 403
        elif cell in NOT_THERE:
            expected = answer.status_code == 404
        elif cell == ("score", "create"):
            expected = answer.json()["code"] == "scoring_unavailable"  # no worker runs here
        elif cell == ("search", "create") and name != "owner":
            expected = answer.status_code == 400  # the endpoint is not theirs
        else:
            expected = answer.status_code < 400 or answer.status_code == 409
        if not expected:
            wrong[name] = (answer.status_code, answer.content)
    assert not wrong


def put_in(status: str, claim: Claim, level: RatingLevel, person: Any) -> None:
    """The claim in that status, with what the database and the services take for granted."""
    changes: dict[str, Any] = {"status": status}
    if status != "extracted":
        changes["scale_id"] = level.scale_id
    Claim.objects.filter(pk=claim.pk).update(**changes)
    if status == "published":
        VerdictFactory(claim=claim, level=level, decided_by=person)
    if status == "in_review":
        Review.objects.create(
            claim=claim, reviewer=person, round=1, lease_expires_at="2099-01-01T00:00Z"
        )


@pytest.mark.parametrize("status", [status.value for status in ClaimStatus])
def test_role_and_act_and_status(
    status: str,
    people: dict[str, Client],
    world: dict[str, int],
    claim: Claim,
    levels: list[RatingLevel],
    third: Client,
) -> None:
    put_in(status, claim, levels[0], third.user)
    names = {Action.RATE: ("rating", "create"), Action.CITE: ("citation", "create"),
             Action.EDIT: ("claim", "partial_update")}  # fmt: skip
    wrong = {}
    for action in Action:
        cell = names.get(action, ("claim", action.value))
        entry = transition(status, action)
        for name, person in people.items():
            answer = ask(person, REQUESTS[cell], world)
            code = answer.status_code
            roles = roles_of(person.user) if person.user else frozenset()
            if name == "anonymous":
                expected = code == 401
            elif name in ("other integrator", "administrator"):
                expected = code == 404
            elif name == "owner" or role_for(action) not in {role.value for role in roles}:
                expected = code == 403
            elif entry is None:
                expected = code == 409 and "allowed_actions" in answer.json()
            elif not permits(entry, roles):
                expected = code == 403
            else:
                refused = code == 409 and answer.json()["detail"].startswith(IN_STATUS)
                expected = code in (200, 201, 400, 409) and not refused
            if not expected:
                wrong[action.value, name] = (code, answer.content)
    assert not wrong


def test_every_act_has_a_route() -> None:
    assert {(noun, name) for noun, name in CLAIM_ROLES if noun == "claim"} >= {
        ("claim", action.value) for action in STATE_ACTS
    }
    assert all(Role.ADMINISTRATOR not in CLAIM_ROLES["claim", act.value] for act in STATE_ACTS)
