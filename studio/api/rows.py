"""How shows and their parts look in the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mixer.protocol.basics import FIELD_MOST
from studio.api.schemas import part_field
from studio.people.models import Role
from studio.people.roles import Action, in_order, rights_in, role_of
from studio.shows import addresses
from studio.shows.destinations import warnings_of
from studio.shows.models import Show
from studio.shows.names import refusal_of
from studio.shows.parts import completed
from studio.shows.sealing import opened

ON_AIR = {
    "oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["next_take"]}],
    "description": "true: played now; false: not on air; next_take: the programme is as it was until then",
}


@extend_schema_field(ON_AIR)
class OnAirField(serializers.JSONField):
    """Whether an edit is on air."""


class EditRow(serializers.Serializer[Any]):
    """What an edit came to: the revision it made, and whether the mixer plays it."""

    revision = serializers.IntegerField()
    on_air = OnAirField()


ONLY_IN_ANSWERS = ("edit", "push_url", "stream_key")


def readable(name: str) -> None:
    """Refuse what would not read as it is written."""
    if why := refusal_of(name):
        raise serializers.ValidationError(why)


class Row(serializers.Serializer[Any]):
    """What every part of a show has."""

    sometimes = ONLY_IN_ANSWERS
    id = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=120, validators=[readable])
    position = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    edit = EditRow(read_only=True, required=False, help_text="only in the answer to an edit")

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is not known here: a misspelt field must not be lost in silence."""
        if isinstance(data, dict):
            expected = ", ".join(sorted(str(name) for name, field in self.fields.items() if not field.read_only))
            strangers = {key: f"not known here; expected one of {expected}" for key in data if key not in self.fields}
            if strangers:
                raise serializers.ValidationError(strangers)
            nulls = {name: None for name in self.restorable() if name in data and data[name] is None}
            return super().to_internal_value({name: one for name, one in data.items() if name not in nulls}) | nulls
        return super().to_internal_value(data)

    def restorable(self) -> list[str]:
        """What may be null in a request: it goes back to its default."""
        optional = [str(name) for name, field in self.fields.items() if not (field.required or field.read_only)]
        return [name for name in optional if name != "position"]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        names = [str(name) for name in self.fields if str(name) not in ONLY_IN_ANSWERS]
        return {name: getattr(instance, name) for name in names}


class SourceRow(Row):
    input = part_field("input")()
    sound = part_field("sound")(required=False)
    buffer_ms = serializers.IntegerField(min_value=0, max_value=5000, required=False)
    hold_ms = serializers.IntegerField(min_value=100, max_value=60_000, required=False)
    fallback = part_field("fallback")(required=False)
    push_url = serializers.CharField(read_only=True, required=False, help_text="shown once: the encoder's server")
    stream_key = serializers.CharField(read_only=True, required=False, help_text="shown once: the encoder's stream key")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The source; passwords and keys in its address only where the context says that `may_edit`."""
        row = super().to_representation(instance)
        return row if self.context.get("may_edit") else addresses.masked_source(row)


class LayoutRow(Row):
    slots = part_field("slots")()


class SceneRow(Row):
    layout = serializers.CharField(max_length=64)
    slots = serializers.DictField(child=serializers.CharField(max_length=64, allow_null=True), required=False)
    overlays = serializers.ListField(child=serializers.CharField(max_length=64), required=False, max_length=64)
    background = serializers.CharField(max_length=9, required=False)
    sound = part_field("scene_sound")(required=False)


class OverlayRow(Row):
    content = part_field("content")()
    rect = part_field("rect")(required=False)
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(max_length=FIELD_MOST, allow_blank=True, allow_null=True), required=False
    )
    on = serializers.BooleanField(required=False)
    enter = part_field("enter")(required=False)
    leave = part_field("leave")(required=False)
    auto_off_s = serializers.FloatField(
        min_value=0, max_value=86_400, required=False, help_text="how long after it came it goes by itself; 0: never"
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The overlay; passwords and keys in a page's address only where the context says that `may_edit`."""
        row = super().to_representation(instance)
        row |= {part: completed(part, row[part]) for part in ("enter", "leave")}
        return row if self.context.get("may_edit") else addresses.masked_overlay(row)


