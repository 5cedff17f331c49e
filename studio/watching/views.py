"""`/metrics`, for Prometheus: four figures for everybody, the rest for who may see it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from studio.air.browser.hub import hubs
from studio.air.control.commands import snapshot
from studio.media.access import who_asks
from studio.people.roles import sees_all, shows_of
from studio.problem import problem_response
from studio.shows.models import Lease, Show
from studio.watching.figures import family
from studio.watching.of_show import Seen, show_families
from studio.watching.of_studio import studio_families
from studio.watching.players import PLAYERS
from studio.watching.requests import REQUESTS

PATIENCE_S = 1.0  # for all mixers together; Prometheus itself waits 10 s
SHOWS_MOST = 100
PROCESS = CollectorRegistry()
ProcessCollector(registry=PROCESS)


class Once(Collector):
    """Figures as they are now."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def metrics(request: HttpRequest) -> HttpResponse:
    """Everybody reads four figures; members those of their shows; staff, and tokens of all shows, everything."""
    who = who_asks(request)
    if who is None:
        text = "This token is not known, or has ended."
        return problem_response(401, "unauthenticated", text, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(b"".join(written(who)), content_type=CONTENT_TYPE_LATEST)


def written(who: Any) -> Iterable[bytes]:
    """The parts of the page, as far as `who` may read it."""
    yield generate_latest(Once(of_everybody()))
    if getattr(who, "is_authenticated", False):
        yield generate_latest(Once(show_families(seen(shows_of(who)))))
    if sees_all(who):
        yield generate_latest(Once(studio_families()))
        yield generate_latest(REQUESTS)
        yield generate_latest(PROCESS)


def of_everybody() -> Iterable[Metric]:
    """No names, no ids: the id of a public show is the way to watch it."""
    figures: dict[str, tuple[str, Callable[[], float]]] = {
        "tally_shows": ("Shows stored", Show.objects.count),
        "tally_shows_wanted": ("Shows that should be on air", Show.objects.filter(wanted=True).count),
        "tally_leases": ("Shows with an owner", Lease.objects.count),
        "tally_time_seconds": ("The time of this server", time.time),
    }
    for name, (text, of) in figures.items():
        yield family(name, text, (), [((), of())])


def seen(shows: Any) -> list[Seen]:
    """The shows among these that are wanted on air, and what their mixers tell."""
    rows = shows.filter(wanted=True).order_by("id").values_list("pk", "name", "wanted", "rehearsing")[:SHOWS_MOST]
    return async_to_sync(look_at)([Seen(*row) for row in rows])


async def look_at(shows: list[Seen]) -> list[Seen]:
    """The same with what each mixer tells; one that does not answer in time holds nobody up."""
    asked = {one.show: asyncio.create_task(snapshot(one.show)) for one in shows}
    if asked:
        _, late = await asyncio.wait(asked.values(), timeout=PATIENCE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    players = PLAYERS.counts()
    return [with_told(one, asked[one.show], players[one.show]) for one in shows]


def with_told(show: Seen, asked: asyncio.Task[dict[str, Any] | None], players: int) -> Seen:
    failed = asked.cancelled() or asked.exception() is not None
    hub = hubs().get(show.show)
    here = {"consoles": len(hub.viewers), "monitors": hub.monitors} if hub else {"consoles": 0, "monitors": 0}
    told = None if failed else asked.result()
    return Seen(show.show, show.name, show.wanted, show.rehearsing, told, here | {"players": players})
