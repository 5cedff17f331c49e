"""A director's commands over REST; they are those of the console's socket."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.parse import read_command
from studio.air.verbs import VERBS, rights_for
from studio.api.base import View
from studio.api.rows import FrameRow
from studio.api.schemas import schema_of
from studio.captions import verbs as captions
from studio.errors import Refused
from studio.people.roles import Action, allowed, in_order, rights_in
from studio.people.secrets import sha256
from studio.shows import edits

WITHIN_MS: dict[str, Any] = {
    "type": "integer", "minimum": 100, "maximum": 5000, "default": 5000,
    "description": "refused with too_late rather than done later than this, from its arrival at the studio",
}  # fmt: skip
NOT_AFTER = {"type": "integer", "description": "refused with too_late after this frame, counted as in the status"}
# Whether it was applied is not known: a retry is worth while.
STATUS = dict.fromkeys(("no_answer", "link_down", "offline"), 503) | {"forbidden": 403}


class Command(View):
    """One verb. Without an Idempotency-Key each request is a new command."""

    verb = ""
    needs = {"post": Action.OPERATE}

    def post(self, request: Request, show_id: str) -> Response:
        parts = self._parts(request.data)
        within = self._within(parts.pop("within_ms", None))
        command = {**parts, "id": self._id(request), "verb": self.verb}
        verb = VERBS[self.verb]
        if not all(allowed(request.user, show_id, right) for right in rights_for(verb, parts)):
            raise Refused("forbidden", "Your role does not allow this.", status=403)
        if self.verb in captions.VALUES:
            captions.check(self.verb, {name: part for name, part in parts.items() if name != "not_after_frame"})
        elif verb.engine:
            read_command(command)
        if verb.signed:
            command["by"] = request.user.get_username()
        if verb.ranked:
            command["directs"] = allowed(request.user, show_id, Action.OPERATE)
        if verb.bounded:
            command["rights"] = in_order(rights_in(request.user, show_id))
        answer = edits.send(show_id, command | within)
        if not answer.get("ok"):
            code = str(answer.get("code", "refused"))
            raise Refused(code, str(answer.get("error", "The mixer refused.")), status=STATUS.get(code, 409))
        seen = {name: answer[name] for name in ("air_frame", "recording") if name in answer}
        return Response({"ok": True, "frame": answer.get("frame")} | seen)

    def _parts(self, data: Any) -> dict[str, Any]:
        known = set(parts_of(self.verb))
        if not isinstance(data, dict):
            raise Refused("bad_command", "The parts of a command are a JSON object.", status=400)
        if strangers := sorted(set(data) - known):
            expected = f"it takes {', '.join(sorted(known))}"
            raise Refused("bad_command", f"{self.verb} does not know {', '.join(strangers)}; {expected}.", status=400)
        if not isinstance(data.get("not_after_frame"), int | None):
            raise Refused("bad_command", "not_after_frame is the number of a frame.", status=400)
        return {name: part for name, part in data.items() if name != "not_after_frame" or part is not None}

    def _within(self, asked: Any) -> dict[str, int]:
        """How late it may happen; the link turns it into a frame. Without it, as long as an answer is waited for."""
        if asked is None:
            return {}
        least, most = WITHIN_MS["minimum"], WITHIN_MS["maximum"]
        if type(asked) is not int or not least <= asked <= most:
            raise Refused("bad_command", f"within_ms is a number from {least} to {most}.", status=400)
        return {"within_ms": asked}

    def _id(self, request: Request) -> str:
        """A retry has the first one's id, so the mixer applies it once even when our answer was lost."""
        key = request.headers.get("Idempotency-Key")
        if not key:
            return f"rest-{uuid.uuid4().hex}"
        who = f"{type(request.user).__name__}-{request.user.pk}"  # a token and a user may have the same number
        return f"rest-{sha256(f'{who} {key}')[:32]}"


def parts_of(verb: str) -> dict[str, Any]:
    """What a verb takes: its own parts, and how late it may happen."""
    own = schema_of(VERBS[verb].value).get("properties", {})
    shown = {name: value for name, value in own.items() if name not in ("id", "verb")}
    return shown | {"not_after_frame": NOT_AFTER, "within_ms": WITHIN_MS}


def view_of(verb: str) -> Any:
    """The view of one verb, with the command's own schema in the documentation."""
    declared = VERBS[verb]
    schema = schema_of(declared.value)
    body: dict[str, Any] = {"type": "object", "properties": parts_of(verb)} | (
        {"required": schema["required"]} if schema.get("required") else {}
    )
    own = {"verb": verb, "needs": {"post": declared.right}, "__doc__": declared.help}
    view = type(f"Command_{verb}", (Command,), own)
    described = extend_schema(
        operation_id=f"shows_{verb}", request={"application/json": body}, responses=FrameRow, tags=["commands"]
    )
    view.post = described(lambda self, request, show_id: Command.post(self, request, show_id))  # type: ignore[attr-defined]
    return view.as_view()  # type: ignore[attr-defined]
