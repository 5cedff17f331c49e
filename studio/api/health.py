"""For load balancers and monitoring: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from studio.shows.models import Lease, Show

LIVE_LEASE_S = 15


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The database and Redis answer too; 503 names what does not."""
    checks = {"database": said(ask_database), "redis": said(ask_redis)}
    good = all(word == "ok" for word in checks.values())
    return JsonResponse({"ready": good, **checks}, status=200 if good else 503)


def said(check: Callable[[], None]) -> str:
    """`ok`, or the kind of failure: its text might tell strangers addresses."""
    try:
        check()
    except Exception as error:
        return type(error).__name__
    return "ok"


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_redis() -> None:
    with redis.Redis.from_url(settings.REDIS["redis"], socket_timeout=2, socket_connect_timeout=2) as client:
        client.ping()


def metrics(request: HttpRequest) -> HttpResponse:
    """A few figures for Prometheus; no names, no secrets."""
    registry = CollectorRegistry()
    figure(registry, "tally_shows", "Shows stored", Show.objects.count())
    figure(registry, "tally_shows_wanted", "Shows that should be on air", Show.objects.filter(wanted=True).count())
    figure(registry, "tally_leases", "Shows with an owner", Lease.objects.count())
    figure(registry, "tally_time_seconds", "The time of this server", time.time())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def figure(registry: CollectorRegistry, name: str, text: str, value: float) -> None:
    Gauge(name, text, registry=registry).set(value)
