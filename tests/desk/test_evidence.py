"""What the claim page says of kept sources, and what people do there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims.evidence import store
from claims.models import Citation, PassageCheck, Snapshot
from tests.desk.conftest import EXCERPT, cite, claim_page, words
from tests.factories import ClaimFactory, UserFactory

R, E = Role.REVIEWER, Role.EDITOR
OTHER = "The series stands at 4.4 percent"


@pytest.fixture
def cited(db):
    claim = ClaimFactory()
    cite(UserFactory(), claim, title="")
    return Citation.objects.get()


def keep(citation, **fields):
    """The look that citing asked for, as a network worker leaves it."""
    digest = store.put(b"The series stands at 4.4 percent.")
    Snapshot.objects.filter(source=citation.source_id).update(
        status="kept", finished_at=now(), retrieved_at=now(), media_type="text/html", size=33,
        sha256=digest, text_sha256=digest, **fields,
    )  # fmt: skip
    return Snapshot.objects.get(source=citation.source_id)


def check(citation, outcome, similarity=1.0, passage=""):
    PassageCheck.objects.create(
        citation=citation, snapshot=keep(citation), outcome=outcome, similarity=similarity,
        passage=passage,
    )  # fmt: skip


def said(sign_in, citation, role=R):
    return words(claim_page(sign_in(role), citation.claim))


def test_each_way_a_passage_may_stand_is_said(sign_in, cited):
    assert "Waiting to be fetched" in said(sign_in, cited)
    check(cited, "exact")
    assert "Found word for word" in said(sign_in, cited)
    PassageCheck.objects.update(outcome="absent", similarity=0.1)
    assert "Not found on the page" in said(sign_in, cited)
    PassageCheck.objects.update(outcome="not_searched")
    assert "Kept, but not searched" in said(sign_in, cited)


def test_where_the_page_says_it_otherwise_the_words_are_marked(sign_in, cited):
    check(cited, "approximate", 6 / 7, OTHER)
    page = claim_page(sign_in(R), cited.claim)
    assert "86% of the words" in words(page)
    assert "<ins>4.4</ins>" in page.content.decode()


def test_a_page_that_could_not_be_fetched_or_vanished_says_why(sign_in, cited):
    failed = {"status": "failed", "finished_at": now(), "failure_code": "address"}
    Snapshot.objects.update(**failed)
    text = said(sign_in, cited)
    assert "Could not be fetched" in text
    assert "leads into a private network" in text
    Snapshot.objects.all().delete()
    Snapshot.objects.create(source=cited.source, origin="cited", max_attempts=3, not_before=now())
    check(cited, "exact")
    Snapshot.objects.create(
        source=cited.source, origin="schedule", max_attempts=3, not_before=now(),
        **{**failed, "failure_code": "gone"},
    )  # fmt: skip
    text = said(sign_in, cited)
    assert "Found word for word" in text
    assert "could not be fetched again on" in text
    assert "the page is not there" in text


def test_what_the_machine_filled_in_is_said(sign_in, cited):
    type(cited.source).objects.update(title="Page's own", machine_filled=["title"])
    assert "checked by nobody: the title" in said(sign_in, cited)


def test_the_text_is_plain_text_and_for_the_newsroom(sign_in, cited):
    kept = keep(cited)
    address = reverse("admin:desk_kept", args=[kept.pk, "text"])
    got = sign_in(R).get(address)
    assert got["Content-Type"].startswith("text/plain")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert sign_in(Role.ADMINISTRATOR).get(address).status_code == 404
    saved = sign_in(R).get(reverse("admin:desk_kept", args=[kept.pk, "content"]))
    assert saved["Content-Disposition"].startswith("attachment")


def act(client, citation, what, **data):
    return client.post(reverse("admin:desk_evidence", args=[citation.pk, what]), data, follow=True)


def test_people_fetch_again_bring_documents_and_editors_remove(sign_in, cited):
    kept = keep(cited)
    reviewer = sign_in(R)
    assert "will be fetched" in words(act(reviewer, cited, "fetch"))
    assert Snapshot.objects.filter(origin="asked", status="queued").count() == 1
    file = SimpleUploadedFile("scan.pdf", b"%PDF-1.7")
    assert "The document is kept: scan.pdf" in words(act(reviewer, cited, "document", file=file))
    assert Snapshot.objects.filter(origin="upload").count() == 1
    assert "Choose a file" in words(act(reviewer, cited, "document"))
    assert "Why must it go?" not in said(sign_in, cited)
    refused = act(reviewer, cited, "remove", snapshot=kept.pk, reason="Court order.")
    assert refused.status_code == 403
    editor = sign_in(E)
    assert "Why must it go?" in words(claim_page(editor, cited.claim))
    gone = act(editor, cited, "remove", snapshot=kept.pk, reason="Court order.")
    assert "What was kept is gone" in words(gone)


def test_many_kept_sources_cost_the_page_no_more_queries(sign_in, cited):
    client, person = sign_in(R), UserFactory()

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert claim_page(client, cited.claim).status_code == 200
        return len(captured)

    check(cited, "approximate", 6 / 7, OTHER)
    asked()
    few = asked()
    for number in range(2, 9):
        cite(person, cited.claim, number, excerpt=EXCERPT)
    for citation in Citation.objects.exclude(pk=cited.pk):
        check(citation, "approximate", 6 / 7, OTHER)
    assert asked() == few
