"""`/people/tokens/`: the API tokens one made, and those of shows one manages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from studio.errors import Refused
from studio.people import tokens
from studio.people.forms import TokenForm
from studio.people.pages.page import Page
from studio.people.roles import shows_of
from studio.people.words import in_words, narrowing


class Tokens(Page):
    template = "people/tokens.html"
    buttons = ("make", "end")

    def context(self) -> dict[str, Any]:
        who = self.request.user
        rows = [(row, in_words(row.rights)) for row in tokens.seen_by(who)]
        chosen = self.request.POST.getlist("rights")
        return {"tokens": rows, "shows": shows_of(who).order_by("name"), "narrowing": narrowing(), "chosen": chosen}

    def do_make(self) -> HttpResponse:
        form = self.filled(TokenForm)
        typed = form.cleaned_data
        show = shows_of(self.request.user).filter(pk=typed["show"]).first()
        if typed["show"] and show is None:
            raise Refused("unknown_show", gettext("There is no such show."))
        _, text = tokens.give(self.request.user, typed["name"], typed["role"], show, form.expires, typed["rights"])
        words = gettext("Copy the token of %(name)s now: it is not shown again.") % {"name": typed["name"]}
        return self.once(gettext("Token"), words, text)

    def do_end(self) -> None:
        token = self.row(tokens.seen_by(self.request.user))
        tokens.end(self.request.user, token)
        self.say(gettext("%(name)s is ended.") % {"name": token.name})
