"""Every page of ours, once in each state that looks different: its name, who looks, its path.

For pictures and for axe, which so look at the same list; see tests.support.steps for what is
done on some of them first.
"""

from __future__ import annotations

from claims.models import Claim, FactCheckImport, Review, Verdict
from notify.models import Endpoint, SavedSearch
from tests.support.newsroom import Newsroom
from tests.support.resembling import Resembling

#: `name, person, path`; nobody is signed in where the person is None.
Page = tuple[str, object, str]


def every_page(room: Newsroom, like: Resembling) -> list[Page]:
    """The whole list; names are unique."""
    return [
        *_doors(room),
        *_desk(room),
        *_transcripts(room),
        *_records(room),
        *_claims(room),
        *_resembling(room, like),
        *_public(room, like),
    ]


def _claim(claim: Claim) -> str:
    return f"/admin/desk/claims/{claim.pk}/"


def _check(claim: Claim) -> str:
    return f"/checks/{claim.pk}/"


def _untouched(room: Newsroom) -> Claim:
    return room.one(status="extracted", round=1, transcript=room.transcripts[0], worked_on_at=None)


def _published(room: Newsroom) -> Claim:
    """One of the debate, with no word that stayed unclear."""
    found = Claim.objects.filter(status="published", transcript=room.transcripts[0])
    return found.exclude(normalised__contains="[unclear]").earliest("-rank", "-id")


def _marked(*, answered: bool) -> Claim:
    """One whose source was superseded, before an editor has answered or after."""
    if answered:
        marked = Verdict.objects.current().exclude(superseded_sources=[])
    else:
        marked = Verdict.objects.due().filter(due_because__contains=[{"code": "superseded"}])
    claim: Claim = marked.get().claim
    return claim


def _doors(room: Newsroom) -> list[Page]:
    """The way in and out, and what is refused."""
    anna, session = room.reviewers[0], room.transcripts[-1].pk
    return [
        ("login", None, "/admin/login/"),
        ("login-refused", None, "/admin/login/"),
        ("signed-out", room.reviewers[2], "/admin/"),
        ("not-found", anna, "/admin/desk/claims/999999/"),
        ("forbidden", anna, f"/admin/desk/transcripts/{session}/withdraw/"),
        ("forbidden-administrator", room.administrator, "/admin/desk/figures/"),
        ("nothing-there", None, "/nothing/"),
    ]


def _desk(room: Newsroom) -> list[Page]:
    anna, edda = room.reviewers[0], room.editor
    return [
        ("desk", anna, "/admin/"),
        ("desk-editor", edda, "/admin/"),
        ("desk-empty", anna, "/admin/?q=zeppelin"),
        ("desk-superseded", anna, "/admin/?superseded=yes&status=any"),
        ("desk-due", edda, "/admin/?due=yes"),
        ("desk-newcomer", room.newcomer, "/admin/"),
        ("desk-no-worker", anna, "/admin/"),
        ("desk-administrator", room.administrator, "/admin/"),
        ("desk-administrator-no-worker", room.administrator, "/admin/"),
        ("help", anna, "/admin/"),
        ("bulk", edda, "/admin/"),
        ("figures", edda, "/admin/desk/figures/"),
        ("figures-empty", edda, "/admin/desk/figures/?from=2031-01-01"),
        ("figures-tables", edda, "/admin/desk/figures/?tables=open"),
    ]


def _transcripts(room: Newsroom) -> list[Page]:
    anna, edda = room.reviewers[0], room.editor
    debate, hearing, session = room.transcripts
    path = "/admin/desk/transcripts/"
    return [
        ("transcripts", anna, path),
        ("transcripts-empty", anna, f"{path}?q=zeppelin"),
        ("transcript", anna, f"{path}{debate.pk}/"),
        ("left-out", anna, f"{path}{debate.pk}/"),
        ("transcript-captions", anna, f"{path}{hearing.pk}/"),
        ("transcript-long", edda, f"{path}{session.pk}/"),
        ("transcript-arabic", anna, f"{path}{room.arabic.pk}/"),
        ("comparison", edda, f"{path}{debate.pk}/comparison/"),
        ("withdraw", edda, f"{path}{session.pk}/withdraw/"),
        ("upload", anna, "/admin/desk/upload/"),
    ]


