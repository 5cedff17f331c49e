"""Which host plays a show: a row with a fencing number and a heartbeat in the database's own time.

On one host the lock file decides; this row keeps two hosts apart. Everything here may block or raise
`DatabaseError`: call it from a thread that nothing on air waits for.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from studio.shows.models import Lease

LEASE = timedelta(seconds=15)


def acquire(show_id: str, host: str, address: str) -> int | None:
    """Our fencing number; None while another host holds the lease. Our own host's lock was ours already."""
    with transaction.atomic():
        mine = {"host": host, "address": address, "heartbeat": Now(), "fencing": F("fencing") + 1}
        if taken(show_id, host):
            return None
        if not Lease.objects.filter(show=show_id).update(**mine):
            Lease.objects.create(show_id=show_id, **{**mine, "fencing": 1})
        return Lease.objects.values_list("fencing", flat=True).get(show=show_id)


def taken(show_id: str, host: str) -> bool:
    """Whether another host has renewed its lease within its time."""
    return Lease.objects.filter(show=show_id, heartbeat__gt=Now() - LEASE).exclude(host=host).exists()


def renew(show_id: str, fencing: int, address: str) -> bool:
    """Say that we are alive; False when somebody holds a higher number, or the show is gone: stop then."""
    return bool(Lease.objects.filter(show=show_id, fencing=fencing).update(heartbeat=Now(), address=address))


def release(show_id: str, fencing: int) -> None:
    """Let another host begin at once."""
    Lease.objects.filter(show=show_id, fencing=fencing).update(heartbeat=Now() - 2 * LEASE, address="")
