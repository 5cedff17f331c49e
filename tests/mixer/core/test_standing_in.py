"""What stands in for a source: pure, by a time that is ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from mixer.core.clock import SECOND_NS
from mixer.core.standing_in import FIRST_NS, Candidate, Chain, Health, Seen, next_best, stand_in
from mixer.errors import BadShow
from mixer.kinds.sources.pull import Pull
from mixer.protocol.fallback import Fallback, On, OtherSource, SecondInput, Slate, Step
from mixer.protocol.parse import read_show, to_json
from mixer.protocol.showfile import Source
from tests.helpers import a_show

STEP_NS = SECOND_NS // 10
THERE, GONE = Seen(True), Seen(False)
BACKUP = SecondInput(Pull("rtmp://198.51.100.1/backup"))
Play = Callable[[float], Seen]
"""What is seen of an input at a moment, in seconds."""


@dataclass
class Air:
    """A chain whose inputs play by heart; `changes` are (second, step, why)."""

    fallback: Fallback
    plays: list[Play | None]
    step: int = 0
    since_ns: int = 0
    now_ns: int = 0
    changes: list[tuple[float, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chain = Chain()
        self.health = [None if play is None else Health(0) for play in self.plays]

    def passes(self, seconds: float) -> Air:
        until_ns = self.now_ns + int(seconds * SECOND_NS)
        while self.now_ns < until_ns:
            self.now_ns += STEP_NS
            self._frame()
        return self

    def _frame(self) -> None:
        for play, health in zip(self.plays, self.health, strict=True):
            if play and health:
                health.look(self.fallback.on, play(self.now_ns / SECOND_NS), self.now_ns)
        if change := self.chain.look(self.fallback, self.candidates, self.step, self.since_ns, self.now_ns):
            self.changes.append((round(self.now_ns / SECOND_NS, 1), *change))
            self.step, self.since_ns = change.step, self.now_ns

    @property
    def candidates(self) -> list[Candidate]:
        return [Candidate(one, self.fallback.on) for one in self.health]


def always(seen: Seen) -> Play:
    return lambda _: seen


def until(second: float, then: Seen = GONE) -> Play:
    return lambda now: THERE if now <= second else then


def flapping(on_s: float, off_s: float, from_s: float = 0.0, to_s: float = 1e9) -> Play:
    def seen(now: float) -> Seen:
        flaps = from_s <= now < to_s
        return THERE if not flaps or (now - from_s) % (on_s + off_s) < on_s else GONE

    return seen


def chain(*steps: Step, **on: float) -> Fallback:
    return Fallback(steps or (BACKUP,), On(**on))  # type: ignore[arg-type]


def test_what_sends_nothing_for_its_time_is_stood_in_for() -> None:
    air = Air(chain(), [until(5), always(THERE)]).passes(10)
    assert air.changes == [(6.1, 1, "no data for 1.0 s")]


def test_what_is_gone_is_counted_from_when_it_went_and_not_from_when_that_was_heard() -> None:
    gone = Seen(False, gone_ns=5 * SECOND_NS)
    air = Air(chain(), [until(5.6, gone), always(THERE)]).passes(10)
    assert air.changes == [(6.0, 1, "no data for 1.0 s")]


def test_a_short_loss_changes_nothing() -> None:
    assert Air(chain(), [lambda now: GONE if 5 <= now < 5.9 else THERE, always(THERE)]).passes(30).changes == []


def test_what_is_still_being_opened_is_given_longer() -> None:
    air = Air(chain(), [always(GONE), always(THERE)]).passes(20)
    assert [step for _, step, _ in air.changes] == [1]
    assert air.changes[0][0] >= 1 + FIRST_NS / SECOND_NS


def test_the_first_that_is_fit_stands_in() -> None:
    air = Air(chain(BACKUP, BACKUP, Slate()), [until(5), always(GONE), always(THERE), None]).passes(10)
    assert [step for _, step, _ in air.changes] == [2]


def test_the_slate_is_always_there() -> None:
    assert [step for _, step, _ in Air(chain(Slate()), [until(5), None]).passes(10).changes] == [1]


def test_where_nothing_is_fit_things_stay_as_they_are() -> None:
    assert Air(chain(), [until(5), always(GONE)]).passes(60).changes == []


def test_what_stands_in_and_fails_gives_way_to_the_next() -> None:
    air = Air(chain(BACKUP, Slate()), [until(5), until(20), None]).passes(40)
    assert [step for _, step, _ in air.changes] == [1, 2]


def test_the_source_comes_back_when_it_has_been_clean_for_its_time() -> None:
    air = Air(Fallback((BACKUP,), clean_s=7), [lambda now: GONE if 5 < now < 100 else THERE, always(THERE)]).passes(120)
    assert air.changes[1] == (107.0, 0, "clean for 7 s")


def test_by_hand_means_that_it_does_not_come_back_by_itself() -> None:
    air = Air(Fallback((BACKUP,), back="hand"), [lambda now: GONE if 5 < now < 8 else THERE, always(THERE)]).passes(300)
    assert [step for _, step, _ in air.changes] == [1]


def test_when_what_stands_in_fails_the_source_is_back_at_once_if_it_is_there() -> None:
    air = Air(chain(), [lambda now: GONE if 5 < now < 8 else THERE, until(20)]).passes(30)
    assert [(step, why) for _, step, why in air.changes] == [(1, "no data for 1.0 s"), (0, "no data for 1.0 s")]


@pytest.mark.parametrize("on_s", [0.2, 1, 3, 6, 11, 15, 25])
@pytest.mark.parametrize("off_s", [0.2, 1, 1.5, 3, 10])
def test_a_stream_that_flaps_makes_two_changes_a_minute_at_most(on_s: float, off_s: float) -> None:
    air = Air(Fallback((BACKUP,), clean_s=2), [flapping(on_s, off_s), always(THERE)]).passes(600)
    times = [time for time, _, _ in air.changes]
    assert all(later - first >= 60 for first, later in zip(times, times[2:], strict=False))


def test_a_stream_that_flaps_for_a_minute_makes_two_changes_in_all() -> None:
    air = Air(chain(), [flapping(1, 2, from_s=10, to_s=70), always(THERE)]).passes(300)
    assert [step for _, step, _ in air.changes] == [1, 0]


@pytest.mark.parametrize(
    ("rule", "limits", "broken", "why"),
    [
        ("low_rate", {"low_rate_fps": 12.0}, Seen(True, fps=6.0), "6 pictures a second for 3.0 s"),
        ("low_bit_rate", {"low_bit_rate_kbps": 300}, Seen(True, kbps=40.0), "40 kb/s for 3.0 s"),
        ("black", {}, Seen(True, luma=18.0), "black for 3.0 s"),
        ("frozen", {}, Seen(True, change=0.1), "frozen for 3.0 s"),
        ("silent", {}, Seen(True, peak_db=-80.0), "silent for 3.0 s"),
    ],
)
def test_each_rule_counts_where_it_is_asked_for(rule: str, limits: dict[str, float], broken: Seen, why: str) -> None:
    fine = Seen(True, None, 25.0, 3000.0, 200.0, 30.0, -12.0)

    def play(now: float) -> Seen:
        return fine if now < 5 else broken

    assert Air(chain(**limits), [play, always(fine)]).passes(20).changes == []
    air = Air(chain(**limits, **{f"{rule}_s": 3.0}), [play, always(fine)]).passes(20)
    assert air.changes == [(8.0, 1, why)]


def test_what_is_not_known_changes_nothing() -> None:
    air = Air(chain(black_s=2.0), [lambda now: Seen(True, luma=17.0 if now < 1 else None), always(THERE)]).passes(10)
    assert [step for _, step, _ in air.changes] == [1]  # the newest that is known still holds


def test_a_black_stand_in_is_not_fit() -> None:
    black = Seen(True, luma=17.0)
    air = Air(chain(BACKUP, Slate(), black_s=2.0), [lambda now: THERE if now < 5 else black, always(black), None])
    assert [step for _, step, _ in air.passes(20).changes] == [2]


def test_what_somebody_chose_is_given_its_time_before_it_is_left_again() -> None:
    air = Air(chain(), [until(5), always(THERE)]).passes(20)
    air.step, air.since_ns, air.changes = 0, air.now_ns, []  # "back now", though it is not there
    assert air.passes(5).changes == [(21.0, 1, "no data for 1.0 s")]


def test_the_next_best_is_what_would_show_next() -> None:
    air = Air(chain(BACKUP, Slate()), [always(THERE), always(GONE), None]).passes(2)
    assert next_best(air.candidates, 0, air.now_ns) == 2
    assert next_best(air.candidates, 2, air.now_ns) == 0
    assert next_best(air.candidates[:2], 0, air.now_ns) == 1  # not fit, but all there is


def test_a_stand_in_is_a_source_of_its_own_without_a_chain() -> None:
    source = Source("cam", "Camera 1", Pull("rtmp://198.51.100.1/main"), fallback=chain(Slate(), BACKUP))
    read = stand_in(source, 2)
    assert (read.input, read.fallback, read.name) == (BACKUP.input, Fallback(), "Camera 1")
    assert read.id != source.id
    with pytest.raises(ValueError, match="found the step slate"):
        stand_in(source, 1)


# -- what may be stored ----------------------------------------------------------------------------


def with_chains(**chains: Fallback) -> dict[str, object]:
    show = to_json(a_show())
    for source in show["sources"]:
        if source["id"] in chains:
            source["fallback"] = to_json(chains[source["id"]])
    return dict(show)


def test_chains_that_lead_back_to_where_they_began_are_refused() -> None:
    both = with_chains(bars=chain(OtherSource("waves")), waves=chain(OtherSource("bars")))
    with pytest.raises(BadShow, match="bars → waves → bars: what stands in leads back"):
        read_show(both)
    with pytest.raises(BadShow, match="bars → bars"):
        read_show(with_chains(bars=chain(OtherSource("bars"))))


def test_a_chain_names_sources_of_the_show_only() -> None:
    with pytest.raises(BadShow, match="nobody, which stands in for bars, is not a source of the show"):
        read_show(with_chains(bars=chain(OtherSource("nobody"))))


def test_a_chain_comes_through_the_show_file_as_it_was() -> None:
    stored = chain(BACKUP, OtherSource("waves"), Slate(), black_s=4.0)
    assert read_show(with_chains(bars=stored)).sources[0].fallback == stored


def test_twenty_four_sources_that_name_each_other_are_checked_in_no_time() -> None:
    show = to_json(a_show())
    bars = show["sources"][0]
    steps = [[{"kind": "source", "source": f"s{n}"} for n in range(k + 1, min(k + 5, 24))] for k in range(24)]
    show["sources"] = [{**bars, "id": f"s{k}", "fallback": {"steps": steps[k]}} for k in range(24)]
    show["scenes"] = []
    assert len(read_show(show).sources) == 24
