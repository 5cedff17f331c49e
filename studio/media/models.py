"""What was recorded, written by runmixer through `recordings.py` (the files and their notes are the recorder's); and
the keys that private programmes are watched with."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from studio import ids
from studio.people.models import Given
from studio.shows.models import Show


def recording_id() -> str:
    return ids.fresh("rec")


class Recording(models.Model):
    """One recording of a show, in one or more parts: `NAME-001.mp4`, … beside `NAME.json` in `folder`."""

    class State(models.TextChoices):
        RECORDING = "recording"
        FINISHED = "finished"
        INTERRUPTED = "interrupted"

    id = models.CharField(primary_key=True, max_length=64, default=recording_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="recordings")
    name = models.CharField(max_length=80, help_text="of its files")
    title = models.CharField(max_length=120, blank=True, default="", help_text="what people call it")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECORDING)
    folder = models.CharField(max_length=255, help_text="relative to TALLY_HOME")

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = [models.UniqueConstraint(fields=["show", "name"], name="one_recording_of_a_name")]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What people call it: until they do, by the name of its files."""
        return self.title or self.name

    @property
    def root(self) -> Path:
        return Path(settings.TALLY_HOME) / self.folder


class WatchKey(Given):
    """Opens one private programme. Its text is signed from the row's number, so that it can be shown again."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="watch_keys")
    name = models.CharField(max_length=120)
    standing = models.BooleanField(default=False, help_text="in the addresses that the console shows its giver")

    needs = "manage"

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return self.name


__all__ = ["Recording", "WatchKey"]
