"""Exports at the desk: asked for, followed, fetched; each sees their own."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims.models import Export
from claims.publishing.exports import building
from tests.desk.conftest import words
from tests.factories import ClaimFactory

PAGE = "/admin/desk/exports/"


def test_a_file_is_asked_for_and_fetched_where_it_is_shown(sign_in: Callable[..., Client]) -> None:
    claim, client, other = ClaimFactory(), sign_in(Role.REVIEWER), sign_in(Role.REVIEWER)
    asked = {"kind": "claims", "format": "csv", "transcript": claim.transcript_id}
    page = client.post(PAGE, asked, follow=True)
    assert "The export is queued" in words(page)
    assert 'hx-trigger="every 3s"' in page.content.decode()
    export = Export.objects.get()
    building.build(export.pk)
    page = client.get(PAGE)
    (shown,) = page.context["exports"]
    assert f'href="{shown.link}"' in page.content.decode()
    assert "hx-trigger" not in page.content.decode().split('id="exports"')[1].split("<li")[0]
    file = client.get(shown.link)
    assert claim.text in b"".join(file.streaming_content).decode()
    assert other.get(PAGE).context["exports"] == []
    assert other.get(shown.link).status_code == 404


def test_an_export_at_work_is_cancelled_where_it_is_shown(sign_in: Callable[..., Client]) -> None:
    ClaimFactory()
    client, other = sign_in(Role.REVIEWER), sign_in(Role.REVIEWER)
    client.post(PAGE, {"kind": "claims", "format": "csv"})
    export = Export.objects.get()
    cancel = reverse("admin:desk_cancel_export", args=[export.pk])
    assert f'action="{cancel}"' in client.get(PAGE).content.decode()
    assert other.post(cancel).status_code == 404
    page = client.post(cancel, follow=True)
    assert "The export is cancelled." in words(page)
    assert f'action="{cancel}"' not in page.content.decode()
    assert "cannot be cancelled" in words(client.post(cancel, follow=True))
    export.refresh_from_db()
    assert export.status == "cancelled"


def test_what_a_role_may_not_export_is_not_offered_and_is_refused(
    sign_in: Callable[..., Client],
) -> None:
    reviewer, editor = sign_in(Role.REVIEWER), sign_in(Role.EDITOR)
    offered = [
        {name for name, _ in client.get(PAGE).context["fields"][0].choices}
        for client in (reviewer, editor)
    ]
    assert offered[1] - offered[0] == {"ratings"}
    assert reviewer.post(PAGE, {"kind": "ratings", "format": "csv"}).status_code == 403
    assert editor.post(PAGE, {"kind": "x", "format": "csv"}).status_code == 400
    wrong = {"kind": "claims", "format": "csv", "transcript": "999999"}
    assert editor.post(PAGE, wrong).status_code == 404
    assert not Export.objects.exists()
    assert sign_in(Role.ADMINISTRATOR).get(PAGE).status_code == 403
    assert PAGE in editor.get(reverse("admin:desk_runs")).content.decode()
