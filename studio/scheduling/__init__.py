"""Whole shows by schedule: put on air, taken off, and put on their standby at local times and by rules."""
