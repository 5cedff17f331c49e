"""`Idempotency-Key` on POST: the same key within a day gets the first answer, and nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.models import KeptAnswer
from studio.api.problems import PROBLEM, Replay
from studio.errors import Refused
from studio.people.secrets import sha256

LIFE = timedelta(hours=24)
WORKED_ON = timedelta(minutes=1)  # then whoever claimed the key has died of it
SHOWN_ONCE = ("stream_key", "token", "link", "key", "watch_url", "playlist_url")


def begin(request: Request) -> KeptAnswer | None:
    """Claim the request's key; None without one. Raises Replay with the first answer when it is there already."""
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key:
        return None
    if len(key) > 200:
        raise Refused("bad_idempotency_key", "An Idempotency-Key has at most 200 characters.", status=400)
    KeptAnswer.objects.filter(created__lt=timezone.now() - LIFE).delete()
    who = f"{type(request.user).__name__}-{request.user.pk}"
    hashed = sha256(f"{request.method} {request.path} {request.data!r}")
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(who=who, key=key, request_hash=hashed)
    except IntegrityError:
        kept = KeptAnswer.objects.get(who=who, key=key)
    if kept.request_hash == hashed and _taken_over(kept):
        return kept
    raise _replay(kept, hashed)


def _taken_over(kept: KeptAnswer) -> bool:
    """Claim a key whose first request was never answered, because its process ended; one of us succeeds."""
    now = timezone.now()
    if kept.status or kept.created > now - WORKED_ON:
        return False
    stuck, kept.created = _claim(kept), now
    return bool(stuck.update(created=now))


def _claim(kept: KeptAnswer) -> QuerySet[KeptAnswer]:
    """The row as long as nobody has taken it over."""
    return KeptAnswer.objects.filter(pk=kept.pk, created=kept.created, status=0)


def _replay(kept: KeptAnswer, hashed: str) -> Exception:
    if kept.request_hash != hashed:
        return Refused("idempotency_key_reused", "This Idempotency-Key was used for another request.", status=422)
    if not kept.status:
        return Refused("in_progress", "The first request with this Idempotency-Key is still being worked on.")
    kind = PROBLEM if kept.status >= 400 else None
    return Replay(Response(kept.body, kept.status, headers={"Idempotent-Replayed": "true"}, content_type=kind))


def end(kept: KeptAnswer | None, response: Any) -> None:
    """Keep the answer. A failure of ours is not kept: trying again may help. Secrets are not kept either."""
    if kept is None:
        return
    if response.status_code >= 500:
        _claim(kept).delete()
        return
    body = getattr(response, "data", None)
    if isinstance(body, dict):
        body = {name: None if name in SHOWN_ONCE else value for name, value in body.items()}
    _claim(kept).update(status=response.status_code, body=body)
