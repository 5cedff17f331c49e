"""The control server of a show on air, and its clients."""
