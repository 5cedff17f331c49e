"""The links that presenters turn pages with."""

from __future__ import annotations

from django.db import models

from studio.people.models import Given
from studio.shows.models import Show


class PresenterLink(Given):
    """Opens the deck that one source of a show is. Its text is signed from the row's number: it can be shown again."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="presenter_links")
    source = models.CharField(max_length=64, help_text="its id")
    name = models.CharField(max_length=120)

    needs = "operate"

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return self.name


__all__ = ["PresenterLink"]
