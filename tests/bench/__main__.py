"""`python -m tests.bench [NAME]`: one JSON line a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench.captioned import captioned
from tests.bench.captions_policy import captions_policy
from tests.bench.captions_showing import caption_blend_p99_ms
from tests.bench.common_job import common_job_cpu_ratio, common_job_psnr_db
from tests.bench.console_long import console_heap_mb, deaf_consoles_mb
from tests.bench.console_use import console_open_ms, cut_to_picture_ms, take_seen_ms
from tests.bench.day import day_growth_mb
from tests.bench.decks import page_to_air_frames
from tests.bench.demo import demo_late_frames
from tests.bench.events import events
from tests.bench.figure import Figure
from tests.bench.frame_cost import frame_python_ms
from tests.bench.going_on_air import going_on_air_late_frames
from tests.bench.graphics import web_update_frames
from tests.bench.hostile_documents import hostile_document_s
from tests.bench.idle import idle_sources_cpu_cores
from tests.bench.joins import rundown_growth_mb
from tests.bench.joins_heard import rundown_join_gap_samples
from tests.bench.live import encoder_restart_s, engine_restart_s, live, live_late_frames_user, source
from tests.bench.many_sources import many_sources
from tests.bench.memory import memory_growth_mb
from tests.bench.overload import overload
from tests.bench.relays import relay_dead_honest_s, relay_lost_frames
from tests.bench.rundown_edit import rundown_edit_ms
from tests.bench.rundown_joins import rundown_join_lost_frames
from tests.bench.rundown_restart import rundown_restart_s
from tests.bench.rundown_starts import rundown_start_error_frames
from tests.bench.schemathesis import schemathesis_failures
from tests.bench.standby import standby_flap_changes, standby_switch_s
from tests.bench.start import start_to_picture_s
from tests.bench.together import av_offset_ms, monitor_latency_ms, monitor_listening_latency_ms
from tests.bench.transported import seek_ms, wake_ms
from tests.bench.web import web_fps, web_live
from tests.bench.web_heard import web_flash_beep_ms
from tests.bench.web_misbehaving import web_misbehaving
from tests.bench.webhooks import webhook_lost
from tests.bench.writers import writers_p95_s

Bench = Callable[[], Iterator[Figure]]

# Some measure several figures in one run; each names all of them.
BENCHES: dict[str, Bench] = {
    "common_job_cpu_ratio": common_job_cpu_ratio,
    "common_job_psnr_db": common_job_psnr_db,
    "live_late_frames": live,
    "live_worst_gap_ms": live,
    "take_frames": live,
    "going_on_air_late_frames": going_on_air_late_frames,
    "live_late_frames_user": live_late_frames_user,
    "frame_python_ms": frame_python_ms,
    "web_update_frames": web_update_frames,
    "seek_ms": seek_ms,
    "wake_ms": wake_ms,
    "page_to_air_frames": page_to_air_frames,
    "idle_sources_cpu_cores": idle_sources_cpu_cores,
    "monitor_latency_ms": monitor_latency_ms,
    "monitor_listening_latency_ms": monitor_listening_latency_ms,
    "av_offset_ms": av_offset_ms,
    "cut_to_picture_ms": cut_to_picture_ms,
    "take_seen_ms": take_seen_ms,
    "console_open_ms": console_open_ms,
    "console_open_full_ms": console_open_ms,
    "console_heap_mb": console_heap_mb,
    "deaf_consoles_mb": deaf_consoles_mb,
    **dict.fromkeys(
        (
            "overload_slates",
            "overload_sessions",
            "overload_missing_ms",
            "overload_sound_gaps",
            "overload_pictures_s",
            "overload_recovery_s",
            "overload_late_percent",
        ),
        overload,
    ),
    "web_fps": web_fps,
    "web_live_late_frames": web_live,
    "web_live_fps": web_live,
    "web_misbehaving_back_s": web_misbehaving,
    "web_misbehaving_late_frames": web_misbehaving,
    "web_flash_beep_ms": web_flash_beep_ms,
    "webhook_lost": webhook_lost,
    "engine_restart_s": engine_restart_s,
    "encoder_restart_s": encoder_restart_s,
    "relay_dead_honest_s": relay_dead_honest_s,
    "relay_lost_frames": relay_lost_frames,
    "start_to_picture_s": start_to_picture_s,
    "source_slate_s": source,
    "source_back_s": source,
    "sources_6_pss_mb": many_sources,
    "sources_24_pss_mb": many_sources,
    "sources_24_frame_ratio": many_sources,
    "standby_switch_s": standby_switch_s,
    "standby_flap_changes": standby_flap_changes,
    "rundown_start_error_frames": rundown_start_error_frames,
    "rundown_join_lost_frames": rundown_join_lost_frames,
    "rundown_join_gap_samples": rundown_join_gap_samples,
    "rundown_restart_s": rundown_restart_s,
    "demo_late_frames": demo_late_frames,
    "hostile_document_s": hostile_document_s,
    "schemathesis_failures": schemathesis_failures,
    "rundown_edit_ms": rundown_edit_ms,
    "events_p95_ms": events,
    "events_lost": events,
    "writers_p95_s": writers_p95_s,
    "memory_growth_mb": memory_growth_mb,
    "day_growth_mb": day_growth_mb,
    "rundown_growth_mb": rundown_growth_mb,
    "caption_commit_p50_s": captions_policy,
    "caption_blend_p99_ms": caption_blend_p99_ms,
    "captioned_live_late_frames": captioned,
    "caption_wer": captioned,
    "caption_bleu": captioned,
    "caption_shown_after_s": captioned,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no figure {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for bench in dict.fromkeys(BENCHES[name] for name in names or BENCHES):
        for figure in bench():
            if not names or figure.name in names:
                print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