class DestinationRow(Row):
    output = part_field("output")()
    on = serializers.BooleanField(required=False, help_text="whether it starts with the show")
    secrets = serializers.DictField(
        child=serializers.CharField(max_length=512, allow_blank=True, allow_null=True),
        write_only=True,
        required=False,
        help_text="such as a relay's key; kept encrypted, never answered, and dropped when the server is changed",
    )
    secrets_set = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="their names")
    warnings = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="what the other end is known not to like"
    )

    def restorable(self) -> list[str]:
        return [name for name in super().restorable() if name != "secrets"]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        output = instance.output if self.context.get("may_edit") else addresses.masked(instance.output, "server")
        return {
            "id": instance.pk, "name": instance.name, "position": instance.position, "output": output,
            "on": instance.on, "secrets_set": sorted(opened(instance.sealed)),
            "warnings": warnings_of(instance, instance.show),
        }  # fmt: skip


ROWS: dict[str, type[Row]] = {
    "sources": SourceRow,
    "layouts": LayoutRow,
    "scenes": SceneRow,
    "overlays": OverlayRow,
    "destinations": DestinationRow,
}


class ShowRow(Row):
    """A show with everything in it."""

    position = None  # type: ignore[assignment]
    canvas = part_field("canvas")(required=False)
    encoding = part_field("encoding")(required=False)
    captions = part_field("captions")(required=False)
    start = part_field("start")(required=False)
    slate = part_field("slate")(required=False)
    surface = part_field("surface")(required=False)
    standby = part_field("standby")(required=False)
    producers_run = serializers.BooleanField(required=False, help_text="producers too run what has the programme")
    private = serializers.BooleanField(required=False)
    embed_origins = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, allow_null=True, max_length=20,
        help_text="whose pages may have the watch page in a frame, such as https://www.example.org; a director's",
    )  # fmt: skip
    template = serializers.BooleanField(required=False, help_text="never on air: new shows are made of it")
    wanted = serializers.BooleanField(read_only=True)
    wanted_since = serializers.DateTimeField(read_only=True, allow_null=True)
    rehearsing = serializers.BooleanField(read_only=True, help_text="wanted on air with the ways out closed")
    revision = serializers.IntegerField(read_only=True)
    created = serializers.DateTimeField(read_only=True)
    role = serializers.ChoiceField(Role.values, read_only=True, help_text="yours, in a word")
    rights = serializers.ListField(
        child=serializers.ChoiceField(list(Action)), read_only=True, help_text="what you may do here"
    )
    sources = SourceRow(many=True, read_only=True)
    layouts = LayoutRow(many=True, read_only=True)
    scenes = SceneRow(many=True, read_only=True)
    overlays = OverlayRow(many=True, read_only=True)
    destinations = DestinationRow(many=True, read_only=True)

    def to_representation(self, instance: Show) -> dict[str, Any]:
        names = (
            "id", "name", "encoding", "standby", "producers_run", "private", "embed_origins", "template", "wanted",
            "wanted_since", "rehearsing", "revision", "created",
        )  # fmt: skip
        whole = {part: completed(part, getattr(instance, part)) for part in ("captions", "start", "slate", "surface")}
        canvas = {"width": instance.width, "height": instance.height, "rate": instance.rate}
        who = self.context["request"].user
        rights = rights_in(who, instance)
        context = {"may_edit": Action.EDIT in rights}
        parts = {key: ROWS[key](getattr(instance, key).all(), many=True, context=context).data for key in ROWS}
        return {
            **{name: getattr(instance, name) for name in names},
            "canvas": canvas,
            **whole,
            "role": role_of(rights),
            "rights": in_order(rights),
            **parts,
        }


