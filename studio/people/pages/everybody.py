"""`/people/`: the accounts, and who is invited to the studio; for others, the shows whose people they manage."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from studio.errors import Refused
from studio.people import invitations
from studio.people.forms import InviteForm
from studio.people.models import Invitation
from studio.people.pages.page import Page, only
from studio.people.roles import Action, allowed, is_admin, shows_managed
from studio.shows.models import Show


class Everybody(Page):
    template = "people/everybody.html"
    buttons = ("invite", "end_invitation")

    def context(self) -> dict[str, Any]:
        if not self._all():
            return {}
        people = User.objects.order_by("-is_active", "username").prefetch_related("memberships__show")
        return {"people": people, "invitations": invitations.waiting()}

    def _all(self) -> bool:
        return allowed(self.request.user, None, Action.MANAGE)

    def do_invite(self) -> HttpResponse:
        """To a show with a role, or to be an administrator."""
        form = self.filled(InviteForm)
        role, show = form.cleaned_data["role"], self._show()
        only(allowed(self.request.user, show, Action.MANAGE) if show else is_admin(self.request.user))
        if (role == "admin") == bool(show):
            words = gettext("Choose a show, and a role in it; administrators belong to no show.")
            raise Refused("show_or_staff", words)
        return invited(self, form, show)

    def _show(self) -> Show | None:
        if self.request.POST.get("role") == "admin":
            return None
        wanted = self.request.POST.get("show", "")
        return next((show for show in shows_managed(self.request.user) if show.pk == wanted), None)

    def do_end_invitation(self) -> None:
        only(self._all())
        invitations.end(self.request.user, self.row(invitations.waiting()))
        self.say(gettext("The invitation is taken back."))


def invited(page: Page, form: InviteForm, show: Show | None) -> HttpResponse:
    """Make an invitation of what was typed, and show its link."""
    typed = form.cleaned_data
    role = typed["role"] if show else "director"
    row, secret = invitations.invite(
        page.request.user, show, role, label=typed["label"], email=typed["email"], expires=form.expires
    )
    return page.once(gettext("Invitation"), sending(row, show), page.address("join", secret), row.email)


def sending(row: Invitation, show: Show | None) -> str:
    """What is to be done with the link of an invitation, and what it opens."""
    words = gettext(
        "Send this link to %(whom)s. The first who opens it gets the role %(role)s in %(show)s. "
        "It is good once, until %(time)s UTC."
    )
    if show is None:
        words = gettext(
            "Send this link to %(whom)s. The first who opens it becomes an administrator. "
            "It is good once, until %(time)s UTC."
        )
    whom = row.label or row.email or gettext("whoever it is for")
    role, time = row.get_role_display(), date_format(row.expires or timezone.now(), gettext("j F, H:i"))
    return words % {"whom": whom, "role": role, "show": show.name if show else "", "time": time}
