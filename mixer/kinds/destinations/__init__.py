"""Destinations. To add one: a file beside these that declares a KIND, and its name in this table."""

from mixer.kinds.kind import DestinationKind, table

DESTINATIONS = table(
    DestinationKind, __name__,
    "hls",
    "record",
    "relay",
)  # fmt: skip
