"""`/view/KEY` and, for who is signed in, `/shows/ID/views/KIND`: the page of a view."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from studio.people.link_pages import held_up, kept_secret
from studio.people.roles import Action, allowed
from studio.shows.models import Show
from studio.views import links


def by_link(request: HttpRequest, key: str) -> HttpResponse:
    """The page that a link opens; for one that has ended a page that says so."""
    row = links.LINKS.link_of(key)
    if waits := held_up(request, row):
        return waits
    good = links.is_good(row)
    address = f"/ws/view/{key}/"
    page = rendered(request, row.show, row.kind, row.name, addresses("link", address, address) if good else {})
    return kept_secret(page)


@never_cache
@login_required
def own(request: HttpRequest, show_id: str, kind: str, source: str = "") -> HttpResponse:
    """The same page for who is signed in and may see the show."""
    show = Show.objects.filter(pk=show_id).first()
    if show is None or kind not in links.KINDS or not allowed(request.user, show, Action.VIEW):
        raise Http404
    if (kind == links.TALLY) != bool(source) or (source and not links.has_source(show.pk, source)):
        raise Http404
    console = f"/ws/shows/{show.pk}/"
    view = f"{console}view/{kind}/{source}/" if source else f"{console}view/{kind}/"
    return rendered(request, show, kind, "", addresses("account", view, console))


def addresses(by: str, view: str, monitors: str) -> dict[str, str]:
    """Where the page finds what it shows, as its `data-*` attributes, and by what it is let in."""
    return {
        "by": by,
        "socket": view,
        "monitor-program": f"{monitors}monitor/program/",
        "monitor-preview": f"{monitors}monitor/preview/",
        "sound-program": f"{monitors}monitor/program-",  # a codec follows
    }


def rendered(request: HttpRequest, show: Show, kind: str, name: str, where: dict[str, Any]) -> HttpResponse:
    """The page, or, of nowhere, one that says that its link has ended."""
    context = {"show": show, "kind": kind, "name": name, "addresses": where, "good": bool(where)}
    return render(request, "views/view.html", context, status=200 if where else 410)
