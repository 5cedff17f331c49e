"""Passwords of obs-websocket."""

from __future__ import annotations

from django.db import models

from studio import ids
from studio.people.models import Token


def password_id() -> str:
    return ids.fresh("obs")


class ObsPassword(models.Model):
    """Opens one show to whoever speaks to OBS, as a token of its own does: what that may is what the password may.

    Nobody has the token's text, so it opens nothing else. `sealed` is what the protocol derives from the password and
    our salt, encrypted: with it alone one could sign in, so a stolen database must not tell it.
    """

    id = models.CharField(primary_key=True, max_length=64, default=password_id, editable=False)
    token = models.OneToOneField(Token, models.CASCADE, related_name="obs_password")
    sealed = models.TextField(editable=False)

    class Meta:
        ordering = ("token__created", "id")

    def __str__(self) -> str:
        return f"obs-websocket password {self.token.name}"
