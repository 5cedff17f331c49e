"""Links that open a view of a show, and messages to those who look at one."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from studio.people.models import Given
from studio.shows.models import Show


class ViewLink(Given):
    """Opens one view of one show. Its text is signed from the row's number: it can be shown again."""

    class Kind(models.TextChoices):
        """What is seen by it."""

        MULTIVIEW = "multiview"
        TALLY = "tally"
        COUNTDOWN = "countdown"
        CLOCK = "clock"
        FLOOR = "floor"

    show = models.ForeignKey(Show, models.CASCADE, related_name="view_links")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.CharField(max_length=64, blank=True, default="", help_text="of a tally: the id of its source")
    name = models.CharField(max_length=120)

    needs = "operate"

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return f"{self.kind} of {self.name}"


class FloorMessage(models.Model):
    """What the console tells everybody who looks at a view."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="messages")
    text = models.CharField(max_length=200)
    urgent = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    created = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return self.text


class Seen(models.Model):
    """Somebody has read a message."""

    message = models.ForeignKey(FloorMessage, models.CASCADE, related_name="seen")
    by = models.CharField(max_length=200)
    time = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "by"], name="seen_once")]
        ordering = ("time", "id")

    def __str__(self) -> str:
        return self.by


__all__ = ["FloorMessage", "Seen", "ViewLink"]
