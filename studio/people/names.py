"""What people are called: the name they sign in with, and the one that others read."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

NAME_MOST, SHOWN_MOST = 80, 120
# Overrides of the direction of writing: "ada" + one of these can read like another name.
TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown_name(who: Any) -> str:
    """How a user or a token is called on pages and in events; None is the server's own command line."""
    if who is None:
        return "the command line"
    return (isinstance(who, User) and who.first_name) or str(who.get_username())


def full_name(who: Any) -> str:
    """The same for records: what somebody calls themselves, and the name that nobody else can have."""
    if isinstance(who, User):
        return f"{who.first_name} ({who.username})" if who.first_name else who.username
    return shown_name(who) if who is None else f"the token {who.get_username()}"


def plain(text: str) -> str:
    """`text` without spaces around it. Raises ValidationError where it would not read as one line, as it stands."""
    if any(unicodedata.category(sign) == "Cc" or sign in TURNS for sign in text.strip()):
        words = gettext("A name has no line breaks, control characters or marks that turn the writing round.")
        raise ValidationError(words)
    return text.strip()


def user_name(text: str) -> str:
    """A name to sign in with that nobody has yet, not even in other letters' case. Raises ValidationError."""
    name = User.normalize_username(text.strip())
    if not name or len(name) > NAME_MOST:
        raise ValidationError(gettext("A user name has one to %(most)s characters.") % {"most": NAME_MOST})
    UnicodeUsernameValidator()(name)
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(gettext("This user name is taken. Choose another."))
    return name
