"""How people, invitations, tokens and watch keys look in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from studio.media.keys import text_of
from studio.media.links import playlist_url, watch_link
from studio.media.models import WatchKey
from studio.people import forms
from studio.people.models import Invitation, Role, Token
from studio.people.names import NAME_MOST, SHOWN_MOST, plain, shown_name, user_name
from studio.people.roles import Action

ROLES = list(Role.values)
RIGHTS = [action.value for action in Action]


class PlainField(serializers.CharField):
    """One line of plain text."""

    def to_internal_value(self, data: Any) -> str:
        return str(in_words(plain, super().to_internal_value(data)))


class NewName(serializers.CharField):
    """A user name that is free."""

    def to_internal_value(self, data: Any) -> str:
        return str(in_words(user_name, super().to_internal_value(data)))


class Email(serializers.CharField):
    """An e-mail address, or nothing. To schemas a plain string: their "an address or nothing" refuses nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=forms.EMAIL_MOST, required=False, allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> str:
        typed = str(super().to_internal_value(data))
        in_words(validate_email, typed)
        return typed


class Ahead(serializers.DateTimeField):
    """A time that has not come yet."""

    def to_internal_value(self, value: Any) -> datetime:
        when: datetime = in_words(forms.life_of, super().to_internal_value(value))
        return when


def in_words(check: Any, value: Any) -> Any:
    try:
        return check(value)
    except ValidationError as error:
        raise serializers.ValidationError(error.messages) from None


class ShowRole(serializers.Serializer[Any]):
    show = serializers.CharField(source="show_id")
    role = serializers.ChoiceField(ROLES)


class UserRow(serializers.Serializer[User]):
    """An account."""

    user = serializers.CharField(source="username", read_only=True, help_text="the name to sign in with")
    name = PlainField(source="shown", max_length=SHOWN_MOST, required=False, allow_blank=True, help_text="for others")
    email = Email()
    staff = serializers.BooleanField(required=False, help_text="an administrator, who may do everything everywhere")
    active = serializers.BooleanField(required=False, help_text="false: switched off, and signed out everywhere")
    has_password = serializers.BooleanField(read_only=True)
    created = serializers.DateTimeField(source="date_joined", read_only=True)
    last_sign_in = serializers.DateTimeField(source="last_login", read_only=True, allow_null=True)
    shows = ShowRole(many=True, read_only=True)

    def to_representation(self, instance: User) -> dict[str, Any]:
        roles = [{"show": one.show_id, "role": one.role} for one in instance.memberships.all()]  # type: ignore[attr-defined]
        return {
            "user": instance.username, "name": shown_name(instance), "email": instance.email,
            "staff": instance.is_staff, "active": instance.is_active, "has_password": instance.has_usable_password(),
            "created": instance.date_joined, "last_sign_in": instance.last_login, "shows": roles,
        }  # fmt: skip


class NewUser(serializers.Serializer[Any]):
    """What a new account is made of."""

    user = NewName(max_length=NAME_MOST)
    name = PlainField(max_length=SHOWN_MOST, required=False, default="", allow_blank=True)
    email = Email(default="")
    staff = serializers.BooleanField(required=False, default=False)


class PasswordLink(serializers.Serializer[Any]):
    """A link by which a user chooses a password, good once and for a day, shown this once."""

    link = serializers.URLField(read_only=True)


class UserMade(UserRow):
    link = serializers.URLField(read_only=True, help_text="where the user chooses a password, shown this once")


class RoleRow(serializers.Serializer[Any]):
    role = serializers.ChoiceField(ROLES)


class InvitationRow(serializers.ModelSerializer[Invitation]):
    """An invitation that was not accepted yet."""

    show = serializers.CharField(source="show_id", read_only=True, allow_null=True)
    role = serializers.ChoiceField(ROLES, required=False, default="viewer")
    label = PlainField(  # type: ignore[assignment]  # a field of that name, not the field's own
        max_length=120, required=False, allow_blank=True, help_text="whom it is meant for"
    )
    email = Email()
    staff = serializers.SerializerMethodField(help_text="to be an administrator")
    expires = Ahead(required=False, help_text="in seven days without")
    by = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ("id", "show", "role", "staff", "label", "email", "created", "expires", "by")
        read_only_fields = ("id", "created")

    def get_staff(self, row: Invitation) -> bool:
        return row.show_id is None

    def get_by(self, row: Invitation) -> str:
        return given_by(row)


class NewInvitation(InvitationRow):
    """To a show with a role, or, with `staff`, to be an administrator of the studio."""

    show = serializers.CharField(required=False, max_length=64)
    staff = serializers.BooleanField(required=False, default=False)  # type: ignore[assignment]


class InvitationMade(InvitationRow):
    link = serializers.URLField(read_only=True, help_text="shown this once")

    class Meta(InvitationRow.Meta):
        fields = (*InvitationRow.Meta.fields, "link")  # type: ignore[assignment]


class TokenRow(serializers.ModelSerializer[Token]):
    """An API token; its text is shown once, when it is made."""

    name = PlainField(max_length=120)
    role = serializers.ChoiceField(ROLES, required=False, default="viewer")
    rights = serializers.ListField(
        child=serializers.ChoiceField(RIGHTS), required=False, default=list, max_length=len(RIGHTS),
        help_text="only these of the role's, and to look; all of them without",
    )  # fmt: skip
    show = serializers.CharField(source="show_id", required=False, allow_null=True, help_text="null: all shows")
    expires = Ahead(required=False, allow_null=True, help_text="null: never")
    by = serializers.SerializerMethodField()

    class Meta:
        model = Token
        fields = ("id", "name", "role", "rights", "show", "created", "expires", "last_used", "by")
        read_only_fields = ("id", "created", "last_used")

    def get_by(self, row: Token) -> str:
        return given_by(row)


class TokenMade(TokenRow):
    token = serializers.CharField(read_only=True, help_text="shown this once")

    class Meta(TokenRow.Meta):
        fields = (*TokenRow.Meta.fields, "token")  # type: ignore[assignment]


class WatchKeyRow(serializers.ModelSerializer[WatchKey]):
    """A key that opens one private programme, and the addresses with it."""

    name = PlainField(max_length=120)
    expires = Ahead(required=False, help_text="in seven days without")
    by = serializers.SerializerMethodField()
    watch_url = serializers.SerializerMethodField(help_text="the page that plays the programme")
    playlist_url = serializers.SerializerMethodField(help_text="for players")

    class Meta:
        model = WatchKey
        fields = ("id", "name", "created", "expires", "by", "key", "watch_url", "playlist_url")
        read_only_fields = ("id", "created")

    key = serializers.SerializerMethodField()

    def get_by(self, row: WatchKey) -> str:
        return given_by(row)

    def get_key(self, row: WatchKey) -> str:
        return text_of(row)

    @extend_schema_field(serializers.URLField)
    def get_watch_url(self, row: WatchKey) -> str:
        return str(self.context["request"].build_absolute_uri(watch_link(row.show, row)))

    @extend_schema_field(serializers.URLField)
    def get_playlist_url(self, row: WatchKey) -> str:
        return str(self.context["request"].build_absolute_uri(playlist_url(row.show, row)))


def given_by(row: Any) -> str:
    """Who gave something, in words."""
    giver = shown_name(row.giver) if row.giver or not row.giver_token else ""
    return " with ".join(filter(None, [giver, f"the token {row.giver_token.name}" if row.giver_token else ""]))
