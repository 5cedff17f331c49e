"""obs-websocket 5: what speaks to OBS speaks to a show, on a port of its own."""
