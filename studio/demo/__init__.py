"""The shows that an empty studio starts with: one on air, and one that plays by itself when it is started."""

from studio.demo.camera import demo_push as demo_push
from studio.demo.camera import demo_pusher_argv as demo_pusher_argv
from studio.demo.night import create_night_loop as create_night_loop
from studio.demo.show import create_demo_show as create_demo_show
