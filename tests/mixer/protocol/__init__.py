"""The words between the mixer and the studio."""
