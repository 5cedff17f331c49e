"""Ask the studio for files as daphne does: asynchronously, with the body read to its end."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient


def get(address: str, client: AsyncClient | None = None, **headers: str) -> Any:
    """The response; its bytes are in `body`."""

    async def talk() -> Any:
        response: Any = await (client or AsyncClient()).get(address, headers=headers)
        response.body = b"".join([part async for part in response]) if response.streaming else response.content
        return response

    return async_to_sync(talk)()


def signed_in(user: User) -> AsyncClient:
    client = AsyncClient()
    async_to_sync(client.aforce_login)(user)
    return client
