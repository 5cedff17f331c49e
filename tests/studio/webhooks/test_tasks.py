"""From an event to somebody else's server, as the queue does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Reference

from mixer.protocol import locks
from studio.celery import AT_ONCE, app
from studio.models import Delivery, Event
from studio.webhooks import keys, tasks
from studio.webhooks.outbox import keep_event
from tests.studio.makers import a_show
from tests.studio.webhooks.makers import Clock, a_hook
from tests.studio.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.1")
    monkeypatch.setattr(tasks, "now", Clock())
    return tmp_path


def test_what_happened_arrives_signed(home: Path) -> None:
    show = a_show()
    with receiving() as receiver:
        hook = a_hook(show, "source.*", url=receiver.url)
        keep_event(Event(show=show, time=timezone.now(), level="warning", code="source_lost", text="Stage is lost"))
        tasks.send_due()
    [(headers, body)] = receiver.got
    # The reference holds times against its own clock, and ours is a minute ahead of it: within its five.
    told = Reference(keys.good(hook, timezone.now())[0]).verify(body.decode(), headers)
    assert told["type"] == "source.lost" and told["data"]["text"] == "Stage is lost"
    assert Delivery.objects.get().state == "delivered"


def test_one_sender_on_a_host_is_enough(home: Path) -> None:
    with receiving() as receiver, locks.holding(home / "run" / "webhooks.lock"):
        hook = a_hook(a_show(), url=receiver.url)
        keep_event(Event(show=hook.show, time=timezone.now(), level="info", code="source_back", text="x"))
        tasks.send_due()
    assert receiver.got == []


def test_it_is_called_every_two_seconds_and_by_a_worker_that_begins() -> None:
    assert app.conf.beat_schedule["webhooks"]["schedule"] == 2.0
    assert tasks.send_due.name in AT_ONCE["jobs"] and app.conf.beat_schedule["webhooks"]["task"] == tasks.send_due.name
