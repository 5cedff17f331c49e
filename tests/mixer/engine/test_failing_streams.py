"""Live streams that fail, each in its way: read by their readers, judged by the engine, counted in frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mixer.core import standing_in
from mixer.core.clock import SECOND_NS
from mixer.core.picture import Plane
from mixer.kinds.sources.pull import Pull
from mixer.protocol.fallback import Fallback, On, SecondInput
from mixer.protocol.showfile import Scene, Show, Source
from mixer.sources.counter import write_counter
from tests.helpers import FULL, command
from tests.mixer.engine.live_stage import BUFFER_S, CANVAS, RATE, SIZE, Film, Stage, filmed, moving, stage

MAIN, BACKUP, THIRD = (f"http://127.0.0.1/{name}.ts" for name in ("main", "backup", "third"))
BREAKS_S, MENDED_S, FILM_S = 5.0, 11.0, 16.0
AFTER_S = 1.5
FLAT = np.full(SIZE[::-1], 90, np.uint8)
TOLD_FRAMES = 18  # a glimpse every quarter of a second, told every quarter, and each source's turn
RULES = {
    "black": On(no_data_s=0, black_s=AFTER_S),
    "frozen": On(no_data_s=0, frozen_s=AFTER_S),
    "silent": On(no_data_s=0, silent_s=AFTER_S),
    "low_rate": On(no_data_s=0, low_rate_s=AFTER_S),
    "low_bit_rate": On(no_data_s=0, low_bit_rate_s=AFTER_S, low_bit_rate_kbps=250),
    "no_data": On(no_data_s=AFTER_S),
}
WORDS = {
    "black": "black for 1.", "frozen": "frozen for 1.", "silent": "silent for 1.",
    "low_rate": "pictures a second for 1.",
    "low_bit_rate": "kb/s for 1.", "no_data": "no data for 1.",
}  # fmt: skip
FOR_EVER = " for ever"
LASTING = f"frozen{FOR_EVER}"  # who sees keyframes alone needs two of them
WINDOW_FRAMES = {"low_rate": 2 * RATE, "low_bit_rate": 2 * RATE}  # what arrives is counted over so long


def failing(fault: str, number: int) -> Plane | None:
    """A film's picture while it has a fault."""
    if fault == "black":
        return np.full(SIZE[::-1], 16, np.uint8)
    if fault == "frozen":
        return moving(round(BREAKS_S * RATE))
    if fault == "low_rate":
        return moving(number) if number % 10 == 0 else None
    if fault == "low_bit_rate":
        luma = FLAT.copy()
        write_counter(luma, number)
        return luma
    return moving(number)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A film of each fault, and one without."""
    folder = tmp_path_factory.mktemp("films")

    def film(fault: str) -> Path:
        def paint(number: int) -> Plane | None:
            broken = number / RATE >= BREAKS_S and (number / RATE < MENDED_S or fault.endswith(FOR_EVER))
            return failing(fault.removesuffix(FOR_EVER), number) if broken else moving(number)

        def loud(at_s: float) -> bool:
            return fault != "silent" or not BREAKS_S <= at_s < MENDED_S

        return filmed(folder / f"{fault}.mkv", FILM_S, paint, loud)

    return {fault: film(fault) for fault in ("well", "black", "frozen", "silent", "low_rate", "low_bit_rate", LASTING)}


def films_of(films: dict[str, Path], fault: str) -> dict[str, Film]:
    lost = (BREAKS_S, MENDED_S) if fault == "no_data" else (0.0, 0.0)
    main = Film(films.get(fault, films["well"]), lost)
    return {MAIN: main, BACKUP: Film(films["well"]), THIRD: Film(films["well"])}


def show_of(on: On, back: str = "hand", clean_s: float = 1.0) -> Show:
    chain = Fallback((SecondInput(Pull(BACKUP)),), on, back, clean_s)  # type: ignore[arg-type]
    sources = Source("cam", "Camera", Pull(MAIN), fallback=chain), Source("other", "Other", Pull(THIRD))
    scenes = tuple(Scene(f"on-{one.id}", one.name, "full", {"main": one.id}) for one in sources)
    return Show(name="Failing", canvas=CANVAS, sources=sources, layouts=(FULL,), scenes=scenes)


def on_bus(show: Show, bus: str) -> Show:
    return replace(show, scenes=show.scenes if bus == "program" else show.scenes[::-1])


@pytest.mark.parametrize("bus", ["program", "preview"])
@pytest.mark.parametrize("fault", RULES)
def test_each_fault_is_left_for_its_own_reason_soon_after_its_threshold(
    fault: str, bus: str, films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(monkeypatch, on_bus(show_of(RULES[fault]), bus), films_of(films, fault)) as air:
        air.until(MENDED_S)
    ((frame, source, step, why),) = air.stood_in()
    assert (source, step) == ("cam", 1) and WORDS[fault] in why
    earliest = round((BREAKS_S + AFTER_S) * RATE)
    buffered = round(BUFFER_S * RATE)
    assert earliest <= frame <= earliest + buffered + TOLD_FRAMES + WINDOW_FRAMES.get(fault, 0)


def test_the_next_best_is_awake_and_on_program_on_the_very_frame(
    films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(monkeypatch, show_of(RULES["black"]), films_of(films, "black"), most=2) as air:
        air.until(9)
    ((frame, *_),) = air.stood_in()
    shown = air.program[frame - 1 : frame + 30]
    wanted = range(frame - round(BUFFER_S * RATE), frame + 30)
    assert all(abs(one - other) <= 1 for one, other in zip(shown, wanted, strict=False))


def test_by_hand_the_source_is_back_on_the_very_frame(films: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with stage(monkeypatch, show_of(RULES["frozen"]), films_of(films, "frozen")) as air:
        air.until(MENDED_S + 2)
        air.doings[air.frame + 1] = lambda: air.engine.obey(command("fallback", source="cam", to="main"))
        air.until(FILM_S - 0.5)
        assert air.engine.desk.standing_in["cam"].step == 0
    assert len(air.stood_in()) == 1, "and it stays: its rules go on"


@pytest.mark.parametrize("fault", RULES)
def test_a_source_that_is_well_again_comes_back_by_itself(
    fault: str, films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_in, "MINUTE_NS", SECOND_NS)
    with stage(monkeypatch, show_of(RULES[fault], "auto"), films_of(films, fault)) as air:
        air.until(FILM_S - 0.2)
    (left, *_), (back, source, step, why) = air.stood_in()
    assert (source, step, why) == ("cam", 0, "clean for 1 s")
    mended = round((MENDED_S + 1.0) * RATE)
    # What was lost or frozen is whole again with the next keyframe at the latest.
    latest = mended + round(BUFFER_S * RATE) + TOLD_FRAMES + WINDOW_FRAMES.get(fault, 0) + 2 * RATE
    assert left < mended <= back <= latest


def asleep(show: Show) -> Show:
    """Neither bus shows the camera."""
    return replace(show, scenes=(show.scenes[1], replace(show.scenes[1], id="again", name="Again"), show.scenes[0]))


@pytest.mark.parametrize("fault", RULES)
def test_a_source_that_sleeps_is_judged_too(
    fault: str, films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = LASTING if fault == "frozen" else fault
    with stage(monkeypatch, asleep(show_of(RULES[fault])), films_of(films, kept), most=1) as air:
        air.until(BREAKS_S)
        assert sleeping(air, "cam")
        air.until(FILM_S - 0.5)
    assert air.stood_in(), "its keyframes, its sound and its packets tell"
    _, source, step, why = air.stood_in()[0]
    assert (source, step) == ("cam", 1) and WORDS[fault].rpartition(" for")[0] in why


def sleeping(air: Stage, name: str) -> bool:
    feed = air.engine.sources.named(name)
    return feed is not None and feed.wants.look == "none"


@pytest.mark.parametrize("taken_s", [6.0, 7.9, 9.97])
def test_a_stream_that_sleeps_with_four_seconds_between_keyframes_is_there_on_the_next_frame(
    taken_s: float, films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(monkeypatch, asleep(show_of(On())), films_of(films, "well"), most=1) as air:
        air.until(taken_s)
        assert sleeping(air, "cam")
        air.doings[air.frame + 1] = lambda: air.engine.obey(command("take", scene="on-cam"))
        air.until(taken_s + 1)
    first = round(taken_s * RATE)
    assert 0 <= air.program[first] <= first, "a keyframe on the frame itself"
    wanted = [number + 1 - round(BUFFER_S * RATE) for number in range(first + 1, first + RATE)]
    assert all(abs(one - other) <= 1 for one, other in zip(air.program[first + 1 :], wanted, strict=False))
