"""`/people/shows/ID/webhooks/`, and one webhook below it with its deliveries; without `shows/ID` those of all shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from studio.people.pages.page import Page
from studio.people.roles import Action, allowed
from studio.shows.models import Show
from studio.webhooks import hooks
from studio.webhooks.forms import FAMILIES, WebhookForm, filled_with
from studio.webhooks.keys import OVERLAP
from studio.webhooks.models import Delivery, Webhook

PER_PAGE = 25


class OfShow(Page):
    """What both pages share: whose webhooks they are."""

    def may(self) -> bool:
        return allowed(self.request.user, self.show_id, Action.MANAGE)

    @property
    def show_id(self) -> str | None:
        named: str | None = self.kwargs.get("show_id")
        return named

    @cached_property
    def show(self) -> Show | None:
        return None if self.show_id is None else get_object_or_404(Show, pk=self.show_id)

    def place(self, *more: str) -> str:
        """The address of the list, or of one in it."""
        names = ("show_hook" if more else "show_hooks") if self.show_id else ("hook" if more else "hooks")
        return reverse(names, args=[*([self.show_id] if self.show_id else []), *more])

    def form(self, row: Webhook | None) -> dict[str, Any]:
        """What the form shows: what was typed when something was wrong with it, or what is so."""
        shown = filled_with(row) if row else {"on": True, "families": ["*"]}
        if self.request.method == "POST" and self.request.POST.get("do") in ("make", "save"):
            typed = self.request.POST
            shown = typed.dict() | {"families": typed.getlist("families"), "on": "on" in typed}
        return {"form": shown, "families": FAMILIES}


class Webhooks(OfShow):
    template = "people/webhooks.html"
    buttons = ("make",)

    def context(self) -> dict[str, Any]:
        rows = [{"row": row, "place": self.place(row.pk)} for row in hooks.of_show(self.show_id)]
        return {"show": self.show, "rows": rows, **self.form(None)}

    def do_make(self) -> HttpResponse:
        form = self.filled(WebhookForm)
        row, secret = hooks.make(self.request.user, self.show, form.values)
        words = gettext("Copy the secret of %(name)s now: it is not shown again.") % {"name": row.name}
        return self.once(gettext("Secret"), words, secret)


class WebhookPage(OfShow):
    template = "people/webhook.html"
    buttons = ("save", "test", "rotate", "remove", "redeliver")

    @cached_property
    def hook(self) -> Webhook:
        row: Webhook = get_object_or_404(hooks.of_show(self.show_id), pk=self.kwargs["webhook_id"])
        return row

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if request.GET.get("state", "") not in ("", *Delivery.State.values):
            raise Http404
        return self.page()

    def context(self) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        rows = self.hook.deliveries.filter(**({"state": state} if state else {}))
        pages = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        counts = {one: self.hook.deliveries.filter(state=one).count() for one in Delivery.State.values}
        until = self.hook.rotated + OVERLAP if self.hook.rotated else None
        return {
            "show": self.show, "hook": self.hook, "list": self.place(), "pages": pages, "state": state,
            "counts": counts.items(), "old_until": until, **self.form(self.hook),
        }  # fmt: skip

    def do_save(self) -> None:
        form = self.filled(WebhookForm)
        hooks.change(self.request.user, self.hook, form.values)
        self.say(gettext("Saved."))

    def do_test(self) -> None:
        last = hooks.try_out(self.hook).attempts[-1]
        told = {"status": last["status"], "ms": last["duration_ms"], "why": last["error"]}
        if last["error"]:
            messages.error(self.request, gettext("The test failed after %(ms)s ms: %(why)s.") % told)
        else:
            self.say(gettext("The test was answered with %(status)s after %(ms)s ms.") % told)

    def do_rotate(self) -> HttpResponse:
        secret = hooks.rotate(self.request.user, self.hook)
        words = gettext("Copy the new secret of %(name)s now: it is not shown again. The old one is good for a day.")
        return self.once(gettext("Secret"), words % {"name": self.hook.name}, secret)

    def do_remove(self) -> str:
        hooks.remove(self.request.user, self.hook)
        self.say(gettext("%(name)s is removed.") % {"name": self.hook.name})
        return self.place()

    def do_redeliver(self) -> str:
        row = get_object_or_404(self.hook.deliveries, pk=self.request.POST.get("id", ""))
        hooks.redeliver(self.request.user, row)
        self.say(gettext("It is sent again within seconds."))
        return self.request.get_full_path()
