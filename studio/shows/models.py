"""Shows as rows. JSON columns have exactly the shape of the show file, with assets named by id."""

from __future__ import annotations

from django.db import models

from studio import ids


class Show(models.Model):
    """One production. `revision` rises with every edit; `wanted` is whether it should be on air."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.show_id, editable=False)
    name = models.CharField(max_length=120)
    width = models.PositiveIntegerField(default=1920)
    height = models.PositiveIntegerField(default=1080)
    rate = models.CharField(max_length=20, default="30")
    encoding = models.JSONField(default=dict, blank=True)
    captions = models.JSONField(default=dict, blank=True)
    start = models.JSONField(default=dict, blank=True)
    slate = models.JSONField(default=dict, blank=True, help_text="what viewers see in the place of a lost source")
    wanted = models.BooleanField(default=False)
    wanted_since = models.DateTimeField(null=True, blank=True)
    rehearsing = models.BooleanField(default=False, help_text="wanted on air with its ways out closed")
    standby = models.JSONField(
        default=dict, blank=True, help_text="a scene, a source or an asset by its id; or nothing"
    )
    producers_run = models.BooleanField(default=False, help_text="producers run the rundown that has the programme")
    schedule_settled = models.DateTimeField(
        null=True,
        blank=True,
        help_text="up to then its schedule is no matter: it was edited, or the show stopped",
    )
    schedule_done = models.DateTimeField(
        null=True, blank=True, help_text="up to then its schedule was done, or the show put on air for it"
    )
    template = models.BooleanField(default=False, help_text="never on air: new shows are made of it")
    surface = models.JSONField(default=dict, blank=True, help_text="macros, and what keys do")
    private = models.BooleanField(default=False)
    embed_origins = models.JSONField(
        default=list,
        blank=True,
        help_text="whose pages may have the watch page in a frame, such as https://example.org",
    )
    private_since = models.DateTimeField(null=True, blank=True, help_text="watch keys given before have ended")
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created", "id")

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """An input. `input` is the show file's, with `asset` for an uploaded file; push keys are stored hashed."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.source_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="sources")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    input = models.JSONField(default=dict)
    sound = models.JSONField(default=dict, blank=True)
    buffer_ms = models.PositiveIntegerField(default=300)
    hold_ms = models.PositiveIntegerField(default=120)
    fallback = models.JSONField(default=dict, blank=True, help_text="what stands in for it; its files by their assets")
    key_hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Layout(models.Model):
    """Named rectangles, bottom to top."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.layout_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="layouts")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    slots = models.JSONField(default=list)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Scene(models.Model):
    """A layout with its sources and overlays, by id."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.scene_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="scenes")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    layout = models.CharField(max_length=64)
    slots = models.JSONField(default=dict, blank=True)
    overlays = models.JSONField(default=list, blank=True)
    sound = models.JSONField(default=dict, blank=True)
    background = models.CharField(max_length=9, default="#000000")

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Overlay(models.Model):
    """A graphic over the picture; `fields` and `on` are how a new desk starts."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.overlay_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="overlays")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    rect = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    on = models.BooleanField(default=False)
    enter = models.JSONField(default=dict, blank=True)
    leave = models.JSONField(default=dict, blank=True)
    auto_off_s = models.FloatField(default=0.0, help_text="how long after it was switched on it goes; 0: it stays")

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Destination(models.Model):
    """Where the programme goes. `output` is the show file's; its secrets are `sealed`, see `sealing`."""

    id = models.CharField(primary_key=True, max_length=64, default=ids.destination_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="destinations")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    output = models.JSONField(default=dict)
    on = models.BooleanField(default=False)
    sealed = models.TextField(blank=True, default="", editable=False)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class ScheduleEntry(models.Model):
    """When a show is put on air, taken off, or put on its standby. It has the shape of `scheduling.entries.Entry`."""

    class Do(models.TextChoices):
        START = "start"
        STOP = "stop"
        STANDBY = "standby"

    id = models.CharField(primary_key=True, max_length=64, default=ids.schedule_entry_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="schedule")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=2000, blank=True, default="")
    do = models.CharField(max_length=7, choices=Do.choices)
    at = models.CharField(max_length=40, blank=True, default="", help_text="a local time; empty where a rule says it")
    rule = models.JSONField(null=True, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    rundown = models.CharField(max_length=64, blank=True, default="", help_text="what a start gives the programme")
    closing = models.BooleanField(default=False, help_text="the closing film is played before a stop")
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.do} {self.at or self.rule}"


class Event(models.Model):
    """Something that happened to a show, in words; `about` is the id of what it is about, if not of the whole."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="events")
    time = models.DateTimeField(db_index=True)
    level = models.CharField(max_length=8, choices=[(level, level) for level in ("info", "warning", "error")])
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    about = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ("-time", "-id")

    def __str__(self) -> str:
        return self.text


class ShowEdit(models.Model):
    """One edit of a show: what was and what is, by kind and id. The undone ones are those that can be done again."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="edits")
    changes = models.JSONField()
    who = models.CharField(max_length=200, blank=True, default="")
    when = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)
    revision = models.PositiveBigIntegerField(default=0, help_text="of the show, as the edit made it")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{', '.join(self.changes)} of {self.show_id} by {self.who}"


class Lease(models.Model):
    """Which host plays a show. Whoever holds a lower fencing number than this row's must stop."""

    show = models.OneToOneField(Show, models.CASCADE, primary_key=True, related_name="lease")
    host = models.CharField(max_length=255)
    address = models.CharField(max_length=255, blank=True, default="")
    fencing = models.PositiveBigIntegerField(default=0)
    heartbeat = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.show_id} on {self.host}, number {self.fencing}"
