"""What every process of the mixer does for itself: its log, its memory."""
