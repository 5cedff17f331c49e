"""Members of a show, and what lets people and programs in. Secrets are stored as SHA-256 only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from studio.shows.models import Show


class Role(models.TextChoices):
    """What a member is here for; which rights that is stands in `studio.people.roles`."""

    VIEWER = "viewer", gettext_lazy("Viewer")
    CAPTIONS = "captions", gettext_lazy("Captions")
    SOUND = "sound", gettext_lazy("Sound")
    PRODUCER = "producer", gettext_lazy("Producer")
    DIRECTOR = "director", gettext_lazy("Director")


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


class GivenSet(models.QuerySet[Any]):
    """Rows of something that was given."""

    def good(self) -> GivenSet:
        """Those that have not ended, by themselves or with whom or what they were given by."""
        giver = Q(giver__isnull=True) | Q(giver__is_active=True)
        token = Q(giver_token__isnull=True) | Q(_fresh("giver_token__"), giver_token__revoked__isnull=True)
        return self.filter(giver, token, _fresh(), revoked__isnull=True)


def _fresh(before: str = "") -> Q:
    return Q(**{f"{before}expires__isnull": True}) | Q(**{f"{before}expires__gt": timezone.now()})


class Given(models.Model):
    """What somebody gave, and what ends with the giver. What the server's command line gave has no giver."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    giver_token = models.ForeignKey(
        "studio.Token", models.CASCADE, null=True, blank=True, related_name="+", help_text="by which it was given"
    )
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects = GivenSet.as_manager()
    # What whoever gives must still be allowed to do where it is given, or it ends.
    needs: ClassVar[str]

    class Meta:
        abstract = True


class Token(Given):
    """An API token: a role in one show, or in all that its giver sees. Stands in for a user on requests.

    Of the role's rights it has those that `rights` names; all of them where it names none.
    """

    name = models.CharField(max_length=120)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    rights = models.JSONField(default=list, blank=True)
    show = models.ForeignKey(Show, models.CASCADE, null=True, blank=True, related_name="tokens")
    last_used = models.DateTimeField(null=True, blank=True)

    needs = "view"

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


class Invitation(Given):
    """A link that makes whoever opens it first a member of a show, or, without a show, an administrator."""

    show = models.ForeignKey(Show, models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    label = models.CharField(max_length=120, blank=True, default="", help_text="whom it is meant for")
    email = models.EmailField(blank=True, default="")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    used = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    needs = "manage"

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return f"invitation of {self.label or 'somebody'} to {self.show or 'the studio'}"


class SignInLink(models.Model):
    """A link that signs its user in once, or lets them choose a password first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    for_password = models.BooleanField(default=False)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user}"


class SignInTry(models.Model):
    """A password that was tried and not right. Names are hashed: some people type their password there."""

    name_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=64, blank=True, default="", help_text="one where this name signed in before")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"a try from {self.address}"


class SocketTicket(models.Model):
    """Opens the event socket of a show once, soon, with the rights of whoever asked: a token, or who is signed in."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    token = models.ForeignKey(Token, models.CASCADE, null=True, blank=True, related_name="+")
    session = models.CharField(max_length=40, blank=True, default="", help_text="the key of the asker's session")
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket to the events of {self.show_id}"


class AuditEntry(models.Model):
    """Who did what in a show: a command that was applied on air (`verb`, `command`, `frame`), or a change of people.

    `origin` is where it came from: console, api, studio; with the network address as far as it is known.
    """

    show = models.ForeignKey(Show, models.CASCADE, related_name="audit")
    time = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=200, blank=True, default="")
    origin = models.CharField(max_length=20, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")
    request = models.CharField(max_length=80, blank=True, default="", help_text="the id of the request it came with")
    frame = models.BigIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=40)
    command = models.JSONField(default=dict, blank=True)
    text = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-time", "-id")

    def __str__(self) -> str:
        return f"{self.by}: {self.text or self.verb}"
