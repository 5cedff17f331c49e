"""The console's pages, and the library's. They hold addresses and names; everything live comes over the WebSocket."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from studio.library.permissions import may_use
from studio.media.links import own_watch_link
from studio.people.roles import Action, allowed, shows_of
from studio.scheduling.soonest import soonest
from studio.shows.facts import facts
from studio.shows.models import Show


@never_cache
@login_required
def shows(request: HttpRequest) -> HttpResponse:
    """Every show this person may see, those on air first."""
    known = sorted(shows_of(request.user), key=lambda show: (not show.wanted, show.name.lower()))
    coming = soonest(known, datetime.now(UTC))
    listed = [(show, coming.get(show.pk)) for show in known if not show.template]
    templates = [show for show in known if show.template]
    copied = [show for show in templates if allowed(request.user, show, Action.EDIT)]
    context = {
        "shows": listed,
        "templates": templates,
        "copied": copied,
        "may_create": allowed(request.user, None, Action.CREATE),
        "api": reverse("shows"),
    }
    context["manages"] = any(allowed(request.user, show, Action.MANAGE) for show in known)
    return render(request, "console/shows.html", context)


@never_cache
@login_required
def console(request: HttpRequest, show_id: str) -> HttpResponse:
    """The console of one show."""
    show = seen_by(request, show_id)
    context = {"show": show, "addresses": addresses_of(show, request.user), "facts": facts()}
    return render(request, "console/console.html", context)


@never_cache
@login_required
def rundowns(request: HttpRequest, show_id: str, run_id: str = "") -> HttpResponse:
    """The rundowns of one show, and one of them to work on. Whether there is such a one, the page asks the API."""
    show = seen_by(request, show_id)
    here = {"console": reverse("console", args=[show.pk]), "run": run_id}
    context = {"show": show, "addresses": {**addresses_of(show, request.user), **here}, "facts": facts()}
    return render(request, "console/rundown.html", context)


def seen_by(request: HttpRequest, show_id: str) -> Show:
    """The show, for those who may see it. Raises Http404."""
    show = Show.objects.filter(pk=show_id).first()
    if show is None or not allowed(request.user, show, Action.VIEW):
        raise Http404
    return show


@never_cache
@login_required
def library(request: HttpRequest) -> HttpResponse:
    """Uploaded files and recordings. Who prepares no show has the recordings of those they see."""
    show = Show.objects.filter(pk=request.GET.get("show", "")).first()
    if show and not allowed(request.user, show, Action.VIEW):
        show = None
    api = "/api/v1"
    addresses = {"recordings": f"{api}/recordings", "shows": f"{api}/shows", **({"show": show.pk} if show else {})}
    if may_use(request.user):
        addresses |= {"library": f"{api}/library", "uploads": f"{api}/uploads"}
    return render(request, "console/library.html", {"show": show, "addresses": addresses})


def addresses_of(show: Show, who: Any) -> dict[str, str]:
    """Where the page's parts find what they need, as its `data-*` attributes."""
    socket = f"/ws/shows/{show.pk}/"
    manages = allowed(who, show, Action.MANAGE)
    names = {"people": "show_people", "audit": "show_audit"} if manages else {}
    people = {name: reverse(view, args=[show.pk]) for name, view in names.items()}
    return {
        **people,
        **({"private": "yes"} if show.private else {}),
        "home": reverse("home"),
        "socket": socket,
        "monitor-preview": f"{socket}monitor/preview/",
        "monitor-program": f"{socket}monitor/program/",
        "monitor-air": f"{socket}monitor/air/",
        "sound-program": f"{socket}monitor/program-",  # a codec follows
        "sound-air": f"{socket}monitor/air-",
        "sound-solo": f"{socket}monitor/solo.",  # sources and a codec follow, each behind a dot
        "api": f"/api/v1/shows/{show.pk}/",
        "rundowns": reverse("rundowns_page", args=[show.pk]),
        "views": f"{reverse('console', args=[show.pk])}views/",  # a kind follows
        "library": "/api/v1/library",
        "files": f"{reverse('library_page')}?show={show.pk}",
        "models": "/api/v1/caption-models",
        "watch": own_watch_link(show, who),
    }
