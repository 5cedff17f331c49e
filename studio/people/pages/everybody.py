"""`/people/`: the accounts, and who is invited to the studio; for others, the shows whose people they manage."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse

from studio.errors import Refused
from studio.people import invitations
from studio.people.forms import InviteForm
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
            raise Refused("show_or_staff", "Choose a show, and a role in it; administrators belong to no show.")
        return invited(self, form, show)

    def _show(self) -> Show | None:
        if self.request.POST.get("role") == "admin":
            return None
        wanted = self.request.POST.get("show", "")
        return next((show for show in shows_managed(self.request.user) if show.pk == wanted), None)

    def do_end_invitation(self) -> None:
        only(self._all())
        invitations.end(self.request.user, self.row(invitations.waiting()))
        self.say("The invitation is taken back.")


def invited(page: Page, form: InviteForm, show: Show | None) -> HttpResponse:
    """Make an invitation of what was typed, and show its link."""
    typed = form.cleaned_data
    role = typed["role"] if show else "director"
    row, secret = invitations.invite(
        page.request.user, show, role, label=typed["label"], email=typed["email"], expires=form.expires
    )
    whom, to = row.label or row.email or "whoever it is for", f"{role} of {show.name}" if show else "an administrator"
    until = f"{row.expires:%-d %B, %H:%M} UTC"
    text = f"Send this link to {whom}. The first who opens it becomes {to}. It is good once, until {until}."
    return page.once("Invitation", text, page.address("join", secret), row.email)
