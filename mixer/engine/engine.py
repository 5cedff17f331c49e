"""The engine: once a frame it hears its commands, looks at its sources, paints, mixes and passes on.

Nothing in the loop waits for anybody. What can hang or crash, and what encodes, is a child process.
"""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.desk import Desk
from mixer.core.line_up import LineUp, counted_anew, told_apart
from mixer.core.live_settings import retimed
from mixer.core.orders import obey
from mixer.core.pins import seen_in, seen_over
from mixer.core.refused import in_time, page
from mixer.core.sound import Samples
from mixer.core.stored import desk_for, fitted
from mixer.core.streams import all_sources
from mixer.engine.audio_mixer import AudioMixer, alone
from mixer.engine.automation import Automation
from mixer.engine.bus_renderer import BusRenderer
from mixer.engine.command_log import CommandLog
from mixer.engine.control_server import ControlServer
from mixer.engine.decks import Decks
from mixer.engine.delay import Frame
from mixer.engine.frame_times import FrameTimes
from mixer.engine.line_ups import LineUps
from mixer.engine.miniatures import Miniatures
from mixer.engine.needs import Needs
from mixer.engine.output_stage import OutputStage
from mixer.engine.overlay_streams import OverlayStreams
from mixer.engine.overload import PREVIEW_PER_S, Overload
from mixer.engine.reports import Reports
from mixer.engine.source_pool import SourcePool
from mixer.engine.stand_ins import StandIns
from mixer.engine.ticks import Tick
from mixer.engine.transports import Transports
from mixer.errors import BadCommand
from mixer.feed.feed import Feed
from mixer.feed.forkserver import Forkserver
from mixer.feed.pace import Again
from mixer.feed.replayed import ReplayedFeed
from mixer.outputs.canvas import Canvas, CanvasPool, CanvasRing
from mixer.outputs.loudness import Loudness
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.commands import HELD_S, Batch, Command, Load, Reload, SetLineUp, StandIn, TakeItem
from mixer.protocol.decoding import most_decoding
from mixer.protocol.showfile import Show

MOST_EVENTS = 64  # of a hand on a page, in one message
PREVIEW_SLOTS = 16  # pictures of preview that are painted, or wait for its encoder
NEAREST = 0.49  # of a frame: a picture halfway to the next frame belongs to that
SETTLING = SAMPLE_RATE // 10  # after a frame's first sample: so soon a change of its processing is heard of a source
PAINTED_LATE = 5  # periods after its time a frame is still painted: the encoder has a queue


