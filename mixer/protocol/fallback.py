"""What stands in for a source that fails: an ordered chain, and when it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len
from pydantic import Discriminator

from mixer.kinds.sources import SOURCES
from mixer.protocol.basics import Ident
from mixer.protocol.inputs import Input

MAX_STEPS = 4
StepNumber = Annotated[int, Ge(0), Le(MAX_STEPS)]
"""Of what shows in a source's place: 0 is the source itself."""
Why = Annotated[str, Len(0, 200)]
After = Annotated[float, Ge(0), Le(600)]
"""Seconds that something has to last; 0 does not look at it."""


@dataclass(frozen=True, slots=True)
class SecondInput:
    """Another input: its reader runs beside the source's own."""

    input: Input
    kind: Literal["input"] = "input"

    def __post_init__(self) -> None:
        if SOURCES[self.input.kind].keyed:
            raise ValueError("what is pushed to us is a source of its own: name that as what stands in")


@dataclass(frozen=True, slots=True)
class OtherSource:
    """Another source of the show, as that shows at the moment."""

    source: Ident
    kind: Literal["source"] = "source"


@dataclass(frozen=True, slots=True)
class Slate:
    """The source's slate, and silence."""

    kind: Literal["slate"] = "slate"


Step = Annotated[SecondInput | OtherSource | Slate, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class On:
    """When a source has failed: each condition has to last so many seconds; one of 0 s is not looked at.

    `black_luma` is the luma (16–235) that 98 % of a black picture does not exceed, `frozen_change` by how much of it no
    part of a frozen one changes, `silent_db` the peak that silence does not exceed.
    """

    no_data_s: After = 1.0
    low_rate_s: After = 0.0
    low_rate_fps: Annotated[float, Ge(0.1), Le(120)] = 10.0
    low_bit_rate_s: After = 0.0
    low_bit_rate_kbps: Annotated[int, Ge(1), Le(100_000)] = 200
    black_s: After = 0.0
    black_luma: Annotated[int, Ge(16), Le(128)] = 32
    frozen_s: After = 0.0
    frozen_change: Annotated[float, Ge(0), Le(32)] = 1.5
    silent_s: After = 0.0
    silent_db: Annotated[float, Ge(-90), Le(0)] = -60.0


@dataclass(frozen=True, slots=True)
class Fallback:
    """What stands in for a source, first choice first, and when. `back` by itself when it has been clean for `clean_s`.

    By itself it is back no sooner than a minute after it was left: beside a stream that flaps two things change in a
    minute at most.
    """

    steps: Annotated[tuple[Step, ...], Len(0, MAX_STEPS)] = ()
    on: On = On()
    back: Literal["auto", "hand"] = "auto"
    clean_s: Annotated[float, Ge(0.5), Le(600)] = 10.0


def check_fallbacks(chains: Mapping[str, Fallback]) -> None:
    """Raise ValueError for chains, by source, that name what is not in the show, or lead back to where they began."""
    for name, chain in chains.items():
        for other in sources_in(chain):
            if other not in chains:
                raise ValueError(f"{other}, which stands in for {name}, is not a source of the show")
    fine: set[str] = set()
    for name in chains:
        _refuse_loop(name, chains, (), fine)


def _refuse_loop(name: str, chains: Mapping[str, Fallback], way: tuple[str, ...], fine: set[str]) -> None:
    """`way` leads to this source; from those that are `fine` no way leads back."""
    if name in way:
        raise ValueError(
            f"{' → '.join((*way[way.index(name) :], name))}: what stands in leads back to the source itself"
        )
    if name in fine:
        return
    for other in sources_in(chains[name]):
        _refuse_loop(other, chains, (*way, name), fine)
    fine.add(name)


def sources_in(chain: Fallback) -> list[str]:
    """The sources of the show that a chain names."""
    return [step.source for step in chain.steps if isinstance(step, OtherSource)]


def stand_in_name(source: str, number: int) -> str:
    """Names the reader of a chain's second input, where sources are named."""
    return f"stand-in-{blake2s(f'{source} {number}'.encode(), digest_size=8).hexdigest()}"
