"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.people.roles import shows_of
from studio.people.secrets import is_good_link, use_link


class SignIn(LoginView):
    """Name and password; guessing is locked out after a few tries."""

    template_name = "people/login.html"
    redirect_authenticated_user = True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed: programs that only look at links must not use them up."""
    if request.method != "POST":
        good = is_good_link(secret)
        return render(request, "people/link.html", {"good": good}, status=200 if good else 410)
    link = use_link(secret)
    if link is None or not link.user.is_active:
        return render(request, "people/link.html", {"good": False}, status=410)
    login(request, link.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(first_page(link.user))


def first_page(user: User) -> str:
    """The console of the only show there is for this user, or the list of shows."""
    shows = list(shows_of(user)[:2])
    return reverse("console", args=[shows[0].pk]) if len(shows) == 1 else reverse("home")