class NewShowRow(ShowRow):
    """A new show: empty, or like a template."""

    template = serializers.CharField(  # type: ignore[assignment]  # a show's id here
        required=False, max_length=64, help_text="the id of the show that it is to be like"
    )


class MemberRow(serializers.Serializer[Any]):
    user = serializers.CharField(source="user.username", max_length=150)
    role = serializers.ChoiceField(Role.values)


class EventRow(serializers.Serializer[Any]):
    time = serializers.DateTimeField()
    level = serializers.CharField()
    code = serializers.CharField()
    text = serializers.CharField()
    about = serializers.CharField(help_text="the id of what it is about; empty where that is the show")


class AuditRow(serializers.Serializer[Any]):
    time = serializers.DateTimeField()
    by = serializers.CharField(help_text="a user's or a token's name; empty where nobody said")
    origin = serializers.CharField(help_text="console, api, studio, macro; empty where nobody said")
    address = serializers.CharField(help_text="the network address it came from, as far as it is known")
    request = serializers.CharField(help_text="the X-Request-Id that it came with; empty where it did not come by API")
    frame = serializers.IntegerField(allow_null=True, help_text="on which it happened, counted as in the status")
    verb = serializers.CharField(help_text="the command, or people for a change of members, tokens and keys")
    command = serializers.DictField(help_text="the command's parts; of an edit (load) its revision")
    text = serializers.CharField(help_text="a change of people in words")


class CopyRow(serializers.Serializer[Any]):
    name = serializers.CharField(required=False, max_length=120, validators=[readable])


class StartRow(serializers.Serializer[Any]):
    rehearse = serializers.BooleanField(
        default=False, help_text="everything runs, the ways out stay closed until go_on_air, or another start"
    )


class StopRow(serializers.Serializer[Any]):
    not_after_frame = serializers.IntegerField(
        required=False, help_text="refused with too_late after this frame, counted as in the status"
    )


class WantedRow(serializers.Serializer[Any]):
    wanted = serializers.BooleanField()


class DoneRow(serializers.Serializer[Any]):
    """One command of a batch."""

    verb = serializers.CharField()
    frame = serializers.IntegerField()


class KeptPlanRow(serializers.Serializer[Any]):
    """What was planned."""

    ok = serializers.BooleanField()
    frame = serializers.IntegerField(allow_null=True, help_text="the present frame, as far as it is known")
    planned = serializers.CharField(help_text="the plan's id, by which it is cancelled")


class FrameRow(serializers.Serializer[Any]):
    """When a command took effect."""

    sometimes = ("recording", "air_frame", "answers")
    ok = serializers.BooleanField()
    frame = serializers.IntegerField(allow_null=True, help_text="the frame number it happened on")
    recording = serializers.CharField(
        required=False, allow_null=True, help_text="the recording that was begun or ended, by its id"
    )
    air_frame = serializers.IntegerField(
        required=False, help_text="the engine's frame number when it is seen on air: later by the programme's delay"
    )
    answers = DoneRow(many=True, required=False, help_text="of a batch, one for each of its commands")


@extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
class AnyObject(serializers.JSONField):
    """An object described in docs/architecture.md."""


class StatusRow(serializers.Serializer[Any]):
    on_air = serializers.BooleanField(help_text="false while the show is rehearsed")
    rehearsing = serializers.BooleanField()
    wanted = serializers.BooleanField()
    revision = serializers.IntegerField()
    desk = AnyObject()
    status = AnyObject()
    destinations = serializers.ListField(child=AnyObject())
    recording = AnyObject()
    rundown = AnyObject(help_text="the one that runs, or null: what plays, what follows, who has the programme")
    schedule = AnyObject(help_text="what comes by schedule, and what waits for the programme; null where none is set")
    captions = AnyObject()
    upgrade = AnyObject()
    machine = AnyObject()
    alerts = serializers.ListField(child=AnyObject())
