"""Our signatures hold for the reference library of Standard Webhooks, and nothing else does."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notify.webhooks.signing import headers, new_secret

BODY = '{"type": "ping", "data": {"name": "Größe"}}'.encode()


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def test_the_reference_library_verifies_what_we_sign() -> None:
    secret = new_secret()
    sent = headers([secret], "msg_1", now(), BODY)
    assert Webhook(secret).verify(BODY, sent) == json.loads(BODY)


def test_while_a_secret_is_rotated_both_verify() -> None:
    old, new = new_secret(), new_secret()
    sent = headers([new, old], "msg_1", now(), BODY)
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, sent) == json.loads(BODY)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body", "secret"])
def test_what_was_changed_on_the_way_is_refused(changed: str) -> None:
    secret, at = new_secret(), now()
    sent, body = headers([secret], "msg_1", at, BODY), BODY
    if changed == "webhook-id":
        sent["webhook-id"] = "msg_2"
    elif changed == "webhook-timestamp":
        sent["webhook-timestamp"] = str(at + 1)
    elif changed == "body":
        body = BODY.replace(b"ping", b"pong")
    else:
        secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, sent)


def test_an_old_message_cannot_be_sent_again_by_somebody_else() -> None:
    secret = new_secret()
    sent = headers([secret], "msg_1", now() - 3600, BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(BODY, sent)


def test_no_two_secrets_are_alike_and_all_are_of_the_length_the_specification_asks() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(secret.startswith("whsec_") and len(secret) == 6 + 44 for secret in made)
