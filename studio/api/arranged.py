"""How a scene with its layout, and steps of undo, look in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from studio.api.rows import EditRow, LayoutRow, Row, SceneRow, ShowRow, readable
from studio.api.schemas import part_field


class ArrangeRow(Row):
    """A scene with its layout, as it is to be from now on; what is left out stays."""

    id = None  # type: ignore[assignment]
    position = None  # type: ignore[assignment]
    edit = None  # type: ignore[assignment]
    scene = serializers.CharField(max_length=64, required=False, help_text="without it a new one is made")
    name = serializers.CharField(max_length=120, required=False, validators=[readable])
    layout = serializers.CharField(max_length=64, required=False, help_text="another layout of the show to stand on")
    layout_name = serializers.CharField(max_length=120, required=False, validators=[readable], help_text="a new one's")
    slots = part_field("slots")(required=False, help_text="all places of the layout, bottom to top")
    sources = serializers.DictField(
        child=serializers.CharField(max_length=64), required=False, help_text="what is in each place; others are empty"
    )
    overlays = serializers.ListField(child=serializers.CharField(max_length=64), required=False, max_length=64)
    background = serializers.CharField(max_length=9, required=False)
    sound = part_field("scene_sound")(required=False, help_text="what a take of it sets of sources; others it leaves")
    own = serializers.BooleanField(required=False, help_text="leave a shared layout to the other scenes: copy it")
    joins = serializers.IntegerField(
        min_value=0, required=False, help_text="the revision of the edit that this one is one step of undo with"
    )

    def restorable(self) -> list[str]:
        return []


class ArrangedRow(serializers.Serializer[Any]):
    """A scene and its layout, as they are stored now."""

    scene = SceneRow()
    layout = LayoutRow()
    edit = EditRow()


class ChangeRow(serializers.Serializer[Any]):
    """What an edit did to a part of the show; `became` tells of the edit, also where it was taken back."""

    kind = serializers.CharField(help_text="layouts, sources, overlays, scenes, schedule, or show")
    id = serializers.CharField()
    name = serializers.CharField()
    became = serializers.ChoiceField(["made", "changed", "removed"])


class StepRow(serializers.Serializer[Any]):
    """An edit that can be taken back or done again."""

    who = serializers.CharField(help_text="empty where nobody said")
    when = serializers.DateTimeField()
    changes = ChangeRow(many=True)


class StepsRow(serializers.Serializer[Any]):
    """The next step either way."""

    undo = StepRow(allow_null=True)
    redo = StepRow(allow_null=True)


class SteppedRow(ShowRow):
    """The show after a step, and what the step was."""

    step = StepRow(read_only=True)
