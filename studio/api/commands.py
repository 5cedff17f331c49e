"""A director's commands over REST; they are those of the console's socket."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol import commands
from mixer.protocol.parse import read_command
from studio.api.base import View
from studio.api.rows import FrameRow
from studio.api.schemas import schema_of
from studio.captions import verbs as captions
from studio.errors import Refused
from studio.people.roles import Action
from studio.people.secrets import sha256
from studio.shows import edits

VERBS: dict[str, Any] = {
    "preview": commands.Preview,
    "cut": commands.Cut,
    "auto": commands.Auto,
    "take": commands.Take,
    "ftb": commands.FadeToBlack,
    "transition": commands.SetTransition,
    "overlay": commands.SetOverlay,
    "sound": commands.SetSound,
    "master": commands.SetMaster,
    "start_recording": None,
    "stop_recording": None,
    "restart_engine": None,
    **captions.VERBS,
}
NO_ANSWER = ("no_answer", "link_down", "offline")  # whether it was applied is not known: a retry is worth while


class Command(View):
    """One verb. Without an Idempotency-Key each request is a new command."""

    verb = ""
    needs = {"post": Action.OPERATE}

    def post(self, request: Request, show_id: str) -> Response:
        parts = self._parts(request.data)
        command = {**parts, "id": self._id(request), "verb": self.verb}
        if self.verb in captions.VERBS:
            captions.check(self.verb, parts)
            command["by"] = request.user.get_username()
        elif VERBS[self.verb] is not None:
            read_command(command)
        answer = edits.send(show_id, command)
        if not answer.get("ok"):
            code = str(answer.get("code", "refused"))
            raise Refused(
                code, str(answer.get("error", "The mixer refused.")), status=503 if code in NO_ANSWER else 409
            )
        seen = {"air_frame": answer["air_frame"]} if "air_frame" in answer else {}
        return Response({"ok": True, "frame": answer.get("frame")} | seen)

    def _parts(self, data: Any) -> dict[str, Any]:
        known = set(schema_of(VERBS[self.verb]).get("properties", {})) - {"id", "verb"} if VERBS[self.verb] else set()
        if not isinstance(data, dict):
            raise Refused("bad_command", "The parts of a command are a JSON object.", status=400)
        if strangers := sorted(set(data) - known):
            expected = f"it takes {', '.join(sorted(known))}" if known else "it takes nothing"
            raise Refused("bad_command", f"{self.verb} does not know {', '.join(strangers)}; {expected}.", status=400)
        return data

    def _id(self, request: Request) -> str:
        """A retry has the first one's id, so the mixer applies it once even when our answer was lost."""
        key = request.headers.get("Idempotency-Key")
        if not key:
            return f"rest-{uuid.uuid4().hex}"
        who = f"{type(request.user).__name__}-{request.user.pk}"  # a token and a user may have the same number
        return f"rest-{sha256(f'{who} {key}')[:32]}"


def view_of(verb: str) -> Any:
    """The view of one verb, with the command's own schema in the documentation."""
    kind = VERBS[verb]
    schema: dict[str, Any] = schema_of(kind) if kind else {}
    shown = {name: value for name, value in schema.get("properties", {}).items() if name not in ("id", "verb")}
    body: dict[str, Any] = {"type": "object", "properties": shown, "required": schema.get("required", [])}
    view = type(f"Command_{verb}", (Command,), {"verb": verb, "__doc__": kind.__doc__ if kind else Command.__doc__})
    described = extend_schema(
        operation_id=f"shows_{verb}", request={"application/json": body}, responses=FrameRow, tags=["commands"]
    )
    view.post = described(lambda self, request, show_id: Command.post(self, request, show_id))  # type: ignore[attr-defined]
    return view.as_view()  # type: ignore[attr-defined]
