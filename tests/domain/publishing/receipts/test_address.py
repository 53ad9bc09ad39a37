"""Where a receipt is, what caches are told, and what it costs."""

from django.urls import reverse

from tests.domain.publishing.receipts.conftest import SCRIPT, receipt


def test_the_public_page_leads_to_it_and_caches_are_told_when_it_changes(desk, published, client):
    page = client.get(reverse("publishing:check", args=[published.pk]))
    url = f"https://newsroom.example/checks/{published.pk}/receipt.json"
    assert f'href="{url}"' in page.content.decode()
    assert page["Link"] == f'<{url}>; rel="describedby"; type="application/json"'
    path = reverse("publishing:receipt", args=[published.pk])
    answer = client.get(path)
    assert answer.json() == receipt(published)
    etag = answer["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    desk.do("correct", desk.editor, published, note="The year was wrong.", summary="In 2024.")
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_what_was_never_published_has_none(claim, client):
    assert client.get(reverse("publishing:receipt", args=[claim.pk])).status_code == 404


def test_it_takes_as_many_queries_for_many_verdicts(desk, published, django_assert_num_queries):
    with django_assert_num_queries(8):
        receipt(published)
    for number in range(3):
        desk.do("correct", desk.editor, published, note=f"Note {number}.")
    with django_assert_num_queries(8):
        assert len(receipt(published)["receipt"]["verdicts"]) == 4


def test_the_script_is_short_enough_to_be_read():
    assert len(SCRIPT.read_text().splitlines()) < 60
