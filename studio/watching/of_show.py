"""The figures of shows, out of what their mixers tell of themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prometheus_client.metrics_core import Metric

from studio.watching.figures import Figure, Labels, Values, at, families, family, states

SOURCE_STATES = ("waiting", "connecting", "live", "hold", "slate", "retrying", "ended", "failed")
WAY_OUT_STATES = ("running", "waiting", "retrying", "failed", "off")
CAPTION_STATES = ("listening", "waiting", "failed", "off", "file")
SOURCES_MOST = WAYS_OUT_MOST = 64  # of a show; what is deleted and still on program comes on top of 24
MS, KBPS, MB, GB = 0.001, 1000.0, 1e6, 1e9


@dataclass(frozen=True, slots=True)
class Seen:
    """A show as it is stored, and what its mixer told; None where no mixer answered in time.

    `here` counts who looks from this web server: consoles, monitors, players.
    """

    show: str
    name: str
    wanted: bool
    rehearsing: bool
    told: Values | None = None
    here: Mapping[str, int] = field(default_factory=dict)

    @property
    def on_air(self) -> bool:
        """Whether its mixer shows frames, and not for a rehearsal."""
        told = self.told or {}
        return bool(told.get("status")) and not told.get("rehearsing", self.rehearsing)


OF_MIXER = (
    Figure("tally_show_frames_total", "Frames of the programme", at("status", "frame")),
    Figure("tally_show_late_frames_total", "Frames so late that the picture before was sent again",
           at("status", "late")),
    Figure("tally_show_left_out_frames_total", "Frames without a picture of their own", at("status", "left_out")),
    Figure("tally_show_encoder_losses_total", "Encoders that were lost and replaced", at("status", "overloads")),
    Figure("tally_show_frame_rate", "Frames a second that left in time", at("status", "fps")),
    Figure("tally_show_uptime_seconds", "How long the engine has run", at("status", "uptime_s")),
    Figure("tally_show_worst_gap_seconds", "Longest time between two frames within the last second",
           at("status", "worst_gap_ms", times=MS)),
    Figure("tally_show_frame_work_seconds", "What the frame thread works for a frame: median of the newest 300",
           at("status", "frame_ms", "p50", times=MS)),
    Figure("tally_show_frame_work_p99_seconds", "The same, of which one frame in a hundred takes more",
           at("status", "frame_ms", "p99", times=MS)),
    Figure("tally_show_encoder_lag_frames", "Frames that wait for the encoder", at("status", "encode_lag_frames")),
    Figure("tally_show_encoder_picture_seconds", "What the encoder takes for a picture",
           at("status", "encoder", "picture_ms", times=MS)),
    Figure("tally_show_shed_level", "How much is given up because the machine is overloaded; 0: nothing",
           at("status", "overload", "level")),
    Figure("tally_show_delay_seconds", "The delay of what goes out", lambda told: delay_of(told)),
    Figure("tally_show_sources_decoding", "Sources that decode now", at("status", "decoding", "now")),
    Figure("tally_show_sources_asleep", "Sources that sleep though somebody looks", at("status", "decoding", "asleep")),
    Figure("tally_show_loudness_momentary_lufs", "Loudness of the programme, 0.4 s",
           at("status", "sound", "lufs_m")),
    Figure("tally_show_loudness_short_term_lufs", "Loudness of the programme, 3 s", at("status", "sound", "lufs_s")),
    Figure("tally_show_loudness_integrated_lufs", "Loudness of the programme since it began",
           at("status", "sound", "lufs_i")),
    Figure("tally_show_silent_seconds", "For how long the programme is silent; measured while somebody looks at meters",
           at("status", "sound", "silent_s")),
    Figure("tally_show_limited_ratio", "Share of three seconds in which the limiter worked",
           at("status", "sound", "limited")),
    Figure("tally_show_subscribers", "Programs that read what the engine encodes", at("status", "subscribers")),
    Figure("tally_show_cpu_cores", "Processors that the show keeps busy", at("machine", "show_cores")),
    Figure("tally_show_memory_bytes", "Memory of the show's processes", at("machine", "memory_mb", times=MB)),
    Figure("tally_show_disk_free_bytes", "Free where the show records", at("machine", "disk", "free_gb", times=GB)),
    Figure("tally_show_recording_room_seconds", "How long a recording has room on the disk",
           at("machine", "disk", "minutes", times=60.0)),
    Figure("tally_show_recording", "Whether a recording runs", lambda told: is_on(told, "recording")),
    Figure("tally_show_recording_seconds", "How much the running recording has", lambda told: recorded_s(told)),
    Figure("tally_show_captions_lag_seconds", "How far captions are behind what is said", at("captions", "lag_s")),
    Figure("tally_show_captions_backlog_seconds", "Speech that waits to be recognised", at("captions", "backlog_s")),
    Figure("tally_show_captions_pass_seconds", "What one pass of recognition takes", at("captions", "pass_cost_s")),
    Figure("tally_show_captions_queue_lines", "Lines that wait for a translation", at("captions", "queue")),
    Figure("tally_show_captions_lines_total", "Lines of captions", at("captions", "lines")),
    Figure("tally_show_captions_gaps_total", "Stretches of speech that were given up", at("captions", "gap")),
    Figure("tally_show_captions_untranslated_total", "Lines whose time came before their translation",
           at("captions", "untranslated")),
    Figure("tally_show_older_version", "Whether something on air is of an older version",
           lambda told: float(told.get("upgrade") is not None)),
)  # fmt: skip
OF_SOURCE = (
    Figure("tally_source_frame_rate", "Pictures a second that come in", at("health", "fps")),
    Figure("tally_source_bits_per_second", "What comes in", at("health", "kbps", times=KBPS)),
    Figure("tally_source_age_seconds", "Age of the picture on show", at("health", "age_ms", times=MS)),
    Figure("tally_source_late_pictures_total", "Pictures that came late", at("health", "late")),
    Figure("tally_source_reconnects_total", "How often it was lost and found", at("health", "reconnects")),
    Figure("tally_source_restarts_total", "How often its reader was started again", at("restarts")),
    Figure("tally_source_black_seconds", "For how long it is black", at("health", "black_s")),
    Figure("tally_source_frozen_seconds", "For how long it is frozen", at("health", "frozen_s")),
    Figure("tally_source_silent_seconds", "For how long it is silent", at("health", "silent_s")),
    Figure("tally_source_standing_in_step", "Which step of its fallback shows; 0: itself", at("fallback", "step")),
)
OF_WAY_OUT = (
    Figure("tally_destination_bits_per_second", "What goes out", at("kbps", times=KBPS)),
    Figure("tally_destination_behind_seconds", "What waits to be sent", at("behind_s")),
    Figure("tally_destination_failed_tries", "Tries in a row that failed; 0 once it gets through", at("reconnects")),
    Figure("tally_destination_left_out_pictures_total", "Pictures that were left out", at("left_out")),
    Figure("tally_destination_seconds", "How much it has sent or written", at("seconds")),
    Figure("tally_destination_bytes_total", "What it has sent or written", at("bytes")),
)
HERE = {
    "tally_show_consoles": ("consoles", "Consoles that look, from this web server"),
    "tally_show_monitors": ("monitors", "Monitors that play, from this web server"),
    "tally_show_hls_viewers": ("players", "Players that asked for a playlist within the last seconds"),
}


def show_families(shows: Sequence[Seen]) -> Iterable[Metric]:
    """Every figure of these shows, of their sources and of their ways out."""
    yield from stored(shows)
    told = [((one.show,), one.told) for one in shows if one.told is not None]
    yield from families(OF_MIXER, ("show",), told)
    yield alerts(told)
    captions = [(labels, told["captions"]) for labels, told in told if told.get("captions")]
    yield states("tally_show_captions_state", "What captions do", ("show",), CAPTION_STATES, captions)
    sources = [source for labels, value in told for source in sources_of(labels, value)]
    yield from families(OF_SOURCE, ("show", "source"), sources)
    yield states("tally_source_state", "What a source does", ("show", "source"), SOURCE_STATES, sources)
    ways = [way for labels, value in told for way in ways_out(labels, value)]
    yield from families(OF_WAY_OUT, ("show", "destination"), ways)
    about = ("show", "destination")
    yield states("tally_destination_state", "What a destination does", about, WAY_OUT_STATES, ways)
    yield names(told, "source", sources)
    yield names(told, "destination", ways)


def stored(shows: Sequence[Seen]) -> Iterable[Metric]:
    """What is known of a show whether or not its mixer answers."""
    labelled = [((one.show,), one) for one in shows]
    infos = (((one.show, one.name), 1.0) for one in shows)
    yield family("tally_show_info", "The name of a show", ("show", "name"), infos)
    figures: dict[str, tuple[str, Callable[[Seen], bool]]] = {
        "tally_show_wanted": ("Whether the show is wanted on air", lambda one: one.wanted and not one.rehearsing),
        "tally_show_up": ("Whether its mixer answers", lambda one: one.told is not None),
        "tally_show_on_air": ("Whether its mixer sends a programme", lambda one: one.on_air),
    }
    for name, (text, of) in figures.items():
        yield family(name, text, ("show",), ((labels, float(of(one))) for labels, one in labelled))
    for name, (key, text) in HERE.items():
        yield family(name, text, ("show",), ((labels, one.here.get(key)) for labels, one in labelled))


def alerts(told: Sequence[tuple[Labels, Values]]) -> Metric:
    """How many of a show's own alerts are open, those aside that somebody looks after."""
    samples = [
        ((*labels, level), float(sum(is_open(one, level) for one in value.get("alerts") or ())))
        for labels, value in told
        for level in ("warning", "error")
    ]
    return family("tally_show_alerts", "Open alerts that nobody has acknowledged", ("show", "level"), samples)


