"""The doors: signing in by password and by link, choosing a password, accepting an invitation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.errors import Refused
from studio.people import guessing, invitations, users
from studio.people.forms import JoinForm, PasswordForm
from studio.people.models import Invitation
from studio.people.roles import shows_of
from studio.people.secrets import good_link, use_link

door = require_http_methods(["GET", "HEAD", "POST"])


class SignIn(LoginView):
    """Name and password; how often they may be tried is limited."""

    template_name = "people/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.one = guessing.begin(request, request.POST.get("username", ""))
        except guessing.Locked as locked:
            return locked_page(request, locked.wait_s)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        guessing.succeeded(self.one)
        response = super().form_valid(form)
        guessing.remember(self.request, response, form.get_user().get_username())
        return response


def locked_page(request: HttpRequest, wait_s: int) -> HttpResponse:
    """Too many tries, and when the next one is looked at."""
    response = render(request, "people/locked.html", {"wait": waiting(wait_s)}, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def waiting(wait_s: int) -> str:
    """Seconds while they can be counted, then minutes."""
    if wait_s < 100:
        return ngettext("%(count)s second", "%(count)s seconds", wait_s) % {"count": wait_s}
    minutes = -(-wait_s // 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


@never_cache
@door
def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed: programs that only look at links must not use them up."""
    if request.method != "POST":
        good = good_link(secret) is not None
        return render(request, "people/link.html", {"good": good}, status=200 if good else 410)
    link = use_link(secret)
    if link is None:
        return render(request, "people/link.html", {"good": False}, status=410)
    return let_in(request, link.user, first_page(link.user))


@never_cache
@door
def password(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password by a one-time link; it is used up by a password that is good enough."""
    link = good_link(secret, for_password=True)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=link.user if link else None)
    if link and not form.is_valid():
        return render(request, "people/password.html", {"form": form, "who": link.user})
    link = use_link(secret, for_password=True)
    if link is None:
        return render(request, "people/password.html", {"who": None}, status=410)
    users.choose_password(link.user, form.cleaned_data["password"])
    return let_in(request, link.user, first_page(link.user))


@never_cache
@door
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation, with a new account or for the one that is signed in."""
    row = invitations.good_invitation(secret)
    if row is None:
        return render(request, "people/join.html", {"over": invitations.OVER}, status=410)
    form = JoinForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and isinstance(request.user, User):
            invitations.accept(secret, request.user)
            return redirect(where(row))
        if form.is_valid():
            typed = form.cleaned_data
            _, user = invitations.join(secret, typed["name"], typed["password"], typed["shown"])
            return let_in(request, user, where(row))
    except Refused as refused:
        context = {"over": str(refused), "stays": refused.code == "another_role"}
        return render(request, "people/join.html", context, status=refused.status)
    return render(request, "people/join.html", {"invitation": row, "form": form, "secret": secret})


def where(row: Invitation) -> str:
    """Where somebody who was invited lands."""
    return reverse("console", args=[row.show_id]) if row.show_id else reverse("home")


def let_in(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Sign a user in, in a browser that is known from now on."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = redirect(to)
    guessing.remember(request, response, user.get_username())
    return response


def first_page(user: User) -> str:
    """The console of the only show there is for this user, or of the only one wanted on air, or the list of shows."""
    shows = list(shows_of(user))
    for few in (shows, [show for show in shows if show.wanted]):
        if len(few) == 1:
            return reverse("console", args=[few[0].pk])
    return reverse("home")
