"""Set-up and running on one machine: `prepare` (standard library only) and the supervisor of `make run`."""
