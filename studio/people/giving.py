"""Ending what was given: tokens, invitations, watch keys."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from studio.people.models import Given, Token
from studio.people.roles import still_given


def by(who: Any) -> dict[str, Any]:
    """The columns that say who gives: a user, a token with whoever gave that, or the command line (None)."""
    if isinstance(who, Token):
        return {"giver": who.giver, "giver_token": who}
    return {"giver": who}


def revoke(given: Given) -> None:
    """End something now, and with a token everything that was given by it."""
    type(given).objects.filter(pk=given.pk, revoked__isnull=True).update(revoked=timezone.now())
    if isinstance(given, Token):
        for kind in kinds():
            for child in kind.objects.filter(giver_token=given, revoked__isnull=True):
                revoke(child)


def settle(user: User) -> None:
    """End for good what a user gave and could not give any more. Without this a role given back would bring it back."""
    for kind in kinds():
        for given in kind.objects.filter(giver=user, revoked__isnull=True).select_related("giver", "giver_token"):
            if not still_given(given):
                revoke(given)


def kinds() -> list[Any]:
    return Given.__subclasses__()
