"""`python -m tests.mixer.engine.everything_watched`: an engine on air whose every output has a reader.

Prints what has become of its process: `{"before", "after"}`, the threads that are none of Python's, and `{"modules"}`.
"""

from __future__ import annotations

import _thread
import json
import os
import sys
import time

import numpy  # noqa: F401  it may begin threads of its own


def strange_threads() -> int:
    """Threads of this process that Python did not begin."""
    return len(os.listdir("/proc/self/task")) - 1 - _thread._count()


def main() -> None:
    before = strange_threads()
    from mixer.core.clock import Timeline
    from mixer.engine.engine import Engine
    from mixer.engine.ticks import on_air
    from mixer.outputs.subscriber import Subscriber
    from mixer.protocol.wire import Channel
    from tests.helpers import a_show

    show = a_show()
    engine = Engine(show, Timeline(show.canvas.fps, time.monotonic_ns()))
    waiting, after = [], list[int]()
    for output in engine.output.outputs.values():
        ours, theirs = Channel.pair()
        output.subscribe(Subscriber(theirs))
        waiting.append(ours)
    for tick in on_air(lambda: engine.timeline):
        engine.frame(tick)
        waiting = [one for one in waiting if not any(said.kind == b"K" for said in one.receive())]
        after += [] if waiting else [strange_threads()]
        if len(after) == 15 or tick.frame > 1800:
            break
    # A thread of Python's that is just ending counts for a moment.
    print(json.dumps({"waiting": len(waiting), "before": before, "after": min(after), "modules": sorted(sys.modules)}))
    engine.close()


if __name__ == "__main__":
    main()
