"""`Idempotency-Key` on POST: the same key within a day gets the first answer, and nothing is done twice."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from studio.api.models import KeptAnswer
from studio.api.problems import Replay
from studio.errors import Refused
from studio.people.secrets import sha256
from studio.problem import PROBLEM
from studio.request_ids import request_id

LIFE = timedelta(hours=24)
WORKED_ON = timedelta(minutes=1)  # then whoever claimed the key has died of it
SHOWN_ONCE = (
    *("stream_key", "token", "ticket", "link", "key", "watch_url", "playlist_url"),
    *("address", "password", "secret"),
)
TOLD_OF = ("sources", "results")  # lists of things that each may have such secrets
IN_PROGRESS = "The first request with this Idempotency-Key is still being worked on."


def begin(request: Request) -> KeptAnswer | None:
    """Claim the request's key; None without one. Raises Replay with the first answer when it is there already."""
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key:
        return None
    if len(key) > 200:
        raise Refused("bad_idempotency_key", "An Idempotency-Key has at most 200 characters.", status=400)
    KeptAnswer.objects.filter(created__lt=timezone.now() - LIFE).delete()
    who = f"{type(request.user).__name__}-{request.user.pk}"
    hashed = sha256(f"{request.method} {request.path} {_said(request)}")
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(who=who, key=key, request_hash=hashed)
    except IntegrityError:
        kept = KeptAnswer.objects.get(who=who, key=key)
    if kept.request_hash == hashed and _taken_over(kept):
        return kept
    raise _replay(kept, hashed)


def _said(request: Request) -> str:
    """What the request brings, as far as another one would differ from it."""
    files = [(name, file.name, file.size) for name, file in request.FILES.items()]
    return f"{request.data!r} {files}" if files else repr(request.data)


def _taken_over(kept: KeptAnswer) -> bool:
    """Claim a key whose first request was never answered, because its process ended; one of us succeeds."""
    now = timezone.now()
    if kept.status or kept.created > now - WORKED_ON:
        return False
    stuck, kept.created = _claim(kept).filter(status=0), now
    return bool(stuck.update(created=now))


def _claim(kept: KeptAnswer) -> QuerySet[KeptAnswer]:
    """The row as long as nobody has taken it over."""
    return KeptAnswer.objects.filter(pk=kept.pk, created=kept.created)


def _replay(kept: KeptAnswer, hashed: str) -> Exception:
    if kept.request_hash != hashed:
        return Refused("idempotency_key_reused", "This Idempotency-Key was used for another request.", status=422)
    if not kept.status:
        return Refused("in_progress", IN_PROGRESS)
    body: Any = kept.body
    kind = None
    if kept.status >= 400:
        body, kind = body | {"request_id": request_id()}, PROBLEM
    return Replay(Response(body, kept.status, headers={"Idempotent-Replayed": "true"}, content_type=kind))


def keep(kept: KeptAnswer | None, status: int, value: Any) -> None:
    """Keep the answer in the same transaction as what it tells of, so that neither is there without the other.

    Raises Refused where another request has taken the key over: what this one did is rolled back then.
    """
    if kept and not _claim(kept).filter(status=0).update(status=status, body=plain(value)):
        raise Refused("in_progress", IN_PROGRESS)


def let_go(kept: KeptAnswer | None) -> None:
    """A failure of ours is not kept, for trying again may help; unless it came when all was done."""
    if kept:
        _claim(kept).filter(status=0).delete()


def end(kept: KeptAnswer | None, response: Any) -> None:
    """Keep the answer."""
    if kept and response.status_code >= 500:
        let_go(kept)
    elif kept:
        _claim(kept).update(status=response.status_code, body=plain(getattr(response, "data", None)))


def plain(value: Any) -> Any:
    """An answer as its JSON says it, without the secrets that are shown once: its own, and those of its sources."""
    told = json.loads(JSONRenderer().render(value) or b"null")
    if isinstance(told, dict):
        masked = {name: None if name in SHOWN_ONCE else one for name, one in told.items()}
        inside = {name: [plain(one) for one in told[name]] for name in TOLD_OF if isinstance(told.get(name), list)}
        return masked | inside
    return told
