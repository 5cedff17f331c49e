"""What is known of the pages of documents."""

from __future__ import annotations

from django.db import models

from studio.library.models import Asset


class Page(models.Model):
    """A page of a document; `number` begins at 1. Width and height are points, 0 where it cannot be read."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="page_rows")
    number = models.PositiveIntegerField()
    width_pt = models.FloatField()
    height_pt = models.FloatField()
    title = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("asset", "number")
        constraints = [models.UniqueConstraint(fields=["asset", "number"], name="one_page_of_a_number")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.asset_id}"


__all__ = ["Page"]
