"""What every view of the API shares: edits with If-Match, ETags, and idempotent POSTs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from studio.api import idempotency
from studio.errors import Refused
from studio.people.roles import Action, allowed
from studio.shows import edits
from studio.shows.models import Show


class View(APIView):
    """A view whose `needs` say what each method or action asks of a role; the rest is refused."""

    needs: dict[str, Action] = {}
    kept: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.kept = idempotency.begin(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        idempotency.end(self.kept, response)
        return response

    @property
    def show_id(self) -> str:
        return str(self.kwargs["show_id"])

    def may_edit(self) -> bool:
        return allowed(getattr(self.request, "user", None), self.kwargs.get("show_id"), Action.EDIT)

    def show(self) -> Show:
        return Show.objects.get(pk=self.show_id)

    def edit(self, change: Callable[[Show], Any]) -> tuple[Any, dict[str, Any]]:
        """Do an edit, held to the request's If-Match; the result, and the `edit` part of the answer."""
        operates = allowed(getattr(self.request, "user", None), self.show_id, Action.OPERATE)
        result, done = edits.edit(self.show_id, change, expected_revision(self.request), may_operate=operates)
        return result, {"revision": done.revision, "on_air": done.on_air}


def expected_revision(request: Request) -> int | None:
    """The revision named by If-Match; None when any will do."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if text in ("", "*"):
        return None
    if not text.isdigit():
        raise Refused("bad_if_match", f'If-Match names a revision, such as "7", not {text[:40]!r}.', status=400)
    return int(text)


def tagged(value: Any, revision: int, status: int = 200) -> Response:
    """An answer whose ETag is the show's revision."""
    return Response(value, status, headers={"ETag": f'"{revision}"'})


def removed(edit: dict[str, Any]) -> Response:
    """An answer without a body: what the edit came to stands in `Tally-On-Air`."""
    answer = tagged(None, edit["revision"], 204)
    answer.headers["Tally-On-Air"] = {True: "yes", False: "no"}.get(edit["on_air"], edit["on_air"])
    return answer
