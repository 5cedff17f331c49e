"""Tickets: good once, soon, in their show, with the rights of whoever asked for them and no longer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import User
from django.test import Client as Page
from django.utils import timezone
from rest_framework.test import APIClient

from studio.air.browser import close_codes
from studio.air.browser.routing import websocket_urlpatterns
from studio.people import tickets
from studio.people.members import give_role
from studio.people.models import SocketTicket, Token
from studio.people.secrets import sha256
from studio.people.sockets import SameOrigin, WhoAsks
from studio.redact import Redaction
from studio.retention.purge import purge
from studio.shows.models import Show
from tests.studio.air.rig import PATIENCE_S, Browser, a_show, close_rooms, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


class Socket:
    """A page of another site at the whole way in, from its Origin on."""

    def __init__(self, show: Show, ticket: str, path: str = "events/") -> None:
        inner = SameOrigin(WhoAsks(URLRouter(websocket_urlpatterns)))
        headers = [(b"host", b"localhost"), (b"origin", b"https://panel.example")]
        address = f"/ws/shows/{show.pk}/{path}?kinds=buses&ticket={ticket}"
        self.socket = WebsocketCommunicator(inner, address, headers)  # type: ignore[arg-type]

    async def __aenter__(self) -> Browser:
        connected, _ = await self.socket.connect(PATIENCE_S)
        assert connected
        return Browser(self.socket)

    async def __aexit__(self, *_: object) -> None:
        await self.socket.disconnect(timeout=PATIENCE_S)


@sync_to_async
def asked_by(token: Token, show: Show, **headers: Any) -> Any:
    client = APIClient()
    client.force_authenticate(token)  # type: ignore[arg-type]
    return client.post(f"/api/v1/shows/{show.pk}/socket-ticket", headers=headers)


async def test_a_ticket_opens_the_event_socket_from_any_site_and_only_once(show: Show) -> None:
    answer = await asked_by(await token_of("producer", show), show)
    assert answer.status_code == 201 and set(answer.json()) == {"ticket", "expires"}
    ticket = answer.json()["ticket"]
    assert not await SocketTicket.objects.filter(hash=ticket).aexists()
    async with Socket(show, ticket) as page:
        assert (await page.until("snapshot"))["role"] == "producer"
    async with Socket(show, ticket) as page:
        assert await page.closed() == close_codes.NOT_SIGNED_IN


async def test_it_opens_no_other_show_and_no_other_socket(show: Show) -> None:
    other, token = await a_show("Another"), await Token.objects.acreate(name="all", hash="x", role="director")
    for there, path in ((other, "events/"), (show, ""), (show, "monitor/program/")):
        _, text = await sync_to_async(tickets.give)(token, "", show.pk)
        async with Socket(there, text, path) as page:
            assert await page.closed() == close_codes.NOT_SIGNED_IN


async def test_after_its_time_it_opens_nothing_and_is_let_go(show: Show) -> None:
    row, text = await sync_to_async(tickets.give)(await token_of("director", show), "", show.pk)
    assert timedelta(seconds=25) < row.expires - timezone.now() <= tickets.LIFE
    await SocketTicket.objects.filter(pk=row.pk).aupdate(expires=timezone.now() - timedelta(seconds=1))
    assert await sync_to_async(tickets.use)(text, show.pk) is None
    await SocketTicket.objects.acreate(show=show, hash="old", expires=timezone.now() - timedelta(seconds=1))
    await SocketTicket.objects.acreate(show=show, hash="young", expires=timezone.now() + timedelta(seconds=20))
    assert (await sync_to_async(purge)(lambda seconds: None))["tickets"] == 1
    assert [one.hash async for one in SocketTicket.objects.all()] == ["young"]


async def test_of_two_at_once_one_gets_in(show: Show) -> None:
    row, text = await sync_to_async(tickets.give)(await token_of("director", show), "", show.pk)

    def while_another_uses_it() -> tuple[Any, Any]:
        delete, others = SocketTicket.objects.filter, list[Any]()

        def late(*args: Any, **wanted: Any) -> Any:
            if "pk" in wanted and not others:
                others.append(None)
                others.append(tickets.use(text, show.pk))
            return delete(*args, **wanted)

        with patch.object(SocketTicket.objects, "filter", late):
            return tickets.use(text, show.pk), others[-1]

    mine, theirs = await sync_to_async(while_another_uses_it)()
    assert mine is None and theirs.token.pk == row.token_id


async def test_its_socket_ends_with_the_token_that_asked(show: Show) -> None:
    token = await token_of("director", show)
    async with Socket(show, (await asked_by(token, show)).json()["ticket"]) as page:
        await page.until("snapshot")
        await Token.objects.filter(pk=token.pk).aupdate(revoked=timezone.now())
        assert await page.closed() == close_codes.NOT_SIGNED_IN


async def test_its_socket_ends_with_the_session_that_asked(show: Show) -> None:
    def signed_in() -> tuple[Page, str]:
        ada, page = User.objects.create_user("ada"), Page()
        give_role(None, ada, show.pk, "director")
        page.force_login(ada)
        answer = page.post(f"/api/v1/shows/{show.pk}/socket-ticket", content_type="application/json")
        return page, answer.json()["ticket"]

    page, ticket = await sync_to_async(signed_in)()
    async with Socket(show, ticket) as socket:
        assert (await socket.until("snapshot"))["role"] == "director"
        await sync_to_async(page.logout)()
        assert await socket.closed() == close_codes.NOT_SIGNED_IN


async def test_it_is_shown_once_and_written_nowhere(show: Show) -> None:
    token = await token_of("viewer", show)
    first, again = [await asked_by(token, show, idempotency_key="k") for _ in range(2)]
    text = first.json()["ticket"]
    assert again.json()["ticket"] is None and again.headers["Idempotent-Replayed"] == "true"
    assert await SocketTicket.objects.filter(hash=sha256(text)).acount() == 1
    for said in (f"GET /ws/shows/x/events/?kinds=a&ticket={text}", f"the ticket {text} was used"):
        record = logging.LogRecord("x", logging.INFO, "x", 1, said, None, None)
        assert Redaction().filter(record) and text not in record.getMessage()
