"""What kinds declare."""
