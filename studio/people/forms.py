"""What people type on the pages: names, passwords, roles, dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from studio.people.models import Role
from studio.people.names import NAME_MOST, SHOWN_MOST, plain, user_name
from studio.people.roles import Action

DAYS_MOST = 366
EMAIL_MOST = 254  # characters, as the accounts' column has


class Plain(forms.CharField):
    """One line of plain text."""

    def clean(self, value: Any) -> str:
        return plain(super().clean(value))


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(max_length=200, strip=False)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class JoinForm(PasswordForm):
    """A new account, for whoever holds an invitation."""

    name = forms.CharField(max_length=NAME_MOST)
    shown = Plain(max_length=SHOWN_MOST, required=False)
    field_order = ("name", "shown", "password")

    def clean_name(self) -> str:
        return user_name(self.cleaned_data["name"])

    def clean_password(self) -> str:
        self.user = User(username=self.cleaned_data.get("name", ""))
        return super().clean_password()


class LifeForm(forms.Form):
    """For how many days; empty is for ever where that is allowed."""

    days = forms.IntegerField(min_value=1, max_value=DAYS_MOST, required=False)

    @property
    def expires(self) -> datetime | None:
        days = self.cleaned_data.get("days")
        return timezone.now() + timedelta(days=days) if days else None


class InviteForm(LifeForm):
    """`role` is one of the roles, or "admin" where that is offered."""

    role = forms.ChoiceField(choices=[*Role.choices, ("admin", gettext_lazy("Administrator"))])
    label = Plain(max_length=120, required=False)
    email = forms.EmailField(max_length=EMAIL_MOST, required=False)


class TokenForm(LifeForm):
    name = Plain(max_length=120)
    role = forms.ChoiceField(choices=Role.choices)
    rights = forms.MultipleChoiceField(choices=[(one.value, one.value) for one in Action], required=False)
    show = forms.CharField(max_length=64, required=False)


class KeyForm(LifeForm):
    name = Plain(max_length=120)


class PassForm(LifeForm):
    name = Plain(max_length=120)
    role = forms.ChoiceField(choices=Role.choices)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class UserForm(forms.Form):
    """What an administrator changes of an account."""

    shown = Plain(max_length=SHOWN_MOST, required=False)
    email = forms.EmailField(max_length=EMAIL_MOST, required=False)
    active = forms.BooleanField(required=False)
    staff = forms.BooleanField(required=False)


def problems(form: forms.Form) -> list[str]:
    """What is wrong, a sentence each."""
    return [f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts]


def life_of(expires: datetime | None) -> datetime | None:
    """A time that lies ahead. Raises ValidationError."""
    if expires is not None and expires <= timezone.now():
        raise ValidationError(gettext("This time has passed already."))
    return expires
