"""For load balancers: is it alive, is it ready."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse


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
