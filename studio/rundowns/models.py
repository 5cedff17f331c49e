"""Rundowns as rows: each is one document, so that an edit of many items is one, and can be undone as one."""

from __future__ import annotations

from django.db import models

from studio import ids
from studio.shows.models import Show


class Rundown(models.Model):
    """What is to be played, in order. `items` have the shape of `items.Item`, each with its id, `breaks` that of
    `items.BreakRule`: up to a megabyte, so `item_count` is kept beside them. `length_s` is worked out when it is
    compiled."""

    class AtEnd(models.TextChoices):
        STANDBY = "standby"
        STOP = "stop"
        NEXT = "next"

    id = models.CharField(primary_key=True, max_length=64, default=ids.rundown_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="rundowns")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="UTC")
    rounds = models.PositiveIntegerField(default=1, help_text="0: for ever")
    shuffle = models.PositiveIntegerField(null=True, blank=True, help_text="the seed; null: in order")
    at_end = models.CharField(max_length=7, choices=AtEnd.choices, default=AtEnd.STANDBY)
    next = models.CharField(max_length=64, blank=True, default="")
    filler = models.JSONField(default=list, blank=True)
    opening = models.JSONField(default=list, blank=True)
    closing = models.JSONField(default=list, blank=True)
    breaks = models.JSONField(null=True, blank=True, help_text="ad breaks by rule; null: none")
    loudness_lufs = models.FloatField(null=True, blank=True, help_text="what files are levelled to; null: as they are")
    items = models.JSONField(default=list, blank=True)
    item_count = models.PositiveIntegerField(default=0)
    length_s = models.FloatField(null=True, blank=True, help_text="of a round, as far as it is known")
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "created", "id")
        indexes = [models.Index(fields=["show", "id", "revision"], name="revisions_of_a_show")]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """Something that a rundown names: a kind of thing and its id; `rule` without one, of what comes by rule."""

    rundown = models.ForeignKey(Rundown, models.CASCADE, related_name="named")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rundown", "kind", "name"], name="named_once")]
        indexes = [models.Index(fields=["kind", "name"], name="who_names_what")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} in {self.rundown_id}"


class RundownEdit(models.Model):
    """One edit as operations, there and back. The undone ones are those that can be done again."""

    rundown = models.ForeignKey(Rundown, models.CASCADE, related_name="edits")
    forward = models.JSONField()
    inverse = models.JSONField()
    who = models.CharField(max_length=200, blank=True, default="")
    when = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{len(self.forward)} operations on {self.rundown_id} by {self.who}"


class AsRun(models.Model):
    """One airing, as it was: kept for ever, also when its rundown is gone. Frames are counted as in the status."""

    class Status(models.TextChoices):
        """BXF's, in our spelling."""

        AIRED = "aired"
        DURATION = "duration_discrepancy"
        CONTENT = "content_discrepancy"
        TECHNICAL = "technical_difficulty"
        DID_NOT_AIR = "did_not_air"
        PREEMPTED = "preempted"
        JOINED = "joined_in_progress"
        INSERTED = "inserted_by_operator"
        SKIPPED = "skipped_by_operator"
        MISSING = "missing_content"
        UNKNOWN = "unknown"

    show = models.ForeignKey(Show, models.CASCADE, related_name="as_run")
    rundown = models.CharField(max_length=64)
    rundown_name = models.CharField(max_length=120, blank=True, default="")
    occurrence = models.CharField(max_length=160)
    item = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True, default="")
    planned_frame = models.BigIntegerField(null=True, blank=True)
    start_frame = models.BigIntegerField(null=True, blank=True)
    end_frame = models.BigIntegerField(null=True, blank=True)
    planned = models.DateTimeField(null=True, blank=True)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.UNKNOWN)
    note = models.CharField(max_length=500, blank=True, default="")
    by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("start", "id")
        indexes = [models.Index(fields=["show", "start"], name="as_run_of_a_show_in_time")]

    def __str__(self) -> str:
        return f"{self.name}: {self.status}"
