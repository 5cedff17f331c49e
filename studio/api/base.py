"""What every view of the API shares: edits with If-Match, ETags, and idempotent POSTs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.http import parse_etags
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from studio.air.senders import Sender, sending
from studio.api import idempotency
from studio.api.listing import Filter
from studio.api.parsers import MergePatch
from studio.errors import Refused
from studio.people import origin
from studio.people.models import Token
from studio.people.names import full_name
from studio.people.roles import Action, allowed
from studio.request_ids import request_id
from studio.shows import edits
from studio.shows.models import Show


class View(APIView):
    """A view whose `needs` say what each method or action asks of a role; the rest is refused."""

    needs: dict[str, Action] = {}
    filters: dict[str, Filter] = {}  # of its list, by parameter
    orders: dict[str, Any] = {}  # what its list can be ordered by
    kept: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.kept = idempotency.begin(request)

    def handle_exception(self, exc: Exception) -> Response:
        try:
            return super().handle_exception(exc)
        except Exception:
            idempotency.let_go(self.kept)
            raise

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        idempotency.end(self.kept, response)
        return not_modified(response) if is_known(request, response) else response

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever is asked of shows on air meanwhile is asked by whoever sent this request."""
        with sending(lambda: sender_of(self.request)):
            return super().dispatch(request, *args, **kwargs)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """What this address answers to, in `Allow`."""
        return Response(status=204)

    def get_parsers(self) -> list[BaseParser]:
        """A merge patch is for PATCH alone."""
        method = getattr(getattr(self, "request", None), "method", None)
        return [one for one in super().get_parsers() if method == "PATCH" or not isinstance(one, MergePatch)]

    def keep_answer(self, value: Any, status: int = 201) -> None:
        """Keep what a request with an Idempotency-Key is answered, in the transaction of what it does."""
        idempotency.keep(self.kept, status, value)

    @property
    def show_id(self) -> str:
        return str(self.kwargs["show_id"])

    def may_edit(self) -> bool:
        return allowed(getattr(self.request, "user", None), self.kwargs.get("show_id"), Action.EDIT)

    def show(self) -> Show:
        return Show.objects.get(pk=self.show_id)

    def edit(
        self, change: Callable[[Show], Any], *, kept: bool = True, joins: int | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Do an edit, held to the request's If-Match; the result, and the `edit` part of the answer."""
        operates = allowed(getattr(self.request, "user", None), self.show_id, Action.OPERATE)
        result, done = edits.edit(
            self.show_id, change, expected_revision(self.request), may_operate=operates, kept=kept, joins=joins
        )
        return result, {"revision": done.revision, "on_air": done.on_air}

    def trial(self, change: Callable[[Show], Any]) -> dict[str, Any]:
        """What an edit would come to, held to the request's If-Match, as `TrialRow` tells it; nothing is kept."""
        operates = allowed(getattr(self.request, "user", None), self.show_id, Action.OPERATE)
        tried = edits.trial(self.show_id, change, expected_revision(self.request), may_operate=operates)
        problems = [problem for error in tried.problems for problem in told_problems(error)]
        return {"dry_run": True, "revision": tried.revision, "changes": tried.changes, "problems": problems}


def told_problems(error: Refused) -> list[dict[str, str]]:
    """A refusal as a list of what is wrong, field by field where that can be said."""
    if not error.errors:
        return [{"code": error.code, "field": "", "message": str(error)}]
    return [{"code": error.code, "field": one.field, "message": one.message} for one in error.errors]


def sender_of(request: Request) -> Sender:
    """The console's pages are signed in; programs have tokens."""
    made_by = "api" if isinstance(request.user, Token) else "console"
    return Sender(full_name(request.user), made_by, origin.of_request(request), request_id())


def is_known(request: Request, response: Any) -> bool:
    """Whether the client has this answer already (If-None-Match)."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return False
    tag, known = response.headers.get("ETag"), parse_etags(request.headers.get("If-None-Match", ""))
    return tag is not None and (known == ["*"] or tag in (one.removeprefix("W/") for one in known))


def not_modified(response: Any) -> Response:
    """The 304 that stands for this answer."""
    kept = {name: response.headers[name] for name in ("ETag", "Vary", "Allow") if name in response.headers}
    short = Response(status=304, headers=kept)
    for name in ("accepted_renderer", "accepted_media_type", "renderer_context"):
        setattr(short, name, getattr(response, name))
    return short


def expected_revision(request: Request) -> int | None:
    """The revision named by If-Match; None when any will do."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if text in ("", "*"):
        return None
    number = text.partition("-")[0]
    if not re.fullmatch("[0-9]{1,18}", number):
        raise Refused("bad_if_match", f'If-Match names a revision, such as "7", not {text[:40]!r}.', status=400)
    return int(number)


def tagged(value: Any, revision: int, status: int = 200, *, variant: str = "") -> Response:
    """An answer whose ETag is the show's revision, and `variant` where it says more than the revision decides."""
    tag = f'"{revision}-{variant}"' if variant else f'"{revision}"'
    return Response(value, status, headers={"ETag": tag})


def removed(edit: dict[str, Any]) -> Response:
    """An answer without a body: what the edit came to stands in `Tally-On-Air`."""
    answer = tagged(None, edit["revision"], 204)
    answer.headers["Tally-On-Air"] = {True: "yes", False: "no"}.get(edit["on_air"], edit["on_air"])
    return answer
