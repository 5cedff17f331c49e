"""Small makers for tests of the API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from studio.models import Membership, Show
from studio.people.secrets import make_token
from studio.shows.making import new_show

BARS = {"name": "Bars", "input": {"kind": "test"}}
PUSH = {"name": "Field camera", "input": {"kind": "push"}}
RELAY = {"name": "Elsewhere", "output": {"kind": "relay", "server": "rtmp://93.184.216.34/live"}}


def a_show(name: str = "Evening show") -> Show:
    return new_show({"name": name})


def client_of(role: str, show: Show | None = None) -> APIClient:
    """A client with a token of this role, for one show or for all."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token('test', role, show)[1]}")
    return client


def add(client: APIClient, show: Show | str, plural: str, value: dict[str, Any]) -> dict[str, Any]:
    """Post a part and expect it to be taken."""
    pk = show.pk if isinstance(show, Show) else show
    answer = client.post(f"/api/v1/shows/{pk}/{plural}", value, format="json")
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def a_user(name: str, role: str = "", show: Show | None = None, **values: Any) -> User:
    """An account, with a role in a show where one is named."""
    user = User.objects.create_user(name, password=f"the password of {name}", **values)
    if show:
        Membership.objects.create(user=user, show=show, role=role)
    return user


def signed_in(user: User) -> APIClient:
    """A client with a user's session."""
    client = APIClient()
    client.force_login(user)
    return client
