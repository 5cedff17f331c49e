"""Webhooks as people manage them: made, changed, rotated, tried, removed. Each change is in the audit list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mixer.errors import MixerError
from mixer.protocol.addresses import check_url
from studio.errors import FieldError, Invalid, Refused
from studio.people import audit
from studio.people.names import full_name
from studio.shows.models import Show
from studio.webhooks import keys, outbox, posting, sending
from studio.webhooks.kinds import KINDS, OTHER, TEST, families, unknown
from studio.webhooks.models import Delivery, Webhook

MOST, KINDS_MOST = 20, 100
CHANGED = ("name", "url", "kinds", "on")


def of_show(show_id: str | None) -> QuerySet[Webhook]:
    """A show's webhooks; those of all shows without one."""
    return Webhook.objects.filter(show=show_id)


def make(by: Any, show: Show | None, values: dict[str, Any]) -> tuple[Webhook, str]:
    """A new webhook, and its secret, which nobody is told again. Raises Invalid, Refused."""
    check(values)
    row = Webhook(show=show, by=full_name(by)[:200], **values)
    secret = keys.give(row)
    with transaction.atomic():
        if of_show(row.show_id).count() >= MOST:
            raise Refused("too_many_webhooks", f"There are {MOST} webhooks already; remove one first.")
        row.save(force_insert=True)
        audit.note(by, f"made the webhook {row.name} ({_host(row.url)})", row.show_id)
    return row, secret


def change(by: Any, row: Webhook, values: dict[str, Any]) -> Webhook:
    """Change some of it; what is switched on again has a fresh start. Raises Invalid."""
    check(values)
    changed = [name for name in CHANGED if name in values and values[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        with transaction.atomic():
            row.save(update_fields=changed)
            if "on" in changed or "url" in changed:
                _begin_afresh(row)
            audit.note(by, f"changed the webhook {row.name}: {_words(row, changed)}", row.show_id)
    return row


def _begin_afresh(row: Webhook) -> None:
    """What it did before says nothing of it, and it does not rest; but a turn that somebody has goes on."""
    row.failing_since, row.off_why = None, ""
    row.save(update_fields=["failing_since", "off_why"])
    Webhook.objects.filter(pk=row.pk, claim="").update(claimed_until=None)


def remove(by: Any, row: Webhook) -> None:
    """Take it away, with all that is known of its deliveries."""
    with transaction.atomic():
        Webhook.objects.filter(pk=row.pk).delete()
        audit.note(by, f"removed the webhook {row.name}", row.show_id)


def rotate(by: Any, row: Webhook, now: datetime | None = None) -> str:
    """Give it another secret, which is told this once; the one before it signs too for a day."""
    secret = keys.rotate(row, now or timezone.now())
    with transaction.atomic():
        row.save(update_fields=["sealed", "rotated"])
        audit.note(by, f"gave the webhook {row.name} a new secret", row.show_id)
    return secret


def try_out(row: Webhook, post: sending.Post = posting.post) -> Delivery:
    """Send a `test` event at once, once; the delivery as it came out. Should we die meanwhile, the queue sends it."""
    due = timezone.now() + sending.CLAIM
    delivery = outbox.message(row, TEST, outbox.body_of_test(row), due)
    delivery.save(force_insert=True)
    sending.attempt(row, delivery, post=post, once=True)
    delivery.refresh_from_db()
    return delivery


def redeliver(by: Any, delivery: Delivery) -> Delivery:
    """Have a message sent again now, under its own id. Raises Refused while its webhook is off."""
    hook = delivery.webhook
    if not hook.on:
        raise Refused("webhook_off", "This webhook is off; switch it on first.")
    with transaction.atomic():
        again = {"state": Delivery.State.WAITING, "due": timezone.now(), "tries": 0, "finished": None}
        Delivery.objects.filter(pk=delivery.pk).update(**again)
        audit.note(by, f"had {delivery.type} delivered again by the webhook {hook.name}", hook.show_id)
    delivery.refresh_from_db()
    return delivery


def check(values: dict[str, Any]) -> None:
    """Raise Invalid for an address that is not posted to, and for kinds that there are not."""
    if "url" in values:
        _check_url(values["url"])
    if "kinds" in values:
        _check_kinds(values["kinds"])


def _check_url(url: str) -> None:
    try:
        check_url(url, ports=posting.PORTS)
        why = ""
    except MixerError as error:
        why = str(error)
    if not why and not url.isascii():
        why = "the address has characters that must be percent-encoded"
    if not why and "@" in urlsplit(url).netloc:
        why = "the address holds a user name; receivers know us by the signature"
    if why:
        raise Invalid([FieldError("url", why)], "address_refused")


def _check_kinds(kinds: Collection[str]) -> None:
    if not 0 < len(kinds) <= KINDS_MOST:
        raise Invalid([FieldError("kinds", f"expected one to {KINDS_MOST} types of events, or *")])
    if strangers := unknown(kinds):
        known = ", ".join(("*", *families(), *KINDS))
        text = f"expected some of {known}, {OTHER}CODE; found {', '.join(strangers)[:200]}"
        raise Invalid([FieldError("kinds", text)])


def _words(row: Webhook, changed: list[str]) -> str:
    told = {"name": "its name", "url": f"it posts to {_host(row.url)}", "on": "it is on" if row.on else "it is off"}
    told["kinds"] = f"it is told of {', '.join(row.kinds)}"
    return "; ".join(told[name] for name in changed)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
