"""How a rendition's packets reach its readers: a file each, and its name in this table."""

from collections.abc import Callable
from fractions import Fraction

from mixer.outputs.packaging.fmp4 import FragmentedMp4
from mixer.outputs.packaging.packaging import Packaging
from mixer.outputs.packaging.packets import BarePackets

# Each is made with the rate of the session's pictures and whether nothing may wait for anything.
PACKAGINGS: dict[str, Callable[[Fraction, bool], Packaging]] = {"fmp4": FragmentedMp4, "packets": BarePackets}
