"""Members of a show: a role given, changed, taken."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from studio.people import audit
from studio.people.giving import settle
from studio.people.models import Membership, Role
from studio.people.names import full_name


def give_role(by: Any, user: User, show_id: str, role: str) -> tuple[Membership, bool]:
    """Make a user a member, or change a member's role; also whether the membership is new."""
    with transaction.atomic():
        member, made = Membership.objects.update_or_create(user=user, show_id=show_id, defaults={"role": Role(role)})
        settle(user)
        audit.note(by, f"made {full_name(user)} a {role}", show_id)
    return member, made


def take_role(by: Any, user: User, show_id: str) -> bool:
    """End a membership, and what the member gave in this show; False where there was none."""
    with transaction.atomic():
        count, _ = Membership.objects.filter(user=user, show_id=show_id).delete()
        if count:
            settle(user)
            audit.note(by, f"removed {full_name(user)} from the show", show_id)
    return bool(count)
