"""Cues as rows: every line of every transcript, with what was said, what was shown and who changed it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models, transaction

from studio.shows.models import Show
from subtitles.captioner.journal import newest_first
from subtitles.values import Line

PAGE = 100  # lines that are looked for, and written, at once


class Cue(models.Model):
    """A line of a show's transcript as it is now; the captions program's journal is the truth it is written from."""

    id = models.CharField(primary_key=True, max_length=40)
    show = models.ForeignKey(Show, models.CASCADE, related_name="cues")
    state = models.CharField(max_length=12)
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    raw = models.TextField(blank=True)
    texts = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    from_frame = models.BigIntegerField()
    to_frame = models.BigIntegerField()
    aired_from = models.BigIntegerField(null=True)
    aired_to = models.BigIntegerField(null=True)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    confidence = models.FloatField(default=1)
    no_speech = models.FloatField(default=0)
    edited_by = models.CharField(max_length=150, blank=True)
    time = models.FloatField(default=0)

    class Meta:
        ordering = ("from_frame", "id")
        indexes = [models.Index(fields=["show", "from_frame"], name="cues_of_a_show_in_time")]

    def __str__(self) -> str:
        return self.text

    @property
    def line(self) -> Line:
        """The row as the value that exports are made from."""
        return Line.from_json({name: getattr(self, name) for name in Line.__dataclass_fields__})


def keep(show_id: str, told: dict[str, Any]) -> None:
    """Write a line as the captions program told it; called again with a later state of it, or with the same."""
    line = Line.from_json(told)
    values = line.to_json() | {"reason": line.reason[:300], "edited_by": line.edited_by[:150], "show_id": show_id}
    Cue.objects.update_or_create(pk=values.pop("id"), defaults=values)


def catch_up(show_id: str, journal: Path, since: float = 0.0) -> Iterator[int]:
    """Write what the journal knows and the rows do not, the newest first: nobody wrote while the supervisor was away.

    A page at each step; yields how many lines that wrote. Lines from before `since` (wall clock, seconds) were let go.
    """
    lines = (line for line in newest_first(journal) if line.time >= since)
    while page := list(islice(lines, PAGE)):
        known = {cue.pk: cue.line for cue in Cue.objects.filter(show=show_id, pk__in=[line.id for line in page])}
        missing = [line for line in page if known.get(line.id) != line]
        with transaction.atomic():
            for line in missing:
                keep(show_id, line.to_json())
        yield len(missing)