def _records(room: Newsroom) -> list[Page]:
    """Jobs, exports, the archive, and what people are told."""
    anna, edda, newcomer = room.reviewers[0], room.editor, room.newcomer
    told = FactCheckImport.objects.filter(refused__gt=0).latest("id")
    endpoint, search = Endpoint.objects.get(owner=anna), SavedSearch.objects.get(owner=anna)
    return [
        ("jobs", anna, "/admin/desk/runs/"),
        ("jobs-empty", anna, "/admin/desk/runs/?status=cancelled"),
        ("exports", anna, "/admin/desk/exports/"),
        ("exports-empty", newcomer, "/admin/desk/exports/"),
        ("archive", anna, "/admin/desk/archive/"),
        ("archive-search", anna, "/admin/desk/archive/?q=crime"),
        ("imports", edda, "/admin/desk/archive/imports/"),
        ("import", edda, f"/admin/desk/archive/imports/{told.pk}/"),
        ("inbox", edda, "/admin/desk/inbox/"),
        ("inbox-empty", newcomer, "/admin/desk/inbox/"),
        ("told", anna, "/admin/desk/told/"),
        ("told-empty", newcomer, "/admin/desk/told/"),
        ("endpoint", anna, f"/admin/desk/told/webhooks/{endpoint.pk}/"),
        ("search", anna, f"/admin/desk/told/searches/{search.pk}/"),
        ("search-new", anna, "/admin/desk/told/save/?type=law&min_score=80"),
        ("you", anna, "/admin/desk/you/"),
    ]


def _claims(room: Newsroom) -> list[Page]:
    anna, edda = room.reviewers[0], room.editor
    held = Review.objects.filter(reviewer=anna, outcome="open").order_by("-claim__rank").first()
    assert held is not None
    debate = room.transcripts[0]
    untouched = _untouched(room)
    published = _published(room)
    return [
        ("claim-new", anna, _claim(untouched)),
        ("claim-mine", anna, _claim(held.claim)),
        ("clash", anna, _claim(untouched)),
        ("undo", edda, _claim(published)),
        ("claim-disputed", edda, _claim(room.one(status="disputed"))),
        ("claim-resolved", edda, _claim(room.one(status="resolved", transcript=debate))),
        ("claim-published", edda, _claim(published)),
        ("claim-dismissed", anna, _claim(room.one(status="dismissed"))),
        ("claim-due", edda, _claim(Verdict.objects.due().earliest("pk").claim)),
        ("claim-superseded", edda, _claim(_marked(answered=False))),
        ("claim-arabic", anna, _claim(room.one(transcript=room.arabic))),
    ]


def _resembling(room: Newsroom, like: Resembling) -> list[Page]:
    """Claims that were said before, or the opposite of one that was."""
    anna = room.reviewers[0]
    return [
        ("claim-repeated", anna, _claim(like.checked)),
        ("claim-twin", room.editor, _claim(like.again)),
        ("claim-contradicting", anna, _claim(like.open)),
    ]


def _public(room: Newsroom, like: Resembling) -> list[Page]:
    retracted = Verdict.objects.filter(retracted_at__isnull=False).latest("pk")
    corrected = Verdict.objects.current().exclude(correction_note="").earliest("pk")
    return [
        ("check", None, _check(_published(room))),
        ("check-corrected", None, _check(corrected.claim)),
        ("check-retracted", None, _check(retracted.claim)),
        ("check-superseded", None, _check(_marked(answered=True))),
        ("check-repeated", None, _check(like.checked)),
        ("checks", None, "/checks/"),
    ]