class Engine:
    """Plays one show. A render (`offline`) may be written to `file`, a descriptor that is open for writing."""

    def __init__(
        self,
        show: Show,
        timeline: Timeline,
        *,
        desk: Desk | None = None,
        offline: bool = False,
        file: int | None = None,
        forkserver: Forkserver | None = None,
        feeds: type[Feed] = Feed,
    ) -> None:
        self.show, self.timeline, self.offline = show, timeline, offline
        self.desk = fitted(desk, show) if desk else desk_for(show)
        self.stopping = False
        self.late = 0
        self.control: ControlServer | None = None
        self.before_frame: Callable[[int], None] | None = None  # offline: what a script does
        self.re_anchored: Callable[[Timeline], None] | None = None  # told of a timeline at another rate
        self._forkserver = forkserver or Forkserver()
        self.sources = SourcePool(self._forkserver, offline, feeds)
        self.log = CommandLog()
        self.replayed = feeds is ReplayedFeed  # the log says when the first scene comes, and what readers said
        self.transports = Transports(self.sources, self.log, self.replayed)
        self.decks = Decks(self.sources, self.log, self.replayed)
        if desk:
            self.transports.resume(self.desk, show)
        self._line_ups, self.streams = LineUps(self.sources), OverlayStreams(self.sources)
        self.stand_ins = StandIns(self.sources)
        self.most_decoding = None if offline else most_decoding()
        self._overlays = OverlayCache(self._forkserver)
        self.miniatures = Miniatures(self._overlays)
        self.sound, self.loudness = AudioMixer(), Loudness()
        self._playing: tuple[Show, ...] = ()
        self._format = self.desk.sides(show)[-1].show
        self.output = OutputStage(self._format, self._forkserver, offline=offline, file=file)
        self.overload = Overload(self._format.canvas.fps)
        self.priority = "normal"  # of the frame thread: "real-time" where the system lets us have it
        self._pool, self._preview_pool = self._pools()
        self._previous: Canvas | None = None
        self.paint_ms = 0.0
        self.times = FrameTimes()
        self.reports, self.automation, self.needs = Reports(self), Automation(self), Needs(self)
        self.first_frame: int | None = None
        self.offset_s = 0.0 if offline else time.time() - time.monotonic()
        self.follow()
        self._pool.fill()

    # -- the loop ----------------------------------------------------------------------------------

    def run(self, ticks: Iterator[Tick]) -> None:
        for tick in ticks:
            if self.stopping:
                break
            self.times.begin()
            self.frame(tick)
            self.times.end(mixed=self.desk.running is not None)
        self.close()

    def frame(self, tick: Tick) -> None:
        due_ns = self.timeline.due_ns(tick.frame)
        self.hear(tick)
        self.look(due_ns)
        canvas, fresh = self.picture(tick, due_ns)
        self.log.picture(tick.frame, canvas.picture, fresh, self.renderer.doubts, self.timeline)
        samples = self.sound.mix(self.desk, self.show, self.sources.shown, self.timeline, tick.frame)
        self.pass_on(Frame(tick.frame, canvas, self._pool, samples, fresh))
        if self.control:
            self.reports.tell(self.control, due_ns)

    def hear(self, tick: Tick) -> None:
        """Move the desk on to this frame, and apply what was asked for since the last."""
        if self.first_frame is None:
            self.first_frame = tick.frame
        if tick.jump:
            self.output.jump()
        self.automation.move_on(tick.frame)
        if self.before_frame:
            self.before_frame(tick.frame)
        if self.control:
            self.log.listens = self.control.watched("log")
            self.control.do_held(tick.frame, self._answer)
            self.control.serve(self._answer, self.reports.greeting)
        if self.offline:
            self._wait_for_items(self.timeline.due_ns(tick.frame))
        self.automation.play(tick.frame)
        self.desk = self.transports.taken(self.desk, self.show, self.timeline)
        self.desk = self.decks.moved_on(self.desk, self.show, self.timeline)
        self.follow()
        self.output.serve()

    def look(self, due_ns: int) -> None:
        """Take in what the sources and the artist have delivered, and say what is needed next."""
        self.sources.process(self.desk.sound, self.timeline.first_sample(self.desk.frame) + SETTLING)
        self.sources.tend()
        self._follow_readers()
        self._overlays.poll()
        self.streams.follow(self.desk, self.show, self.timeline)
        self.needs.say()
        if self.offline:
            self._wait(due_ns)
        # To the nearest picture, not the last: otherwise pictures would trail their sound by half a frame.
        self.sources.advance(due_ns, self._near_ns)
        self.log.sources(self.desk.frame, self.sources.begun())

    def _follow_readers(self) -> None:
        self.desk = self._line_ups.follow(self.transports.follow(self.desk, self.timeline), self.timeline)
        self.desk = self.decks.follow(self.desk, self.timeline, self._near_ns)

    def rehearse(self, scene: str, wall_s: float) -> bool:
        """Have the overlays of a scene drawn before it is taken; whether any is waited for."""
        self.renderer.rehearse(scene, self.desk, wall_s)
        return self._overlays.waiting

    def picture(self, tick: Tick, due_ns: int) -> tuple[Canvas, bool]:
        """The programme's picture and whether it is a fresh one: else it is the previous one again."""
        late = self._too_late(tick)
        fresh = self._previous is None or not (late or self._left_out(tick.frame))
        if fresh:
            self._paint(due_ns)
        self.late += late
        if late:
            self.reports.late(tick.frame)
        if not self.offline and self.output.program.begun:
            program, now = self.output.program, time.monotonic()
            self.overload.frame(late=late, left_out=not fresh, queue=program.fullness, encoded=program.encoded, now=now)
            program.hurry(self.overload.hurried(now))
        assert self._previous is not None
        return self._previous, fresh

    def _too_late(self, tick: Tick) -> bool:
        """Whether a frame's moment has passed: it is not painted any more."""
        if self._previous is None or not tick.behind:
            return False
        return tick.behind > PAINTED_LATE or not self.output.program.room

    def _left_out(self, frame: int) -> bool:
        """Whether nobody would encode this picture. The first of a segment never is left out."""
        program = self.output.program
        if self.offline or program.is_key(frame):
            return False
        return not program.room or (frame % 2 == 1 and self.overload.has("pictures"))

    def _paint(self, due_ns: int) -> None:
        started = time.perf_counter()
        canvas = self._painted(due_ns)
        self.paint_ms += 0.05 * ((time.perf_counter() - started) * 1000 - self.paint_ms)
        if self._previous is not None:
            self._pool.release(self._previous)
        self._previous = canvas

    def _painted(self, due_ns: int) -> Canvas:
        """The picture; offline it is painted again when the artist had to draw something for it first."""
        wall_s, desk = due_ns / SECOND_NS + self.offset_s, self.streams.shown(self.desk)
        canvas = self.renderer.program(desk, due_ns, wall_s)
        while self.offline and self._overlays.waiting:
            self._pool.release(canvas)
            self._wait(due_ns)
            canvas = self.renderer.program(desk, due_ns, wall_s)
        return canvas

    def pass_on(self, made: Frame) -> None:
        """Send the frame on its way to the air; the preview is painted for who watches it."""
        self.reports.passed_on()
        self.output.pass_on(made, self.timeline, self._alone, half_rate=self.overload.has("monitors"))
        if self.offline:
            return
        self.loudness.add(made.samples, busy=self.log.sums(made.number, self.timeline))
        if self.output.preview.wanted and made.fresh and self._previews(made.number):
            due_ns, pool = self.timeline.due_ns(made.number), self.preview_renderer.pool
            preview = self.preview_renderer.preview(self.desk, due_ns, due_ns / SECOND_NS + self.offset_s)
            self.output.preview.offer(preview, pool, made.samples, 0, made.number)
            pool.release(preview)

    def _previews(self, frame: int) -> bool:
        """Whether the preview moves with this frame."""
        if self.overload.has("preview"):
            return frame % max(2, round(self.timeline.rate / PREVIEW_PER_S)) == 0
        return not (self.overload.has("monitors") and frame % 2)

    def _alone(self, name: str) -> Samples:
        """What a source sounds like in this frame by itself; one that is not there is silent."""
        at, count = self.timeline.first_sample(self.desk.frame), self.timeline.samples(self.desk.frame)
        feed = self.sources.heard_as(name)
        if feed is None or name not in self.desk.sound:
            return np.zeros((count, 2), np.float32)
        return alone(feed, self.desk.sound[name], at, count)

    # -- commands ----------------------------------------------------------------------------------

    def obey(self, command: Command) -> int:
        """Apply a command to this frame and return its number. Raises BadCommand."""
        before = self.desk.rundown
        self.desk = obey(self.desk, command, self.show, self.timeline)
        if self._splices(command, before):
            self.output.splice(self.desk.frame)
        if isinstance(command, Load) and command.show != self.show:
            self.show = command.show
        self.follow()
        for one in command.commands if isinstance(command, Batch) else (command,):
            if isinstance(one, Reload):
                self.tell_page(one.source, one.overlay, {"reload": True})
        return self.desk.frame

    def touch(self, told: dict[str, Any]) -> int:
        """Pass clicks and keys on to a page, and return the frame: nothing of it is kept. Raises BadCommand.

        Who does not direct may not touch what is on program.
        """
        source, overlay, events = told.get("source", ""), told.get("overlay", ""), told.get("events")
        if not (isinstance(source, str) and isinstance(overlay, str) and isinstance(events, list)):
            raise BadCommand("bad_command", "expected a source or an overlay, and a list of events")
        if not told.get("directs") and page(source, overlay, self.show) in self._on_program():
            raise BadCommand("on_program", "this page is on program: only a director may click and type there")
        self.tell_page(source, overlay, {"input": events[:MOST_EVENTS]})
        return self.desk.frame

    def _on_program(self) -> set[str]:
        """The sources in the programme's picture."""
        sides = self.desk.sides(self.show)
        return set().union(*(seen_in(side) | seen_over(self.desk, side.show) for side in sides))

    def tell_page(self, source: str, overlay: str, told: dict[str, Any]) -> None:
        """Tell a page of the stored show something. Raises BadCommand when there is none of that name."""
        if feed := self.sources.named(page(source, overlay, self.show)):
            feed.tell_page(told)

    def _splices(self, command: Command, before: LineUp) -> bool:
        """Whether a break may begin or end with this: with its items, or where a rundown loses the programme."""
        if isinstance(command, TakeItem):
            prepared = before.named(command.occurrence)
            return prepared is not None and prepared.item.splice
        return before.on_air is not None and self.desk.rundown.on_air is None

    def applied(self, command: dict[str, Any]) -> None:
        """A command was applied to this frame, as it came; maybe right behind the wish to hear of it."""
        if self.control:
            self.log.listens = self.control.watched("log")
        self.log.command(self.desk.frame, command)

    def waits(self, command: Command) -> int | None:
        """The frame that a command waits for; None when it is to be obeyed now. Raises BadCommand for one far ahead."""
        frame = None if isinstance(command, Load | SetLineUp | TakeItem | StandIn) else command.on_frame
        if frame is None or frame <= self.desk.frame:
            return None
        if frame > self.desk.frame + self.timeline.frames_in(HELD_S * 1000):
            now, text = self.desk.frame, f"expected on_frame within {HELD_S} s from now; plan what is further ahead"
            raise BadCommand("too_early", f"{text} (it is frame {now}, found {frame})")
        return frame

    def _answer(self, command: Command) -> dict[str, Any]:
        """Apply a command; the frames of its effect and, on the engine's clock, of the moment it is seen on air.

        A load says whether program plays it now, or with the next take; a batch has an answer for each of its commands.
        """
        if not self.offline and not isinstance(command, Load | SetLineUp | TakeItem | StandIn):
            # By the clock: after a stall the frame that is being made is older than the present.
            present = max(self.desk.frame, self.timeline.frame_at(time.monotonic_ns()))
            in_time(replace(self.desk, frame=present), command.not_after_frame)
        frame = self.obey(command)
        answer: dict[str, Any] = {"frame": frame, "air_frame": frame + self.output.delay.frames}
        if isinstance(command, Batch):
            answer["answers"] = [{"verb": one.verb, "frame": frame} for one in command.commands]
        if isinstance(command, Load):
            answer["on_air"] = "next_take" if self.desk.changes_waiting else "now"
        return answer

    def follow(self) -> None:
        """Go over to what the desk plays now: other shows after an edit, a take, or the end of a transition."""
        sides = self.desk.sides(self.show)
        playing = (self.show, *self.desk.rundown.shows, *(side.show for side in sides))
        if len(playing) == len(self._playing) and all(map(operator.is_, playing, self._playing)):
            self.sources.stand(self.desk.standing_in)
            return
        self.desk = fitted(self.desk, self.show)
        self._playing = playing
        before, self._format = self._format, playing[-1]
        if before.canvas.fps != self._format.canvas.fps:
            self._change_rate(self._format)
        self.output.load(self._format)
        self._prepare()

    def _change_rate(self, show: Show) -> None:
        frame = self.desk.frame
        before = self.timeline.rate
        self.desk = self.transports.anchored(self.desk, self.timeline, show.canvas.fps)
        self.desk = self.decks.anchored(self.desk, self.timeline, show.canvas.fps)
        self.desk = retimed(self.desk, before, Fraction(show.canvas.fps))
        rundown = counted_anew(self.desk.rundown, frame, before, Fraction(show.canvas.fps))
        self.desk = replace(self.desk, rundown=rundown)
        self.timeline = Timeline(show.canvas.fps, self.timeline.due_ns(frame), frame)
        if self.re_anchored:
            self.re_anchored(self.timeline)

    def _prepare(self) -> None:
        """Sources, painters and plans for the shows that are played now."""
        line_up = self.desk.rundown
        shows = (side.show for side in self.desk.sides(self.show) if not told_apart(line_up, side.name))
        told = {source.id for show in (self.show, *shows) for source in all_sources(show)}
        self.sources.load(self._playing, self._format.canvas, self.timeline, told)
        self.sources.stand(self.desk.standing_in)
        self.stand_ins.load([*(side.show for side in self.desk.sides(self.show)), self.show, *line_up.shows])
        if self._previous is not None:
            self._pool.release(self._previous)
            self._previous = None
        self._pool, self._preview_pool = self._pools(self._pool, self._preview_pool)
        self._pool.reserved = self.output.canvases
        self.renderer = BusRenderer(self.show, self.sources, self._overlays, self._pool)
        self.preview_renderer = BusRenderer(self.show, self.sources, self._overlays, self._preview_pool)

    def _pools(
        self, program: CanvasPool | None = None, preview: CanvasPool | None = None
    ) -> tuple[CanvasPool, CanvasPool]:
        """Canvases for the programme and for its preview: those there are, or new ones where they do not fit."""
        canvas = self._format.canvas
        return (
            self._pool_of((canvas.width, canvas.height), self.output.slots, program),
            self._pool_of(self.output.preview.size, PREVIEW_SLOTS, preview),
        )

    def _pool_of(self, size: tuple[int, int], slots: int, known: CanvasPool | None) -> CanvasPool:
        """Canvases lie where their encoders see them."""
        if known and (known.width, known.height) == size and known.ring and known.ring.slots >= slots:
            return known
        return CanvasPool(*size, CanvasRing.make(*size, slots))

    # -- what is needed, and waiting for it offline -----------------------------------------------

    @property
    def preset(self) -> str:
        """The one of x264 that was asked for."""
        return self._format.encoding.preset

    @property
    def _near_ns(self) -> int:
        return int(NEAREST * SECOND_NS / self.timeline.rate)

    def _wait(self, due_ns: int) -> None:
        """Offline, time stands still until the sources and the artist are ready."""
        while not (self.sources.ready(due_ns, self._near_ns) and not self._overlays.waiting):
            self.sources.advance(due_ns, self._near_ns - 1)
            self.sources.wait(0.005)
            self.sources.tend()
            self._follow_readers()
            self._overlays.poll()
            self.needs.say()

    def _wait_for_items(self, due_ns: int) -> None:
        """Offline, a rundown's items are ready when they are due, or never will be."""
        while any(one.state == "opening" for one in self.desk.rundown.prepared):
            self.follow()
            self.needs.say()
            self.sources.advance(due_ns, self._near_ns - 1)
            self.sources.wait(0.005)
            self.sources.tend()
            self._follow_readers()

    def begin_source(self, name: str, mark: str, again: Again) -> None:
        """Of what is played again: a source is read as it was on air."""
        feed = self.sources.marked(mark) or self.sources.named(name)
        if isinstance(feed, ReplayedFeed) and not feed.transported:
            feed.begin(again)

    # -- beginning and end -------------------------------------------------------------------------

    def keep_in(self, folder: Path) -> None:
        """Where readers keep what outlives them; to be said before the first frame."""
        self._forkserver.kept = folder

    def close(self) -> None:
        """Encode the rest, say goodbye, end the children."""
        self.output.close()
        if self.control:
            self.control.close()
        self.sources.close()
        self._overlays.close()
        self._forkserver.close()
