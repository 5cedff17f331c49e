"""Webhooks, and the outbox: a row for each message that one is to get."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from studio import ids
from studio.shows.models import Show


class Webhook(models.Model):
    """An address that is told of what happens in a show, or, without one, in all. Its secrets are `sealed`."""

    class Off(models.TextChoices):
        """Why it is off, where nobody switched it off."""

        FAILING = "failing"
        GONE = "gone"

    id = models.CharField(primary_key=True, max_length=64, default=ids.webhook_id, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, null=True, blank=True, related_name="webhooks")
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2048)
    kinds = models.JSONField(default=list, help_text="types of events, or patterns such as source.*")
    on = models.BooleanField(default=True)
    off_why = models.CharField(max_length=8, choices=Off.choices, blank=True, default="")
    sealed = models.TextField(editable=False, help_text="the secret, and the one before it; see `secrets`")
    rotated = models.DateTimeField(null=True, blank=True, help_text="when the secret before it was replaced")
    failing_since = models.DateTimeField(null=True, blank=True, help_text="the first failure since it last answered")
    claim = models.CharField(max_length=32, blank=True, default="", help_text="the sender that has its turn now")
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="until then no other sender has a turn")
    by = models.CharField(max_length=200, blank=True, default="", help_text="who made it")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("created", "id")

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message for one webhook. Its id and its body are the same at every attempt."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=64, default=ids.message_id, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    type = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField(default=timezone.now, db_index=True)
    due = models.DateTimeField(null=True, blank=True, help_text="when it is tried next; null: never again by itself")
    tries = models.PositiveIntegerField(default=0)
    attempts = models.JSONField(default=list, help_text="the newest ones, oldest first")
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["state", "due"], name="deliveries_that_are_due"),
            models.Index(fields=["webhook", "state", "id"], name="deliveries_of_a_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.type} for {self.webhook_id}: {self.state}"
