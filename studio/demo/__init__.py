"""The show that an empty studio starts with."""

from studio.demo.camera import demo_push as demo_push
from studio.demo.camera import demo_pusher_argv as demo_pusher_argv
from studio.demo.show import create_demo_show as create_demo_show
