"""What the ingest server asks before it lets a publisher in. Anything unclear is a 403."""

from __future__ import annotations

import hmac
import logging
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from studio.home import secret_of
from studio.shows.rows import may_publish

log = logging.getLogger(__name__)


def hook_secret() -> str:
    """The last part of the hook's address, which only the ingest server is told."""
    return secret_of(settings.TALLY_HOME / "run" / "hook-secret")


@csrf_exempt
@require_POST
def publish(request: HttpRequest, secret: str) -> HttpResponse:
    """204 when the source `name` may be published with this `key`, else 403."""
    if not hmac.compare_digest(secret.encode(), hook_secret().encode()):
        return HttpResponse(status=403)
    name, key = _only(request, "name"), _only(request, "key") or _key_in(_only(request, "args"))
    if _only(request, "app") != "live" or not may_publish(name, key):
        log.warning("refused a publisher of %r from %s", name[:64], _only(request, "addr")[:64])
        return HttpResponse(status=403)
    return HttpResponse(status=204)


def _only(request: HttpRequest, field: str) -> str:
    """A field's value; none when it is there twice: the server appends what publishers send to what it says itself."""
    values = request.POST.getlist(field)
    return values[0] if len(values) == 1 else ""


def _key_in(args: str) -> str:
    keys = parse_qs(args).get("key", [])
    return keys[0] if len(keys) == 1 else ""
