"""Small makers for tests of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from studio.models import Delivery, Show, Webhook
from studio.webhooks import keys, outbox
from studio.webhooks.posting import Outcome


def a_hook(show: Show | None, *kinds: str, url: str = "https://93.184.216.34/hook", on: bool = True) -> Webhook:
    row = Webhook(show=show, name="Automation", url=url, kinds=list(kinds) or ["*"], on=on)
    keys.give(row)
    row.save()
    return row


def messages(hook: Webhook, count: int, kind: str = "show.edited") -> list[Delivery]:
    """So many for a webhook, in their order."""
    rows = [outbox.message(hook, kind, outbox.body_of(kind, {"n": n}, timezone.now())) for n in range(count)]
    return Delivery.objects.bulk_create(rows)


class Clock:
    """A clock that is moved by hand. It stands a little ahead, so that what is kept by the real one is due."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class Post:
    """Stands in for the network: `answer` says what comes of each attempt, by its number from 1 on."""

    def __init__(self, answer: Callable[[int], Outcome] = lambda number: Outcome(204, 1)) -> None:
        self.answer = answer
        self.sent: list[tuple[str, bytes, dict[str, str]]] = []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        self.sent.append((url, body, headers))
        return self.answer(len(self.sent))

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, _, headers in self.sent]


REFUSED = Outcome(500, 1, error="answered with 500")
SILENCE = Outcome(None, 1, error="no whole answer came within 12 s")
