"""Who is let in: a password is proved, as often as may be tried from one address, and says which show and role."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError

from studio.air.browser.grants import Asker, Grant, grants_of
from studio.air.browser.off_thread import off_thread
from studio.obs import passwords
from studio.obs.protocol import RPC_VERSION, VERSION, Close, Closing, Intent
from studio.people import guessing
from studio.people.models import Token
from studio.people.roles import Action

NAME = "obs-websocket"


def hello(asked: str) -> dict[str, Any]:
    """What a client is told first, with the challenge that it has to answer."""
    proof = {"challenge": asked, "salt": passwords.salt()}
    return {"obsWebSocketVersion": VERSION, "rpcVersion": RPC_VERSION, "authentication": proof}


async def let_in(identify: dict[str, Any], asked: str, address: str) -> Token:
    """Whose password answers the challenge. Raises Closing."""
    check_version(identify)
    response = identify.get("authentication")
    if not isinstance(response, str):
        raise Closing(Close.AUTHENTICATION, "A password is needed: Identify lacks the string `authentication`.")
    try:
        return await off_thread(_proved, response[:200], asked, address)
    except guessing.Locked as locked:
        words = f"Too many wrong passwords from this address; the next is looked at in {locked.wait_s} s."
        raise Closing(Close.AUTHENTICATION, words) from None
    except DatabaseError:
        raise Closing(Close.UNKNOWN_REASON, "The database does not answer; try again in a few seconds.") from None


def _proved(response: str, asked: str, address: str) -> Token:
    one = guessing.begin_at(address, NAME)
    token = passwords.proved(response, asked)
    if token is None:
        raise Closing(Close.AUTHENTICATION, "The password is wrong, or has ended.")
    guessing.succeeded(one)
    return token


def check_version(identify: dict[str, Any]) -> None:
    """Raise Closing unless the client speaks a version that we do."""
    version = identify.get("rpcVersion")
    if version is None:
        raise Closing(Close.MISSING_FIELD, "Identify lacks `rpcVersion`.")
    if not isinstance(version, int) or isinstance(version, bool):
        raise Closing(Close.FIELD_TYPE, "`rpcVersion` is expected to be a whole number.")
    if version != RPC_VERSION:
        raise Closing(Close.RPC_VERSION, f"RPC version {version} is not spoken here, only {RPC_VERSION}.")


def subscriptions(data: dict[str, Any], usual: Intent = Intent.ALL) -> Intent:
    """What a client wants to hear of. Raises Closing."""
    wanted = data.get("eventSubscriptions")
    if wanted is None:
        return usual
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise Closing(Close.FIELD_TYPE, "`eventSubscriptions` is expected to be a whole number.")
    if wanted < 0:
        raise Closing(Close.FIELD_VALUE, "`eventSubscriptions` is expected to be a mask of bits, 0 or more.")
    return Intent(wanted & (Intent.ALL | Intent.METERS))


async def granted(asker: Asker, show_id: str) -> Grant:
    """What they may do now. Raises DatabaseError."""
    return (await off_thread(grants_of, [asker], show_id))[asker]


def good(grant: Grant) -> bool:
    """Whether they may stay."""
    return grant.known and grant.fresh and grant.exists and grant.may(Action.VIEW)
