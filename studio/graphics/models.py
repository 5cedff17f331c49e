"""What lets controllers of graphics in: a secret address of a show, stored as its SHA-256 only."""

from __future__ import annotations

from django.db import models

from studio.people.models import Given
from studio.shows.models import Show


class GraphicsLink(Given):
    """Whoever knows its address plays the graphics of a show: the OGraf Server API knows no other authentication."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="graphics_links")
    hash = models.CharField(max_length=64, unique=True, editable=False)

    needs = "operate"

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return f"graphics link of {self.show}"
