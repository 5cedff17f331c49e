"""Signatures are those of Standard Webhooks, and two secrets sign while one takes the other's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from studio.webhooks import keys, signing
from studio.webhooks.models import Webhook

BODY = '{"type": "show.on_air", "data": {"name": "Sä"}}'.encode()


def test_the_signature_is_that_of_the_specifications_own_example() -> None:
    body = b'{"test": 2432232314}'
    made = signing.signed_with(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_reference_library_takes_what_we_send_and_nothing_else() -> None:
    secret, now = signing.fresh_secret(), datetime.now(UTC)
    sent = signing.headers([secret], "msg_1", now, BODY)
    assert Reference(secret).verify(BODY.decode(), sent)["type"] == "show.on_air"
    with pytest.raises(WebhookVerificationError):
        Reference(secret).verify(BODY.decode() + " ", sent)
    with pytest.raises(WebhookVerificationError):
        Reference(signing.fresh_secret()).verify(BODY.decode(), sent)


def test_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone() -> None:
    row, now = Webhook(name="x", url="https://example.com"), datetime.now(UTC)
    old = keys.give(row)
    new = keys.rotate(row, now)
    assert keys.good(row, now + timedelta(hours=23)) == [new, old]
    sent = signing.headers(keys.good(row, now), "msg_1", now, BODY)
    assert len(sent["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Reference(secret).verify(BODY.decode(), sent)
    assert keys.good(row, now + timedelta(hours=24)) == [new]


def test_a_database_alone_tells_no_secret() -> None:
    row = Webhook(name="x", url="https://example.com")
    secret = keys.give(row)
    assert secret not in row.sealed and secret.removeprefix("whsec_") not in row.sealed
