"""Destinations as they are stored: addresses that may be sent to, and secrets that stay with their server."""

from __future__ import annotations

from typing import Any

from mixer.errors import MixerError
from mixer.protocol.addresses import OUT_PORTS, check_url
from mixer.protocol.kinds import DESTINATIONS
from studio.errors import FieldError, Invalid
from studio.shows.models import Destination, Show
from studio.shows.parts import read
from studio.shows.sealing import opened, seal

LONGEST = 512  # of a secret; RTMP's and SRT's own limit
ADDRESS = "server"  # the part of an output that says who gets the secrets


def check(output: Any) -> None:
    """Raise Invalid when an output names a server that the programme must not be sent to."""
    server = output.get(ADDRESS) if isinstance(output, dict) else None
    if not server:
        return
    try:
        check_url(str(server), ports=OUT_PORTS)
    except MixerError as error:
        raise Invalid([FieldError(f"output.{ADDRESS}", str(error))], "address_refused") from None


def resealed(row: Destination | None, output: dict[str, Any], given: dict[str, str | None] | None) -> str:
    """What is kept of secrets after an edit: those given, and those there were if they still go to the same server.

    Otherwise whoever may edit the address could have a key that nobody is shown sent to a server of his own.
    """
    stays = row is not None and row.output.get(ADDRESS) == output.get(ADDRESS)
    kept = opened(row.sealed) if row is not None and stays else {}
    known = DESTINATIONS[output["kind"]].secrets
    _check_secrets(given or {}, known)
    merged = {name: value for name, value in {**kept, **(given or {})}.items() if value and name in known}
    return row.sealed if row is not None and merged == opened(row.sealed) else seal(merged)


def _check_secrets(given: dict[str, str | None], known: dict[str, Any]) -> None:
    has = f"expected one of {', '.join(known)}" if known else "this kind has none"
    errors = [FieldError(f"secrets.{name}", f"not known here; {has}") for name in given if name not in known]
    for name, value in given.items():
        if value and not (len(value) <= LONGEST and value.isascii() and value.isprintable() and " " not in value):
            errors.append(FieldError(f"secrets.{name}", f"expected at most {LONGEST} ASCII characters without blanks"))
    if errors:
        raise Invalid(errors)


def secrets_of(show: Show) -> dict[str, dict[str, str]]:
    """Every destination's secrets by its id, for the programs alone."""
    return {row.pk: opened(row.sealed) for row in show.destinations.all() if row.sealed}


def warnings_of(row: Destination, show: Show) -> list[str]:
    """What the other end is known not to like about the show's programme."""
    encoding = show.encoding or {}
    kbps = int(encoding.get("video_kbps", 4000)) + int(encoding.get("audio_kbps", 128))
    return DESTINATIONS[row.output["kind"]].worries(
        read("output", row.output), kbps, float(encoding.get("segment_s", 2.0))
    )
