"""Members of a show: a role given, changed, taken."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from studio.errors import Refused
from studio.people import audit
from studio.people.giving import settle
from studio.people.models import Membership, Role
from studio.people.names import full_name
from studio.people.roles import may_give
from studio.shows.models import Show


def give_role(by: Any, user: User, show_id: str, role: str) -> tuple[Membership, bool]:
    """Make a user a member, or change a member's role; also whether the membership is new.

    Raises Refused for a role with rights that `by` has not.
    """
    check_may_give(by, show_id, role)
    with transaction.atomic():
        member, made = Membership.objects.update_or_create(user=user, show_id=show_id, defaults={"role": Role(role)})
        settle(user)
        audit.note(by, f"made {full_name(user)} a {role}", show_id)
    return member, made


def check_may_give(by: Any, show: Show | str, role: str) -> None:
    """Raise Refused for a role in a show with rights that `by` has not there."""
    if not may_give(by, show, role):
        raise Refused("too_much", f"Nobody gives more than they have: you may not give the role {role}.", status=403)


def take_role(by: Any, user: User, show_id: str) -> bool:
    """End a membership, and what the member gave in this show; False where there was none."""
    with transaction.atomic():
        count, _ = Membership.objects.filter(user=user, show_id=show_id).delete()
        if count:
            settle(user)
            audit.note(by, f"removed {full_name(user)} from the show", show_id)
    return bool(count)
