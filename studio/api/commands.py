"""A director's commands over REST; they are those of the console's socket."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from mixer.protocol.parse import read_command
from studio.air.planning import CancelPlanned, Plan, check_planned, read_when
from studio.air.verbs import VERBS, Verb, rights_for
from studio.api.base import View
from studio.api.rows import FrameRow, KeptPlanRow
from studio.api.schemas import schema_of
from studio.captions import verbs as captions
from studio.errors import FieldError, Refused
from studio.people.owners import owner_of
from studio.people.roles import Action, allowed, in_order, rights_in
from studio.people.secrets import sha256
from studio.shows import edits

WITHIN_MS: dict[str, Any] = {
    "type": "integer", "minimum": 100, "maximum": 5000, "default": 5000,
    "description": "refused with too_late rather than done later than this, from its arrival at the studio",
}  # fmt: skip
LATER: dict[str, Any] = {
    "at_frame": {"type": "integer", "minimum": 0, "description": "plan it for this frame; answered with 202"},
    "at": {
        "type": ["string", "number"],
        "description": "plan it for this time, ISO 8601 with its zone or Unix seconds; answered with 202",
    },
}
NOT_AFTER = {"type": "integer", "description": "refused with too_late after this frame, counted as in the status"}
OF_THE_BATCH = ("id", "on_frame", "not_after_frame")
# Whether it was applied is not known: a retry is worth while.
STATUS = dict.fromkeys(("no_answer", "link_down", "offline"), 503) | {"forbidden": 403}


class Command(View):
    """One verb. Without an Idempotency-Key each request is a new command."""

    verb = ""
    needs = {"post": Action.OPERATE}

    def post(self, request: Request, show_id: str) -> Response:
        self._check_rights(request, show_id)
        parts = self._parts(request.data)
        if VERBS[self.verb].value is Plan:
            return self._planned(request, show_id, parts)
        when = {name: parts.pop(name) for name in later_of(self.verb) if name in parts}
        if any(one is not None for one in when.values()):
            return self._planned(request, show_id, {"command": {"verb": self.verb, **parts}, **when})
        within = self._within(parts.pop("within_ms", None))
        command = {**parts, "id": self._id(request), "verb": self.verb}
        verb = VERBS[self.verb]
        if self.verb in captions.VALUES:
            captions.check(self.verb, {name: part for name, part in parts.items() if name != "not_after_frame"})
        elif verb.engine:
            read_command(command)
        answer = self._sent(show_id, command | self._about_asker(request, show_id, verb) | within)
        seen = {name: answer[name] for name in ("air_frame", "recording", "answers") if name in answer}
        return Response({"ok": True, "frame": answer.get("frame")} | seen)

    def _about_asker(self, request: Request, show_id: str, verb: Verb) -> dict[str, Any]:
        """What a verb is told of who asks it."""
        who = request.user
        by = {"by": who.get_username()} if verb.signed else {}
        rank = {"directs": allowed(who, show_id, Action.OPERATE)} if verb.ranked else {}
        return by | rank | ({"rights": in_order(rights_in(who, show_id))} if verb.bounded else {})

    def _planned(self, request: Request, show_id: str, parts: dict[str, Any]) -> Response:
        """Have it done later."""
        read_when(parts)
        check_planned(parts.get("command"))
        within = self._within(parts.pop("within_ms", None))
        plan = {**parts, "id": self._id(request), "verb": "plan", "owner": owner_of(request.user)}
        answer = self._sent(show_id, plan | self._about_asker(request, show_id, VERBS["plan"]) | within)
        return Response({"ok": True, "frame": answer.get("frame"), "planned": str(answer.get("planned") or "")}, 202)

    def _sent(self, show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        """The mixer's answer. Raises Refused."""
        answer = edits.send(show_id, command)
        if not answer.get("ok"):
            raise refused(answer)
        return answer

    def _check_rights(self, request: Request, show_id: str) -> None:
        """Of a command that holds others, those of what is in it. Raises PermissionDenied."""
        data = request.data if isinstance(request.data, dict) else {}
        if not all(allowed(request.user, show_id, right) for right in rights_for({**data, "verb": self.verb})):
            raise Refused("forbidden", "Your role does not allow this.", status=403)

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


def refused(answer: dict[str, Any]) -> Refused:
    """What the mixer refused, in its own words; of a batch its field says which of it."""
    code, text = str(answer.get("code", "refused")), str(answer.get("error", "The mixer refused."))
    errors = [FieldError(f"commands.{answer['index']}", text)] if "index" in answer else []
    return Refused(code, text, errors, status=STATUS.get(code, 409))


def parts_of(verb: str) -> dict[str, Any]:
    """What a verb takes: its own parts, and how late it may happen."""
    own = own_of(verb)
    shown = {name: value for name, value in own.items() if name not in ("id", "verb")}
    if verb == "batch":
        shown["commands"]["items"]["oneOf"] = [inside(one) for one in shown["commands"]["items"]["oneOf"]]
    return shown | later_of(verb) | {"not_after_frame": NOT_AFTER, "within_ms": WITHIN_MS}


def own_of(verb: str) -> dict[str, Any]:
    """The schemas of a verb's own parts."""
    own: dict[str, Any] = schema_of(VERBS[verb].value).get("properties", {})
    return own


def later_of(verb: str) -> dict[str, Any]:
    """What of a body says that a command is for a moment to come, unless a part of the verb's own is called so."""
    return {name: said for name, said in LATER.items() if is_planned(verb) and name not in own_of(verb)}


def is_planned(verb: str) -> bool:
    """Whether a command may be asked for a moment to come."""
    return VERBS[verb].dated and VERBS[verb].value not in (Plan, CancelPlanned)


def inside(command: dict[str, Any]) -> dict[str, Any]:
    """The schema of a command in a batch, which says neither who asked it nor when it happens."""
    said = {name: value for name, value in command["properties"].items() if name not in OF_THE_BATCH}
    return command | {"properties": said, "required": ["verb", *command.get("required", ())]}


def view_of(verb: str) -> Any:
    """The view of one verb, with the command's own schema in the documentation."""
    declared = VERBS[verb]
    schema = schema_of(declared.value)
    body: dict[str, Any] = {"type": "object", "properties": parts_of(verb)} | (
        {"required": schema["required"]} if schema.get("required") else {}
    )
    needs = Action.VIEW if declared.holds else declared.right  # what it holds is looked at before anything is done
    own = {"verb": verb, "needs": {"post": needs}, "__doc__": declared.help}
    view = type(f"Command_{verb}", (Command,), own)
    answers: dict[int, Any] = {} if declared.value is Plan else {200: FrameRow}
    answers |= {202: KeptPlanRow} if declared.value is Plan or is_planned(verb) else {}
    described = extend_schema(
        operation_id=f"shows_{verb}", request={"application/json": body}, responses=answers, tags=["commands"]
    )
    view.post = described(lambda self, request, show_id: Command.post(self, request, show_id))  # type: ignore[attr-defined]
    return view.as_view()  # type: ignore[attr-defined]
