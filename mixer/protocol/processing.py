"""What is done to a source's sound before its fader, as plain values, and what a command may change of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

TrimDb = Annotated[float, Ge(-24), Le(24)]
ThresholdDb = Annotated[float, Ge(-80), Le(0)]
ReductionDb = Annotated[float, Ge(1), Le(60)]
NoiseDb = Annotated[float, Ge(-80), Le(-20)]
BandDb = Annotated[float, Ge(-18), Le(18)]
LowHz = Annotated[float, Ge(40), Le(500)]
MidHz = Annotated[float, Ge(200), Le(8000)]
HighHz = Annotated[float, Ge(2000), Le(16_000)]
CutHz = Annotated[float, Ge(0), Le(400)]
Quality = Annotated[float, Ge(0.2), Le(8)]
Ratio = Annotated[float, Ge(1), Le(20)]
AttackMs = Annotated[float, Ge(0.1), Le(200)]
ReleaseMs = Annotated[float, Ge(10), Le(2000)]
MakeupDb = Annotated[float, Ge(0), Le(24)]
TargetLufs = Annotated[float, Ge(-40), Le(-10)]
MostDb = Annotated[float, Ge(1), Le(24)]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lowers by `range_db` what is quieter than a threshold."""

    on: bool = False
    threshold_db: ThresholdDb = -45.0
    range_db: ReductionDb = 24.0
    attack_ms: AttackMs = 5.0
    release_ms: ReleaseMs = 200.0


@dataclass(frozen=True, slots=True)
class Denoise:
    """Takes steady noise, which is no louder than `noise_db`, down by up to `reduction_db`."""

    on: bool = False
    noise_db: NoiseDb = -45.0
    reduction_db: ReductionDb = 12.0


@dataclass(frozen=True, slots=True)
class Equalizer:
    """A low shelf, a bell and a high shelf; under `low_cut_hz` nothing is let through (0: everything is)."""

    on: bool = False
    low_cut_hz: CutHz = 0.0
    low_hz: LowHz = 120.0
    low_db: BandDb = 0.0
    mid_hz: MidHz = 1000.0
    mid_q: Quality = 1.0
    mid_db: BandDb = 0.0
    high_hz: HighHz = 8000.0
    high_db: BandDb = 0.0


@dataclass(frozen=True, slots=True)
class Compressor:
    """Above the threshold a level rises by only a `ratio`th; then all of it is raised by `makeup_db`."""

    on: bool = False
    threshold_db: ThresholdDb = -20.0
    ratio: Ratio = 3.0
    attack_ms: AttackMs = 10.0
    release_ms: ReleaseMs = 200.0
    makeup_db: MakeupDb = 0.0


@dataclass(frozen=True, slots=True)
class AutoGain:
    """Brings the loudness slowly to a target, by at most so many dB up or down; silence is left alone."""

    on: bool = False
    loudness_lufs: TargetLufs = -23.0
    most_db: MostDb = 12.0


@dataclass(frozen=True, slots=True)
class Processing:
    """All of it, in the order in which sound goes through; as it stands here, nothing is done."""

    trim_db: TrimDb = 0.0
    denoise: Denoise = Denoise()
    gate: Gate = Gate()
    eq: Equalizer = Equalizer()
    compressor: Compressor = Compressor()
    auto_gain: AutoGain = AutoGain()

    @property
    def does_nothing(self) -> bool:
        parts = (self.denoise, self.gate, self.eq, self.compressor, self.auto_gain)
        return not self.trim_db and not any(part.on for part in parts)


# -- changes: None leaves a value as it is ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GateChange:
    """The parts of a gate to set."""

    on: bool | None = None
    threshold_db: ThresholdDb | None = None
    range_db: ReductionDb | None = None
    attack_ms: AttackMs | None = None
    release_ms: ReleaseMs | None = None


@dataclass(frozen=True, slots=True)
class DenoiseChange:
    """The parts of a noise reduction to set."""

    on: bool | None = None
    noise_db: NoiseDb | None = None
    reduction_db: ReductionDb | None = None


@dataclass(frozen=True, slots=True)
class EqualizerChange:
    """The parts of an equalizer to set."""

    on: bool | None = None
    low_cut_hz: CutHz | None = None
    low_hz: LowHz | None = None
    low_db: BandDb | None = None
    mid_hz: MidHz | None = None
    mid_q: Quality | None = None
    mid_db: BandDb | None = None
    high_hz: HighHz | None = None
    high_db: BandDb | None = None


@dataclass(frozen=True, slots=True)
class CompressorChange:
    """The parts of a compressor to set."""

    on: bool | None = None
    threshold_db: ThresholdDb | None = None
    ratio: Ratio | None = None
    attack_ms: AttackMs | None = None
    release_ms: ReleaseMs | None = None
    makeup_db: MakeupDb | None = None


@dataclass(frozen=True, slots=True)
class AutoGainChange:
    """The parts of an automatic gain to set."""

    on: bool | None = None
    loudness_lufs: TargetLufs | None = None
    most_db: MostDb | None = None
