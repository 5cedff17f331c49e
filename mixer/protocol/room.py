"""How much of a disk recordings leave to others: the programme's own window, the database, the logs."""

FLOOR_BYTES = 50_000_000  # free; a recording pauses below this, as OBS's does
ENOUGH_BYTES = 2 * FLOOR_BYTES  # and begins, or goes on, with so much
