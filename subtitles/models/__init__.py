"""Models on this machine: what there is, what there could be, installing and removing."""

from subtitles.models.catalogue import Offer, offers
from subtitles.models.install import Progress, forget, from_file, install
from subtitles.models.model import Model
from subtitles.models.store import best, find, home, installed, pairs, remove

__all__ = [
    "Model",
    "Offer",
    "Progress",
    "best",
    "find",
    "forget",
    "from_file",
    "home",
    "install",
    "installed",
    "offers",
    "pairs",
    "remove",
]
