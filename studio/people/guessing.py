"""How often passwords may be tried: by name, by address, and by both, so that neither guessing nor spraying gets far.

A browser in which a name has signed in before is known by a cookie and counted by itself. So whoever sprays a name from
elsewhere, or from the same house, locks strangers out of it and never its owner; and a sign-in link works always.
Tries that are refused are not counted: a lock ends by itself, however long somebody keeps knocking.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from studio.people.models import SignInTry
from studio.people.secrets import sha256

KNOWN_FOR = timedelta(days=180)
_SALT = "studio.people.known_browser"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong passwords in so much time."""

    tries: int
    within: timedelta

    def wait(self, tries: QuerySet[SignInTry], now: datetime) -> timedelta:
        """How long until one more may be tried; zero or less when it may be now."""
        counted = tries.filter(at__gt=now - self.within).order_by("-at")
        oldest = counted.values_list("at", flat=True)[self.tries - 1 : self.tries].first()
        return oldest + self.within - now if oldest else timedelta()


ONE_DOOR = Limit(5, timedelta(minutes=10))  # one name from one address, or in a browser that knows it


class SignInRate(SimpleRateThrottle):
    """The configured rate, and whose request it is. Its own count lives in one process, so ours are rows instead."""

    scope = "sign_in"
    num_requests: int
    duration: int


def rate() -> Limit:
    """How often all names may be tried from one address, and one name from all addresses."""
    configured = SignInRate()
    return Limit(configured.num_requests, timedelta(seconds=configured.duration))


class Locked(Exception):
    """Too many wrong passwords; `wait_s` seconds until the next may be tried."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many wrong passwords")
        self.wait_s = max(1, round(wait.total_seconds()))


def begin(request: HttpRequest, name: str) -> SignInTry:
    """Count a try before its password is looked at, so that many at once count too. Raises Locked."""
    browser = known_browser(request, name)
    return _counted_now(SignInTry(name_hash=hash_of(name), address=address_of(request), browser=browser))


def begin_at(address: str, name: str) -> SignInTry:
    """The same at a door that browsers do not come to, of whoever comes from `address`. Raises Locked."""
    address = network_of(address)
    return _counted_now(SignInTry(name_hash=hash_of(f"{name} {address}"), address=address))


def _counted_now(one: SignInTry) -> SignInTry:
    one.at = now = timezone.now()
    with transaction.atomic():
        wait = max(limit.wait(tries, now) for limit, tries in _counted(one))
        if wait > timedelta():
            raise Locked(wait)
        SignInTry.objects.filter(at__lt=now - max(ONE_DOOR.within, rate().within)).delete()
        one.save()
    return one


def succeeded(one: SignInTry) -> None:
    """The password was right: this try, and the wrong ones through the same door, count no more."""
    SignInTry.objects.filter(name_hash=one.name_hash, address=one.address, browser=one.browser).delete()


def _counted(one: SignInTry) -> Iterator[tuple[Limit, QuerySet[SignInTry]]]:
    if one.browser:
        yield ONE_DOOR, SignInTry.objects.filter(browser=one.browser)
        return
    strangers = SignInTry.objects.filter(browser="")
    yield ONE_DOOR, strangers.filter(name_hash=one.name_hash, address=one.address)
    yield rate(), strangers.filter(address=one.address)
    yield rate(), strangers.filter(name_hash=one.name_hash)


def hash_of(name: str) -> str:
    """The same for every way to write a name's case."""
    return sha256(name.strip().casefold())


def address_of(request: HttpRequest) -> str:
    """Whom a request comes from, past our own proxies."""
    return network_of(SignInRate().get_ident(request) or "")  # type: ignore[arg-type]  # it reads META only


def network_of(text: str) -> str:
    """One customer's IPv6 network counts as one address."""
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return text[:64]
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


# -- browsers that are known -----------------------------------------------------------------------


def _cookie() -> str:
    return f"tally_known_{settings.PORT}"


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Know this browser as one where `name` signs in."""
    value = signing.dumps([hash_of(name), known_browser(request, name) or secrets.token_hex(16)], salt=_SALT)
    response.set_cookie(
        _cookie(), value, max_age=KNOWN_FOR, path="/login", httponly=True, secure=request.is_secure(), samesite="Lax"
    )


def known_browser(request: HttpRequest, name: str) -> str:
    """What tells this browser from others that know the name, "" where it does not know it."""
    try:
        known, browser = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError):
        return ""
    return str(browser) if known == hash_of(name) else ""
