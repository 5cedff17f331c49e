"""The studio's owner, and addresses of sign-in links."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from studio.home import recorded
from studio.people.secrets import make_link

OWNER = "owner"


def owner(name: str | None = None) -> User:
    """The named user, or the first owner, made when there is none. Raises LookupError for an unknown name."""
    if name:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise LookupError(f"there is no user {name}; `manage.py createadmin {name}` makes one")
        return found
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk").first() or make_admin(OWNER)


def make_admin(name: str, password: str | None = None) -> User:
    """A user who may do everything; without a password only sign-in links let them in. An existing one is promoted."""
    with transaction.atomic():
        user, _ = User.objects.get_or_create(username=name)
        user.is_staff = user.is_superuser = user.is_active = True
        if password:
            user.set_password(password)
        elif not user.password:
            user.set_unusable_password()
        user.save()
    return user


def link_for(user: User, base: str | None = None) -> str:
    """A fresh sign-in link; `base` is where browsers find the studio."""
    return (base or base_url()).rstrip("/") + reverse("link", args=[make_link(user)])


def base_url() -> str:
    """The address of the console that runs here; before it does, of the one that would."""
    if running := recorded(settings.TALLY_HOME / "run" / "up.json").get("url"):
        return str(running)
    host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::", "") else settings.HOST
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.PORT}"
