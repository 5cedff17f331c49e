"""`/people/users/NAME/`: one account, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from studio.errors import Refused
from studio.people import users
from studio.people.forms import RoleForm, UserForm
from studio.people.members import give_role, take_role
from studio.people.models import Membership, Role
from studio.people.pages.page import Page
from studio.people.roles import is_admin
from studio.shows.models import Show


class Account(Page):
    template = "people/account.html"
    buttons = ("save", "password", "role", "take_role", "remove")

    def may(self) -> bool:
        return is_admin(self.request.user)

    @cached_property
    def person(self) -> User:
        try:
            return users.user_named(self.kwargs["name"])
        except Refused:
            raise Http404 from None

    def context(self) -> dict[str, Any]:
        roles = Membership.objects.filter(user=self.person).select_related("show")
        others = Show.objects.exclude(members__user=self.person).order_by("name")
        return {"person": self.person, "roles": roles, "others": others}

    def do_save(self) -> str | None:
        changed = users.change_user(self.request.user, self.person, self.filled(UserForm).cleaned_data)
        self.say(gettext("Saved."))
        return reverse("people") if changed == self.request.user and not is_admin(changed) else None

    def do_password(self) -> HttpResponse:
        link = self.address("password", users.password_link(self.request.user, self.person))
        words = gettext("Send this link to %(name)s. It is good once, for a day; the old password until then.")
        text = words % {"name": self.person.username}
        return self.once(gettext("New password"), text, link, self.person.email)

    def do_role(self) -> None:
        show, role = self._show(), self.filled(RoleForm).cleaned_data["role"]
        give_role(self.request.user, self.person, show.pk, role)
        words = gettext("%(name)s has the role %(role)s in %(show)s.")
        self.say(words % {"name": self.person.username, "role": Role(role).label, "show": show.name})

    def do_take_role(self) -> None:
        show = self._show()
        take_role(self.request.user, self.person, show.pk)
        words = gettext("%(name)s is no longer a member of %(show)s.")
        self.say(words % {"name": self.person.username, "show": show.name})

    def _show(self) -> Show:
        show = Show.objects.filter(pk=self.request.POST.get("show", "")).first()
        if show is None:
            raise Http404
        return show

    def do_remove(self) -> str:
        users.remove_user(self.request.user, self.person)
        self.say(gettext("%(name)s is removed.") % {"name": self.person.username})
        return reverse("people")
