"""When a source has failed, what stands in for it, and when it comes back. Values in, values out; times are given.

`Health` follows one input, `Chain` all those that may show in a source's place: number 0 is the source itself, those
after it are the steps of its fallback. What shows is on the desk (`Standing`), so that a replay shows the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mixer.core.clock import SECOND_NS
from mixer.protocol.basics import Frame
from mixer.protocol.fallback import Fallback, On, OtherSource, SecondInput, Slate, Step, StepNumber, Why, stand_in_name
from mixer.protocol.showfile import Show, Source

FIRST_NS = 8 * SECOND_NS  # so much longer a source is given that has never been there: it is being opened
SOLID_NS = SECOND_NS // 2  # so long something has to be there before it is put in place of something else
MINUTE_NS = 60 * SECOND_NS  # what was left is not gone back to by itself sooner


@dataclass(frozen=True, slots=True)
class Standing:
    """What shows in a source's place since a frame, and why. `held`: by hand, whatever happens."""

    step: StepNumber = 0
    held: bool = False
    why: Why = ""
    since_frame: Frame = 0


class Seen(NamedTuple):
    """What is known of an input on a frame; None is not known, and changes nothing.

    `there`: whether it has something to show; if not, since `gone_ns`. `luma` is what 98 % of the picture does not
    exceed, `change` by how much of it it changed, both 0–255; `peak_db` the loudest sample of the newest sound.
    """

    there: bool
    gone_ns: int | None = None
    fps: float | None = None
    kbps: float | None = None
    luma: float | None = None
    change: float | None = None
    peak_db: float | None = None


class Trouble(NamedTuple):
    """A rule that has been broken for its time, and in words for how long."""

    rule: str
    text: str


class Health:
    """What is wrong with one input, and since when. `begun` once there was something of it."""

    def __init__(self, now_ns: int) -> None:
        self.begun = False
        self._there_ns: int | None = None  # since when it is there
        self.clean_since_ns: int | None = None
        self._made_ns = now_ns
        self._since: dict[str, int] = {}  # by rule, since when it is broken
        self._last = Seen(False)

    def look(self, on: On, seen: Seen, now_ns: int) -> None:
        """Take in what is seen of it now."""
        self.begun = self.begun or seen.there
        self._there_ns = (now_ns if self._there_ns is None else self._there_ns) if seen.there else None
        known = zip(seen[1:], self._last[1:], strict=True)
        self._last = Seen(seen.there, *(old if new is None else new for new, old in known))  # type: ignore[arg-type]
        for rule, broken in broken_rules(on, self._last).items():
            if not broken:
                self._since.pop(rule, None)
            elif rule not in self._since:
                gone_ns = seen.gone_ns if rule == "no_data" and self.begun else None
                self._since[rule] = now_ns if gone_ns is None else min(now_ns, gone_ns)
        if self._since:
            self.clean_since_ns = None
        elif self.clean_since_ns is None:
            self.clean_since_ns = now_ns

    def trouble(self, on: On, now_ns: int, from_ns: int = 0) -> Trouble | None:
        """What has lasted too long, counted from `from_ns` at the earliest."""
        for rule, since_ns in self._since.items():
            limit_s = float(getattr(on, f"{rule}_s"))
            lasted_ns = now_ns - max(since_ns, from_ns)
            patience_ns = FIRST_NS if rule == "no_data" and not self.begun else 0
            if limit_s and lasted_ns >= int(limit_s * SECOND_NS) + patience_ns:
                return Trouble(rule, in_words(rule, lasted_ns / SECOND_NS, self._last))
        return None

    def fit(self, on: On, now_ns: int) -> bool:
        """Whether it could stand in now."""
        solid = self._there_ns is not None and now_ns - self._there_ns >= SOLID_NS
        return solid and self.trouble(on, now_ns) is None

    def clean_for(self, ns: int, now_ns: int) -> bool:
        return self.clean_since_ns is not None and now_ns - self.clean_since_ns >= ns


def broken_rules(on: On, seen: Seen) -> dict[str, bool]:
    """Which rules that are looked at are broken now. Where there is nothing, only that counts."""
    there, fps, kbps = seen.there, seen.fps, seen.kbps
    luma, change, peak_db = seen.luma, seen.change, seen.peak_db
    return {
        "no_data": not there,
        "low_rate": there and on.low_rate_s > 0 and fps is not None and fps < on.low_rate_fps,
        "low_bit_rate": there and on.low_bit_rate_s > 0 and kbps is not None and kbps < on.low_bit_rate_kbps,
        "black": there and on.black_s > 0 and luma is not None and luma <= on.black_luma,
        "frozen": there and on.frozen_s > 0 and change is not None and change < on.frozen_change,
        "silent": there and on.silent_s > 0 and peak_db is not None and peak_db <= on.silent_db,
    }


def in_words(rule: str, lasted_s: float, seen: Seen) -> str:
    """Why a source is left, as a director is told."""
    lasted = f"for {lasted_s:.1f} s"
    return {
        "no_data": f"no data {lasted}",
        "low_rate": f"{seen.fps or 0:.0f} pictures a second {lasted}",
        "low_bit_rate": f"{seen.kbps or 0:.0f} kb/s {lasted}",
        "black": f"black {lasted}",
        "frozen": f"frozen {lasted}",
        "silent": f"silent {lasted}",
    }[rule]


