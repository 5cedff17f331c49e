"""What the pages share: who may see them, what a button does, and what is said afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from studio.errors import Refused
from studio.people.forms import problems
from studio.people.roles import Action, allowed, shows_managed
from studio.people.words import roles


@method_decorator(never_cache, name="dispatch")
class Page(LoginRequiredMixin, View):
    """A page whose buttons are named `do`: each is a method `do_NAME`, which may answer with a page of its own."""

    template: str
    buttons: tuple[str, ...] = ()

    def may(self) -> bool:
        """Whether the page is this person's to see; others find nothing here."""
        return True

    def context(self) -> dict[str, Any]:
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.may():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        name = request.POST.get("do", "")
        if name not in self.buttons:
            raise Http404
        try:
            answer = getattr(self, f"do_{name}")()
        except Refused as refused:
            return self.page(str(refused), status=refused.status)
        return answer if isinstance(answer, HttpResponse) else redirect(str(answer or request.path))

    def page(self, problem: str = "", status: int = 200) -> HttpResponse:
        """The page, with what went wrong and what was typed when something did."""
        typed = self.request.POST if problem else {}
        context = {"problem": problem, "typed": typed, **self._rights(), **self.context()}
        return render(self.request, self.template, context, status=status)

    def _rights(self) -> dict[str, Any]:
        who = self.request.user
        return {"managed": shows_managed(who), "manages_all": allowed(who, None, Action.MANAGE), "roles": roles()}

    def filled(self, kind: type[Form]) -> Any:
        """What was typed, checked. Raises Refused with all that is wrong."""
        form = kind(self.request.POST)
        if not form.is_valid():
            raise Refused("invalid", " ".join(problems(form)), status=400)
        return form

    def row(self, rows: Any) -> Any:
        """The one of these rows that a button belongs to. Raises Http404."""
        number = self.request.POST.get("id", "")
        found = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
        if found is None:
            raise Http404
        return found

    def say(self, text: str) -> None:
        messages.success(self.request, text)

    def once(self, title: str, text: str, secret: str, email: str = "") -> HttpResponse:
        """A page that shows a secret, this once."""
        context = {"title": title, "text": text, "secret": secret, "email": email, "back": self.request.path}
        return render(self.request, "people/once.html", {**context, **self._rights()})

    def address(self, name: str, secret: str) -> str:
        return self.request.build_absolute_uri(reverse(name, args=[secret]))


def only(may: bool) -> None:
    """Raises PermissionDenied."""
    if not may:
        raise PermissionDenied
