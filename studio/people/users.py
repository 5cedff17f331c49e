"""Accounts: made, changed, switched off, removed. The studio always keeps an administrator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from studio.errors import Refused
from studio.people import audit
from studio.people.giving import settle
from studio.people.names import full_name
from studio.people.secrets import make_link


def user_named(name: str) -> User:
    """The user of this name. Raises Refused (404)."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refused("unknown_user", gettext("There is no user %(name)s.") % {"name": name[:80]}, status=404)
    return user


def make_user(by: Any, name: str, *, shown: str = "", email: str = "", staff: bool = False, password: str = "") -> User:
    """A new account; without a password only links let its owner in. The name was checked by `names.user_name`."""
    user = User(username=name, first_name=shown, email=email, is_staff=staff, is_superuser=staff)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused("name_taken", gettext("There is a user %(name)s already.") % {"name": name}) from None
    audit.note(by, f"made the {'administrator' if staff else 'user'} {name}")
    return user


def change_user(by: Any, user: User, changes: dict[str, Any]) -> User:
    """Change `shown`, `email`, `active` or `staff`. Raises Refused where no administrator would be left.

    Switching off ends sessions and what the user gave, for good; memberships stay for when it is switched on again.
    """
    with transaction.atomic():
        if not changes.get("staff", True) or not changes.get("active", True):
            _keep_an_admin(user)
        before = (user.first_name, user.email, user.is_active, user.is_staff)
        user.first_name, user.email = changes.get("shown", user.first_name), changes.get("email", user.email)
        user.is_active = changes.get("active", user.is_active)
        user.is_staff = user.is_superuser = changes.get("staff", user.is_staff)
        user.save(update_fields=["first_name", "email", "is_active", "is_staff", "is_superuser"])
        if not user.is_active:
            end_sessions(user)
        settle(user)
        if before != (user.first_name, user.email, user.is_active, user.is_staff):
            audit.note(by, f"changed the user {_words(user)}")
    return user


def remove_user(by: Any, user: User) -> None:
    """Delete an account with all that it has and gave. Raises Refused for the last administrator."""
    with transaction.atomic():
        _keep_an_admin(user)
        end_sessions(user)
        name = full_name(user)
        user.delete()
        audit.note(by, f"removed the user {name}")


def password_link(by: Any, user: User) -> str:
    """The secret of a link by which a user chooses a new password; the old one is good until then."""
    audit.note(by, f"made a link for {full_name(user)} to choose a new password")
    return make_link(user, for_password=True)


def choose_password(user: User, password: str) -> None:
    """Set a password; every session that was signed in with the old one ends by itself."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.note(user, "chose a new password")


def end_sessions(user: User) -> None:
    """Sign a user out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _keep_an_admin(user: User) -> None:
    # Locked, so that two administrators cannot remove each other at the same moment.
    admins = User.objects.select_for_update().filter(is_staff=True, is_active=True).order_by("pk")
    if {admin.pk for admin in admins} == {user.pk}:
        words = gettext("%(name)s is the last administrator. Make another one first.")
        raise Refused("last_admin", words % {"name": user.username})


def _words(user: User) -> str:
    state = "active" if user.is_active else "switched off"
    return f"{full_name(user)}: {state}{', administrator' if user.is_staff else ''}"
