"""Keys: changed, missing, and checked when the application starts."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from claims.publishing.receipts.content import NoReceiptKey
from config import checks
from tests.domain.publishing.receipts.conftest import receipt


def test_after_a_change_of_key_old_receipts_are_still_verified(
    published, verify, settings, client, capsys
):
    old = receipt(published)
    call_command("receipt_key", "--public")
    public = capsys.readouterr().out.strip()
    call_command("receipt_key")
    settings.RECEIPT_KEY, settings.RECEIPT_OLD_KEYS = capsys.readouterr().out.strip(), [public]
    answer = client.get("/.well-known/onrecord-keys.json")
    assert [one["x"] for one in answer.json()["keys"]][1:] == [public]
    assert "max-age=3600" in answer["Cache-Control"]
    assert receipt(published)["receipt"]["key_id"] != old["receipt"]["key_id"]
    assert verify(old, keyset=answer.json())[0] == 0
    assert verify(receipt(published), keyset=answer.json())[0] == 0


def test_without_a_key_there_is_no_receipt_and_the_page_links_none(published, settings, client):
    settings.RECEIPT_KEY = ""
    with pytest.raises(NoReceiptKey):
        receipt(published)
    answer = client.get(reverse("publishing:receipt", args=[published.pk]))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_receipt_key")
    page = client.get(reverse("publishing:check", args=[published.pk]))
    assert "receipt.json" not in page.content.decode()
    assert "Link" not in page.headers
    assert client.get("/.well-known/onrecord-keys.json").json() == {"keys": []}
    with pytest.raises(CommandError):
        call_command("receipt_key", "--public")


def test_the_settings_are_checked(settings):
    assert checks.check_receipt_keys(None) == []
    settings.RECEIPT_OLD_KEYS = ["short"]
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.E007"]
    settings.RECEIPT_KEY, settings.RECEIPT_OLD_KEYS = "no base64!", []
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.E007"]
    settings.RECEIPT_KEY = ""
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.W001"]
    settings.PUBLIC_URL = ""
    assert checks.check_receipt_keys(None) == []
