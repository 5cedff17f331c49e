"""`/people/shows/ID/audit/`: who did what in a show, with filters."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from studio.errors import Refused
from studio.people.auditing import GROUP_WORDS, found, in_words, names_in
from studio.people.models import AuditEntry
from studio.people.pages.page import Page
from studio.people.roles import Action, allowed
from studio.shows.compose import exported
from studio.shows.models import Show

PER_PAGE = 100
FILTERS = ("by", "verb", "since", "until")


class Audit(Page):
    template = "people/audit.html"

    def may(self) -> bool:
        return allowed(self.request.user, self.kwargs["show_id"], Action.MANAGE)

    @cached_property
    def show(self) -> Show:
        show = Show.objects.filter(pk=self.kwargs["show_id"]).first()
        if show is None:
            raise Http404
        return show

    @property
    def asked(self) -> dict[str, str]:
        return {name: self.request.GET.get(name, "")[:120] for name in FILTERS}

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            found(self.show.pk, self.asked)
        except Refused as refused:
            return self.page(str(refused), status=400)
        return self.page()

    def context(self) -> dict[str, Any]:
        try:
            rows = found(self.show.pk, self.asked)
        except Refused:
            rows = AuditEntry.objects.none()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        names = names_in(exported(self.show))
        entries = [{"row": row, "words": in_words(row, names)} for row in page]
        known = AuditEntry.objects.filter(show=self.show).order_by("verb").values_list("verb", flat=True).distinct()
        filters = urlencode({name: value for name, value in self.asked.items() if value})
        return {
            "show": self.show, "entries": entries, "pages": page, "asked": self.asked, "filters": filters,
            "groups": GROUP_WORDS.items(), "verbs": list(known),
        }  # fmt: skip
