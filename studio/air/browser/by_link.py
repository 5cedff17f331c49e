"""Sockets of people without an account, who have a link: let in by it, and sent away when it ends."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from studio.air.browser.admission import Admission, Ask
from studio.air.browser.close_codes import NOT_ALLOWED, TOO_MANY, TRY_LATER
from studio.air.browser.grants import Asker, Grant
from studio.air.browser.off_thread import off_thread
from studio.air.browser.show_socket import ShowSocket
from studio.people.models import Role
from studio.people.roles import NONE, RIGHTS, Action
from studio.people.signed_links import SignedLinks

AT_ONCE_MOST = 32  # sockets of one kind that one link has open
_open: Counter[tuple[type, int]] = Counter()


@dataclass(frozen=True, slots=True)
class LinkHolder(Asker):
    """Whoever has a link, by its number."""

    link: int = 0


class ByLink(ShowSocket):
    """What it may is asked again every second, as of everybody else. `key` in its address is the link's text."""

    opened_by: SignedLinks
    grants_of: Ask
    link: Any = None
    counted = False

    async def connect(self) -> None:
        route = self.scope["url_route"]["kwargs"]
        self.away = 0
        try:
            self.link = await off_thread(self.opened_by.link_of, route["key"])
        except DatabaseError:
            self.away = TRY_LATER
        route["show_id"] = self.link.show_id if self.link else ""
        try:
            await super().connect()
        except BaseException:
            self._count_off()
            raise

    async def _refusal(self) -> int:
        if self.away or self.link is None:
            return self.away or NOT_ALLOWED
        self.asker = LinkHolder(link=self.link.pk)
        try:
            self.grant = await self._asked_anew()
        except DatabaseError:
            return TRY_LATER
        if not (self.grant.may(Action.VIEW) and self.opens(self.link)):
            return NOT_ALLOWED
        if _open[type(self), self.link.pk] >= AT_ONCE_MOST:
            return TOO_MANY
        _open[type(self), self.link.pk] += 1  # from now on, or a burst would pass while it is let in
        self.counted = True
        return 0

    def opens(self, link: Any) -> bool:
        """Whether a good link is good for this socket too."""
        return True

    async def disconnect(self, code: int) -> None:
        self._count_off()
        await super().disconnect(code)

    def _count_off(self) -> None:
        if self.counted:
            self.counted = False
            _open[type(self), self.link.pk] -= 1

    def admission_of(self) -> Admission:
        return self.hub.admission_by(type(self).grants_of)

    async def still_good(self) -> bool:
        """Asked anew: nothing is done in the second after a link was revoked."""
        try:
            return (await self._asked_anew()).may(Action.VIEW)
        except DatabaseError:
            return self.grant.may(Action.VIEW) and self.grant.fresh

    async def _asked_anew(self) -> Grant:
        return (await off_thread(type(self).grants_of, [self.asker], self.show_id))[self.asker]


def grants_by(
    links: SignedLinks, name_of: Callable[[Any], str], opens: Callable[[Any], bool], role: str
) -> Callable[[Iterable[Asker], str], dict[Asker, Grant]]:
    """The question what holders of links may: look, as long as their link is good and opens something."""

    def ask(askers: Iterable[Asker], show_id: str) -> dict[Asker, Grant]:
        numbers = {asker: getattr(asker, "link", 0) for asker in askers}
        rows, at = links.still_good(show_id, set(numbers.values())), time.monotonic()
        good = {number: row for number, row in rows.items() if opens(row)}
        return {asker: grant_of(good.get(number), at) for asker, number in numbers.items()}

    def grant_of(row: Any, at: float) -> Grant:
        return Grant(
            known=True, rights=RIGHTS[Role.VIEWER] if row else NONE, name=row.name if row else "",
            role=role if row else "", exists=True, at=at, full_name=name_of(row) if row else "",
        )  # fmt: skip

    return ask
