"""How rundowns look in the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from studio.api.schemas import schema_of
from studio.rundowns import ops
from studio.rundowns.items import SETTINGS, BreakRule, Item, Playable, Settings

SETTINGS_SCHEMA = schema_of(Settings)
PATCH_SCHEMA = {
    "title": "RundownChange",
    "type": "object",
    "properties": {
        # Null goes back to the default, and a name has none.
        **{name: one if name == "name" else {"anyOf": [one, {"type": "null"}]}
           for name, one in SETTINGS_SCHEMA["properties"].items()},
        "position": {"type": "integer", "minimum": 0, "maximum": 1000},
    },
}  # fmt: skip
ITEM = schema_of(Item)
OPS = schema_of(tuple[ops.Asked, ...])


@extend_schema_field(ITEM)
class ItemField(serializers.JSONField):
    """An item, whole."""


@extend_schema_field(schema_of(Playable))
class ContentField(serializers.JSONField):
    """What a filler or a film plays."""


@extend_schema_field(schema_of(BreakRule))
class BreaksField(serializers.JSONField):
    """Ad breaks by rule."""


@extend_schema_field(OPS)
class OpsField(serializers.JSONField):
    """Operations on a rundown."""


class RundownRow(serializers.Serializer[Any]):
    """A rundown without its items."""

    id = serializers.CharField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    zone = serializers.CharField(help_text="of all its times, such as Europe/Berlin")
    rounds = serializers.IntegerField(help_text="how often it plays; 0: for ever")
    shuffle = serializers.IntegerField(allow_null=True, help_text="the seed of its orders; null: as it is listed")
    at_end = serializers.ChoiceField(["standby", "stop", "next"])
    next = serializers.CharField(help_text="the rundown that follows; empty where none does")
    filler = serializers.ListField(child=ContentField(), help_text="what fills gaps; it goes on where it stopped")
    opening = serializers.ListField(child=ContentField(), help_text="films before the first round")
    closing = serializers.ListField(child=ContentField(), help_text="films after the last round")
    breaks = BreaksField(allow_null=True, help_text="ad breaks by rule and on a cue; null: none")
    loudness_lufs = serializers.FloatField(allow_null=True, help_text="what files are levelled to; null: as they are")
    template = serializers.BooleanField(help_text="a day template: laid on days, never started")
    revision = serializers.IntegerField()
    item_count = serializers.IntegerField()
    length_s = serializers.FloatField(allow_null=True, help_text="of a round with its films, as far as it is known")
    created = serializers.DateTimeField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        names = ("id", "position", *SETTINGS, "template", "revision", "item_count", "length_s", "created")
        return {name: getattr(instance, name) for name in names}


class RundownWhole(RundownRow):
    """A rundown with its items, in their order."""

    items = serializers.ListField(child=ItemField())

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {**super().to_representation(instance), "items": instance.items}


class OccurrenceRow(serializers.Serializer[Any]):
    """One airing as it is planned."""

    item = serializers.CharField(help_text="empty: the standby; nested items are named by all they stand in")
    occurrence = serializers.CharField()
    round = serializers.IntegerField()
    why = serializers.CharField(help_text="follow, fixed, late, insert, filler, standby and others; empty: not at all")
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True, help_text="null where nothing known ends it")
    start_frame = serializers.IntegerField(help_text="counted as in the status; off air from the start of the rundown")
    planned = serializers.DateTimeField(help_text="when it would start if all went by its own time")
    trouble = serializers.CharField(help_text="why it does not air, as in the as-run log; empty where it does")
    over_s = serializers.FloatField(help_text="how much of it is cut off")
    gap_s = serializers.FloatField(help_text="how much filler and standby follow until the next item")


class PlanRow(serializers.Serializer[Any]):
    zone = serializers.CharField()
    occurrences = OccurrenceRow(many=True)


class RepairRow(serializers.Serializer[Any]):
    """What would mend it, as an edit."""

    label = serializers.CharField()  # type: ignore[assignment]
    ops = OpsField()


class ProblemRow(serializers.Serializer[Any]):
    """What is wrong with a plan."""

    kind = serializers.ChoiceField(["missing", "too_often", "overrun", "gap", "conflict"])
    item = serializers.CharField()
    text = serializers.CharField()
    repairs = RepairRow(many=True)


class PlanWhole(PlanRow):
    problems = ProblemRow(many=True)


class EditAsked(serializers.Serializer[Any]):
    """An edit: all of its operations, or none."""

    dry_run = serializers.BooleanField(required=False, help_text="only say what it would come to")
    ops = OpsField()


class DryRun(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(required=False, help_text="only say what it would come to")


class EditedRow(serializers.Serializer[Any]):
    """What an edit came to."""

    sometimes = ("order",)
    revision = serializers.IntegerField()
    items = serializers.ListField(child=ItemField(), help_text="those that were made or changed, whole")
    order = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="all items by their ids, where the edit changed that"
    )
    plan = PlanRow(help_text="what airs from now on")
    problems = ProblemRow(many=True)
