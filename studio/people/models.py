"""Members of a show, API tokens and one-time sign-in links. Secrets are stored as SHA-256 only."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from studio.shows.models import Show


class Role(models.TextChoices):
    """What a member may do, least first: watch; prepare; direct."""

    VIEWER = "viewer"
    PRODUCER = "producer"
    DIRECTOR = "director"


class Membership(models.Model):
    """A user's role in one show."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    show = models.ForeignKey(Show, models.CASCADE, related_name="members")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "show"], name="one_role_a_show")]
        ordering = ("show", "user")

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.show}"


class Token(models.Model):
    """An API token: a role in one show, or in all shows. Stands in for a user on requests."""

    name = models.CharField(max_length=120)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    show = models.ForeignKey(Show, models.CASCADE, null=True, blank=True, related_name="tokens")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    is_authenticated = True
    is_active = True
    is_anonymous = False
    is_staff = False

    class Meta:
        ordering = ("created", "id")

    def __str__(self) -> str:
        return self.name

    def get_username(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A link that signs its user in once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user}"
