"""`/people/shows/ID/`: the members of a show, who is invited, who may watch it while it is private, and what
speaks to it as to OBS.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.http.request import split_domain_port
from django.utils.functional import cached_property
from django.utils.translation import gettext

from studio.media import keys
from studio.media.links import watch_link
from studio.obs import passwords
from studio.people import invitations
from studio.people.forms import InviteForm, KeyForm, PassForm, RoleForm
from studio.people.members import give_role, take_role
from studio.people.models import Membership, Role, Token
from studio.people.names import shown_name
from studio.people.pages.everybody import invited
from studio.people.pages.page import Page, only
from studio.people.roles import Action, allowed
from studio.shows.models import Show


class OfShow(Page):
    template = "people/of_show.html"
    buttons = ("role", "remove", "invite", "end_invitation", "key", "end_key", "obs", "end_obs")

    def may(self) -> bool:
        return allowed(self.request.user, self.kwargs["show_id"], Action.MANAGE)

    @cached_property
    def show(self) -> Show:
        show = Show.objects.filter(pk=self.kwargs["show_id"]).first()
        if show is None:
            raise Http404
        return show

    def context(self) -> dict[str, Any]:
        members = Membership.objects.filter(show=self.show).select_related("user").order_by("user__username")
        found = keys.good_keys(self.show) if self.show.private else []
        rows = [{"row": key, "link": self.request.build_absolute_uri(watch_link(self.show, key))} for key in found]
        waiting = invitations.waiting(self.show)
        return {
            "show": self.show, "members": members, "invitations": waiting, "keys": rows,
            "obs_passwords": passwords.of_show(self.show), "obs_port": settings.OBS_PORT,
            "obs_host": split_domain_port(self.request.get_host())[0],
        }  # fmt: skip

    def do_role(self) -> None:
        member, role = self._member(), self.filled(RoleForm).cleaned_data["role"]
        give_role(self.request.user, member, self.show.pk, role)
        words = gettext("%(name)s has the role %(role)s now.")
        self.say(words % {"name": shown_name(member), "role": Role(role).label})

    def do_remove(self) -> str | None:
        member = self._member()
        take_role(self.request.user, member, self.show.pk)
        self.say(gettext("%(name)s is no longer a member.") % {"name": shown_name(member)})
        return None if self.may() else "/"

    def _member(self) -> User:
        found: User = self.row(Membership.objects.filter(show=self.show).select_related("user")).user
        return found

    def do_invite(self) -> HttpResponse:
        form = self.filled(InviteForm)
        only(form.cleaned_data["role"] != "admin")
        return invited(self, form, self.show)

    def do_end_invitation(self) -> None:
        invitations.end(self.request.user, self.row(invitations.waiting(self.show)))
        self.say(gettext("The invitation is taken back."))

    def do_key(self) -> None:
        form = self.filled(KeyForm)
        keys.give(self.request.user, self.show, form.cleaned_data["name"], form.expires)
        self.say(gettext("The key is made: its address is below."))

    def do_end_key(self) -> None:
        row = self.row(keys.good_keys(self.show))
        keys.end(self.request.user, row)
        words = gettext("%(name)s: ended. Who watches with it is stopped within seconds.")
        self.say(words % {"name": row.name})

    def do_obs(self) -> HttpResponse:
        form = self.filled(PassForm)
        typed = form.cleaned_data
        _, text = passwords.give(self.request.user, self.show, typed["name"], typed["role"], form.expires)
        words = gettext("Copy the password of %(name)s now: it is not shown again.") % {"name": typed["name"]}
        return self.once(gettext("Password of obs-websocket"), words, text)

    def do_end_obs(self) -> None:
        token = self.row(Token.objects.filter(obs_password__in=passwords.of_show(self.show)))
        passwords.end(self.request.user, token.obs_password)
        words = gettext("%(name)s: ended. Who is connected with it is sent away within a second.")
        self.say(words % {"name": token.name})