def is_open(alert: Values, level: str) -> bool:
    return bool(alert.get("level") == level and alert.get("resolved") is None and not alert.get("acknowledged"))


def sources_of(labels: Labels, told: Values) -> list[tuple[Labels, Values]]:
    found = (told.get("status") or {}).get("sources") or {}
    return [((*labels, name), value) for name, value in list(found.items())[:SOURCES_MOST]]


def ways_out(labels: Labels, told: Values) -> list[tuple[Labels, Values]]:
    """Each destination with what is measured of it."""
    measured = (told.get("machine") or {}).get("outputs") or {}
    rows = list(told.get("destinations") or ())[:WAYS_OUT_MOST]
    return [((*labels, str(row["id"])), {**measured.get(row["id"], {}), **row}) for row in rows]


def names(told: Sequence[tuple[Labels, Values]], kind: str, things: Sequence[tuple[Labels, Values]]) -> Metric:
    """What people call sources, or destinations, apart, so that no other figure changes with a name."""
    by_id = {labels[0]: called(value) for labels, value in told}
    samples = [((show, thing, by_id[show].get(thing, "")), 1.0) for (show, thing), _ in things]
    return family(f"tally_{kind}_info", f"The name of a {kind}", ("show", kind, "name"), samples)


def called(told: Values) -> dict[str, str]:
    rows: list[Any] = [*((told.get("show") or {}).get("sources") or ()), *(told.get("destinations") or ())]
    return {str(row["id"]): str(row.get("name", "")) for row in rows}


def delay_of(told: Values) -> float | None:
    frames, rate = at("status", "delay", "frames")(told), rate_of(told)
    return None if frames is None or not rate else frames / rate


def rate_of(told: Values) -> float:
    """Frames a second of the show's canvas, which is written as a fraction; 0 where it is not known."""
    top, _, below = str(((told.get("show") or {}).get("canvas") or {}).get("rate") or "0").partition("/")
    return float(top) / float(below or 1)


def is_on(told: Values, part: str) -> float:
    return float(bool((told.get(part) or {}).get("on")))


def recorded_s(told: Values) -> float | None:
    """Of the first recording that is on."""
    measured = (told.get("machine") or {}).get("outputs") or {}
    rows = [row for row in told.get("destinations") or () if row.get("kind") == "record" and row.get("on")]
    return next((at(row["id"], "seconds")(measured) for row in rows if row["id"] in measured), None)
