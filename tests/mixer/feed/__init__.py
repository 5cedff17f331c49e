"""The processes of sources, seen from the engine."""
