"""Sending what is due. Webhooks have turns: one sender at a time has one, so order is kept and nothing goes out twice.

A turn is claimed in the database until a time; the claim of a sender that died ends by itself. What it had sent and
not written down goes out again under the same id.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.db import DatabaseError, connections, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from studio.people.models import AuditEntry
from studio.shows.models import Event
from studio.webhooks import posting
from studio.webhooks.backoff import wait_after
from studio.webhooks.keys import good
from studio.webhooks.models import Delivery, Webhook
from studio.webhooks.outbox import keep_event
from studio.webhooks.posting import Outcome
from studio.webhooks.signing import headers

log = logging.getLogger(__name__)
THREADS = 8  # webhooks that have a turn at once: one that is slow holds up nobody else
ROUND_S = 50.0  # no turn begins later in a round
TURN_S, TURN_MOST = 20.0, 50  # seconds, deliveries: then others have theirs
CLAIM = timedelta(seconds=90)  # more than a turn with a slow last answer and a slow look-up of its name
SILENT_MOST = 3  # attempts in a row without any answer: then the address rests
REST = timedelta(minutes=1)
GIVE_UP = timedelta(days=3)  # of nothing but failures: then it is switched off
ATTEMPTS_KEPT = 12
LOOK_S = 0.5
UNREADABLE = "its secret cannot be read, for the studio's SECRET_KEY is another one now; rotate it"

Now = Callable[[], datetime]
Post = Callable[[str, bytes, dict[str, str]], Outcome]


def send_due(now: Now = timezone.now, post: Post = posting.post, *, round_s: float = ROUND_S) -> int:
    """Send all that is due, and what becomes due meanwhile; how many attempts that took."""
    until, attempts, turns = time.monotonic() + round_s, 0, dict[Future[int], str]()
    with ThreadPoolExecutor(THREADS, "webhook") as pool:
        while True:
            if time.monotonic() < until:
                for hook in hooks_due(now(), turns.values())[: THREADS - len(turns)]:
                    turns[pool.submit(_turn_of_thread, hook, now, post)] = hook
            if not turns:
                return attempts
            done, _ = wait(turns, LOOK_S, FIRST_COMPLETED)
            attempts += sum(one.result() for one in done)
            turns = {one: hook for one, hook in turns.items() if one not in done}


def hooks_due(now: datetime, busy: Collection[str] = ()) -> list[str]:
    """The webhooks that something is due for and nobody has a turn of: those that work first, longest ago first."""
    due = Delivery.objects.filter(webhook=OuterRef("pk"), state=Delivery.State.WAITING, due__lte=now)
    rows = Webhook.objects.filter(_free(now), Exists(due), on=True).exclude(pk__in=list(busy))
    works = F("failing_since").asc(nulls_first=True), F("claimed_until").asc(nulls_first=True)
    return list(rows.order_by(*works).values_list("pk", flat=True))


def take_turn(hook_id: str, now: Now = timezone.now, post: Post = posting.post) -> int:
    """Send what is due for a webhook, oldest first, unless another sender does; how many attempts were made."""
    claim, began = secrets.token_hex(8), time.monotonic()
    free = Webhook.objects.filter(_free(now()), pk=hook_id, on=True)
    if not free.update(claim=claim, claimed_until=now() + CLAIM):
        return 0
    hook = Webhook.objects.get(pk=hook_id)
    due = hook.deliveries.filter(state=Delivery.State.WAITING, due__lte=now()).order_by("id")
    attempts = silent = 0
    for delivery in due[:TURN_MOST]:
        if time.monotonic() - began > TURN_S or silent >= SILENT_MOST or not hook.on:
            break
        outcome = attempt(hook, delivery, now, post)
        attempts, silent = attempts + 1, silent + 1 if outcome.status is None else 0
    until = now() + (REST if silent >= SILENT_MOST else timedelta())
    Webhook.objects.filter(pk=hook_id, claim=claim).update(claim="", claimed_until=until)
    return attempts


def attempt(
    hook: Webhook, delivery: Delivery, now: Now = timezone.now, post: Post = posting.post, *, once: bool = False
) -> Outcome:
    """Post a message and write down what came of it; `once`: no second try, and it says nothing of the webhook."""
    at, body = now(), delivery.body.encode()
    keys = good(hook, at)
    signed = headers(keys, delivery.pk, at, body)
    outcome = post(hook.url, body, signed) if keys else Outcome(None, 0, error=UNREADABLE)
    with transaction.atomic():
        note(delivery, outcome, at, now(), once=once)
        if not once:
            note_health(hook, outcome, now())
    return outcome


def note(delivery: Delivery, outcome: Outcome, at: datetime, now: datetime, *, once: bool = False) -> None:
    """Write an attempt down, unless another sender has written one since."""
    tries = delivery.tries + 1
    wait_for = None if once else wait_after(tries)
    told = {
        "time": at.isoformat(), "status": outcome.status, "duration_ms": outcome.duration_ms,
        "answer": outcome.answer, "error": outcome.error,
    }  # fmt: skip
    values = {"tries": tries, "attempts": [*delivery.attempts, told][-ATTEMPTS_KEPT:], "due": None, "finished": now}
    if outcome.ok:
        values["state"] = Delivery.State.DELIVERED
    elif wait_for is None:
        values["state"] = Delivery.State.FAILED
    else:
        values |= {"state": Delivery.State.WAITING, "due": now + wait_for, "finished": None}
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, tries=delivery.tries).update(**values)


def note_health(hook: Webhook, outcome: Outcome, now: datetime) -> None:
    """Remember since when it fails; switch off what fails for days, and what says that it is gone."""
    if outcome.ok:
        if hook.failing_since:
            hook.failing_since = None
            Webhook.objects.filter(pk=hook.pk).update(failing_since=None)
    elif outcome.status == 410:
        switch_off(hook, Webhook.Off.GONE, "its address answered that it is gone", now)
    elif hook.failing_since is None:
        hook.failing_since = now
        Webhook.objects.filter(pk=hook.pk).update(failing_since=now)
    elif now - hook.failing_since >= GIVE_UP:
        switch_off(hook, Webhook.Off.FAILING, f"nothing could be delivered for {GIVE_UP.days} days", now)


def switch_off(hook: Webhook, why: Webhook.Off, words: str, now: datetime) -> None:
    """Tell it nothing any more. What waits is kept, and goes out when somebody switches it on again."""
    hook.on = False
    if not Webhook.objects.filter(pk=hook.pk, on=True).update(on=False, off_why=why):
        return
    text = f"the webhook {hook.name} is switched off: {words}"
    log.warning("%s (%s)", text, hook.pk)
    if hook.show_id:
        told = {"show_id": hook.show_id, "time": now, "text": text[:500]}
        keep_event(Event(level="error", code="webhook_off", about=hook.pk, **told))
        AuditEntry.objects.create(verb="people", by="the studio", origin="studio", **told)


def _free(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=now)


def _turn_of_thread(hook_id: str, now: Now, post: Post) -> int:
    try:
        return take_turn(hook_id, now, post)
    except DatabaseError as error:  # its claim ends by itself, and it is tried again then
        log.warning("webhook %s waits for the database: %s", hook_id, error)
        return 0
    except Exception:  # of one webhook: others go on
        log.exception("webhook %s has trouble", hook_id)
        return 0
    finally:
        connections.close_all()
