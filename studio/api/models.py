"""Answers kept for a day, so that a repeated request with the same Idempotency-Key is done once."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one POST; `status` 0 while it is being worked on."""

    who = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.who}"
