"""What Celery finds here."""

from studio.air.processes.launch import launch_here as launch_here
from studio.air.processes.launch import relaunch_wanted as relaunch_wanted
