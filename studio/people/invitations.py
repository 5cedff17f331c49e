"""Invitations: made, listed, ended, and accepted by whoever opens the link first."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from studio.errors import Refused
from studio.people import audit, giving
from studio.people.members import check_may_give, give_role
from studio.people.models import Invitation, Membership, Role
from studio.people.names import full_name
from studio.people.roles import covers, rights_of, still_given
from studio.people.secrets import sha256
from studio.people.users import change_user, make_user
from studio.shows.models import Show

LIFE = timedelta(days=7)
OVER = gettext_lazy("This invitation was used, has expired or was taken back. Ask whoever sent it for a new one.")


def invite(
    by: Any, show: Show | None, role: str, *, label: str = "", email: str = "", expires: datetime | None = None
) -> tuple[Invitation, str]:
    """An invitation to a show, or, without one, to be an administrator; and the secret of its link, shown this once.

    Raises Refused for a role with rights that `by` has not.
    """
    if show is not None:
        check_may_give(by, show, role)
    secret = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        show=show, role=Role(role), label=label, email=email, hash=sha256(secret),
        expires=expires or timezone.now() + LIFE, **giving.by(by),
    )  # fmt: skip
    whom = label or email or "somebody"
    audit.note(by, f"invited {whom} as {role if show else 'administrator'}", show.pk if show else None)
    return row, secret


def waiting(show: Show | str | None = None) -> QuerySet[Invitation]:
    """Invitations that could still be accepted, of one show or of all."""
    rows: QuerySet[Invitation] = Invitation.objects.good().filter(used__isnull=True)
    rows = rows.select_related("show", "giver", "giver_token")
    return rows if show is None else rows.filter(show=show)


def good_invitation(secret: str) -> Invitation | None:
    """The invitation of a link, if whoever gave it still could."""
    row = waiting().filter(hash=sha256(secret)).first()
    return row if row and still_given(row) else None


def accept(secret: str, user: User) -> Invitation:
    """Use an invitation up for an account. A role that it has already and that may all this stays.

    Raises Refused: 410 for one that is over, 409 for a role that would take away what the account may now.
    """
    with transaction.atomic():
        row = _consume(secret)
        Invitation.objects.filter(pk=row.pk).update(used_by=user)
        _take_up(row, user)
    return row


def join(secret: str, name: str, password: str, shown: str = "") -> tuple[Invitation, User]:
    """Use an invitation up for a new account. The name was checked by `names.user_name`. Raises Refused (410)."""
    with transaction.atomic():
        row = _consume(secret)
        user = make_user(row.giver, name, shown=shown, email=row.email, password=password)
        Invitation.objects.filter(pk=row.pk).update(used_by=user)
        _take_up(row, user)
    return row, user


def _consume(secret: str) -> Invitation:
    """Only the first of two callers gets it."""
    row = good_invitation(secret)
    unused = Invitation.objects.filter(hash=sha256(secret), used__isnull=True, revoked__isnull=True)
    if row is None or not unused.update(used=timezone.now()):
        raise Refused("invitation_over", str(OVER), status=410)
    return row


def _take_up(row: Invitation, user: User) -> None:
    if row.show is None:
        change_user(row.giver, user, {"staff": True})
        return
    has = Membership.objects.filter(user=user, show=row.show).values_list("role", flat=True).first() or ""
    if not covers(rights_of(has), rights_of(row.role)):
        _check_takes_nothing(has, row)
        give_role(row.giver, user, row.show.pk, row.role)
    audit.note(user, "accepted the invitation" + (f" of {full_name(row.giver)}" if row.giver else ""), row.show.pk)


def _check_takes_nothing(has: str, row: Invitation) -> None:
    """A link is accepted in good faith: it must not cost what the account may do already. Raises Refused."""
    if not covers(rights_of(row.role), rights_of(has)):
        words = gettext(
            "You have the role %(has)s here, and this invitation is for %(role)s, which may do other things. "
            "Nothing was changed: ask a director to change your role."
        )
        values = {"has": Role(has).label, "role": row.get_role_display()}
        raise Refused("another_role", words % values)


def end(by: Any, row: Invitation) -> None:
    giving.revoke(row)
    audit.note(by, f"took the invitation of {row.label or row.email or 'somebody'} back", row.show_id)