class Change(NamedTuple):
    """Another of a chain is to show: number 0 is the source itself."""

    step: int
    why: str


class Candidate(NamedTuple):
    """One of a chain: what is known of it (None: it is always there), and the rules that it has to keep."""

    health: Health | None
    on: On

    def fit(self, now_ns: int) -> bool:
        return self.health is None or self.health.fit(self.on, now_ns)

    def trouble(self, now_ns: int, from_ns: int) -> Trouble | None:
        return self.health.trouble(self.on, now_ns, from_ns) if self.health else None


class Chain:
    """Says when another of a chain is to show. It remembers when each was left, and nothing else."""

    def __init__(self) -> None:
        self._left_ns: dict[int, int] = {}

    def look(
        self, fallback: Fallback, candidates: Sequence[Candidate], step: int, since_ns: int, now_ns: int
    ) -> Change | None:
        """What is to change: `step` shows since `since_ns`, and nobody holds it there."""
        step = step if step < len(candidates) else 0
        trouble = candidates[step].trouble(now_ns, since_ns)
        if trouble:
            return self._away(candidates, step, trouble, now_ns)
        return self._back(fallback, candidates, step, now_ns)

    def _away(self, candidates: Sequence[Candidate], step: int, trouble: Trouble, now_ns: int) -> Change | None:
        """To the first that is fit. Where none is, things stay: nothing would be gained."""
        others = (number for number, one in enumerate(candidates) if number != step and one.fit(now_ns))
        to = next(others, None)
        if to is None:
            return None
        self._left_ns[step] = now_ns
        return Change(to, trouble.text)

    def _back(self, fallback: Fallback, candidates: Sequence[Candidate], step: int, now_ns: int) -> Change | None:
        """To the first of those before it that has been clean for long enough."""
        if fallback.back != "auto":
            return None
        clean_ns = int(fallback.clean_s * SECOND_NS)
        for number, one in enumerate(candidates[:step]):
            left_ns = self._left_ns.get(number)
            waited = left_ns is None or now_ns - left_ns >= MINUTE_NS
            if waited and (one.health is None or one.health.clean_for(clean_ns, now_ns)):
                return Change(number, f"clean for {fallback.clean_s:g} s")
        return None

    def back_in_s(self, fallback: Fallback, step: int, now_ns: int) -> float:
        """How long at least until what was left may come back by itself."""
        left = [self._left_ns[number] for number in range(step) if number in self._left_ns]
        return max(0.0, (min(left) + MINUTE_NS - now_ns) / SECOND_NS) if left and fallback.back == "auto" else 0.0


def next_best(candidates: Sequence[Candidate], step: int, now_ns: int) -> int | None:
    """Which of a chain would show next: it is kept awake while the source is on air."""
    others = [number for number in range(len(candidates)) if number != step]
    fit = [number for number in others if candidates[number].fit(now_ns)]
    return next(iter(fit or others), None)


# -- names -----------------------------------------------------------------------------------------


def stand_in(source: Source, number: int) -> Source:
    """What reads the second input that is step `number` of a source, from 1 on. Raises ValueError for another step."""
    step = source.fallback.steps[number - 1]
    if not isinstance(step, SecondInput):
        raise ValueError(f"expected another input, found the step {step.kind}")
    return replace(source, id=stand_in_name(source.id, number), input=step.input, fallback=Fallback())


def shown_step(source: Source, standing: Standing | None) -> Step | None:
    """What stands in for a source; None is the source itself."""
    if standing is None or not 0 < standing.step <= len(source.fallback.steps):
        return None
    return source.fallback.steps[standing.step - 1]


def stand_ins(source: Source) -> Iterator[Source]:
    """What reads a source's second inputs."""
    for number, step in enumerate(source.fallback.steps, 1):
        if isinstance(step, SecondInput):
            yield stand_in(source, number)


def shown_for(show: Show, source: Source, standing: Mapping[str, Standing]) -> Source | None:
    """What is read for a source of a show: itself, a second input, or what is read for another; None is its slate.

    Where a chain leads nowhere, as in a show of which a part was edited, it is the source itself.
    """
    seen, one = {source.id}, source
    while True:
        step = shown_step(one, standing.get(one.id))
        if step is None:
            return one
        if isinstance(step, Slate):
            return None
        if isinstance(step, SecondInput):
            return stand_in(one, standing[one.id].step)
        other = named_in(show, step)
        if other is None or other.id in seen:
            return source
        seen.add(other.id)
        one = other


def named_in(show: Show, step: OtherSource) -> Source | None:
    return next((one for one in show.sources if one.id == step.source), None)


def needed_for(show: Show, names: set[str]) -> set[str]:
    """These sources of a show, and those that they name as what stands in."""
    found, fresh = set(names), set(names)
    while fresh:
        steps = [step for one in show.sources if one.id in fresh for step in one.fallback.steps]
        fresh = {step.source for step in steps if isinstance(step, OtherSource)} - found
        found |= fresh
    return found
